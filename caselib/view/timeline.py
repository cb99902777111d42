"""The course of one case, event by event, downwards like a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caselib.assets import word
from caselib.casebase.cases import source_of, value
from caselib.codebook import load
from caselib.lang.printable import printable
from caselib.messages import language
from caselib.mine.coded import Choice, in_episodes
from caselib.mine.order import Order
from caselib.model import Case, Mention
from caselib.view.colours import COLOURS
from caselib.view.figure import GREY, INK, begin, note
from caselib.view.fonts import styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ["order", "round", "role", "code", "status", "actor", "date", "quote", "mention"]
ROW = 0.33
_LANES = {"cause": 0, "action": 1, "outcome": 2}
_MARKERS = {"cause": "s", "action": "o", "outcome": "D"}
_QUOTE = 26


def events(case: Case) -> pd.DataFrame:
    """One row an event: what happened and what was demanded, round by round, then in order of the text, with the date told in its sentence."""
    import pandas as pd

    told = Order(case, source_of(case))
    rows: list[tuple[int, int, Mention]] = []
    placed: set[str] = set()
    for number, mentions in enumerate(in_episodes(case, Choice()), 1):
        rows += [(number, m.span.start, m) for m in mentions]
        placed |= {m.id for m in mentions}
    for mention in case.mentions:
        if mention.id not in placed and mention.status != "advised":
            before = [(at, number) for number, at, _ in rows if at <= mention.span.start]
            rows.append((max(before)[1] if before else 1, mention.span.start, mention))
    ordered = sorted(rows, key=lambda row: (row[0], row[1], row[2].id))
    return pd.DataFrame(
        [(n, number, m.role, m.code, m.status, m.actor, "-".join(map(str, told.day(m))), m.quote, m.id) for n, (number, _, m) in enumerate(ordered, 1)],
        columns=COLUMNS,
    )


def draw(case: Case, lang: str | None, ax: Axes | None, title: str | None) -> Axes:
    """The figure of :func:`caselib.view.plot.timeline`."""
    lang = language(lang)
    rows = events(case).to_dict("records")
    named = printable(str(value(case, "title") or word("case.untitled", lang))).lstrip("# ")
    with styled():
        axes = begin(ax, (7.4, ROW * max(2, len(rows))), (0.25, 0.1, 0.75, 0.45))
        axes.set_xlim(-0.6, 14.2)
        axes.set_ylim(max(2, len(rows)) - 0.5, -0.5)
        axes.axis("off")
        axes.set_title(word("figure.timeline", lang, title=named[:28]) if title is None else title, fontsize=12, color=INK, pad=72 * 0.32)
        for role, x in _LANES.items():
            axes.annotate(word(f"role.{role}", lang), (x, -0.5), (0, 5), textcoords="offset points", ha="center", fontsize=8.5, color=COLOURS[role])
        _rounds(axes, [row["round"] for row in rows], lang)
        axes.plot([_LANES[row["role"]] for row in rows], range(len(rows)), color="#9AA5AF", linewidth=0.9, zorder=1)
        for y, row in enumerate(rows):
            colour = COLOURS[row["role"]]
            face = "white" if row["status"] == "demanded" else colour
            axes.plot([_LANES[row["role"]]], [y], _MARKERS[row["role"]], color=colour, markerfacecolor=face, markersize=8, zorder=3)
            _event(axes, y, row, lang)
        said = word("figure.timeline_note", lang) if rows else word("figure.timeline_empty", lang)
        note(axes, said, below=0.1)
    return axes


def _event(axes: Axes, y: int, row: dict[object, object], lang: str) -> None:
    label = load().label(str(row["code"]), lang)
    status = f"（{word('status.demanded', lang)}）" if row["status"] == "demanded" else ""
    axes.text(2.7, y, label + (status if lang == "zh" else status.replace("（", " (").replace("）", ")")), va="center", fontsize=9.5, color=INK)
    quote = printable(str(row["quote"]).replace("\n", " "))
    quote = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
    date = f"{row['date']}  " if row["date"] else ""
    axes.text(6.3 if lang == "zh" else 7.6, y, f"{date}“{quote}”", va="center", fontsize=8, color=GREY)


def _rounds(axes: Axes, rounds: list[int], lang: str) -> None:
    """A band behind every other round, and its number where there are several."""
    for number in sorted(set(rounds)):
        own = [y for y, each in enumerate(rounds) if each == number]
        if number % 2 == 0:
            axes.axhspan(own[0] - 0.5, own[-1] + 0.5, color="#F1F4F7", zorder=0)
        if len(set(rounds)) > 1:
            axes.text(14.1, own[0], word("case.episode", lang, n=number), va="center", ha="right", fontsize=8, color=GREY)
