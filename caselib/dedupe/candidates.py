"""Pairs of texts worth comparing: those that share rare grams, or grams of each other's sketch.

Of each text the rarest grams that any other text has too are looked up, and the first few by hash.
The rare ones find pairs (what noise destroyed has no second text and is never chosen); the sketch
finds large families, whose common grams are no longer rare. Grams of five characters: in texts written
from one form, trigrams of digits and names are still shared by hundreds, while 0.9⁵ = 0.59 of the
five-grams survive 10 % of changed characters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe.shingles import Ints, Shingles

SIZE = 5
RAREST = 24
SKETCH = 8
# Within a posting list longer than this only neighbours are paired: union-find joins the rest of a true family.
WHOLE = 16
# Chosen grams that a pair must share. One alone is a chance meeting; the pairs that this loses share others.
LEAST = 2


def candidates(of: Shingles) -> NDArray[np.int64]:
    """Pairs ``(i, j)``, ``i < j``, each once, as an array of two columns."""
    owners = np.repeat(np.arange(len(of.starts) - 1), of.sizes)
    shared = of.df[of.ids] > 1
    owners, ids = owners[shared], of.ids[shared]
    rare = _first(owners, of.df[ids], RAREST)
    sketch = _first(owners, of.order[ids], SKETCH)
    chosen = rare | sketch
    owners, ids = owners[chosen], ids[chosen]
    by_id = np.lexsort((owners, ids))
    return _pairs(owners[by_id], ids[by_id], len(of.starts) - 1)


def _first(owners: Ints, rank: NDArray[np.generic], count: int) -> NDArray[np.bool_]:
    """Which entries are among the ``count`` of lowest rank of their owner (``owners`` is sorted)."""
    by_rank = np.lexsort((rank, owners))
    starts = np.searchsorted(owners, owners)
    chosen = np.zeros(len(owners), dtype=bool)
    chosen[by_rank] = np.arange(len(owners)) - starts < count
    return chosen


def _pairs(owners: Ints, ids: NDArray[np.int32], texts: int) -> NDArray[np.int64]:
    keys: list[NDArray[np.int64]] = []
    sizes = np.bincount(ids) if len(ids) else np.zeros(0, dtype=np.int64)
    small = sizes[ids] <= WHOLE if len(ids) else np.zeros(0, dtype=bool)
    for gap in range(1, WHOLE):
        if gap >= len(ids):
            break
        same = ids[gap:] == ids[:-gap]
        if gap > 1:
            same &= small[gap:]
        keys.append(owners[:-gap][same] * texts + owners[gap:][same])
    found, times = np.unique(np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64), return_counts=True)
    found = found[times >= LEAST]
    return np.stack((found // max(texts, 1), found % max(texts, 1)), axis=1)
