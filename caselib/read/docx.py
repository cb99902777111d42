"""Word documents: the body in order with tables, text boxes, notes and comments, then headers and footers.

Read from the XML itself, because what matters here (insertions and deletions, text boxes, computed
list numbers) is not in any library's object model. Left out: tracked deletions, field codes, text
formatted as hidden, the small characters over others. Notes and comments stand behind the paragraph
that they belong to.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import plain
from caselib.read.builder import Builder
from caselib.read.numbering import (
    Element,
    Numbering,
    Style,
    attribute,
    child,
    inside,
    lineage,
    list_of,
    load_numbering,
    load_styles,
    name,
    value,
)
from caselib.read.ooxml import parse
from caselib.read.options import Options, Raw

READER = "docx/1"

# Never entered: deletions, moved-away text, field codes, properties, the twin of what AlternateContent offers first, phonetic guides.
_LEFT_OUT = {
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "instrText",
    "pPr",
    "rPr",
    "Fallback",
    "rt",
    "sdtPr",
    "tblPr",
    "trPr",
    "tcPr",
    "sectPr",
}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])")
_TITLES = {"title", "标题", "標題"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The one text of the document."""
    with zipfile.ZipFile(io.BytesIO(raw.data)) as package:
        document = _Document(_Parts(package))
    document.write()
    build = document.build
    yield from plain.checked(SourceText(raw.doc, build.text, tuple(build.blocks), sha256=raw.sha256, reader=READER), raw, options)


class _Parts:
    """The XML parts of a package, found by their relationships."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = set(package.namelist())
        main = [target for kind, target in self._related("") if kind == "officeDocument"]
        self.main = main[0] if main and main[0] in self._names else "word/document.xml"
        self.body = self._root(self.main)
        related = [(kind, self._root(target)) for kind, target in self._related(self.main)]
        self.of: dict[str, list[Element]] = {}
        for kind, root in related:
            if root is not None:
                self.of.setdefault(kind, []).append(root)

    def first(self, kind: str) -> Element | None:
        """The first part of a kind (``styles``, ``numbering``, ``footnotes`` …)."""
        return next(iter(self.of.get(kind, ())), None)

    def _root(self, part: str) -> Element | None:
        if part not in self._names or not part.endswith(".xml"):
            return None
        return parse(self._package.read(part))

    def _related(self, part: str) -> list[tuple[str, str]]:
        folder, file = posixpath.split(part)
        relations = self._root_of_relations(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = []
        for item in inside(relations, "Relationship"):
            target = attribute(item, "Target") or ""
            if attribute(item, "TargetMode") != "External":
                inner = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found.append(((attribute(item, "Type") or "").rpartition("/")[2], inner))
        return found

    def _root_of_relations(self, part: str) -> Element | None:
        return parse(self._package.read(part)) if part in self._names else None


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph holds: its own text, text boxes anchored in it, notes it refers to."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip(" \n\t")


class _Document:
    """The walk over a document."""

    def __init__(self, parts: _Parts) -> None:
        self.parts = parts
        self.build = Builder()
        self.numbering: Numbering = load_numbering(parts.first("numbering"))
        self.styles: dict[str, Style] = load_styles(parts.first("styles"))
        self.default = next((attribute(s, "styleId") or "" for s in inside(parts.first("styles"), "style") if _is_default(s)), "")
        self.count = 0
        self.notes = {
            (kind, attribute(item, "id") or ""): item
            for kind in ("footnote", "endnote", "comment")
            for item in inside(parts.first(f"{kind}s"), kind)
        }

    def write(self) -> None:
        """Headers, the body, footers."""
        self._furniture("header")
        if self.parts.body is not None:
            for body in inside(self.parts.body, "body"):
                self._blocks(body, "")
        self._furniture("footer")

    def _furniture(self, kind: str) -> None:
        """Page headers or footers, each wording once (first, odd and even pages mostly have the same)."""
        seen: set[str] = set()
        for i, root in enumerate(self.parts.of.get(kind, ()), 1):
            for element in root.iter():
                text = self._collected(element).text if name(element) == "p" else ""
                if text and text not in seen:
                    seen.add(text)
                    self.build.add(text, kind, 0, f"{kind}:{i}")

    def _blocks(self, parent: Element, kind: str) -> None:
        """Paragraphs and tables in order; ``kind`` is what every paragraph is, where that is known (``cell``)."""
        for element in parent:
            tag = name(element)
            if tag == "p":
                self._paragraph(element, kind)
            elif tag == "tbl":
                self._table(element)
            elif tag not in _LEFT_OUT:
                self._blocks(element, kind)

    def _table(self, table: Element) -> None:
        for row in _descend(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            self.build.begin_row()
            for cell in _descend(row, "tc"):
                self.build.begin_cell()
                merge = child(cell, "tcPr", "vMerge")
                if merge is None or attribute(merge, "val") == "restart":
                    self._blocks(cell, "cell")
            self.build.end_row()

    def _paragraph(self, element: Element, kind: str) -> None:
        properties = child(element, "pPr")
        found = self._collected(element)
        own, level, label = self._form(properties, bool(found.text))
        if found.text:
            self.count += 1
        place = f"paragraph:{max(1, self.count)}"
        self.build.add(label + found.text if found.text else "", own if own == "heading" or not kind else kind, level, place)
        for box in found.boxes:
            self._blocks(box, "")
        for note in found.notes:
            self._note(*note)

    def _note(self, kind: str, number: str) -> None:
        element = self.notes.pop((kind, number), None)
        if element is None:
            return
        for paragraph in element.iter():
            if name(paragraph) == "p":
                self.build.add(self._collected(paragraph).text, "notes", 0, f"{kind}:{number}")

    def _form(self, properties: Element | None, filled: bool) -> tuple[str, int, str]:
        """Kind, level and computed number of a paragraph; an empty one is not counted."""
        style = value(properties, "pStyle") or self.default
        ancestry = list(lineage(self.styles, style))
        heading = _heading(properties, ancestry)
        number, at = list_of(properties)
        for above in ancestry:
            number = number if number is not None else above.number[0]
            at = at if at is not None else above.number[1]
        listed = number not in (None, "0")
        if listed and at is None:
            at = self._level_of(number or "", style)
        label = self.numbering.label(number or "", at or 0) if listed and filled else ""
        if heading:
            return "heading", heading, label
        return ("item", (at or 0) + 1, label) if listed else ("paragraph", 0, "")

    def _level_of(self, number: str, style: str) -> int:
        """The level that a style stands for in its list (``w:pStyle`` within the level)."""
        return self.numbering.styled.get((number, style), 0)

    def _collected(self, element: Element) -> _Paragraph:
        found = _Paragraph()
        _collect(element, found)
        return found


def _is_default(style: Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")


def _descend(parent: Element, tag: str) -> Iterator[Element]:
    """Rows of a table, or cells of a row, also inside content controls and insertions, but not those of inner tables."""
    for element in parent:
        if name(element) == tag:
            yield element
        elif name(element) in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _descend(element, tag)


def _heading(properties: Element | None, ancestry: list[Style]) -> int:
    """Level of a heading from 1, or 0."""
    own = value(properties, "outlineLvl")
    if own is not None and own.isdecimal():
        return int(own) + 1 if int(own) < 9 else 0
    for style in ancestry:
        if found := _HEADING.fullmatch(style.label):
            return int(found[1])
        if style.label in _TITLES:
            return 1
        if style.outline is not None:
            return style.outline + 1 if style.outline < 9 else 0
    return 0


def _collect(element: Element, found: _Paragraph) -> None:
    for inner in element:
        tag = name(inner)
        if tag == "t":
            found.pieces.append(inner.text or "")
        elif tag in _SIGNS:
            found.pieces.append(_SIGNS[tag])
        elif tag == "txbxContent":
            found.boxes.append(inner)
        elif tag in _NOTES:
            found.notes.append((_NOTES[tag], attribute(inner, "id") or ""))
        elif tag == "r" and _vanishes(inner):
            continue
        elif tag not in _LEFT_OUT:
            _collect(inner, found)


def _vanishes(run: Element) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")
