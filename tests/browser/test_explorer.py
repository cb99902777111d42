"""The Explorer in a browser: what a person does with mouse and keys, and that every number is its rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import caselib as cl
from caselib.casebase import Cases
from caselib.view.widgets.explorer_page import explorer_fragment
from tests.browser.tools import until
from tests.coding.make import base as marked

HOSTILE = "事由：[m1 cause:delay|晚了<img src=x onerror=alert(1)>三天]，店方[m2 action:refund/done|</script><b>退款</b>]，[m3 outcome:satisfied|满意😀了]。"


@pytest.fixture(scope="session")
def graph(base: Cases) -> nx.DiGraph:
    return cl.mine(base, draws=0)


@pytest.fixture(scope="session")
def file(graph: nx.DiGraph, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-alone page of the annotated cases, written once."""
    return cl.explore(graph, lang="zh").to_html(tmp_path_factory.mktemp("explorer") / "x.html")


@pytest.fixture
def opened(new_page: Callable[..., Any], file: Path) -> Callable[..., Any]:
    def made(**options: Any) -> Any:
        page = new_page(**options)
        page.goto(file.as_uri())
        page.wait_for_selector(".ex-node")
        return page

    return made


def state(page: Any, name: str) -> Any:
    return page.evaluate("name => caselibModel.get(name)", name)


def click_line(page: Any, edge: str) -> None:
    """A real click on the middle of a line."""
    spot = page.locator(f'[data-id="{edge}"] .ex-hit').evaluate(
        "path => { const at = path.getPointAtLength(path.getTotalLength() * 0.12), m = path.getScreenCTM(); return [at.x * m.a + m.e, at.y * m.d + m.f]; }"
    )
    page.mouse.click(*spot)


def strongest(graph: nx.DiGraph, pair: str = "action->outcome") -> tuple[str, dict[str, Any]]:
    rows = [(f"{a}->{b}", row) for a, b, row in graph.edges(data=True) if row["role_pair"] == pair]
    return max(rows, key=lambda each: (each[1]["n_clusters"], each[0]))


def listed(page: Any) -> int:
    """Clusters that the panel lists, all of them unfolded."""
    while page.locator(".ex-more:visible").count():
        page.locator(".ex-more").click()
    return page.locator(".ex-cards > .ex-card").count()


def slide(page: Any, name: str, to: int) -> None:
    page.locator(f"input[data-name={name}]").evaluate("(made, to) => { made.value = to; made.dispatchEvent(new Event('input')); }", to)
    page.wait_for_timeout(80)


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


# --- forms -------------------------------------------------------------------------------------------------------------------------------


def test_matrix_cells_are_their_rows(opened: Any, graph: nx.DiGraph) -> None:
    page = opened()
    page.get_by_role("radio", name="矩阵").click()
    edge, row = strongest(graph, "cause->action")
    cell = page.locator(f'.ex-cell[data-id="{edge}"]')
    assert cell.locator("text").text_content() == str(row["n_clusters"])
    cell.click()
    assert state(page, "selected") == [edge]
    assert listed(page) == row["n_clusters"]


def test_a_table_by_industry_counts_as_the_filter_does(opened: Any, base: Cases) -> None:
    page = opened()
    page.get_by_role("radio", name="矩阵").click()
    page.get_by_label("行与列").select_option("ci")
    slide(page, "least", 0)
    cells = dict(
        page.locator(".ex-cell").evaluate_all("all => all.map((each) => [each.dataset.id, Number(each.querySelector('text').textContent)])")
    )
    expected = {}
    for industry in {str(case.industry.value) for case in base if case.industry}:
        own = cl.mine(base.where(industry=industry), draws=0)
        expected |= {f"{code}@{industry}": node["n_clusters"] for code, node in own.nodes.items() if node["role"] == "cause" and node["n_clusters"]}
    assert cells == expected
    most = max(cells, key=lambda each: cells[each])
    page.locator(f'.ex-cell[data-id="{most}"]').click()
    assert listed(page) == cells[most]


def test_the_flow_has_the_same_lines_and_behaviour(opened: Any, graph: nx.DiGraph) -> None:
    page = opened()
    before = set(page.locator(".ex-line").evaluate_all("all => all.map((each) => each.dataset.id)"))
    page.get_by_role("radio", name="流向").click()
    until(page, "document.querySelector('.ex-ribbon')")
    assert set(page.locator(".ex-line").evaluate_all("all => all.map((each) => each.dataset.id)")) == before
    edge, row = strongest(graph)
    click_line(page, edge)
    assert listed(page) == row["n_clusters"]


# Asked until it is there: after a drag the picture is drawn anew.
PLACE = "(() => { const made = document.querySelector('[data-id=refund]'); return made && made.getBoundingClientRect().toJSON(); })()"


def test_a_dragged_box_stays_where_it_was_put(opened: Any) -> None:
    page = opened()
    box = page.locator('[data-id="refund"]').bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 90, steps=6)
    page.mouse.up()
    moved = until(page, PLACE)
    assert (round(moved["x"] - box["x"]), round(moved["y"] - box["y"])) == (30, 80)
    assert state(page, "selected") == []  # a drag is no click
    page.get_by_role("radio", name="建议").click()
    page.get_by_role("radio", name="已做").click()
    again = until(page, PLACE)
    assert abs(again["x"] - moved["x"]) < 2
    assert abs(again["y"] - moved["y"]) < 2
    assert "refund" in state(page, "positions")["graph"]


def test_zoom_and_pan_by_mouse_wheel_and_buttons(opened: Any) -> None:
    page = opened()
    width = page.locator('[data-id="refund"]').bounding_box()["width"]
    page.get_by_role("button", name="放大").click()
    assert page.locator('[data-id="refund"]').bounding_box()["width"] == pytest.approx(1.2 * width, rel=0.02)
    stage = page.locator(".ex-stage").bounding_box()
    page.mouse.move(stage["x"] + 2, stage["y"] + stage["height"] - 5)  # beside all boxes
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_timeout(100)
    assert page.locator('[data-id="refund"]').bounding_box()["width"] > 1.5 * width
    free = page.evaluate(
        """() => { const box = document.querySelector(".ex-stage").getBoundingClientRect();
        for (let x = box.left + 80; x < box.right - 80; x += 7) for (let y = box.top + 60; y < box.bottom - 60; y += 7)
          if (!document.elementFromPoint(x, y).closest("[data-id]")) return [x, y]; }"""
    )
    before = page.locator('[data-id="refund"]').bounding_box()["x"]
    page.mouse.move(*free)
    page.mouse.down()
    page.mouse.move(free[0] + 60, free[1] - 40, steps=4)
    page.mouse.up()
    assert page.locator('[data-id="refund"]').bounding_box()["x"] == pytest.approx(before + 60, abs=2)
    page.get_by_role("button", name="全图").click()
    assert page.locator('[data-id="refund"]').bounding_box()["width"] == pytest.approx(width, rel=0.02)


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
    assert page.locator('[data-id="refund"]').bounding_box()["y"] == pytest.approx(before + 12, abs=1)


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


# --- taking along --------------------------------------------------------------------------------------------------------------------------


def saved(page: Any, kind: str, folder: Path) -> bytes:
    page.locator(".ex-take summary").click()
    with page.expect_download() as waiting:
        page.locator(f".ex-menu [data-kind={kind}]").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()


@pytest.mark.parametrize("form", ["网络", "流向", "矩阵"])
def test_the_picture_stands_alone(opened: Any, new_page: Callable[..., Any], tmp_path: Path, form: str) -> None:
    page = opened(dark=True)
    page.get_by_role("radio", name=form).click()
    page.wait_for_timeout(150)
    told = saved(page, "svg", tmp_path).decode()
    assert "退款" in told
    assert "不是因果" in told
    assert "font/woff2;base64" in told
    assert "class=" not in told
    assert "var(" not in told
    png = saved(page, "png", tmp_path)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width = int.from_bytes(png[16:20], "big")
    assert width >= 960
    # It is drawn as the page drew it: white paper, and ink on it.
    bare = new_page()
    (tmp_path / "x.svg").write_text(told, encoding="utf-8")
    bare.goto((tmp_path / "x.svg").as_uri())
    assert bare.evaluate("document.documentElement.querySelectorAll('text').length") > 20


def test_the_table_of_sentences_has_a_row_a_place(opened: Any, graph: nx.DiGraph, tmp_path: Path) -> None:
    import csv
    import io

    page = opened()
    edge, row = strongest(graph)
    click_line(page, edge)
    rows = list(csv.reader(io.StringIO(saved(page, "csv", tmp_path).decode("utf-8-sig"))))
    assert len(rows) - 1 == len(row["evidence"])
    assert {line[1] for line in rows[1:]} == {str(row["n_clusters"])}
    assert {line[2] for line in rows[1:]} == {each.case for each in row["evidence"]}


def test_a_cell_that_excel_would_take_for_a_formula_is_text(mount: Any, tmp_path: Path) -> None:
    cases = marked(HOSTILE.replace("满意", "=1+1"))
    page = mount(cl.explore(cl.mine(cases, draws=0), lang="zh"))
    page.locator('[data-id="satisfied"]').click()
    assert '"\'=1+1' in saved(page, "csv", tmp_path).decode("utf-8-sig")


def test_a_fragment_works_inside_another_page(new_page: Callable[..., Any], graph: nx.DiGraph, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    fragment = explorer_fragment(graph, "zh", filters=False)
    path.write_text(f"<!doctype html><meta charset='utf-8'><body><script>const ROLES = 1;</script>{fragment}</body>", encoding="utf-8")
    page = new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".ex-node")
    assert page.locator(".ex-industry option").count() == 1
    edge, row = strongest(graph)
    click_line(page, edge)
    assert listed(page) == row["n_clusters"]


# --- JupyterLab ----------------------------------------------------------------------------------------------------------------------------

CELLS = [
    "import caselib as cl\nfrom pathlib import Path\nfrom tests.view.trial import gold_cases\n"
    "cases = gold_cases(Path({corpus!r}))\nview = cl.explore(cl.mine(cases, draws=0), lang='zh')\nview",
    "print(view.selected, len(view.evidence), view.industry)",
]


def test_in_jupyterlab_the_selection_reaches_the_kernel(lab: Any, new_page: Callable[..., Any], corpus: Path, graph: nx.DiGraph) -> None:
    page = new_page(width=1400, height=1000)
    lab.notebook(page, [CELLS[0].format(corpus=str(corpus)), CELLS[1]], "explorer.ipynb")
    page.wait_for_selector(".ex-node", timeout=60_000)
    edge, row = strongest(graph)
    page.locator(f'[data-id="{edge}"]').scroll_into_view_if_needed()
    click_line(page, edge)
    page.keyboard.press("m")  # the cell below must not become Markdown
    page.wait_for_timeout(400)
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    output = page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output pre")
    printed = "told => [...document.querySelectorAll('.jp-OutputArea-output pre')].some((each) => each.textContent.trim().includes(told))"
    until(page, printed, f"['{edge}'] {len(row['evidence'])}")
    page.locator(".ex-quote").first.click()
    page.wait_for_selector(".ex-drawer .cl-case mark", timeout=20_000)
    industry = page.locator(".ex-industry option").nth(1).get_attribute("value")
    page.locator(".ex-industry").select_option(industry)
    until(page, "() => !document.querySelector('.ex-busy')", seconds=30)
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    until(page, printed, f" {industry}")
    assert output.count() == 1
    assert page.locator(".jp-MarkdownCell").count() == 0
