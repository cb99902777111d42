"""Tables as CSV that spreadsheets open with their Chinese intact, and codings back from such tables.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV injection"); :func:`read_csv` takes it
off again, so that every text comes back as it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caselib.casebase import Cases, tables
from caselib.coding.events import Event, mark, now
from caselib.errors import Address, FormatError, InputError, Problem
from caselib.files import written_whole
from caselib.model import Case, Span

# What starts a formula in Excel, LibreOffice or WPS; and the apostrophe itself, so that taking one off is always right.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")
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
            return [{name: (cell or "").removeprefix("'") for name, cell in row.items() if name} for row in csv.DictReader(file)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"{path.name} cannot be read ({error}); save it as “CSV UTF-8”") from error


def read_codings(path: Path | str, cases: Cases, coder: str) -> tuple[list[Event], list[Problem]]:
    """Codings from a table as decisions of ``coder``, and the rows that have no place.

    Columns: ``doc``, ``start``, ``end``, ``role``, ``code``, and where they are there ``status`` and ``quote`` (which must
    be the characters at the place): those of ``mentions.csv``.
    """
    events, problems = [], []
    for number, row in enumerate(read_csv(path), 2):
        place = _place(row, cases)
        if place is None:
            details: dict[str, str | int] = {"coder": coder, "kind": "span", "words": row.get("quote", "")[:30]}
            problems.append(Problem("stale_decision", Address(Path(path).name, line=number, column=1), details))
            continue
        case, span = place
        at = mark(cases.texts[case.doc], span, row.get("role", ""), row.get("code", ""), row.get("status", ""))
        events.append(Event("span", coder, now(), case.uid, case.doc, at))
    return events, problems


def _place(row: dict[str, str], cases: Cases) -> tuple[Case, Span] | None:
    """The case and span of a row; ``None`` if there is none, or the characters there are others."""
    doc = row.get("doc", "")
    if not (row.get("start", "").isdecimal() and row.get("end", "").isdecimal() and row.get("code") and doc in cases.texts):
        return None
    span = Span(int(row["start"]), int(row["end"]))
    text = cases.texts[doc].text
    if not span.start < span.end <= len(text) or row.get("quote", span.of(text)) != span.of(text):
        return None
    return next(((case, span) for case in _in(cases, doc) if case.span.contains(span)), None)


def _in(cases: Cases, doc: str) -> Iterator[Case]:
    return (case for case in cases if case.doc == doc)


def _cell(value: Any) -> object:
    """A value as it is written: text made harmless, what is missing left empty."""
    from pandas import isna as missing

    if isinstance(value, str):
        return f"'{value}" if value.startswith(_ACTIVE) else value
    return "" if missing(value) else value
