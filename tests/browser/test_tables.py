"""Tables in a browser: search in either script, filter, sort, open a row."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

import caselib as cl
from caselib.casebase import Cases
from tests.browser.tools import until
from tests.coding.make import base as marked

TOLD = (
    "甲：[m1 cause:delay|快递晚了三天]，[m2 action:refund/done|店方退款]。---乙：旅客經消保委調解，[m1 action:apologise/done|业者道歉]，[m2 outcome:satisfied|满意]。"
    "---丙：[m1 cause:attitude|=1+1态度差]，[m2 outcome:dissatisfied|不满]。"
)


@pytest.fixture
def cases() -> Cases:
    return marked(TOLD, links={"u1": [("m1", "m2")]})


def column(page: Any, name: str) -> list[str]:
    """What stands in a column of the rows that are drawn."""
    at = page.locator("[role=columnheader]").evaluate_all("(all, name) => all.findIndex((each) => each.dataset.column === name)", name)
    return list(page.locator(".cl-rows .cl-gridrow").evaluate_all("(all, at) => all.map((row) => row.children[at].title)", at))


def search(page: Any, words: str) -> None:
    page.locator(".cl-search").fill(words)
    until(page, "(words) => caselibModel.get('query').search === words", words)


@pytest.mark.parametrize(
    ("words", "found"),
    [("经消保委", ["案例2"]), ("經消保委調解", ["案例2"]), ("退款 晚了", ["案例1"]), ("态度", ["案例3"]), ("ＡＰＯＬＯＧＩＳＥ", ["案例2"]), ("没有这个", [])],
)
def test_search_finds_either_script_and_every_word(mount: Any, cases: Cases, words: str, found: list[str]) -> None:
    page = mount(cl.table(cases))
    search(page, words)
    assert column(page, "title") == found


def test_filters_and_sorts(mount: Any, cases: Cases) -> None:
    page = mount(cl.table(cases, first="mentions"))
    page.get_by_label("筛选 角色").select_option("outcome")
    assert column(page, "quote") == ["满意", "不满"]
    page.get_by_label("筛选 原文").fill("不滿")
    until(page, "caselibModel.get('query').filters.quote")
    assert column(page, "quote") == ["不满"]
    page.get_by_role("button", name="清除条件").click()
    header = page.locator("[data-column=code]")
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    first = column(page, "code")
    header.locator("button").click()
    assert column(page, "code") == first[::-1]
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "none"


def test_numbers_are_tested(mount: Any, base: Cases) -> None:
    page = mount(cl.table(base))
    page.get_by_label("筛选 提及数").fill(">=5")
    until(page, "caselibModel.get('query').filters.mentions")
    assert page.locator(".cl-grid").get_attribute("aria-rowcount") == str(sum(len(case.mentions) >= 5 for case in base))
    assert all(int(n) >= 5 for n in column(page, "mentions"))


def test_a_row_opens_its_case_by_keys(mount: Any, cases: Cases) -> None:
    page = mount(cl.table(cases))
    page.locator(".cl-grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".cl-casehead h3").text_content() == "案例2"
    page.keyboard.press("Escape")
    assert page.locator(".cl-below").is_hidden()
    page.keyboard.press("Enter")  # the same row again
    assert page.locator(".cl-casehead h3").is_visible()


def test_a_mention_opens_at_its_words(mount: Any, cases: Cases) -> None:
    page = mount(cl.table(cases, first="mentions"))
    page.locator(".cl-rows .cl-gridrow", has_text="业者道歉").click()
    assert page.locator("mark.cl-current").all_text_contents() == ["业者道歉"]
    assert page.evaluate("caselibModel.get('selected')") == ["u2/m1"]


def test_an_edge_lists_as_many_sentences_as_it_counts_cases(mount: Any, base: Cases) -> None:
    graph = cl.mine(base, draws=0)
    page = mount(cl.table(base, graph, first="edges"))
    page.locator("[data-column=n_cases] button").click()
    page.locator("[data-column=n_cases] button").click()
    told = int(column(page, "n_cases")[0])
    page.locator(".cl-rows .cl-gridrow").first.click()
    assert page.locator(".cl-sentence").count() == told > 1
    page.locator(".cl-sentence").nth(1).click()
    assert page.locator("mark.cl-current").count() >= 2
    assert len(page.evaluate("caselibModel.get('selected')")) == 2


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(mount: Any, cases: Cases, tmp_path: Path) -> None:
    page = mount(cl.table(cases, first="mentions"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 CSV").click()
    waiting.value.save_as(tmp_path / "mentions.csv")
    told = (tmp_path / "mentions.csv").read_bytes()
    assert told.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"))))
    assert [row["原文"] for row in rows] == ["快递晚了三天", "店方退款", "业者道歉", "满意", "'=1+1态度差", "不满"]


def test_five_thousand_rows_are_a_few_elements(mount: Any) -> None:
    many = marked("---".join(["[m1 cause:delay|晚了]。"] * 1500))
    page = mount(cl.table(many))
    assert page.locator(".cl-rows .cl-gridrow").count() < 60
    page.locator(".cl-grid").focus()
    page.keyboard.press("End")
    until(page, "[...document.querySelectorAll('.cl-rows .cl-gridrow')].some((row) => row.textContent.includes('案例1500'))")


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_fits(mount: Any, base: Cases, width: int, dark: bool) -> None:
    page = mount(cl.table(base), width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
