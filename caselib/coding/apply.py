"""Replay human decisions on a case base: the records as the coders want them, from the records as the machine made them.

Decisions name a mention by case, code, status and words, not by its number, so that they hold after parsing again.
Replaying them again on the result changes no record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from caselib.casebase import Cases
from caselib.coding.anchor import Finder
from caselib.coding.borders import Recompute, move_borders
from caselib.coding.events import Event, Mark
from caselib.coding.log import effective
from caselib.coding.rounds import regroup
from caselib.errors import Address, Problem
from caselib.lang.fold import fold
from caselib.model import Case, Link, Mention, SourceText

BY = "coder:"


@dataclass
class Draft:
    """A case while decisions are replayed on it."""

    case: Case
    source: SourceText | None
    mentions: list[Mention] = field(init=False)
    suggestions: list[Mention] = field(init=False)
    links: list[Link] = field(init=False)

    def __post_init__(self) -> None:
        self.mentions, self.suggestions, self.links = list(self.case.mentions), list(self.case.suggestions), list(self.case.links)

    def find(self, sought: Mark) -> Mention | None:
        """The mention, or else the suggestion, that a mark names; of several the one at its very place."""
        found = [m for m in (*self.mentions, *self.suggestions) if self.same(m, sought)]
        return min(found, key=lambda m: m.span != sought.span, default=None)

    def same(self, mention: Mention, sought: Mark) -> bool:
        """Whether a mention is the one that a mark names: equal code and status, and equal words or a common place."""
        if mention.key != sought.key:
            return False
        if words(mention.quote) == words(sought.quote):
            return True
        return mention.span.overlaps(sought.span) and self.source is not None and sought.span.of(self.source.text) == sought.quote

    def number(self, event: Event) -> str:
        """An id for the mention that an event adds: made from the event, so that other decisions do not change it."""
        taken = {m.id for m in (*self.mentions, *self.suggestions)}
        made = f"c{event.id[:8]}"
        return made if made not in taken else next(i for n in range(2, len(taken) + 3) if (i := f"{made}-{n}") not in taken)

    def drop(self, gone: Mention) -> None:
        """Take a mention or suggestion out, with the links that hang on it."""
        self.mentions = [m for m in self.mentions if m.id != gone.id]
        self.suggestions = [m for m in self.suggestions if m.id != gone.id]
        self.links = [link for link in self.links if gone.id not in (link.source, link.target)]


class Replayed(NamedTuple):
    """A case base after a log, and the decisions of the log that have no place in it any more."""

    cases: Cases
    stale: tuple[Event, ...]


def apply(cases: Cases, events: Iterable[Event], recompute: Recompute | None = None) -> Cases:
    """The case base with the decisions of a log (or of several, merged) carried out.

    Parameters
    ----------
    cases
        As parsed.
    events
        In order of time, undo and redo included.
    recompute
        Makes the record of a case anew after a border of it has moved (:func:`caselib.pipeline.redo.recompute` gives one);
        without it the case keeps what lies inside.

    Returns
    -------
    Cases
        Accepted, recoded and added mentions carry the rule ``coder:NAME`` and confidence 1. A decision that has no place
        any more is not carried out and listed in ``problems``. Memos are not part of the records: see :func:`memos`.
    """
    return replay(cases, events, recompute).cases


def replay(cases: Cases, events: Iterable[Event], recompute: Recompute | None = None) -> Replayed:
    """The same with the decisions that have no place: what awaits a person after a source has changed."""
    standing = _latest(effective(events))
    problems: list[Problem] = []
    lost: list[Event] = []
    base = move_borders(cases, [e for e in standing if e.kind == "border"], recompute, problems, lost)
    place, drafts = _Places(base), dict[int, Draft]()
    for event in standing:
        if event.kind in ("border", "memo"):
            continue
        placed, number = place.find(event)
        if number is not None:
            case = base.cases[number]
            draft = drafts.setdefault(number, Draft(case, base.texts.get(case.doc)))
            if _decide(draft, placed):
                continue
        problems.append(stale(event))
        lost.append(event)
    made = tuple(_finished(drafts[i]) if i in drafts else case for i, case in enumerate(base))
    known = set(map(str, base.problems))
    applied = Cases(made, base.guides, base.texts, (*base.problems, *(p for p in problems if str(p) not in known)))
    return Replayed(applied, tuple(lost))


def memos(cases: Cases, events: Iterable[Event]) -> list[tuple[Case, Mention | None, Event]]:
    """The memos that stand, with the case and, where they are on one, the mention; to be asked of applied cases.

    A memo on a mention goes where its words stand now; one on a case, or on words that have no place, needs its case.
    """
    place, found = _Places(cases), []
    for event in _latest(effective(events)):
        if event.kind != "memo":
            continue
        placed, number = place.find(event) if event.at else (event, place.by_uid.get(event.case))
        if number is not None:
            case = cases.cases[number]
            draft = Draft(case, cases.texts.get(case.doc))
            found.append((case, draft.find(placed.at) if placed.at else None, event))
    return found


@lru_cache(maxsize=1 << 16)
def words(quote: str) -> str:
    """A quote as decisions remember it: folded, without white space."""
    return "".join(fold(quote).split())


def stale(event: Event, code: str = "stale_decision") -> Problem:
    """What to tell of a decision that cannot be carried out."""
    quote = " ".join((event.at.quote if event.at else event.note).split())[:30]
    return Problem(code, Address(event.doc), {"coder": event.coder, "kind": event.kind, "words": quote}, "notice")


def _latest(standing: list[Event]) -> list[Event]:
    """Without the decisions that were given a new place after theirs was lost."""
    replaced = {event.of for event in standing if event.of}
    return [event for event in standing if event.id not in replaced] if replaced else standing


class _Places:
    """Where decisions belong in a case base."""

    def __init__(self, base: Cases) -> None:
        self.base = base
        self.finders: dict[str, Finder] = {}
        self.by_uid = {case.uid: i for i, case in enumerate(base)}
        self.by_doc: defaultdict[str, list[int]] = defaultdict(list)
        for i, case in enumerate(base):
            self.by_doc[case.doc].append(i)

    def find(self, event: Event) -> tuple[Event, int | None]:
        """The event with its marks where their words stand now, and the number of the case that it belongs to.

        That is the case that was coded, or the one that the words fell to when borders moved. Words that cannot be placed
        for sure stay rejected in their case.
        """
        assert event.at is not None
        placed, named = self._placed(event), self.by_uid.get(event.case)
        if placed is None or placed.at is None:
            return event, named if event.kind == "reject" else None
        span = placed.at.span
        if named is not None and self.base.cases[named].span.contains(span):
            return placed, named
        holding = (i for i in self.by_doc[event.doc] if self.base.cases[i].span.contains(span))
        crossed = named if named is not None and self.base.cases[named].span.overlaps(span) else None
        return placed, next(holding, crossed)

    def _placed(self, event: Event) -> Event | None:
        named = self.by_uid.get(event.case)
        source = self.base.texts.get(event.doc) or (None if named is None else self.base.texts.get(self.base.cases[named].doc))
        if source is None or all(m is None or m.span.of(source.text) == m.quote for m in (event.at, event.to)):
            return event
        if source.doc not in self.finders:
            self.finders[source.doc] = Finder(source)
        finder = self.finders[source.doc]
        at, to = (m and finder.move(m) for m in (event.at, event.to))
        return None if (event.at and not at) or (event.to and not to) else replace(event, at=at, to=to)


def _decide(draft: Draft, event: Event) -> bool:
    """Carry one decision out; whether that was possible."""
    assert event.at is not None
    if event.kind in ("accept", "span"):
        _confirm(draft, event, event.at, draft.find(event.at))
    elif event.kind == "reject":
        while gone := draft.find(event.at):
            draft.drop(gone)
    elif event.kind == "recode" and event.to:
        _recode(draft, event, event.at, event.to)
    elif event.to:
        return _link(draft, event, event.at, event.to)
    return True


def _confirm(draft: Draft, event: Event, at: Mark, found: Mention | None) -> None:
    """Let a mention stand by the coder's word, at the place that they marked."""
    if event.kind == "span" and found and found.span != at.span:
        found = None  # a second place of the same code
    if found is None:
        realised = "unknown" if at.status == "done" else ""
        found = Mention(
            draft.number(event), *at.key, at.span, at.quote, "", 1.0, realised, "customer" if at.status == "demanded" else "unknown"
        )
    draft.suggestions = [m for m in draft.suggestions if m.id != found.id]
    kept = [m for m in draft.mentions if m.id != found.id]
    draft.mentions = [*kept, replace(found, rule=BY + event.coder, confidence=1.0)]


def _recode(draft: Draft, event: Event, at: Mark, to: Mark) -> None:
    """Another code, status or place for a mention; it keeps its number, and its links where the role stays."""
    found, there = draft.find(at), draft.find(to)
    links = draft.links
    while gone := draft.find(at):
        draft.drop(gone)
    if found is None or there:
        _confirm(draft, event, to, there)
        return
    if to.role == at.role:
        draft.links = links
    realised = (found.realised or "unknown") if to.status == "done" else ""
    changed = replace(found, role=to.role, code=to.code, status=to.status, span=to.span, quote=to.quote, realised=realised)
    _confirm(draft, event, to, changed)


def _link(draft: Draft, event: Event, at: Mark, to: Mark) -> bool:
    """Draw or take out a link; both its mentions must stand."""
    source, target = draft.find(at), draft.find(to)
    standing = {m.id for m in draft.mentions}
    if source is None or target is None or not {source.id, target.id} <= standing or source.id == target.id:
        return event.kind == "unlink"
    kept = [link for link in draft.links if (link.source, link.target) != (source.id, target.id)]
    if event.kind == "link":
        kept.append(Link(source.id, target.id, event.basis or "sequence", None, 0))
    draft.links = kept
    return True


def _finished(draft: Draft) -> Case:
    """The record: mentions in order of the text, episodes and links of what stands."""
    mentions = tuple(sorted(draft.mentions, key=lambda m: (m.span, m.role, m.code, m.status)))
    made = replace(draft.case, mentions=mentions, suggestions=tuple(draft.suggestions), links=tuple(draft.links))
    return regroup(made, draft.case)
