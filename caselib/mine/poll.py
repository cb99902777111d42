"""Votes of clusters on anything that can be said of a case, for tables that need no million cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from caselib.casebase.contrast import codes, ending
from caselib.model import Case

__all__ = ["codes", "ending", "endings", "poll"]

Item = TypeVar("Item", bound=Hashable)


def poll(cases: Iterable[Case], says: Callable[[Case], Iterable[Item]]) -> dict[str, set[Item]]:
    """For each cluster the items that at least half of its members say."""
    said: dict[str, Counter[Item]] = {}
    size: Counter[str] = Counter()
    for case in cases:
        cluster = case.cluster or case.id
        size[cluster] += 1
        said.setdefault(cluster, Counter()).update(set(says(case)))
    return {cluster: {item for item, n in counts.items() if 2 * n >= size[cluster]} for cluster, counts in said.items()}


def endings(cases: Iterable[Case]) -> dict[str, str]:
    """Each cluster's ending; nothing where its members do not agree by half."""
    said = poll(cases, lambda case: [ending(case)] if ending(case) else [])
    return {cluster: next(iter(ends)) if len(ends) == 1 else "" for cluster, ends in said.items()}
