"""The Coder as people use it: by mouse and by keys, in a page without a kernel and in JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caselib.casebase import Cases
from caselib.coding.apply import apply, memos
from caselib.coding.log import effective, read_log
from caselib.model import Span
from tests.browser.coder import MARKED, cases, code_as, desk, drag_over, handed_back, model, session, settle, shown  # noqa: F401
from tests.coding.make import base


@pytest.mark.parametrize("words", ["客服爱理不理😡，\r\n后来店方退了", "快递😀迟到\n张女士", "😀", "要求退款"])
def test_the_span_is_the_selection(desk: Callable[..., Any], cases: Cases, tmp_path: Path, words: str):
    page = desk()
    drag_over(page, words)
    text = cases.texts["a.txt"].text
    assert model(page, "passage")["start"] == text.index(words)
    assert model(page, "passage")["quote"] == words
    code_as(page, "态度")
    applied, [made] = handed_back(page, cases, tmp_path / "log.jsonl")
    assert (made.kind, made.at.quote, made.at.span.of(text)) == ("span", words, words)
    assert ("cause", "attitude", "", words) in shown(applied[0])


def test_a_span_by_keys_alone_across_an_emoji_and_a_line(desk: Callable[..., Any], cases: Cases, tmp_path: Path):
    page = desk()
    page.locator(".cl-paper").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")  # 案例一 快递|
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")  # 😀迟到⏎张
    page.wait_for_timeout(120)
    assert model(page, "passage")["quote"] == "😀迟到\n张"
    code_as(page, "delay")
    assert page.evaluate("document.activeElement.className").startswith("cl-paper")
    applied, _ = handed_back(page, cases, tmp_path / "log.jsonl")
    assert ("cause", "delay", "", "😀迟到\n张") in shown(applied[0])


def test_ten_suggestions_by_keys_and_back(desk: Callable[..., Any], cases: Cases, tmp_path: Path):
    page = desk()
    page.locator(".cl-paper").focus()
    page.keyboard.press("q")
    settle(page)
    assert model(page, "work")["all"] == 8
    for key in "arara":
        page.keyboard.press(key)
        settle(page)
        if page.locator(".cl-ask").count():
            page.keyboard.press("Enter")
            settle(page)
    assert model(page, "work")["all"] == 3
    page.keyboard.press("c")
    page.keyboard.type("延误")
    page.keyboard.press("Enter")
    settle(page)
    assert model(page, "work")["all"] == 2
    for _ in range(2):
        page.keyboard.press("a")
        settle(page)
    assert model(page, "work")["all"] == 0
    by_code = [row for row in model(page, "work")["precision"] if row["by"] == "code"]
    assert sum(row["reviewed"] for row in by_code) == 8
    assert sum(row["right"] for row in by_code) == 5
    for _ in range(8):
        page.keyboard.press("u")
        settle(page)
    assert model(page, "work")["all"] == 8
    assert model(page, "desk")["mentions"] == page.evaluate("caselibModel.get('library')[caselibModel.get('desk').uid].mentions")
    for _ in range(8):
        page.keyboard.press("Shift+U")
        settle(page)
    applied, events = handed_back(page, cases, tmp_path / "log.jsonl")
    assert len(effective(events)) == 8
    for n, case in enumerate(applied):
        page.locator(".cl-cases select").select_option(case.uid)
        settle(page)
        there = {(m["role"], m["code"], m["status"], m["quote"]) for m in model(page, "desk")["mentions"] if not m["suggested"]}
        assert there == set(shown(case)), n


def test_what_was_rejected_stays_away_and_links_are_warned_of(desk: Callable[..., Any], cases: Cases, tmp_path: Path):
    page = desk()
    page.locator("mark.cl-run", has_text="包裹迟到五天").click()
    page.keyboard.press("r")
    page.wait_for_selector("[role=alertdialog]")
    assert "1 条链接" in page.locator(".cl-ask").inner_text()
    page.keyboard.press("Escape")
    settle(page)
    assert model(page, "selected") == ["u1/m1"]
    page.keyboard.press("Delete")
    page.get_by_text("仍然删除").click()
    settle(page)
    assert model(page, "desk")["links"] == []
    applied, _ = handed_back(page, cases, tmp_path / "log.jsonl")
    again = apply(base("转载：" + MARKED), read_log(tmp_path / "log.jsonl")[0])
    assert "delay" not in {m.code for case in (*applied, *again) for m in (*case.mentions, *case.suggestions)}


def test_a_border_dragged_and_moved_by_keys(desk: Callable[..., Any], cases: Cases, tmp_path: Path):
    page = desk()
    text = cases.texts["a.txt"].text
    page.locator(".cl-cases select").select_option("u2")
    settle(page)
    handle = page.locator("[data-side=start]")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    to = page.locator(".cl-p", has_text="厂家").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(to["x"] + 100, to["y"] + 6, steps=6)
    page.mouse.up()
    settle(page)
    assert model(page, "desk")["start"] == text.index("厂家")
    page.keyboard.press("u")
    settle(page)
    assert model(page, "desk")["start"] == cases["u2"].span.start
    page.locator("[data-side=start]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert "厂家" in page.locator("[data-side=start]").get_attribute("aria-valuetext")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    settle(page)
    assert model(page, "desk")["start"] == text.index("李先生")
    page.locator("[data-side=end]").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    applied, events = handed_back(page, cases, tmp_path / "log.jsonl")
    assert [e.kind for e in effective(events)] == ["border"]
    assert applied["u2"].span == Span(text.index("李先生"), cases["u2"].span.end)
    assert applied["u1"].span.end == text.index("李先生")
    assert applied.problems == ()


def test_a_link_by_keys_with_basis_and_note(desk: Callable[..., Any], cases: Cases, tmp_path: Path):
    page = desk()
    page.locator("mark.cl-run", has_text="退了运费").click()
    page.keyboard.press("l")
    page.keyboard.press("n")
    page.wait_for_selector(".cl-aim")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cl-dialog fieldset")
    page.get_by_label("文中明说").check()
    page.locator(".cl-dialog textarea").fill("她当场 <b>满意</b>")
    page.get_by_text("保存", exact=True).click()
    settle(page)
    assert page.locator(".cl-arc").count() == 2
    assert "她当场 <b>满意</b>" in page.locator(".cl-pane").inner_text()
    _, [made] = handed_back(page, cases, tmp_path / "log.jsonl")
    assert (made.kind, made.at.quote, made.to.quote, made.basis, made.note) == ("link", "退了运费", "张女士表示满意", "explicit", "她当场 <b>满意</b>")


def test_a_link_by_mouse_status_by_key_and_memos(desk: Callable[..., Any], cases: Cases, tmp_path: Path):
    page = desk()
    page.locator("mark.cl-run", has_text="要求退款").click()
    page.locator(".cl-actions").get_by_text("画链接").click()
    page.locator("mark.cl-run", has_text="表示满意").click()
    page.get_by_text("保存", exact=True).click()
    settle(page)
    page.locator("mark.cl-run", has_text="要求退款").click()
    page.keyboard.press("2")
    settle(page)
    page.keyboard.press("m")
    page.locator(".cl-dialog textarea").fill("其实是建议")
    page.keyboard.press("Control+Enter")
    settle(page)
    page.keyboard.press("Shift+M")
    page.locator(".cl-dialog textarea").fill("全案待核实")
    page.keyboard.press("Control+Enter")
    settle(page)
    applied, events = handed_back(page, cases, tmp_path / "log.jsonl")
    assert ("action", "refund", "advised", "要求退款") in shown(applied[0])
    assert {(link.source, link.target) for link in applied[0].links} >= {("m2", "m4")}
    assert [(m and m.id, e.note) for _, m, e in memos(applied, events)] == [("m2", "其实是建议"), (None, "全案待核实")]


def test_the_page_goes_on_where_it_stopped(desk: Callable[..., Any]):
    page = desk()
    drag_over(page, "退了运费")
    code_as(page, "赔偿")
    page.reload()
    page.wait_for_selector(".cl-view")
    assert "1 个决定" in page.locator(".cl-alone").inner_text()
    assert ("compensate", "退了运费") in {(m["code"], m["quote"]) for m in model(page, "desk")["mentions"]}
    page.keyboard.press("Tab")
    page.keyboard.press("Control+z")
    settle(page)
    assert "compensate" not in {m["code"] for m in model(page, "desk")["mentions"]}
