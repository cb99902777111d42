"""Web pages that are called ``.xls``: what many web applications write when they export a table."""

from __future__ import annotations

from collections.abc import Iterator

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import html, plain, table
from caselib.read.decode import decode
from caselib.read.markup import page
from caselib.read.options import Options, Raw

READER = "htmltable/1"


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """A record for each row where the page is a log of texts, else the page as it is shown."""
    rows = _rows(raw, options)
    if table.as_log(rows, options.columns) is None:
        yield from html.texts(raw, options)
        return
    for name in table.absent([rows], options.columns):
        yield raw.problem("no_column", "notice", column=name)
    for text in table.texts(table.Sheet(raw.doc, rows, READER), options.columns, raw.sha256):
        yield from plain.checked(text, raw, options)


def _rows(raw: Raw, options: Options) -> list[table.Row]:
    """The rows of the page's tables; none where the page is no plain table (then the page is read as one)."""
    decoded = decode(*page(raw))
    if decoded is None or decoded.bad or html.refused(raw, decoded.text, options.limits):
        return []
    found: list[table.Row] = []
    for number, row in enumerate(html.parsed(decoded.text).css("tr"), 1):
        if row.css_first("table") is not None:
            return []
        cells = tuple(html.visible(cell.inner_html or "").text for cell in row.css("td, th")[: options.limits.columns])
        if any(cells) and len(found) < options.limits.rows:
            found.append((number, cells))
    return found
