"""Two graphs against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caselib.errors import InputError
from caselib.mine import measures as m
from caselib.mine.endings import newcombe
from caselib.mine.family import LEAST, Family, family
from caselib.mine.graph import Mined, data, stamped
from caselib.mine.votes import Votes, vote

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


def compare(graph_a: nx.DiGraph, graph_b: nx.DiGraph, *, min_clusters: int = 1) -> pd.DataFrame:
    """How the confidence of each edge differs between two graphs (industries, years, a client and the corpus), tested.

    Clusters that stand in both are counted in the first only, so that a part can be compared with the whole it belongs to.
    Columns: source, target, role_pair, n_a (joint clusters) of x_a (clusters with the source), likewise b, both confidences,
    their difference with Newcombe's interval, p (two-sided Fisher, doubled), q (Benjamini-Hochberg by role pair), too_few.

    Raises
    ------
    InputError
        If the graphs do not have the same roles, or one was read from a file.
    """
    import pandas as pd

    one, other = data(graph_a), data(graph_b)
    if one.votes.roles != other.votes.roles:
        raise InputError(f"the graphs have different roles: {', '.join(one.votes.roles)} and {', '.join(other.votes.roles)}")
    rest = _without(other, set(one.votes.rows.names))
    parts = [_pair(one.votes, rest, key, min_clusters) for key in one.families]
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["q", "p", "source", "target"], na_position="last", ignore_index=True)
    table.attrs |= {"stamp_a": stamped(table, graph_a).attrs["stamp"], "stamp_b": stamped(table, graph_b).attrs.pop("stamp")}
    return table


def _without(mined: Mined, names: set[str]) -> Votes:
    """The votes of clusters that are not among ``names``."""
    from dataclasses import replace

    rows = mined.coded.rows
    keep = np.array([name not in names for name in rows.names], dtype=bool)
    if keep.all():
        return mined.votes
    member = keep[rows.cluster]
    renumber, members = np.cumsum(keep) - 1, np.cumsum(member) - 1
    row = member[rows.member]
    kept = replace(
        rows, role=rows.role[row], code=rows.code[row], member=members[rows.member[row]], episode=rows.episode[row],
        cluster=renumber[rows.cluster[member]], names=tuple(name for name in rows.names if name not in names), stratum=rows.stratum[keep],
    )  # fmt: skip
    return vote(kept)


def _pair(one: Votes, other: Votes, key: tuple[int, int], min_clusters: int) -> pd.DataFrame:
    import pandas as pd

    found = [_by_name(votes, family(votes, votes.pairs[key])) for votes in (one, other)]
    pairs = sorted(pair for pair in found[0].keys() | found[1].keys() if sum(f.get(pair, (0.0, 0.0))[0] for f in found) >= min_clusters)
    # An edge that one graph does not know has no cluster there; its source may have some all the same.
    (a, x), (b, y) = (_counts(votes, key, f, pairs) for votes, f in zip((one, other), found, strict=True))
    more, less = m.fisher(a, x - a, b, y - b), m.fisher(x - a, a, y - b, b)
    able = (x > 0) & (y > 0)
    p = np.where(able, np.minimum(1, 2 * np.minimum(more, less)), np.nan)
    least = 2 * np.minimum(m.least_p(a, x - a, b, y - b), m.least_p(x - a, a, y - b, b))
    q = m.false_discovery(np.where(able & m.testable(np.where(able, least, 1.0)), p, np.nan))
    low, high = newcombe(a, x, b, y)
    refused = (x < LEAST) | (y < LEAST)
    return pd.DataFrame({
        "source": [pair[0] for pair in pairs], "target": [pair[1] for pair in pairs], "role_pair": f"{one.roles[key[0]]}->{one.roles[key[1]]}",
        "n_a": a.astype(int), "x_a": x.astype(int), "n_b": b.astype(int), "x_b": y.astype(int),
        "confidence_a": np.where(x < LEAST, np.nan, m.ratio(a, x)), "confidence_b": np.where(y < LEAST, np.nan, m.ratio(b, y)),
        "difference": np.where(refused, np.nan, m.ratio(a, x) - m.ratio(b, y)), "difference_lo": np.where(refused, np.nan, low),
        "difference_hi": np.where(refused, np.nan, high), "p": p, "q": q, "too_few": np.isnan(q),
    })  # fmt: skip


def _by_name(votes: Votes, f: Family) -> dict[tuple[str, str], tuple[float, float]]:
    left, right = votes.codes[f.left], votes.codes[f.right]
    a, b = f.cells[0].tolist(), f.cells[1].tolist()
    return {(left[x], right[y]): (a[i], a[i] + b[i]) for i, (x, y) in enumerate(zip(f.x.tolist(), f.y.tolist(), strict=True))}


def _counts(
    votes: Votes, key: tuple[int, int], found: dict[tuple[str, str], tuple[float, float]], pairs: list[tuple[str, str]]
) -> tuple[m.Floats, m.Floats]:
    sources = {pair[0]: counts[1] for pair, counts in found.items()}
    joint = np.array([found.get(pair, (0.0, 0.0))[0] for pair in pairs], dtype=float)
    return joint, np.array([sources.get(pair[0], 0.0) for pair in pairs], dtype=float)
