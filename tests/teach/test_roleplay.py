"""Cards: each player knows what that player would know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from docx import Document

from caselib.casebase import Cases
from caselib.model import Field, Guide, GuideItem, Span
from caselib.teach import roleplay
from caselib.teach.playbook import playbook
from teach.make import base_of

TEXT = (
    "方女士四月在柜台办理转账，等到下午一点还没有轮到她，气得拍了桌子。⟦cause:delay|窗口只开一个⟧。⟦action:compensate:demanded|她要求赔偿误工费⟧。"
    "⟦action:refuse:done|柜员说没有这一条⟧。⟦action:waive:done|支行免了她一年的手续费⟧，⟦outcome:satisfied|她对这样的处理很满意⟧。"
)
GUIDE_TEXT = "接待三步：先听完；再道歉；当天给答复。"


def _base(with_guide: bool = True) -> Cases:
    base = base_of(TEXT, GUIDE_TEXT)
    case = replace(base.cases[0], customer_mood=Field("angry", Span(28, 29), "test"))
    spans = [(5, 8, "listen", None), (9, 12, "apologise", None), (13, 18, "contact", 24.0)]
    items = tuple(GuideItem(GUIDE_TEXT[a:b], GUIDE_TEXT[a:b], Span(a, b), (code,), (), hours) for a, b, code, hours in spans)
    guides = (Guide("c1.txt", "steps", "接待三步", Span(0, len(GUIDE_TEXT)), items),) if with_guide else ()
    return Cases((case,), guides, base.texts)


def _text(path: Path) -> str:
    document = Document(str(path))
    return "\n".join([*(p.text for p in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])


def test_cards(tmp_path: Path) -> None:
    base = _base()
    paths = roleplay(base.cases[0], tmp_path, base=base)
    assert [path.name for path in paths[::2]] == ["1-角色卡-顾客.docx", "2-角色卡-接待员工.docx", "3-观察表.docx", "4-讲评（教师）.docx"]
    customer, employee, observer, debrief = map(_text, paths[::2])
    for told in ("愤怒", "她要求赔偿误工费", "支行免了她一年的手续费"):
        assert told in customer, told
    for told in ("1. 先听完", "2. 再道歉", "接待三步", "柜员说没有这一条", "【待教师补充"):
        assert told in employee, told
    assert "窗口只开一个" not in employee
    assert "当天给答复（24 小时内）" in observer
    assert observer.count("□") == 3 * (3 + 3)
    assert "她对这样的处理很满意" in debrief
    assert all("很满意" not in card for card in (customer, employee, observer))


def test_without_a_guide_the_teacher_is_asked(tmp_path: Path) -> None:
    base = _base(with_guide=False)
    assert playbook(base, base.cases[0]) is None
    paths = roleplay(base.cases[0], tmp_path, base=base, lang="en")
    assert "[For the teacher to add: the firm's own steps" in _text(paths[2])
    assert _text(paths[4]).count("□") == 9
