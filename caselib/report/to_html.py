"""The report as one HTML file: no request to anywhere, a figure that answers clicks, every case as a card to fold out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from caselib.assets import TEMPLATES, word
from caselib.files import text_written_whole
from caselib.report.associations import passages
from caselib.report.casebase import composed
from caselib.report.numbering import numbered
from caselib.report.parts import Card, Evidence, Figure, Finding, Heading, Paragraph, Quotes, Report, Table
from caselib.report.references import Caption, captions, pieces
from caselib.report.say import Speaker
from caselib.report.tally import LEAST, tally
from caselib.report.webfont import font_face
from caselib.view import html as view
from caselib.view import plot
from caselib.view.flow import strength
from caselib.view.safe import printable

if TYPE_CHECKING:
    from caselib.casebase import Cases

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_DRAWN = re.compile(r'id="((?:edge|node)-[^"]+)"')
QUOTED = 6  # cases whose passages open on a click


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
    cards = {part.case.id: view.anchor(part.case) for part in report.parts if isinstance(part, Card)}
    live = report.graph is not None and any(isinstance(part, Figure) and part.key == "flow" for part in report.parts)
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8") if live else ""
    parts = list(_parts(report, known, cards))
    drawn = {name for part in parts if part["kind"] == "figure" for name in _DRAWN.findall(part["svg"])}
    page = view.environment().get_template("report.html.j2").render(
        report=report,
        lang=report.lang,
        parts=parts,
        words={key: word(f"report.{key}", report.lang) for key in ("evidence", "toc", "click", "made_by")},
        gap="" if report.lang == "zh" else " ",
        css=view.css("report.css") + view.css("case.css"),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(_json(_clicks(report, cards, drawn) if live else {})),
    )  # fmt: skip
    face = font_face(page)
    return page.replace("</style>", f"{face}</style>", 1)


def _parts(report: Report, known: dict[str, Caption], cards: dict[str, str]) -> Iterator[dict[str, Any]]:
    for n, (part, number) in enumerate(numbered(report.parts, report.lang)):
        match part:
            case Heading():
                yield {"kind": "heading", "level": part.level, "text": printable(number + part.text), "anchor": f"part-{n}"}
            case Paragraph():
                found = [_finding(finding, known, cards) for finding in part.findings]
                yield {"kind": "paragraph", "bullet": part.bullet, "findings": found}
            case Quotes():
                yield {"kind": "quotes", "evidence": [_passage(each, cards) for each in part.evidence]}
            case Table():
                rows = [[printable(cell) for cell in row] for row in part.rows]
                yield {"kind": "table", "anchor": part.key, "label": known[part.key].label, "caption": part.caption, "head": part.head,
                       "rows": rows, "note": part.note, "numeric": part.numeric}  # fmt: skip
            case Figure():
                svg = plot.rendered(part.draw(), "svg").decode("utf-8")
                yield {"kind": "figure", "anchor": part.key, "label": known[part.key].label, "caption": part.caption, "alt": part.alt,
                       "note": part.note, "svg": Markup(_HEAD.sub("", svg, count=1)), "live": part.key == "flow"}  # fmt: skip
            case Card():
                source = report.cases.texts.get(part.case.doc)
                yield {"kind": "card", "view": view.card(part.case, source, report.lang), "place": printable(part.case.doc)}


def _finding(finding: Finding, known: dict[str, Caption], cards: dict[str, str]) -> dict[str, Any]:
    return {
        "pieces": [(printable(text), key) for text, key in pieces(finding.sentence, known)],
        "evidence": [_passage(each, cards) for each in finding.evidence],
    }


def _passage(each: Evidence, cards: dict[str, str]) -> dict[str, Any]:
    return {"quote": printable(each.quote), "place": printable(f"{each.doc} {each.place}"), "link": cards.get(each.case, ""), "against": each.against}


def _clicks(report: Report, cards: dict[str, str], drawn: set[str]) -> dict[str, Any]:
    """What a click on each box and line that is drawn shows: title, note, passages, and the parts that belong to it."""
    graph, lang = report.graph, report.lang
    say = Speaker(tally(report.cases, graph), lang)
    found: dict[str, Any] = {}
    for a, b, row in graph.edges(data=True):
        key = f"edge-{a}-{b}"
        if key not in drawn:
            continue
        shown = [_passage(each, cards) for each in passages(say, row, QUOTED)]
        found[key] = _click(f"{say.label(a)} → {say.label(b)}", _numbers(row, lang), shown, [f"node-{a}", f"node-{b}"])
    for node, data in graph.nodes(data=True):
        if f"node-{node}" not in drawn:
            continue
        shown = [_passage(each, cards) for each in say.passages(data["role"], node, limit=QUOTED)]
        near = [name for a, b in (*graph.in_edges(node), *graph.out_edges(node)) if (name := f"edge-{a}-{b}") in drawn]
        found[f"node-{node}"] = _click(say.label(node), word("report.clusters_n", lang, n=data.get("n_clusters", 0)), shown, near)
    return found


def _click(title: str, note: str, shown: list[dict[str, Any]], near: list[str]) -> dict[str, Any]:
    return {"title": title, "note": note, "near": near, "quotes": [[each["quote"], each["place"], each["link"]] for each in shown]}


def _numbers(row: dict[str, Any], lang: str) -> str:
    said = [word("report.clusters_n", lang, n=row["n_clusters"])]
    if row["n_clusters"] < LEAST:
        return "；".join([*said, word("report.few", lang)])
    said.append(f"{word('report.edge_lift', lang)} {row['lift']:.2f}（{row['lift_lo']:.2f}–{row['lift_hi']:.2f}）")
    if strength(row) != "few":
        said.append(f"q = {row['q']:.3f}")
    return "；".join(said)


def _json(data: dict[str, Any]) -> str:
    """JSON that can stand inside a script element: no ``<``, so no tag can end or open there."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
