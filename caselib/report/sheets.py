"""The report's tables as sheets: every count with the way to the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from caselib.assets import labels, word
from caselib.report.ledger import Cell, Entry, ledger
from caselib.report.parts import Heading, Paragraph, Report
from caselib.report.references import captions, pieces
from caselib.report.say import Speaker
from caselib.report.tally import ALL, DIMENSIONS, Grid, tally

PASSAGES = 3  # passages that stand beside a sentence; the evidence sheet has all


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell with a way to another place of the workbook (``'cases'!A5``)."""

    value: Any
    target: str


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``about`` stands in the list of contents."""

    name: str
    head: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    about: str = ""


class Sheets:
    """A report's sheets, with ``row_of`` saying where each case stands on the sheet of cases."""

    def __init__(self, report: Report) -> None:
        self.report, self.lang = report, report.lang
        told = tally(report.cases, report.graph)
        told.grids.update(report.grids)
        self.say, self.grids = Speaker(told, report.lang), told.grids
        self.row_of = {case.id: number for number, case in enumerate(report.cases, 2)}
        self.evidence = self._word("evidence")
        self._block: dict[Cell, tuple[int, int]] = {}
        self._rows: list[tuple[Any, ...]] = []
        for cell, entries in ledger(self.say, report.graph):
            if entries:
                self._block[cell] = (len(self._rows) + 2, len(self._rows) + 1 + len(entries))
                self._rows += self._entries(cell, entries)

    def all(self) -> Iterator[Sheet]:
        """The sheets in the order of the workbook; those without rows are left out."""
        made = [self._findings(), *map(self._dimension, DIMENSIONS), self._gap(), self._matrix(), self._endings(), self._spreads(), self._versus()]
        made += [*map(self._compared, DIMENSIONS), self._documents()]
        yield from (sheet for sheet in made if sheet.rows)
        head = tuple(self._word(f"evidence_{name}") for name in ("table", "row", "column", "number", "case", "doc", "place", "quote"))
        yield Sheet(self.evidence, head, self._rows, self._word("about_evidence"))

    def linked(self, table: str, row: str, column: str, value: float | None = None) -> Any:
        """A grid's number with the way to its cases, where it has any."""
        shown = self.grids[table][row].get(column) if value is None else value
        if block := self._block.get((table, row, column)):
            return Linked(shown, f"'{self.evidence}'!A{block[0]}:H{block[1]}")
        return shown

    def _word(self, key: str) -> str:
        return word(f"sheet.{key}", self.lang)

    def _entries(self, cell: Cell, entries: list[Entry]) -> Iterator[tuple[Any, ...]]:
        table, row, column = cell
        named = (self._table_name(table), self._row_name(table, row), self._column_name(table, column))
        for number, (case, place, quote) in enumerate(entries, 1):
            yield (*named, number, Linked(case.id, f"'cases'!A{self.row_of[case.id]}"), case.doc, place, quote)

    def _table_name(self, table: str) -> str:
        return self._word(table)

    def _row_name(self, table: str, row: str) -> str:
        if row == ALL:
            return self._word("all")
        if table == "money":
            return word(f"money.{row}", self.lang)
        separator = "->" if table == "edges" else "|"
        name = table.removesuffix("_vs") if table.removesuffix("_vs") in DIMENSIONS else ""
        return " → ".join(self._word("all") if part == ALL else self.say.label(part, name) for part in row.split(separator))

    def _column_name(self, table: str, column: str) -> str:
        if table == "matrix":
            return self.say.label(column)
        key = f"final.{column}" if table == "cause_final" and column != "n" else f"sheet.column_{column}"
        return labels()[key][self.lang] if key in labels() else column

    def _table(self, table: str, columns: Iterable[str], order: Iterable[str], first: str = "label") -> Sheet:
        """A grid as a sheet: the row's name and code, then its columns."""
        columns = tuple(columns)
        rows = [(self._row_name(table, row), row, *(self.linked(table, row, column) for column in columns)) for row in order]
        head = (self._word(f"column_{first}"), self._word("column_code"), *(self._column_name(table, column) for column in columns))
        return Sheet(self._table_name(table), head, rows, self._word("about_counts"))

    def _dimension(self, name: str) -> Sheet:
        made = self._table(name, ("n", "share", "low", "high"), self.say.tally.order(name))
        told = self.grids[name][ALL]["told"]
        about = word("sheet.about_told", self.lang, told=f"{told:.0f}")
        return Sheet(made.name, (*made.head[:3], self._word("column_told"), *made.head[3:]), [(*row[:3], told, *row[3:]) for row in made.rows], about)

    def _gap(self) -> Sheet:
        grid = self.grids["gap"]
        order = sorted(grid, key=lambda code: (-grid[code]["demanded"] - grid[code]["advised"], code))
        return self._table("gap", ("demanded", "met", "unmet", "advised", "done"), order)

    def _matrix(self) -> Sheet:
        grid: Grid = self.grids.get("matrix", {})
        columns = dict.fromkeys(name for name in self.say.tally.order("industry") if any(name in cells for cells in grid.values()))
        return self._table("matrix", columns, [row for row in self.say.tally.order("cause") if row in grid])

    def _endings(self) -> Sheet:
        grid = self.grids["cause_final"]
        return self._table("cause_final", ("n", "positive", "mixed", "negative", "unknown"), sorted(grid, key=lambda code: (-grid[code]["n"], code)))

    def _spreads(self) -> Sheet:
        """Amounts by role and days, each with how many clusters tell of it."""
        columns = ("told", "median", "q1", "q3", "least", "most")
        listed = [("money", role, word(f"money.{role}", self.lang), self._word("yuan")) for role in self.grids["money"]]
        listed.append(("days", ALL, self._word("days"), self._word("unit_days")))
        rows = [(name, unit, *(self.linked(table, row, column) for column in columns)) for table, row, name, unit in listed]
        head = (self._word("column_label"), self._word("column_unit"), *(self._word(f"column_{column}") for column in columns))
        return Sheet(self._word("spreads"), head, rows, self._word("about_spreads"))

    def _versus(self) -> Sheet:
        return self._table("versus", ("with", "with_good", "without", "without_good", "compared", "p"), self.grids.get("versus", {}))

    def _compared(self, name: str) -> Sheet:
        table = f"{name}_vs"
        grid = self.grids.get(table, {})
        order = sorted((row for row in grid if row != ALL), key=lambda row: (-grid[row]["client"], -grid[row]["corpus"], row))
        columns = ("client", "corpus", "client_share", "corpus_share", "p", "q")
        return self._table(table, columns, order) if order else Sheet("", (), [])

    def _documents(self) -> Sheet:
        columns = ("characters", "incidents", "scenarios", "guides")
        rows = [(doc, *(row[column] for column in columns)) for doc, row in self.grids["docs"].items()]
        return Sheet(self._word("docs"), tuple(word(f"report.{key}", self.lang) for key in ("document", *columns)), rows, self._word("about_docs"))

    def _findings(self) -> Sheet:
        """Every sentence of the report that has a number or a passage: a row for each of its numbers."""
        known = captions(self.report.parts, self.lang)
        rows: list[tuple[Any, ...]] = []
        section, at = "", 0
        for part in self.report.parts:
            if isinstance(part, Heading):
                section = part.text.replace("\u3000", "")
            for finding in part.findings if isinstance(part, Paragraph) else ():
                if not finding.numbers and not finding.evidence:
                    continue
                at += 1
                sentence = "".join(text for text, _ in pieces(finding.sentence, known))
                shown = "\n".join(f"{each.doc} {each.place}：{each.quote}" for each in finding.evidence[:PASSAGES])
                first = finding.evidence[0].case if finding.evidence else ""
                case = Linked(first, f"'cases'!A{self.row_of[first]}") if first in self.row_of else first
                for number in finding.numbers or (None,):
                    cell = (number.shown, self.linked(number.table, number.row, number.column, number.value)) if number else ("", None)
                    rows.append((at, section, sentence, *cell, shown, case))
        head = tuple(self._word(f"finding_{name}") for name in ("number", "section", "sentence", "shown", "value", "passages", "case"))
        return Sheet(self._word("findings"), head, rows, self._word("about_findings"))
