"""Does an edge hold inside the strata (industry, source), or do the strata make it?

A stratum in which an edge's expected cells are under 5 is pooled: first with its industry's other small ones,
then, where these are still too few, as other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.mine import mantel
from caselib.mine.family import Family
from caselib.mine.mantel import Tables
from caselib.mine.measures import Floats, Z, false_discovery, ratio
from caselib.mine.votes import Ints, Votes

EXPECTED = 5
# Four expected cells of 5 need 20 clusters: smaller strata can be pooled before any edge is looked at.
_SMALL = 4 * EXPECTED
_MOST = 256
_CELLS = 4_000_000
# An edge of which one stratum holds more than this share is that stratum's.
SINGLE = 0.8
ALPHA = 0.05


def stratified(votes: Votes, family: Family) -> dict[str, Any]:
    """Columns ``or_pooled``, ``or_stratified`` with its interval, ``n_strata``, ``heterogeneity_p`` and ``strata_flag`` of a family's edges."""
    rows, pairs = votes.rows, votes.pairs[family.left, family.right]
    place, parent = places(rows.strata, np.bincount(rows.stratum, minlength=len(rows.strata)))
    stratum = place[rows.stratum]
    counts = Counts.of(votes, family, stratum, int(stratum.max(initial=-1)) + 1)
    met = np.stack((pairs.x, pairs.y, rows.stratum[pairs.cluster]), axis=1)
    return tested(counts, parent, family, single(rows.strata, met, np.ones(len(met)), family))


def tested(counts: Counts, parent: Ints, family: Family, one: NDArray[np.bool_]) -> dict[str, Any]:
    """The columns of :func:`stratified` from counts by stratum; ``one`` says which edges are of one industry or source."""
    size = max(1, _CELLS // max(1, len(parent)))
    parts = [_part(counts, family, slice(at, at + size), parent) for at in range(0, len(family.x), size)]
    names = ("or_stratified", "or_lo", "or_hi", "n_strata", "heterogeneity_p", "cmh_p")
    columns: dict[str, Any] = {name: np.concatenate([part[i] for part in parts]) if parts else np.zeros(0) for i, name in enumerate(names)}
    a, b, c, d = family.cells
    columns["or_pooled"] = ratio(a * d, b * c)
    columns["strata_flag"] = _flags(family, columns, one)
    return columns


def _part(counts: Counts, family: Family, edges: slice, parent: Ints) -> tuple[Floats, ...]:
    tables = pooled(counts.tables(family.x[edges], family.y[edges], edges), parent)
    used = ((tables[0] + tables[1] + tables[2] + tables[3]) > 0).sum(axis=1)
    several = used > 1
    low, high = mantel.interval(tables)
    found = (mantel.odds_ratio(tables), low, high)
    tests = used.astype(float), mantel.heterogeneity(tables)[1], mantel.conditional(tables)[1]
    return (*(np.where(several, each, np.nan) for each in found), *tests)


def places(names: tuple[tuple[str, ...], ...], sizes: Ints) -> tuple[Ints, Ints]:
    """For each stratum the number that it is counted under, small ones and all beyond the largest 256 pooled by first field; and each number's parent."""
    firsts = {name: i for i, name in enumerate(dict.fromkeys(name[0] for name in names))}
    first = np.array([firsts[name[0]] for name in names], dtype=np.int64)
    large = np.argsort(-sizes, kind="stable")[:_MOST]
    large = np.sort(large[sizes[large] >= _SMALL])
    place = len(large) + first
    place[large] = np.arange(len(large))
    return place, np.concatenate((first[large], np.arange(len(firsts))))


@dataclass(frozen=True)
class Counts:
    """Counts of one family by stratum (one a cluster): of all, by row and by column; joint and apart by ``edge * strata + stratum``."""

    strata: int
    n: Floats
    rows: Floats
    columns: Floats
    joint: Ints
    sizes: Ints
    apart: Ints
    loose: Ints

    @staticmethod
    def of(votes: Votes, family: Family, stratum: Ints, strata: int) -> Counts:
        """The counts of votes, each cluster in the stratum given."""
        strata = max(strata, 1)
        both = votes.observed[:, family.left] & votes.observed[:, family.right]
        pairs = votes.pairs[family.left, family.right]
        edge = np.zeros((len(votes.codes[family.left]), len(votes.codes[family.right])), dtype=np.int64)
        edge[family.x, family.y] = np.arange(len(family.x))
        joint = np.unique(edge[pairs.x, pairs.y] * strata + stratum[pairs.cluster], return_counts=True)
        cluster, x, y = votes.apart(family.left, family.right)
        apart = np.unique(edge[x, y] * strata + stratum[cluster], return_counts=True)
        rows, columns = (_margin(votes, role, both, stratum, strata) for role in (family.left, family.right))
        return Counts(strata, np.bincount(stratum[both], minlength=strata).astype(float), rows, columns, *joint, *apart)

    def tables(self, x: Ints, y: Ints, edges: slice) -> Tables:
        """Tables of some edges in every stratum."""
        a = self._dense(self.joint, self.sizes, len(x), edges)
        b, c = self.rows[x] - a, self.columns[y] - a
        return a, b, c, self.n - a - b - c + self._dense(self.apart, self.loose, len(x), edges)

    def _dense(self, keys: Ints, counts: Ints, size: int, edges: slice) -> Floats:
        table = np.zeros((size, self.strata))
        low, high = np.searchsorted(keys, (edges.start * self.strata, (edges.start + size) * self.strata))
        table.ravel()[keys[low:high] - edges.start * self.strata] = counts[low:high]
        return table


def _margin(votes: Votes, role: int, both: NDArray[np.bool_], stratum: Ints, strata: int) -> Floats:
    cluster, code = votes.carried(role)
    inside = both[cluster]
    size = len(votes.codes[role])
    counts = np.bincount(code[inside] * strata + stratum[cluster[inside]], minlength=size * strata)
    return counts.reshape(size, strata).astype(float)


def pooled(tables: Tables, parent: Ints) -> Tables:
    """Tables with small strata pooled by parent, and what is then still small as one: strata, then parents, then other."""
    if tables[0].shape[1] < len(parent):
        tables = tuple(np.pad(t, ((0, 0), (0, len(parent) - t.shape[1]))) for t in tables)  # type: ignore[assignment]
    groups = int(parent.max(initial=-1)) + 1
    belongs = np.zeros((len(parent), groups))
    belongs[np.arange(len(parent)), parent] = 1
    large = _large(tables)
    by_parent = tuple(np.where(large, 0, t) @ belongs for t in tables)
    still = _large(by_parent)  # type: ignore[arg-type]
    return tuple(
        np.concatenate((np.where(large, t, 0), np.where(still, g, 0), np.where(still, 0, g).sum(axis=1, keepdims=True)), axis=1)
        for t, g in zip(tables, by_parent, strict=True)
    )  # type: ignore[return-value]


def _large(tables: Tables) -> NDArray[np.bool_]:
    """Whether every expected cell is at least 5."""
    a, b, c, d = tables
    n = a + b + c + d
    rows, columns = np.minimum(a + b, c + d), np.minimum(a + c, b + d)
    return np.asarray((n > 0) & (rows * columns >= EXPECTED * n))


def _flags(family: Family, columns: dict[str, Any], one: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Names of what is wrong, joined by ``;``: reversal, vanishes, heterogeneous, single_stratum."""
    a, b, c, d = family.cells
    with np.errstate(divide="ignore", invalid="ignore"):
        crude = np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
        spread = Z * np.sqrt(1 / (a + 0.5) + 1 / (b + 0.5) + 1 / (c + 0.5) + 1 / (d + 0.5))
        inside = np.log(columns["or_stratified"])
        holds = (columns["or_lo"] > 1) | (columns["or_hi"] < 1)
    apart = np.abs(crude) > spread
    stratified_ = np.isfinite(columns["or_lo"])
    said = {
        "reversal": stratified_ & (crude * inside < 0) & (apart | holds),
        "vanishes": stratified_ & apart & ~holds & ~(crude * inside < 0),
        "heterogeneous": np.nan_to_num(false_discovery(columns["heterogeneity_p"]), nan=1.0) < ALPHA,
        "single_stratum": one,
    }
    return np.array([";".join(name for name, which in said.items() if which[i]) for i in range(len(a))], dtype=object)


def single(strata: tuple[tuple[str, ...], ...], met: Ints, counts: Floats, family: Family) -> NDArray[np.bool_]:
    """Whether one value of one field (an industry, a source) holds more than 80 % of an edge's clusters, where there is more than one.

    ``met`` has rows of (first code, second code, stratum); ``counts`` says how many clusters each stands for.
    """
    found = np.zeros(len(family.x), dtype=bool)
    width = int(max(met[:, 1].max(initial=0), family.y.max(initial=0))) + 1
    height = int(max(met[:, 0].max(initial=0), family.x.max(initial=0))) + 1
    for field in range(len(strata[0])):
        values = {name: i for i, name in enumerate(dict.fromkeys(names[field] for names in strata))}
        if len(values) > 1:
            value = np.array([values[names[field]] for names in strata])[met[:, 2]]
            keys, of = np.unique((met[:, 0] * width + met[:, 1]) * len(values) + value, return_inverse=True)
            most = np.zeros(height * width)
            np.maximum.at(most, keys // len(values), np.bincount(of, weights=counts, minlength=len(keys)))
            a = family.cells[0]
            found |= (a > 0) & (most[family.x * width + family.y] > SINGLE * a)
    return found
