"""Guides laid over cases: which steps a case shows, skips or does in another order, and whether skipping goes with bad endings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from caselib.casebase.cases import Cases, value
from caselib.errors import InputError
from caselib.mine.coded import Choice, in_episodes
from caselib.mine.endings import contrasted
from caselib.mine.order import Order
from caselib.mine.poll import endings, poll
from caselib.mine.sentences import percent, say, small
from caselib.model import Case, Guide, GuideItem, Mention

if TYPE_CHECKING:
    import pandas as pd

# Kinds of guide whose items come in order; in the others an item may be done at any time.
ORDERED = frozenset({"steps", "script"})
_DONE = Choice()
ALPHA = 0.05
_HOURS = 24


@dataclass(frozen=True)
class Step:
    """One step: its label, the action codes any of which shows it, and hours from the complaint within which it is due."""

    label: str
    codes: tuple[str, ...]
    deadline_hours: float | None = None


@dataclass(frozen=True)
class Fit:
    """``cases``: one row a case; ``steps``: one row a step, tested over clusters."""

    cases: pd.DataFrame
    steps: pd.DataFrame

    def sentences(self, lang: str | None = None) -> tuple[str, ...]:
        """Which skipped step goes with bad endings: a sentence a step, the largest difference first, then what the numbers do not say."""
        rows = sorted(self.steps.to_dict("records"), key=lambda row: (row["difference"] != row["difference"], -abs(row["difference"]), row["step"]))
        return (*(_sentence(row, lang) for row in rows), say("not_told", lang, cases=len(self.cases)))

    def __str__(self) -> str:
        return "\n".join(self.sentences())


def _sentence(row: dict[Any, Any], lang: str | None) -> str:
    counts = {"step": row["step"], "a": row["good_with"], "n": row["n_with"], "c": row["good_without"], "k": row["n_without"], "shown": row["shown"]}
    if row["difference"] != row["difference"]:
        return say("step_few", lang, **counts)
    verdict = "untested" if row["q"] != row["q"] else "step_shown" if row["q"] < ALPHA else "step_not"
    shares = {"with_": percent(row["share_with"]), "without": percent(row["share_without"])}
    ends = {"lo": percent(row["difference_lo"]), "hi": percent(row["difference_hi"])}
    return say("step", lang, **counts, **shares, **ends, test=say(verdict, lang, q=small(row["q"])))


@dataclass(frozen=True)
class Playbook:
    """Steps that can be seen in cases, because they have action codes; ``unseen`` are the labels of those without."""

    title: str
    steps: tuple[Step, ...]
    ordered: bool = True
    unseen: tuple[str, ...] = ()

    def fit(self, cases: Cases | Iterable[Case]) -> Fit:
        """Lay the playbook over the incidents among ``cases``.

        ``Fit.cases``: case, cluster, shown, skipped, out_of_order (labels), fitness, kept, missed (labels of steps with
        deadlines), ending. Fitness is the share of the steps that the case shows in the playbook's order (in any order,
        where the playbook has none). A step is kept or missed only where dates leave no doubt; the rest is not told.

        ``Fit.steps``: step, n_clusters, shown, skipped (clusters), and good endings with and without it, with tests as in
        ``separates``: ``p_good`` for more good endings where it is shown. A step not told may have been done all the same.
        """
        base = cases if isinstance(cases, Cases) else Cases(tuple(cases))
        kept = [case for case in base if case.kind == "incident"]
        return Fit(self._cases(base, kept), self._steps(kept))

    def _cases(self, base: Cases, kept: Sequence[Case]) -> pd.DataFrame:
        import pandas as pd

        ends = endings(kept)
        rows = []
        for case in kept:
            places = self.shown(case)
            late = out_of_order(places) if self.ordered else set()
            label = [step.label for step in self.steps]
            shown = [label[i] for i in range(len(label)) if i in places]
            skipped = [label[i] for i in range(len(label)) if i not in places]
            due = self.deadlines(case, Order(case, base.texts.get(case.doc)))
            on_time, missed = ([label[i] for i, met in due.items() if met is wanted] for wanted in (True, False))
            fitness = (len(places) - len(late)) / len(self.steps)
            cluster = case.cluster or case.id
            row = (shown, skipped, [label[i] for i in sorted(late)])
            rows.append((case.id, cluster, *map("、".join, row), fitness, "、".join(on_time), "、".join(missed), ends[cluster]))
        return pd.DataFrame(rows, columns=["case", "cluster", "shown", "skipped", "out_of_order", "fitness", "kept", "missed", "ending"])

    def _steps(self, kept: Sequence[Case]) -> pd.DataFrame:
        import pandas as pd

        shown, ends = poll(kept, lambda case: set(self.shown(case))), endings(kept)
        known = [cluster for cluster in sorted(ends) if ends[cluster]]
        does = np.array([[i in shown[cluster] for i in range(len(self.steps))] for cluster in known], dtype=bool).reshape(
            -1, len(self.steps)
        )
        good = np.array([ends[cluster] == "good" for cluster in known], dtype=bool)[:, None]
        cells = (does & good, does & ~good, ~does & good, ~does & ~good)
        count = [sum(i in said for said in shown.values()) for i in range(len(self.steps))]
        head = {
            "step": [step.label for step in self.steps],
            "n_clusters": len(shown),
            "shown": count,
            "skipped": [len(shown) - n for n in count],
        }
        return pd.DataFrame(head | contrasted(*(cell.sum(axis=0).astype(float) for cell in cells)))

    def shown(self, case: Case) -> dict[int, int]:
        """Steps that the case shows, each with the place of its mention among the actions done; one mention shows one step.

        Steps with the fewest mentions to choose from choose first, each the earliest that is left.
        """
        actions = list(_actions(case))
        able = {i: [at for at, m in enumerate(actions) if m.code in step.codes] for i, step in enumerate(self.steps)}
        found: dict[int, int] = {}
        for i in sorted(able, key=lambda i: (len(able[i]), i)):
            free = [at for at in able[i] if at not in found.values()]
            if free:
                found[i] = free[0]
        return dict(sorted(found.items()))

    def deadlines(self, case: Case, order: Order) -> dict[int, bool]:
        """Steps with a deadline that the case certainly kept (true) or missed (false).

        From the dates of the first dated cause (else the case's own) and of the step's mention, or from the days to the resolution,
        which bound every step that is shown. Dates are days: one day apart is more than 0 and less than 48 hours. A date without a year is of the case's year.
        """
        actions, shown = list(_actions(case)), self.shown(case)
        begin = next((day for m in case.mentions if m.role == "cause" and (day := _day(order, m))), None) or _own(case)
        days = value(case, "days_to_resolution")
        found: dict[int, bool] = {}
        for i, at in shown.items():
            limit = self.steps[i].deadline_hours
            if limit is None:
                continue
            done = _day(order, actions[at])
            if begin and done and done >= begin:
                apart = (done - begin).days
                met = True if (apart + 1) * _HOURS <= limit else False if (apart - 1) * _HOURS >= limit else None
            else:
                met = True if isinstance(days, (int, float)) and days * _HOURS <= limit else None
            if met is not None:
                found[i] = met
        return found


def playbook(guide: Guide, *more: Guide) -> Playbook:
    """The playbook of a guide: its items with action codes, in order where its kind has one.

    ``more`` are further parts of it (a guide that goes on behind a case, or in another document). Items that ask for the same
    actions cannot be told apart in a case: they are one step, due at the latest of their deadlines.

    Raises
    ------
    InputError
        If no item has a code: nothing in a case could show it.
    """
    items = [item for part in (guide, *more) for item in part.items]
    alike: dict[tuple[str, ...], list[GuideItem]] = {}
    for item in items:
        if item.codes:
            alike.setdefault(tuple(sorted(item.codes)), []).append(item)
    if not alike:
        raise InputError(f"no item of the guide {guide.id} has an action code, so that no case can be held against it")
    steps = tuple(
        Step(" / ".join(item.label for item in same), same[0].codes, max((i.deadline_hours for i in same if i.deadline_hours), default=None))
        for same in alike.values()
    )
    return Playbook(guide.title, steps, guide.kind in ORDERED, tuple(item.label for item in items if not item.codes))


def out_of_order(places: dict[int, int]) -> set[int]:
    """The fewest steps that would have to be left out for the rest to stand in order (steps at one place are in order).

    Examples
    --------
    >>> out_of_order({0: 2, 1: 0, 2: 1, 3: 3})
    {0}
    """
    ends: list[int] = []
    before: dict[int, int | None] = {}
    tops: list[int] = []
    for step in sorted(places):
        # Longest non-decreasing subsequence: one more than the place, so that equal places may follow each other.
        at = bisect_left(ends, places[step] + 1)
        ends[at : at + 1] = [places[step]]
        before[step] = tops[at - 1] if at else None
        tops[at : at + 1] = [step]
    kept: set[int] = set()
    last: int | None = tops[-1] if tops else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return set(places) - kept


def _actions(case: Case) -> Iterable[Mention]:
    """Done actions round by round, in order of the text."""
    for mentions in in_episodes(case, _DONE):
        yield from sorted((m for m in mentions if m.role == "action"), key=lambda m: m.span)


def _day(order: Order, mention: Mention) -> date | None:
    """The date in a mention's sentence; one without a year is of the case's year, and none where that is not told."""
    return _date(order.day(mention), value(order.case, "year"))


def _own(case: Case) -> date | None:
    """The case's own date, where it is told to the day."""
    parts = [int(part) for part in re.findall(r"\d+", str(value(case, "date") or ""))]
    return _date(tuple(parts), None) if len(parts) == 3 else None


def _date(parts: tuple[int, ...], year: object) -> date | None:
    if len(parts) == 2 and isinstance(year, int):
        parts = (year, *parts)
    try:
        return date(*parts) if len(parts) == 3 else None
    except ValueError:  # the thirty-first of February
        return None
