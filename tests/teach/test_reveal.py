"""The step-by-step view: four steps for the teacher, none of the ending for students."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.errors import CaselibError
from caselib.teach import reveal
from caselib.teach.leak import leaks
from caselib.teach.reveal import pages
from caselib.teach.story import Shelf
from teach.browser import title_after
from teach.make import base_of
from teach.trial import gold_cases

TEXT = (
    "方女士四月在柜台办理转账，排到下午一点还没有轮到她。⟦cause:delay|窗口只开一个⟧。"
    "⟦action:refund:done|行长退还了她的手续费⟧，⟦outcome:satisfied|她对这样的处理很满意⟧。"
)


def _steps(page: str) -> list[str]:
    return re.findall(r'<section class="(\w+)"', page)


def test_teacher_sees_four_steps_in_order(tmp_path: Path) -> None:
    base = base_of(TEXT)
    page = reveal(base.cases[0], tmp_path / "a.html", base=base).read_text(encoding="utf-8")
    assert list(dict.fromkeys(_steps(page))) == ["situation", "cause", "action", "outcome"]
    assert "她对这样的处理很满意" in page


def test_students_see_the_action_but_no_ending(tmp_path: Path) -> None:
    base = base_of(TEXT)
    page = reveal(base.cases[0], tmp_path / "a.html", base=base, student=True).read_text(encoding="utf-8")
    assert _steps(page) == ["situation", "cause", "action", "outcome"]
    assert "退款退费" in page
    # The refund's words stand in one sentence with the ending, so only its label is shown.
    assert "退还了她的手续费" not in page
    assert "满意" not in page


def test_no_student_file_of_the_corpus_holds_an_ending(corpus: Path, tmp_path: Path) -> None:
    cases = gold_cases(corpus)
    shelf, blind = Shelf(cases), 0
    for case in cases.cases[::6]:
        secrets = shelf.story(case).secrets
        assert leaks(reveal(case, tmp_path / "s.html", base=cases, student=True), secrets) == [], case.id
        if case.final and case.final.value != "unknown" and secrets:
            blind += not leaks(reveal(case, tmp_path / "t.html", base=cases), secrets)
    assert blind <= 1  # a first sentence cut in the middle may be the only one that tells


def test_nothing_is_left_behind_when_the_guard_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = base_of(TEXT)
    monkeypatch.setattr("caselib.teach.story.Story.quotable", lambda *_: True)
    monkeypatch.setattr(sys.modules["caselib.teach.reveal"], "_items", lambda *_: [("结果", "她对这样的处理很满意")])
    with pytest.raises(CaselibError, match=r"a\.html was not written"):
        reveal(base.cases[0], tmp_path / "a.html", base=base, student=True)
    assert list(tmp_path.iterdir()) == []


def test_only_its_own_script_may_run(tmp_path: Path) -> None:
    base = base_of(TEXT)
    page = reveal(base.cases[0], tmp_path / "a.html", base=base).read_text(encoding="utf-8")
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"sha256-{digest}" in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://", page)


@given(st.text("甲乙。！\n", max_size=300), st.integers(3, 60))
def test_pages_lose_nothing(text: str, most: int) -> None:
    pieces = pages(text, most)
    assert all(len(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.browser
def test_arrow_keys_alone_turn_the_steps(tmp_path: Path) -> None:
    base = base_of(TEXT)
    page = reveal(base.cases[0], tmp_path / "a.html", base=base)
    script = """
      const shown = () => document.querySelector("section:not([hidden])").className;
      const seen = [shown()];
      for (const key of ["x", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp"]) {
        document.dispatchEvent(new KeyboardEvent("keydown", { key }));
        seen.push(shown());
      }
      document.title = JSON.stringify({ seen, size: parseFloat(getComputedStyle(document.querySelector("section p:not(.task)")).fontSize),
        wide: document.documentElement.scrollWidth, high: document.documentElement.scrollHeight });
    """
    told = json.loads(title_after(page, script))
    assert told["seen"] == ["situation", "situation", "cause", "action", "outcome", "outcome", "outcome", "action"]
    assert told["size"] >= 20
    assert told["wide"] <= 1280
    assert told["high"] <= 720
