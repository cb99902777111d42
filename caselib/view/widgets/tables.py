"""Tables: cases, mentions, links and edges to sort, filter and search; a row opens its case."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.lang.fold import simplified
from caselib.model import Case
from caselib.view import html
from caselib.view.widgets.base import View
from caselib.view.widgets.page import plain
from caselib.view.widgets.table_data import COLUMNS, Row, Tables, passages
from caselib.view.widgets.table_query import select

if TYPE_CHECKING:
    import networkx as nx

LOCAL = 5_000  # rows that the browser holds itself; of larger tables the kernel sends what a query finds
SENT = 2_000  # rows of one answer: nobody scrolls further, a query is narrowed instead
PASSAGES = 200  # sentences listed under an edge


class TableView(View):
    """Tables of a case base; see :func:`caselib.table`.

    Attributes
    ----------
    selected
        The mentions of the row that was opened last.
    query
        What is asked: ``{"table", "search", "filters", "sort"}``; set it to search from the kernel.
    """

    scripts: ClassVar[tuple[str, ...]] = ("text.js", "casepanel.js", "tables.js")
    sheets: ClassVar[tuple[str, ...]] = ("caseview.css", "tables.css")
    groups: ClassVar[tuple[str, ...]] = ("caseview", "case", "why", "rule", "tables", "column", "final", "kind")
    title: ClassVar[str] = "tables.title"

    tables = t.Dict().tag(sync=True)
    query = t.Dict().tag(sync=True)
    found = t.Dict().tag(sync=True)
    passages = t.Dict().tag(sync=True)
    passage = t.Dict().tag(sync=True)
    fold = t.Unicode().tag(sync=True)

    def __init__(self, cases: Cases, graph: nx.DiGraph | None = None, first: str = "cases", lang: str | None = None) -> None:
        self._tables = Tables(cases, graph)
        if first not in self._tables.names():
            raise InputError(f"there is no table {first!r}; tables: {', '.join(self._tables.names())} (edges need a graph: cl.table(cases, cl.mine(cases)))")
        super().__init__(cases, lang, fold="".join(f"{was}{now}" for was, now in simplified().items()))
        self.query = {"table": first, "search": "", "filters": {}, "sort": []}
        self.tables = plain({name: self._described(name) for name in self._tables.names()})

    @property
    def kept(self) -> Cases:
        """The cases of the rows that the query leaves."""
        uids = {uid for row in self.rows() for uid, _ in row.opens}
        return self.cases.keep(lambda case: case.uid in uids)

    def rows(self) -> list[Row]:
        """The rows that the query leaves, all of them, in its order."""
        asked = {"table": "cases", "search": "", "filters": {}, "sort": [], **self.query}
        sort = (str(asked["sort"][0]), bool(asked["sort"][1])) if asked["sort"] else None
        return select(self._tables, str(asked["table"]), str(asked["search"]), dict(asked["filters"]), sort)

    def answer(self, request: dict[str, Any]) -> None:
        """``rows``: those of the query; ``passages``: the sentences behind a row."""
        kind = request.get("kind")
        if kind == "rows":
            rows = self.rows()
            self.found = plain({"number": request.get("number", 0), "total": len(rows), "rows": _sent(rows[:SENT])})
        elif kind == "passages":
            opens = [(str(uid), tuple(map(str, ids))) for uid, ids in request.get("opens", [])]
            self.passages = plain(
                {"turn": self.passages.get("turn", 0) + 1, "title": request.get("title", ""), "total": len(opens), "rows": passages(self.cases, opens[:PASSAGES])}
            )
        else:
            super().answer(request)

    def taken_along(self) -> Iterable[Case]:
        """The cases of the rows that the page holds."""
        return islice(self.cases, LOCAL)

    def snapshot(self) -> str:
        """The first cases, as the collection shows itself."""
        return str(html.summary(self.cases, self.lang))

    def _described(self, name: str) -> dict[str, Any]:
        rows = self._tables.rows(name)
        local = len(rows) <= LOCAL
        return {
            "columns": [{"name": column, "kind": kind, "options": _options(name, column, kind, rows)} for column, kind in COLUMNS[name].items()],
            "total": len(rows),
            "local": local,
            "rows": _sent(rows if local else rows[:SENT]),
        }


def _sent(rows: list[Row]) -> list[list[Any]]:
    return [[list(row.cells), [[uid, list(ids)] for uid, ids in row.opens]] for row in rows]


def _options(table: str, column: str, kind: str, rows: list[Row]) -> list[str]:
    """The values of a column of codes, by how often they stand there."""
    if kind not in {"code", "codes", "word"}:
        return []
    at, counts = list(COLUMNS[table]).index(column), dict[str, int]()
    for row in rows:
        cell = row.cells[at]
        for each in cell if isinstance(cell, list) else [cell]:
            if each:
                counts[each] = counts.get(each, 0) + 1
    return sorted(counts, key=lambda each: (-counts[each], each))
