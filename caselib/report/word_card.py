"""A case as a card in a Word document: facts, rounds, and its text with the marked passages shaded by role."""

from __future__ import annotations

from typing import Any

from docx.shared import RGBColor

from caselib.assets import word as label
from caselib.codebook import load
from caselib.lang.printable import printable
from caselib.model import Case, SourceText
from caselib.report import word_xml as xml
from caselib.view import record
from caselib.view.marks import Run, case_runs
from caselib.view.marks import label as tag

# The roles' colours, thinned to a ground that black type reads well on and that prints as light grey.
GROUND = {"cause": "FBE3D3", "action": "D9E9F5", "outcome": "D3EFE6"}
INK = {"cause": "B04A00", "action": "005A8F", "outcome": "00795A"}


def add_card(document: Any, case: Case, source: SourceText | None, lang: str) -> None:
    """Append the case's card."""
    book = load()
    xml.paragraph(document, "CardTitle").add_run(printable(record.title(case, lang, source)))
    facts = [*record.facts(case, book, lang), (label("field.doc", lang), record.place(case, source, lang))]
    _facts(document, facts, lang)
    for line in record.rounds(case, book, lang):
        paragraph = xml.paragraph(document, "CardText")
        paragraph.add_run(printable(line)).bold = True
    pieces = case_runs(case, source) if source else [Run(m.quote + "\n", m.span.start, (m,), (m,)) for m in case.mentions]
    _text(document, pieces, lang)


def _facts(document: Any, facts: list[tuple[str, str]], lang: str) -> None:
    paragraph = xml.paragraph(document, "CardText")
    for n, (name, value) in enumerate(facts):
        if n:
            paragraph.add_run("　" if lang == "zh" else "   ")
        head = paragraph.add_run(name + (" " if lang == "zh" else ": "))
        head.font.color.rgb = RGBColor(0x7F, 0x7F, 0x7F)
        paragraph.add_run(printable(value))
    paragraph.paragraph_format.keep_with_next = True


def _text(document: Any, pieces: list[Run], lang: str) -> None:
    """The case's lines as paragraphs; blank ones are left out, nothing else is."""
    book = load()
    paragraph = None
    for piece in pieces:
        for n, line in enumerate(printable(piece.text).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if n:
                paragraph = None
            if not line.strip() and paragraph is None:
                continue
            paragraph = paragraph or xml.paragraph(document, "CardText")
            run = paragraph.add_run(line)
            if piece.mentions:
                xml.shaded(run, GROUND[piece.mentions[-1].role])
        for mention in piece.ends:
            paragraph = paragraph or xml.paragraph(document, "CardText")
            xml.small(paragraph.add_run(f"〔{tag(mention, book, lang)}〕"), INK[mention.role])
