"""Estimates with their intervals, one a line: an edge over strata (forest plot), and the differences between two graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caselib.assets import word
from caselib.codebook import load
from caselib.messages import language
from caselib.view.figure import GREY, INK, PALE, begin, head, inches, note, plain
from caselib.view.fonts import styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ROW = 0.27  # inches a line
BODY = 4.2
BLUE, ORANGE = "#0072B2", "#D55E00"
# An odds ratio outside is drawn at the border: one of 3,000 from a cell of nothing would squeeze all others together.
_WIDEST = 100.0


def forest(table: pd.DataFrame, names: tuple[str, str], most: int, lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.forest`: ``most`` strata, the largest."""
    lang = language(lang)
    strata = table[table["level"].isin(["stratum", "small"])].nlargest(most, "n").sort_values("stratum")
    rows = [*strata.to_dict("records"), *table[~table["level"].isin(["stratum", "small"])].to_dict("records")]
    said = [_stratum(row, lang) for row in rows]
    right = [f"{row['n_clusters']}/{row['n_clusters'] + row['b']}   {row['c']}/{row['c'] + row['d']}" for row in rows]
    values = [(row["odds_ratio"], row["or_lo"], row["or_hi"]) for row in rows]
    filled = [row["level"] != "small" for row in rows]
    heading = word("figure.forest", lang, source=names[0], target=names[1]) if title is None else title
    with styled():
        axes = _frame(ax, said, right, heading)
        axes.set_xscale("log")
        axes.set_xlim(1 / _WIDEST, _WIDEST)
        axes.set_xticks([0.01, 0.1, 0.5, 1, 2, 10, 100], ["0.01", "0.1", "0.5", "1", "2", "10", "100"])
        axes.minorticks_off()
        _marks(axes, values, filled, (1.0, 1 / _WIDEST, _WIDEST), [row["level"] for row in rows])
        _sides(axes, said, right)
        axes.set_xlabel(word("figure.forest_axis", lang), fontsize=9, color=GREY)
        note(axes, word("figure.forest_note", lang), below=0.55, width=inches(said))
    return axes


def compare(table: pd.DataFrame, groups: tuple[str, str], most: int, lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.compare`: the ``most`` edges with the smallest q."""
    lang, book = language(lang), load()
    rows = table[table["difference"].notna()].head(most).to_dict("records")
    said = [f"{book.label(row['source'], lang)} → {book.label(row['target'], lang)}" for row in rows]
    right = [f"{row['n_a']}/{row['x_a']}   {row['n_b']}/{row['x_b']}" for row in rows]
    values = [(row["difference"], row["difference_lo"], row["difference_hi"]) for row in rows]
    blanks = {"a": groups[0], "b": groups[1]}
    with styled():
        axes = _frame(ax, said, right, word("figure.compare", lang, **blanks) if title is None else title)
        axes.set_xlim(-1.02, 1.02)
        axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["-100%", "-50%", "0", "+50%", "+100%"])
        _marks(axes, values, [row["q"] == row["q"] and row["q"] < 0.05 for row in rows], (0.0, -1.0, 1.0), ["edge"] * len(rows))
        _sides(axes, said, right)
        if not rows:
            axes.text(0.5, 0.5, word("figure.empty", lang), transform=axes.transAxes, ha="center", va="center", fontsize=10)
        axes.set_xlabel(word("figure.compare_axis", lang, **blanks), fontsize=9, color=GREY)
        note(axes, word("figure.compare_note", lang, **blanks), below=0.55, width=inches(said))
    return axes


def _stratum(row: dict[Any, Any], lang: str) -> str:
    if row["level"] in ("stratum", "small"):
        return load().label(row["stratum"], lang) if row["stratum"] else word("figure.none", lang)
    return word(f"figure.forest_{row['level']}", lang)


def _frame(ax: Axes | None, said: list[str], right: list[str], heading: str) -> Axes:
    lines = max(1, len(said))
    axes = begin(ax, (BODY, ROW * lines), (inches(said) + 0.3, inches(right) + 0.3, 0.55, 0.85))
    plain(axes, keep="bottom")
    axes.set_ylim(lines - 0.4, -0.6)
    head(axes, heading)
    axes.tick_params(axis="x", labelsize=8, colors=GREY)
    return axes


def _marks(axes: Axes, values: list[tuple[float, float, float]], filled: list[bool], bounds: tuple[float, float, float], levels: list[str]) -> None:
    """A point and its interval on each line; an arrow's head where the interval goes on behind the border."""
    neutral, lowest, highest = bounds
    axes.axvline(neutral, color=GREY, linewidth=0.9)
    for y, ((centre, low, high), solid, level) in enumerate(zip(values, filled, levels, strict=True)):
        if centre != centre:
            continue
        whole = level in ("pooled", "stratified", "other")
        colour = INK if whole else BLUE if centre >= neutral else ORANGE
        a, b = max(low, lowest), min(high, highest)
        axes.plot([a, b], [y, y], color=colour if solid else "#7A8793", linewidth=1.6 if solid else 1.0, solid_capstyle="butt")
        for end, at, marker in ((low < lowest, a, "<"), (high > highest, b, ">")):
            if end:
                axes.plot([at], [y], marker, color=colour, markersize=4, clip_on=False)
        shape = "D" if whole else "o"
        face = colour if solid else "white"
        axes.plot([min(max(centre, lowest), highest)], [y], shape, color=colour, markerfacecolor=face, markersize=6, clip_on=False, zorder=3)
    if "pooled" in levels and levels[0] != "pooled":
        axes.axhline(next(y for y, level in enumerate(levels) if level in ("other", "pooled")) - 0.5, color=PALE, linewidth=0.8)


def _sides(axes: Axes, said: list[str], right: list[str]) -> None:
    axes.set_yticks(range(len(said)), said, color=INK, fontsize=9)
    for y, text in enumerate(right):
        axes.annotate(text, (1, y), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points", fontsize=8, color=GREY, va="center")
