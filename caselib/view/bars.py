"""Shares of clusters, one a line: Pareto, the gap between demanded, advised and done, and a playbook's steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caselib.assets import word
from caselib.codebook import load
from caselib.messages import language
from caselib.view.figure import GREY, INK, PALE, begin, head, inches, note, plain
from caselib.view.fonts import styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from caselib.mine.playbooks import Fit

ROW, BODY = 0.29, 4.4
BLUE, ORANGE, PURPLE, LIGHT = "#0072B2", "#D55E00", "#8A5A9E", "#C9D6E2"


def pareto(table: pd.DataFrame, role: str, top: int, lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.pareto`."""
    lang, book = language(lang), load()
    rows = table.head(top).to_dict("records")
    said, right = [book.label(row["code"], lang) for row in rows], [f"{row['n_clusters']}   {row['covered']:.0%}" for row in rows]
    total = int(table["n_total"].iloc[0]) if len(table) else 0
    heading = word("figure.pareto", lang, role=word(f"role.{role}", lang), n=total) if title is None else title
    with styled():
        axes = _frame(ax, said, right, heading)
        axes.barh(range(len(rows)), [row["share"] for row in rows], height=0.62, color=LIGHT, edgecolor="#5B7A99", linewidth=0.6)
        axes.plot([row["covered"] for row in rows], range(len(rows)), "o-", color=ORANGE, linewidth=1.4, markersize=4)
        _legend(axes, [(LIGHT, "s", word("figure.pareto_bar", lang)), (ORANGE, "o", word("figure.pareto_line", lang))])
        axes.set_xlabel(word("figure.pareto_axis", lang), fontsize=9, color=GREY)
        if len(table) > len(rows):
            note(axes, word("figure.pareto_hidden", lang, n=len(table) - len(rows)), below=0.88, width=inches(said))
    return axes


def gap(table: pd.DataFrame, cause: str, top: int, lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.gap`: the actions of one cause with most unmet demands, then most told."""
    lang, book = language(lang), load()
    told = table.assign(told=table["demanded"] + table["advised"] + table["done"])
    rows = told.sort_values(["unmet", "told", "action"], ascending=[False, False, True]).head(top).to_dict("records")
    said = [book.label(row["action"], lang) for row in rows]
    right = [
        f"{row['demanded']} / {row['advised']} / {row['done']}   {word('figure.gap_unmet', lang, n=row['unmet']) if row['unmet'] else ''}" for row in rows
    ]
    n = int(table["n_clusters"].max()) if len(table) else 0
    shares = n >= 5
    heading = word("figure.gap", lang, cause=book.label(cause, lang), n=n) if title is None else title
    with styled():
        axes = _frame(ax, said, right, heading, percent=shares, most=1.0 if shares else 5.0)
        kinds = (("demanded", ORANGE, "^"), ("advised", PURPLE, "s"), ("done", BLUE, "o"))
        for y, row in enumerate(rows):
            at = {name: row[f"share_{name}"] if shares else row[name] for name, _, _ in kinds}
            known = [value for value in at.values() if value == value]
            axes.plot([min(known, default=0), max(known, default=0)], [y, y], color=PALE, linewidth=2.2, zorder=1)
            for name, colour, marker in kinds:
                axes.plot([at[name]], [y], marker, color=colour, markersize=7, markeredgecolor="white", markeredgewidth=0.6, clip_on=False, zorder=3)
        _legend(axes, [(colour, marker, word(f"status.{name}", lang)) for name, colour, marker in kinds])
        axes.set_xlabel(word("figure.gap_axis" if shares else "figure.gap_counts", lang), fontsize=9, color=GREY)
        note(axes, word("figure.gap_note", lang), below=0.88, width=inches(said))
    return axes


def fit(found: Fit, name: str, lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.fit`."""
    lang = language(lang)
    rows = found.steps.to_dict("records")
    said = [f"{number}  {_short(row['step'])}" for number, row in enumerate(rows, 1)]
    right = [
        f"{row['shown']}   {row['good_with']}/{row['n_with']}   {row['good_without']}/{row['n_without']}{'*' if row['q'] < 0.05 else ''}" for row in rows
    ]
    n = int(rows[0]["n_clusters"]) if rows else 0
    heading = word("figure.fit", lang, title=_short(name, 18), n=n) if title is None else title
    with styled():
        axes = _frame(ax, said, right, heading)
        axes.barh(range(len(rows)), [row["shown"] / max(n, 1) for row in rows], height=0.62, color=LIGHT, edgecolor="#5B7A99", linewidth=0.6)
        for y, row in enumerate(rows):
            axes.plot([row["share_with"], row["share_without"]], [y, y], color=GREY, linewidth=0.8)
            axes.plot([row["share_without"]], [y], "D", color=ORANGE, markerfacecolor="white", markersize=6, clip_on=False)
            axes.plot([row["share_with"]], [y], "o", color=BLUE, markersize=7, clip_on=False)
        entries = [(LIGHT, "s", word("figure.fit_bar", lang)), (BLUE, "o", word("figure.fit_with", lang)), (ORANGE, "D", word("figure.fit_without", lang))]
        _legend(axes, entries, hollow=2)
        axes.set_xlabel(word("figure.fit_axis", lang), fontsize=9, color=GREY)
        note(axes, word("figure.fit_note", lang), below=0.88, width=inches(said))
    return axes


def _short(text: str, most: int = 16) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _frame(ax: Axes | None, said: list[str], right: list[str], heading: str, *, percent: bool = True, most: float = 1.0) -> Axes:
    lines = max(1, len(said))
    axes = begin(ax, (BODY, ROW * lines), (inches(said) + 0.3, inches(right, 8) + 0.3, 0.55, 1.2))
    plain(axes, keep="bottom left")
    axes.set_ylim(lines - 0.4, -0.6)
    axes.set_xlim(0, most * 1.02)
    if percent:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.tick_params(axis="x", labelsize=8, colors=GREY)
    head(axes, heading)
    axes.set_yticks(range(len(said)), said, color=INK, fontsize=9)
    for y, text in enumerate(right):
        axes.annotate(text, (1, y), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points", fontsize=8, color=GREY, va="center")
    return axes


def _legend(axes: Axes, entries: list[tuple[str, str, str]], hollow: int = -1) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    assert figure is not None
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=colour, markerfacecolor="white" if i == hollow else colour, markersize=7, label=text)
        for i, (colour, marker, text) in enumerate(entries)
    ]
    # A fixed distance under the axis, however tall the figure is.
    below = axes.transAxes + ScaledTranslation(0, -0.48, figure.dpi_scale_trans)
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below, ncols=len(entries), frameon=False, fontsize=8,
        handletextpad=0.3, columnspacing=1.4, borderpad=0.2,
    )  # fmt: skip
