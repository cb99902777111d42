"""The case base as an Excel workbook: every table, what each column means, and the way from a mention to its case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.assets import word
from caselib.casebase import tables
from caselib.files import written_whole
from caselib.messages import language
from caselib.view.safe import printable

if TYPE_CHECKING:
    import pandas as pd

    from caselib.casebase import Cases

CELL = 32_767  # characters that a cell of the format holds
ROWS = 1_048_575  # rows that a sheet holds below its head
# Texts are texts: a quote that begins with "=" is not a formula, one that begins with "http" is not a link, and an order number keeps its digits.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}


def workbook(cases: Cases, path: Path | str, *, graph: Any = None, lang: str | None = None) -> Path:
    """Write the workbook; whole or not at all.

    Parameters
    ----------
    cases
        The case base.
    path
        Of the ``.xlsx`` file.
    graph
        Adds the sheet of edges.
    lang
        Of sheet names and explanations; the columns keep their names, which other programs read.

    Returns
    -------
    pathlib.Path
        ``path``. Sheets: cases, mentions, links, guides, problems, edges (with a graph), and what each column means (列说明).
        Control characters that the format cannot carry appear as U+FFFD; all else reads back as it is.
    """
    import xlsxwriter

    lang = language(lang)
    path = Path(path)
    with written_whole(path) as temporary, xlsxwriter.Workbook(temporary, OPTIONS) as book:
        # A fixed date of creation, so that the same case base gives the same bytes.
        book.set_properties({"title": word("report.title", lang), "comments": "caselib", "created": _epoch()})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "valign": "top"}),
            "text": book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"}),
            "number": book.add_format({"valign": "top"}),
            "link": book.add_format({"valign": "top", "font_color": "#0563C1", "underline": 1}),
        }
        sheets = dict(_sheets(cases, graph, lang))
        rows_of = {case.id: number for number, case in enumerate(cases, 2)}
        for name, frame in sheets.items():
            _sheet(book, name, frame, formats, rows_of if name in ("mentions", "links") else {})
    return path


def _sheets(cases: Cases, graph: Any, lang: str) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "cases", cases.table
    yield "mentions", cases.mentions
    yield "links", cases.links
    yield "guides", tables.guides(cases)
    yield "problems", tables.problems(cases, lang)
    if graph is not None:
        yield "edges", _edges(graph)
    yield word("sheet.meanings", lang), tables.meanings(lang)


def _edges(graph: Any) -> pd.DataFrame:
    from caselib.mine import edges

    table = edges(graph)
    shown = ["、".join(f"{each.case}/{each.source}→{each.target}" for each in row) for row in table["evidence"]]
    # Lone surrogates cannot be stored in a workbook, nor by pyarrow beneath pandas.
    table["evidence"] = [text.encode("utf-8", "replace").decode() for text in shown]
    return table


def _sheet(book: Any, name: str, frame: pd.DataFrame, formats: dict[str, Any], rows_of: dict[str, int]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, head in enumerate(frame.columns):
        sheet.write_string(0, column, str(head), formats["head"])
        sheet.set_column(column, column, _width(frame.iloc[:200, column], str(head)))
    told = frame.head(ROWS).astype(object)
    for number, row in enumerate(told.where(told.notna(), None).itertuples(index=False), 1):
        for column, value in enumerate(row):
            _cell(sheet, number, column, value, formats)
        if rows_of and (at := rows_of.get(str(row[0]))):
            # From the evidence to its case: a place in this same file, no address outside.
            sheet.write_url(number, 0, f"internal:'cases'!A{at}", formats["link"], printable(str(row[0]))[:CELL])
    if len(frame.columns):
        sheet.autofilter(0, 0, max(1, min(len(frame), ROWS)), len(frame.columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: object, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats["text"])
    elif isinstance(value, bool) or (hasattr(value, "dtype") and value.dtype == bool):
        sheet.write_boolean(row, column, bool(value), formats["number"])
    elif isinstance(value, (int, float)) or hasattr(value, "dtype"):
        sheet.write_number(row, column, float(value), formats["number"])  # type: ignore[arg-type]
    else:
        sheet.write_string(row, column, printable(str(value))[:CELL], formats["text"])


def _width(values: pd.Series[Any], head: str) -> float:
    """Characters that a column is wide; a Chinese character takes two."""
    longest = max((sum(2 if ord(char) > 0x2E7F else 1 for char in str(value)) for value in values), default=0)
    return float(min(60, max(len(head) + 4, longest + 2)))


def _epoch() -> Any:
    from datetime import UTC, datetime

    return datetime(2020, 1, 1, tzinfo=UTC)
