"""Ways through a case: cause → action → outcome, and the rounds of cases that were handled more than once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise, product
from typing import TYPE_CHECKING, NamedTuple

from caselib.casebase.cases import Cases
from caselib.mine.coded import Choice, Coded, code, in_episodes
from caselib.mine.graph import data, stamped
from caselib.mine.poll import poll
from caselib.model import Case

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

ARROW, ROUND = " → ", " ‖ "


Path = tuple[str, str, str]


class Step(NamedTuple):
    """Evidence of a path: a case, the number of the round, and the ids of its cause, action and outcome mentions."""

    case: str
    round: int
    cause: str
    action: str
    outcome: str


def paths(
    of: nx.DiGraph | Cases, *, cause: str | None = None, action: str | None = None, outcome: str | None = None, min_clusters: int = 1
) -> pd.DataFrame:
    """Cause → action → outcome paths inside one episode, most frequent first.

    Columns: cause, action, outcome, n_clusters, n_cases, n_linked (clusters in which both steps are linked, by words or as
    the next step told), n_cause (clusters with the cause), evidence (a tuple of :class:`Step`, one a case and round).
    """
    import pandas as pd

    coded = coded_of(of)
    voting = poll(coded.cases, lambda case: {path for path, _, _ in _steps(case, coded.choice)})
    with_cause = poll(coded.cases, lambda case: {m.code for m in case.mentions if m.role == "cause"})
    rows: dict[Path, dict[str, list[tuple[str, Step, bool]]]] = {}
    for case in coded.cases:
        cluster = case.cluster or case.id
        for path, step, linked in _steps(case, coded.choice):
            if path in voting[cluster]:
                rows.setdefault(path, {}).setdefault(cluster, []).append((case.id, step, linked))
    table = []
    for (c, a, o), clusters in rows.items():
        if len(clusters) >= min_clusters and cause in (None, c) and action in (None, a) and outcome in (None, o):
            found = [entry for entries in clusters.values() for entry in entries]
            both = sum(any(entry[2] for entry in entries) for entries in clusters.values())
            known = sum(c in codes for codes in with_cause.values())
            table.append((c, a, o, len(clusters), len({entry[0] for entry in found}), both, known, tuple(entry[1] for entry in found)))
    columns = ["cause", "action", "outcome", "n_clusters", "n_cases", "n_linked", "n_cause", "evidence"]
    frame = pd.DataFrame(table, columns=columns)
    frame = frame.sort_values(["n_clusters", "cause", "action", "outcome"], ascending=[False, True, True, True], ignore_index=True)
    return frame if isinstance(of, Cases) else stamped(frame, of)


def rounds(of: nx.DiGraph | Cases, *, least: int = 1) -> pd.DataFrame:
    """Whole ways through cases, round by round (``延误 → 推诿 → 升级 ‖ → 退款 → 满意`` in codes), most frequent first.

    ``least`` keeps ways of at least so many rounds: 2 gives the cases that were handled badly and then again.
    Columns: variant, n_rounds, n_clusters, n_cases, evidence (case ids).
    """
    import pandas as pd

    coded = coded_of(of)
    voting = poll(coded.cases, lambda case: [variant(case, coded.choice)])
    found: dict[str, dict[str, list[str]]] = {}
    for case in coded.cases:
        cluster, way = case.cluster or case.id, variant(case, coded.choice)
        if way in voting[cluster] and way.strip(ARROW) and way.count(ROUND) + 1 >= least:
            found.setdefault(way, {}).setdefault(cluster, []).append(case.id)
    rows = [
        (way, way.count(ROUND) + 1, len(clusters), sum(map(len, clusters.values())), tuple(chain.from_iterable(clusters.values())))
        for way, clusters in found.items()
    ]
    frame = pd.DataFrame(rows, columns=["variant", "n_rounds", "n_clusters", "n_cases", "evidence"])
    return frame.sort_values(["n_clusters", "variant"], ascending=[False, True], ignore_index=True)


def rounds_graph(of: nx.DiGraph | Cases) -> nx.DiGraph:
    """The multi-round view: nodes ``code@round``; edges inside a round, and from a round's outcomes to the next round's actions.

    Nodes and edges carry n_clusters; nodes role, code and round, which starts at 1.
    """
    import networkx as nx

    coded = coded_of(of)
    graph = nx.DiGraph()
    nodes = poll(coded.cases, lambda case: _nodes(case, coded.choice))
    moves = poll(coded.cases, lambda case: _moves(case, coded.choice))
    for said in nodes.values():
        for role, name, number in sorted(said):
            key = f"{name}@{number}"
            graph.add_node(key, role=role, code=name, round=number, n_clusters=graph.nodes[key]["n_clusters"] + 1 if key in graph else 1)
    for steps in moves.values():
        for one, other in sorted(steps):
            source, target = f"{one[1]}@{one[2]}", f"{other[1]}@{other[2]}"
            graph.add_edge(
                source, target, n_clusters=graph.edges[source, target]["n_clusters"] + 1 if graph.has_edge(source, target) else 1
            )
    return graph


def variant(case: Case, choice: Choice) -> str:
    """The case's way: codes of each role joined by ``+`` (sorted), roles by ``→``, rounds by ``‖``."""
    return ROUND.join(
        ARROW.join("+".join(sorted({m.code for m in mentions if m.role == role})) for role in choice.roles).strip(ARROW.strip() + " ")
        for mentions in in_episodes(case, choice)
    )


def coded_of(of: nx.DiGraph | Cases) -> Coded:
    """The coded cases behind a graph, or of cases."""
    return code(of, Choice()) if isinstance(of, Cases) else data(of).coded


def _steps(case: Case, choice: Choice) -> Iterator[tuple[Path, Step, bool]]:
    """Paths of a case, one of a kind and round: the linked mentions where there are any, else the first ones."""
    links = {(link.source, link.target) for link in case.links}
    for number, mentions in enumerate(in_episodes(case, choice), 1):
        by_role = [[m for m in mentions if m.role == role] for role in ("cause", "action", "outcome")]
        best: dict[Path, tuple[bool, Step]] = {}
        for c, a, o in product(*by_role):
            linked = (c.id, a.id) in links and (a.id, o.id) in links
            key = c.code, a.code, o.code
            if key not in best or (linked and not best[key][0]):
                best[key] = linked, Step(case.id, number, c.id, a.id, o.id)
        for path, (linked, step) in best.items():
            yield path, step, linked


_Node = tuple[str, str, int]


def _nodes(case: Case, choice: Choice) -> set[_Node]:
    """Role, code and round of each mention that counts."""
    return {(m.role, m.code, number) for number, mentions in enumerate(in_episodes(case, choice), 1) for m in mentions}


def _moves(case: Case, choice: Choice) -> set[tuple[_Node, _Node]]:
    """Steps inside rounds, layer to layer, and from the last layer of a round to the first handling (else first layer) of the next."""
    nodes = _nodes(case, choice)
    moves: set[tuple[_Node, _Node]] = set()
    before: list[_Node] = []
    for number in sorted({node[2] for node in nodes}):
        layers = [[node for node in nodes if node[0] == role and node[2] == number] for role in choice.roles]
        filled = [layer for layer in layers if layer]
        for one, other in pairwise(filled):
            moves |= set(product(one, other))
        moves |= set(product(before, next((layer for layer in filled if layer[0][0] != "cause"), filled[0])))
        before = filled[-1]
    return moves
