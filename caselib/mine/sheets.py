"""The mining tables as files that spreadsheets open: CSV with a byte-order mark, and one workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.casebase.cells import guarded
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.messages import language
from caselib.mine.columns import meanings

if TYPE_CHECKING:
    import pandas as pd

CELL = 32_767  # characters that a cell of the format holds
# Codes and addresses are texts: one that begins with "=" is no formula.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_DATE = datetime(2020, 1, 1, tzinfo=UTC)  # of creation, fixed: the same tables give the same bytes


def json_text(rows: object) -> str:
    """JSON that every file can carry and that gives each character back: what XML, a terminal or UTF-8 would lose is escaped."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(rows, ensure_ascii=False))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with evidence as JSON text."""
    if "evidence" not in frame:
        return frame
    told = ([list(row) if isinstance(row, tuple) else row for row in rows] for rows in frame["evidence"])
    return frame.assign(evidence=[json_text(rows) for rows in told])


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """UTF-8 with a byte-order mark, so that spreadsheets read Chinese; floats with all their digits; no cell is a formula."""
    with written_whole(path) as temporary:
        plain(frame).map(_harmless).to_csv(temporary, index=False, encoding="utf-8-sig", lineterminator="\r\n", errors="replace")
    return path


def _harmless(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


def write_workbook(frames: Mapping[str, pd.DataFrame], stamp: Mapping[str, Any], path: Path, lang: str | None = None) -> Path:
    """One sheet a table, then what the columns mean, then the stamp (counts, codebook, settings)."""
    import xlsxwriter

    spoken = language(lang)
    with written_whole(path) as temporary, xlsxwriter.Workbook(temporary, _OPTIONS) as book:
        book.set_properties({"comments": "caselib", "created": _DATE})
        for name, frame in frames.items():
            _sheet(book, name, [str(column) for column in frame.columns], plain(frame).itertuples(index=False))
        said = [(name, column, text) for name in frames for column, text in meanings(name, spoken).items()]
        _sheet(book, "columns", ["table", "column", "meaning"], said)
        _sheet(book, "stamp", ["name", "value"], [(name, str(value)) for name, value in stamp.items()])
    return path


def _sheet(book: Any, name: str, columns: list[str], rows: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, head in enumerate(columns):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, 60 if head in ("evidence", "meaning", "value") else 14)
    at = 0
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _cell(sheet, at, column, value)
    sheet.autofilter(0, 0, max(at, 1), len(columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: object) -> None:
    if value is None or value != value:
        return
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool":
        sheet.write_boolean(row, column, bool(value))
    elif isinstance(value, (int, float)) or hasattr(value, "dtype"):
        sheet.write_number(row, column, float(value))  # type: ignore[arg-type]
    else:
        sheet.write_string(row, column, printable(str(value))[:CELL])
