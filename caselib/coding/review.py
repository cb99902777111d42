"""Reviewing what the machine found: what is most in doubt comes first, and how often each rule and code was right so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from caselib.casebase import Cases
from caselib.coding.apply import BY, Draft
from caselib.coding.events import Event
from caselib.coding.log import effective
from caselib.model import Case, Mention

# Two-sided 95 %, as for every interval of the package.
_Z = 1.959964


class Item(NamedTuple):
    """One mention that awaits a decision; ``suggested`` if it lies below the threshold."""

    case: Case
    mention: Mention
    suggested: bool


class Precision(NamedTuple):
    """How often a rule or code was right among what was reviewed; ``low`` and ``high`` bound the share (Wilson 1927)."""

    by: str
    name: str
    right: int
    reviewed: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Right ones of those reviewed."""
        return self.right / self.reviewed if self.reviewed else 0.0


def doubt(mention: Mention) -> float:
    """From 0 (sure either way) to 1 (a coin's toss), by the calibrated confidence.

    Examples
    --------
    >>> from caselib.model import Span
    >>> doubt(Mention("m1", "cause", "delay", "", Span(0, 2), "晚了", "scorer", 0.5))
    1.0
    """
    return 1 - abs(2 * mention.confidence - 1)


def queue(cases: Cases) -> list[Item]:
    """The mentions and suggestions that nobody has decided on, the most doubtful first; equal doubt in order of the text.

    To be asked of applied cases: what was decided carries a coder's name there, and what was rejected is gone.
    """
    found = [
        Item(case, m, suggested)
        for case in cases
        for group, suggested in ((case.mentions, False), (case.suggestions, True))
        for m in group
        if not m.rule.startswith(BY)
    ]
    return sorted(found, key=lambda item: abs(2 * item.mention.confidence - 1))


def precision(cases: Cases, events: Iterable[Event]) -> list[Precision]:
    """Precision by rule and by code over the decisions that stand, the most reviewed first.

    Parameters
    ----------
    cases
        As parsed: before the decisions.
    events
        The log. A mention accepted, or kept with its code at another place, was right; one rejected or recoded was not. Of
        several decisions on one mention the last counts.

    Notes
    -----
    Who reviews the doubtful first sees a lower share than the whole has: these figures are of what was reviewed, no estimate
    for what was not.
    """
    judged = [event for event in effective(events) if event.kind in ("accept", "reject", "recode")]
    named = {event.case for event in judged}
    drafts = {case.uid: Draft(case, cases.texts.get(case.doc)) for case in cases if case.uid in named}
    verdicts: dict[tuple[str, str], tuple[Mention, bool]] = {}
    for event in judged:
        if event.at is None or event.case not in drafts:
            continue
        if found := drafts[event.case].find(event.at):
            right = event.kind == "accept" or bool(event.to and event.to.key == event.at.key)
            verdicts[event.case, found.id] = (found, right)
    return _rows(verdicts.values())


def _rows(verdicts: Iterable[tuple[Mention, bool]]) -> list[Precision]:
    counts: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for mention, right in verdicts:
        counts["rule", mention.rule].append(right)
        counts["code", ":".join(part for part in mention.key if part)].append(right)
    rows = [Precision(by, name, sum(found), len(found), *wilson(sum(found), len(found))) for (by, name), found in counts.items()]
    return sorted(rows, key=lambda row: (row.by, -row.reviewed, row.name))


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), from 0 to 1 where nothing was counted.

    Examples
    --------
    >>> [round(x, 3) for x in wilson(8, 10)], wilson(0, 0)
    ([0.49, 0.943], (0.0, 1.0))
    """
    if not total:
        return 0.0, 1.0
    share, square = right / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return 0.0 if right == 0 else max(0.0, middle - half), 1.0 if right == total else min(1.0, middle + half)
