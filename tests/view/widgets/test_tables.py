"""The rows of the tables and the queries that the kernel answers; the same as ``tables.js`` does for small ones."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")

import caselib as cl
from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.model import Case, Field, Mention, SourceText, Span
from caselib.view.widgets import tables as view
from caselib.view.widgets.table_data import COLUMNS, Tables
from caselib.view.widgets.table_query import select
from tests.coding.make import base
from tests.view.trial import gold_cases

TOLD = (
    "甲：[m1 cause:delay|快递晚了三天]，[m2 action:refund/done|店方退款]。---乙：旅客經消保委調解，[m1 action:apologise/done|业者道歉]，[m2 outcome:satisfied|满意]。"
    "---丙：[m1 cause:attitude|态度差]，[m2 outcome:dissatisfied|不满]，[m3 outcome:unresolved|没有结果]。"
)


@pytest.fixture
def tables() -> Tables:
    return Tables(base(TOLD, links={"u1": [("m1", "m2")]}))


def uids(rows: list) -> list[str]:
    return [uid for row in rows for uid, _ in row.opens]


@pytest.mark.parametrize("name", ["cases", "mentions", "links"])
def test_rows_fit_their_columns(tables: Tables, name: str) -> None:
    assert tables.rows(name)
    assert {len(row.cells) for row in tables.rows(name)} == {len(COLUMNS[name])}


@pytest.mark.parametrize(
    ("search", "found"),
    [("", ["u1", "u2", "u3"]), ("经消保委", ["u2"]), ("經消保委調解", ["u2"]), ("退款 晚了", ["u1"]), ("ＡＰＯＬＯＧＩＳＥ", ["u2"]), ("道歉 退款", [])],
)
def test_cases_are_found_by_their_text_in_either_script(tables: Tables, search: str, found: list[str]) -> None:
    assert uids(select(tables, "cases", search, {}, None)) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"mentions": ">=3"}, ["u3"]),
        ({"mentions": "2"}, ["u1", "u2"]),
        ({"mentions": "３－９"}, ["u3"]),
        ({"causes": "delay"}, ["u1"]),
        ({"title": "例3"}, ["u3"]),
        ({"causes": ""}, ["u1", "u2", "u3"]),
    ],
)
def test_filters(tables: Tables, filters: dict[str, str], found: list[str]) -> None:
    assert uids(select(tables, "cases", "", filters, None)) == found


def test_sorting_puts_what_is_not_told_last(tables: Tables) -> None:
    assert uids(select(tables, "cases", "", {}, ("mentions", True))) == ["u3", "u1", "u2"]
    assert uids(select(tables, "cases", "", {}, ("causes", False)))[-1] == "u2"
    assert uids(select(tables, "cases", "", {}, ("causes", True)))[-1] == "u2"


@pytest.mark.parametrize(
    ("name", "filters", "sort", "told"),
    [
        ("edges", {}, None, "there is no table 'edges'; tables: cases, mentions, links"),
        ("cases", {"colour": "x"}, None, "has no column 'colour'; columns: title"),
        ("cases", {}, ("colour", True), "has no column 'colour'"),
        ("cases", {"year": "two"}, None, "'two' is no test of a number; write 3, >=3 or 2-5"),
    ],
)
def test_a_wrong_query_is_answered_with_a_next_step(tables: Tables, name: str, filters: dict[str, str], sort: tuple[str, bool] | None, told: str) -> None:
    with pytest.raises(InputError) as error:
        select(tables, name, "", filters, sort)
    assert told in str(error.value)


@pytest.mark.timeout(60)  # a pattern of quadratic cost takes far longer
def test_a_hostile_test_of_a_number_is_refused(tables: Tables) -> None:
    for wanted in ("1" * 100_000, " " * 100_000, "1-" * 50_000, ">" * 100_000):
        with pytest.raises(InputError):
            select(tables, "cases", "", {"year": wanted}, None)


def test_an_edge_opens_as_many_cases_as_it_counts(corpus: Path) -> None:
    cases = gold_cases(corpus)
    found = Tables(cases, cl.mine(cases, draws=0)).rows("edges")
    at = list(COLUMNS["edges"]).index("n_cases")
    assert found
    assert all(len(row.opens) == row.cells[at] for row in found)


def test_kept_are_the_cases_that_the_query_leaves() -> None:
    shown = cl.table(base(TOLD))
    shown.query = {"table": "mentions", "search": "", "filters": {"role": "outcome"}, "sort": []}
    assert [case.uid for case in shown.kept] == ["u2", "u3"]
    assert [case.uid for case in cl.table(base(TOLD)).kept] == ["u1", "u2", "u3"]


def test_an_unknown_table_to_begin_with_is_answered() -> None:
    with pytest.raises(InputError, match="edges need a graph"):
        cl.table(base(TOLD), first="edges")


def test_passages_of_an_edge_come_from_the_kernel() -> None:
    shown = cl.table(base(TOLD))
    shown._on_request(shown, {"kind": "passages", "opens": [["u1", ["m1", "m2"]]], "title": "延误 → 退款"}, [])
    assert shown.error == ""
    assert shown.passages["rows"][0]["quotes"] == [["cause", "快递晚了三天"], ["action", "店方退款"]]


def many(count: int) -> Cases:
    text = "顾客等了三天，客服道歉。" * count
    cases = []
    for n in range(count):
        span = Span(n * 12, n * 12 + 12)
        mention = Mention("m1", "cause", "delay", "", Span(span.start, span.start + 6), "顾客等了三天", "cue", 0.9)
        cases.append(Case(f"u{n}", "many.txt", span, "incident", title=Field(f"案例{n}", None, "test"), mentions=(mention,)))
    return Cases(tuple(cases), (), {"many.txt": SourceText("many.txt", text)})


def test_a_large_base_is_asked_in_the_kernel_and_little_is_sent() -> None:
    shown = cl.table(many(view.LOCAL + 1))
    assert shown.tables["cases"]["local"] is False
    assert len(shown.tables["cases"]["rows"]) == view.SENT
    shown.query = {"table": "cases", "search": "案例4321", "filters": {}, "sort": []}
    shown._on_request(shown, {"kind": "rows", "number": 7}, [])
    assert (shown.found["number"], shown.found["total"]) == (7, 1)
    assert shown.found["rows"][0][0][0] == "案例4321"


@pytest.mark.slow
def test_fifty_thousand_cases_are_asked_in_the_kernel() -> None:
    shown = cl.table(many(50_000))
    shown.query = {"table": "mentions", "search": "等了", "filters": {"confidence": ">0.5"}, "sort": ["quote", True]}
    assert len(shown.rows()) == 50_000
