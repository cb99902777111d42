"""Is the graph noise, and does it survive the errors of extraction?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caselib.errors import InputError
from caselib.mine import measures as m
from caselib.mine.family import Family
from caselib.mine.graph import Mined, data
from caselib.mine.measures import Floats
from caselib.mine.votes import Bools, Ints, Votes, match

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

ALPHA = 0.05


@dataclass(frozen=True)
class Noise:
    """Edges into outcomes at q < 0.05: in the data, and in each permutation of it."""

    found: int
    permuted: tuple[int, ...]

    @property
    def median(self) -> float:
        """Median over the permutations."""
        return float(np.median(self.permuted))

    @property
    def p(self) -> float:
        """Share of permutations with at least as many edges, the data counted as one of them."""
        return (1 + sum(n >= self.found for n in self.permuted)) / (1 + len(self.permuted))


def noise(graph: nx.DiGraph, permutations: int = 200, seed: int = 0) -> Noise:
    """Shuffle outcomes over clusters within the graph's strata (industry × source) and count the edges that come out.

    A cluster's outcomes move together, round by round, to another cluster of its stratum with as many rounds. A stratum of one
    cluster cannot be shuffled, and clusters that tell of no outcome stay out. A cluster of duplicates is its first member.

    Raises
    ------
    InputError
        If the graph has no outcomes, or was read from a file.
    """
    votes = data(graph).votes
    if "outcome" not in votes.roles:
        raise InputError("the graph has no outcomes to shuffle")
    told = _Told(votes, votes.roles.index("outcome"))
    rng = np.random.default_rng(seed)
    still = np.arange(votes.size)
    return Noise(told.significant(still), tuple(told.significant(told.shuffled(rng)) for _ in range(permutations)))


class _Told:
    """Rounds and codes of one member of each cluster: outcomes apart from what they may be shuffled against."""

    def __init__(self, votes: Votes, outcome: int) -> None:
        rows = votes.rows
        first = np.full(votes.size, len(rows.cluster))
        np.minimum.at(first, rows.cluster, np.arange(len(rows.cluster)))
        own = first[rows.cluster[rows.member]] == rows.member
        role, code, cluster = rows.role[own], rows.code[own], rows.cluster[rows.member[own]]
        episode = rows.episode[own]
        begin = np.full(votes.size, np.iinfo(np.int64).max)
        np.minimum.at(begin, cluster[episode >= 0], episode[episode >= 0])
        number = np.where(episode >= 0, episode - begin[cluster], -1)
        rounds = np.zeros(votes.size, dtype=np.int64)
        np.maximum.at(rounds, cluster, number + 1)
        self.width, self.deep = max(len(codes) for codes in votes.codes), int(rounds.max(initial=0)) + 1
        self.outcomes = cluster[role == outcome], number[role == outcome], code[role == outcome]
        self.tells = np.zeros(votes.size, dtype=bool)
        self.tells[self.outcomes[0]] = True
        # Outcomes move among clusters of one stratum, as many rounds, and an outcome told at all.
        self.kind = (votes.rows.stratum * self.deep + rounds) * 2 + self.tells
        self.others = [(cluster[role == r], number[role == r], code[role == r]) for r in range(len(votes.roles)) if r != outcome]

    def shuffled(self, rng: np.random.Generator) -> Ints:
        """For each cluster the one that gets its outcomes."""
        order = np.argsort(self.kind, kind="stable")
        mixed = np.lexsort((rng.random(len(self.kind)), self.kind))
        goes = np.empty(len(order), dtype=np.int64)
        goes[order] = mixed
        return goes

    def significant(self, goes: Ints) -> int:
        """Edges at q < 0.05 after the outcomes have moved."""
        cluster, number, code = self.outcomes
        return sum(int((self._q(other, (goes[cluster], number, code)) < ALPHA).sum()) for other in self.others)

    def _q(self, left: tuple[Ints, Ints, Ints], right: tuple[Ints, Ints, Ints]) -> Floats:
        both = self.tells.copy()
        both[~np.isin(np.arange(len(both)), left[0])] = False
        inside = [tuple(part[(side[1] >= 0)] for part in side) for side in (left, right)]
        i, j = match(*(cluster * self.deep + number for cluster, number, _ in inside))
        size = self.width
        joint = np.unique((inside[0][0][i] * size + inside[0][2][i]) * size + inside[1][2][j])
        a = np.bincount(joint % size**2, minlength=size**2).reshape(size, size).astype(float)
        rows, columns = (self._margin(side, both) for side in (left, right))
        x, y = np.nonzero((rows > 0)[:, None] & (columns > 0)[None, :])
        a = a[x, y]
        b, c = rows[x] - a, columns[y] - a
        return _tested(a, b, c, both.sum() - a - b - c)

    def _margin(self, side: tuple[Ints, Ints, Ints], both: Bools) -> Floats:
        cluster, _, code = side
        keys = np.unique(cluster[both[cluster]] * self.width + code[both[cluster]])
        return np.bincount(keys % self.width, minlength=self.width).astype(float)


def _tested(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """q of each edge that can reach significance, 1 for the rest."""
    able = m.testable(m.least_p(a, b, c, d))
    q = np.ones(len(a))
    # Only what is tested is computed: q of the others would be NaN.
    q[able] = m.false_discovery(m.fisher(a[able], b[able], c[able], d[able]))
    return q


def sensitivity(
    graph: nx.DiGraph, precision: Mapping[str, float], recall: Mapping[str, float] | None = None, *, runs: int = 200, seed: int = 0
) -> pd.DataFrame:
    """How the edges stand up to the errors of extraction, with precision and recall per code as ``evaluate`` measures them.

    In each run every carried code is dropped with probability 1 - precision, and all is counted and tested again.
    Columns: source, target, role_pair, n_clusters, expected (true joint clusters expected: n · both precisions / both recalls),
    q, survives (share of runs with q < 0.05). A code without a figure is taken to be right and complete.

    Raises
    ------
    InputError
        If a precision or recall is not above 0 and at most 1.
    """
    import pandas as pd

    mined = data(graph)
    for name, figure in [*precision.items(), *(recall or {}).items()]:
        if not 0 < figure <= 1:
            raise InputError(f"precision and recall must be above 0 and at most 1; {name!r} has {figure}")
    survived = _survivals(mined, precision, runs, seed)
    rows = []
    for key, each in mined.families.items():
        for i in np.flatnonzero(each.cells[0] > 0).tolist():
            source, target = mined.votes.codes[each.left][each.x[i]], mined.votes.codes[each.right][each.y[i]]
            right = precision.get(source, 1.0) * precision.get(target, 1.0)
            complete = (recall or {}).get(source, 1.0) * (recall or {}).get(target, 1.0)
            pair = f"{mined.votes.roles[each.left]}->{mined.votes.roles[each.right]}"
            n = int(each.cells[0][i])
            rows.append((source, target, pair, n, n * right / complete, float(each.columns["q"][i]), float(survived[key][i])))
    columns = ["source", "target", "role_pair", "n_clusters", "expected", "q", "survives"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["survives", "n_clusters", "source", "target"], ascending=[False, False, True, True], ignore_index=True
    )


def _survivals(mined: Mined, precision: Mapping[str, float], runs: int, seed: int) -> dict[tuple[int, int], Floats]:
    votes = mined.votes
    chance = np.array([precision.get(votes.codes[r][c], 1.0) for r, c in zip(votes.role.tolist(), votes.code.tolist(), strict=True)])
    rng = np.random.default_rng(seed)
    totals = {key: np.zeros(len(each.x)) for key, each in mined.families.items()}
    for _ in range(runs):
        kept = rng.random(len(chance)) < chance
        for key, each in mined.families.items():
            totals[key] += _recount(votes, each, kept) < ALPHA
    return {key: total / max(runs, 1) for key, total in totals.items()}


def _recount(votes: Votes, each: Family, kept: Bools) -> Floats:
    """q of a family's edges when only ``kept`` carried codes are left; N stays: the roles were told."""
    both = votes.observed[:, each.left] & votes.observed[:, each.right]
    left, right = (_kept_matrix(votes, role, kept) for role in (each.left, each.right))
    pairs = votes.pairs[each.left, each.right]
    alive = left[pairs.cluster, pairs.x] & right[pairs.cluster, pairs.y]
    shape = left.shape[1], right.shape[1]
    joint = np.bincount(pairs.x[alive] * shape[1] + pairs.y[alive], minlength=shape[0] * shape[1]).reshape(shape)
    a = joint[each.x, each.y].astype(float)
    b, c = left[both].sum(axis=0)[each.x] - a, right[both].sum(axis=0)[each.y] - a
    return _tested(a, b, c, both.sum() - a - b - c)


def _kept_matrix(votes: Votes, role: int, kept: Bools) -> Bools:
    mine = (votes.role == role) & kept
    table = np.zeros((votes.size, len(votes.codes[role])), dtype=bool)
    table[votes.cluster[mine], votes.code[mine]] = True
    return table
