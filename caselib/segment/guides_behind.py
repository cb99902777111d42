"""Guides whose lists go on behind a case: their kind, their title, and the shares of types told around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from caselib.lang.clauses import clauses, sentences
from caselib.segment.guided import Guided
from caselib.segment.page import Found, Page

_REST = 180  # characters behind a case, or behind a list of types, in which the share of a type is looked for
_SHARE = re.compile(
    r"占[^,。;]{0,20}?(?:\d{1,3}(?:\.\d{1,2})?\s?%|百分之|[一二三四五六七八九]成|[一二三四五六七八九十]分之)"
    r"|\d{1,3}(?:\.\d{1,2})?\s?%的(?:[^,。;]{0,8})(?:人|客|顾|户)"
)
_THESE = re.compile(r"(?:这|此|该|那)[一]?[类种些]|其余|另外|还有|剩下")


def goes_on(desk: Page, first: Guided, guide: Guided, found: list[Found]) -> Guided:
    """What goes on behind a case: of the kind and title that the first part announced, with the rest of the item that the case stands in.

    The rest belongs to it where it gives a figure: the share of the type that the case is told for.
    """
    k = bisect_left(found, guide.start, key=lambda case: case.start) - 1
    start, items = guide.start, guide.items
    if k >= 0 and first.start < found[k].start and 0 < guide.start - found[k].end <= _REST and _SHARE.search(desk.folded, found[k].end, guide.start):
        rest = desk.folded[found[k].end : guide.start]
        start = guide.start - len(rest.lstrip())
        items = ((start, guide.start), *items)
    return replace(guide, kind=first.kind, title=first.title or _announced(desk, first), rule="continued", start=start, items=items)


def _announced(desk: Page, guide: Guided) -> tuple[int, int] | None:
    """The clause before the first item."""
    found = clauses(desk.folded[guide.start : guide.items[0][0]])
    return (guide.start + found[-1][0], guide.start + found[-1][1]) if found else None


def with_shares(desk: Page, guide: Guided, found: list[Found]) -> Guided:
    """A list of types that gives each its share, with the sentence behind it that gives the share of the last (这类人占 8%)."""
    if guide.kind != "types" or sum(_SHARE.search(desk.folded, a, b) is not None for a, b in guide.items) < 2:
        return guide
    stop = min([guide.end + _REST, len(desk.folded), *(case.start for case in found if case.start >= guide.end)])
    parts = [(guide.end + a, guide.end + b) for a, b in sentences(desk.folded[guide.end : stop])]
    said = [part for part in parts if _THESE.search(desk.folded, *part) and _SHARE.search(desk.folded, *part)]
    if not said or any(i in desk.heads for i in range(desk.at(guide.end + 1), desk.at(said[-1][1]))):
        return guide
    begins = [parts[0][0], *(a for a, _ in said[1:])]
    rest = tuple(zip(begins, [*begins[1:], said[-1][1]], strict=True))
    return replace(guide, end=said[-1][1], items=guide.items + rest)
