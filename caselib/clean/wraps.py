"""Lines that a PDF or an old mail program broke at the page's edge, in the middle of a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import NamedTuple

from caselib.clean.draft import Draft, Edit, Line
from caselib.clean.lines import columns, opens, unfinished
from caselib.clean.words import frequency
from caselib.lang.fold import fold

_NARROWEST = 28
"""Columns (14 Han characters) under which a line is a label, a cell or verse rather than a line cut at the page's edge; newspaper columns have 15 to 20."""
_AROUND = 20
"""Filled lines before and behind in which other lines of the same width are looked for: half a page."""
_RAGGED = 3
"""Columns by which wrapped lines differ: a mark that must not open a line takes two, a half-width digit one."""
_FRIENDS = 2
"""Other broken lines of the same width that make a wrap; with a word cut in two by the break one is enough."""
_LATIN = re.compile("[0-9A-Za-z,.;]")


class _Break(NamedTuple):
    """A place where a line might go on: both lines by their rank among the filled ones, and the first one's width."""

    rank: int
    before: Line
    after: Line
    width: int


def wrapped_lines(draft: Draft) -> list[Edit]:
    """A line broken in the middle of a sentence is joined with the next.

    Why: what is broken over two lines is found by no search, and each half looks like a heading or an item.
    Not: headings, list items, table rows and dialogue turns; lines of ragged width, which the writer broke; formats that
    keep paragraphs (Word, html, slides). It takes a line without an end mark, other such lines of nearly equal width
    nearby, and hardly any wider one between them.
    """
    if any(not block.place.startswith("page:") for block in draft.source.blocks[:1]):
        return []
    lines, filled = draft.lines, draft.filled
    breaks = _breaks(lines, filled)
    if len(breaks) < 2:
        return []
    widths = {item.rank: item.width for item in breaks}
    ranks = sorted(widths)
    return [_joined(item) for item in breaks if _is_wrap(item, lines, filled, widths, ranks)]


def dividing_indents(draft: Draft) -> set[int]:
    """Starts of lines whose indent alone says that they do not go on from the line before: it must stay, or the two would be joined."""
    lines, filled = draft.lines, draft.filled
    reach = _reach(lines, filled)
    pairs = ((lines[i], lines[j]) for i, j in pairwise(filled) if j - i <= reach and lines[j].text[0].isspace())
    return {after.start for before, after in pairs if _may_go_on(before.text, after.text.lstrip())}


def _reach(lines: list[Line], filled: list[int]) -> int:
    """How far the next line may be: two where every line is followed by an empty one."""
    return 2 if len(lines) >= 1.8 * len(filled) else 1


def _may_go_on(before: str, after: str) -> bool:
    return len(before) * 2 >= _NARROWEST and unfinished(before) and not opens(after)


def _breaks(lines: list[Line], filled: list[int]) -> list[_Break]:
    """Unfinished lines, wide enough, before a line that opens nothing."""
    reach = _reach(lines, filled)
    found = []
    for rank, (i, j) in enumerate(pairwise(filled)):
        before, after = lines[i].text, lines[j].text
        if j - i > reach or not _may_go_on(before, after) or "\t" in before + after or "|" in before + after:
            continue
        width = columns(before.strip())
        if width >= _NARROWEST:
            found.append(_Break(rank, lines[i], lines[j], width))
    return found


def _is_wrap(item: _Break, lines: list[Line], filled: list[int], widths: dict[int, int], ranks: list[int]) -> bool:
    near = ranks[bisect_left(ranks, item.rank - _AROUND) : bisect_right(ranks, item.rank + _AROUND)]
    friends = sum(abs(widths[rank] - item.width) <= _RAGGED for rank in near) - 1
    if friends < 1 or columns(item.after.text.strip()) > item.width + _RAGGED:
        return False
    if friends >= _FRIENDS and _cuts_word(item):
        return True
    window = filled[max(item.rank - _AROUND, 0) : item.rank + _AROUND + 1]
    wider = sum(columns(lines[i].text.strip()) > item.width + _RAGGED for i in window)
    if wider * 2 > friends:
        return False
    return friends >= _FRIENDS or _cuts_word(item)


def _cuts_word(item: _Break) -> bool:
    return frequency(fold(item.before.text.rstrip()[-1] + item.after.text.lstrip()[0])) > 0


def _joined(item: _Break) -> Edit:
    """One edit from the last character of the first line to the first of the next; Latin words keep a space between."""
    start = item.before.start + len(item.before.text.rstrip())
    end = item.after.start + len(item.after.text) - len(item.after.text.lstrip())
    between = _LATIN.match(item.before.text.rstrip()[-1]) and re.match("[A-Za-z]", item.after.text.lstrip())
    return Edit(start, end, " " if between else "")
