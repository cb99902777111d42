"""PowerPoint files: slide by slide, shapes in reading order, tables, groups, diagrams, chart titles, speaker notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import plain
from caselib.read.builder import Builder
from caselib.read.numbering import attribute, child, inside, name, whole
from caselib.read.numerals import numeral
from caselib.read.ooxml import parse
from caselib.read.options import Options, Raw

READER = "pptx/1"

_ROW = 91_440 * 2  # 0.2 inch in EMU: shapes whose tops differ by less stand side by side
_DEEP = 30  # groups within groups
_FURNITURE = {"DATE": "footer", "FOOTER": "footer", "SLIDE_NUMBER": "footer", "HEADER": "header"}
_TITLES = {"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"}
# Kinds of automatic numbers: how the number is written; what stands around it follows from the end of the name.
_NUMBERS = {
    "arabic": "decimal", "arabicDb": "decimalFullWidth", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman",
    "circleNumDb": "decimalEnclosedCircle", "circleNumWdBlack": "decimalEnclosedCircle", "circleNumWdWhite": "decimalEnclosedCircle",
    "ea1Chs": "chineseCounting", "ea1Cht": "chineseCounting", "ea1JpnChs": "chineseCounting", "ea1JpnKor": "chineseCounting",
}  # fmt: skip
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}", "DbPeriod": "{}．"}


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The one text of the presentation."""
    import pptx

    build = Builder()
    presentation = pptx.Presentation(io.BytesIO(raw.data))
    for number, slide in enumerate(presentation.slides, 1):
        place = f"slide:{number}"
        _shapes(build, slide.shapes, place, 0)
        if slide.has_notes_slide:
            frame = slide.notes_slide.notes_text_frame
            for paragraph in frame.paragraphs if frame is not None else ():
                build.add(_text(paragraph), "notes", 0, f"{place}/notes")
    yield from plain.checked(SourceText(raw.doc, build.text, tuple(build.blocks), sha256=raw.sha256, reader=READER), raw, options)


def _shapes(build: Builder, shapes: Iterable[Any], place: str, deep: int) -> None:
    for shape in in_reading_order(list(shapes)):
        if getattr(shape, "shapes", None) is not None and deep < _DEEP:
            _shapes(build, shape.shapes, place, deep + 1)
        elif getattr(shape, "has_table", False):
            _table(build, shape.table, place)
        elif shape.has_text_frame:
            _frame(build, shape, place)
        elif getattr(shape, "has_chart", False):
            if shape.chart.has_title and shape.chart.chart_title.has_text_frame:
                build.add(shape.chart.chart_title.text_frame.text, "caption", 0, place)
        else:
            for text in _diagram(shape):
                build.add(text, "item", 1, place)


def in_reading_order(shapes: list[Any]) -> list[Any]:
    """Top to bottom, and left to right where shapes begin at about the same height. A shape without a place of its own stands first."""
    ordered: list[Any] = []
    row: list[Any] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        if row and (shape.top or 0) - (row[0].top or 0) > _ROW:
            ordered += sorted(row, key=lambda shape: shape.left or 0)
            row = []
        row.append(shape)
    return ordered + sorted(row, key=lambda shape: shape.left or 0)


def _frame(build: Builder, shape: Any, place: str) -> None:
    role = shape.placeholder_format.type.name if shape.is_placeholder and shape.placeholder_format.type is not None else ""
    counted: dict[int, int] = {}
    for paragraph in shape.text_frame.paragraphs:
        text = _text(paragraph)
        label = _label(paragraph, counted) if text.strip() else ""
        if role in _TITLES:
            kind, level = "heading", 1
        elif role in _FURNITURE:
            kind, level = _FURNITURE[role], 0
        elif label or paragraph.level:
            kind, level = "item", paragraph.level + 1
        else:
            kind, level = "paragraph", 0
        build.add(label + text, kind, level, place)


def _label(paragraph: Any, counted: dict[int, int]) -> str:
    """The automatic number of a paragraph; it counts on while paragraphs of its level follow each other with numbers."""
    level = paragraph.level
    mark = child(paragraph._p, "pPr", "buAutoNum")
    for deeper in [at for at in counted if at > level or (at == level and mark is None)]:
        del counted[deeper]
    if mark is None:
        return ""
    counted[level] = counted.get(level, whole(attribute(mark, "startAt"), 1) - 1) + 1
    kind = attribute(mark, "type") or "arabicPeriod"
    for ending, around in sorted(_AROUND.items(), key=lambda pair: -len(pair[0])):
        if kind.endswith(ending) and kind.removesuffix(ending) in _NUMBERS:
            return around.format(numeral(counted[level], _NUMBERS[kind.removesuffix(ending)])) + " "
    return f"{counted[level]}. "


def _table(build: Builder, table: Any, place: str) -> None:
    for row in table.rows:
        build.begin_row()
        for cell in row.cells:
            build.begin_cell()
            if not cell.is_spanned:
                for paragraph in cell.text_frame.paragraphs:
                    build.add(_text(paragraph), "cell", 0, place)
        build.end_row()


def _text(paragraph: Any) -> str:
    return str(paragraph.text).replace("\v", "\n").strip(" \n\t")


def _diagram(shape: Any) -> Iterator[str]:
    """The texts of a SmartArt diagram, in the order of its data."""
    for element in shape._element.iter():
        if name(element) == "relIds" and (part := attribute(element, "dm")):
            root = parse(shape.part.related_part(part).blob)
            for point in inside(child(root, "ptLst"), "pt"):
                for paragraph in inside(child(point, "t"), "p"):
                    yield "".join(inner.text or "" for inner in paragraph.iter() if name(inner) == "t")
