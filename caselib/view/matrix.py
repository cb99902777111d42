"""Two fields of the cases against each other, counted in duplicate clusters."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from caselib.assets import labels, word
from caselib.codebook import load
from caselib.messages import language
from caselib.mine.poll import ending
from caselib.view.figure import INK, begin, deep, head, inches, note, plain
from caselib.view.fonts import styled
from caselib.view.votes import Vote, votes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from caselib.casebase import Cases

LEAST = 5  # endings, below which no share is given (the statistics' rule)


def counts(cases: Cases, rows: str = "cause", columns: str = "industry") -> pd.DataFrame:
    """Duplicate clusters with each pair of values; rows and columns by descending total, ties by name, years and other numbers in their order."""
    import pandas as pd

    # Advice is also given in scenarios; everything else is counted where something happened.
    kinds = ("incident", "scenario") if "advised" in (rows, columns) else ("incident",)
    seen = Counter((row, column) for vote in votes(cases, kinds) for row in vote.values(rows) for column in vote.values(columns))
    table = pd.Series(dict(seen), dtype=int)
    if table.empty:
        return pd.DataFrame()
    wide = table.unstack(fill_value=0)
    return wide.reindex(index=_ordered(wide.sum(axis=1)), columns=_ordered(wide.sum(axis=0)))


def ended(cases: Cases, rows: str = "cause", columns: str = "action") -> pd.DataFrame:
    """One row a pair of values that some cluster has: row, column, n_clusters, good, told (clusters with a good ending, of those whose ending is told), share.

    ``share`` is not given under 5 told endings.
    """
    import pandas as pd

    seen: dict[tuple[str, str], list[str]] = {}
    for vote in votes(cases):
        end = _ending(vote)
        for pair in ((row, column) for row in vote.values(rows) for column in vote.values(columns)):
            seen.setdefault(pair, []).append(end)
    made = [(*pair, len(ends), ends.count("good"), len(ends) - ends.count("")) for pair, ends in sorted(seen.items())]
    frame = pd.DataFrame(made, columns=["row", "column", "n_clusters", "good", "told"])
    frame["share"] = (frame["good"] / frame["told"].clip(lower=1)).where(frame["told"] >= LEAST)
    return frame.sort_values(["n_clusters", "row", "column"], ascending=[False, True, True], ignore_index=True)


def _ending(vote: Vote) -> str:
    """What at least half of the members tell of the end, where they agree."""
    told = [ending(case) for case in vote.members]
    found = [end for end in ("good", "bad") if 2 * told.count(end) >= len(told)]
    return found[0] if len(found) == 1 else ""


def _ordered(sums: pd.Series[int]) -> list[str]:
    totals = {str(name): int(n) for name, n in sums.items()}
    if all(name.isdecimal() for name in totals):
        return sorted(totals, key=int)
    return sorted(totals, key=lambda name: (-totals[name], name))


def spoken(name: str, code: str, lang: str) -> str:
    """The label of a value: from the codebook for codes and industries, from the labels for the rest."""
    known = labels().get(f"{name}.{code}")
    return known[lang] if known else load().label(code, lang)


def draw(cases: Cases, names: tuple[str, str], most: tuple[int, int], lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.matrix`, coloured by counts."""
    lang = language(lang)
    table = counts(cases, *names).iloc[: most[0], : most[1]]
    with styled():
        axes = _grid(ax, table, names, lang, 0.30)
        if not table.empty:
            _cells(axes, table)
        head(axes, _heading("figure.matrix", names, lang) if title is None else title)
    return axes


def draw_ended(cases: Cases, names: tuple[str, str], most: tuple[int, int], lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.matrix`, coloured by how it ended."""
    import numpy as np

    lang = language(lang)
    long, wide = ended(cases, *names), counts(cases, *names).iloc[: most[0], : most[1]]
    rows, columns = list(wide.index), list(wide.columns)
    long = long[long["row"].isin(rows) & long["column"].isin(columns)]
    with styled():
        under = word("figure.outcome_note", lang)
        axes = _grid(ax, wide, names, lang, 0.36, under)
        share = np.full(wide.shape, np.nan)
        for cell in long.to_dict("records"):
            i, j = rows.index(cell["row"]), columns.index(cell["column"])
            share[i, j] = cell["share"]
            dark = abs(cell["share"] - 0.5) > 0.36
            axes.text(j + 0.5, i + 0.38, str(cell["n_clusters"]), ha="center", va="center", fontsize=8.5, color="white" if dark else INK)
            small = f"{cell['good']}/{cell['told']}" if cell["told"] else "–"
            axes.text(j + 0.5, i + 0.76, small, ha="center", va="center", fontsize=6.4, color="white" if dark else INK)
        if not wide.empty:
            axes.pcolormesh(np.ma.masked_invalid(share), cmap=_endings_map(), vmin=0, vmax=1, edgecolors="white", linewidth=1.2, zorder=0)
        head(axes, _heading("figure.outcome_matrix", names, lang) if title is None else title)
        note(axes, under, below=0.1, width=inches(spoken(names[0], str(row), lang) for row in rows))
    return axes


def _endings_map() -> Any:
    """Orange over white to blue: told apart with every common kind of colour vision (Okabe and Ito 2008); in print the small counts tell the side."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("endings", ["#B34700", "#F2B48A", "#EAE7E1", "#8FC1E3", "#00568A"])


def _heading(key: str, names: tuple[str, str], lang: str) -> str:
    return word(key, lang, rows=_name(names[0], lang), columns=_name(names[1], lang))


def _name(name: str, lang: str) -> str:
    for key in (f"role.{name}", f"status.{name}", f"field.{name}"):
        if key in labels():
            return word(key, lang)
    return name


def _grid(ax: Axes | None, table: pd.DataFrame, names: tuple[str, str], lang: str, high: float, under: str = "") -> Axes:
    """Axes with the labels of rows (left) and columns (above, slanting by 45 degrees), room for the note ``under`` them; cells are ``high`` inches high."""
    across, down = max(1, table.shape[1]), max(1, table.shape[0])
    left = inches(spoken(names[0], str(row), lang) for row in table.index) + 0.25
    slant = 0.71 * inches(spoken(names[1], str(column), lang) for column in table.columns) + 0.2
    # Many columns stand closer, so that the labels stay legible when the figure is scaled to a page.
    body = ((0.52 if across <= 14 else 0.42) * across, high * down)
    wide = max(body[0], 3.4 - left - slant)
    axes = begin(ax, (wide, body[1]), (left, slant, 0.45 + slant, 0.1 + deep(under, left + wide + slant - 0.35)))
    plain(axes)
    if table.empty:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.text(0.5, 0.5, word("figure.empty", lang), ha="center", va="center", fontsize=10)
        return axes
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    axes.xaxis.tick_top()
    axes.set_xticks([j + 0.5 for j in range(across)], [spoken(names[1], str(c), lang) for c in table.columns], rotation=45, ha="left")
    axes.set_yticks([i + 0.5 for i in range(down)], [spoken(names[0], str(r), lang) for r in table.index])
    return axes


def _cells(axes: Axes, table: pd.DataFrame) -> None:
    most = int(table.to_numpy().max())
    axes.pcolormesh(table.to_numpy(), cmap="Blues", vmin=0, vmax=max(most, 1) * 1.25, edgecolors="white", linewidth=1.2)
    for i, row in enumerate(table.to_numpy()):
        for j, count in enumerate(row):
            if count:
                axes.text(j + 0.5, i + 0.5, str(count), ha="center", va="center", fontsize=8.5, color="white" if count > most * 0.75 else INK)
