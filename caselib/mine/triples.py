"""Cause-action-outcome triples: does the action go with the outcome *within* the cause?

Two edges do not make a triple: a cause that is often refunded and often ends well says nothing about
refunds. The table of (c, a, o) is action by outcome over the clusters with c that tell of actions and
outcomes; over all causes, action by outcome is tested within causes (Cochran-Mantel-Haenszel).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caselib.errors import InputError
from caselib.mine import mantel
from caselib.mine import measures as m
from caselib.mine.family import LEAST, Family
from caselib.mine.graph import Mined, data, stamped
from caselib.mine.measures import Floats
from caselib.mine.strata import Counts, pooled
from caselib.mine.votes import Ints, Votes

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


def triples(graph: nx.DiGraph) -> pd.DataFrame:
    """One row a triple that some cluster shows: cells within the cause, confidence, base rate, lift, p, q, and the test over all causes.

    ``adds`` says whether the action goes with more of the outcome within this cause: ``yes``, ``not shown`` or ``too few``.

    Raises
    ------
    InputError
        If the graph does not have all three roles, or was read from a file.
    """
    import pandas as pd

    mined = data(graph)
    votes = mined.votes
    if len(votes.roles) < 3:
        raise InputError("triples need a graph of all three roles")
    c, a, o, cells = tables(votes)
    n, x = sum(cells), cells[0] + cells[1]
    p = m.fisher(*cells)
    tested = m.testable(m.least_p(*cells))
    q = m.false_discovery(np.where(tested, p, np.nan))
    z, over = _within_causes(mined, a, o)
    refused = cells[0] < LEAST
    frame = pd.DataFrame({
        "cause": [votes.codes[0][i] for i in c], "action": [votes.codes[1][i] for i in a], "outcome": [votes.codes[2][i] for i in o],
        "n_clusters": cells[0].astype(int), "n_action": x.astype(int), "n_outcome": (cells[0] + cells[2]).astype(int), "n_cause": np.asarray(n).astype(int),
        "confidence": np.where(refused, np.nan, m.ratio(cells[0], x)), "base_rate": m.ratio(cells[0] + cells[2], np.asarray(n)),
        "lift": np.where(refused, np.nan, m.lift(*cells)), "p": p, "q": q, "z_over_causes": z, "p_over_causes": over,
        "adds": np.where(~tested, "too few", np.where(np.nan_to_num(q, nan=1.0) < 0.05, "yes", "not shown")),
    })  # fmt: skip
    shown = frame[frame["n_clusters"] > 0].sort_values(
        ["n_clusters", "cause", "action", "outcome"], ascending=[False, True, True, True], ignore_index=True
    )
    return stamped(shown, graph)


def tables(votes: Votes) -> tuple[Ints, Ints, Ints, tuple[Floats, Floats, Floats, Floats]]:
    """Codes and cells of all (cause, action, outcome) whose margins within the cause are not empty."""
    sizes = tuple(len(codes) for codes in votes.codes)
    told = np.asarray(votes.observed.all(axis=1))
    cluster, cause = votes.carried(0)
    of_cause = np.bincount(cause[told[cluster]], minlength=sizes[0])
    with_action = _pair_counts(votes, 1, told)
    with_outcome = _pair_counts(votes, 2, told)
    t = votes.triples
    joint = np.bincount((t[:, 1] * sizes[1] + t[:, 2]) * sizes[2] + t[:, 3], minlength=int(np.prod(sizes))).reshape(sizes)
    c, a, o = np.nonzero((with_action[:, :, None] > 0) & (with_outcome[:, None, :] > 0))
    both = joint[c, a, o].astype(float)
    first, second = with_action[c, a] - both, with_outcome[c, o] - both
    return c, a, o, (both, first, second, of_cause[c] - both - first - second)


def _pair_counts(votes: Votes, role: int, told: np.ndarray) -> Floats:
    pairs = votes.pairs[0, role]
    keep = told[pairs.cluster]
    shape = len(votes.codes[0]), len(votes.codes[role])
    return np.bincount(pairs.x[keep] * shape[1] + pairs.y[keep], minlength=shape[0] * shape[1]).reshape(shape).astype(float)


def _within_causes(mined: Mined, a: Ints, o: Ints) -> tuple[Floats, Floats]:
    """Cochran-Mantel-Haenszel of every action against every outcome, strata the causes."""
    edges = mined.families[1, 2]
    tables_ = cause_strata(mined.votes, edges)
    z, p = mantel.conditional(tables_)
    at = np.full((len(mined.votes.codes[1]), len(mined.votes.codes[2])), -1)
    at[edges.x, edges.y] = np.arange(len(edges.x))
    place = at[a, o]
    return np.where(place >= 0, z[place], np.nan), np.where(place >= 0, p[place], np.nan)


def cause_strata(votes: Votes, edges: Family) -> mantel.Tables:
    """Tables of action-outcome edges in strata of causes, small ones pooled.

    A cluster has one vote and stands in one stratum: of several causes, that which is most frequent in the data.
    """
    cluster, cause = votes.carried(0)
    frequency = np.bincount(cause, minlength=len(votes.codes[0]))
    stratum = np.full(votes.size, len(votes.codes[0]), dtype=np.int64)
    order = np.argsort(frequency[cause], kind="stable")
    stratum[cluster[order]] = cause[order]
    counts = Counts.of(votes, edges, stratum, len(votes.codes[0]) + 1)
    found = counts.tables(edges.x, edges.y, slice(0, len(edges.x)))
    return pooled(found, np.zeros(len(votes.codes[0]) + 1, dtype=np.int64))
