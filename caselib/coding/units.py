"""What is compared when coders agree or not: cases, marked stretches, sentences, characters, links.

Each level turns several codings of the same documents into units with one value a coder: the set of
codes that the coder gave to the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from caselib.casebase import Cases
from caselib.coding.match import pairs
from caselib.lang.clauses import sentences
from caselib.lang.fold import fold
from caselib.model import Case, Mention, SourceText, Span

LEVELS = ("case", "mention", "sentence", "character", "link")
Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Coded:
    """A unit: where it is, its codes by coder (``None`` where a coder has no such case), and how many units it stands for."""

    case: str
    span: Span
    values: tuple[Codes | None, ...]
    weight: int = 1


def units(coders: Mapping[str, Cases], level: str, statuses: bool = True) -> list[Coded]:
    """The units of a level over all cases that at least two coders have.

    ``statuses`` tells done, advised and demanded actions apart.

    Raises
    ------
    ValueError
        If there is no such level.
    """
    if level not in LEVELS:
        raise ValueError(f"there is no level {level!r}; levels: {', '.join(LEVELS)}")
    texts = {doc: text for cases in coders.values() for doc, text in cases.texts.items()}
    return [unit for group in groups(coders) for unit in _LEVELS[level](group, texts, statuses)]


def groups(coders: Mapping[str, Cases]) -> list[tuple[Case | None, ...]]:
    """The same case as each coder has it: by uid where it is the same, else by overlap (half of their characters in common)."""
    found = []
    first, *others = (list(cases) for cases in coders.values())
    columns = [_aligned(first, other) for other in others]
    for number, case in enumerate(first):
        row = (case, *(column.get(number) for column in columns))
        if sum(one is not None for one in row) > 1:
            found.append(row)
    return found


def name(mention: Mention, statuses: bool = True) -> str:
    """A mention's code as it is compared: ``cause:delay``, ``action:refund:done``."""
    return ":".join(part for part in (mention.role, mention.code, mention.status if statuses else "") if part)


def _aligned(first: Sequence[Case], other: Sequence[Case]) -> dict[int, Case]:
    by_uid = {case.uid: case for case in other}
    found = {i: by_uid.pop(case.uid) for i, case in enumerate(first) if case.uid in by_uid}
    rest = [i for i in range(len(first)) if i not in found]
    for doc in {first[i].doc for i in rest}:
        mine = [i for i in rest if first[i].doc == doc]
        left = [case for case in by_uid.values() if case.doc == doc]
        found |= {mine[a]: left[b] for a, b in pairs([first[i].span for i in mine], [case.span for case in left])}
    return found


Group = tuple[Case | None, ...]
Texts = Mapping[str, SourceText]


def _cases(group: Group, texts: Texts, statuses: bool) -> Iterator[Coded]:
    yield _coded(group, _extent(group)[1], lambda case: (name(m, statuses) for m in case.mentions))


def _links(group: Group, texts: Texts, statuses: bool) -> Iterator[Coded]:
    def drawn(case: Case) -> Iterable[str]:
        names = {m.id: name(m, statuses) for m in case.mentions}
        return (f"{names[link.source]} → {names[link.target]}" for link in case.links)

    yield _coded(group, _extent(group)[1], drawn)


def _mentions(group: Group, texts: Texts, statuses: bool) -> Iterator[Coded]:
    """Stretches that somebody marked; marks that overlap are one stretch."""
    marks = sorted(m.span for case in group if case for m in case.mentions)
    stretches: list[Span] = []
    for span in marks:
        if stretches and span.start < stretches[-1].end:
            stretches[-1] = Span(stretches[-1].start, max(stretches[-1].end, span.end))
        else:
            stretches.append(span)
    yield from _over(stretches, group, statuses)


def _sentences(group: Group, texts: Texts, statuses: bool) -> Iterator[Coded]:
    doc, extent = _extent(group)
    inside = [Span(extent.start + start, extent.start + end) for start, end in sentences(fold(extent.of(texts[doc].text)))]
    yield from _over(inside, group, statuses)


def _characters(group: Group, texts: Texts, statuses: bool) -> Iterator[Coded]:
    """Runs of characters with the same codes; white space does not count."""
    doc, extent = _extent(group)
    edges = {extent.start, extent.end, *(edge for case in group if case for m in case.mentions for edge in m.span)}
    inside = sorted(edge for edge in edges if extent.start <= edge <= extent.end)
    runs = [Span(a, b) for a, b in pairwise(inside)]
    for unit in _over(runs, group, statuses):
        if count := len("".join(unit.span.of(texts[doc].text).split())):
            yield Coded(unit.case, unit.span, unit.values, count)


def _over(spans: Iterable[Span], group: Group, statuses: bool) -> Iterator[Coded]:
    for span in spans:
        yield _coded(group, span, lambda case, span=span: (name(m, statuses) for m in case.mentions if m.span.overlaps(span)))  # type: ignore[misc]


def _coded(group: Group, span: Span, codes: Callable[[Case], Iterable[str]]) -> Coded:
    uid = next(case.uid for case in group if case)
    return Coded(uid, span, tuple(None if case is None else frozenset(codes(case)) for case in group))


def _extent(group: Group) -> tuple[str, Span]:
    """The document, and the stretch from the first to the last character that any coder counts to the case."""
    cases = [case for case in group if case]
    return cases[0].doc, Span(min(case.span.start for case in cases), max(case.span.end for case in cases))


_LEVELS: dict[str, Callable[[Group, Texts, bool], Iterator[Coded]]] = {
    "case": _cases, "mention": _mentions, "sentence": _sentences, "character": _characters, "link": _links,
}  # fmt: skip
