"""The guide that fits a case: what an employee goes by, and what an observer looks for."""

from __future__ import annotations

from caselib.casebase import Cases
from caselib.model import Case, Guide, GuideItem

KINDS = ("steps", "script", "checklist", "principles")
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


def type_guide(cases: Cases, case: Case, words: str) -> GuideItem | None:
    """The item of a guide on types of customers whose label shares its first two characters with the case's type."""
    for guide in cases.guides:
        if guide.kind == "types":
            for item in guide.items:
                if words and any(words[i : i + 2] in item.label for i in range(len(words) - 1)):
                    return item
    return None


def _distance(guide: Guide, case: Case) -> tuple[bool, int, bool, int, str]:
    near = abs(guide.span.start - case.span.start) if guide.doc == case.doc else 0
    return guide.doc != case.doc, KINDS.index(guide.kind), len(items(guide)) < LEAST + 1, near, guide.id
