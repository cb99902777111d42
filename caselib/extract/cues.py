"""Find the codebook's cues in folded text, in one pass.

An Aho-Corasick automaton looks for one literal a cue (its anchor); the cue's regular expression is
asked only in the clause where an anchor was seen. Clauses are of bounded length, so the whole is
linear in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from caselib.codebook import Codebook, Pattern


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue or hint that matched: clause number, clean ``[start, end)`` of the match, code, and number of the cue in its code."""

    clause: int
    start: int
    end: int
    code: str
    cue: int
    hint: bool = False

    @property
    def rule(self) -> str:
        """The rule's name, as records carry it."""
        return f"{'hint' if self.hint else 'cue'}:{self.code}/{self.cue + 1}"


class Cues:
    """All cues and hints of a codebook, ready to run."""

    def __init__(self, codebook: Codebook) -> None:
        self._owners: list[tuple[str, int, bool, Pattern]] = []
        by_anchor: dict[str, list[int]] = {}
        for code in codebook.codes.values():
            for hint, patterns in ((False, code.patterns), (True, code.hint_patterns)):
                for number, pattern in enumerate(patterns):
                    for anchor in pattern.anchors:
                        by_anchor.setdefault(anchor, []).append(len(self._owners))
                    self._owners.append((code.id, number, hint, pattern))
        self._anchors = list(by_anchor)
        self._cues = list(by_anchor.values())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._anchors)

    def find(self, folded: str, clauses: Sequence[tuple[int, int]]) -> list[Hit]:
        """The first match of every cue in every clause, cues before hints, in order of the text; a pattern counts once a clause."""
        if not self._anchors:
            return []
        starts = [start for start, _ in clauses]
        asked: set[tuple[int, int]] = set()
        hits = []
        for anchor, at, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            clause = bisect_right(starts, at) - 1
            if clause < 0 or end > clauses[clause][1]:
                continue
            for cue in self._cues[anchor]:
                if (clause, cue) in asked:
                    continue
                asked.add((clause, cue))
                code, number, hint, pattern = self._owners[cue]
                found = pattern.search(folded, *clauses[clause])
                if found:
                    hits.append(Hit(clause, *found, code, number, hint))
        return sorted(hits, key=lambda hit: (hit.hint, hit.start, hit.end, hit.code, hit.cue))
