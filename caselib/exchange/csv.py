"""Tables as CSV or a workbook that spreadsheets open with their Chinese intact, and codings back from such tables.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV injection"); :func:`read_csv` takes it
off again, so that every text comes back as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caselib.casebase import Cases, tables
from caselib.casebase.cells import bare, guarded
from caselib.coding.apply import apply
from caselib.coding.events import Event, mark, mark_of, now
from caselib.errors import Address, FormatError, InputError, Problem
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.model import Case, Span

# How a workbook writes a character that its XML would lose, a carriage return above all (ECMA-376, ST_Xstring).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
CELL = 32_767  # characters that a cell of a workbook holds
TABLES = ("cases", "mentions", "links", "guides", "problems")


def write_csv(cases: Cases, folder: Path | str) -> list[Path]:
    """Write ``cases.csv``, ``mentions.csv``, ``links.csv``, ``guides.csv`` and ``problems.csv``; returns their paths.

    UTF-8 with a byte-order mark, by which Excel knows the encoding.
    """
    written = []
    for name in TABLES:
        frame = getattr(tables, name)(cases)
        path = Path(folder) / f"{name}.csv"
        with written_whole(path) as temporary, temporary.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            out = csv.writer(file)
            out.writerow(frame.columns)
            out.writerows([_cell(value) for value in row] for row in frame.itertuples(index=False))
        written.append(path)
    return written


def read_csv(path: Path | str) -> list[dict[str, str]]:
    """The rows of a table that :func:`write_csv` wrote, by column, apostrophes taken off.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is not UTF-8 or not CSV.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; check the path")
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{name: bare(cell or "") for name, cell in row.items() if name} for row in csv.DictReader(file)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"{path.name} cannot be read ({error}); save it as “CSV UTF-8”") from error


def write_xlsx(cases: Cases, path: Path | str) -> Path:
    """Write the same tables as sheets of one workbook; no cell is a formula or a link, and long numbers keep their digits.

    (:func:`caselib.report.workbook` writes the workbook for readers: explained, with counts and links.)
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
    with written_whole(path) as temporary, xlsxwriter.Workbook(str(temporary), options) as book:
        for name in TABLES:
            frame = getattr(tables, name)(cases)
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(frame.columns))
            for number, row in enumerate(frame.itertuples(index=False), 1):
                for column, told in enumerate(row):
                    _write(sheet, number, column, told)
    return Path(path)


def read_xlsx(path: Path | str, sheet: str = "mentions") -> list[dict[str, str]]:
    """The rows of one sheet by column, every cell as text.

    Raises
    ------
    InputError
        If there is no such file or sheet.
    FormatError
        If it is no workbook.
    """
    from zipfile import BadZipFile

    import openpyxl

    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; check the path")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise FormatError(f"{path.name} is no readable workbook ({error}); save it as .xlsx") from error
    try:
        if sheet not in book.sheetnames:
            raise InputError(f"{path.name} has no sheet {sheet!r}; sheets: {', '.join(book.sheetnames)}")
        rows = book[sheet].iter_rows(values_only=True)
        head = [str(cell or "") for cell in next(rows, ())]
        return [{name: _said(cell) for name, cell in zip(head, row, strict=False) if name} for row in rows if any(c is not None for c in row)]
    finally:
        book.close()


def read_codings(path: Path | str, cases: Cases, coder: str) -> tuple[list[Event], list[Problem]]:
    """Codings from a table (CSV, or a workbook's sheets) as decisions of ``coder``, and the rows that have no place.

    Columns: ``doc``, ``start``, ``end``, ``role``, ``code``, and where they are there ``status`` and ``quote`` (which must
    be the characters at the place): those of ``mentions.csv``. A table with the columns of ``links.csv`` gives links between
    mentions of ``cases``; of a workbook both sheets are read.
    """
    path = Path(path)
    if path.suffix.lower() == ".xlsx":
        events, problems = _codings(read_xlsx(path), path.name, cases, coder)
        return _with_links(events, problems, path, cases, coder)
    return _codings(read_csv(path), path.name, cases, coder)


def _with_links(events: list[Event], problems: list[Problem], path: Path, cases: Cases, coder: str) -> tuple[list[Event], list[Problem]]:
    try:
        rows = read_xlsx(path, "links")
    except InputError:
        return events, problems
    more, lost = _codings(rows, path.name, apply(cases, events), coder)
    return [*events, *more], [*problems, *lost]


def _codings(rows: list[dict[str, str]], name: str, cases: Cases, coder: str) -> tuple[list[Event], list[Problem]]:
    events, problems = [], []
    for number, row in enumerate(rows, 2):
        made = _link(row, cases, coder) if "source_quote" in row else _span(row, cases, coder)
        if made is None:
            words = row.get("quote", row.get("source_quote", ""))[:30]
            details: dict[str, str | int] = {"coder": coder, "kind": "link" if "source_quote" in row else "span", "words": words}
            problems.append(Problem("stale_decision", Address(name, line=number, column=1), details))
        else:
            events.append(made)
    return events, problems


def _span(row: dict[str, str], cases: Cases, coder: str) -> Event | None:
    place = _place(row, cases)
    if place is None:
        return None
    case, span = place
    at = mark(cases.texts[case.doc], span, row.get("role", ""), row.get("code", ""), row.get("status", ""))
    return Event("span", coder, now(), case.uid, case.doc, at)


def _link(row: dict[str, str], cases: Cases, coder: str) -> Event | None:
    """A link between the two mentions that a row names by case, code and words."""
    case = next((case for case in cases if row.get("case") in (case.id, case.uid)), None)
    if case is None:
        return None
    ends = []
    for side in ("source", "target"):
        sought = row.get(f"{side}_role"), row.get(side), _bare(row.get(f"{side}_quote", ""))
        found = next((m for m in case.mentions if (m.role, m.code, _bare(m.quote)) == sought), None)
        if found is None:
            return None
        ends.append(mark_of(found, cases.texts[case.doc]))
    basis = row["basis"] if row.get("basis") in ("explicit", "sequence") else "sequence"
    return Event("link", coder, now(), case.uid, case.doc, ends[0], ends[1], basis=basis, note=row.get("note", ""))


def _place(row: dict[str, str], cases: Cases) -> tuple[Case, Span] | None:
    """The case and span of a row; ``None`` if there is none, or the characters there are others (spreadsheets may change line ends)."""
    doc = row.get("doc", "")
    if not (row.get("start", "").isdecimal() and row.get("end", "").isdecimal() and row.get("code") and doc in cases.texts):
        return None
    span = Span(int(row["start"]), int(row["end"]))
    text = cases.texts[doc].text
    if not span.start < span.end <= len(text) or ("quote" in row and _bare(row["quote"]) != _bare(span.of(text))):
        return None
    return next(((case, span) for case in _in(cases, doc) if case.span.contains(span)), None)


def _bare(words: str) -> str:
    """What of a quote survives a spreadsheet: no white space, no characters that its format forbids, no more than a cell holds."""
    return "".join(printable(words)[:CELL].split())


def _in(cases: Cases, doc: str) -> Iterator[Case]:
    return (case for case in cases if case.doc == doc)


def _cell(value: Any) -> object:
    """A value as it is written: text made harmless, what is missing left empty."""
    from pandas import isna as missing

    if isinstance(value, str):
        return guarded(value)
    return "" if missing(value) else value


def _write(sheet: Any, row: int, column: int, told: Any) -> None:
    from pandas import isna as missing

    if isinstance(told, str):
        sheet.write_string(row, column, printable(told)[:CELL])
    elif not missing(told):
        sheet.write_number(row, column, told)


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), str(cell))
