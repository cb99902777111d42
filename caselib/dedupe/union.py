"""Union-find over numbers, for clusters whose canonical member is the first in a given order."""

from __future__ import annotations

from collections.abc import Iterable


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
