"""Excel workbooks: every cell as the text a person sees, so that long numbers keep their digits."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import plain, table
from caselib.read.csv import tidy
from caselib.read.options import Limits, Options, Raw

READER = "xlsx/1"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_NO_RESULT = re.compile(rb"(?:</(?:\w{1,9}:)?f>|<f[^<>]{0,200}/>)\s{0,9}(?:<v></v>|<v ?/>)?\s{0,9}</(?:\w{1,9}:)?c>")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes characters that XML cannot hold


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The records and documents of every sheet that holds something."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, which are not read
        book = openpyxl.load_workbook(io.BytesIO(raw.data), read_only=True, data_only=True, keep_links=False)
        sheets = [_grid(sheet, options.limits) for sheet in book.worksheets]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        yield raw.problem("empty_file")
    for name in table.absent([sheet.rows for sheet in filled], options.columns):
        yield raw.problem("no_column", "notice", column=name)
    for sheet in filled:
        doc = f"{raw.doc}!{sheet.title}" if len(filled) > 1 else raw.doc
        place = f"sheet:{sheet.title}"
        if sheet.cut:
            yield raw.problem("cut_table", "error", place, rows=options.limits.rows, columns=options.limits.columns)
        if sheet.empty:
            yield raw.problem("no_result", "notice", place, count=sheet.empty)
        if sheet.long:
            yield raw.problem("lost_digits", "notice", f"{place}/row:{sheet.long[0]}", count=len(sheet.long))
        for text in table.texts(table.Sheet(doc, sheet.rows, READER, f"{place}/"), options.columns, raw.sha256):
            yield from plain.checked(text, raw, options)


@dataclass(slots=True)
class _Grid:
    """A sheet's rows that hold something, whether the limits cut it, rows with numbers too long for Excel, formulas without a result."""

    title: str
    rows: list[table.Row] = field(default_factory=list)
    cut: bool = False
    long: list[int] = field(default_factory=list)
    empty: int = 0


def _grid(sheet: Any, limits: Limits) -> _Grid:
    """Read a sheet.

    openpyxl's own iteration makes every row and column that the sheet declares, up to 17 thousand
    million cells; its parser, asked directly, gives only those that stand in the file.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    book, grid = sheet.parent, _Grid(sheet.title)
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            if len(grid.rows) >= limits.rows:
                grid.cut = True
                break
            row, wide = _row(book, cells, limits.columns)
            grid.cut = grid.cut or wide
            if any(row):
                grid.rows.append((number, row))
                grid.long += [number] * any(_too_long(cell["value"]) for cell in cells)
    with sheet._get_source() as source:
        xml = source.read()
    grid.rows = _filled(grid.rows, _merged(xml))
    grid.empty = len(_NO_RESULT.findall(xml))
    return grid


def _too_long(value: object) -> bool:
    """Whether a number has more digits than Excel keeps: an identity or order number that has lost its end."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**15 and value == int(value)


def _row(book: Any, cells: list[dict[str, Any]], columns: int) -> tuple[tuple[str, ...], bool]:
    values: dict[int, str] = {}
    for cell in cells:
        value = cell["value"]
        if value is not None:
            values[cell["column"]] = show(value, _percent(book, cell.get("style_id", 0), value))
    width = max((at for at in values if values[at]), default=0)
    return tuple(values.get(at, "") for at in range(1, min(width, columns) + 1)), width > columns


def _percent(book: Any, style: int, value: object) -> bool:
    if not isinstance(value, float | int) or not style:
        return False
    number = book._cell_styles[style].numFmtId
    if number in (9, 10):
        return True
    return number >= 164 and str(book._number_formats[number - 164]).rstrip("\"'_ )").endswith("%")


def show(value: object, percent: bool = False) -> str:
    """A cell's value as text.

    Examples
    --------
    >>> [show(value) for value in (3.0, 4.40301199001011e17, 1.5, True, "投诉 ")]
    ['3', '440301199001011000', '1.5', 'TRUE', '投诉']
    >>> show(0.04, percent=True), show(datetime(2023, 5, 4)), show(datetime(2023, 5, 4, 9, 30))
    ('4%', '2023-05-04', '2023-05-04 09:30')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return f"{_number(round(value * 100, 10))}%" if percent else _number(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return tidy(_ESCAPED.sub(_unescaped, str(value)))


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    digits = Decimal(f"{value:.15g}")  # Excel keeps 15 digits; what the float has beyond is chance
    return f"{digits:f}"


def _moment(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", "minutes" if not (value.second or value.microsecond) else "seconds")


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code < 0xE000) else ""


def _merged(xml: bytes) -> list[tuple[int, int, int]]:
    """``(column, first row, last row)`` of cells merged over several rows of one column."""
    from openpyxl.utils import column_index_from_string

    found = _MERGED.findall(xml)
    return [
        (column_index_from_string(left.decode()), int(top), int(bottom))
        for left, top, right, bottom in found
        if left == right and top != bottom
    ]


def _filled(rows: list[table.Row], merged: list[tuple[int, int, int]]) -> list[table.Row]:
    """Rows in which a cell merged downwards stands in every row that it covers: it is said of all of them."""
    if not merged:
        return rows
    at = {number: i for i, (number, _) in enumerate(rows)}
    cells = [list(row) for _, row in rows]
    for column, top, bottom in merged:
        if top not in at or column > len(cells[at[top]]):
            continue
        value = cells[at[top]][column - 1]
        for i in range(at[top] + 1, len(rows)):
            if rows[i][0] > bottom:
                break
            row = cells[i]
            row.extend([""] * (column - len(row)))
            row[column - 1] = row[column - 1] or value
    return [(number, tuple(row)) for (number, _), row in zip(rows, cells, strict=True)]
