"""The widgets in a real JupyterLab: the kernel hears them, the cell does not hear their keys, the saved notebook still shows them."""

from __future__ import annotations

import json
from typing import Any

import pytest

SETUP = (
    "import caselib as cl\n"
    "from tests.coding.make import base\n"
    "cases = base(\n'😀案例：[m1 cause:delay|快递晚了三天]，客服[m2 action:apologise/done|道歉]。\\n'\n"
    "'顾客[m3 outcome:satisfied|满意]。---丙：[m1 cause:attitude|经消保委调解，态度差]。')"
)

END_SESSIONS = "async (all) => { for (const each of await (await fetch(all)).json()) await fetch(`${all}/${each.id}`, { method: 'DELETE' }); }"


def run_again(page: Any, text: str, wanted: str) -> str:
    """Run the cell that holds these words until it prints what is wanted, five times at most: a change reaches the kernel in its own time."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea", has_text=text)).last
    printed = ""
    for _ in range(5):
        cell.locator(".jp-InputPrompt").click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(300)
        cell.locator(".jp-InputPrompt", has_not_text="*").wait_for()
        page.wait_for_timeout(300)
        printed = str(cell.locator(".jp-OutputArea-output").last.text_content())
        if wanted in printed:
            break
    return printed


def test_reading_selecting_and_keys(lab: Any, new_page: Any) -> None:
    page = lab.notebook(new_page(), [SETUP, "view = cl.show(cases)\nview", "print('now', view.selected, view.passage.get('quote'))"], "read.ipynb")
    page.wait_for_selector(".cl-caseview")
    assert page.locator(".caselib-snapshot").is_hidden()
    page.locator(".cl-text").focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    for key in ("m", "a", "b", "d", "d", "x", "y", "r", "Enter"):  # Markdown, cells above and below, delete, cut, raw, edit
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == 3
    assert page.locator(".jp-MarkdownCell, .jp-RawCell").count() == 0
    assert "now ['u1/m2'] None" in run_again(page, "now", "now ['u1/m2'] None")


def test_the_kernel_selects_and_speaks_english(lab: Any, new_page: Any) -> None:
    page = lab.notebook(new_page(), [SETUP, "view = cl.show(cases)\nview", "view.turn_to('u2'); view.lang = 'en'; view.selected = ['u2/m1']"], "steer.ipynb")
    page.locator("[data-role=cause]", has_text="Cause").wait_for()
    page.locator("mark.cl-current", has_text="态度差").wait_for()
    assert page.locator(".cl-casehead h3").text_content() == "案例2"


def test_a_table_row_opens_its_case_through_the_kernel(lab: Any, new_page: Any) -> None:
    page = lab.notebook(new_page(), [SETUP, "view = cl.table(cases)\nview", "print('kept', [case.uid for case in view.kept])"], "table.ipynb")
    page.locator(".cl-search").fill("經消保委")
    page.locator(".cl-quiet", has_text="1 / 2 行").wait_for()
    page.locator(".cl-rows .cl-gridrow").first.click()
    page.locator(".cl-casehead h3", has_text="案例2").wait_for()
    assert page.locator(".jp-Cell").count() == 3
    assert "kept ['u2']" in run_again(page, "kept", "kept ['u2']")


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "untrusted"])
def test_a_saved_notebook_shows_the_snapshot_without_a_kernel(lab: Any, new_page: Any, watch: Any, trusted: bool) -> None:
    watch.allowed = ("widget model not found",)  # JupyterLab's own, of every widget that is opened without its kernel
    name = f"saved_{trusted}.ipynb"
    page = lab.notebook(new_page(), [SETUP, "view = cl.show(cases)\nview"], name)
    page.wait_for_selector(".cl-caseview")
    lab.save(page)
    saved = json.loads((lab.root / name).read_text(encoding="utf-8"))
    assert "widgets" not in saved["metadata"]
    page.evaluate(END_SESSIONS, f"{lab.address}/api/sessions")
    page.context.close()
    again = name
    if not trusted:
        again = "other_" + name
        saved["cells"][1]["source"] = "view  # from another machine"
        (lab.root / again).write_text(json.dumps(saved), encoding="utf-8")
    page = new_page()
    lab.open(page, again)
    page.locator(".caselib-snapshot" if trusted else ".jp-OutputArea", has_text="快递晚了三天").first.wait_for()
    page.wait_for_timeout(2500)
    assert page.locator(".cl-view").count() == 0
    assert not page.get_by_text("Error displaying widget").is_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_follows_the_theme_of_the_lab(lab: Any, new_page: Any, theme: str) -> None:
    page = lab.notebook(new_page(), [SETUP, "cl.show(cases)"], "theme.ipynb")
    page.wait_for_selector(".cl-caseview")
    page.evaluate("(theme) => window.jupyterapp?.commands.execute('apputils:change-theme', { theme })", theme)
    if not page.evaluate("!!window.jupyterapp"):
        page.locator(".lm-MenuBar-itemLabel:text-is('Settings')").click()
        page.locator(".lm-Menu-itemLabel:text-is('Theme')").hover()
        page.locator(f".lm-Menu-itemLabel:text-is('{theme}')").click()
    dark = "Dark" in theme
    page.wait_for_function("(dark) => document.querySelector('.cl-view').classList.contains('cl-dark') === dark", arg=dark)
    ground = page.evaluate("getComputedStyle(document.querySelector('.cl-view')).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(ground[:3]) < 380) is dark
