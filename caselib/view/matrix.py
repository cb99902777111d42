"""Two fields of the cases against each other, counted in duplicate clusters."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from caselib.assets import labels, word
from caselib.codebook import load
from caselib.messages import language
from caselib.view.fonts import styled
from caselib.view.votes import votes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from caselib.casebase import Cases

def counts(cases: Cases, rows: str = "cause", columns: str = "industry") -> pd.DataFrame:
    """Duplicate clusters with each pair of values; rows and columns by descending total, ties by name."""
    import pandas as pd

    # Advice is also given in scenarios; everything else is counted where something happened.
    kinds = ("incident", "scenario") if "advised" in (rows, columns) else ("incident",)
    seen = Counter((row, column) for vote in votes(cases, kinds) for row in vote.values(rows) for column in vote.values(columns))
    table = pd.Series(dict(seen), dtype=int)
    if table.empty:
        return pd.DataFrame()
    wide = table.unstack(fill_value=0)
    down, across = wide.sum(axis=1).to_dict(), wide.sum(axis=0).to_dict()
    by_row = sorted(wide.index, key=lambda name: (-down[name], name))
    by_column = sorted(wide.columns, key=lambda name: (-across[name], name))
    return wide.loc[by_row, by_column]


def spoken(name: str, code: str, lang: str) -> str:
    """The label of a value: from the codebook for codes and industries, from the labels for the rest."""
    known = labels().get(f"{name}.{code}")
    return known[lang] if known else load().label(code, lang)


def draw(cases: Cases, names: tuple[str, str], lang: str | None, title: str | None) -> Figure:
    """The figure of :func:`caselib.view.plot.matrix`."""
    from matplotlib.figure import Figure

    lang = language(lang)
    table = counts(cases, *names)
    with styled():
        across, down = max(1, table.shape[1]), max(1, table.shape[0])
        # Many columns stand closer, so that the labels stay legible when the figure is scaled to a page.
        figure = Figure(figsize=(2.6 + (0.52 if across <= 14 else 0.42) * across, 1.9 + 0.30 * down))
        width, height = figure.get_size_inches()
        axes = figure.add_axes((2.1 / width, 0.15 / height, (width - 2.3) / width, (height - 1.75) / height))
        _cells(axes, table, names, lang)
        heading = word("figure.matrix", lang, rows=_name(names[0], lang), columns=_name(names[1], lang)) if title is None else title
        figure.text(0.5, 1 - 0.22 / height, heading, ha="center", va="center", fontsize=12)
    return figure


def _name(name: str, lang: str) -> str:
    for key in (f"role.{name}", f"status.{name}", f"field.{name}"):
        if key in labels():
            return word(key, lang)
    return name


def _cells(axes: object, table: pd.DataFrame, names: tuple[str, str], lang: str) -> None:
    from matplotlib.axes import Axes

    assert isinstance(axes, Axes)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=9)
    if table.empty:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.text(0.5, 0.5, word("figure.empty", lang), ha="center", va="center", fontsize=10)
        return
    most = int(table.to_numpy().max())
    axes.pcolormesh(table.to_numpy(), cmap="Blues", vmin=0, vmax=max(most, 1) * 1.25, edgecolors="white", linewidth=1.2)
    for i, row in enumerate(table.to_numpy()):
        for j, count in enumerate(row):
            if count:
                axes.text(j + 0.5, i + 0.5, str(count), ha="center", va="center", fontsize=8.5, color="white" if count > most * 0.75 else "#1B1F23")
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.set_xticks([j + 0.5 for j in range(table.shape[1])], [spoken(names[1], str(c), lang) for c in table.columns], rotation=45, ha="left")
    axes.set_yticks([i + 0.5 for i in range(table.shape[0])], [spoken(names[0], str(r), lang) for r in table.index])
