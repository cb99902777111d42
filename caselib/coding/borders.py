"""Move the borders of cases: both sides are made anew, and every case keeps its uid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from caselib.casebase import Cases
from caselib.coding.anchor import Finder
from caselib.coding.events import Event
from caselib.coding.rounds import regroup
from caselib.errors import Address, Problem
from caselib.model import Case, SourceText, Span

Recompute = Callable[[Case, SourceText], Case]


def move_borders(
    cases: Cases, events: Sequence[Event], recompute: Recompute | None, problems: list[Problem], lost: list[Event] | None = None
) -> Cases:
    """The cases with their borders where the events put them.

    A neighbour that touches the old border, or that the new one cuts into, goes along. A move that would leave a case
    without text is refused and listed in ``problems``, its event in ``lost``.
    """
    if not events:
        return cases
    spans = {case.uid: case.span for case in cases}
    for event in events:
        moved = _moved(event, cases, spans)
        if moved is None:
            words = " ".join((event.to.quote if event.to else "").split())[:30]
            problems.append(Problem("bad_border", Address(event.doc), {"coder": event.coder, "kind": "border", "words": words}, "notice"))
            if lost is not None:
                lost.append(event)
        else:
            spans |= moved
    made = [case if spans[case.uid] == case.span else _anew(case, spans[case.uid], cases, recompute) for case in cases]
    return Cases(tuple(_renamed(made, cases)), cases.guides, cases.texts, cases.problems)


def _moved(event: Event, cases: Cases, spans: dict[str, Span]) -> dict[str, Span] | None:
    """New spans by uid, or ``None`` where the move cannot be made."""
    span, at = spans.get(event.case), _place(event, cases)
    if span is None or at is None:
        return None
    others = {case.uid: spans[case.uid] for case in cases if case.doc == event.doc and case.uid != event.case}
    text = cases.texts[event.doc].text if event.doc in cases.texts else ""
    new: dict[str, Span] = {}
    if event.side == "start":
        new[event.case] = Span(at, span.end)
        for uid, other in others.items():
            touches = other.end <= span.start and not text[other.end : span.start].strip()
            if other.start < span.start and (other.end > at or touches):
                new[uid] = Span(other.start, at)
    else:
        new[event.case] = Span(span.start, at)
        for uid, other in others.items():
            touches = other.start >= span.end and not text[span.end : other.start].strip()
            if other.start > span.start and (other.start < at or touches):
                new[uid] = Span(at, other.end)
    fits = all(0 <= s.start < s.end and text[s.start : s.end].strip() for s in new.values())
    return new if fits and all(s.end <= len(text) for s in new.values()) else None


def _place(event: Event, cases: Cases) -> int | None:
    """Where the border is to lie in the text as it is now."""
    source = cases.texts.get(event.doc)
    if source is None or event.to is None:
        return None
    span: Span | None = event.to.span
    if event.to.span.of(source.text) != event.to.quote:
        span = Finder(source).place(event.to)
    return None if span is None else span.start if event.side == "start" else span.end


def _anew(case: Case, span: Span, cases: Cases, recompute: Recompute | None) -> Case:
    """The record on its new span; uid and cluster stay, and by-hand mentions are laid on it again by ``apply``."""
    parts = tuple((name, Span(max(p.start, span.start), min(p.end, span.end))) for name, p in case.parts if p.overlaps(span))
    drawn = replace(case, span=span, parts=parts)
    if recompute is None:
        return _cut(drawn)
    return replace(recompute(drawn, cases.texts[case.doc]), uid=case.uid, span=span, cluster=case.cluster, duplicate_of=case.duplicate_of)


def _cut(case: Case) -> Case:
    """What of the record lies inside its span."""
    inside = case.span.contains
    return regroup(
        replace(
            case,
            mentions=tuple(m for m in case.mentions if inside(m.span)),
            suggestions=tuple(m for m in case.suggestions if inside(m.span)),
            money=tuple(m for m in case.money if inside(m.span)),
        ),
        case,
    )


def _renamed(made: Iterable[Case], cases: Cases) -> Iterable[Case]:
    """Cases whose ``cluster`` and ``duplicate_of`` name the ids as they are now."""
    made = list(made)
    now = {was.id: case.id for was, case in zip(cases, made, strict=True)}
    for case in made:
        yield replace(case, cluster=now.get(case.cluster, case.cluster), duplicate_of=now.get(case.duplicate_of or "", case.duplicate_of))
