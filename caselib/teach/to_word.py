"""Handouts as Word documents, in the styles of the reports."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.report import word_styles
from caselib.report import word_xml as xml
from caselib.report.word_order import put_in_order
from caselib.teach.sheet import Grid, Head, Leaf, Para, Picture, Sheet, marked

STYLES = {"body": "Body Text", "source": "Body Text", "note": "Note", "item": "Normal"}


def word(sheet: Sheet, path: Path | str, preset: str = "report") -> Path:
    """Write a handout as a Word document."""
    path = Path(path)
    look = word_styles.preset(preset)
    document = Document()
    lists = word_styles.apply(document, look, sheet.lang)
    _head(document, sheet, look)
    for block in sheet.blocks:
        match block:
            case Head():
                _heading(document, block)
            case Para():
                _paragraph(document, block, lists["bullets"])
            case Grid():
                _grid(document, block)
            case Picture():
                _picture(document, block)
            case Leaf():
                document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    put_in_order(document)
    with written_whole(path) as temporary:
        document.save(str(temporary))
    return path


def _head(document: Any, sheet: Sheet, look: word_styles.Preset) -> None:
    # A handout has no contents to fill in, so the word processor need not ask about fields.
    settings = document.settings.element
    update = settings.find(qn("w:updateFields"))
    if update is not None:
        settings.remove(update)
    core = document.core_properties
    core.title, core.author, core.comments = printable(sheet.title)[:255], "caselib", ""  # what a property holds at most
    core.language = "zh-CN" if sheet.lang == "zh" else "en-US"
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(each) for each in look.margins)
    head = section.header.paragraphs[0]
    head.text, head.alignment = printable(sheet.running or sheet.title), WD_ALIGN_PARAGRAPH.CENTER
    xml.line_below(head)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, after = (look.page if sheet.lang == "zh" else "{}").split("{}")
    foot.add_run(before)
    xml.field(foot, "PAGE", "1")
    foot.add_run(after)
    title = document.add_paragraph(printable(sheet.title), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].font.size = Pt(20)
    subtitle = document.add_paragraph(printable(sheet.subtitle), style="Subtitle")
    subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in subtitle.runs:
        run.font.size = Pt(12)
    subtitle.paragraph_format.space_after = Pt(12)


def _heading(document: Any, block: Head) -> None:
    paragraph = document.add_paragraph(printable(block.text), style=f"Heading {block.level}")
    if block.plain:
        xml.list_level(paragraph._p.get_or_add_pPr(), 0)


def _paragraph(document: Any, block: Para, bullets: int) -> None:
    for line in block.text.split("\n"):
        if not line.strip():
            continue
        paragraph = document.add_paragraph(style=STYLES[block.kind])
        if block.kind == "item":
            xml.list_level(paragraph._p.get_or_add_pPr(), bullets)
        _runs(paragraph, line.strip())


def _runs(paragraph: Any, text: str) -> None:
    for piece, asks in marked(printable(text)):
        run = paragraph.add_run(piece)
        if asks:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _picture(document: Any, block: Picture) -> None:
    section = document.sections[-1]
    across = section.page_width - section.left_margin - section.right_margin
    down = int((section.page_height - section.top_margin - section.bottom_margin) * 0.9)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Emu(across))
    if shape.height > down:
        shape.width, shape.height = Emu(int(shape.width * down / shape.height)), Emu(down)
    shape._inline.docPr.set("descr", block.alt)


def _grid(document: Any, block: Grid) -> None:
    if block.caption:
        caption = document.add_paragraph(printable(block.caption), style="Caption")
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.paragraph_format.keep_with_next = True
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    made = document.add_table(rows=0, cols=len(block.head))
    made.autofit = False
    for number, line in enumerate((block.head, *block.rows)):
        row = made.add_row()
        xml.unbroken(row)
        if block.roomy and number:
            row.height = Mm(13)
        for cell, text, share in zip(row.cells, line, block.widths, strict=True):
            cell.width = Emu(int(width * share))
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles["Table Text"]
            _runs(paragraph, text)
            if number == 0:
                paragraph.paragraph_format.keep_with_next = True
                for run in paragraph.runs:
                    run.bold = True
    for column, share in zip(made.columns, block.widths, strict=True):
        column.width = Emu(int(width * share))
    xml.repeated(made.rows[0])
    xml.three_lines(made)
    document.add_paragraph(style="Note")
