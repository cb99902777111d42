"""Pair what was found with what was annotated, one to one."""

from __future__ import annotations

from collections.abc import Sequence

from caselib.model import Span

# Half the characters in common: the usual bound for "the same stretch of text", and the project's own definition.
MIN_IOU = 0.5


def pairs(gold: Sequence[Span], found: Sequence[Span], least: float = MIN_IOU) -> list[tuple[int, int]]:
    """Index pairs (gold, found), greedily by falling intersection over union of at least ``least``.

    Ties go to the earlier gold, then the earlier finding, so that the result does not depend on the order of a dict.

    Examples
    --------
    >>> pairs([Span(0, 10), Span(10, 20)], [Span(11, 20), Span(0, 9)])
    [(0, 1), (1, 0)]
    """
    scored = sorted(
        ((-share, g, f) for g, a in enumerate(gold) for f, b in enumerate(found) if (share := a.iou(b)) >= least),
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    result = []
    for _, g, f in scored:
        if g not in taken_gold and f not in taken_found:
            taken_gold.add(g)
            taken_found.add(f)
            result.append((g, f))
    return sorted(result)
