"""``mine``: cases in, a directed graph of codes out, with the whole statistical row on every edge."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import caselib
from caselib.casebase.cases import Cases
from caselib.casebase.opened import OpenCases
from caselib.codebook import Codebook, load
from caselib.mine.bootstrap import delta_interval, lift_intervals
from caselib.mine.coded import Choice, Coded, code
from caselib.mine.counts import Counts
from caselib.mine.evidence import grades
from caselib.mine.family import LEAST, Family, family
from caselib.mine.parts import of_parts
from caselib.mine.strata import stratified
from caselib.mine.summed import families, told
from caselib.mine.votes import Ints, Votes, vote
from caselib.model import Case
from caselib.model.case import ROLES

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

COLUMNS = (
    "source", "target", "role_pair", "n_clusters", "n_docs", "n_cases", "n_explicit", "n_sequence", "n_order", "support", "confidence",
    "base_rate", "lift", "lift_lo", "lift_hi", "leverage", "odds_ratio", "p", "q", "shrunk", "or_pooled", "or_stratified", "strata_flag",
    "order_share", "order_basis", "evidence",
)  # fmt: skip
# Cells, intervals and bounds behind them.
EXTRA = (
    "b", "c", "cmh_p", "confidence_best", "confidence_hi", "confidence_lo", "confidence_worst", "d", "heterogeneity_p", "n", "n_apart",
    "n_forward", "n_ordered", "n_silent", "n_strata", "or_hi", "or_lo", "order_hi", "order_lo", "rank", "shrunk_lo", "strength",
    "support_hi", "support_lo", "too_few", "undirected",
)  # fmt: skip
# What a graph of fewer than LEAST clusters on an edge does not say.
REFUSED = (
    "support", "support_lo", "support_hi", "confidence", "confidence_lo", "confidence_hi", "confidence_worst", "confidence_best", "lift", "lift_lo",
    "lift_hi", "leverage", "odds_ratio", "shrunk", "shrunk_lo", "rank", "or_pooled", "or_stratified", "order_share", "order_lo", "order_hi",
)  # fmt: skip
NOTE = {
    "zh": "频数只描述本语料，不代表全部投诉；公开发表的案例多为典型的、已解决的、有戏剧性的。边表示相关，不等于因果。",
    "en": "Frequencies describe this corpus, not the population of complaints; published cases are instructive, resolved, dramatic. "
    "Edges are associations, not causal effects.",
}
DATA = "data"


@dataclass(frozen=True, repr=False)
class Mined:
    """What stands behind a graph: the coded cases, the votes and the families of edges with all tested pairs."""

    coded: Coded
    votes: Votes
    families: dict[tuple[int, int], Family]


def mine(
    cases: Cases | Iterable[Case],
    *,
    roles: tuple[str, ...] = ROLES,
    status: str = "done",
    by: str | tuple[str, ...] | None = None,
    min_clusters: int = 1,
    seed: int = 0,
    draws: int = 1000,
    realised: str | tuple[str, ...] | None = None,
    codebook: Codebook | None = None,
    client: Any = None,
) -> nx.DiGraph:
    """The graph of what stands with what, cause → action → outcome, counted on duplicate clusters and tested.

    Parameters
    ----------
    roles
        Two or three of cause, action, outcome, in order; every earlier role gets edges to every later one.
    status
        Which actions count: ``done`` (incidents only), ``advised`` (scenarios too) or ``demanded``.
    by
        Fields that divide the strata; ``("industry", "source")`` if none is named.
    min_clusters
        Edges of fewer clusters are not shown. They are tested all the same: q-values do not depend on it.
    seed, draws
        Of the cluster bootstrap behind ``lift_lo`` and ``lift_hi``; with ``draws=0`` they are from the delta method.
    realised
        Of done actions only those so realised (``carried_out``, ``agreed``, ``offered``, ``unknown``).
    codebook
        For the labels; the complaint codebook if none is given.
    client
        A ``distributed.Client`` whose workers count the parts of cases that :meth:`Cases.open` opened.

    Returns
    -------
    networkx.DiGraph
        Nodes are codes (role, labels, counts); edges carry :data:`COLUMNS` and the cells, intervals and bounds behind them;
        ``graph.graph`` carries the stamp (counts, codebook, hash of the settings) and, under ``"data"``, what was counted. Of opened
        cases parts are counted one by one and added up: the same numbers, the first places of evidence only, and no ``"data"``.

    Raises
    ------
    InputError
        If a role, status or field is not known.
    """
    choice = Choice(tuple(roles), status, _tuple(realised), _tuple(by) or Choice().by)
    if isinstance(cases, OpenCases):
        return from_counts(of_parts(cases, choice, seed, draws, client), min_clusters=min_clusters, codebook=codebook)
    coded = code(cases, choice)
    votes = vote(coded.rows)
    families = {key: family(votes, pairs) for key, pairs in votes.pairs.items()}
    measured = measure(votes, families, seed, draws)
    mined = Mined(coded, votes, measured)
    return _graph(mined, min_clusters, codebook or load(), {"seed": seed, "draws": draws, "min_clusters": min_clusters})


def measure(votes: Votes, families: dict[tuple[int, int], Family], seed: int, draws: int) -> dict[tuple[int, int], Family]:
    """Add intervals and strata to counted families."""
    found = list(families.values())
    intervals = lift_intervals(votes, found, seed, draws) if draws else [delta_interval(each) for each in found]
    for each, (low, high) in zip(found, intervals, strict=True):
        each.columns.update({"lift_lo": low, "lift_hi": high}, **stratified(votes, each))
    return families


def edges(graph: nx.DiGraph, *, full: bool = False) -> pd.DataFrame:
    """The edges as a table, strongest first: columns :data:`COLUMNS`, with ``full`` also cells, intervals and bounds.

    Ranked by the 5 % quantile of the shrunk confidence over the base rate; edges with too few clusters follow, by count.
    """
    import pandas as pd

    rows = [data for _, _, data in graph.edges(data=True)]
    table = pd.DataFrame(rows, columns=[*COLUMNS, *EXTRA] if full else [*COLUMNS])
    order = sorted(range(len(rows)), key=lambda i: _rank(rows[i]))
    return stamped(table.iloc[order].reset_index(drop=True), graph)


def stamped(table: pd.DataFrame, graph: nx.DiGraph) -> pd.DataFrame:
    """The table with the graph's stamp (counts, codebook, settings) in ``attrs``, which pandas keeps through selections."""
    table.attrs["stamp"] = {name: value for name, value in graph.graph.items() if name != DATA}
    return table


def data(graph: nx.DiGraph) -> Mined:
    """What was counted for a graph that :func:`mine` made.

    Raises
    ------
    InputError
        If the graph was read from a file: exported graphs carry their edges only.
    """
    from caselib.errors import InputError

    if DATA not in graph.graph:
        raise InputError("this graph carries its edges only (it was read from a file); mine the cases again to ask it more")
    found: Mined = graph.graph[DATA]
    return found


def _rank(row: dict[str, Any]) -> tuple[float, int, str, str]:
    rank = row["rank"]
    return (-rank if rank == rank else np.inf, -row["n_clusters"], row["source"], row["target"])


def _graph(mined: Mined, min_clusters: int, book: Codebook, settings: dict[str, Any]) -> nx.DiGraph:
    import networkx as nx

    graph = nx.DiGraph()
    coded = mined.coded
    sizes = len(coded.cases), mined.votes.size, len({case.doc for case in coded.cases})
    graph.graph.update(_stamp(coded.choice, sizes, book, settings))
    graph.graph[DATA] = mined
    _nodes(graph, mined, book)
    for key, each in mined.families.items():
        found = grades(mined.coded, mined.votes, key)
        for i in np.flatnonzero(each.cells[0] >= max(1, min_clusters)).tolist():
            row = _edge((mined.votes.roles, mined.votes.codes), each, i, found.row(int(each.x[i]), int(each.y[i])))
            graph.add_edge(row["source"], row["target"], **row)
    return graph


def from_counts(counts: Counts, *, min_clusters: int = 1, codebook: Codebook | None = None) -> nx.DiGraph:
    """The graph of counted parts (:func:`caselib.mine.parts.merge`): what :func:`mine` gives of all their cases in one piece.

    ``evidence`` has the first places of an edge only (:data:`caselib.mine.parts.SHOWN`), and questions that go back to the cases
    (:func:`data`) cannot be asked.
    """
    import networkx as nx

    book = codebook or load()
    graph = nx.DiGraph()
    sizes = counts.cases, int(counts.sizes.sum()), counts.docs + len(counts.open_docs)
    graph.graph.update(_stamp(counts.choice, sizes, book, {"seed": counts.seed, "draws": counts.draws, "min_clusters": min_clusters}))
    roles = counts.choice.roles
    for role, codes in enumerate(counts.codes):
        _add_nodes(graph, (roles[role], role), codes, (counts.in_clusters[role], counts.in_cases[role]), book)
    for key, each in families(counts).items():
        found = told(counts.families[key])
        for i in np.flatnonzero(each.cells[0] >= max(1, min_clusters)).tolist():
            row = _edge((roles, counts.codes), each, i, found[int(each.x[i]), int(each.y[i])])
            graph.add_edge(row["source"], row["target"], **row)
    return graph


def _nodes(graph: nx.DiGraph, mined: Mined, book: Codebook) -> None:
    votes, rows = mined.votes, mined.coded.rows
    for role, codes in enumerate(votes.codes):
        counts = np.bincount(votes.carried(role)[1], minlength=len(codes))
        mine = rows.role == role
        cases = np.unique(np.stack((rows.member[mine], rows.code[mine])), axis=1)[1]
        _add_nodes(graph, (votes.roles[role], role), codes, (counts, np.bincount(cases, minlength=len(codes))), book)


def _add_nodes(graph: nx.DiGraph, role: tuple[str, int], codes: tuple[str, ...], counts: tuple[Ints, Ints], book: Codebook) -> None:
    for n, name in enumerate(codes):
        labels = {f"label_{lang}": book.label(name, lang) for lang in ("zh", "en")}
        graph.add_node(name, role=role[0], code=name, layer=role[1], n_clusters=int(counts[0][n]), n_cases=int(counts[1][n]), **labels)


def _edge(names: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], each: Family, i: int, found: dict[str, Any]) -> dict[str, Any]:
    roles, codes = names
    x, y = int(each.x[i]), int(each.y[i])
    row: dict[str, Any] = {
        "source": codes[each.left][x],
        "target": codes[each.right][y],
        "role_pair": f"{roles[each.left]}->{roles[each.right]}",
        "n_clusters": int(each.cells[0][i]),
        "b": int(each.cells[1][i]), "c": int(each.cells[2][i]), "d": int(each.cells[3][i]), "n": round(each.n),
        "n_apart": int(each.apart[i]), "n_silent": int(each.silent[i]),
        "too_few": bool(each.columns["tested"][i] == 0),
    }  # fmt: skip
    row |= {
        name: values[i] if isinstance(values[i], str) else float(values[i]) for name, values in each.columns.items() if name != "tested"
    }
    row |= found
    if row["n_clusters"] < LEAST:
        row |= dict.fromkeys(REFUSED, float("nan"))
    return row


def _stamp(choice: Choice, sizes: tuple[int, int, int], book: Codebook, settings: dict[str, Any]) -> dict[str, Any]:
    settings = asdict(choice) | settings | {"codebook": book.digest, "caselib": caselib.__version__}
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]
    return {
        "n_cases": sizes[0], "n_clusters": sizes[1], "n_docs": sizes[2],
        "roles": ",".join(choice.roles), "status": choice.status, "realised": ",".join(choice.realised), "by": ",".join(choice.by),
        "seed": settings["seed"], "draws": settings["draws"], "min_clusters": settings["min_clusters"], "codebook": book.name,
        "codebook_version": str(book.version), "codebook_digest": book.digest, "caselib": caselib.__version__, "settings": digest,
        "note_zh": NOTE["zh"], "note_en": NOTE["en"],
    }  # fmt: skip


def _tuple(given: str | Iterable[str] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())
