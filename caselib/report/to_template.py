"""Fill a firm's own Word document: {{fields}} are replaced, its styles, logos and layout are left as they are."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.shared import Emu
from docx.text.paragraph import Paragraph as WordParagraph

from caselib.errors import InputError
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.report.casebase import composed
from caselib.report.parts import Figure, Heading, Paragraph, Report, Table
from caselib.report.references import captions, pieces
from caselib.view import plot

if TYPE_CHECKING:
    from caselib.casebase import Cases

_FIELD = re.compile(r"\{\{\s*([^{}\s][^{}]{0,60}?)\s*\}\}")
COUNTS = {"docs": "文件数", "cases": "案例数", "clusters": "案例簇数", "incidents": "真实个案数", "mentions": "标注数"}


def fill(template: Path | str, source: Cases | Report, path: Path | str, graph: Any = None, *, lang: str | None = None, date: str = "") -> Path:
    """Fill a template's fields with the report's content.

    Parameters
    ----------
    template
        A ``.docx`` with fields such as ``{{title}}``, ``{{日期}}``, ``{{summary}}``, ``{{section:投诉原因}}``, ``{{table:cause}}``, ``{{figure:flow}}``;
        :func:`fields` lists them all. A field of several paragraphs, a table or a figure stands alone in its paragraph, whose style it takes.
    source, graph, lang, date
        As for :func:`caselib.report.word`.
    path
        Of the file to write; the template is not changed.

    Raises
    ------
    InputError
        If the template has a field that is not known; the one line names each, with its nearest.
    """
    report = composed(source, graph, lang)
    try:
        document = Document(str(template))
    except Exception as error:
        raise InputError(f"{template} cannot be read as a Word document ({type(error).__name__}); save it as .docx") from error
    known = fields(report, date)
    _check(document, known, Path(template).name)
    for paragraph in list(_paragraphs(document)):
        _fill(document, paragraph, known)
    path = Path(path)
    with written_whole(path) as temporary:
        document.save(str(temporary))
    return path


def fields(report: Report, date: str = "") -> dict[str, Any]:
    """Every field that a template may use, with its content: a text, a list of paragraphs, a table or a figure."""
    overview = report.grids.get("overview", {}).get("*", {})
    found: dict[str, Any] = {"title": report.title, "标题": report.title, "subtitle": report.subtitle, "副标题": report.subtitle, "date": date, "日期": date}
    for name, chinese in COUNTS.items():
        if name in overview:
            found[name] = found[chinese] = f"{overview[name]:,.0f}"
    known = captions(report.parts, report.lang)
    headings = [part.text.replace("　", "") for part in report.parts if isinstance(part, Heading)]
    heading = ""
    for part in report.parts:
        if isinstance(part, Heading):
            heading = part.text.replace("　", "")
        elif isinstance(part, Paragraph):
            said = "".join(text for finding in part.findings for text, _ in pieces(finding.sentence, known))
            found.setdefault(f"section:{heading}", []).append(said)
        elif isinstance(part, (Table, Figure)):
            found[f"{'table' if isinstance(part, Table) else 'figure'}:{part.key}"] = part
    if headings:
        found["summary"] = found["摘要"] = found.get(f"section:{headings[0]}", [])
    return found


def _check(document: Any, known: dict[str, Any], name: str) -> None:
    asked = dict.fromkeys(field for paragraph in _paragraphs(document) for field in _FIELD.findall(paragraph.text))
    unknown = [field for field in asked if field not in known]
    if unknown:
        said = []
        for field in unknown:
            near = get_close_matches(field, known, n=1, cutoff=0.4)
            said.append(f"{{{{{field}}}}}" + (f" (nearest: {{{{{near[0]}}}}})" if near else ""))
        raise InputError(f"{name} has fields that are not known: {', '.join(said)}")


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph: body, tables, and the heads and feet of all sections, each once."""
    # The elements themselves, not their ids: lxml makes its proxies anew, and ids come round again.
    seen: set[Any] = set()
    stories = [document, *(part for section in document.sections for part in (
        section.header, section.footer, section.first_page_header, section.first_page_footer, section.even_page_header, section.even_page_footer)
        if not part.is_linked_to_previous)]  # fmt: skip
    for story in stories:
        for element in story._element.body.iter() if hasattr(story._element, "body") else story._element.iter():
            if element.tag.endswith("}p") and element not in seen:
                seen.add(element)
                yield WordParagraph(element, story)


def _fill(document: Any, paragraph: Any, known: dict[str, Any]) -> None:
    names = _FIELD.findall(paragraph.text)
    if not names:
        return
    alone = len(names) == 1 and _FIELD.fullmatch(paragraph.text.strip())
    content = known[names[0]]
    writers: dict[type, Callable[[Any, Any, Any], None]] = {list: _several, Table: _table, Figure: _figure}
    if alone and type(content) in writers:
        writers[type(content)](document, paragraph, content)
    else:
        _replace(paragraph, known)


def _replace(paragraph: Any, known: dict[str, Any]) -> None:
    """Put texts in place of fields. A field may lie across runs; its text takes the look of the run in which it begins."""
    while match := _FIELD.search("".join(run.text for run in paragraph.runs)):
        content = known[match[1]]
        text = printable(content if isinstance(content, str) else " ".join(content) if isinstance(content, list) else content.caption)
        at = 0
        for run in paragraph.runs:
            start, end = at, at + len(run.text)
            left, right = max(match.start(), start), min(match.end(), end)
            if left < right:
                # A value is no template: braces in it would be taken for a field in the next round.
                value = text.replace("{{", "{\u200b{") if start <= match.start() < end else ""
                run.text = run.text[: left - start] + value + run.text[right - start :]
            at = end
        if not paragraph.runs:
            return


def _several(document: Any, paragraph: Any, lines: list[str]) -> None:
    """One paragraph a line, each a copy of the field's own, so that it keeps the firm's style."""
    for line in lines[1:][::-1]:
        twin = copy.deepcopy(paragraph._p)
        paragraph._p.addnext(twin)
        _only(WordParagraph(twin, paragraph._parent), line)
    _only(paragraph, lines[0] if lines else "")


def _only(paragraph: Any, text: str) -> None:
    first, *rest = paragraph.runs or [paragraph.add_run()]
    first.text = printable(text)
    for run in rest:
        run._r.getparent().remove(run._r)


def _table(document: Any, paragraph: Any, part: Table) -> None:
    """A table in the style of the template's first one, else in its default."""
    style = document.tables[0].style if document.tables else None
    made: Any = document.add_table(rows=0, cols=len(part.head), style=style)
    for line in (part.head, *part.rows):
        for cell, text in zip(made.add_row().cells, line, strict=True):
            cell.text = printable(text)
    paragraph._p.addnext(made._tbl)
    _only(paragraph, part.caption)


def _figure(document: Any, paragraph: Any, part: Figure) -> None:
    section = document.sections[0]
    width = int(section.page_width - section.left_margin - section.right_margin)
    _only(paragraph, "")
    paragraph.runs[0].add_picture(io.BytesIO(plot.rendered(part.draw(), "png", 200)), width=Emu(width))
