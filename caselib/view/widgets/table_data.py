"""The rows of the browsing tables: cases, mentions, links and edges, each row knowing the case and the mentions that it opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from caselib.assets import word
from caselib.casebase import Cases
from caselib.casebase.cases import value
from caselib.codebook import Codebook, load
from caselib.lang.fold import fold
from caselib.messages import LANGUAGES
from caselib.model import Case, Mention
from caselib.view import record

if TYPE_CHECKING:
    import networkx as nx

# Column → how its cells are written and filtered: text, number, code (a label of the codebook), codes (several) or word (a label of the project).
COLUMNS: dict[str, dict[str, str]] = {
    "cases": {
        "title": "text", "industry": "code", "year": "number", "causes": "codes", "actions": "codes", "outcomes": "codes", "final": "word",
        "organisation": "text", "paid": "number", "days": "number", "mentions": "number", "chars": "number", "kind": "word", "doc": "text",
    },
    "mentions": {
        "role": "word", "code": "code", "status": "word", "actor": "word", "quote": "text", "confidence": "number", "industry": "code",
        "title": "text", "rule": "text", "doc": "text",
    },
    "links": {
        "source": "code", "target": "code", "basis": "word", "source_quote": "text", "target_quote": "text", "episode": "number",
        "title": "text", "doc": "text",
    },
    "edges": {
        "source": "code", "target": "code", "n_clusters": "number", "n_cases": "number", "n_docs": "number", "confidence": "number", "base_rate": "number",
        "lift": "number", "lift_lo": "number", "lift_hi": "number", "q": "number", "order_share": "number",
    },
}  # fmt: skip


class Row(NamedTuple):
    """What a row shows, and what it opens: (uid of a case, ids of its mentions), once or, for an edge, once an evidence."""

    cells: tuple[Any, ...]
    opens: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Tables:
    """The tables of a collection and, where there is one, its graph; each is made on first use."""

    cases: Cases
    graph: nx.DiGraph | None = None

    def names(self) -> list[str]:
        """Those that there are, in order."""
        return ["cases", "mentions", "links", *(["edges"] if self.graph is not None else [])]

    def rows(self, name: str) -> list[Row]:
        """All rows of one table."""
        found: list[Row] = getattr(self, f"_{name}")
        return found

    @cached_property
    def _cases(self) -> list[Row]:
        return [Row(_case(case), ((case.uid, ()),)) for case in self.cases]

    @cached_property
    def _mentions(self) -> list[Row]:
        return [
            Row((m.role, m.code, m.status, m.actor, m.quote, round(m.confidence, 3), value(case, "industry"), _title(case), m.rule, case.doc), ((case.uid, (m.id,)),))
            for case in self.cases
            for m in case.mentions
        ]

    @cached_property
    def _links(self) -> list[Row]:
        return list(_links(self.cases))

    @cached_property
    def _edges(self) -> list[Row]:
        from caselib.mine import edges

        names = list(COLUMNS["edges"])
        by_id = {case.id: case.uid for case in self.cases}
        rows = []
        for each in edges(self.graph).to_dict("records"):
            opens = tuple((by_id[e.case], (e.source, e.target)) for e in each["evidence"] if e.case in by_id)
            rows.append(Row(tuple(_number(each.get(name)) for name in names), opens))
        return rows

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        return {}

    def folded(self, name: str) -> list[str]:
        """Every row of a table as one folded text in both languages, cases with their whole text, for searching; made once."""
        if name not in self._folded:
            book = load()
            kinds = tuple(COLUMNS[name].items())
            texts = (self._text(case) for case in self.cases) if name == "cases" else repeat("")
            self._folded[name] = [fold("\n".join([text, *_said(row.cells, kinds, book)])) for row, text in zip(self.rows(name), texts, strict=False)]
        return self._folded[name]

    def _text(self, case: Case) -> str:
        return self.cases.text(case) if case.doc in self.cases.texts else ""


def _case(case: Case) -> tuple[Any, ...]:
    def codes(role: str) -> list[str]:
        return list(dict.fromkeys(m.code for m in case.mentions if m.role == role and m.status in {"", "done"}))

    paid = max((m.amount for m in case.money if m.role == "paid"), default=None)
    return (
        _title(case), value(case, "industry"), value(case, "year"), codes("cause"), codes("action"), codes("outcome"), value(case, "final"),
        value(case, "organisation"), paid, value(case, "days_to_resolution"), len(case.mentions), case.span.end - case.span.start, case.kind, case.doc,
    )  # fmt: skip


def _title(case: Case) -> str:
    return str(value(case, "title") or "")


def _links(cases: Cases) -> Iterator[Row]:
    for case in cases:
        by_id = {m.id: m for m in case.mentions}
        for link in case.links:
            a, b = by_id[link.source], by_id[link.target]
            cells = (a.code, b.code, link.basis, a.quote, b.quote, link.episode + 1, _title(case), case.doc)
            yield Row(cells, ((case.uid, (a.id, b.id)),))


def _number(told: Any) -> Any:
    """Statistics to three digits behind the point; what was not measured is ``None``."""
    if isinstance(told, float):
        return None if told != told or told in (float("inf"), float("-inf")) else round(told, 4)
    return told.item() if hasattr(told, "item") else told


def _said(cells: Sequence[Any], kinds: Iterable[tuple[str, str]], book: Codebook) -> Iterator[str]:
    for cell, (name, kind) in zip(cells, kinds, strict=True):
        for one in cell if isinstance(cell, list) else [cell]:
            if one is None or one == "":
                continue
            yield str(one)
            if kind in {"code", "codes"}:
                yield from (book.label(str(one), lang) for lang in LANGUAGES)
            elif kind == "word":
                yield from (word(f"{name}.{one}", lang) for lang in LANGUAGES)


def passages(cases: Cases, opens: Sequence[tuple[str, tuple[str, ...]]]) -> list[dict[str, Any]]:
    """The sentences behind a row: one entry a case, with the quotes of the mentions named."""
    found = []
    for uid, ids in opens:
        case = cases[uid]
        quotes: list[Mention] = [cases.mention(case, each) for each in ids]
        found.append(
            {"case": uid, "mentions": list(ids), "title": {lang: record.title(case, lang) for lang in LANGUAGES}, "doc": case.doc,
             "quotes": [[m.role, m.quote] for m in quotes]}
        )  # fmt: skip
    return found
