"""Cluster bootstrap with weights that do not depend on how the data were divided.

Every cluster's weight in every draw is a Poisson(1) variate made from a hash of (seed, cluster id, draw).
A part of the clusters therefore gives the same weights as the whole, and weighted counts of parts add up exactly.
Clusters that carry the same are one pattern: weights are summed by pattern first, edges are counted from patterns.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.mine.family import Family
from caselib.mine.measures import Floats, Z, lift_sd
from caselib.mine.votes import Ints, Votes

_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # splitmix64 (Steele, Lea, Flood 2014)
_GOLD = np.uint64(0x9E3779B97F4A7C15)
# Four 16-bit uniforms a hash; 65,536 steps leave the mean of Poisson(1) at 1 to five digits.
_LANES = 4
Weights = NDArray[np.float32]
# Draws at a time: weights of 76,000 patterns then take 80 MB.
_BLOCK = 256
# Clusters at a time: 4,096 weights of at most 8 fit 16 bits when they are summed, and stay in the processor's cache.
_CHUNK = 1 << 12


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every input bit moves every output bit."""
    values = (values ^ (values >> np.uint64(30))) * _A
    values = (values ^ (values >> np.uint64(27))) * _B
    return values ^ (values >> np.uint64(31))


def keys(names: tuple[str, ...], seed: int) -> NDArray[np.uint64]:
    """A 64-bit number for each cluster id under this seed."""
    raw = b"".join(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names)
    return mixed(np.frombuffer(raw, dtype="<u8").astype(np.uint64) + mixed(np.array([seed % 2**64], dtype=np.uint64) + _GOLD))


def poisson_table() -> NDArray[np.uint8]:
    """Poisson(1) variate of each 16-bit uniform."""
    chance, total, bounds = np.exp(-1.0), 0.0, []
    for k in range(9):
        total += chance
        bounds.append(round(total * 65536))
        chance /= k + 1
    return np.searchsorted(np.array(bounds), np.arange(65536), side="right").astype(np.uint8)


def weights(cluster_keys: NDArray[np.uint64], first: int, count: int) -> NDArray[np.uint8]:
    """Weights of clusters in draws ``first`` … ``first + count``; ``first`` is a multiple of four."""
    lanes = np.arange(first // _LANES, (first + count + _LANES - 1) // _LANES, dtype=np.uint64)
    words = mixed(cluster_keys[:, None] + lanes[None, :] * _GOLD).astype("<u8", copy=False)
    return np.asarray(_TABLE[words.view("<u2")][:, :count])


_TABLE = poisson_table()


def patterns(votes: Votes) -> tuple[Ints, Ints]:
    """For each cluster the number of its pattern, and for each pattern one cluster that has it.

    A pattern is all that counts see of a cluster: roles told, codes and pairs carried. Told apart by 64-bit sums of hashes.
    """
    total = mixed(votes.observed.astype(np.uint64) @ (np.uint64(1) << np.arange(len(votes.roles), dtype=np.uint64)))
    width = np.uint64(max(len(codes) for codes in votes.codes) + 1)
    with np.errstate(over="ignore"):
        np.add.at(total, votes.cluster, mixed((votes.role.astype(np.uint64) * width + votes.code.astype(np.uint64)) * _A + _GOLD))
        for (left, right), p in votes.pairs.items():
            key = (np.uint64(16 + left * 4 + right) * width + p.x.astype(np.uint64)) * width + p.y.astype(np.uint64)
            np.add.at(total, p.cluster, mixed(key * _B + _GOLD))
    _, sample, number = np.unique(total, return_index=True, return_inverse=True)
    return number, sample


def lift_intervals(votes: Votes, families: list[Family], seed: int, draws: int) -> list[tuple[Floats, Floats]]:
    """95 % intervals of lift for each family's edges: log lift ± z × its spread over the draws.

    Joint clusters, margins and N are redrawn together. The spread is taken on the log scale with half a cluster added to each count,
    so that a draw without any joint cluster stays finite.
    """
    number, sample = patterns(votes)
    plans = [Plan(votes, each, sample) for each in families]
    sums = [np.zeros((2, len(each.x))) for each in families]
    for block in blocks(votes, number, len(sample), seed, draws):
        for plan, total in zip(plans, sums, strict=True):
            logs = plan.log_lift(block)
            total[0] += logs.sum(axis=1)
            total[1] += (logs**2).sum(axis=1)
    return [interval(f, total, draws) for f, total in zip(families, sums, strict=True)]


def delta_interval(family: Family) -> tuple[Floats, Floats]:
    """The same interval without draws, its spread by the delta method."""
    a, b, c, _ = family.cells
    sd = lift_sd(a, b, c, family.n - a - b - c)
    centre = np.log(np.where(a > 0, family.columns["lift"], np.nan))
    return np.exp(centre - Z * sd), np.exp(centre + Z * sd)


def interval(family: Family, total: Floats, draws: int) -> tuple[Floats, Floats]:
    """Interval of lift from sums over draws of log lift and of its square."""
    sd = np.sqrt(np.maximum(total[1] / draws - (total[0] / draws) ** 2, 0))
    with np.errstate(divide="ignore"):
        centre = np.log(family.columns["lift"])
    return np.exp(centre - Z * sd), np.exp(centre + Z * sd)


def blocks(votes: Votes, number: Ints, size: int, seed: int, draws: int) -> Iterator[Weights]:
    """Weighted number of clusters of each pattern, patterns × draws, some draws at a time."""
    order = np.argsort(number, kind="stable")
    cluster_keys, number = keys(votes.rows.names, seed)[order], number[order]
    for first in range(0, draws, _BLOCK):
        count = min(_BLOCK, draws - first)
        block = np.zeros((size, count), dtype=np.float32)
        for at in range(0, len(order), _CHUNK):
            part = number[at : at + _CHUNK]
            heads = np.flatnonzero(np.diff(part, prepend=-1))
            block[part[heads]] += np.add.reduceat(weights(cluster_keys[at : at + _CHUNK], first, count), heads, axis=0, dtype=np.uint16)
        yield block


class Plan:
    """Which patterns count for which joint, row and column of a family: what turns weights of patterns into weighted counts."""

    def __init__(self, votes: Votes, family: Family, sample: Ints) -> None:
        at = np.full(votes.size, -1, dtype=np.int64)
        at[sample] = np.arange(len(sample))
        self.x, self.y = family.x, family.y
        self.both = votes.observed[sample, family.left] & votes.observed[sample, family.right]
        pairs = votes.pairs[family.left, family.right]
        edge = np.full((len(votes.codes[family.left]), len(votes.codes[family.right])), -1, dtype=np.int64)
        edge[family.x, family.y] = np.arange(len(family.x))
        self.joint = _incidence(edge[pairs.x, pairs.y], at[pairs.cluster], (len(family.x), len(sample)))
        self.rows, self.columns = (self._margin(votes, role, at) for role in (family.left, family.right))

    def _margin(self, votes: Votes, role: int, at: Ints) -> Any:
        cluster, code = votes.carried(role)
        pattern = at[cluster]
        inside = (pattern >= 0) & self.both[pattern]
        return _incidence(code, np.where(inside, pattern, -1), (len(votes.codes[role]), len(self.both)))

    def counts(self, block: Weights) -> tuple[Floats, Floats, Floats, Floats]:
        """Joint, row, column and total counts in every draw."""
        return self.joint @ block, self.rows @ block, self.columns @ block, block[self.both].sum(axis=0)

    def log_lift(self, block: Weights) -> Floats:
        """Log lift of every edge in every draw, half a cluster added to each count."""
        joint, rows, columns, both = (np.log(counts + 0.5) for counts in self.counts(block))
        return joint + both[None, :] - rows[self.x] - columns[self.y]


def _incidence(row: Ints, pattern: Ints, shape: tuple[int, int]) -> Any:
    """Sparse rows × patterns with 1 where the pattern counts for the row; patterns of -1 count for none."""
    from scipy.sparse import csr_array

    known = pattern >= 0
    return csr_array((np.ones(int(known.sum()), dtype=np.float32), (row[known], pattern[known])), shape=shape)
