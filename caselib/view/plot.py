"""Figures: the cause → action → outcome flow, and a matrix of two fields.

Every figure is an ordinary matplotlib ``Figure`` (so it can be changed, and shows itself in a notebook);
:func:`save` writes it so that the same figure has the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.files import written_whole
from caselib.view import flow as _flow
from caselib.view import matrix as _matrix

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from caselib.casebase import Cases

# Files carry no date and no version, else the same figure would differ from run to run.
_METADATA: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": "caselib"},
    ".png": {"Software": "caselib"},
    ".pdf": {"CreationDate": None, "ModDate": None, "Creator": "caselib", "Producer": None},
}


def flow(graph: Any, *, lang: str | None = None, top: int = 60, min_clusters: int = 1, title: str | None = None) -> Figure:
    """The graph in three columns, edges as wide as the clusters behind them are many.

    Parameters
    ----------
    graph
        As :func:`caselib.mine.mine` makes it: nodes with ``role``, ``label_zh`` and ``label_en``, edges with ``n_clusters``, ``q``, ``lift_lo``.
    lang
        ``"zh"`` or ``"en"``; else what ``CASELIB_LANG`` says, else Chinese.
    top, min_clusters
        At most so many edges, of at least so many clusters; the figure says how many it leaves out.
    title
        Above the figure; ``""`` for none.

    Returns
    -------
    matplotlib.figure.Figure
        Dark edges are tested associations, grey ones tested without result, pale dashes too few to tell.
    """
    return _flow.draw(graph, lang, top, min_clusters, title)


def matrix(cases: Cases, rows: str = "cause", columns: str = "industry", *, lang: str | None = None, title: str | None = None) -> Figure:
    """How many duplicate clusters have each pair of values, as a shaded table with its totals.

    Parameters
    ----------
    cases
        The case base.
    rows, columns
        ``cause``, ``action`` (done), ``advised``, ``demanded``, ``outcome``, or any field of the record (``industry``, ``year``, ``final`` …).
        A cluster counts in every row whose code it carries, so that rows do not add up to the total.
    """
    return _matrix.draw(cases, (rows, columns), lang, title)


def save(figure: Figure, path: Path | str, *, dpi: int = 160) -> Path:
    """Write a figure as svg, png or pdf (by the name's ending), whole or not at all, the same bytes every time."""
    path = Path(path)
    with written_whole(path) as temporary:
        temporary.write_bytes(rendered(figure, path.suffix.lower().lstrip("."), dpi))
    return path


def rendered(figure: Figure, kind: str = "svg", dpi: int = 160) -> bytes:
    """The figure as a file's bytes."""
    from caselib.view.figure import picture

    return picture(figure, kind, dpi, _METADATA.get("." + kind))
