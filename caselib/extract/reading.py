"""A stretch of clean text laid out for decisions: its clauses with section, sentence, cues and modality."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from caselib.extract.cues import Cues, Hit
from caselib.lang.clauses import clauses, sentences
from caselib.lang.modality import modality
from caselib.model import CleanText, Segment

SECTIONS = ("situation", "demand", "handling", "outcome", "reply", "analysis", "advice", "lesson", "comment", "title")


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything known of a stretch before any code is decided.

    ``folded`` is the stretch alone, ``base`` its clean position in the document; ``clauses`` are ``[start, end)`` in ``folded``.
    ``sections``, ``sentences`` (numbers), ``hits`` (of cues), ``hints`` and ``moods`` run parallel to the clauses.
    """

    folded: str
    base: int
    clauses: list[tuple[int, int]]
    sections: list[str]
    sentences: list[int]
    hits: list[list[Hit]]
    hints: list[list[Hit]]
    moods: list[frozenset[str]]

    def __len__(self) -> int:
        return len(self.clauses)

    def words(self, i: int) -> str:
        """The folded words of clause ``i``."""
        start, end = self.clauses[i]
        return self.folded[start:end]


def reading(folded: str, sections: Sequence[tuple[str, int, int]], cues: Cues, base: int = 0) -> Reading:
    """Lay out a folded stretch; ``sections`` are (name, start, end) inside it, the rest is situation."""
    spans = clauses(folded)
    ends = [end for _, end in sentences(folded)]
    hits: list[list[Hit]] = [[] for _ in spans]
    hints: list[list[Hit]] = [[] for _ in spans]
    for hit in cues.find(folded, spans):
        (hints if hit.hint else hits)[hit.clause].append(hit)
    return Reading(
        folded,
        base,
        spans,
        [_section(start, sections) for start, _ in spans],
        [bisect_right(ends, start) for start, _ in spans],
        hits,
        hints,
        [modality(folded, start, end) for start, end in spans],
    )


def read_segment(cleaned: CleanText, segment: Segment, cues: Cues) -> Reading:
    """Lay out one segment of a clean text."""
    base, stop = cleaned.range(segment.span)
    sections = [(name, *cleaned.range(span)) for name, span in segment.parts]
    if segment.title is not None:
        sections.insert(0, ("title", *cleaned.range(segment.title)))
    local = [(name, start - base, end - base) for name, start, end in sections]
    return reading(cleaned.folded[base:stop], local, cues, base)


def _section(at: int, sections: Sequence[tuple[str, int, int]]) -> str:
    return next((name for name, start, end in sections if start <= at < end), "situation")
