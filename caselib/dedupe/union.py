"""Union-find over numbers, for clusters whose canonical member is the first in a given order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Pairs joined at a time: 5 MB.
_TOGETHER = 50_000


def components(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of ``size`` numbers, the smallest number that the pairs connect it with.

    Examples
    --------
    >>> components(5, [(1, 3), (3, 4)])
    [0, 1, 2, 1, 1]
    """
    parent = list(range(size))
    for a, b in pairs:
        a, b = root(parent, a), root(parent, b)
        if a != b:
            # The smaller becomes the root, so that the root is the canonical member.
            parent[max(a, b)] = min(a, b)
    return [root(parent, i) for i in range(size)]


def root(parent: list[int], at: int) -> int:
    """The root of ``at``; paths are halved on the way."""
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


class Families:
    """The same for millions of numbers that are joined bit by bit: 8 bytes each.

    Examples
    --------
    >>> families = Families(5)
    >>> families.join(np.array([[3, 4], [1, 3]]))
    >>> families.roots(np.arange(5)).tolist(), families.apart(np.array([[1, 4], [2, 4]])).tolist()
    ([0, 1, 2, 1, 1], [False, True])
    """

    def __init__(self, size: int) -> None:
        self.parent: Ints = np.arange(size, dtype=np.int64)

    def roots(self, numbers: Ints) -> Ints:
        """The smallest number that each is connected with."""
        found = self.parent[numbers]
        while not np.array_equal(above := self.parent[found], found):
            found = above
        self.parent[numbers] = found
        return found

    def apart(self, pairs: Ints) -> NDArray[np.bool_]:
        """Which pairs are not connected yet."""
        roots = self.roots(pairs)
        return np.asarray(roots[:, 0] != roots[:, 1])

    def join(self, pairs: Ints) -> None:
        """Connect pairs."""
        for at in range(0, len(pairs), _TOGETHER):
            self._join(self.roots(pairs[at : at + _TOGETHER]))

    def _join(self, roots: Ints) -> None:
        roots = roots[roots[:, 0] != roots[:, 1]]
        heads, places = np.unique(roots, return_inverse=True)
        # Only the roots concerned are walked by hand; they are sorted, so that the smallest stays one.
        self.parent[heads] = heads[components(len(heads), ((a, b) for a, b in places.reshape(-1, 2).tolist()))]
