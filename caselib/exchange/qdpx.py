"""REFI-QDA projects (.qdpx) and codebooks (.qdc): the exchange format of the programs for qualitative analysis.

The standard (version 1.5, 2019) counts in Unicode code points of a plain text, as caselib does: no span shifts, whatever the
characters. What it has no place for (confidence, rule, actor) travels in the descriptions of selections, and comes back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from caselib.casebase import Cases
from caselib.codebook import Codebook, load
from caselib.coding.apply import BY
from caselib.coding.events import Event, mark
from caselib.errors import Address, FormatError, Problem
from caselib.exchange.codetree import Resolver
from caselib.exchange.package import pack, parse_xml, unpack
from caselib.exchange.qde import MACHINE, Project, codebook_xml, project_xml, source_guid
from caselib.exchange.qderead import Coding, Content, Source, content
from caselib.files import written_whole
from caselib.lang.fold import fold, short
from caselib.messages import language
from caselib.model import Case, Episode, Field, Link, Mention, SourceText, Span

_LINK = re.compile(r"(explicit|sequence) #(\d{1,6})(?: \[(\d{1,12})-(\d{1,12})\])?")
_LONG_AGO = "1970-01-01T00:00:00+00:00"
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True)
class Imported:
    """A project as a case base (``cases.problems`` lists what was not taken over), and its people's codings and memos as events."""

    cases: Cases
    events: list[Event]


def write_qdpx(
    cases: Cases,
    path: Path | str,
    events: Iterable[Event] = (),
    *,
    codebook: Codebook | None = None,
    name: str = "caselib",
    lang: str | None = None,
) -> Path:
    """Write a project that other programs open; returns its path.

    Parameters
    ----------
    cases
        With the decisions of ``events`` already applied.
    events
        The log: gives memos, and the times of codings.
    codebook
        The complaint codebook by default.

    Notes
    -----
    GUIDs are made from content: the same case base gives the same bytes. Suggestions, guides and fields besides title,
    industry, year, final and cluster are not part of a project.
    """
    project = Project(cases, list(events), codebook or load(), language(lang), name)
    members = {"project.qde": project_xml(project)}
    for doc in dict.fromkeys(case.doc for case in cases):
        if doc in cases.texts:
            source = cases.texts[doc]
            members[f"sources/{source_guid(source)}.txt"] = source.text.translate(_SURROGATES).encode()
    return pack(path, members)


def write_qdc(path: Path | str, codebook: Codebook | None = None, lang: str | None = None) -> Path:
    """Write the code tree alone, as a REFI-QDA codebook."""
    with written_whole(path) as temporary:
        temporary.write_bytes(codebook_xml(codebook or load(), language(lang)))
    return Path(path)


def read_qdpx(path: Path | str, *, codes: Mapping[str, str] | None = None, codebook: Codebook | None = None) -> Imported:
    """Read a project of caselib or of another program.

    Parameters
    ----------
    path
        A ``.qdpx`` file.
    codes
        Names of the project's codes → ``cause:delay``, ``action:refund:done``, … for codes that do not carry an id or label of
        the codebook. Codes that stand for none are counted in ``problems``.
    codebook
        The complaint codebook by default.

    Returns
    -------
    Imported
        Cases by their borders where the project marks them, else one case a text.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is not a sound project.
    """
    members = unpack(path)
    inner = next(
        (name for name in sorted(members, key=lambda n: (n != "project.qde", n)) if name.endswith(".qde") and "/" not in name), None
    )
    if inner is None:
        raise FormatError(f"{Path(path).name} holds no project (.qde); export it again from the other program")
    found = content(parse_xml(members[inner], Path(path).name), members)
    return import_content(found, Resolver(codebook or load(), codes or {}))


def import_content(found: Content, resolver: Resolver) -> Imported:
    """A case base from the content of a project."""
    return _Import(found, resolver).result()


@dataclass
class _Import:
    """One project on its way to a case base."""

    found: Content
    resolver: Resolver
    unknown: Counter[str] = field(default_factory=Counter)
    events: list[Event] = field(default_factory=list)
    places: dict[str, tuple[int, str]] = field(default_factory=dict)  # selection guid → number of its case, mention id

    def result(self) -> Imported:
        cases: list[Case] = []
        texts: dict[str, SourceText] = {}
        for source in self.found.sources:
            texts[source.name] = SourceText(source.name, source.text, reader="qdpx/1")
            cases += self._cases(source, texts[source.name], len(cases))
        links: defaultdict[int, list[Link]] = defaultdict(list)
        for origin, target, name in self.found.links:
            (a, source_id), (b, target_id) = self.places.get(origin, (-1, "")), self.places.get(target, (-2, ""))
            if a == b and source_id and target_id:
                links[a].append(_link(source_id, target_id, name))
        linked = tuple(_with_links(case, links[i]) for i, case in enumerate(cases))
        told = [Problem("unknown_code", Address("project.qde"), {"code": n, "count": c}) for n, c in sorted(self.unknown.items())]
        return Imported(Cases(linked, (), texts, (*self.found.problems, *told)), sorted(self.events, key=lambda event: event.time))

    def _cases(self, source: Source, text: SourceText, first: int) -> list[Case]:
        """The cases of a text with the codings inside them; a text without borders is one case."""
        borders = [(c, kind) for c in source.codings if (kind := self.resolver.kind(c.code, self.found.codes.get(c.code, "")))]
        plain = [c for c in source.codings if not self.resolver.kind(c.code, self.found.codes.get(c.code, ""))]
        if not source.text.strip():
            return []
        spans: list[tuple[Span, str, Coding | None]] = [(c.span, kind, c) for c, kind in sorted(borders, key=lambda entry: entry[0].span)]
        spans = spans or [(Span(0, len(source.text)), "incident", None)]
        made = []
        for number, (span, kind, border) in enumerate(spans):
            inside = [c for c in plain if span.contains(c.span)]
            plain = [c for c in plain if not span.contains(c.span)]
            made.append(self._case(text, first + number, span, kind, border, inside))
        if plain:
            self.found.problems.append(Problem("outside_cases", Address(source.name), {"count": len(plain)}))
        return made

    def _case(self, text: SourceText, number: int, span: Span, kind: str, border: Coding | None, inside: list[Coding]) -> Case:
        name, told = self._told(border, text.doc)
        uid = told.get("uid") or short(hashlib.sha256("".join(fold(span.of(text.text)).split()).encode("utf-8", "surrogatepass")).hexdigest())
        mentions, groups = self._mentions(text, number, uid, inside)
        if border:
            self._memos(border, None, uid, text)
        title = None if name == f"{text.doc}#{span.start}-{span.end}" else _field(name)
        return Case(
            uid, text.doc, span, told.get("kind", kind), "qdpx", title=title, mentions=tuple(mentions), episodes=_episodes(mentions, groups),
            industry=_field(told.get("industry")), year=_field(told.get("year"), True), final=_field(told.get("final")),
            duplicate_of=told.get("duplicate_of"), cluster=told.get("cluster", ""),
        )  # fmt: skip

    def _told(self, border: Coding | None, doc: str) -> tuple[str, dict[str, str]]:
        """Name and variables of the project's case for a border, or for the text."""
        sources = {source.guid for source in self.found.sources if source.name == doc}
        for name, values, selections, of in self.found.cases:
            if (border and border.selection in selections) or (not border and len(of) == 1 and of[0] in sources):
                return name, values
        return "", {}

    def _mentions(self, text: SourceText, number: int, uid: str, inside: list[Coding]) -> tuple[list[Mention], dict[str, int]]:
        mentions: list[Mention] = []
        groups: dict[str, int] = {}
        for coding in inside:
            name = self.found.codes.get(coding.code, coding.code)
            key = self.resolver.key(coding.code, name)
            if key is None:
                self.unknown[name] += 1
                continue
            mention, episode = _mention(coding, key, {m.id for m in mentions}, text)
            mentions.append(mention)
            self.places.setdefault(coding.selection, (number, mention.id))
            if episode is not None:
                groups[mention.id] = episode
            if mention.rule.startswith(BY):
                self.events.append(
                    Event("span", mention.rule.removeprefix(BY), self._time(coding.time), uid, text.doc, mark(text, coding.span, *key))
                )
            self._memos(coding, mention, uid, text)
        return sorted(mentions, key=lambda m: (m.span, m.role, m.code, m.status)), groups

    def _memos(self, coding: Coding, mention: Mention | None, uid: str, text: SourceText) -> None:
        at = mark(text, mention.span, *mention.key) if mention else None
        for note in (self.found.notes[n] for n in coding.notes if n in self.found.notes):
            self.events.append(Event("memo", note.user or coding.user or MACHINE, self._time(note.time), uid, text.doc, at, note=note.text))

    def _time(self, time: str) -> str:
        return time or self.found.time or _LONG_AGO


def _mention(coding: Coding, key: tuple[str, str, str], taken: set[str], text: SourceText) -> tuple[Mention, int | None]:
    """The mention that a coding stands for, and its episode if that is told."""
    more = _more(coding.description)
    made = str(more.get("id", ""))
    if not made or made in taken:
        made = next(i for n in range(1, len(taken) + 2) if (i := f"c{n}") not in taken)
    rule = BY + coding.user if coding.user not in ("", MACHINE) else str(more.get("rule", "qdpx"))
    realised = str(more.get("realised", "" if "rule" in more else "unknown")) if key[2] == "done" else ""
    sure, episode = more.get("confidence"), more.get("episode")
    confidence = float(sure) if isinstance(sure, (int, float)) and 0 <= sure <= 1 else 1.0
    mention = Mention(made, *key, coding.span, coding.span.of(text.text), rule, confidence, realised, str(more.get("actor", "unknown")))
    return mention, episode if isinstance(episode, int) else None


def _field(told: str | None, number: bool = False) -> Field | None:
    """A fact of the project; a year as a number."""
    if not told:
        return None
    return Field(int(told) if number and told.isdecimal() and len(told) < 10 else told, None, "qdpx")


def _more(description: str) -> dict[str, Any]:
    """What caselib wrote into a description; nothing, if another program did."""
    try:
        told = json.loads(description)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _link(source: str, target: str, name: str) -> Link:
    told = _LINK.fullmatch(name)
    cue = Span(int(told[3]), int(told[4])) if told and told[3] else None
    return Link(source, target, told[1] if told else "sequence", cue, int(told[2]) - 1 if told else 0)


def _with_links(case: Case, links: list[Link]) -> Case:
    return replace(case, links=tuple(links))


def _episodes(mentions: list[Mention], groups: Mapping[str, int]) -> tuple[Episode, ...]:
    numbers = sorted({n for n in groups.values() if n >= 0})
    return tuple(
        Episode(*(tuple(m.id for m in mentions if m.role == role and groups.get(m.id) == n) for role in ("cause", "action", "outcome")))
        for n in numbers
    )
