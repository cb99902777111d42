"""Measure the findings against a gold set whose texts carry their own answers: ``电话⟦mobile:13800001234⟧``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caselib.model import Span
from caselib.privacy.finding import NUMBERED, Finding

_MARK = re.compile(r"⟦([a-z_]{1,30}):([^⟦⟧]{0,300})⟧")
GROUPS = {"numbered": frozenset(NUMBERED), "names": frozenset({"name"}), "addresses": frozenset({"address"})}


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of personal data that a person marked."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind or group.

    ``recalled`` of ``gold`` items lie wholly under a finding of their kind: what is half covered has leaked.
    ``right`` of ``found`` findings overlap an item of their kind by at least half (intersection over union).
    """

    gold: int = 0
    recalled: int = 0
    found: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Share of the items that no longer show."""
        return self.recalled / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that are personal data of the kind they say."""
        return self.right / self.found if self.found else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.recalled + other.recalled, self.found + other.found, self.right + other.right)


def unmark(marked: str) -> tuple[str, list[Item]]:
    """The text without its marks, and the items marked.

    Examples
    --------
    >>> unmark("找⟦name:王先生⟧")
    ('找王先生', [Item(kind='name', span=Span(start=1, end=4))])
    """
    text, items, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        items.append(Item(match[1], Span(len(text), len(text) + len(match[2]))))
        text += match[2]
        at = match.end()
    return text + marked[at:], items


def load_gold(path: Path | str) -> Iterator[tuple[str, str, list[Item]]]:
    """``(id, text, items)`` of each line of a gold file."""
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row["id"], *unmark(row["marked"])


def score(texts: Iterable[tuple[str, str, list[Item]]], find: Callable[[str], list[Finding]]) -> dict[str, Score]:
    """Scores by kind, and of the groups ``numbered``, ``names`` and ``addresses``."""
    scores: dict[str, Score] = {}
    for _, text, items in texts:
        found = find(text)
        for kind in {*(item.kind for item in items), *(finding.kind for finding in found)}:
            one = _score([item.span for item in items if item.kind == kind], [f.span for f in found if f.kind == kind])
            for name in (kind, *(group for group, kinds in GROUPS.items() if kind in kinds and group != kind)):
                scores[name] = scores.get(name, Score()) + one
    return scores


def _score(gold: list[Span], found: list[Span]) -> Score:
    recalled = sum(any(f.contains(g) for f in found) for g in gold)
    right = sum(any(f.iou(g) >= 0.5 for g in gold) for f in found)
    return Score(len(gold), recalled, len(found), right)
