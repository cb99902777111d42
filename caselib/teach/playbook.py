"""The guide that fits a case: what an employee goes by, and what an observer looks for."""

from __future__ import annotations

from caselib.casebase import Cases
from caselib.lang.fold import fold
from caselib.model import Case, Guide, GuideItem

KINDS = ("steps", "script", "checklist", "principles")
# What guides call the four types of the record, folded.
TYPES = {
    "professional": ("职业", "打假", "专业户", "索赔"), "regular": ("老客", "老顾客", "老主顾", "常客", "熟客", "会员", "贵宾"),
    "difficult": ("难缠", "无理", "挑剔", "挑刺", "胡搅"), "vulnerable": ("老人", "老年", "孕", "残", "儿童"),
}  # fmt: skip
LEAST, MOST = 3, 12  # items of a list that fits a card


def playbook(cases: Cases, case: Case) -> Guide | None:
    """Steps first, then scripts, checklists and principles; of the case's own document before others, the nearest in the text before farther ones.

    ``None`` where no guide has enough items that tell staff to do something.
    """
    fit = [guide for guide in cases.guides if guide.kind in KINDS and guide.duplicate_of is None and len(items(guide)) >= LEAST]
    return min(fit, key=lambda guide: _distance(guide, case), default=None)


def items(guide: Guide) -> tuple[GuideItem, ...]:
    """The items that tell staff to do something, at most ``MOST``; all where none is coded."""
    coded = tuple(item for item in guide.items if item.codes)
    return (coded if len(coded) >= LEAST else guide.items if not coded else ())[:MOST]


def type_guide(cases: Cases, kind: object) -> GuideItem | None:
    """The item of a guide on types of customers that is about customers of this type; ``kind`` is the value of ``customer_type``."""
    words = TYPES.get(str(kind), ())
    items_ = (item for guide in cases.guides if guide.kind == "types" for item in guide.items)
    return next((item for item in items_ if any(word in fold(item.label) for word in words)), None)


def _distance(guide: Guide, case: Case) -> tuple[bool, int, bool, int, str]:
    near = abs(guide.span.start - case.span.start) if guide.doc == case.doc else 0
    return guide.doc != case.doc, KINDS.index(guide.kind), len(items(guide)) < LEAST + 1, near, guide.id
