"""The Explorer's other forms, and what is taken along: matrix, flow, pictures, tables, fragments, JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import caselib as cl
from caselib.casebase import Cases
from caselib.view.widgets.explorer_page import explorer_fragment
from tests.browser.explorer import HOSTILE, click_line, file, graph, listed, opened, slide, state, strongest  # noqa: F401
from tests.browser.tools import until
from tests.coding.make import base as marked

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
