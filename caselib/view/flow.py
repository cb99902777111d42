"""Draw the cause → action → outcome figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caselib.assets import word
from caselib.messages import language
from caselib.view.colours import COLOURS
from caselib.view.figure import GREY, INK, PALE, begin, note
from caselib.view.fonts import styled
from caselib.view.layout import ROLES, Edge, Layout, Node, columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIN_CLUSTERS = 5  # below, counts are given and nothing is claimed (the statistics' rule)
ALPHA = 0.05
INCH = 0.30  # height of a label's box; 9-point type needs 0.2
# Inches: box (the longest label with its count) and whole width. The Chinese figure is narrower, so that it stays legible on a portrait page.
_BOXES = {"zh": 1.75, "en": 2.35}
_WIDTHS = {"zh": 8.2, "en": 10.4}
_TIP = 0.11  # inches: the arrow's head
# Where along an edge its interval may stand: the first place that no other covers.
_PLACES = (0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8)
_HIGH = 0.62  # height of an interval's line, in boxes


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


def draw(graph: Any, lang: str | None, most: tuple[int, int], title: str | None, ax: Axes | None) -> Axes:
    """The figure of :func:`caselib.view.plot.flow`; ``most`` edges, of at least so many clusters."""
    lang = language(lang)
    layout = columns(graph, *most)
    with styled():
        width = _WIDTHS[lang]
        axes = begin(ax, (width * 0.98, layout.height * INCH), (0.01 * width, 0.01 * width, 0.75, 0.75))
        axes.set_xlim(-0.05, width + 0.05)
        axes.set_ylim(layout.height + 0.1, -0.1)
        axes.axis("off")
        nodes = {node.key: node for node in layout.nodes}
        edges = sorted(layout.edges, key=lambda edge: ("few", "plain", "tested").index(strength(edge.attributes)))
        for edge in edges:
            _edge(axes, edge, nodes, lang)
        for node in layout.nodes:
            _node(axes, node, lang)
        _intervals(axes, [edge for edge in edges if strength(edge.attributes) == "tested"], nodes, lang)
        _words(axes, layout, lang, title)
    return axes


def _left(column: int, lang: str) -> float:
    return column * (_WIDTHS[lang] - _BOXES[lang]) / 2


def _ends(edge: Edge, nodes: dict[Any, Node], lang: str) -> tuple[float, float]:
    return _left(nodes[edge.source].column, lang) + _BOXES[lang], _left(nodes[edge.target].column, lang)


def _edge(axes: Axes, edge: Edge, nodes: dict[Any, Node], lang: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    x0, x1 = _ends(edge, nodes, lang)
    kind, turned = strength(edge.attributes), bool(edge.attributes.get("undirected"))
    gid = f"edge-{edge.source}-{edge.target}"
    if kind == "few":
        # A line, not a band: next to nothing is known, and the figure is not to suggest otherwise.
        mid = (x0 + x1) / 2
        path = Path([(x0, edge.start), (mid, edge.start), (mid, edge.end), (x1, edge.end)], [Path.MOVETO, *[Path.CURVE4] * 3])
        axes.add_patch(PathPatch(path, fill=False, edgecolor=PALE, linewidth=0.9, linestyle=(0, (3, 2)), gid=gid))
        return
    colour, alpha = ("#1F4E79", 0.62) if kind == "tested" else ("#8A97A3", 0.38)
    tip = x1 if turned else x1 - _TIP
    band = PathPatch(Path(*_band(edge, x0, tip)), facecolor=colour, alpha=alpha, linewidth=0, gid=gid)
    axes.add_patch(band)
    half = edge.width / 2
    if turned:
        # The text does not tell which came first: hollow down the middle, and no head.
        axes.add_patch(PathPatch(Path(*_band(edge, x0, x1, half * 0.5)), facecolor="white", alpha=0.75, linewidth=0))
    else:
        flare = half + 0.08
        head = Path([(tip, edge.end - flare), (x1, edge.end), (tip, edge.end + flare), (tip, edge.end - flare)])
        axes.add_patch(PathPatch(head, facecolor=colour, alpha=min(1.0, alpha + 0.2), linewidth=0))


def _band(edge: Edge, x0: float, x1: float, half: float | None = None) -> tuple[list[tuple[float, float]], list[Any]]:
    from matplotlib.path import Path

    half, mid = edge.width / 2 if half is None else half, (x0 + x1) / 2
    points = [
        (x0, edge.start - half), (mid, edge.start - half), (mid, edge.end - half), (x1, edge.end - half),
        (x1, edge.end + half), (mid, edge.end + half), (mid, edge.start + half), (x0, edge.start + half), (x0, edge.start - half),
    ]  # fmt: skip
    return points, [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]


def _intervals(axes: Axes, edges: list[Edge], nodes: dict[Any, Node], lang: str) -> None:
    """Lift with its interval on the tested edges, each where it covers no other; one that finds no place is left to the table."""
    taken: list[tuple[float, float]] = []
    for edge in sorted(edges, key=lambda edge: -edge.attributes["n_clusters"]):
        row = edge.attributes
        if row.get("lift") is None or row["lift"] != row["lift"]:
            continue
        x0, x1 = _ends(edge, nodes, lang)
        for t in _PLACES:
            # The same curve as the band's: a cubic whose handles lie level with its ends.
            x = x0 + (x1 - x0) * (1.5 * t * (1 - t) + t**3)
            y = edge.start + (edge.end - edge.start) * t * t * (3 - 2 * t)
            if all(abs(x - a) > 1.2 or abs(y - b) > _HIGH for a, b in taken):
                taken.append((x, y))
                text = f"{row['lift']:.1f} [{row['lift_lo']:.1f}, {row['lift_hi']:.1f}]"
                box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
                axes.text(x, y, text, ha="center", va="center", fontsize=7, color=INK, bbox=box)
                break


def _node(axes: Axes, node: Node, lang: str) -> None:
    from matplotlib.patches import Rectangle

    left, box, height = _left(node.column, lang), _BOXES[lang], node.bottom - node.top
    colour = COLOURS[ROLES[node.column]]
    axes.add_patch(Rectangle((left, node.top), box, height, facecolor="white", edgecolor=colour, linewidth=0.9, gid=f"node-{node.key}"))
    axes.add_patch(Rectangle((left, node.top), 0.09, height, facecolor=colour, linewidth=0))
    name = str(node.attributes.get(f"label_{lang}") or node.key)
    middle = (node.top + node.bottom) / 2
    size = 9.5 if lang == "zh" else min(9.0, 9.0 * 27 / max(27, len(name)))
    axes.text(left + 0.19, middle, name, va="center", ha="left", fontsize=size, color=INK)
    count = node.attributes.get("n_clusters")
    if count is not None:
        axes.text(left + box - 0.09, middle, str(count), va="center", ha="right", fontsize=8.5, color=GREY)


def _words(axes: Axes, layout: Layout, lang: str, title: str | None) -> None:
    axes.set_title(word("figure.flow", lang) if title is None else title, fontsize=13, color=INK, pad=72 * 0.34)
    for column, role in enumerate(ROLES):
        place = _left(column, lang) + _BOXES[lang] / 2, -0.1
        axes.annotate(word(f"role.{role}", lang), place, (0, 7), textcoords="offset points", ha="center", fontsize=11, color=COLOURS[role])
    said = [word("figure.flow_note", lang), word("figure.flow_arrows", lang)] if layout.edges else [word("figure.empty", lang)]
    if layout.hidden:
        said[-1] += word("figure.flow_hidden", lang, n=layout.hidden)
    note(axes, "\n".join(said), below=0.12)
