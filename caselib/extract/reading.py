"""Stretches of clean text laid out for decisions: their clauses with section, sentence, cues and modality, as arrays over all clauses.

What looks at every character does so for many stretches together; what is said of each is what would be said of it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.cues import Cues, Hits, Numbers, Rule
from caselib.lang.clauses import clause_spans, sentence_ends
from caselib.lang.modality import Marks, marks, moods
from caselib.model import CleanText, Segment

SECTIONS = ("situation", "demand", "handling", "outcome", "reply", "analysis", "advice", "lesson", "comment", "title")
_NUMBER = {name: number for number, name in enumerate(SECTIONS)}


class Hit(NamedTuple):
    """A cue or hint that matched: ``[start, end)`` of the match, and whose it is."""

    start: int
    end: int
    rule: Rule


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything known of a stretch, or of several that were joined line by line, before any code is decided.

    ``folded`` is the text alone, ``base`` its clean position in the document (0 of several). By clause: ``spans`` (rows ``start, end`` in ``folded``),
    ``section_numbers`` (in ``SECTIONS``), ``sentences`` (the number of the first clause of the sentence), ``moods`` (bits of its markers).
    ``marks`` are the markers, ``cued`` and ``hinted`` the matches of cues and of hints, whose ``rules`` these are. ``firsts`` are the first clauses of
    the stretches.
    """

    folded: str
    base: int
    spans: NDArray[np.int32]
    section_numbers: Numbers
    sentences: Numbers
    moods: Numbers
    marks: Marks
    cued: Hits
    hinted: Hits
    rules: Sequence[Rule]
    firsts: Numbers

    def __len__(self) -> int:
        return len(self.spans)

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """``(start, end)`` of every clause."""
        return list(map(tuple, self.spans.tolist()))

    @cached_property
    def sections(self) -> list[str]:
        """The name of the section of every clause."""
        return [SECTIONS[number] for number in self.section_numbers.tolist()]

    @cached_property
    def sentence_firsts(self) -> list[int]:
        """``sentences`` as a list."""
        return list(self.sentences.tolist())

    @cached_property
    def first_cues(self) -> dict[tuple[int, str], Hit]:
        """The first cue of a code in a clause, by clause and code."""
        found: dict[tuple[int, str], Hit] = {}
        for clause, start, end, number in zip(*(part.tolist() for part in self.cued), strict=True):
            rule = self.rules[number]
            found.setdefault((clause, rule.code), Hit(start, end, rule))
        return found

    @cached_property
    def hits(self) -> list[list[Hit]]:
        """The cues in every clause, in order."""
        return self._by_clause(self.cued)

    @cached_property
    def hints(self) -> list[list[Hit]]:
        """The hints in every clause, in order."""
        return self._by_clause(self.hinted)

    def words(self, i: int) -> str:
        """The folded words of clause ``i``."""
        start, end = self.clauses[i]
        return self.folded[start:end]

    def _by_clause(self, hits: Hits) -> list[list[Hit]]:
        found: list[list[Hit]] = [[] for _ in self.clauses]
        for clause, start, end, rule in zip(*(part.tolist() for part in hits), strict=True):
            found[clause].append(Hit(start, end, self.rules[rule]))
        return found


Stretch = tuple[str, Sequence[tuple[str, int, int]], int]
"""Folded text, its sections as (name, start, end) inside it (the rest is situation), and its clean position in the document."""


@dataclass(frozen=True, eq=False)
class Readings:
    """Stretches laid out together: as one, and where the text and the clauses of each begin in it (at the end of ``bounds``: how many clauses there are)."""

    whole: Reading
    stretches: Sequence[Stretch]
    offsets: Numbers
    bounds: Numbers

    @cached_property
    def sizes(self) -> Numbers:
        """How many clauses each stretch has."""
        return np.diff(self.bounds)

    @cached_property
    def each(self) -> list[Reading]:
        """Each stretch by itself."""
        whole = self.whole
        cuts = [pairwise(np.searchsorted(table.clauses, self.bounds).tolist()) for table in (whole.marks, whole.cued, whole.hinted)]
        starts = zip(self.stretches, self.offsets.tolist(), pairwise(self.bounds.tolist()), *cuts, strict=True)
        return [_part(whole, stretch, offset, slice(*own), [slice(*cut) for cut in some]) for stretch, offset, own, *some in starts]


def reading(folded: str, sections: Sequence[tuple[str, int, int]], cues: Cues, base: int = 0) -> Reading:
    """Lay out one folded stretch; ``sections`` are (name, start, end) inside it, the rest is situation."""
    return readings([(folded, sections, base)], cues).each[0]


def readings(stretches: Sequence[Stretch], cues: Cues) -> Readings:
    """Lay out stretches, each as if it were alone."""
    folded = "\n".join(text for text, _, _ in stretches)
    offsets = [0, *accumulate(len(text) + 1 for text, _, _ in stretches)]
    spans = clause_spans(folded)
    bounds = np.searchsorted(spans[:, 0], offsets)
    found = marks(folded, spans)
    cued, hinted = cues.find(folded, spans)
    whole = Reading(
        folded, 0, spans, _sections(stretches, offsets, bounds, spans), _sentences(folded, spans), moods(found, folded, spans),
        found, cued, hinted, cues.rules, bounds[:-1][np.diff(bounds) > 0],
    )  # fmt: skip
    return Readings(whole, stretches, np.asarray(offsets[:-1], dtype=np.int64), bounds)


def _part(whole: Reading, stretch: Stretch, offset: int, own: slice, cuts: Sequence[slice]) -> Reading:
    """One stretch of all: ``own`` are its clauses, ``cuts`` its markers, cues and hints."""
    marked, cued, hinted = cuts
    found = whole.marks
    return Reading(
        stretch[0], stretch[2], whole.spans[own] - offset, whole.section_numbers[own], whole.sentences[own] - own.start, whole.moods[own],
        Marks(found.clauses[marked] - own.start, found.ends[marked] - offset, found.bits[marked]),
        _hits(whole.cued, cued, offset, own.start), _hits(whole.hinted, hinted, offset, own.start), whole.rules, _FIRST,
    )  # fmt: skip


_FIRST = np.zeros(1, dtype=np.int64)


def _hits(hits: Hits, some: slice, offset: int, first: int) -> Hits:
    return Hits(hits.clauses[some] - first, hits.starts[some] - offset, hits.ends[some] - offset, hits.rules[some])


def _sections(stretches: Sequence[Stretch], offsets: Sequence[int], bounds: Numbers, spans: NDArray[np.int32]) -> Numbers:
    """The section that each clause begins in; of several the first one named."""
    numbers = np.zeros(len(spans), dtype=np.int64)
    for (_, sections, _), offset, begin, end in zip(stretches, offsets, bounds[:-1].tolist(), bounds[1:].tolist(), strict=False):
        for name, left, right in reversed(sections):
            a, b = np.searchsorted(spans[begin:end, 0], (offset + left, offset + right))
            numbers[begin + a : begin + b] = _NUMBER[name]
    return numbers


def _sentences(folded: str, spans: NDArray[np.int32]) -> Numbers:
    """For every clause the first one of its sentence."""
    ends = sentence_ends(folded)
    sentence = np.searchsorted(ends, spans[:, 0], side="right")
    begins = np.flatnonzero(np.diff(sentence, prepend=-1))
    return np.repeat(begins, np.diff(begins, append=len(spans)))


def read_segment(cleaned: CleanText, segment: Segment, cues: Cues) -> Reading:
    """Lay out one segment of a clean text."""
    return readings([stretch(cleaned, segment)], cues).each[0]


def stretch(cleaned: CleanText, segment: Segment) -> Stretch:
    """The folded text of a segment, with its title and parts as sections."""
    base, stop = cleaned.range(segment.span)
    sections = [(name, *cleaned.range(span)) for name, span in segment.parts]
    if segment.title is not None:
        sections.insert(0, ("title", *cleaned.range(segment.title)))
    local = [(name, start - base, end - base) for name, start, end in sections]
    return cleaned.folded[base:stop], local, base
