"""Two fields of the cases against each other, counted in duplicate clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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


def _ordered(sums: pd.Series[int]) -> list[str]:
    totals = {str(name): int(n) for name, n in sums.items()}
    if all(name.isdecimal() for name in totals):
        return sorted(totals, key=int)
    return sorted(totals, key=lambda name: (-totals[name], name))


def spoken(name: str, code: str, lang: str) -> str:
    """The label of a value: from the codebook for codes and industries, from the labels for the rest."""
    known = labels().get(f"{name}.{code}")
    return known[lang] if known else load().label(code, lang)


def draw(cases: Cases, names: tuple[str, str], lang: str | None, title: str | None) -> Figure:
    """The figure of :func:`caselib.view.plot.matrix`."""
    from caselib.view.figure import Shown

    lang = language(lang)
    table = counts(cases, *names)
    with styled():
        across, down = max(1, table.shape[1]), max(1, table.shape[0])
        # Room for the labels: to the left, and above and to the right, where they slant by 45 degrees.
        left = _inches(spoken(names[0], str(row), lang) for row in table.index) + 0.25
        slant = 0.71 * _inches(spoken(names[1], str(column), lang) for column in table.columns) + 0.2
        # Many columns stand closer, so that the labels stay legible when the figure is scaled to a page.
        body = ((0.52 if across <= 14 else 0.42) * across, 0.30 * down)
        width, height = max(3.4, left + body[0] + slant), 0.45 + slant + body[1] + 0.1
        figure = Shown(figsize=(width, height))
        axes = figure.add_axes((left / width, 0.1 / height, body[0] / width, body[1] / height))
        _cells(axes, table, names, lang)
        heading = word("figure.matrix", lang, rows=_name(names[0], lang), columns=_name(names[1], lang)) if title is None else title
        figure.text(0.5, 1 - 0.22 / height, heading, ha="center", va="center", fontsize=12)
    return figure


def _inches(labels_shown: Iterable[str]) -> float:
    """Width of the longest label at 9 points: a Chinese character is one em wide, a Latin letter a little over half of one."""
    return max((sum(1.0 if ord(char) > 0x2E7F else 0.56 for char in label) for label in labels_shown), default=4.0) * 9 / 72


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
