"""Rows of cells → records: where the header is, whether the sheet is a log of texts, and each row's text, blocks and id.

A log becomes one record a row (``header：cell`` lines). Any other sheet becomes one ordinary document of tab-joined lines.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caselib.model import SourceText
from caselib.read.builder import Builder
from caselib.read.columns import known, plain_name, roles
from caselib.read.options import Columns

Row = tuple[int, tuple[str, ...]]  # the row's number in the file, from 1, and its cells

_LOOK = 20  # rows in which the header is looked for: titles, remarks and units stand above it
_JUDGED = 200  # rows by which a sheet is judged
_HEADER_LENGTH = 25  # characters; "Consumer complaint narrative" is an English header of 28, and is known by name
# A log tells something in every row: mean characters of its telling columns, for one with a known header and one without.
# Choices: a complaint of one clause ("空调不冷") has 4 characters, lists of names and codes stay below 15.
_TELLING, _TELLING_UNNAMED = 4, 15
_NUMBER = re.compile(r"[\d\s.,:/%+年月日时分-]*")
_DAY = re.compile(r"\d{5}(?:\.\d+)?")
_FIRST_DAY, _LAST_DAY = 25569, 73050  # serial numbers of 1970-01-01 and 2100-01-01


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's rows that hold something. ``place`` is put before ``row:N`` (``"sheet:投诉/"``)."""

    doc: str
    rows: Sequence[Row]
    reader: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """How a sheet is read as a log: its header, each column's role, the index of its first row of data."""

    headers: tuple[str, ...]
    roles: tuple[str, ...]
    first: int


def texts(sheet: Sheet, columns: Columns, sha256: str) -> Iterator[SourceText]:
    """The sheet's records, or its one document.

    What stands above a log's header (its title) is a document of its own, so that nothing is lost.
    """
    log = as_log(sheet.rows, columns)
    if log is None:
        yield from _document(sheet, sheet.rows, sha256)
        return
    yield from _document(sheet, sheet.rows[: max(0, log.first - 1)], sha256)
    used: dict[str, int] = {}
    for number, cells in sheet.rows[log.first :]:
        if cells != log.headers:  # printed logs repeat their header on every page
            yield _record(sheet, log, number, cells, used)


def as_log(rows: Sequence[Row], columns: Columns) -> Log | None:
    """The sheet as a log of texts, or ``None`` if it is not one."""
    head = _header(rows, columns)
    if head is None:
        return _without_header(rows)
    headers = rows[head][1]
    found = roles(headers, columns)
    data = [cells for _, cells in rows[head + 1 : head + 1 + _JUDGED]]
    if not data:
        return None
    telling = [i for i, role in enumerate(found) if role in ("text", "reply", "title")]
    if "text" not in found:
        longest = max(range(len(headers)), key=lambda i: _mean(data, i))
        if found[longest] == "other" and _mean(data, longest) >= _TELLING_UNNAMED:
            found[longest] = "text"
            telling.append(longest)
    if given_here(headers, columns) or sum(_mean(data, i) for i in telling) >= _TELLING:
        return Log(headers, tuple(found), head + 1)
    return None


def _header(rows: Sequence[Row], columns: Columns) -> int | None:
    """Index of the row that names the columns: the one with the user's names, else with most known names, else a first row of labels."""
    best, most = None, 1
    for i, (_, cells) in enumerate(rows[:_LOOK]):
        filled = [cell for cell in cells if cell]
        if given_here(filled, columns):
            return i
        points = sum(known(cell) for cell in filled)
        alone = len(filled) == 1 and points == 3 and best is None and all(len(row) < 2 for _, row in rows)
        if (len(filled) >= 2 and points > most) or alone:
            best, most = i, points
    if best is None and len(rows) > 2 and _labels(rows[0][1]) and not all(_labels(cells) for _, cells in rows[1:_LOOK]):
        return 0
    return best


def given_here(cells: Sequence[str], columns: Columns) -> set[str]:
    """Which of the user's column names stand in a row."""
    names = {plain_name(cell) for cell in cells}
    return {name for name in columns.given.values() if plain_name(name) in names}


def absent(sheets: Iterable[Sequence[Row]], columns: Columns) -> list[str]:
    """Which of the user's column names stand in no sheet."""
    here = {name for rows in sheets for _, cells in rows[:_LOOK] for name in given_here(cells, columns)}
    return sorted(set(columns.given.values()) - here)


def _labels(cells: tuple[str, ...]) -> bool:
    """Whether all cells could be column names: filled, short, different, no sentences and no numbers."""
    return (
        len(cells) >= 2
        and len(set(cells)) == len(cells)
        and all(0 < len(cell) <= _HEADER_LENGTH and not cell[0].isdigit() and not set(cell) & set("。，！？,!?") for cell in cells)
    )


def _without_header(rows: Sequence[Row]) -> Log | None:
    """A table of texts whose columns have no names: they are numbered."""
    data = [cells for _, cells in rows[:_JUDGED]]
    width = max((len(cells) for cells in data), default=0)
    if width < 2 or len(rows) < 2:
        return None
    longest = max(range(width), key=lambda i: _mean(data, i))
    if _mean(data, longest) < 2 * _TELLING_UNNAMED:
        return None
    headers = tuple(f"列{i + 1}" for i in range(width))
    return Log(headers, tuple("text" if i == longest else "other" for i in range(width)), 0)


def _mean(data: Sequence[tuple[str, ...]], column: int) -> float:
    """Mean length of a column's cells; numbers and dates tell nothing."""
    cells = [cells[column] for cells in data if column < len(cells)]
    return sum(len(cell) for cell in cells if not _NUMBER.fullmatch(cell)) / max(1, len(data))


def _record(sheet: Sheet, log: Log, number: int, cells: tuple[str, ...], used: dict[str, int]) -> SourceText:
    build = Builder()
    place = f"{sheet.place}row:{number}"
    identity = ""
    for i, cell in enumerate(cells):
        header = log.headers[i].replace("\n", "") if i < len(log.headers) else ""
        role = log.roles[i] if i < len(log.roles) else "other"
        value = _dated(cell) if role == "time" else cell
        if value:
            build.add(f"{header or f'列{i + 1}'}：{value}", role, place=place)
        if role == "id":
            identity = cell
    text = build.text
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = _unique(identity, digest[:10], used)
    return SourceText(f"{sheet.doc}!{name}", text, tuple(build.blocks), "record", digest, sheet.reader)


def _unique(identity: str, digest: str, used: dict[str, int]) -> str:
    """A name that stays when rows are added below: the id where it is new, else with the text's hash, else with a counter."""
    name = " ".join(identity.split())[:80]
    for candidate in (name, f"{name}~{digest}" if name else digest):
        if candidate and candidate not in used:
            used[candidate] = 1
            return candidate
    used[candidate] += 1
    return f"{candidate}~{used[candidate]}"


def _dated(cell: str) -> str:
    """A date that the file gives as Excel's number of days."""
    if _DAY.fullmatch(cell) and _FIRST_DAY <= float(cell) <= _LAST_DAY:
        return (date(1899, 12, 30) + timedelta(days=int(float(cell)))).isoformat()
    return cell


def _document(sheet: Sheet, rows: Sequence[Row], sha256: str) -> Iterator[SourceText]:
    build = Builder()
    for number, cells in rows:
        build.begin_row()
        for cell in cells:
            build.begin_cell()
            build.add(cell, "cell", place=f"{sheet.place}row:{number}")
        build.end_row()
    if build.blocks:
        yield SourceText(sheet.doc, build.text, tuple(build.blocks), sha256=sha256, reader=sheet.reader)
