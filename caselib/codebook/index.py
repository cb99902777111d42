"""Which patterns can match in which clauses: found for all clauses at once, by one to three characters in a row.

Every term of a cue (``退[还]款``, ``拒绝|不给``) needs one of its readings in the clause, and so up to three characters in a row (a
*gram*) of that reading. Such a set of grams is a *need*; a pattern is worth asking only where all of its needs are met. Its
rarest need, the *key*, is looked for first. This leaves out nothing: a pattern that matches has its needs met (the tests prove it on
the cues of the shipped codebook), and of two patterns that are asked more than one matches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.codebook.notation import Pattern
from caselib.lang.fold import code_points
from caselib.lang.grams import hashed

Numbers = NDArray[np.int32]
Hashes = NDArray[np.uint32]
Need = tuple[str, ...]
# Pairs of characters let half as many patterns again be asked, four in a row hardly fewer than three.
GRAM = 3
# Needs beyond these (the rarest ones) are not looked at: 1 pattern in 1,200 of the shipped codebook has more.
MOST_NEEDS = 4
# So many grams that stand in many needs (了, 不, 一) are noted as bits of a clause and of a need, not pair by pair: most of the work.
COMMON = 64
# Clauses that are looked at together: few enough for the processor's cache.
_TOGETHER = 512
# Grams are told apart by a hash of so many bits: of 170,000 grams one in fifty shares its hash, and one in 25 of other characters is taken for one.
BITS = 22


@dataclass(frozen=True, eq=False)
class Index:
    """Grams → patterns and needs, as arrays.

    ``hashes`` are those of the grams, in order; what follows goes by a gram's place among them. Two grams of one hash are one here: a pattern may be
    asked in vain for it, none is left out. ``keyed[keyed_starts[g]:keyed_starts[g + 1]]`` are the patterns whose
    key gram ``g`` meets. ``others`` are each pattern's further needs, filled up with the last need, which is always met. A need is
    met by the grams of ``met_starts`` and ``met`` (gram → needs, as for patterns), or by a common gram: ``common`` numbers these
    from 0 (-1: not common), and ``masks`` has their bits, need by need.
    """

    hashes: Hashes
    keyed_starts: Numbers
    keyed: Numbers
    others: Numbers
    met_starts: Numbers
    met: Numbers
    common: Numbers
    masks: NDArray[np.uint64]

    @cached_property
    def _places(self) -> Numbers:
        """Hash → the gram's place, -1 for what no pattern needs: a look into a table of 16 MB is quicker than a search."""
        table = np.full(1 << BITS, -1, dtype=np.int32)
        table[self.hashes] = np.arange(len(self.hashes), dtype=np.int32)
        return table

    def candidates(self, points: NDArray[np.uint32], spans: Numbers) -> tuple[Numbers, Numbers]:
        """Clauses and patterns (numbers, parallel, in order) of which the pattern can match in the clause.

        Parameters
        ----------
        points
            The code points of a folded text.
        spans
            Its clauses, one row ``start, end`` each.
        """
        spans = np.asarray(spans, dtype=np.int32).reshape(-1, 2)
        met = np.zeros(min(_TOGETHER, len(spans)) * len(self.masks), dtype=np.bool_)
        met[len(self.masks) - 1 :: len(self.masks)] = True
        found = [self._some(points, spans[at : at + _TOGETHER], at, met) for at in range(0, len(spans), _TOGETHER)]
        nothing = np.zeros(0, dtype=np.int64)
        both = np.concatenate([nothing, *found])
        return (both // len(self.others)).astype(np.int32), (both % len(self.others)).astype(np.int32)

    def _some(self, points: NDArray[np.uint32], spans: Numbers, base: int, met: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Clause times the number of patterns, plus pattern. ``met`` (clause after clause, by need) comes and goes as it is: writing 2 MB of zeros takes time."""
        clause, gram = self._grams(points, spans)
        rows, needs = _spread(clause, gram, self.met_starts, self.met)
        noted = rows * len(self.masks) + needs
        met[noted] = True
        words = self._words(clause, gram, len(spans))
        clause, pattern = _spread(clause, gram, self.keyed_starts, self.keyed)
        for others in self.others.T:
            need = others.take(pattern)
            kept = np.flatnonzero(met.take(clause * len(self.masks) + need) | ((words.take(clause) & self.masks.take(need)) != 0))
            clause, pattern = clause.take(kept), pattern.take(kept)
        met[noted] = False
        both = np.sort((clause + np.int64(base)) * len(self.others) + pattern)
        # A key may be met twice in a clause.
        return both[np.diff(both, prepend=-1) > 0]

    def _words(self, clause: Numbers, gram: Numbers, clauses: int) -> NDArray[np.uint64]:
        """By clause, which common grams stand in it, as bits."""
        bits = np.zeros((clauses, COMMON), dtype=np.bool_)
        common = self.common.take(gram)
        marked = np.flatnonzero(common >= 0)
        bits[clause.take(marked), common.take(marked)] = True
        return _packed(bits)

    def _grams(self, points: NDArray[np.uint32], spans: Numbers) -> tuple[Numbers, Numbers]:
        """Every clause with every gram in it that some pattern needs (their places)."""
        begins, lengths = spans[:, 0], spans[:, 1] - spans[:, 0]
        owner = np.repeat(np.arange(len(spans), dtype=np.int32), lengths)
        at = _runs(begins, lengths)
        left = np.repeat(spans[:, 1], lengths) - at
        owners, places = [], []
        for size in range(1, GRAM + 1):
            inside = np.flatnonzero(left >= size)
            begin = at.take(inside)
            place = self._places.take(hashed(*(points.take(begin + n) for n in range(size)), bits=BITS))
            known = np.flatnonzero(place >= 0)
            owners.append(owner.take(inside.take(known)))
            places.append(place.take(known))
        return np.concatenate(owners), np.concatenate(places)


def _spread(rows: Numbers, groups: Numbers, starts: Numbers, members: Numbers) -> tuple[Numbers, Numbers]:
    """Every row with each member of its group."""
    first = starts.take(groups)
    lengths = starts.take(groups + 1) - first
    return np.repeat(rows, lengths), members.take(_runs(first, lengths))


def _runs(starts: Numbers, lengths: Numbers) -> Numbers:
    """The numbers from each start on, as many as its length says, one run behind the other."""
    places = np.repeat(starts - np.cumsum(lengths, dtype=np.int32) + lengths, lengths)
    places += np.arange(len(places), dtype=np.int32)
    return places


def build(patterns: Sequence[Pattern], counts: Mapping[str, int]) -> Index:
    """An index of the patterns; ``counts`` say how often a gram occurs in text, so that rare ones are chosen."""
    chosen = [_needs(pattern, counts) for pattern in patterns]
    places = _places({gram for needs in chosen for need in needs for gram in need})
    size = max(places.values(), default=-1) + 1
    keyed: list[list[int]] = [[] for _ in range(size)]
    met: list[list[int]] = [[] for _ in range(size)]
    needs: dict[Need, int] = {}
    others = [[needs.setdefault(need, len(needs)) for need in further] for _, *further in chosen]
    for groups, listed in ((keyed, [key for key, *_ in chosen]), (met, list(needs))):
        for number, need in enumerate(listed):
            for place in {places[gram] for gram in need}:
                groups[place].append(number)
    often = np.zeros(size)
    for gram, place in places.items():
        often[place] += counts.get(gram, 0)
    busy = sorted(range(size), key=lambda place: (-often[place] * len(met[place]), place))[:COMMON]
    bits = np.zeros((len(needs) + 1, COMMON), dtype=np.bool_)
    common = np.full(size, -1)
    for n, place in enumerate(busy):
        bits[met[place], n] = True
        common[place] = n
        met[place] = []
    always = [[*further, *[len(needs)] * (MOST_NEEDS - 1 - len(further))] for further in others]
    hashes = np.unique(np.concatenate([np.zeros(0, dtype=np.uint32), *(values for _, values in _hashed(places))]))
    return Index(hashes, *_rows(keyed), _array(always).reshape(-1, MOST_NEEDS - 1), *_rows(met), _array(common), _packed(bits))


def _places(grams: set[str]) -> dict[str, int]:
    """The place of each gram's hash among the hashes of all."""
    listed = [(gram, value) for some, values in _hashed(grams) for gram, value in zip(some, values.tolist(), strict=True)]
    place = {value: n for n, value in enumerate(sorted({value for _, value in listed}))}
    return {gram: place[value] for gram, value in listed}


def _hashed(grams: Iterable[str]) -> Iterator[tuple[list[str], Hashes]]:
    """Grams of each length with their hashes."""
    for size in range(1, GRAM + 1):
        some = sorted(gram for gram in grams if len(gram) == size)
        yield some, hashed(*code_points("".join(some)).reshape(-1, size).T, bits=BITS)


def _needs(pattern: Pattern, counts: Mapping[str, int]) -> list[Need]:
    """The needs of a pattern as sets of grams, the rarest first."""
    found = {tuple(sorted({_rarest(reading, counts) for reading in need})) for need in pattern.needs}
    return sorted(found, key=lambda need: (sum(counts.get(gram, 0) for gram in need), need))[:MOST_NEEDS]


def _packed(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    return np.packbits(bits, axis=1).view(np.uint64)[:, 0]


def _array(numbers: Any) -> Numbers:
    return np.asarray(numbers, dtype=np.int32)


def _rows(groups: Iterable[Sequence[int]]) -> tuple[Numbers, Numbers]:
    listed = list(groups)
    return _array(np.cumsum([0, *map(len, listed)])), _array([member for group in listed for member in group])


def _rarest(reading: str, counts: Mapping[str, int]) -> str:
    grams = [reading[i : i + GRAM] for i in range(len(reading) - GRAM + 1)] or [reading]
    return min(grams, key=lambda gram: (counts.get(gram, 0), gram))


def gram_counts(texts: Iterable[str]) -> Counter[str]:
    """How often every character, pair and triple of characters occurs."""
    counts: Counter[str] = Counter()
    for text in texts:
        for size in range(1, GRAM + 1):
            counts.update(map("".join, zip(*(text[i:] for i in range(size)), strict=False)))
    return counts
