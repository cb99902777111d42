"""The report as one HTML file: no request to anywhere, a figure that moves and answers clicks, every case as a card to fold out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from caselib.assets import word
from caselib.files import text_written_whole
from caselib.lang.printable import printable
from caselib.report.casebase import composed
from caselib.report.html_cards import Cards
from caselib.report.html_explorer import live
from caselib.report.numbering import numbered
from caselib.report.parts import Card, Evidence, Figure, Finding, Heading, Paragraph, Quotes, Report, Table, watched
from caselib.report.references import Caption, captions, pieces
from caselib.view import html as view
from caselib.view.figure import figure_of
from caselib.view.fonts import styled
from caselib.view.webfont import woff2

if TYPE_CHECKING:
    from caselib.casebase import Cases

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_CLIP, _SPACE = re.compile(r' clip-path="[^"]{1,60}"'), re.compile(r"\s{2,1000}|\n")  # nothing reaches out of a figure's frame
_FOLD = re.compile(r'"fold":"[^"]*"')  # the Explorer's table of both scripts, by which it searches and which nobody sees
FONT = "CaselibReport"
MOST = 3_000_000  # bytes of a file that is sent by mail and opened from a stick; a larger page goes without the font of its cases
FAINT = {"Date": None, "Creator": "caselib"}  # a figure carries no date, else the same report would differ from run to run


def html(source: Cases | Report, path: Path | str, graph: Any = None, *, lang: str | None = None) -> Path:
    """Write a report as one file that works without a network.

    Parameters
    ----------
    source
        Cases with their texts, for the case-base report; or a report composed before.
    path
        Of the ``.html`` file.
    graph, lang
        As for :func:`caselib.report.case_base`; a report composed before has its own.
    """
    path = Path(path)
    with text_written_whole(path) as file:
        file.write(rendered(composed(source, graph, lang)))
    return path


def rendered(report: Report) -> str:
    """The page of a report."""
    known = captions(report.parts, report.lang)
    anchors = {part.case.id: view.anchor(part.case) for part in report.parts if isinstance(part, Card)}
    cards, moving = Cards(report.lang), live(report)
    parts = list(_parts(report, known, anchors, cards))
    page = view.environment().get_template("report.html.j2").render(
        report=report,
        lang=report.lang,
        parts=parts,
        words={key: word(f"report.{key}", report.lang) for key in ("evidence", "toc", "click", "made_by")},
        gap="" if report.lang == "zh" else " ",
        css=view.css("report.css") + view.css("case.css") + Markup(cards.css()) + moving.style,
        live=moving,
    )  # fmt: skip
    return _with_font(page)


def _with_font(page: str) -> str:
    """The page with the font of its characters, for machines without Chinese fonts; of a very large one only what stands outside the cards."""
    shown = _FOLD.sub("", page)
    made = page.replace("</style>", _face(shown) + "</style>", 1)
    return made if len(made.encode("utf-8")) <= MOST else page.replace("</style>", _face(_without_cards(shown)) + "</style>", 1)


def _without_cards(page: str) -> str:
    """A page without its folded cases; each is closed, and none lies in another."""
    head, *cards = page.split('<details class="card"')
    return head + "".join(card.partition("</details>")[2] for card in cards)


def _face(text: str) -> str:
    font = woff2(text)
    return f"@font-face{{font-family:{FONT};src:url(data:font/woff2;base64,{font}) format('woff2')}}" if font else ""


def _drawn(figure: Any) -> Markup:
    """The figure as markup whose words are words: a tenth of the size of outlines, and a reader can search and copy them."""
    import matplotlib

    buffer = io.BytesIO()
    with styled(), matplotlib.rc_context({"svg.fonttype": "none"}):
        figure_of(figure).savefig(buffer, format="svg", metadata=FAINT)
    return Markup(_SPACE.sub(" ", _CLIP.sub("", _HEAD.sub("", printable(buffer.getvalue().decode("utf-8")), count=1))))


def _parts(report: Report, known: dict[str, Caption], anchors: dict[str, str], cards: Cards) -> Iterator[dict[str, Any]]:
    for n, (part, number) in enumerate(watched(list(numbered(report.parts, report.lang)), "HTML")):
        match part:
            case Heading():
                yield {"kind": "heading", "level": part.level, "text": printable(number + part.text), "anchor": f"part-{n}"}
            case Paragraph():
                found = [_finding(finding, known, anchors) for finding in part.findings]
                yield {"kind": "paragraph", "bullet": part.bullet, "findings": found}
            case Quotes():
                yield {"kind": "quotes", "evidence": [_passage(each, anchors) for each in part.evidence]}
            case Table():
                rows = [[printable(cell) for cell in row] for row in part.rows]
                yield {"kind": "table", "anchor": part.key, "label": known[part.key].label, "caption": part.caption, "head": part.head,
                       "rows": rows, "note": part.note, "numeric": part.numeric}  # fmt: skip
            case Figure():
                yield {"kind": "figure", "anchor": part.key, "label": known[part.key].label, "caption": part.caption, "alt": part.alt,
                       "note": part.note, "svg": _drawn(part.draw()), "live": part.key == "flow"}  # fmt: skip
            case Card():
                yield {"kind": "card", "view": cards.card(part.case, report.cases.texts.get(part.case.doc))}


def _finding(finding: Finding, known: dict[str, Caption], anchors: dict[str, str]) -> dict[str, Any]:
    return {
        "pieces": [(printable(text), key) for text, key in pieces(finding.sentence, known)],
        "evidence": [_passage(each, anchors) for each in finding.evidence],
    }


def _passage(each: Evidence, anchors: dict[str, str]) -> dict[str, Any]:
    return {"quote": printable(each.quote), "place": printable(f"{each.doc} {each.place}"), "link": anchors.get(each.case, ""), "against": each.against}
