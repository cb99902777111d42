"""The report as an Excel workbook: its tables and those of the case base; every count leads to the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.assets import word
from caselib.casebase import tables
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.report.casebase import composed
from caselib.report.parts import Report, watched
from caselib.report.sheets import Linked, Sheet, Sheets

if TYPE_CHECKING:
    import pandas as pd

    from caselib.casebase import Cases

CELL = 32_767  # characters that a cell of the format holds
ROWS = 1_048_575  # rows that a sheet holds below its head
LINKS = 65_530  # links that a sheet holds; what comes behind them is plain
DIGITS = 6  # of a measure: more would only look exact, and eighteen of them look like somebody's number
# Texts are texts: a quote that begins with "=" is not a formula, one that begins with "http" is not a link, and an order number keeps its digits.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}


def workbook(source: Cases | Report, path: Path | str, graph: Any = None, *, lang: str | None = None) -> Path:
    """Write the workbook; whole or not at all.

    Parameters
    ----------
    source
        Cases, for the case-base report; or a report composed before.
    path
        Of the ``.xlsx`` file.
    graph, lang
        As for :func:`caselib.report.case_base`; a report composed before has its own.

    Returns
    -------
    pathlib.Path
        ``path``. Sheets: contents, findings, the report's count tables, evidence; then cases, mentions, links, guides, problems, edges
        (with a graph), whose columns keep the names that other programs read, and what each of these columns means.
        Control characters that the format cannot carry appear as U+FFFD; all else reads back as it is.
    """
    import xlsxwriter

    path, report = Path(path), composed(source, graph, lang)
    with written_whole(path) as temporary, xlsxwriter.Workbook(temporary, OPTIONS) as book:
        # A fixed date of creation, so that the same case base gives the same bytes.
        book.set_properties({"title": printable(report.title)[:255], "comments": "caselib", "created": datetime(2020, 1, 1, tzinfo=UTC)})
        writer = _Writer(book)
        sheets = list(_sheets(report))
        for sheet in watched([_contents(sheets, report.lang), *sheets], "Excel"):
            writer.add(sheet)
    return path


def _sheets(report: Report) -> Iterator[Sheet]:
    cases, lang = report.cases, report.lang
    made = Sheets(report)
    yield from made.all()
    frames = {"cases": cases.table, "mentions": cases.mentions, "links": cases.links, "guides": tables.guides(cases), "problems": tables.problems(cases, lang)}
    for name, frame in frames.items():
        yield _records(name, frame, made.row_of if name in ("mentions", "links") else {}, lang)
    if report.graph is not None:
        yield _edges(report.graph, made, lang)
    yield _records(word("sheet.meanings", lang), tables.meanings(lang), {}, lang, "meanings")


def _contents(sheets: list[Sheet], lang: str) -> Sheet:
    head = tuple(word(f"sheet.contents_{name}", lang) for name in ("sheet", "about", "rows"))
    return Sheet(word("sheet.contents", lang), head, [(Linked(sheet.name, f"'{sheet.name}'!A1"), sheet.about, len(sheet.rows)) for sheet in sheets])


def _records(name: str, frame: pd.DataFrame, row_of: dict[str, int], lang: str, key: str = "") -> Sheet:
    """A table of the case base; where ``row_of`` is given, its first column leads to the cases."""
    told = frame.head(ROWS).astype(object)
    rows = [tuple(row) for row in told.where(told.notna(), None).itertuples(index=False)]
    if row_of:
        rows = [(Linked(row[0], f"'cases'!A{at}") if (at := row_of.get(str(row[0]))) else row[0], *row[1:]) for row in rows]
    return Sheet(name, tuple(map(str, frame.columns)), rows, word(f"sheet.about_{key or name}", lang))


def _edges(graph: Any, made: Sheets, lang: str) -> Sheet:
    """The mined edges; the number of clusters leads to them."""
    from caselib.mine import edges

    table = edges(graph).drop(columns="evidence")
    sheet = _records("edges", table, {}, lang)
    names = {name: at for at, name in enumerate(sheet.head)}
    at = names["n_clusters"]
    rows = [(*row[:at], made.linked("edges", f"{row[names['source']]}->{row[names['target']]}", "n_clusters", row[at]), *row[at + 1 :]) for row in sheet.rows]
    return Sheet(sheet.name, sheet.head, rows, sheet.about)


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "valign": "top"})
        self.text = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
        self.number = book.add_format({"valign": "top"})
        self.link = book.add_format({"valign": "top", "font_color": "#0563C1", "underline": 1})

    def add(self, made: Sheet) -> None:
        """A sheet with frozen head and filter."""
        sheet = self.book.add_worksheet(made.name)
        sheet.freeze_panes(1, 1)
        for column, head in enumerate(made.head):
            sheet.write_string(0, column, head, self.head)
            sheet.set_column(column, column, _width((row[column] for row in made.rows[:200]), head))
        links = 0
        for number, row in enumerate(made.rows[:ROWS], 1):
            for column, value in enumerate(row):
                if isinstance(value, Linked) and links < LINKS:
                    links += 1
                    # A place in this same file, no address outside. The number is written over the text that the link brings with it.
                    sheet.write_url(number, column, f"internal:{value.target}", self.link, "x")
                    self._cell(sheet, number, column, value.value, self.link)
                else:
                    self._cell(sheet, number, column, value.value if isinstance(value, Linked) else value)
        if made.head:
            sheet.autofilter(0, 0, max(1, min(len(made.rows), ROWS)), len(made.head) - 1)

    def _cell(self, sheet: Any, row: int, column: int, value: object, look: Any = None) -> None:
        if value is None or value == "" or value != value:
            sheet.write_blank(row, column, None, look or self.text)
        elif isinstance(value, bool) or (hasattr(value, "dtype") and value.dtype == bool):
            sheet.write_boolean(row, column, bool(value), look or self.number)
        elif isinstance(value, (int, float)) or hasattr(value, "dtype"):
            sheet.write_number(row, column, _rounded(float(value)), look or self.number)  # type: ignore[arg-type]
        else:
            sheet.write_string(row, column, printable(str(value))[:CELL], look or self.text)


def _rounded(value: float) -> float:
    return value if value.is_integer() else float(f"{value:.{DIGITS}g}")


def _width(values: Iterable[object], head: str) -> float:
    """Characters that a column is wide; a Chinese character takes two."""
    shown = (str(value.value if isinstance(value, Linked) else value) for value in values)
    longest = max((sum(2 if ord(char) > 0x2E7F else 1 for char in text.split("\n", 1)[0]) for text in shown), default=0)
    return float(min(60, max(sum(2 if ord(char) > 0x2E7F else 1 for char in head) + 4, longest + 2)))
