"""Find the codebook's cues in folded text.

The codebook's index says in which clauses a pattern can match at all (:mod:`caselib.codebook.index`); the pattern's regular
expression is asked only there. Clauses are of bounded length, so the whole is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from caselib.codebook import Codebook, Pattern
from caselib.lang.fold import code_points


class Hit(NamedTuple):
    """A cue or hint that matched: clause number, ``[start, end)`` of the match, code, and number of the cue in its code."""

    clause: int
    start: int
    end: int
    code: str
    cue: int
    hint: bool = False

    @property
    def rule(self) -> str:
        """The rule's name, as records carry it."""
        return _rule(self.code, self.cue, self.hint)


@lru_cache(maxsize=1 << 15)
def _rule(code: str, cue: int, hint: bool) -> str:
    return f"{'hint' if hint else 'cue'}:{code}/{cue + 1}"


class Cues:
    """All cues and hints of a codebook, ready to run."""

    def __init__(self, codebook: Codebook) -> None:
        self._index = codebook.index
        self._owners: list[tuple[str, int, bool, Pattern]] = [
            (code.id, number, hint, pattern)
            for code in codebook.codes.values()
            for hint, patterns in ((False, code.patterns), (True, code.hint_patterns))
            for number, pattern in enumerate(patterns)
        ]

    def find(self, folded: str, clauses: Sequence[tuple[int, int]]) -> list[Hit]:
        """The first match of every cue in every clause, cues before hints, in order of the text; a pattern counts once a clause."""
        if not self._owners or not clauses:
            return []
        hits = []
        for clause, pattern in zip(*(part.tolist() for part in self._index.candidates(code_points(folded), np.asarray(clauses))), strict=True):
            code, number, hint, asked = self._owners[pattern]
            found = asked.search(folded, *clauses[clause])
            if found:
                hits.append(Hit(clause, *found, code, number, hint))
        return sorted(hits, key=lambda hit: (hit.hint, hit.start, hit.end, hit.code, hit.cue))
