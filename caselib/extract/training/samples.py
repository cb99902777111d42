"""Labelled clauses: from marked passages of the codebook, and from annotated cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caselib.codebook import Codebook
from caselib.extract.cues import Cues
from caselib.extract.reading import Reading, read_segment, reading
from caselib.lang.fold import fold
from caselib.model import CleanText, Segment, Span

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Sample:
    """One laid-out text with its labels.

    ``labels[i]`` holds (code, status) of clause ``i``. ``known`` are the codes of the whole text: a
    clause without a label says nothing about them, because annotators mark one best place; about all other
    codes it is a negative. ``group`` keeps texts of one origin together in cross-validation. ``found`` says that the text
    is a document and not written for the codebook: thresholds are chosen on such alone, because stories are tidier. ``final`` is how it ends, where annotated; ``turns``
    are the clauses with which further episodes begin, ``None`` where nobody annotated them.
    """

    reading: Reading
    labels: list[set[tuple[str, str]]]
    known: frozenset[str]
    group: str
    keys: frozenset[Key] = frozenset()
    found: bool = True
    final: str = ""
    turns: tuple[int, ...] | None = None


def passage_samples(codebook: Codebook, cues: Cues) -> Iterator[Sample]:
    """The codebook's passages, each its own text; every clause of them is fully labelled. Then what its cues must not match: not of that code."""
    seen: set[str] = set()
    for code in codebook.codes.values():
        for number, passage in enumerate(code.passages):
            if passage.text in seen:
                continue
            seen.add(passage.text)
            laid = reading(fold(passage.text), (), cues)
            marks = [((mark.start, mark.end), (mark.code, mark.status)) for mark in passage.marks]
            yield Sample(laid, _place(laid, marks), frozenset(), f"passage:{code.id}/{number}")
    for code in codebook.codes.values():
        others = frozenset(codebook.codes) - {code.id}
        for number, text in enumerate(dict.fromkeys(cue.no for cue in code.cues if cue.no)):
            laid = reading(fold(text), (), cues)
            yield Sample(laid, [set() for _ in laid.clauses], others, f"passage:{code.id}/no{number}")


def case_sample(cleaned: CleanText, segment: Segment, quotes: Iterable[tuple[Key, Span]], cues: Cues) -> Sample:
    """One annotated case: (role, code, status) with the source span of its quote."""
    laid = read_segment(cleaned, segment, cues)
    listed = list(quotes)
    marks = []
    for (_, code, status), span in listed:
        start, end = cleaned.range(span)
        marks.append(((start - laid.base, end - laid.base), (code, status)))
    keys = frozenset(key for key, _ in listed)
    return Sample(laid, _place(laid, marks), frozenset(code for _, code, _ in keys), cleaned.source.doc.split("!")[0], keys)


def _place(laid: Reading, marks: Iterable[tuple[tuple[int, int], tuple[str, str]]]) -> list[set[tuple[str, str]]]:
    """Labels by clause: where a mark covers half of a clause, and at least where it covers most of itself."""
    labels: list[set[tuple[str, str]]] = [set() for _ in laid.clauses]
    for (start, end), label in marks:
        shared = [max(0, min(end, stop) - max(start, begin)) for begin, stop in laid.clauses]
        if not any(shared):
            continue
        best = max(range(len(shared)), key=shared.__getitem__)
        for i, (begin, stop) in enumerate(laid.clauses):
            if i == best or shared[i] * 2 >= stop - begin > 3:
                labels[i].add(label)
    return labels
