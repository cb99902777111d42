"""The Explorer in a browser: what a person does with mouse and keys, and that every number is its rows."""

from __future__ import annotations

import re
from typing import Any

import networkx as nx
import pytest

import caselib as cl
from caselib.casebase import Cases
from tests.browser.explorer import HOSTILE, click_line, file, graph, listed, opened, slide, state, strongest  # noqa: F401
from tests.browser.tools import until
from tests.coding.make import base as marked

# --- edges, nodes, sentences -----------------------------------------------------------------------------------------------------------


def test_a_click_on_a_line_shows_its_numbers_and_as_many_clusters_of_sentences(opened: Any, graph: nx.DiGraph) -> None:
    page = opened()
    edge, row = strongest(graph)
    click_line(page, edge)
    assert state(page, "selected") == [edge]
    assert page.locator(".ex-facts dd").first.text_content().split("（")[0].strip() == str(row["n_clusters"])
    assert f"{row['lift']:.2f}" in page.locator(".ex-facts").text_content()
    assert listed(page) == row["n_clusters"]
    assert page.locator(".ex-quote").count() == len(row["evidence"])


def test_a_click_on_a_sentence_shows_it_in_its_text(opened: Any, graph: nx.DiGraph, base: Cases) -> None:
    page = opened()
    edge, row = strongest(graph)
    click_line(page, edge)
    page.locator(".ex-quote").first.click()
    found = state(page, "selected")
    assert found[0] == edge
    uid, first = found[1].rsplit("/", 1)
    case = base[uid]
    assert page.locator(".ex-text").text_content() == base.text(case)
    quote = base.mention(case, first).quote
    assert quote in "".join(page.locator("mark.ex-current").all_text_contents())
    assert any(each.case == case.id and each.source == first for each in row["evidence"])
    page.get_by_role("button", name="下一处").click()
    assert state(page, "selected")[1:] != found[1:]
    page.keyboard.press("Escape")
    assert state(page, "selected") == [edge]
    assert page.locator(".ex-quote").count() == len(row["evidence"])


def test_a_node_shows_its_sentences_and_its_lines_by_number(opened: Any, graph: nx.DiGraph) -> None:
    page = opened()
    page.locator('[data-id="refund"]').click()
    assert state(page, "selected") == ["refund"]
    assert listed(page) == graph.nodes["refund"]["n_clusters"]
    numbers = [int(told) for told in page.locator(".ex-links .ex-n").all_text_contents()]
    assert numbers == sorted((row["n_clusters"] for a, b, row in graph.edges(data=True) if "refund" in (a, b)), reverse=True)
    page.locator(".ex-links .ex-link").first.click()
    assert "refund" in state(page, "selected")[0].split("->")


def test_the_kernel_can_select(opened: Any, graph: nx.DiGraph) -> None:
    page = opened()
    edge, row = strongest(graph, "cause->outcome")  # not even drawn: its sentences are shown all the same
    page.evaluate("edge => caselibModel.set('selected', [edge])", edge)
    assert listed(page) == row["n_clusters"]
    page.evaluate("caselibModel.set('selected', ['no_such->thing'])")
    assert "不存在" in page.locator(".ex-panel").text_content()
    page.evaluate("caselibModel.set('selected', [])")
    assert page.locator(".ex-quote").count() == 0


def test_a_finger_selects_and_pans(opened: Any) -> None:
    page = opened(width=390, height=800, has_touch=True)
    page.locator('[data-id="refund"]').tap()
    assert state(page, "selected") == ["refund"]


def test_words_of_documents_are_text_and_nothing_else(mount: Any) -> None:
    page = mount(cl.explore(cl.mine(marked(HOSTILE), draws=0), lang="zh"))
    page.on("dialog", lambda dialog: pytest.fail("a script of the document ran"))
    page.locator('[data-id="refund"]').click()
    assert page.locator(".ex-words").first.text_content() == marked(HOSTILE).text(marked(HOSTILE)[0])
    page.locator(".ex-quote").first.click()
    assert page.locator("mark.ex-current").all_text_contents() == ["</script><b>退款</b>"]
    assert page.locator(".ex-panel img, .ex-panel b").count() == 0


# --- filters and thresholds ------------------------------------------------------------------------------------------------------------


def test_the_industry_filter_shows_the_graph_mined_for_it(opened: Any, base: Cases) -> None:
    page = opened()
    industry = max({str(case.industry.value) for case in base if case.industry}, key=lambda name: len(base.where(industry=name)))
    page.locator(".ex-industry").select_option(industry)
    own = cl.mine(base.where(industry=industry), draws=0)
    edge, row = strongest(own)
    until(page, "id => document.querySelector(`[data-id='${id}']`)", edge)
    click_line(page, edge)
    assert listed(page) == row["n_clusters"]
    assert f"{own.graph['n_clusters']} 个案例簇" in page.locator(".ex-note").text_content()


@pytest.mark.parametrize(("status", "label"), [("advised", "建议"), ("demanded", "要求")])
def test_the_status_switch_shows_the_graph_mined_for_it(opened: Any, base: Cases, status: str, label: str) -> None:
    page = opened()
    page.get_by_role("radio", name=label).click()
    own = cl.mine(base, status=status, draws=0)
    edge, row = strongest(own, "cause->action")
    until(page, "id => document.querySelector(`[data-id='${id}']`)", edge)
    click_line(page, edge)
    assert listed(page) == row["n_clusters"]


def test_sliders_hide_lines_and_change_no_number(opened: Any, graph: nx.DiGraph) -> None:
    page = opened()
    near = [row for _, _, row in graph.edges(data=True) if row["role_pair"] != "cause->outcome"]
    counts = sorted({row["n_clusters"] for row in near})
    slide(page, "least", counts.index(4))
    assert page.locator(".ex-line").count() == sum(row["n_clusters"] >= 4 for row in near)
    assert state(page, "least") == 4
    slide(page, "least_lift", 3)  # 1.5 and more
    kept = [row for row in near if row["n_clusters"] >= 5 and row["lift"] >= 1.5]
    assert page.locator(".ex-line").count() == len(kept)
    slide(page, "least_lift", 0)
    slide(page, "least", 0)
    slide(page, "most_q", 3)  # 0.05
    assert page.locator(".ex-line").count() == sum(row["q"] <= 0.05 and not row["too_few"] for row in near)
    for name in ("least", "most_q", "least_lift"):
        made = page.locator(f"input[data-name={name}]")
        assert made.get_attribute("aria-label")
        assert made.get_attribute("aria-valuetext")


def test_search_finds_codes_and_text_in_either_script(opened: Any, base: Cases) -> None:
    page = opened()
    page.locator(".ex-search").fill("賠償")
    until(page, "document.querySelector('.found')")
    assert page.locator(".ex-node.found").get_attribute("data-id") == "compensate"
    total = sum(base.text(case).count(words) for case in base for words in ("赔偿", "賠償"))
    told = int(re.search(r"\d+", page.locator(".ex-panel h4").first.text_content())[0])
    assert 0 < told <= total
    page.locator(".ex-quote").first.click()
    assert page.locator(".ex-hitword").first.text_content() in ("赔偿", "賠償")
    page.keyboard.press("Escape")
    assert page.locator(".ex-panel h4").count() == 1
    page.locator(".ex-search").press("Escape")
    assert page.locator(".ex-search").input_value() == ""


# --- keys, screen readers, looks ---------------------------------------------------------------------------------------------------------


def test_by_keys_alone_from_the_toolbar_to_a_sentence_and_back(opened: Any) -> None:
    page = opened()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('ex-node')"):
            break
    first = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("ArrowRight")
    action = page.evaluate("document.activeElement.dataset.id")
    assert page.evaluate("document.activeElement.classList.contains('cl-action')")
    page.keyboard.press("e")
    edge = page.evaluate("document.activeElement.dataset.id")
    assert action in edge.split("->")
    page.keyboard.press("Enter")
    assert state(page, "selected") == [edge]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".ex-text").is_visible()
    assert len(state(page, "selected")) == 3
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('ex-quote')")
    page.keyboard.press("Escape")
    assert state(page, "selected") == []
    assert page.evaluate("document.activeElement.dataset.id") == edge
    assert first != action


def test_a_box_is_moved_by_keys(opened: Any) -> None:
    page = opened()
    page.locator('[data-id="refund"]').focus()
    before = page.locator('[data-id="refund"]').bounding_box()["y"]
    page.keyboard.press("Alt+ArrowDown")
    # The graph is drawn anew: between two drawings the box is nowhere.
    while (box := page.locator('[data-id="refund"]').bounding_box()) is None:
        page.wait_for_timeout(50)
    assert box["y"] == pytest.approx(before + 12, abs=1)


def test_everything_that_can_be_pressed_has_a_name(opened: Any) -> None:
    page = opened()
    page.locator('[data-id="refund"]').click()
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, select, [role=button], summary, svg[role]')]"
        ".filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim())).map((each) => each.outerHTML.slice(0, 80))"
    )
    assert nameless == []
    assert "簇" in page.locator('[data-id="refund"]').get_attribute("aria-label")


@pytest.mark.parametrize("width", [360, 768, 1400])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_its_width_in_light_and_dark(opened: Any, width: int, dark: bool) -> None:
    page = opened(width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.cl-view').classList.contains('cl-dark')") is dark
    inside = page.locator(".ex-node").evaluate_all(
        """all => all.every((each) => [...each.querySelectorAll("text")].map((text) => text.getBBox())
        .every((box) => box.x + box.width <= each.querySelector(".ex-box").width.baseVal.value + 1))"""
    )
    assert inside


def test_the_language_can_be_changed(opened: Any) -> None:
    page = opened()
    page.get_by_role("button", name="English").click()
    page.get_by_role("radio", name="Matrix").click()
    page.get_by_label("Rows and columns").wait_for()
    assert page.locator(".ex-label").first.text_content().isascii()


def test_chinese_is_in_the_page_for_machines_without_chinese_fonts(opened: Any) -> None:
    page = opened()
    assert page.evaluate("document.fonts.load('14px CaselibPage', '退款原文').then((found) => found.length)") == 1
