"""Gold annotations: JSON Lines, a document a line, positions as offsets or as quotes.

In quote form ``start`` and ``end`` are the exact first and last characters of a case; ``end`` is the
first occurrence behind ``start``. Episodes and guides stand beside the file, as
``NAME.episodes.jsonl`` and ``NAME.guides.jsonl``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caselib.casebase import Cases
from caselib.coding.events import Event, mark
from caselib.coding.match import pairs
from caselib.errors import FormatError, InputError
from caselib.model import SourceText, Span

Key = tuple[str, str, str]
# When the annotation was made; the same in every log made of it, so that the same annotation gives the same events.
_TIME = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class GoldGuide:
    """A gold guide: its span, kind, and items as (quote span, codes)."""

    span: Span
    kind: str
    title: str
    items: tuple[tuple[Span, frozenset[str]], ...]
    duplicate: bool = False


@dataclass(frozen=True)
class GoldCase:
    """A gold case; ``quotes`` has one span a (role, code, status).

    ``episodes`` and ``links`` are ``None`` where nobody annotated them.
    """

    id: str
    doc: str
    span: Span
    kind: str
    industry: str
    year: int | None
    final: str
    duplicate_of: str | None
    quotes: dict[Key, Span]
    title: str = ""
    episodes: tuple[dict[str, list[str]], ...] | None = None
    links: tuple[tuple[str, str, str], ...] | None = None


@dataclass(frozen=True)
class GoldDocument:
    """All that is annotated of one document; ``text`` is where its spans point."""

    doc: str
    cases: tuple[GoldCase, ...]
    guides: tuple[GoldGuide, ...] | None = None


def load_gold(
    path: Path | str, texts: Mapping[str, SourceText] | Iterable[SourceText] = (), *, missing_ok: bool = False
) -> list[GoldDocument]:
    """Read a gold file.

    Parameters
    ----------
    path
        The file of cases.
    texts
        Where quotes are looked up; needed only for the quote form. A gold document named ``log.csv``
        stands for the rows ``log.csv!…`` too, and one named ``a.txt`` for ``folder/a.txt`` where that is unique.

    missing_ok
        Leave out documents whose text is not there.

    Raises
    ------
    InputError
        If the file, a document's text or a quote is not there.
    FormatError
        If a line is not JSON of this form.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; name a gold file in the form of docs/record.md")
    sources = list(texts.values()) if isinstance(texts, Mapping) else list(texts)
    episodes = {(line["doc"], case["id"]): case for line in _lines(_beside(path, "episodes")) for case in line["cases"]}
    guides = {line["doc"]: line["guides"] for line in _lines(_beside(path, "guides"))}
    documents: list[GoldDocument] = []
    for line in _lines(path):
        named = _named(line["doc"], sources)
        if missing_ok and not named:
            continue
        cases = [_case(line["doc"], case, named, episodes.get((line["doc"], case["id"]))) for case in line["cases"]]
        marked = _guides(guides[line["doc"]], named) if line["doc"] in guides and named else None
        docs = dict.fromkeys([text.doc for text in named] or [line["doc"]])
        documents += [GoldDocument(doc, tuple(c for c in cases if c.doc == doc), _of(doc, marked)) for doc in docs]
    return documents


def gold_events(path: Path | str, cases: Cases, coder: str = "gold") -> list[Event]:
    """An annotation as the log of a coder, on the cases that were found: for agreement, for settling, for learning.

    Gold cases are paired with the cases that they overlap by half; of those that were not found nothing is told. One quote
    stands for a code in a case, which is how the annotation is made.
    """
    events = []
    docs = {case.doc for case in cases}
    for document in load_gold(path, {doc: text for doc, text in cases.texts.items() if doc in docs}, missing_ok=True):
        here = [case for case in cases if case.doc == document.doc]
        for g, n in pairs([case.span for case in document.cases], [case.span for case in here]):
            case, source = here[n], cases.texts[here[n].doc]
            for key, span in document.cases[g].quotes.items():
                events.append(Event("span", coder, _TIME, case.uid, case.doc, mark(source, span, *key)))
    return events


def _of(doc: str, marked: list[tuple[str, GoldGuide]] | None) -> tuple[GoldGuide, ...] | None:
    return None if marked is None else tuple(guide for where, guide in marked if where == doc)


def _beside(path: Path, part: str) -> Path:
    stem = path.name.removesuffix(".jsonl").removesuffix(".offsets")
    return path.with_name(f"{stem}.{part}.jsonl")


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise FormatError(f"{path}:{number} is not JSON ({error}); restore the file") from error
    return rows


def _named(doc: str, sources: list[SourceText]) -> list[SourceText]:
    """The texts that a gold document's name stands for."""
    for test in (lambda name: name == doc, lambda name: name.startswith(doc + "!"), lambda name: f"/{doc}" in f"/{name}"):
        found = [source for source in sources if test(source.doc)]
        if found:
            return found
    return []


def _find(quote: str | int, named: list[SourceText], doc: str, after: int = 0) -> tuple[str, int]:
    if isinstance(quote, int):
        return (named[0].doc if named else doc), quote
    for text in named:
        at = text.text.find(quote, after)
        if at >= 0:
            return text.doc, at
    raise InputError(f"{doc}: the gold quote {quote[:40]!r} is not in the text; name the folder of the documents with --docs")


def _case(doc: str, case: dict[str, Any], named: list[SourceText], told: dict[str, Any] | None) -> GoldCase:
    where, start = _find(case["start"], named, doc)
    inside = [text for text in named if text.doc == where]
    # An integer end is an offset, a quoted one is counted to its last character.
    _, end = _find(case["end"], inside, doc, start)
    end += 0 if isinstance(case["end"], int) else len(case["end"])
    quotes: dict[Key, Span] = {}
    for m in case["mentions"]:
        if "start" in m:
            span = Span(m["start"], m["end"])
        else:
            _, at = _find(m["quote"], inside, doc, start)
            span = Span(at, at + len(m["quote"]))
        quotes.setdefault((m["role"], m["code"], m.get("status") or ""), span)
    return GoldCase(
        case["id"], where, Span(start, end), case["kind"], case["industry"], case["year"], case["final"], case["duplicate_of"], quotes,
        case.get("title", ""),
        tuple(told["episodes"]) if told else None,
        tuple((a, b, basis) for a, b, basis in told["links"]) if told else None,
    )  # fmt: skip


def _guides(entries: list[dict[str, Any]], named: list[SourceText]) -> list[tuple[str, GoldGuide]]:
    found = []
    last = 0
    for entry in entries:
        try:
            where, start = _find(entry["start"], named, named[0].doc, last)
        except InputError:
            where, start = _find(entry["start"], named, named[0].doc)
        inside = [text for text in named if text.doc == where]
        _, end = _find(entry["end"], inside, where, start)
        last = start + 1
        items, at = [], start
        for item in entry["items"]:
            text = inside[0].text
            hit = text.find(item["quote"], at)
            hit = hit if hit >= 0 else text.find(item["quote"], start)
            if hit >= 0:
                items.append((Span(hit, hit + len(item["quote"])), frozenset(item["codes"])))
                at = hit
        duplicate = entry.get("duplicate_of") is not None
        found.append((where, GoldGuide(Span(start, end + len(entry["end"])), entry["kind"], entry["title"], tuple(items), duplicate)))
    return found
