"""The coder's desk beside others: two coders, lost places, English and dark, hostile text, JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caselib.casebase import Cases, save
from caselib.coding.apply import apply
from caselib.coding.log import append, effective, read_log
from caselib.coding.session import Session
from caselib.model import Case, Field, SourceText, Span
from tests.browser.coder import cases, desk, drag_over, model, session, settle, shown  # noqa: F401
from tests.coding.make import at, base, event


def two_logs(cases: Cases, folder: Path) -> dict[str, Path]:
    """A and B see two places differently."""
    decisions = {
        "甲": [at(cases, "包裹迟到五天", "cause:delay:"), at(cases, "退了运费", "action:refund:done"), at(cases, "修了两次没修好", "cause:repair_failure:")],
        "乙": [at(cases, "包裹迟到五天", "cause:delay:"), at(cases, "退了运费", "action:compensate:done")],
    }
    for coder, marks in decisions.items():
        for n, place in enumerate(marks):
            append(folder / f"{coder}.jsonl", event("span", place, coder=coder, case="u2" if "修" in place.quote else "u1", second=n))
    return {coder: folder / f"{coder}.jsonl" for coder in decisions}


def test_two_coders_side_by_side_and_settled(mount: Callable[..., Any], cases: Cases, tmp_path: Path):
    from caselib.view.widgets.coder import Coder

    logs = two_logs(cases, tmp_path)
    page = mount(Coder(Session(cases, "丙", tmp_path / "丙.jsonl", blind=True, compare=logs)))
    assert page.locator(".cl-differ").count() == 2
    page.locator(".cl-differ").first.focus()
    page.wait_for_timeout(150)
    page.keyboard.press("2")
    settle(page)
    page.wait_for_timeout(200)
    page.locator(".cl-differ:not(.cl-settled)").get_by_text("取 甲").click()
    settle(page)
    assert [row["state"] for row in model(page, "work")["rows"]] == ["b", "a"]
    assert page.get_by_role("tab", name="分歧 0").count() == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="下载日志").click()
    download.value.save_as(tmp_path / "back.jsonl")
    third = Session(cases, "丙", tmp_path / "back.jsonl", blind=True, compare=logs)
    assert [state for _, state in third.disagreements()] == ["b", "a"]
    assert {m.code for m in third.coding["u1"].mentions} == {"delay", "compensate"}


def test_decisions_without_a_place_are_placed_or_given_up(mount: Callable[..., Any], session: Session, cases: Cases, tmp_path: Path):
    from caselib.view.widgets.coder import Coder

    session.accept("u1", "m1")
    session.accept("u1", "m4")
    session.close()
    newer = base("改版的网页：快递晚到了，钱也退了。\n")
    page = mount(Coder(Session(newer, "甲", session.log)))
    page.get_by_role("tab", name="待定 2").click()
    assert "包裹迟到五天" in page.locator(".cl-pane").inner_text()
    drag_over(page, "快递晚到了")
    page.get_by_role("button", name="放到选中处").first.click()
    settle(page)
    page.get_by_role("button", name="放弃").click()
    settle(page)
    assert page.get_by_role("tab", name="待定").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="下载日志").click()
    download.value.save_as(tmp_path / "more.jsonl")
    more, problems = read_log(tmp_path / "more.jsonl")
    assert problems == []
    applied = apply(newer, [*session.events, *more])
    assert (shown(applied[0]), applied.problems) == ([("cause", "delay", "", "快递晚到了")], ())


def test_english_small_dark_and_named_for_screen_readers(desk: Callable[..., Any]):
    page = desk(360, "en", dark=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    named = "(e) => e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length"
    assert page.evaluate(f"[...document.querySelectorAll('button, select, input, [tabindex=\"0\"]')].filter((e) => !({named})(e)).length") == 0
    assert page.locator(".cl-view.cl-dark").count() == 1
    page.locator(".cl-paper").focus()
    page.keyboard.press("?")
    assert "Enter codes the selection" in page.locator(".cl-dialog").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("c")
    page.keyboard.type("late")
    assert page.get_by_role("combobox", name="Search codes").count() == 1
    active = page.locator(".cl-palette input").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"


def test_hostile_text_stays_text(mount: Callable[..., Any], tmp_path: Path):
    from caselib.view.widgets.coder import Coder

    words = "<img src=x onerror=alert(1)></script><script>document.title='x'</script>“&amp;\x00\u202e"
    text = f"{words}退款。"
    case = Case("u", words, Span(0, len(text)), "incident", title=Field(words, None, "t"))
    cases = Cases((case,), (), {words: SourceText(words, text)})
    page = mount(Coder(Session(cases, words, tmp_path / "l.jsonl")))
    assert page.locator("img").count() == 0
    assert page.title() != "x"
    assert "onerror=alert(1)" in page.locator(".cl-inside").inner_text()
    drag_over(page, "退款")
    assert model(page, "passage")["start"] == len(words)


# --- in JupyterLab ---

CELLS = [
    "import sys; import caselib as cl\ncases = cl.load('base/cases.jsonl')\ncoder = cl.code(cases, coder='甲', log='甲.jsonl')\ncoder",
    "1 + 1",
]


def wait_for_lines(path: Path, count: int, page: Any) -> None:
    for _ in range(100):
        if path.is_file() and len(path.read_bytes().splitlines()) >= count:
            return
        page.wait_for_timeout(20)
    pytest.fail(f"{path.name} never had {count} lines")


def test_in_jupyterlab(lab: Any, new_page: Callable[..., Any], cases: Cases):
    save(cases, lab.root / "base" / "cases.jsonl")
    log = lab.root / "甲.jsonl"
    log.unlink(missing_ok=True)
    page = lab.notebook(new_page(1400, 950), CELLS, "coder.ipynb")
    page.wait_for_selector(".cl-coder .cl-inside")
    page.locator(".cl-paper").scroll_into_view_if_needed()
    cells = page.locator(".jp-Cell").count()

    words = "客服爱理不理😡，\r\n后来店方退了"
    drag_over(page, words)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cl-palette")
    page.keyboard.type("态度")
    took = page.evaluate("""() => new Promise((done) => {
      const from = performance.now(), saved = document.querySelector(".cl-saved");
      const look = () => { if (saved.textContent === "已存盘") done(performance.now() - from); };
      new MutationObserver(look).observe(saved, { childList: true, characterData: true, subtree: true });
      document.querySelector(".cl-palette input").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    })""")
    assert took < 300, took
    wait_for_lines(log, 1, page)
    [made] = read_log(log)[0]
    assert (made.kind, made.at.quote, made.at.span.of(cases.texts["a.txt"].text)) == ("span", words, words)

    # The cell under the widget reacts to no key: m, a, b, d d, x and 1 mean something to JupyterLab.
    page.locator(".cl-paper").focus()
    for key in ("n", "p", "x", "1", "q", "Escape", "b", "d", "d", "z"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-MarkdownCell").count() == 0

    page.locator(".cl-paper").focus()
    page.keyboard.press("Control+z")
    wait_for_lines(log, 2, page)
    page.keyboard.press("Control+y")
    wait_for_lines(log, 3, page)
    page.keyboard.press("q")
    before = len(log.read_bytes().splitlines())
    page.wait_for_selector(".cl-item[aria-current=true] .cl-decide")
    for _ in range(3):  # quicker than the kernel answers: each key is meant for the item that comes next
        page.keyboard.press("a")
    wait_for_lines(log, before + 3, page)

    # The next cell has it; a killed kernel loses nothing; the cell run again goes on from there.
    found = effective(read_log(log)[0])
    assert [e.kind for e in found] == ["span", "accept", "accept", "accept"]
    assert len({(e.case, e.at.key, e.at.span) for e in found}) == 4
    page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("print('GOT', len(coder.coding['u1'].mentions), len(coder.queue), coder.log.name); import os; open('pid', 'w').write(str(os.getpid()))")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".jp-OutputArea-output:has-text('GOT')")
    assert "甲.jsonl" in page.locator(".jp-OutputArea-output:has-text('GOT')").inner_text()
    lab.save(page)
    stored = json.loads((lab.root / "coder.ipynb").read_text(encoding="utf-8"))
    html = "".join(stored["cells"][0]["outputs"][0]["data"]["text/html"])
    assert "caselib-snapshot" in html
    assert "<script" not in html
    _kill(lab.root / "pid")
    again = Session(cases, "甲", log)
    assert [e.id for e in again.events if e.kind != "undo"][:1] == [found[0].id]
    assert len(again.coding["u1"].mentions) >= 5
    again.close()


def _kill(pid: Path) -> None:
    """End the kernel without warning: the process that the notebook itself named."""
    import os
    import signal
    import time

    number = int(pid.read_text())
    os.kill(number, signal.SIGKILL)
    time.sleep(1.0)
