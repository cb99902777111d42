"""The report as a Chinese business document for Word: cover, contents, numbered headings, captions with references, evidence in comments."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from caselib.assets import word as label
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.report import word_styles
from caselib.report import word_xml as xml
from caselib.report.casebase import composed
from caselib.report.numbering import numbered
from caselib.report.parts import Card, Evidence, Figure, Finding, Heading, Paragraph, Quotes, Report, Table
from caselib.report.references import TODO, captions, pieces
from caselib.report.word_card import add_card
from caselib.report.word_order import put_in_order
from caselib.view import plot

if TYPE_CHECKING:
    from caselib.casebase import Cases

AUTHOR = "caselib"
DPI = 200
A4 = (Mm(210), Mm(297))
WHOLE = 14  # rows of a table that is kept on one page; longer ones break, with their head repeated
TALLEST = 0.72  # of the text height that a figure may take: its caption and note stand on the same page


def word(
    source: Cases | Report, path: Path | str, graph: Any = None, *, preset: str = "report", lang: str | None = None, date: str = ""
) -> Path:
    """Write a report as a Word document.

    Parameters
    ----------
    source
        Cases with their texts, for the case-base report; or a report composed before.
    path
        Of the ``.docx`` file.
    graph, lang
        As for :func:`caselib.report.case_base`; a report composed before has its own.
    preset
        ``report`` (宋体 and 黑体), ``business`` (微软雅黑) or ``official`` (GB/T 9704).
    date
        On the cover, as it is to be printed; none if it is empty.

    Returns
    -------
    pathlib.Path
        ``path``. The word processor fills in the contents' page numbers when it opens the file.

    Raises
    ------
    InputError
        If there is no such preset.
    """
    path = Path(path)
    look = word_styles.preset(preset)
    writer = _Writer(composed(source, graph, lang), look)
    writer.cover(date)
    writer.contents()
    writer.body()
    put_in_order(writer.document)
    with written_whole(path) as temporary:
        writer.document.save(str(temporary))
    return path


class _Writer:
    """Lays out a report, part by part, at the end of one document."""

    def __init__(self, report: Report, look: word_styles.Preset) -> None:
        self.report, self.cases, self.look, self.lang = report, report.cases, look, report.lang
        self.document = Document()
        self.lists = word_styles.apply(self.document, look, report.lang)
        self.known = captions(report.parts, report.lang)
        self.bookmarks = 0
        core = self.document.core_properties
        # A property of an office file holds 255 characters at most.
        core.title, core.author, core.comments = printable(report.title)[:255], AUTHOR, printable(report.stamp)[:255]
        core.language = "zh-CN" if report.lang == "zh" else "en-US"
        _page(self.document.sections[0], look)

    def cover(self, date: str) -> None:
        """Title, subtitle, what was read, date; no running head."""
        for _ in range(5):
            self.document.add_paragraph()
        self._centred("Title", self.report.title)
        self._centred("Subtitle", self.report.subtitle)
        for _ in range(4):
            self.document.add_paragraph()
        for name, value in self.report.facts:
            self._centred("Cover Line", f"{name}：{value}" if self.lang == "zh" else f"{name}: {value}")
        if date:
            self._centred("Cover Line", date)
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def contents(self) -> None:
        """The contents field, filled with the headings; page numbers come with its first update. Then the numbered pages begin."""
        head = self._centred("Normal", label("report.contents", self.lang))
        head.runs[0].font.size, head.runs[0].font.bold = Pt(16), True
        headings = [(part, number) for part, number in numbered(self.report.parts, self.lang) if isinstance(part, Heading) and part.level <= 2]
        for n, (part, number) in enumerate(headings):
            line = self.document.add_paragraph(style=f"toc {part.level}")
            line.paragraph_format.tab_stops.add_tab_stop(_text_width(self.document.sections[0]), alignment=2, leader=1)
            if n == 0:
                _contents_begin(line)
            line.add_run(printable(number + part.text) + "\t")
            xml.field(line, f"PAGEREF _Toc{n + 1:05d} \\h")
            if n == len(headings) - 1:
                line.add_run()._r.append(xml.element("w:fldChar", fldCharType="end"))
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _running(section, self.report, self.look)

    def body(self) -> None:
        """All parts in order."""
        toc = 0
        for part, following in self.report.laid_out("Word"):
            match part:
                case Heading():
                    paragraph = self._heading(part)
                    if part.level <= 2:
                        toc += 1
                        self._bookmark(paragraph, f"_Toc{toc:05d}")
                case Paragraph():
                    # What introduces quotes or a list does not stand alone at the foot of a page.
                    self._paragraph(part, keep=isinstance(following, Quotes) or (isinstance(following, Paragraph) and following.bullet and not part.bullet))
                case Quotes():
                    for each in part.evidence:
                        self._quote(each)
                case Table():
                    self._table(part)
                case Figure():
                    self._figure(part)
                case Card():
                    add_card(self.document, part.case, self.cases.texts.get(part.case.doc), self.lang)

    def _heading(self, part: Heading) -> Any:
        paragraph = self.document.add_paragraph(printable(part.text), style=f"Heading {part.level}")
        if part.plain:
            xml.list_level(paragraph._p.get_or_add_pPr(), 0)
        return paragraph

    def _paragraph(self, part: Paragraph, keep: bool) -> None:
        paragraph = self.document.add_paragraph(style="Body Text" if not part.bullet else "Normal")
        paragraph.paragraph_format.keep_with_next = keep or None
        if part.bullet:
            xml.list_level(paragraph._p.get_or_add_pPr(), self.lists["bullets"])
        for finding in part.findings:
            self._finding(paragraph, finding)

    def _finding(self, paragraph: Any, finding: Finding) -> None:
        runs = self._runs(paragraph, finding.sentence)
        if self.lang == "en":
            paragraph.add_run(" ")
        if finding.evidence:
            lines = [f"{each.doc}　{each.place}：“{each.quote}”" for each in finding.evidence]
            self.document.add_comment(runs, text=printable("\n".join(lines)), author=AUTHOR, initials="依据" if self.lang == "zh" else "ev")

    def _runs(self, paragraph: Any, sentence: str) -> list[Any]:
        """The sentence with references as fields, and what is still to be added on a yellow ground."""
        runs: list[Any] = []
        for text, key in pieces(sentence, self.known):
            runs += [paragraph.add_run(printable(text))] if key in ("", TODO) else xml.field(paragraph, f"REF _Ref_{key} \\h", text)
            if key == TODO:
                runs[-1].font.highlight_color = WD_COLOR_INDEX.YELLOW
        return runs

    def _quote(self, each: Evidence) -> None:
        paragraph = self.document.add_paragraph(style="Quote")
        # A quote that has quotation marks of its own gets none around it: it is shown as it stands in the source.
        pattern = "{}" if set("“”「」") & set(each.quote) else "“{}”"
        paragraph.add_run(printable(pattern.format(" ".join(each.quote.split()))))
        place = paragraph.add_run(printable(f"（{each.doc} {each.place}）"))
        place.font.size = Pt(8.5)

    def _table(self, part: Table) -> None:
        self._caption(part.key, part.caption, above=True)
        made = self.document.add_table(rows=0, cols=len(part.head))
        made.autofit = False
        width = _text_width(self.document.sections[-1])
        shares = part.widths or tuple(1 / len(part.head) for _ in part.head)
        short = len(part.rows) <= WHOLE
        for number, line in enumerate([part.head, *part.rows]):
            row = made.add_row()
            xml.unbroken(row)
            for column, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
                cell.width = Emu(int(width * shares[column]))
                paragraph = cell.paragraphs[0]
                paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = "TableText"
                for run in self._runs(paragraph, text):
                    run.bold = number == 0 or None
                # A note belongs to its table; a short table stands on one page.
                last = number == len(part.rows)
                paragraph.paragraph_format.keep_with_next = number == 0 or (short and not last) or (last and bool(part.note)) or None
                if column in part.numeric:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for column, share in zip(made.columns, shares, strict=True):
            column.width = Emu(int(width * share))
        xml.repeated(made.rows[0])
        xml.three_lines(made)
        self.document.add_paragraph(printable(part.note), style="Note")

    def _figure(self, part: Figure) -> None:
        if part.wide:
            self._turned(WD_ORIENT.LANDSCAPE)
        section = self.document.sections[-1]
        figure = part.draw()
        across, down = figure.get_size_inches()
        room_down = int(section.page_height or 0) - int(section.top_margin or 0) - int(section.bottom_margin or 0)
        width = min(_text_width(section), int(TALLEST * room_down * across / down))
        paragraph = self._centred("Normal", "")
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(plot.rendered(figure, "png", DPI)), width=Emu(width))
        picture._inline.docPr.set("descr", part.alt)
        self._caption(part.key, part.caption, above=False)
        if part.note:
            self._centred("Note", part.note)
        if part.wide:
            self._turned(WD_ORIENT.PORTRAIT)

    def _turned(self, orientation: Any) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        for restart in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(restart)
        _page(section, self.look, landscape=orientation == WD_ORIENT.LANDSCAPE)

    def _caption(self, key: str, text: str, *, above: bool) -> None:
        caption = self.known[key]
        name = label(f"report.{caption.kind}", self.lang).strip()
        paragraph = self._centred("Caption", "")
        first = paragraph.add_run(name + (" " if self.lang == "en" else ""))
        xml.field(paragraph, f"SEQ {name} \\* ARABIC", str(caption.number))
        self._bookmark(paragraph, f"_Ref_{key}", first)
        paragraph.add_run(printable("　" + text if self.lang == "zh" else ". " + text))
        paragraph.paragraph_format.keep_with_next = above

    def _centred(self, style: str, text: str) -> Any:
        paragraph = self.document.add_paragraph(printable(text), style=style)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    def _bookmark(self, paragraph: Any, name: str, first: Any = None) -> None:
        self.bookmarks += 1
        xml.bookmark(paragraph, name, self.bookmarks, first)


def _contents_begin(paragraph: Any) -> None:
    paragraph.add_run()._r.append(xml.element("w:fldChar", fldCharType="begin"))
    code = xml.element("w:instrText")
    code.text = ' TOC \\o "1-2" \\h \\z \\u '
    paragraph.add_run()._r.append(code)
    paragraph.add_run()._r.append(xml.element("w:fldChar", fldCharType="separate"))


def _page(section: Any, look: word_styles.Preset, landscape: bool = False) -> None:
    top, right, bottom, left = (Mm(each) for each in look.margins)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = A4[::-1] if landscape else A4
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (left, top, right, bottom) if landscape else (top, right, bottom, left)
    section.header_distance, section.footer_distance = Mm(15), Mm(15)


def _text_width(section: Any) -> int:
    return int(section.page_width - section.left_margin - section.right_margin)


def _running(section: Any, report: Report, look: word_styles.Preset) -> None:
    """Running head and page number, from here on; pages count from one."""
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    head.text, head.alignment = printable(report.title), WD_ALIGN_PARAGRAPH.CENTER
    xml.line_below(head)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, after = (look.page if report.lang == "zh" else "{}").split("{}")
    foot.add_run(before)
    xml.field(foot, "PAGE", "1")
    foot.add_run(after)
    numbers = xml.element("w:pgNumType", start=1)
    section._sectPr.append(numbers)
