"""The Coder as people use it: by mouse and by keys, in a page without a kernel and in JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caselib.casebase import Cases, save
from caselib.coding.apply import apply, memos
from caselib.coding.log import append, effective, read_log
from caselib.coding.session import Session
from caselib.model import Case, Field, SourceText, Span
from tests.coding.make import at, base, event

pytest.importorskip("anywidget")

MARKED = (
    "案例一 快递😀迟到\n张女士的[m1 cause:delay|包裹迟到五天]，她[m2 action:refund/demanded|要求退款]。[s1 cause:attitude|客服爱理不理]😡，\r\n"
    "后来店方[m3 action:refund/done|退了运费]，[m4 outcome:satisfied|张女士表示满意]。\n"
    "---案例二 空调\n李先生的空调[m5 cause:repair_failure|修了两次没修好]。\n厂家[m6 action:replace/done|换了新机]。\n[s2 outcome:satisfied|他说挺好]。\n"
)


@pytest.fixture
def cases() -> Cases:
    return base(MARKED, links={"u1": [("m1", "m3")]})


@pytest.fixture
def session(cases: Cases, tmp_path: Path) -> Session:
    return Session(cases, "甲", tmp_path / "甲.jsonl")


@pytest.fixture
def desk(mount: Callable[..., Any], session: Session) -> Callable[..., Any]:
    from caselib.view.widgets.coder import Coder

    def opened(width: int = 1200, lang: str = "zh", **options: Any) -> Any:
        return mount(Coder(session, lang=lang), width=width, **options)

    return opened


def model(page: Any, name: str) -> Any:
    return page.evaluate("name => caselibModel.get(name)", name)


def drag_over(page: Any, words: str) -> None:
    """Select words of the case by mouse, from the left edge of the first character to the right edge of the last."""
    box = page.evaluate(
        """words => {
          const inside = document.querySelector(".cl-inside"), walk = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT), nodes = [];
          let text = "";
          while (walk.nextNode()) { nodes.push([walk.currentNode, text.length]); text += walk.currentNode.data; }
          const at = text.indexOf(words), find = (unit, late) => nodes.filter(([node, from]) => (late ? from < unit : from <= unit)).pop();
          const rect = (unit, size) => { const [node, from] = find(unit, false), range = document.createRange();
            range.setStart(node, unit - from); range.setEnd(node, unit - from + size); return range.getClientRects()[0]; };
          const size = (unit) => (text.codePointAt(unit) > 0xffff ? 2 : 1);
          const last = at + words.length - ([...words].pop().length), a = rect(at, size(at)), b = rect(last, size(last));
          return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2];
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, steps=4)
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()
    page.wait_for_timeout(120)


def settle(page: Any) -> None:
    """Until the last request is answered and drawn."""
    page.wait_for_function("() => !caselibModel.sent || document.querySelector('.cl-saved').textContent !== '正在保存……'")
    page.wait_for_timeout(80)


def code_as(page: Any, query: str) -> None:
    page.keyboard.press("Enter")
    page.wait_for_selector(".cl-palette")
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    settle(page)


def handed_back(page: Any, cases: Cases, path: Path) -> tuple[Cases, list[Any]]:
    """The log as the page gives it, read by caselib without a word of complaint, and what it makes of the cases."""
    with page.expect_download() as download:
        page.get_by_role("button", name="下载日志").click()
    download.value.save_as(path)
    events, problems = read_log(path)
    assert problems == []
    return apply(cases, events), events


def shown(case: Case) -> list[tuple[str, ...]]:
    return [(*m.key, m.quote) for m in case.mentions]


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
