"""Web pages: the text that a browser shows, with line breaks where it breaks.

Left out: scripts, styles, templates, comments, what is hidden by attribute or inline style, the small
characters over others (``<rt>``). Kept: menus and other furniture; lines that are nothing but links
are of kind ``link``. Numbers that a browser puts before ``<ol>`` items are put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import plain
from caselib.read.builder import Builder
from caselib.read.decode import decode
from caselib.read.markup import depth, page
from caselib.read.numerals import numeral
from caselib.read.options import Limits, Options, Raw

READER = "html/1"

_LEFT_OUT = {
    "head", "script", "style", "template", "noscript", "iframe", "object", "canvas", "audio", "video", "svg", "select", "datalist", "rt", "rp", "rtc", "map",
    "noframes",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol",
    "optgroup", "option", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
}  # fmt: skip
_KEEPS_SPACE = {"pre", "textarea", "listing", "plaintext", "xmp"}
# A table with one of these in it, or with one cell a row, only arranges the page.
_LAYOUT = "table table, table h1, table h2, table h3, table h4, table ul, table ol, table dl, table form, table hr"
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_SPACE = re.compile("[ \t\n\r\f]+")
# A line end in the source between two wide characters is no space (CSS Text 3, segment breaks).
_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_SEPARATORS = re.compile(r"[\s|｜·•>›»/／\-–—、,，:：\[\]【】()（）]+")
_MARKERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The one text of the page, and a problem if bytes of it did not fit its encoding."""
    data, declared = page(raw)
    decoded = decode(data, declared)
    if decoded is None:
        yield raw.problem("binary")
        return
    yield from plain.bad_bytes(raw, decoded)
    if fault := refused(raw, decoded.text, options.limits):
        yield fault
        return
    build = visible(decoded.text)
    yield from plain.checked(SourceText(raw.doc, build.text, tuple(build.blocks), sha256=raw.sha256, reader=READER), raw, options)


def refused(raw: Raw, html: str, limits: Limits) -> Problem | None:
    """Why a page must not be parsed: it is too long (four times the text's limit, for the marks) or nested too deeply."""
    if len(html) > 4 * limits.text_chars:
        return raw.problem("too_large", size=f"{len(html):,}", limit=f"{4 * limits.text_chars:,}", option="text_chars")
    if html.count("<") > limits.nesting and depth(html) > limits.nesting:
        return raw.problem("unreadable", reason="nested")
    return None


def parsed(html: str) -> LexborHTMLParser:
    """The page's tree, mended as browsers mend it."""
    return LexborHTMLParser(html)


def visible(html: str) -> Builder:
    """What a browser shows of a page.

    Examples
    --------
    >>> page = visible("<h1>投诉</h1><ol><li>来电<li>回访</ol><p style='display:none'>无</p>")
    >>> page.text, [block.kind for block in page.blocks]
    ('投诉\\n1. 来电\\n2. 回访', ['heading', 'item', 'item'])
    """
    page = _Page()
    tree = parsed(html)
    page.layout = {table.mem_id for inner in tree.css(_LAYOUT) for table in _tables_around(inner)}
    node = tree.root
    while node is not None:
        if page.enter(node):
            if node.child is not None:
                node = node.child
                continue
            page.leave(node)
        while node is not None and node.next is None:
            node = node.parent
            if node is not None:
                page.leave(node)
        node = node and node.next
    page.end_line()
    return page.build


def _tables_around(node: Any) -> Iterator[Any]:
    node = node.parent
    while node is not None:
        if node.tag == "table":
            yield node
            return
        node = node.parent


@dataclass(slots=True)
class _Page:
    """The walk's state: the line being written and what stands around it."""

    build: Builder = field(default_factory=Builder)
    layout: set[int] = field(default_factory=set)  # tables that only arrange the page
    line: list[tuple[str, bool]] = field(default_factory=list)  # pieces, and whether each stands in a link
    around: list[tuple[str, int]] = field(default_factory=list)  # kind and level of the lines in the blocks around
    tables: list[bool] = field(default_factory=list)  # of the tables around: whether each holds data
    lists: list[tuple[str, int]] = field(default_factory=list)  # of the lists around: numbering, or "", and the next number
    links: int = 0
    keeps: int = 0
    marker: str = ""
    count: int = 0

    def enter(self, node: Any) -> bool:
        """Take in a node's beginning; whether to go on to its children."""
        tag = node.tag
        if tag == "-text":
            self.put(node.text_content or "")
            return False
        if tag.startswith("-") or tag in _LEFT_OUT or _hidden(node):
            return False
        if tag in _BLOCKS:
            self.enter_block(tag, node)
        elif tag == "br":
            self.end_line()
        elif tag == "q":
            self.put("“")
        self.links += _is_link(node)
        self.keeps += tag in _KEEPS_SPACE
        return True

    def leave(self, node: Any) -> None:
        """Take in the end of a node that was entered."""
        tag = node.tag
        if tag in _BLOCKS:
            self.leave_block(tag)
        elif tag == "q":
            self.put("”")
        self.links -= _is_link(node)
        self.keeps -= tag in _KEEPS_SPACE

    def enter_block(self, tag: str, node: Any) -> None:
        """Begin a line, and note what kind of line it is."""
        self.end_line()
        if tag == "table":
            self.tables.append(node.mem_id not in self.layout)
        elif tag == "tr" and self.in_data:
            self.build.begin_row()
        elif tag in ("td", "th") and self.in_data and self.build.rows:
            self.build.begin_cell()
        elif tag in ("ol", "ul", "menu", "dir"):
            numbers = _MARKERS.get(node.attributes.get("type") or "", "decimal") if tag == "ol" else ""
            self.lists.append((numbers, _number(node.attributes.get("start"), 1)))
        elif tag == "li":
            self.number(node)
        self.around.append(self.kind_of(tag))

    def leave_block(self, tag: str) -> None:
        """End the line and what was noted of it."""
        self.end_line()
        self.around.pop()
        if tag == "tr" and self.in_data and self.build.rows:
            self.build.end_row()
        elif tag == "table":
            self.tables.pop()
        elif tag in ("ol", "ul", "menu", "dir"):
            self.lists.pop()

    @property
    def in_data(self) -> bool:
        """Whether the innermost table holds data."""
        return bool(self.tables and self.tables[-1])

    def number(self, node: Any) -> None:
        """The number that a browser puts before an item."""
        self.marker = ""
        if self.lists and self.lists[-1][0]:
            numbers, at = self.lists[-1]
            at = _number(node.attributes.get("value"), at)
            self.lists[-1] = (numbers, at + 1)
            self.marker = f"{numeral(at, numbers)}. "

    def kind_of(self, tag: str) -> tuple[str, int]:
        """Kind and level of the lines in a block."""
        kind, level = self.around[-1] if self.around else ("paragraph", 0)
        if tag in ("td", "th"):
            return ("cell", 0) if self.in_data else ("paragraph", 0)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            return "heading", int(tag[1])
        if tag == "li":
            return "item", max(1, len(self.lists))
        if tag in ("caption", "figcaption"):
            return "caption", 0
        return kind, level

    def put(self, text: str) -> None:
        """Append text to the line; in preformatted text every line feed ends one."""
        if not self.keeps:
            self.line.append((_SPACE.sub(_one_space, text), bool(self.links)))
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self.line.append((first, bool(self.links)))
        for other in others:
            self.end_line()
            self.line.append((other, bool(self.links)))

    def end_line(self) -> None:
        """Write the line, if it holds anything."""
        if not self.line:
            return
        text = "".join(piece for piece, _ in self.line)
        if not self.keeps:
            text = _SPACE.sub(_one_space, text).strip(" \n")
            text = _BETWEEN_WIDE.sub("", text).replace("\n", " ")
        kind, level = self.around[-1] if self.around else ("paragraph", 0)
        if kind != "heading" and _only_links(self.line):
            kind, level = "link", 0
        self.line = []
        if text.strip():
            self.count += 1
            self.build.add(self.marker + text, kind, level, f"paragraph:{self.count}")
            self.marker = ""


def _hidden(node: Any) -> bool:
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or "")))


def _is_link(node: Any) -> bool:
    return node.tag == "a" and "href" in node.attributes


def _only_links(line: list[tuple[str, bool]]) -> bool:
    """Whether nothing but separators stands outside the links."""
    inside = any(link and piece.strip() for piece, link in line)
    return inside and not any(_SEPARATORS.sub("", piece) for piece, link in line if not link)


def _one_space(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "


def _number(value: str | None, default: int) -> int:
    return int(value) if value and len(value) < 7 and value.strip().lstrip("-").isdecimal() else default
