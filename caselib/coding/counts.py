"""True and false positives, and the rates made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Right, false and missed findings."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of the findings that are right; 0 where nothing was found."""
        return _share(self.right, self.right + self.false)

    @property
    def recall(self) -> float:
        """Share of what there was that was found; 0 where there was nothing."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall.

        Examples
        --------
        >>> Counts(right=6, false=2, missed=4).f1
        0.6666666666666666
        """
        return _share(2 * self.right, 2 * self.right + self.false + self.missed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def overlap(gold: Iterable[object], found: Iterable[object]) -> Counts:
    """Counts of two sets."""
    wanted, got = set(gold), set(found)
    both = len(wanted & got)
    return Counts(both, len(got) - both, len(wanted) - both)
