"""Coefficients of agreement over units that several coders gave a value each.

A unit is a tuple with one value a coder, ``None`` where the coder gave none; ``weights`` says how often each unit
occurs (characters come in runs of equal ones). Values may be anything hashable.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations

Unit = tuple[Hashable | None, ...]
Distance = Callable[[Hashable, Hashable], float]


def nominal(a: Hashable, b: Hashable) -> float:
    """0 for equal values, 1 for different ones."""
    return float(a != b)


def masi(a: Hashable, b: Hashable) -> float:
    """1 - Jaccard × monotonicity of two frozensets (Passonneau 2006).

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they cross and 0 where they share nothing;
    two empty sets are equal.

    Examples
    --------
    >>> masi(frozenset("ab"), frozenset("a"))
    0.6666666666666667
    """
    assert isinstance(a, frozenset) and isinstance(b, frozenset)
    if a == b:
        return 0.0
    shared = len(a & b)
    monotone = 2 if a <= b or b <= a else 1
    return 1 - shared * monotone / (3 * len(a | b))


def percent(units: Iterable[Unit], weights: Iterable[int] | None = None) -> float:
    """Share of the pairs of values of one unit that are equal (Fleiss's observed agreement); ``nan`` without any pair."""
    equal = total = 0
    for unit, weight in _weighed(units, weights):
        values = Counter(value for value in unit if value is not None)
        count = sum(values.values())
        equal += weight * sum(n * (n - 1) for n in values.values())
        total += weight * count * (count - 1)
    return equal / total if total else math.nan


def cohen(units: Iterable[Unit], weights: Iterable[int] | None = None) -> float:
    """Cohen's κ (1960); for more than two coders the mean over their pairs (Light 1971).

    Units that one of a pair left out do not count for that pair. ``nan`` where a pair has no unit in common, or where
    both gave one and the same value throughout: chance agreement is then complete and κ undefined.
    """
    kept = list(_weighed(units, weights))
    coders = len(kept[0][0]) if kept else 0
    scores = [_kappa([(unit[a], unit[b], weight) for unit, weight in kept]) for a, b in combinations(range(coders), 2)]
    return sum(scores) / len(scores) if scores else math.nan


def krippendorff(units: Iterable[Unit], weights: Iterable[int] | None = None, distance: Distance = nominal) -> float:
    """Krippendorff's α (2011, "Computing Krippendorff's alpha-reliability"): any number of coders, missing values, any distance.

    ``nan`` where no unit has two values, or all values are equal: nothing could have disagreed.
    """
    pairs: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit, weight in _weighed(units, weights):
        values = Counter(value for value in unit if value is not None)
        count = sum(values.values())
        if count < 2:
            continue
        for a, n in values.items():
            for b, m in values.items():
                pairs[a, b] += weight * n * (m - (a == b)) / (count - 1)  # type: ignore[assignment]
    margins: Counter[Hashable] = Counter()
    for (a, _), n in pairs.items():
        margins[a] += n
    total = sum(margins.values())
    observed = math.fsum(n * distance(a, b) for (a, b), n in pairs.items() if a != b)
    expected = math.fsum(2 * n * m * distance(a, b) for (a, n), (b, m) in combinations(margins.items(), 2))
    return 1 - (total - 1) * observed / expected if expected else math.nan


def _kappa(rows: Sequence[tuple[Hashable | None, Hashable | None, int]]) -> float:
    both = [row for row in rows if row[0] is not None and row[1] is not None]
    total = sum(weight for _, _, weight in both)
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for a, b, weight in both:
        first[a] += weight
        second[b] += weight
    if not total:
        return math.nan
    same = sum(weight for a, b, weight in both if a == b) / total
    chance = sum(n * second[value] for value, n in first.items()) / total**2
    return (same - chance) / (1 - chance) if chance < 1 else math.nan


def _weighed(units: Iterable[Unit], weights: Iterable[int] | None) -> Iterable[tuple[Unit, int]]:
    return zip(units, weights, strict=True) if weights is not None else ((unit, 1) for unit in units)
