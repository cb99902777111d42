"""Students' codings against the key and against each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from caselib.coding.reliability import krippendorff, percent
from caselib.teach.exercise.key import Coding, Key
from caselib.teach.exercise.submissions import Submission


@dataclass(frozen=True)
class Score:
    """One student: what was right, missed and added to the key."""

    student: str
    right: frozenset[Coding]
    missed: frozenset[Coding]
    extra: frozenset[Coding]

    @property
    def precision(self) -> float:
        """Share of the student's codes that are in the key; ``nan`` without any."""
        given = len(self.right) + len(self.extra)
        return len(self.right) / given if given else math.nan

    @property
    def recall(self) -> float:
        """Share of the key that the student found; ``nan`` with an empty key."""
        wanted = len(self.right) + len(self.missed)
        return len(self.right) / wanted if wanted else math.nan

    @property
    def f1(self) -> float:
        """2 × right / (given + wanted); 0 where nothing is right."""
        all_ = 2 * len(self.right) + len(self.missed) + len(self.extra)
        return 2 * len(self.right) / all_ if all_ else math.nan


@dataclass(frozen=True)
class Marks:
    """The class: each student, how many found each item of the key, how many chose what is not in it, and agreement.

    ``percent`` and ``alpha`` (Krippendorff's, nominal) are over ``units`` decisions: each code offered, in each case.
    """

    scores: tuple[Score, ...]
    found: dict[Coding, int]
    extra: dict[Coding, int]
    units: int
    percent: float
    alpha: float


def score(submissions: Sequence[Submission], key: Key) -> Marks:
    """Compare what students handed in with the key and with each other.

    Examples
    --------
    >>> key = Key("x", ("a",), frozenset({("a", "cause", "delay", "")}), ("cause",))
    >>> marks = score([Submission("甲", key.codings, "1.json"), Submission("乙", frozenset(), "2.json")], key)
    >>> [(s.student, s.recall) for s in marks.scores], marks.found
    ([('甲', 1.0), ('乙', 0.0)], {('a', 'cause', 'delay', ''): 1})
    """
    scores = tuple(Score(s.student, s.codings & key.codings, key.codings - s.codings, s.codings - key.codings) for s in submissions)
    found = {item: sum(item in s.codings for s in submissions) for item in sorted(key.codings)}
    extra = Counter(item for each in scores for item in sorted(each.extra))
    units = [tuple(item in s.codings for s in submissions) for item in key.offered()]
    counted = Counter(units)
    values, weights = list(counted), list(counted.values())
    agree = (percent(values, weights), krippendorff(values, weights)) if len(submissions) > 1 else (math.nan, math.nan)
    return Marks(scores, found, dict(extra.most_common()), len(units), *agree)
