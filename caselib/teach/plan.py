"""A timed class plan whose minutes add up."""

from __future__ import annotations

from caselib.errors import InputError
from caselib.teach.phrases import phrase
from caselib.teach.sheet import Grid

# Steps of a class of two hours of 45 minutes; other lengths share out in proportion.
STEPS = (("open", 5), ("read", 15), ("group", 25), ("class", 25), ("reveal", 10), ("close", 10))
SHORTEST = 20


def minutes(total: int) -> tuple[int, ...]:
    """The minutes of each step: whole numbers that add up to ``total`` (largest remainders).

    Raises
    ------
    InputError
        If the class is too short to hold all steps.

    Examples
    --------
    >>> minutes(90), minutes(45), sum(minutes(50))
    ((5, 15, 25, 25, 10, 10), (3, 8, 12, 12, 5, 5), 50)
    """
    if total < SHORTEST:
        raise InputError(f"a class of {total} minutes cannot hold {len(STEPS)} steps; give at least {SHORTEST}")
    whole = sum(share for _, share in STEPS)
    exact = [total * share / whole for _, share in STEPS]
    floors = [int(each) for each in exact]
    order = sorted(range(len(STEPS)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return tuple(floors)


def plan(total: int, lang: str) -> Grid:
    """The plan as a table with its sum."""
    rows, at = [], 0
    for (name, _), share in zip(STEPS, minutes(total), strict=True):
        rows.append((f"{at}–{at + share}", str(share), phrase(f"step_{name}", lang), phrase(f"step_{name}_by", lang)))
        at += share
    rows.append((phrase("total", lang), str(at), "", ""))
    head = tuple(phrase(f"col_{name}", lang) for name in ("from", "minutes", "content", "means"))
    return Grid(head, tuple(rows), (0.15, 0.12, 0.43, 0.30))
