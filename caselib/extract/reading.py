"""A stretch of clean text laid out for decisions: its clauses with section, sentence, cues and modality."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from caselib.extract.cues import Cues, Hit
from caselib.lang.clauses import clauses, sentences
from caselib.lang.modality import Marks, classes, marks
from caselib.model import CleanText, Segment

SECTIONS = ("situation", "demand", "handling", "outcome", "reply", "analysis", "advice", "lesson", "comment", "title")


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything known of a stretch before any code is decided.

    ``folded`` is the stretch alone, ``base`` its clean position in the document; ``clauses`` are ``[start, end)`` in ``folded``.
    ``sections``, ``sentences`` (numbers), ``hits`` (of cues), ``hints``, ``moods`` and ``marks`` (the markers that these come from)
    run parallel to the clauses. ``firsts`` are the first clauses of its stretches, where it is several that were joined.
    """

    folded: str
    base: int
    clauses: list[tuple[int, int]]
    sections: list[str]
    sentences: list[int]
    hits: list[list[Hit]]
    hints: list[list[Hit]]
    moods: list[frozenset[str]]
    marks: list[Marks]
    firsts: tuple[int, ...] = (0,)

    def __len__(self) -> int:
        return len(self.clauses)

    def front(self, i: int, hit: Hit) -> frozenset[str]:
        """The moods of the words before a cue in clause ``i``."""
        return classes(self.marks[i], hit.start)

    def words(self, i: int) -> str:
        """The folded words of clause ``i``."""
        start, end = self.clauses[i]
        return self.folded[start:end]


Stretch = tuple[str, Sequence[tuple[str, int, int]], int]
"""Folded text, its sections as (name, start, end) inside it (the rest is situation), and its clean position in the document."""


def reading(folded: str, sections: Sequence[tuple[str, int, int]], cues: Cues, base: int = 0) -> Reading:
    """Lay out one folded stretch; ``sections`` are (name, start, end) inside it, the rest is situation."""
    return readings([(folded, sections, base)], cues)[0]


def readings(stretches: Sequence[Stretch], cues: Cues) -> list[Reading]:
    """Lay out stretches, each as if it were alone; what looks at every character does so for all of them together."""
    made = [_plain(*stretch) for stretch in stretches]
    whole = joined(made)
    number = 0
    marked = marks(whole.folded, whole.clauses)
    for laid, offset in zip(made, offsets(made), strict=True):
        mine = marked[number : number + len(laid)]
        laid.moods.extend(map(classes, mine))
        laid.marks.extend([[(end - offset, bits) for end, bits in own] for own in mine])
        number += len(laid)
    owners = [(laid, i, offset) for laid, offset in zip(made, offsets(made), strict=True) for i in range(len(laid))]
    for hit in cues.find(whole.folded, whole.clauses):
        laid, clause, offset = owners[hit.clause]
        own = Hit(clause, hit.start - offset, hit.end - offset, hit.code, hit.cue, hit.hint) if offset else hit
        (laid.hints if hit.hint else laid.hits)[clause].append(own)
    return made


def _plain(folded: str, sections: Sequence[tuple[str, int, int]], base: int) -> Reading:
    spans = clauses(folded)
    ends = [end for _, end in sentences(folded)]
    return Reading(
        folded,
        base,
        spans,
        [_section(start, sections) for start, _ in spans],
        [bisect_right(ends, start) for start, _ in spans],
        [[] for _ in spans],
        [[] for _ in spans],
        [],
        [],
    )


def offsets(laid: Sequence[Reading]) -> list[int]:
    """Where the text of each reading begins in the text of all, joined."""
    return [0, *accumulate(len(each.folded) + 1 for each in laid)][: len(laid)]


def joined(laid: Sequence[Reading]) -> Reading:
    """All readings as one, line by line, so that what they are scored by is worked out once; its ``firsts`` say where each begins.

    Cues keep the positions that they have in their own reading.
    """
    if len(laid) == 1:
        return laid[0]
    at = offsets(laid)
    sizes = list(accumulate((len(each) for each in laid), initial=0))
    return Reading(
        "\n".join(each.folded for each in laid),
        0,
        [(offset + start, offset + end) for each, offset in zip(laid, at, strict=True) for start, end in each.clauses],
        [section for each in laid for section in each.sections],
        # Sentences of different readings get different numbers.
        [offset + number for each, offset in zip(laid, at, strict=True) for number in each.sentences],
        [hits for each in laid for hits in each.hits],
        [hints for each in laid for hints in each.hints],
        [moods for each in laid for moods in each.moods],
        [own for each in laid for own in each.marks],
        tuple(dict.fromkeys(size for each, size in zip(laid, sizes, strict=False) if len(each))),
    )


def read_segment(cleaned: CleanText, segment: Segment, cues: Cues) -> Reading:
    """Lay out one segment of a clean text."""
    return readings([stretch(cleaned, segment)], cues)[0]


def stretch(cleaned: CleanText, segment: Segment) -> Stretch:
    """The folded text of a segment, with its title and parts as sections."""
    base, stop = cleaned.range(segment.span)
    sections = [(name, *cleaned.range(span)) for name, span in segment.parts]
    if segment.title is not None:
        sections.insert(0, ("title", *cleaned.range(segment.title)))
    local = [(name, start - base, end - base) for name, start, end in sections]
    return cleaned.folded[base:stop], local, base


def _section(at: int, sections: Sequence[tuple[str, int, int]]) -> str:
    return next((name for name, start, end in sections if start <= at < end), "situation")
