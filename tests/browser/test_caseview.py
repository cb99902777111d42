"""CaseView in a browser: what a reader does with mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import caselib as cl
from caselib.casebase import Cases
from caselib.model import Field, Span
from tests.browser.tools import until
from tests.coding.make import base as marked

# An emoji, a line break, overlapping spans, a suggestion, and characters that cleaning takes out.
TOLD = (
    "😀案例：[m1 cause:delay|快递晚了三天]，客服[m2 action:apologise/done|道歉]。\n"
    "顾客[m3 action:refund/demanded|要求退款]，店方[m4 action:refund/done|退\u200b款了]，[m5 outcome:satisfied|顾客满意]。[s6 outcome:dissatisfied|下次再来]。"
)


def selected(page: Any) -> list[str]:
    return page.evaluate("caselibModel.get('selected')")


def shown(page: Any) -> str:
    return page.evaluate("[...document.querySelectorAll('.cl-chunk')].map((each) => each.textContent).join('')")


@pytest.fixture
def cases() -> Cases:
    return marked(TOLD)


def test_the_text_is_whole_and_marked(mount: Any, cases: Cases) -> None:
    page = mount(cl.show(cases))
    assert shown(page) == cases.text(cases[0])
    assert page.locator("mark.cl-run").all_text_contents() == ["快递晚了三天", "道歉", "要求退款", "退", "\u200b", "款了", "顾客满意"]


def test_keys_go_through_the_evidence(mount: Any, cases: Cases) -> None:
    page = mount(cl.show(cases))
    page.locator(".cl-text").focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert selected(page) == ["u1/m2"]
    assert "2 / 5 处理·道歉 道歉" in page.locator(".cl-live").text_content()
    page.keyboard.press("p")
    page.keyboard.press("p")  # round to the last
    assert selected(page) == ["u1/m5"]
    assert page.locator("mark.cl-current").text_content() == "顾客满意"
    page.keyboard.press("Escape")
    assert selected(page) == []


def test_filters_by_role_status_code_confidence_and_review(mount: Any, cases: Cases) -> None:
    page = mount(cl.show(cases))
    marks = page.locator("mark.cl-run")
    page.locator("[data-role=cause]").click()
    assert "快递晚了三天" not in marks.all_text_contents()
    page.locator(".cl-text").focus()
    page.keyboard.press("1")  # back again, by key
    page.locator("[data-status=demanded]").click()
    assert "要求退款" not in marks.all_text_contents()
    page.get_by_label("编码", exact=True).select_option("refund")
    assert "".join(marks.all_text_contents()) == "退\u200b款了"
    page.get_by_label("编码", exact=True).select_option("")
    page.get_by_role("button", name="含待审").click()
    assert "下次再来" in marks.all_text_contents()
    page.get_by_label("最低置信度").fill("0.5")
    assert "下次再来" not in marks.all_text_contents()
    assert page.locator(".cl-tabs [data-tab=evidence]").text_content() == "证据 4/6"


def test_raw_and_clean_and_the_rule_of_every_change(mount: Any, cases: Cases) -> None:
    page = mount(cl.show(cases))
    page.locator(".cl-text").focus()
    page.keyboard.press("c")
    assert "退款了" in shown(page)
    assert "\u200b" not in shown(page)
    assert "看不见的控制字符" in page.locator(".cl-mend").first.get_attribute("title")
    page.locator("[data-tab=changes]").click()
    page.locator(".cl-mendlist").focus()
    page.keyboard.press("ArrowDown")
    assert "看不见的控制字符" in page.locator(".cl-info").text_content()
    page.locator(".cl-text").focus()
    page.keyboard.press("c")
    assert shown(page) == cases.text(cases[0])


@pytest.mark.parametrize("clean", [False, True], ids=["raw", "clean"])
def test_selecting_text_yields_the_raw_characters(mount: Any, cases: Cases, clean: bool) -> None:
    """Across a line break and behind an emoji; in clean text, what was taken out is part of the quote."""
    page = mount(cl.show(cases))
    if clean:
        page.locator(".cl-text").focus()
        page.keyboard.press("c")
    page.evaluate(
        """() => {
          const chunks = [...document.querySelectorAll('.cl-chunk')], walk = (from, words, end) => {
            const texts = document.createTreeWalker(from, NodeFilter.SHOW_TEXT);
            for (let node; (node = texts.nextNode());) { const at = node.data.indexOf(words); if (at >= 0) return [node, at + (end ? words.length : 0)]; }
          };
          const range = document.createRange();
          range.setStart(...walk(chunks[0], '道歉', false));
          range.setEnd(...walk(chunks[1], '款了', true));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    until(page, "(caselibModel.get('passage') || {}).quote")
    passage = page.evaluate("caselibModel.get('passage')")
    text = cases.texts["a.txt"].text
    assert text[passage["start"] : passage["end"]] == passage["quote"] == "道歉。\n顾客要求退款，店方退\u200b款了"


def test_dragging_selects_and_clicking_picks(mount: Any, cases: Cases) -> None:
    page = mount(cl.show(cases))
    page.locator("mark.cl-run", has_text="道歉").click()
    assert selected(page) == ["u1/m2"]
    page.locator("mark.cl-run", has_text="顾客满意").click(modifiers=["Control"])
    assert selected(page) == ["u1/m2", "u1/m5"]
    box = page.locator("mark.cl-run", has_text="要求退款").bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 32, box["y"] + 8, steps=4)
    page.mouse.up()
    until(page, "(caselibModel.get('passage') || {}).quote")
    assert "要求退款".startswith(page.evaluate("caselibModel.get('passage').quote"))
    assert selected(page) == ["u1/m2", "u1/m5"]


@pytest.mark.parametrize("clean", [False, True], ids=["raw", "clean"])
def test_a_fact_leads_to_the_characters_that_say_it(mount: Any, clean: bool) -> None:
    cases = marked("😀事由：\u200b[m1 cause:delay|快递]，宏达公司承运。\n")
    text = cases.texts["a.txt"].text
    at = text.index("宏达公司")
    case = replace(cases[0], organisation=Field("宏达公司", Span(at, at + 4), "test"))
    page = mount(cl.show(Cases((case,), (), cases.texts)))
    if clean:
        page.locator(".cl-text").focus()
        page.keyboard.press("c")
    page.locator("[data-tab=facts]").click()
    page.locator(".cl-fact").click()
    assert until(page, "(caselibModel.get('passage') || {}).quote") == "宏达公司"
    assert page.evaluate("caselibModel.get('passage').start") == at


def test_overlapping_spans_stand_in_lanes(mount: Any) -> None:
    cases = marked("店方[m1 action:refund/done|同意退款并道歉]。")
    case = cases[0]
    first = case.mentions[0]
    inner = replace(first, id="m2", code="apologise", span=first.span._replace(start=first.span.end - 2), quote="道歉")
    page = mount(cl.show(Cases((replace(case, mentions=(first, inner)),), (), cases.texts)))
    marks = page.locator("mark.cl-run")
    assert marks.all_text_contents() == ["同意退款并", "道歉"]
    bars = marks.nth(1).evaluate("(each) => getComputedStyle(each).backgroundPosition.split(',').map((p) => p.trim())")
    assert len(set(bars)) == 3  # two bars at different heights, and the tint
    marks.nth(1).click()
    marks.nth(1).click()
    assert selected(page) == ["u1/m2"]  # a second click picks the one underneath


def test_duplicates_are_folded(mount: Any) -> None:
    cases = marked("---".join(["事由：[m1 cause:delay|晚了三天]。"] * 3))
    folded = Cases(tuple(replace(case, cluster="k" if case.uid != "u3" else "") for case in cases), (), cases.texts)
    page = mount(cl.show(folded))
    assert page.locator(".cl-chooser option").all_text_contents() == ["1. 案例1 · a.txt （另有重复 1）", "2. 案例3 · a.txt"]
    page.locator(".cl-dupes summary").click()
    page.locator(".cl-dupes button").click()
    assert page.locator(".cl-casehead h3").text_content() == "案例2"


def test_leafing_through_cases_by_keys(mount: Any) -> None:
    page = mount(cl.show(marked("一：[m1 cause:delay|晚了]。---二：[m1 cause:delay|又晚了]。")))
    page.locator(".cl-text").focus()
    page.keyboard.press("]")
    assert page.locator(".cl-casehead h3").text_content() == "案例2"
    page.locator(".cl-text").focus()
    page.keyboard.press("[")
    assert page.locator(".cl-casehead h3").text_content() == "案例1"


def test_setting_the_selection_from_the_kernel_scrolls_to_it(mount: Any, base: Cases) -> None:
    case = max(base, key=lambda each: len(each.mentions))
    page = mount(cl.show(base.keep(lambda each: each is case)))
    last = max(case.mentions, key=lambda m: m.span)
    page.evaluate("(key) => caselibModel.set('selected', [key])", f"{case.uid}/{last.id}")
    until(page, "document.querySelector('mark.cl-current')")
    assert page.evaluate(
        "(() => { const a = document.querySelector('mark.cl-current').getBoundingClientRect(), b = document.querySelector('.cl-text').getBoundingClientRect();"
        " return a.top >= b.top && a.bottom <= b.bottom; })()"
    )


def test_english_and_back_without_a_kernel(mount: Any, base: Cases) -> None:
    page = mount(cl.show(base))
    page.get_by_role("button", name="English").click()
    assert page.locator("[data-role=cause]").text_content() == "Cause"
    assert page.locator(".cl-tabs [data-tab=facts]").text_content() == "Facts"
    page.get_by_role("button", name="中文").click()
    assert page.locator("[data-role=cause]").text_content() == "原因"


@pytest.mark.parametrize("width", [360, 768, 1400])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_fits_and_can_be_read(mount: Any, base: Cases, width: int, dark: bool) -> None:
    """Nothing is wider than the page, and text stands out from its ground (WCAG AA, 4.5 to 1)."""
    page = mount(cl.show(base), width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('.cl-view').classList.contains('cl-dark')") is dark
    poor = page.evaluate((Path(__file__).parent / "contrast.js").read_text(encoding="utf-8"))
    assert not poor


def test_everything_has_a_name_for_screen_readers(mount: Any, base: Cases) -> None:
    page = mount(cl.show(base))
    assert not page.evaluate(
        "[...document.querySelectorAll('button, select, input, [role=listbox], [role=tablist], [role=toolbar], [role=document], [role=region]')]"
        ".filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim() || each.labels?.length)).map((each) => each.outerHTML.slice(0, 120))"
    )


def test_everything_can_be_reached_by_the_tab_key(mount: Any, cases: Cases) -> None:
    page = mount(cl.show(cases))
    reached: set[str] = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached |= set(page.evaluate("[...document.activeElement.classList, document.activeElement.getAttribute('role'), document.activeElement.tagName]"))
    assert {"cl-text", "cl-evidence", "cl-role", "tab", "SELECT", "INPUT"} <= reached
