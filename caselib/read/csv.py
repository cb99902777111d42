"""Comma- and tab-separated tables, whatever their encoding and dialect."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Literal

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import plain, table
from caselib.read.decode import decode
from caselib.read.options import Options, Raw

READER = "csv/1"
_DELIMITERS = ",\t;|，"
_SNIFFED = 40  # rows


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """A record for each row, or one document where the file is no log of texts."""
    decoded = decode(raw.data)
    if decoded is None:
        yield raw.problem("binary")
        return
    yield from plain.bad_bytes(raw, decoded)
    try:
        found, cut = rows(decoded.text, options)
    except csv.Error:  # a cell that is longer than a text may be
        most = f"{options.limits.text_chars:,}"
        yield raw.problem("too_large", size=f"> {most}", limit=most, option="text_chars")
        return
    if cut:
        yield raw.problem("cut_table", "error", rows=options.limits.rows, columns=options.limits.columns)
    for name in table.absent([found], options.columns):
        yield raw.problem("no_column", "notice", column=name)
    sheet = table.Sheet(raw.doc, found, READER)
    nothing = True
    for text in table.texts(sheet, options.columns, raw.sha256):
        nothing = False
        if options.late:
            yield raw.slow(options.limits)
            return
        yield from plain.checked(text, raw, options)
    if nothing:
        yield raw.problem("empty_file")


def rows(text: str, options: Options) -> tuple[list[table.Row], bool]:
    """The rows that hold something, numbered by the line they begin at, and whether the limits cut the table."""
    # A cell may be as long as a text; the module's own limit of 131,072 is kept for the whole process, so it is only raised.
    csv.field_size_limit(max(csv.field_size_limit(), options.limits.text_chars))
    delimiter = sniff(text)
    found: list[table.Row] = []
    cut, line = False, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=_quoting(text, delimiter), skipinitialspace=True)
    for cells in reader:
        if len(found) >= options.limits.rows:
            return found, True
        cut = cut or len(cells) > options.limits.columns
        kept = tuple(tidy(cell) for cell in cells[: options.limits.columns])
        if any(kept):
            found.append((line, kept))
        line = reader.line_num + 1
    return found, cut


def sniff(text: str) -> str:
    """The delimiter: the one that divides most of the first rows into the same number of cells, at least two.

    Examples
    --------
    >>> sniff("编号\\t内容\\n1\\t空调,不制冷\\n"), sniff('编号,内容\\n1,"空调，不制冷"\\n')
    ('\\t', ',')
    """
    best, most = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(cells) for cells in _first_rows(text[:200_000], delimiter) if cells]
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        worth = (widths.count(common) / len(widths), common)
        if common > 1 and worth > most:
            best, most = delimiter, worth
    return best


def _quoting(text: str, delimiter: str) -> Literal[0, 3]:
    """Whether quotes are marks of the format: not where one that is never closed would swallow the rest of the table."""
    if text.count('"') % 2 == 0:
        return csv.QUOTE_MINIMAL
    widest = {}
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        widths = [len(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting) if cells]
        widest[quoting] = sum(width == widths[0] for width in widths)
    return csv.QUOTE_NONE if widest[csv.QUOTE_NONE] > widest[csv.QUOTE_MINIMAL] else csv.QUOTE_MINIMAL


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        for i, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)):
            if i >= _SNIFFED:
                return
            yield cells
    except csv.Error:
        return


def tidy(cell: str) -> str:
    """A cell without white space at its ends, line ends as line feeds."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
