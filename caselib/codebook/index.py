"""Which patterns can match in which clauses: found for all clauses at once, by characters and pairs of characters.

Every term of a cue (``退[还]款``, ``拒绝|不给``) needs one of its readings in the clause, and so one character or pair of characters (a
*gram*) of that reading. Such a set of grams is a *need*; a pattern is worth asking only where all of its needs are met. Its
rarest need, the *key*, is looked for first. This leaves out nothing: a pattern that matches has its needs met (the tests prove it on
the cues of the shipped codebook), and it asks one pattern where looking for one literal a cue asked seven.
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

Numbers = NDArray[np.int32]
Need = tuple[str, ...]
# Needs beyond these (the rarest ones) are not looked at: 1 pattern in 1,200 of the shipped codebook has more.
MOST_NEEDS = 4
# So many grams that stand in many needs (了, 不, 一) are noted as bits of a clause and of a need, not pair by pair: five sixths of the work.
COMMON = 256
# Clauses that are looked at together: few enough for the processor's cache.
_TOGETHER = 256


@dataclass(frozen=True, eq=False)
class Index:
    """Grams → patterns and needs, as arrays.

    ``letters`` are the code points that occur, in order; a gram is the number of its first letter (from 1) times
    ``len(letters) + 1`` plus that of its second (0: there is none). ``keyed[keyed_starts[g]:keyed_starts[g + 1]]`` are the patterns whose
    key gram ``g`` meets. ``others`` are each pattern's further needs, filled up with the last need, which is always met. A need is
    met by the grams of ``met_starts`` and ``met`` (gram → needs, as for patterns), or by a common gram: ``common`` numbers these
    from 0 (-1: not common), and ``masks`` has their bits, need by need, eight to a byte.
    """

    letters: Numbers
    grams: Numbers
    keyed_starts: Numbers
    keyed: Numbers
    others: Numbers
    met_starts: Numbers
    met: Numbers
    common: Numbers
    masks: NDArray[np.uint8]

    @cached_property
    def _masks(self) -> NDArray[np.uint64]:
        return self.masks.view(np.uint64)

    @cached_property
    def _numbers(self) -> Numbers:
        table = np.zeros(0x110000, dtype=np.int32)
        table[self.letters] = np.arange(1, len(self.letters) + 1)
        return table

    @cached_property
    def _places(self) -> Numbers:
        """Gram → its number, -1 for pairs of letters that no pattern needs: a look into a table of 16 MB is quicker than a search."""
        table = np.full((len(self.letters) + 1) ** 2, -1, dtype=np.int32)
        table[self.grams] = np.arange(len(self.grams))
        return table

    def candidates(self, points: NDArray[np.uint32], clauses: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Clauses and patterns (numbers, parallel, in order) of which the pattern can match in the clause."""
        spans = np.asarray(clauses, dtype=np.int32).reshape(-1, 2)
        found = [self._some(points, spans[at : at + _TOGETHER], at) for at in range(0, len(spans), _TOGETHER)]
        return [i for part, _ in found for i in part.tolist()], [p for _, part in found for p in part.tolist()]

    def _some(self, points: NDArray[np.uint32], spans: Numbers, base: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        clause, gram = self._grams(points, spans)
        met = np.zeros((len(spans), len(self.masks)), dtype=np.bool_)
        met[_spread(clause, gram, self.met_starts, self.met)] = True
        met[:, -1] = True
        bits = np.zeros((len(spans), COMMON), dtype=np.bool_)
        common = self.common[gram]
        bits[clause[common >= 0], common[common >= 0]] = True
        words = np.packbits(bits, axis=1).view(np.uint64)
        clause, pattern = _spread(clause, gram, self.keyed_starts, self.keyed)
        for column in range(self.others.shape[1]):
            need = self.others[pattern, column]
            one, two, three, four = (words[clause] & self._masks[need]).T
            kept = met[clause, need] | ((one | two | three | four) != 0)
            clause, pattern = clause[kept], pattern[kept]
        # A key may be met twice in a clause.
        both = np.unique(clause.astype(np.int64) * len(self.others) + pattern)
        return both // len(self.others) + base, both % len(self.others)

    def _grams(self, points: NDArray[np.uint32], spans: Numbers) -> tuple[Numbers, Numbers]:
        """Every clause with every gram in it that some pattern needs (their numbers)."""
        first, last = int(spans[0, 0]), int(spans[-1, 1])
        numbers = self._numbers[points[first:last]]
        owner = np.full(last - first, -1, dtype=np.int32)
        owner[_runs(spans[:, 0] - first, spans[:, 1] - spans[:, 0])] = np.repeat(np.arange(len(spans), dtype=np.int32), spans[:, 1] - spans[:, 0])
        one = numbers * (len(self.letters) + 1)
        two = np.where((owner[:-1] == owner[1:]) & (numbers[1:] > 0) & (numbers[:-1] > 0), one[:-1] + numbers[1:], 0)
        keys, owners = np.concatenate([one, two]), np.concatenate([owner, owner[:-1]])
        known = (keys > 0) & (owners >= 0)
        keys, owners = keys[known], owners[known]
        places = self._places[keys]
        hit = places >= 0
        return owners[hit], places[hit]


def _spread(rows: Numbers, groups: Numbers, starts: Numbers, members: Numbers) -> tuple[Numbers, Numbers]:
    """Every row with each member of its group."""
    lengths = starts[groups + 1] - starts[groups]
    return np.repeat(rows, lengths), members[_runs(starts[groups], lengths)]


def _runs(starts: Numbers, lengths: Numbers) -> Numbers:
    """The numbers from each start on, as many as its length says, one run behind the other."""
    places = np.repeat(starts - np.cumsum(lengths, dtype=np.int32) + lengths, lengths)
    places += np.arange(len(places), dtype=np.int32)
    return places


def build(patterns: Sequence[Pattern], counts: Mapping[str, int]) -> Index:
    """An index of the patterns; ``counts`` say how often a gram occurs in text, so that rare ones are chosen."""
    chosen = [_needs(pattern, counts) for pattern in patterns]
    letters = sorted({letter for needs in chosen for need in needs for gram in need for letter in gram})
    number = {letter: i for i, letter in enumerate(letters, 1)}
    of = {gram: number[gram[0]] * (len(letters) + 1) + number.get(gram[1:], 0) for needs in chosen for need in needs for gram in need}
    grams = sorted(of, key=of.__getitem__)
    keyed: dict[str, list[int]] = {gram: [] for gram in grams}
    needs: dict[Need, int] = {}
    others = [[needs.setdefault(need, len(needs)) for need in further] for _, *further in chosen]
    for pattern, (key, *_) in enumerate(chosen):
        for gram in key:
            keyed[gram].append(pattern)
    met: dict[str, list[int]] = {gram: [] for gram in grams}
    for need, n in needs.items():
        for gram in need:
            met[gram].append(n)
    busy = sorted(grams, key=lambda gram: (-counts.get(gram, 0) * len(met[gram]), gram))[:COMMON]
    bits = np.zeros((len(needs) + 1, COMMON), dtype=np.bool_)
    for n, gram in enumerate(busy):
        bits[met[gram], n] = True
        met[gram] = []
    common = {gram: n for n, gram in enumerate(busy)}
    always = [[*further, *[len(needs)] * (MOST_NEEDS - 1 - len(further))] for further in others]
    return Index(
        _array([ord(letter) for letter in letters]), _array([of[gram] for gram in grams]), *_rows(keyed.values()),
        _array(always).reshape(-1, MOST_NEEDS - 1), *_rows(met.values()), _array([common.get(gram, -1) for gram in grams]),
        np.packbits(bits, axis=1),
    )  # fmt: skip


def _needs(pattern: Pattern, counts: Mapping[str, int]) -> list[Need]:
    """The needs of a pattern as sets of grams, the rarest first."""
    found = {tuple(sorted({_rarest(reading, counts) for reading in need})) for need in pattern.needs}
    return sorted(found, key=lambda need: (sum(counts.get(gram, 0) for gram in need), need))[:MOST_NEEDS]


def _array(numbers: Any) -> Numbers:
    return np.asarray(numbers, dtype=np.int32)


def _rows(groups: Iterable[Sequence[int]]) -> tuple[Numbers, Numbers]:
    listed = list(groups)
    return _array(np.cumsum([0, *map(len, listed)])), _array([member for group in listed for member in group])


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
