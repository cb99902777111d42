"""Figures, each with a table behind it.

Every function draws on the matplotlib axes given as ``ax`` and returns them; without ``ax`` it makes axes in a figure of their own,
which shows itself in a notebook. :func:`save` writes a figure so that the same figure has the same bytes.

============================ =================================================
figure                       its table
============================ =================================================
:func:`flow`                 ``cl.edges(graph)``
:func:`matrix`               :func:`matrix_table`
:func:`forest`               ``caselib.mine.over_strata(graph, source, target)``
:func:`compare`              ``cl.compare(one, other)``
:func:`gap`                  ``caselib.mine.gap(cases)``
:func:`pareto`               :func:`pareto_table`
:func:`timeline`             :func:`timeline_table`
:func:`fit`                  ``cl.playbook(guide).fit(cases).steps``
============================ =================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.files import written_whole
from caselib.messages import language
from caselib.view import bars as _bars
from caselib.view import flow as _flow
from caselib.view import intervals as _intervals
from caselib.view import matrix as _matrix
from caselib.view import timeline as _timeline
from caselib.view.votes import votes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caselib.casebase import Cases
    from caselib.mine.playbooks import Fit
    from caselib.model import Case

# Files carry no date and no version, else the same figure would differ from run to run.
_METADATA: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": "caselib"},
    ".png": {"Software": "caselib"},
    ".pdf": {"CreationDate": None, "ModDate": None, "Creator": "caselib", "Producer": None},
}


def flow(
    graph: Any, *, ax: Axes | None = None, lang: str | None = None, top: int = 60, min_clusters: int = 1, title: str | None = None
) -> Axes:
    """The graph in three columns, edges as wide as the clusters behind them are many, tested ones with their lift and its interval.

    Parameters
    ----------
    graph
        As :func:`caselib.mine.mine` makes it: nodes with ``role``, ``label_zh`` and ``label_en``, edges with ``n_clusters``, ``q``, ``lift_lo``.
    ax
        Axes to draw on; else new ones.
    lang
        ``"zh"`` or ``"en"``; else what ``CASELIB_LANG`` says, else Chinese.
    top, min_clusters
        At most so many edges, of at least so many clusters; the figure says how many it leaves out.
    title
        Above the figure; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        Dark edges are tested associations, grey ones tested without result, pale dashes too few to tell. An arrow's head says that
        the texts tell which came first; edges without one are hollow.
    """
    return _flow.draw(graph, lang, (top, min_clusters), title, ax)


def matrix(
    cases: Cases, rows: str = "cause", columns: str = "industry", *, colour: str = "count", ax: Axes | None = None, lang: str | None = None,
    top: tuple[int, int] = (40, 40), title: str | None = None,
) -> Axes:  # fmt: skip
    """How many duplicate clusters have each pair of values, as a shaded table.

    Parameters
    ----------
    cases
        The case base.
    rows, columns
        ``cause``, ``action`` (done), ``advised``, ``demanded``, ``outcome``, or any field of the record (``industry``, ``year``, ``final`` …).
        A cluster counts in every row whose code it carries, so that rows do not add up to the total.
    colour
        ``"count"``, or ``"final"``: the share of good endings, with both counts in the cell.
    top
        At most so many rows and columns.
    """
    drawn = _matrix.draw_ended if colour == "final" else _matrix.draw
    return drawn(cases, (rows, columns), top, lang, ax, title)


def matrix_table(cases: Cases, rows: str = "cause", columns: str = "industry", *, colour: str = "count") -> pd.DataFrame:
    """The table of :func:`matrix`: counts, rows by columns; with ``colour="final"`` one row a pair, with good and told endings."""
    return _matrix.ended(cases, rows, columns) if colour == "final" else _matrix.counts(cases, rows, columns)


def forest(
    graph: Any, source: str, target: str, *, field: str | None = None, ax: Axes | None = None, lang: str | None = None, top: int = 14,
    title: str | None = None,
) -> Axes:  # fmt: skip
    """One edge over the strata: odds ratios with 95 % intervals, then without strata and within them (forest plot).

    ``field`` is one of those that divide the graph's strata (``by`` of ``mine``), the first if none is named; ``top`` strata are drawn.
    """
    from caselib.mine import over_strata

    names = [str(graph.nodes[name].get(f"label_{language(lang)}", name)) for name in (source, target) if name in graph]
    table = over_strata(graph, source, target, field=field)
    return _intervals.forest(table, (names[0], names[1]), top, lang, ax, title)


def compare(
    table: pd.DataFrame, *, groups: tuple[str, str] = ("A", "B"), ax: Axes | None = None, lang: str | None = None, top: int = 14,
    title: str | None = None,
) -> Axes:  # fmt: skip
    """What differs between two graphs: differences in confidence with 95 % intervals, the surest first; ``table`` is that of ``cl.compare``."""
    return _intervals.compare(table, groups, top, lang, ax, title)


def gap(
    cases: Cases, cause: str | None = None, *, ax: Axes | None = None, lang: str | None = None, top: int = 12, title: str | None = None
) -> Axes:
    """What is demanded, advised and done about one cause (the most frequent one, if none is named)."""
    from caselib.mine import gap as table_of

    table = table_of(cases, cause)
    cause = cause if cause is not None else str(table["cause"].iloc[0]) if len(table) else ""
    return _bars.gap(table[table["cause"] == cause], cause, top, lang, ax, title)


def pareto(
    cases: Cases, role: str = "cause", *, ax: Axes | None = None, lang: str | None = None, top: int = 15, title: str | None = None
) -> Axes:
    """The most frequent codes of a role, and how many clusters have at least one of them so far."""
    return _bars.pareto(pareto_table(cases, role), role, top, lang, ax, title)


def pareto_table(cases: Cases, role: str = "cause") -> pd.DataFrame:
    """One row a code, most frequent first: code, n_clusters, share (of the clusters that tell the role at all: n_total), covered.

    ``covered`` is the share of clusters that have this code or one above it: clusters, not codes, add up to one.
    """
    import pandas as pd

    told = [set(vote.values(role)) for vote in votes(cases)]
    told = [codes for codes in told if codes]
    counts = {code: sum(code in codes for codes in told) for codes in told for code in codes}
    order = sorted(counts, key=lambda code: (-counts[code], code))
    total = len(told)
    rows = [
        (code, counts[code], counts[code] / total, sum(not codes.isdisjoint(order[: i + 1]) for codes in told) / total, total)
        for i, code in enumerate(order)
    ]
    return pd.DataFrame(rows, columns=["code", "n_clusters", "share", "covered", "n_total"])


def timeline(case: Case, *, ax: Axes | None = None, lang: str | None = None, title: str | None = None) -> Axes:
    """The course of a case downwards: causes, actions done and demanded, outcomes, round by round, each with its words."""
    return _timeline.draw(case, lang, ax, title)


def timeline_table(case: Case) -> pd.DataFrame:
    """The table of :func:`timeline`: order, round, role, code, status, actor, date, quote, mention."""
    return _timeline.events(case)


def fit(found: Fit, name: str = "", *, ax: Axes | None = None, lang: str | None = None, title: str | None = None) -> Axes:
    """How cases follow a playbook: how many show each step, and how those with and without it ended."""
    return _bars.fit(found, name, lang, ax, title)


def save(drawn: Figure | Axes, path: Path | str, *, dpi: int = 160) -> Path:
    """Write a figure (or that of the axes) as svg, png or pdf, by the name's ending: whole or not at all, the same bytes every time."""
    path = Path(path)
    with written_whole(path) as temporary:
        temporary.write_bytes(rendered(drawn, path.suffix.lower().lstrip("."), dpi))
    return path


def rendered(drawn: Figure | Axes, kind: str = "svg", dpi: int = 160) -> bytes:
    """The figure (or that of the axes) as a file's bytes."""
    from caselib.view.figure import figure_of, picture

    return picture(figure_of(drawn), kind, dpi, _METADATA.get("." + kind))
