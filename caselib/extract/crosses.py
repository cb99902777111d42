"""Pairs of features taken together: a linear model over them bends where one alone would not.

The strength of the words means one thing beside a precise cue and another alone; each pair of binned
features is one table of weights. Trained trees over the same features were no better on unseen
documents of the open corpus (average precision 0.635 against 0.628) and far slower.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Column of the pair block → inner bin borders, near the quantiles of the open corpus.
EDGES: dict[str, tuple[int, tuple[float, ...]]] = {
    "words": (0, (-2.6, -2.2, -1.9, -1.6, -1.3, -0.9, -0.4, 0.3)),
    "cue": (3, (0.1, 3.0, 3.7, 4.4, 5.0)),
    "hints": (18, (0.1, 2.0, 3.5, 5.0, 8.0)),
    "hint": (17, (0.1, 1.5, 2.3, 3.0, 3.7)),
    "elsewhere": (7, (0.6, 1.0, 1.4, 2.0, 3.0)),
    "rivals": (8, (-1.0, -0.3, 0.0, 0.3, 1.0)),
    "length": (10, (1.5, 2.5, 3.0, 3.5, 4.0, 4.5)),
    "status": (14, (0.05, 0.2, 0.4, 0.6, 0.8)),
}
# ``kind`` is cause, outcome, or an action by status.
KINDS = 5
PAIRS = (
    ("words", "kind"), ("words", "cue"), ("words", "hints"), ("cue", "hint"), ("words", "elsewhere"), ("words", "rivals"),
    ("words", "length"), ("status", "kind"), ("status", "words"), ("length", "kind"), ("kind", "elsewhere"), ("hints", "kind"),
)  # fmt: skip


def _size(name: str) -> int:
    return KINDS if name == "kind" else len(EDGES[name][1]) + 1


SIZES = tuple(_size(a) * _size(b) for a, b in PAIRS)
WIDTH = sum(SIZES)
_OFFSETS = np.concatenate([[0], np.cumsum(SIZES)[:-1]])


def crosses(block: Floats, kind: Ints) -> Ints:
    """For every candidate (row of the pair block) the column of each pair's table that it falls into.

    Returns
    -------
    Array of shape (candidates, ``len(PAIRS)``) with numbers below ``WIDTH``.
    """
    bins = {name: np.digitize(block[:, column], edges) for name, (column, edges) in EDGES.items()}
    bins["kind"] = kind
    return np.stack([offset + bins[a] * _size(b) + bins[b] for (a, b), offset in zip(PAIRS, _OFFSETS, strict=True)], axis=1)


def weigh(weights: Floats, block: Floats, share: Floats, kind: Ints, owner: Ints) -> Floats:
    """The sum of the weights of every candidate's columns (:func:`crosses`), what its pair of clause and code says worked out once a pair.

    Parameters
    ----------
    weights
        Of the columns.
    block
        The pair block, one row a pair.
    share, kind, owner
        Of every candidate: what its status column holds, its kind, its pair.
    """
    pair = {name: np.searchsorted(edges, block[:, column], side="right") for name, (column, edges) in EDGES.items() if name != "status"}
    own = {"kind": kind, "status": np.searchsorted(EDGES["status"][1], share, side="right")}
    total = np.zeros(len(block), dtype=np.float32)
    further = np.zeros(len(owner), dtype=np.float32)
    for (a, b), offset in zip(PAIRS, _OFFSETS, strict=True):
        if a in pair and b in pair:
            total += weights[offset + pair[a] * _size(b) + pair[b]]
        else:
            first, second = (pair[name][owner] if name in pair else own[name] for name in (a, b))
            further += weights[offset + first * _size(b) + second]
    return further + total[owner]
