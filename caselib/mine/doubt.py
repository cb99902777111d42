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
from caselib.mine.votes import Bools, Ints, Votes

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

    An outcome counts here with every cause and action of its cluster, whatever the episode, in the data as in the
    permutations. Strata of one cluster cannot be shuffled; clusters that tell of no outcome stay out.

    Raises
    ------
    InputError
        If the graph has no outcomes, or was read from a file.
    """
    mined = data(graph)
    votes = mined.votes
    if "outcome" not in votes.roles:
        raise InputError("the graph has no outcomes to shuffle")
    last = votes.roles.index("outcome")
    told = votes.observed[:, last]
    outcomes = votes.matrix(last)[told].astype(np.float32)
    others = [(votes.matrix(role)[told], votes.observed[told, role]) for role in range(len(votes.roles)) if role != last]
    stratum = votes.rows.stratum[told]
    rng = np.random.default_rng(seed)
    shuffled = (_shuffled(stratum, rng) for _ in range(permutations))
    return Noise(_significant(others, outcomes), tuple(_significant(others, outcomes[order]) for order in shuffled))


def _shuffled(stratum: Ints, rng: np.random.Generator) -> Ints:
    """A random order that keeps every cluster's place in its stratum."""
    order = np.lexsort((rng.random(len(stratum)), stratum))
    placed = np.empty(len(stratum), dtype=np.int64)
    placed[np.argsort(stratum, kind="stable")] = order
    return placed


def _significant(others: list[tuple[Bools, Bools]], outcomes: np.ndarray) -> int:
    return sum(int((_q(codes[told], outcomes[told]) < ALPHA).sum()) for codes, told in others)


def _q(codes: Bools, outcomes: np.ndarray) -> Floats:
    a = np.rint(codes.T.astype(np.float32) @ outcomes).astype(float)
    rows, columns, n = codes.sum(axis=0).astype(float), outcomes.sum(axis=0).astype(float), float(len(codes))
    b, c = rows[:, None] - a, columns[None, :] - a
    keep = (rows > 0)[:, None] & (columns > 0)[None, :]
    return _tested(a[keep], b[keep], c[keep], (n - a - b - c)[keep])


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
