"""From coded rows to votes: one cluster, one vote, whole numbers.

A cluster of duplicates carries what at least half of its members carry: a code, and separately a pair
or triple of codes that stand in one episode. Everything after this step counts clusters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Coded mentions in long form, one row a (member, episode, code); ``episode`` is -1 outside all episodes.

    Attributes
    ----------
    roles, codes
        The roles in order, and for each its codes; ``role`` and ``code`` index them.
    member, episode
        Number of the case, and of the episode over all cases.
    cluster
        For each member the number of its cluster, 0 … without gaps.
    names
        The clusters' ids: what the bootstrap's weights are hashed from.
    stratum, strata
        For each cluster the number of its stratum, and the strata's names (industry, source).
    """

    roles: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    role: Ints
    code: Ints
    member: Ints
    episode: Ints
    cluster: Ints
    names: tuple[str, ...]
    stratum: Ints
    strata: tuple[tuple[str, ...], ...] = (("",),)


@dataclass(frozen=True)
class Pairs:
    """Which clusters vote for which pair of codes of two roles (both in one episode), sorted by cluster."""

    left: int
    right: int
    cluster: Ints
    x: Ints
    y: Ints


@dataclass(frozen=True)
class Votes:
    """What each cluster carries: codes (``cluster``, ``role``, ``code``), pairs by role pair, and cause-action-outcome triples."""

    rows: Rows = field(repr=False)
    members: Ints
    cluster: Ints
    role: Ints
    code: Ints
    pairs: dict[tuple[int, int], Pairs]
    triples: NDArray[np.int64]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in order."""
        return self.rows.roles

    @property
    def codes(self) -> tuple[tuple[str, ...], ...]:
        """The codes of each role."""
        return self.rows.codes

    @property
    def size(self) -> int:
        """Number of clusters."""
        return len(self.rows.names)

    @cached_property
    def observed(self) -> Bools:
        """For each cluster and role, whether at least half of the members tell of the role at all."""
        told = _voted(self.rows.member, self.rows.role, len(self.roles), self.rows.cluster, self.members)
        seen = np.zeros((self.size, len(self.roles)), dtype=bool)
        seen[told // len(self.roles), told % len(self.roles)] = True
        return seen

    def carried(self, role: int) -> tuple[Ints, Ints]:
        """Clusters and codes (parallel arrays) that are carried of one role."""
        mine = self.role == role
        return self.cluster[mine], self.code[mine]

    def apart(self, left: int, right: int) -> tuple[Ints, Ints, Ints]:
        """Clusters and codes of two roles that a cluster carries both, but not in one episode (parallel arrays)."""
        pairs = self.pairs[left, right]
        one, other = self.carried(left), self.carried(right)
        carried = np.bincount(one[0], minlength=self.size) * np.bincount(other[0], minlength=self.size)
        # Most clusters hold every pair of their codes: only the rest are looked at pair by pair.
        some = carried > np.bincount(pairs.cluster, minlength=self.size)
        one, other = ((cluster[some[cluster]], codes[some[cluster]]) for cluster, codes in (one, other))
        i, j = match(one[0], other[0])
        cluster, x, y = one[0][i], one[1][i], other[1][j]
        width = max(len(codes) for codes in self.codes) + 1
        joint = (pairs.cluster * width + pairs.x) * width + pairs.y
        loose = ~np.isin((cluster * width + x) * width + y, joint[some[pairs.cluster]])
        return cluster[loose], x[loose], y[loose]

    def matrix(self, role: int) -> Bools:
        """Clusters by codes of one role, as a table of yes and no."""
        table = np.zeros((self.size, len(self.codes[role])), dtype=bool)
        table[self.carried(role)] = True
        return table


def vote(rows: Rows) -> Votes:
    """Count members and keep what at least half of them carry."""
    members = np.bincount(rows.cluster, minlength=len(rows.names))
    width = max((len(codes) for codes in rows.codes), default=1) or 1
    items = len(rows.roles) * width
    carried = _voted(rows.member, rows.role * width + rows.code, items, rows.cluster, members)
    pairs = {}
    for left, right in combinations(range(len(rows.roles)), 2):
        pairs[left, right] = _pairs(rows, left, right, width, members)
    item = carried % items
    return Votes(rows, members, carried // items, item // width, item % width, pairs, _triples(rows, width, members))


def _pairs(rows: Rows, left: int, right: int, width: int, members: Ints) -> Pairs:
    one, other = _join(rows, left, right)
    keys = _voted(rows.member[one], rows.code[one] * width + rows.code[other], width * width, rows.cluster, members)
    pair = keys % (width * width)
    return Pairs(left, right, keys // (width * width), pair // width, pair % width)


def _triples(rows: Rows, width: int, members: Ints) -> NDArray[np.int64]:
    """Rows of (cluster, first, second, third code) for the first three roles."""
    if len(rows.roles) < 3:
        return np.zeros((0, 4), dtype=np.int64)
    one, two = _join(rows, 0, 1)
    third = np.flatnonzero((rows.role == 2) & (rows.episode >= 0))
    at, last = match(rows.episode[one], rows.episode[third])
    one, two, three = one[at], two[at], third[last]
    item = (rows.code[one] * width + rows.code[two]) * width + rows.code[three]
    keys = _voted(rows.member[one], item, width**3, rows.cluster, members)
    item = keys % width**3
    return np.stack((keys // width**3, item // width**2, item // width % width, item % width), axis=1)


def _join(rows: Rows, left: int, right: int) -> tuple[Ints, Ints]:
    inside = rows.episode >= 0
    one, other = np.flatnonzero(inside & (rows.role == left)), np.flatnonzero(inside & (rows.role == right))
    i, j = match(rows.episode[one], rows.episode[other])
    return one[i], other[j]


def match(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All pairs of positions whose values are equal.

    Examples
    --------
    >>> [part.tolist() for part in match(np.array([3, 5]), np.array([5, 3, 5]))]
    [[0, 1, 1], [1, 0, 2]]
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    low, high = np.searchsorted(ordered, left, "left"), np.searchsorted(ordered, left, "right")
    counts = high - low
    begins = np.cumsum(counts) - counts
    at = np.arange(int(counts.sum())) + np.repeat(low - begins, counts)
    return np.repeat(np.arange(len(left)), counts), order[at]


def _voted(member: Ints, item: Ints, items: int, cluster: Ints, members: Ints) -> Ints:
    """Keys ``cluster * items + item``, sorted, of items that at least half of the cluster's members have."""
    if items > 2**62 // max(len(cluster), 1):
        raise OverflowError("more codes and cases than 64-bit keys can tell apart")
    # Sorted by hand: numpy.unique hashes, which takes several times as long on millions of numbers.
    said = np.sort(member * items + item)
    said = said[np.diff(said, prepend=-1) > 0]
    keys = np.sort(cluster[said // items] * items + said % items)
    heads = np.flatnonzero(np.diff(keys, prepend=-1) > 0)
    counts = np.diff(heads, append=len(keys))
    keys = keys[heads]
    return np.asarray(keys[2 * counts >= members[keys // items]])
