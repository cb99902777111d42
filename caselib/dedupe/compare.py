"""How much of one text stands in another: shared trigrams, plain and weighted by rarity."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe.shingles import Ints, Shingles

Floats = NDArray[np.float64]


class Overlap(NamedTuple):
    """For each pair: the share of the smaller text's trigrams found in the larger, that of both (Jaccard), and the share of the lighter text's weight."""

    containment: Floats
    jaccard: Floats
    weighted: Floats


def overlap(of: Shingles, pairs: NDArray[np.int64], weights: Floats) -> Overlap:
    """Overlap of each pair of texts; ``pairs`` is sorted by its first column."""
    if not len(pairs):
        return Overlap(np.zeros(0), np.zeros(0), np.zeros(0))
    sizes = of.sizes
    totals = np.add.reduceat(np.append(weights[of.ids], 0.0), of.starts[:-1]) * (sizes > 0)
    shared, heavy = np.zeros(len(pairs)), np.zeros(len(pairs))
    marked = np.zeros(len(of.df), dtype=bool)
    firsts, begins = np.unique(pairs[:, 0], return_index=True)
    for first, begin, end in zip(firsts.tolist(), begins.tolist(), [*begins[1:].tolist(), len(pairs)], strict=True):
        own = of.of(first)
        marked[own] = True
        for chunk in range(begin, end, 1000):
            part = slice(chunk, min(end, chunk + 1000))
            shared[part], heavy[part] = _hits(of, pairs[part, 1], marked, weights)
        marked[own] = False
    left, right = pairs[:, 0], pairs[:, 1]
    smaller = np.maximum(np.minimum(sizes[left], sizes[right]), 1)
    # The lighter of the two: changed characters make trigrams that no other text has, and these weigh most.
    weight = np.maximum(np.minimum(totals[left], totals[right]), 1e-12)
    union = np.maximum(sizes[left] + sizes[right] - shared, 1)
    return Overlap(shared / smaller, shared / union, heavy / weight)


def _hits(of: Shingles, others: Ints, marked: NDArray[np.bool_], weights: Floats) -> tuple[Floats, Floats]:
    sizes = of.sizes[others]
    ends = np.cumsum(sizes)
    begins = ends - sizes
    at = np.arange(int(ends[-1])) + np.repeat(of.starts[others] - begins, sizes)
    ids = of.ids[at]
    hit = marked[ids]
    count = np.concatenate(([0], np.cumsum(hit)))
    weight = np.concatenate(([0.0], np.cumsum(np.where(hit, weights[ids], 0.0))))
    return (count[ends] - count[begins]).astype(np.float64), weight[ends] - weight[begins]
