"""Cluster bootstrap with weights that do not depend on how the data were divided.

Every cluster's weight in every draw is a Poisson(1) variate made from a hash of (seed, cluster id, draw).
A part of the clusters therefore gives the same weights as the whole, and weighted counts of parts add up exactly.
Clusters that carry the same are one pattern: weights are summed by pattern first, edges are counted from patterns.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

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
_CHUNK = 1 << 14


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
    sums = [np.zeros((2, len(f.x))) for f in families]
    for block in _blocks(votes, number, len(sample), seed, draws):
        for family, total in zip(families, sums, strict=True):
            logs = _log_lift(votes, family, sample, block)
            total[0] += logs.sum(axis=1)
            total[1] += (logs**2).sum(axis=1)
    return [_interval(f, total, draws) for f, total in zip(families, sums, strict=True)]


def delta_interval(family: Family) -> tuple[Floats, Floats]:
    """The same interval without draws, its spread by the delta method."""
    a, b, c, _ = family.cells
    sd = lift_sd(a, b, c, family.n - a - b - c)
    centre = np.log(np.where(a > 0, family.columns["lift"], np.nan))
    return np.exp(centre - Z * sd), np.exp(centre + Z * sd)


def _interval(family: Family, total: Floats, draws: int) -> tuple[Floats, Floats]:
    sd = np.sqrt(np.maximum(total[1] / draws - (total[0] / draws) ** 2, 0))
    with np.errstate(divide="ignore"):
        centre = np.log(family.columns["lift"])
    return np.exp(centre - Z * sd), np.exp(centre + Z * sd)


def _blocks(votes: Votes, number: Ints, size: int, seed: int, draws: int) -> Iterator[Weights]:
    """Weighted number of clusters of each pattern, patterns × draws, some draws at a time."""
    order = np.argsort(number, kind="stable")
    cluster_keys, number = keys(votes.rows.names, seed)[order], number[order]
    for first in range(0, draws, _BLOCK):
        count = min(_BLOCK, draws - first)
        block = np.zeros((size, count), dtype=np.float32)
        for at in range(0, len(order), _CHUNK):
            part = number[at : at + _CHUNK]
            heads = np.flatnonzero(np.diff(part, prepend=-1))
            block[part[heads]] += np.add.reduceat(weights(cluster_keys[at : at + _CHUNK], first, count), heads, axis=0, dtype=np.uint32)
        yield block


def _log_lift(votes: Votes, family: Family, sample: Ints, block: Weights) -> Floats:
    joint, rows, columns, both = _weighted(votes, family, sample, block)
    a = joint + 0.5
    return np.log(a) + np.log(both + 0.5)[None, :] - np.log(rows[family.x] + 0.5) - np.log(columns[family.y] + 0.5)


def _weighted(votes: Votes, family: Family, sample: Ints, block: Weights) -> tuple[Floats, Floats, Floats, Floats]:
    """Joint, row, column and total counts in every draw, from one cluster of each pattern."""
    at = np.full(votes.size, -1, dtype=np.int64)
    at[sample] = np.arange(len(sample))
    both = votes.observed[sample, family.left] & votes.observed[sample, family.right]
    pairs = votes.pairs[family.left, family.right]
    edge = np.full((len(votes.codes[family.left]), len(votes.codes[family.right])), -1, dtype=np.int64)
    edge[family.x, family.y] = np.arange(len(family.x))
    joint = _sum(edge[pairs.x, pairs.y], at[pairs.cluster], len(family.x), block)
    margins = []
    for role in (family.left, family.right):
        cluster, code = votes.carried(role)
        pattern = at[cluster]
        pattern = np.where((pattern >= 0) & both[pattern], pattern, -1)
        margins.append(_sum(code, pattern, len(votes.codes[role]), block))
    return joint, margins[0], margins[1], block[both].sum(axis=0)


def _sum(row: Ints, pattern: Ints, rows: int, block: Weights) -> Floats:
    """For each row the sum of its patterns' weights, draw by draw."""
    from scipy.sparse import csr_array

    known = pattern >= 0
    ones = np.ones(int(known.sum()), dtype=np.float32)
    return np.asarray(csr_array((ones, (row[known], pattern[known])), shape=(rows, len(block))) @ block)
