"""Draw the cause → action → outcome figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caselib.assets import word
from caselib.messages import language
from caselib.view.colours import COLOURS
from caselib.view.fonts import styled
from caselib.view.layout import ROLES, Edge, Layout, Node, columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MIN_CLUSTERS = 5  # below, counts are given and nothing is claimed (the statistics' rule)
ALPHA = 0.05
INCH = 0.30  # height of a label's box; 9-point type needs 0.2
# Inches: box (the longest label with its count) and whole width. The Chinese figure is narrower, so that it stays legible on a portrait page.
_BOXES = {"zh": 1.75, "en": 2.35}
_WIDTHS = {"zh": 8.2, "en": 10.4}


def strength(row: Any) -> str:
    """How much an edge says: ``tested``, ``plain`` (no more than chance) or ``few`` (too few clusters to tell).

    Examples
    --------
    >>> strength({"n_clusters": 9, "q": 0.01, "lift_lo": 1.3}), strength({"n_clusters": 2, "q": None})
    ('tested', 'few')
    """
    q, low = row.get("q"), row.get("lift_lo")
    if row["n_clusters"] < MIN_CLUSTERS or q is None or q != q or row.get("too_few"):
        return "few"
    return "tested" if q < ALPHA and low is not None and low > 1 else "plain"


def draw(graph: Any, lang: str | None, top: int, min_clusters: int, title: str | None) -> Figure:
    """The figure of :func:`caselib.view.plot.flow`."""
    from caselib.view.figure import Shown

    lang = language(lang)
    layout = columns(graph, top, min_clusters)
    with styled():
        height, width = layout.height * INCH + 1.5, _WIDTHS[lang]
        figure = Shown(figsize=(width, height))
        axes = figure.add_axes((0.01, 0.75 / height, 0.98, 1 - 1.5 / height))
        axes.set_xlim(-0.05, width + 0.05)
        axes.set_ylim(layout.height + 0.1, -0.1)
        axes.axis("off")
        for edge in sorted(layout.edges, key=lambda edge: ("few", "plain", "tested").index(strength(edge.attributes))):
            _edge(axes, edge, {node.key: node for node in layout.nodes}, lang)
        for node in layout.nodes:
            _node(axes, node, lang)
        _words(figure, layout, lang, title, height)
    return figure


def _left(column: int, lang: str) -> float:
    return column * (_WIDTHS[lang] - _BOXES[lang]) / 2


def _edge(axes: Axes, edge: Edge, nodes: dict[Any, Node], lang: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    a, b = nodes[edge.source], nodes[edge.target]
    x0, x1 = _left(a.column, lang) + _BOXES[lang], _left(b.column, lang)
    mid = (x0 + x1) / 2
    kind = strength(edge.attributes)
    gid = f"edge-{edge.source}-{edge.target}"
    if kind == "few":
        # A line, not a band: next to nothing is known, and the figure is not to suggest otherwise.
        path = Path([(x0, edge.start), (mid, edge.start), (mid, edge.end), (x1, edge.end)], [Path.MOVETO, *[Path.CURVE4] * 3])
        axes.add_patch(PathPatch(path, fill=False, edgecolor="#C3CBD2", linewidth=0.9, linestyle=(0, (3, 2)), gid=gid))
        return
    half = edge.width / 2
    points = [
        (x0, edge.start - half), (mid, edge.start - half), (mid, edge.end - half), (x1, edge.end - half),
        (x1, edge.end + half), (mid, edge.end + half), (mid, edge.start + half), (x0, edge.start + half), (x0, edge.start - half),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    colour, alpha = ("#1F4E79", 0.62) if kind == "tested" else ("#8A97A3", 0.38)
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=alpha, linewidth=0, gid=gid))


def _node(axes: Axes, node: Node, lang: str) -> None:
    from matplotlib.patches import Rectangle

    left, box, height = _left(node.column, lang), _BOXES[lang], node.bottom - node.top
    colour = COLOURS[ROLES[node.column]]
    axes.add_patch(Rectangle((left, node.top), box, height, facecolor="white", edgecolor=colour, linewidth=0.9, gid=f"node-{node.key}"))
    axes.add_patch(Rectangle((left, node.top), 0.09, height, facecolor=colour, linewidth=0))
    name = str(node.attributes.get(f"label_{lang}") or node.key)
    middle = (node.top + node.bottom) / 2
    size = 9.5 if lang == "zh" else min(9.0, 9.0 * 27 / max(27, len(name)))
    axes.text(left + 0.19, middle, name, va="center", ha="left", fontsize=size, color="#1B1F23")
    count = node.attributes.get("n_clusters")
    if count is not None:
        axes.text(left + box - 0.09, middle, str(count), va="center", ha="right", fontsize=8.5, color="#57606A")


def _words(figure: Figure, layout: Layout, lang: str, title: str | None, height: float) -> None:
    heading = word("figure.flow", lang) if title is None else title
    figure.text(0.5, 1 - 0.28 / height, heading, ha="center", va="center", fontsize=13, color="#1B1F23")
    for column, role in enumerate(ROLES):
        x = 0.01 + 0.98 * (_left(column, lang) + _BOXES[lang] / 2) / _WIDTHS[lang]
        figure.text(x, 1 - 0.60 / height, word(f"role.{role}", lang), ha="center", va="center", fontsize=11, color=COLOURS[role])
    note = word("figure.flow_note", lang) if layout.edges else word("figure.empty", lang)
    figure.text(0.015, 0.50 / height, note, ha="left", va="center", fontsize=7.6, color="#57606A")
    if layout.hidden:
        figure.text(0.015, 0.22 / height, word("figure.flow_hidden", lang, n=layout.hidden), ha="left", va="center", fontsize=7.6, color="#57606A")
