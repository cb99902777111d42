"""Which patterns can match in which clauses: found for all clauses at once, by characters and pairs of characters.

Every term of a cue (``退[还]款``, ``拒绝|不给``) needs one of its readings in the clause, and so one character or pair of characters
of that reading: a *need*. A pattern is worth asking only where all of its needs are met. Needs are looked up for a whole
document in numpy; what they cost is nothing but time, for a pattern that matches always has its needs met (the tests prove it on
every cue of the shipped codebook).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.codebook.notation import Pattern

Ints = NDArray[np.int32]
# Needs beyond these (the rarest ones) are not looked at: 1 pattern in 1,200 of the shipped codebook has more.
MOST_NEEDS = 4
# Clauses that are looked at together: their table of needs has to fit into memory (10 MB for the shipped codebook).
_TOGETHER = 1024


@dataclass(frozen=True, eq=False)
class Index:
    """Grams (characters and pairs) → needs → patterns, as arrays.

    ``letters`` are the code points that occur, in order; a gram is the number of its first letter times ``len(letters) + 1`` plus
    that of its second, counted from 1 (0: there is none). ``needs[need_starts[g]:need_starts[g + 1]]`` are the needs that gram
    ``g`` meets, ``patterns[pattern_starts[n]:…]`` the patterns whose rarest need is ``n``; ``others`` are each pattern's further
    needs, filled up with a need that is always met (the last).
    """

    letters: Ints
    grams: NDArray[np.int64]
    need_starts: Ints
    needs: Ints
    pattern_starts: Ints
    patterns: Ints
    others: Ints

    @cached_property
    def _numbers(self) -> NDArray[np.int64]:
        table = np.zeros(0x110000, dtype=np.int64)
        table[self.letters] = np.arange(1, len(self.letters) + 1)
        return table

    def candidates(self, points: NDArray[np.uint32], clauses: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Clauses and patterns (numbers, parallel, in order) of which the pattern can match in the clause."""
        found = [self._some(points, np.asarray(clauses[at : at + _TOGETHER]), at) for at in range(0, len(clauses), _TOGETHER)]
        return [i for part, _ in found for i in part.tolist()], [p for _, part in found for p in part.tolist()]

    def _some(self, points: NDArray[np.uint32], clauses: NDArray[np.int64], base: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        clause, gram = self._grams(points, clauses)
        clause, need = _spread(clause, gram, self.need_starts, self.needs)
        met = np.zeros((len(clauses), len(self.pattern_starts)), dtype=np.bool_)
        met[clause, need] = True
        met[:, -1] = True
        clause, pattern = _spread(clause, need, self.pattern_starts, self.patterns)
        for column in range(self.others.shape[1]):
            kept = met[clause, self.others[pattern, column]]
            clause, pattern = clause[kept], pattern[kept]
        # A need may be met twice in a clause.
        both = np.unique(clause * len(self.others) + pattern)
        return both // len(self.others) + base, both % len(self.others)

    def _grams(self, points: NDArray[np.uint32], clauses: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every clause with every gram in it that some pattern needs."""
        first, last = int(clauses[0, 0]), int(clauses[-1, 1])
        numbers = self._numbers[points[first:last]]
        owner = np.full(last - first, -1, dtype=np.int64)
        lengths = clauses[:, 1] - clauses[:, 0]
        inside = np.repeat(clauses[:, 0] - first - np.append(0, np.cumsum(lengths)[:-1]), lengths) + np.arange(lengths.sum())
        owner[inside] = np.repeat(np.arange(len(clauses)), lengths)
        one = numbers * (len(self.letters) + 1)
        two = np.where((owner[:-1] == owner[1:]) & (numbers[1:] > 0), one[:-1] + numbers[1:], 0)
        keys, owners = np.concatenate([one, two]), np.concatenate([owner, owner[:-1]])
        known = (keys > len(self.letters)) & (owners >= 0)
        keys, owners = keys[known], owners[known]
        places = np.searchsorted(self.grams, keys)
        places[places == len(self.grams)] = 0
        hit = self.grams[places] == keys
        return owners[hit], places[hit]


def _spread(rows: NDArray[np.int64], groups: NDArray[np.integer[Any]], starts: Ints, members: Ints) -> tuple[NDArray[np.int64], Ints]:
    """Every row with each member of its group."""
    lengths = (starts[groups + 1] - starts[groups]).astype(np.int64)
    ends = np.cumsum(lengths)
    offset = np.repeat(starts[groups] - ends + lengths, lengths)
    return np.repeat(rows, lengths), members[offset + np.arange(len(offset))]


def build(patterns: Sequence[Pattern], counts: Mapping[str, int]) -> Index:
    """An index of the patterns; ``counts`` say how often a gram occurs in text, so that rare ones are chosen."""
    numbers: dict[tuple[str, ...], int] = {}
    chosen = []
    for pattern in patterns:
        reduced = {tuple(sorted({_rarest(reading, counts) for reading in need})) for need in pattern.needs}
        ordered = sorted(reduced, key=lambda need: (sum(counts.get(gram, 0) for gram in need), need))
        chosen.append([numbers.setdefault(need, len(numbers)) for need in ordered[:MOST_NEEDS]])
    letters = sorted({letter for need in numbers for gram in need for letter in gram})
    number = {letter: i for i, letter in enumerate(letters, 1)}
    by_gram: dict[int, list[int]] = {}
    for need, n in numbers.items():
        for gram in need:
            by_gram.setdefault(number[gram[0]] * (len(letters) + 1) + (number[gram[1]] if len(gram) > 1 else 0), []).append(n)
    by_need: list[list[int]] = [[] for _ in numbers]
    others = np.full((len(patterns), MOST_NEEDS - 1), len(numbers), dtype=np.int32)
    for p, needs in enumerate(chosen):
        by_need[needs[0]].append(p)
        others[p, : len(needs) - 1] = needs[1:]
    grams = sorted(by_gram)
    return Index(
        np.asarray([ord(letter) for letter in letters], dtype=np.int32),
        np.asarray(grams, dtype=np.int64),
        *_rows(by_gram[gram] for gram in grams),
        *_rows(by_need),
        others,
    )


def _rows(groups: Iterable[Sequence[int]]) -> tuple[Ints, Ints]:
    listed = list(groups)
    starts = np.cumsum([0, *map(len, listed)])
    return starts.astype(np.int32), np.asarray([member for group in listed for member in group], dtype=np.int32)


def _rarest(reading: str, counts: Mapping[str, int]) -> str:
    pairs = [reading[i : i + 2] for i in range(len(reading) - 1)] or [reading]
    return min(pairs, key=lambda pair: (counts.get(pair, 0), pair))


def gram_counts(texts: Iterable[str]) -> Counter[str]:
    """How often every character and pair of characters occurs."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
        counts.update(map("".join, pairwise(text)))
    return counts
