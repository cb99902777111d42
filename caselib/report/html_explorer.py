"""The Explorer inside a report's page: the figure that moves and answers clicks. The texts of the cases stand in the page once, in their cards."""

from __future__ import annotations

import json
from typing import NamedTuple

from markupsafe import Markup

from caselib.assets import TEMPLATES
from caselib.errors import InputError
from caselib.report.parts import Card, Report
from caselib.view.widgets.explorer_page import explorer_pieces
from caselib.view.widgets.page import digest, escaped_json

NAME = "explorer"
PIECES = 9  # place of a case's texts in its row of the Explorer's pool


class Live(NamedTuple):
    """What the page needs: markup for the figure's place, a style sheet, scripts for the page's end, and their hashes."""

    html: Markup
    style: Markup
    scripts: tuple[Markup, ...]
    hashes: tuple[str, ...]


def live(report: Report) -> Live:
    """The page's own script, with the Explorer of the report's graph where it has one that carries its evidence (one read from a file does not)."""
    own = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    still = Live(Markup(""), Markup(""), (Markup(own),), (digest(own),))
    if report.graph is None or not report.graph.number_of_edges():
        return still
    try:
        made = explorer_pieces(report.graph, report.lang, name=NAME, filters=False)
    except InputError:
        return still
    return Live(Markup(_without_texts(made.html, report)), Markup(made.style), (*still.scripts, Markup(made.script)), (*still.hashes, made.script_hash))


def _without_texts(html: str, report: Report) -> str:
    """The Explorer's data without the texts that stand whole in a card and without a font; ``report.js`` puts them back."""
    begin = html.index(">", html.index("application/json")) + 1
    end = html.index("</script>", begin)
    state = json.loads(html[begin:end])
    # A page's parser turns a carriage return into a line feed, which would move everything behind it.
    held = {part.case.id for part in report.parts if isinstance(part, Card) and part.case.doc in report.cases.texts and "\r" not in report.cases.text(part.case)}
    for row in state["pool"]["cases"]:
        if row[0] in held and [piece[0] for piece in row[PIECES]] == [0] and len(row[PIECES][0][1]) == len(report.cases.text(report.cases[row[0]])):
            row[PIECES] = []
    # The page's own font holds every character of the labels; report.js hands it over.
    state["font"] = ""
    return html[:begin] + escaped_json(state) + html[end:]
