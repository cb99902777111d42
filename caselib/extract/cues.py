"""Find the codebook's cues in folded text.

The codebook's index says in which clauses a pattern can match at all (:mod:`caselib.codebook.index`); the pattern's regular
expression is asked only there. Clauses are of bounded length, so the whole is linear in the text.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.codebook import Codebook, Pattern
from caselib.lang.fold import code_points

Numbers = NDArray[np.int64]


class Rule(NamedTuple):
    """A cue or hint of a codebook: its code, its number among the cues (or hints) of the code, and its name, as records carry it."""

    code: str
    number: int
    hint: bool
    pattern: Pattern
    name: str


class Hits(NamedTuple):
    """Matches as parallel arrays, in order of the text: number of the clause, ``[start, end)`` of the match, number of the rule."""

    clauses: Numbers
    starts: Numbers
    ends: Numbers
    rules: Numbers


class Cues:
    """All cues and hints of a codebook, ready to run; ``rules`` are numbered as the patterns of the codebook's index."""

    def __init__(self, codebook: Codebook) -> None:
        self._index = codebook.index
        self.rules: list[Rule] = [
            Rule(code.id, number, hint, pattern, f"{'hint' if hint else 'cue'}:{code.id}/{number + 1}")
            for code in codebook.codes.values()
            for hint, patterns in ((False, code.patterns), (True, code.hint_patterns))
            for number, pattern in enumerate(patterns)
        ]
        self._first = _First(self.rules)
        self._hint = np.asarray([rule.hint for rule in self.rules], dtype=np.bool_)

    def find(self, folded: str, spans: NDArray[np.int32]) -> tuple[Hits, Hits]:
        """The first match of every cue, and of every hint, in every clause (``spans``: one row ``start, end`` each)."""
        clauses, rules = self._index.candidates(code_points(folded), spans)
        bounds = spans.take(clauses, axis=0).tolist()
        found: list[tuple[int, int, int, int]] = []
        for clause, rule, (start, end) in zip(clauses.tolist(), rules.tolist(), bounds, strict=True):
            match = self._first[rule](folded, start, end)
            whole = match and self.rules[rule].pattern.whole(match, folded, start, end)
            if whole:
                found.append((clause, *whole, rule))
        hits = np.fromiter(chain.from_iterable(found), np.int64, 4 * len(found)).reshape(-1, 4)
        hits = hits[np.lexsort(hits.T[[3, 2, 1]])]
        hint = self._hint[hits[:, 3]]
        return Hits(*hits[~hint].T), Hits(*hits[hint].T)


class _First(dict[int, Callable[[str, int, int], Any]]):
    """The search for the first part of each rule's pattern, compiled when it is first asked for."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules

    def __missing__(self, rule: int) -> Callable[[str, int, int], Any]:
        self[rule] = found = self._rules[rule].pattern.first
        return found
