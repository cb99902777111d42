"""The coder's desk as its browser tests meet it: a case base, a session, a page, and what hands do on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caselib.casebase import Cases
from caselib.coding.apply import apply
from caselib.coding.log import read_log
from caselib.coding.session import Session
from caselib.model import Case
from tests.coding.make import base

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
