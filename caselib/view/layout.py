"""Where the nodes and edges of a cause → action → outcome figure stand: numbers only, nothing is drawn.

Three columns from left to right. In each, nodes are ordered so that edges cross little (barycentres,
Sugiyama, Tagawa and Toda 1981), with the larger first where nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ROLES = ("cause", "action", "outcome")
SWEEPS = 6  # orders stop changing after three or four sweeps on graphs of the corpus's size


@dataclass(frozen=True, slots=True)
class Node:
    """A placed node: column (0 to 2), vertical extent (``top`` < ``bottom``, downwards, in units of one label's height)."""

    key: Any
    column: int
    top: float
    bottom: float
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    """A placed edge: from ``start`` at its source's right side to ``end`` at its target's left side; ``width`` in the same unit."""

    source: Any
    target: Any
    start: float
    end: float
    width: float
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """Nodes and edges in place, the height of the tallest column, and how many edges were left out."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: float
    hidden: int


def columns(graph: Any, top: int = 60, min_clusters: int = 1) -> Layout:
    """Place the ``top`` edges with most clusters, and the nodes that they join.

    Parameters
    ----------
    graph
        Nodes carry ``role``; edges between neighbouring roles carry ``n_clusters``. Other edges are left out.
    top
        How many edges to draw at most.
    min_clusters
        Edges with fewer clusters are left out.
    """
    column = {node: ROLES.index(data["role"]) for node, data in graph.nodes(data=True) if data.get("role") in ROLES}
    joined = [(a, b, data) for a, b, data in graph.edges(data=True) if a in column and b in column and column[b] - column[a] == 1]
    joined.sort(key=lambda edge: (-edge[2]["n_clusters"], str(edge[0]), str(edge[1])))
    enough = [edge for edge in joined if edge[2]["n_clusters"] >= min_clusters]
    # Half the edges from each side, else the few outcomes, which gather most clusters, crowd the causes out.
    halves = [[edge for edge in enough if column[edge[0]] == side] for side in (0, 1)]
    spare = [max(0, top // 2 - len(half)) for half in halves]
    shown = halves[0][: top // 2 + spare[1]] + halves[1][: top // 2 + spare[0]]
    orders = _orders(shown, column)
    widest = max((edge[2]["n_clusters"] for edge in shown), default=1)
    width = {(a, b): 0.06 + 0.94 * data["n_clusters"] / widest for a, b, data in shown}
    nodes = tuple(_placed(orders, width, graph))
    extent = max((node.bottom for node in nodes), default=1.0)
    return Layout(nodes, tuple(_attached(shown, nodes, width)), extent, len(joined) - len(shown))


Found = list[tuple[Any, Any, dict[str, Any]]]


def _orders(edges: Found, column: Mapping[Any, int]) -> list[list[Any]]:
    weight: dict[Any, float] = {}
    for a, b, data in edges:
        weight[a] = weight.get(a, 0) + data["n_clusters"]
        weight[b] = weight.get(b, 0) + data["n_clusters"]
    orders = [sorted((n for n in weight if column[n] == c), key=lambda n: (-weight[n], str(n))) for c in range(len(ROLES))]
    for sweep in range(SWEEPS):
        for c in (1, 2) if sweep % 2 == 0 else (1, 0):
            orders[c] = _by_barycentre(orders[c], edges, {n: i / max(1, len(order)) for order in orders for i, n in enumerate(order)})
    return orders


def _by_barycentre(order: list[Any], edges: Found, at: Mapping[Any, float]) -> list[Any]:
    def centre(node: Any) -> float:
        near = [(at[b if a == node else a], data["n_clusters"]) for a, b, data in edges if node in (a, b)]
        return float(sum(where * n for where, n in near) / sum(n for _, n in near))

    return sorted(order, key=lambda node: (round(centre(node), 9), str(node)))


def _placed(orders: list[list[Any]], width: Mapping[tuple[Any, Any], float], graph: Any) -> Iterable[Node]:
    gap = 0.45
    heights = {
        node: max(1.0, sum(w for (a, _), w in width.items() if a == node), sum(w for (_, b), w in width.items() if b == node))
        for order in orders
        for node in order
    }
    tallest = max((sum(heights[n] for n in order) + gap * len(order) for order in orders), default=0.0)
    for c, order in enumerate(orders):
        # A shorter column spreads over the whole height, so that edges run level rather than steep.
        spare = tallest - sum(heights[n] for n in order)
        step = spare / len(order) if order else 0.0
        top = step / 2
        for node in order:
            yield Node(node, c, top, top + heights[node], graph.nodes[node])
            top += heights[node] + step


def _attached(edges: Found, nodes: tuple[Node, ...], width: Mapping[tuple[Any, Any], float]) -> Iterable[Edge]:
    starts = _slots(edges, nodes, width, 0)
    ends = _slots(edges, nodes, width, 1)
    for a, b, data in edges:
        yield Edge(a, b, starts[a, b], ends[a, b], width[a, b], data)


def _slots(edges: Found, nodes: tuple[Node, ...], width: Mapping[tuple[Any, Any], float], side: int) -> dict[tuple[Any, Any], float]:
    """Where each edge meets its source (``side`` 0) or its target (1): stacked around the node's middle in the order of the far ends."""
    middle = {node.key: (node.top + node.bottom) / 2 for node in nodes}
    slots = {}
    for node in middle:
        here = sorted((edge for edge in edges if edge[side] == node), key=lambda edge: (middle[edge[1 - side]], str(edge[1 - side])))
        at = middle[node] - sum(width[a, b] for a, b, _ in here) / 2
        for a, b, _ in here:
            slots[a, b] = at + width[a, b] / 2
            at += width[a, b]
    return slots
