"""All edges of one role pair: cells, measures, tests. One array entry an edge, edges never looped over."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from caselib.mine import measures as m
from caselib.mine.measures import Floats
from caselib.mine.shrink import shrunk, strength
from caselib.mine.votes import Ints, Pairs, Votes

# Fewer clusters than this give counts and no percentages (the project's rule; the intervals' coverage is stated from 5 up).
LEAST = 5


@dataclass(frozen=True)
class Family:
    """The edges between two roles: every pair of codes that both occur where both roles are told, those that never meet included.

    ``cells`` are a, b, c, d; ``n`` is the number of clusters in which both roles are told; ``apart`` counts clusters that carry
    x and y in different episodes only: they stand in b and in c, so that a + b + c + d = n + apart. ``silent`` counts clusters
    with x that tell nothing of the other role; ``columns`` are the measures by name.
    """

    left: int
    right: int
    x: Ints
    y: Ints
    cells: tuple[Floats, Floats, Floats, Floats]
    n: float
    apart: Floats
    silent: Floats
    columns: dict[str, Floats] = field(default_factory=dict)

    @property
    def index(self) -> dict[tuple[int, int], int]:
        """Position of each pair of codes."""
        return {pair: i for i, pair in enumerate(zip(self.x.tolist(), self.y.tolist(), strict=True))}


def family(votes: Votes, pairs: Pairs) -> Family:
    """Count and measure one role pair."""
    both = votes.observed[:, pairs.left] & votes.observed[:, pairs.right]
    shape = len(votes.codes[pairs.left]), len(votes.codes[pairs.right])
    rows, silent = _margin(votes, pairs.left, both)
    columns, _ = _margin(votes, pairs.right, both)
    joint = np.bincount(pairs.x * shape[1] + pairs.y, minlength=shape[0] * shape[1]).reshape(shape)
    _, first, second = votes.apart(pairs.left, pairs.right)
    apart = np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1]).reshape(shape)
    return from_counts((pairs.left, pairs.right), (rows, columns), (joint, apart), silent, float(both.sum()))


def from_counts(key: tuple[int, int], margins: tuple[Floats, Floats], pairs: tuple[Ints, Ints], silent: Floats, n: float) -> Family:
    """Measure one role pair from its counts: clusters with each code; with each two codes, joint and apart; silent ones; and all."""
    (rows, columns), (joint, loose) = margins, pairs
    x, y = np.nonzero((rows > 0)[:, None] & (columns > 0)[None, :])
    apart = loose[x, y].astype(float)
    a = joint[x, y].astype(float)
    b, c = rows[x] - a, columns[y] - a
    cells = a, b, c, n - a - b - c + apart
    measured = _measures(a, b, c, n, silent[x]) | {"odds_ratio": m.odds_ratio(*cells)}
    return Family(*key, x, y, cells, n, apart, silent[x], measured)


def _margin(votes: Votes, role: int, both: np.ndarray) -> tuple[Floats, Floats]:
    """Clusters with each code, inside ``both`` and outside."""
    cluster, code = votes.carried(role)
    size = len(votes.codes[role])
    inside = both[cluster]
    return np.bincount(code[inside], minlength=size).astype(float), np.bincount(code[~inside], minlength=size).astype(float)


def _measures(a: Floats, b: Floats, c: Floats, clusters: float, silent: Floats) -> dict[str, Floats]:
    """All that follows from a, the margins a + b and a + c, and N; ``d`` is what these leave (under 0 where many stand apart)."""
    d = clusters - a - b - c
    n, x = np.full(len(a), clusters), a + b
    base = m.ratio(a + c, n)
    s = strength(a, x, base)
    mean, low = shrunk(a, x, base, s)
    p, least = m.fisher(a, b, c, d), m.least_p(a, b, c, d)
    tested = m.testable(least)
    support, confidence = m.wilson(a, n), m.wilson(a, x)
    return {
        "support": m.ratio(a, n), "support_lo": support[0], "support_hi": support[1],
        "confidence": m.ratio(a, x), "confidence_lo": confidence[0], "confidence_hi": confidence[1],
        # Not mentioned is missing, not no: were every silent cluster with x without y, or with it.
        "confidence_worst": m.ratio(a, x + silent), "confidence_best": m.ratio(a + silent, x + silent),
        "base_rate": base, "lift": m.lift(a, b, c, d), "leverage": m.leverage(a, b, c, d),
        "p": p, "q": m.false_discovery(np.where(tested, p, np.nan)), "tested": tested.astype(float),
        "shrunk": mean, "shrunk_lo": low, "rank": m.ratio(low, base), "strength": np.full(len(a), s),
    }  # fmt: skip
