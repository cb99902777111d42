"""Which pairs of texts tell the same: words first, then particulars, and both weighed by how rare they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe.candidates import SIZE as CANDIDATE
from caselib.dedupe.candidates import candidates
from caselib.dedupe.compare import Overlap, overlap
from caselib.dedupe.facts import odds, survival
from caselib.dedupe.marks import Marks, marks
from caselib.dedupe.shingles import Ints, Shingles, shingles
from caselib.dedupe.union import components

Bools = NDArray[np.bool_]
Facts = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much two texts must share.

    Attributes
    ----------
    same
        Share of the lighter text's weighted trigrams that makes two texts one, unless their particulars disagree. A text with
        10 % of its characters changed keeps 0.9³ = 0.73 of its trigrams; strangers written from one form reach 0.49
        (1 in 100 of their candidate pairs; benchmarks/duplicates.py).
    reprint
        Jaccard of plain trigrams that makes reprints, if their particulars agree: 3 % of the characters changed in both leave 0.71.
    told
        Weighted containment that is enough where the particulars agree (a shortened retelling).
    shared
        Particulars that a retelling must share with the longer text.
    smallest
        Texts with fewer trigrams are joined only when equal: too short to be told apart.
    """

    same: float = 0.48
    reprint: float = 0.6
    told: float = 0.15
    shared: int = 3
    smallest: int = 12


DEFAULT = Limits()
# Where the words leave doubt, particulars must speak for one story: more than half of the poorer text's, with log odds of 0.75 each (texts
# of one story give about 2.3 a particular, strangers written from one form about -0.8). Where the words are sure, particulars overrule
# them at odds of 20 to 1, or where fewer than two or three in ten are shared. Strangers written from one form reach a weighted share
# of 0.54 (999 in 1,000 of their candidate pairs), copies with 10 % of the characters changed stay above 0.59 (19 in 20).
# Measured by benchmarks/duplicates.py, where half of the background is written from one form.
_SURE, _EACH, _HALF, _SOME, _OVERRULED = 0.6, 0.75, 0.5, 0.3, -3.0
# Share of the poorer text's particulars that a reprint, or a retelling in other words, has in common with the other.
_AGREE = 0.6
# Jaccard of reprints where no particulars can confirm it.
_BARE = 0.75


def near_pairs(contents: Sequence[str], known: Facts, limits: Limits) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs that tell the same among distinct contents with their particulars, and the containment of each pair.

    Plain reprints are joined first, so that a family of a hundred copies does not make its own words look common: how rare
    a word or particular is, is counted over these first clusters, where every family has one vote.
    """
    pairs = candidates(shingles(contents, CANDIDATE))
    pairs = pairs[possible(marks(known), pairs)]
    of = shingles(contents)
    plain = overlap(of, pairs, np.ones(len(of.df)))
    reprints = _reprints(of, pairs, plain, known, limits)
    back = background(of, known, pairs[reprints])
    kept, measured = _judged(of, pairs, reprints, known, back, limits)
    return pairs[kept], measured.containment[kept]


def possible(told: Marks, pairs: Ints) -> Bools:
    """Which pairs may tell the same as far as their particulars go: the least that any of the rules below asks, whatever words are shared."""
    few, both = told.shared(pairs)
    return np.asarray((few < 2) | (both >= np.maximum(2, _SOME * few)))


@dataclass(frozen=True)
class Background:
    """What is common among many texts: the weight of each trigram (by hash), and how many texts have each particular.

    ``unseen`` is the weight of a trigram that none of them has; ``texts`` is their number.
    """

    keys: NDArray[np.uint64]
    weight: NDArray[np.float64]
    unseen: float
    told: Counter[str]
    texts: int

    def weights(self, of: Shingles) -> NDArray[np.float64]:
        """The weight of each gram of ``of``."""
        if not len(self.keys):
            return np.full(len(of.keys), self.unseen)
        at = np.minimum(np.searchsorted(self.keys, of.keys), len(self.keys) - 1)
        return np.where(self.keys[at] == of.keys, self.weight[at], self.unseen)


def background(of: Shingles, known: Facts, reprints: NDArray[np.int64]) -> Background:
    """Counts over the families that ``reprints`` make, each of one vote."""
    group = np.array(components(len(known), map(tuple, reprints.tolist())), dtype=np.int64)
    told = Counter(fact for each in _by_group(known, group) for fact in each)
    return Background(of.keys, rarity(of, group), float(np.log1p(_groups(group))), told, len(known))


def sampled(contents: Sequence[str], known: Facts, limits: Limits = DEFAULT) -> Background:
    """The background that a sample of distinct texts gives."""
    pairs = candidates(shingles(contents, CANDIDATE))
    pairs = pairs[possible(marks(known), pairs)]
    of = shingles(contents)
    plain = overlap(of, pairs, np.ones(len(of.df)))
    return background(of, known, pairs[_reprints(of, pairs, plain, known, limits)])


def near_against(
    contents: Sequence[str], known: Facts, pairs: NDArray[np.int64], back: Background, limits: Limits = DEFAULT
) -> tuple[Bools, NDArray[np.float64]]:
    """Which ``pairs`` of distinct contents (sorted by their first column) tell the same, seen against a background; and the containment of each."""
    of = shingles(contents)
    plain = overlap(of, pairs, np.ones(len(of.df)))
    kept, measured = _judged(of, pairs, _reprints(of, pairs, plain, known, limits), known, back, limits)
    return kept, measured.containment


def _judged(
    of: Shingles, pairs: NDArray[np.int64], reprints: Bools, known: Facts, back: Background, limits: Limits
) -> tuple[Bools, Overlap]:
    measured = overlap(of, pairs, back.weights(of))
    return reprints | _told(pairs, _long(of, pairs, limits) & ~reprints, measured, known, back, limits), measured


def _long(of: Shingles, pairs: NDArray[np.int64], limits: Limits) -> Bools:
    return np.asarray(np.minimum(of.sizes[pairs[:, 0]], of.sizes[pairs[:, 1]]) >= limits.smallest)


def rarity(of: Shingles, group: Ints) -> NDArray[np.float64]:
    """Weight of each gram: log(1 + groups / groups that have it)."""
    count = int(group.max(initial=-1)) + 1
    owners = np.repeat(group, of.sizes)
    # Sorted by hand: numpy.unique hashes, which takes six times as long on this many numbers.
    keys = np.sort(of.ids.astype(np.int64) * max(count, 1) + owners)
    held = keys[np.diff(keys, prepend=-1) > 0] // max(count, 1)
    return np.log1p(_groups(group) / np.maximum(np.bincount(held, minlength=len(of.df)), 1))


def _groups(group: Ints) -> int:
    """How many groups there are."""
    return int(np.count_nonzero(np.bincount(group))) if len(group) else 0


def _reprints(of: Shingles, pairs: NDArray[np.int64], plain: Overlap, known: Facts, limits: Limits) -> Bools:
    kept = _long(of, pairs, limits) & (plain.jaccard >= limits.reprint)
    for at in np.flatnonzero(kept).tolist():
        one, other = known[int(pairs[at, 0])], known[int(pairs[at, 1])]
        few = min(len(one), len(other))
        kept[at] = len(one & other) >= _AGREE * few if few > 1 else plain.jaccard[at] >= _BARE
    return kept


def _by_group(known: Facts, group: Ints) -> list[set[str]]:
    found: dict[int, set[str]] = {}
    for each, number in zip(known, group.tolist(), strict=True):
        found.setdefault(number, set()).update(each)
    return list(found.values())


def _told(pairs: NDArray[np.int64], open_: Bools, measured: Overlap, known: Facts, back: Background, limits: Limits) -> Bools:
    """Which of the open pairs are copies with many changes, or retellings."""
    alike = measured.weighted >= limits.same
    kept = np.zeros(len(pairs), dtype=bool)
    for at in np.flatnonzero(open_ & (alike | (measured.weighted >= limits.told))).tolist():
        one, other = known[int(pairs[at, 0])], known[int(pairs[at, 1])]
        few, shared = min(len(one), len(other)), len(one & other)
        if alike[at] and few < 2:
            kept[at] = True
            continue
        if not alike[at]:
            survive, asked, enough = _AGREE, _EACH * few, shared >= max(limits.shared, _AGREE * few)
        elif measured.weighted[at] >= _SURE:
            survive, asked, enough = survival(float(measured.containment[at])), _OVERRULED, shared >= max(2, _SOME * few)
        else:
            survive, asked, enough = survival(float(measured.containment[at])), _EACH * few, shared > max(1, _HALF * few)
        kept[at] = enough and odds(one, other, survive, back.told, back.texts) >= asked
    return kept
