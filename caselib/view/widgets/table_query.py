"""Search, filter and sort the rows of a large table in the kernel; ``tables.js`` does the same for small ones in the browser."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from caselib.codebook import load
from caselib.errors import InputError
from caselib.lang.fold import fold
from caselib.view.widgets.table_data import COLUMNS, Row, Tables

_TEST = re.compile(r"(>=|<=|>|<|=|≥|≤)?\s{0,9}(-?\d{1,15}(?:\.\d{1,9})?)(?:\s{0,9}[-~–至]\s{0,9}(-?\d{1,15}(?:\.\d{1,9})?))?")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "≥": operator.ge, "<=": operator.le, "≤": operator.le, "=": operator.eq, "": operator.eq,
}  # fmt: skip


def select(tables: Tables, name: str, search: str, filters: dict[str, str], sort: tuple[str, bool] | None) -> list[Row]:
    """The rows of a table that hold every word of ``search`` and pass the filters, in order.

    Parameters
    ----------
    search
        Words divided by spaces, whatever their script and width; all must stand in the row.
    filters
        Column → a code (columns of codes), words (columns of text), or a test of numbers (``3``, ``>=3``, ``2-5``).
    sort
        Column and whether it descends; rows without a value come last.

    Raises
    ------
    InputError
        If the table or a column is not there, or a number cannot be understood.
    """
    if name not in tables.names():
        raise InputError(f"there is no table {name!r}; tables: {', '.join(tables.names())}")
    kinds = COLUMNS[name]
    for column in (*filters, *([sort[0]] if sort else [])):
        if column not in kinds:
            raise InputError(f"the table {name} has no column {column!r}; columns: {', '.join(kinds)}")
    rows = tables.rows(name)
    tests = [(list(kinds).index(column), _test(kinds[column], wanted)) for column, wanted in filters.items() if wanted]
    words = fold(search).split()
    if words:
        folded = tables.folded(name)
        rows = [row for row, told in zip(rows, folded, strict=True) if all(each in told for each in words)]
    kept = [row for row in rows if all(test(row.cells[at]) for at, test in tests)]
    return _sorted(kept, list(kinds).index(sort[0]), kinds[sort[0]], sort[1]) if sort else kept


def _test(kind: str, wanted: str) -> Callable[[Any], bool]:
    if kind in {"code", "word"}:
        return lambda cell: cell == wanted
    if kind == "codes":
        return lambda cell: wanted in cell
    if kind == "text":
        sought = fold(wanted)
        return lambda cell: sought in fold(str(cell or ""))
    found = _TEST.fullmatch(fold(wanted).strip())
    if not found:
        raise InputError(f"{wanted[:40]!r} is no test of a number; write 3, >=3 or 2-5")
    low = float(found[2])
    if found[3]:
        high = float(found[3])
        return lambda cell: cell is not None and low <= cell <= high
    compare = _COMPARE[found[1] or ""]
    return lambda cell: cell is not None and compare(cell, low)


def _sorted(rows: list[Row], at: int, kind: str, descending: bool) -> list[Row]:
    book = load()

    def key(row: Row) -> Any:
        cell = row.cells[at]
        if kind == "number":
            return cell
        return "、".join(book.label(each) for each in cell) if kind == "codes" else book.label(str(cell)) if kind == "code" else str(cell)

    told = [row for row in rows if row.cells[at] not in (None, "", [])]
    untold = [row for row in rows if row.cells[at] in (None, "", [])]
    return sorted(told, key=key, reverse=descending) + untold
