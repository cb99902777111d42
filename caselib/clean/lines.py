"""Lines of a draft, and whether one goes on in the next."""

from __future__ import annotations

import re

from caselib.clean.draft import Edit, Line

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_END_MARKS = frozenset("。.!?;:…”’」』)】》〉>]}！？；：．）~～—|")
# What opens a line of its own: numbers of lists and chapters, bullets, brackets of headings, dialogue turns, parts of a case.
_OPENER = re.compile(
    r"[ \t\u3000]|[\(\[【〔「『《<#*·•●○◎◆◇■□★☆▲△▼※→>＞|+\-—–①-⑳⑴-⒇⒈-⒛㈠-㈩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]"
    r"|\d{1,3} ?[.、)）:：]|[a-zA-Z] ?[.、)）]|第?[一二三四五六七八九十百零\d]{1,4} ?[、.章节節条條步类類种種回集]"
    r"|案例|情景|问|答|[^\s,，。:：]{1,8}[:：]"
)

_HAN = re.compile(f"[{HAN}]")
_PROSE = 20
"""Characters from which a line without a number before it is no heading."""


def columns(text: str) -> int:
    """Width on the page, a Chinese character being two columns (as it is two bytes in GB18030).

    Examples
    --------
    >>> columns("共10页")
    6
    """
    return len(text.encode("gb18030", "replace"))


def unfinished(line: str) -> bool:
    """Whether a line breaks off without a mark that ends a sentence or a label."""
    body = line.rstrip()
    return bool(body) and body[-1] not in _END_MARKS


def opens(line: str) -> bool:
    """Whether a line starts something of its own: a list item, a heading with a number, a dialogue turn, an indented paragraph."""
    return _OPENER.match(line) is not None


def without(lines: list[Line], gone: set[int]) -> list[Edit]:
    """The edits that leave out whole lines, one per run; a sentence that they interrupt is joined again."""
    edits = []
    for first, last in _runs(lines, gone):
        before = _neighbour(lines, first, -1)
        after = _neighbour(lines, last, 1)
        ends = 0 if before is None else lines[before].start + len(lines[before].text.rstrip())
        if after is None:
            edits.append(Edit(ends, lines[last].end))
        elif before is not None and _interrupted(lines[before], lines[after]):
            edits.append(Edit(ends, lines[after].start))
        else:
            edits.append(Edit(lines[first].start, lines[last + 1].start))
    return edits


def _runs(lines: list[Line], gone: set[int]) -> list[tuple[int, int]]:
    """First and last index of each run of ``gone`` lines; blank lines between two of them belong to it."""
    runs: list[tuple[int, int]] = []
    for index in sorted(gone):
        if runs and all(lines[i].blank for i in range(runs[-1][1] + 1, index)):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _neighbour(lines: list[Line], index: int, step: int) -> int | None:
    index += step
    while 0 <= index < len(lines):
        if not lines[index].blank:
            return index
        index += step
    return None


def _interrupted(before: Line, after: Line) -> bool:
    """Whether a sentence runs from ``before`` to ``after`` over what stood between them.

    A comma at the break is proof; without one the line must be long enough to be prose and not a heading (20 characters).
    """
    if not unfinished(before.text) or opens(after.text):
        return False
    if before.folded.rstrip()[-1] in ",、":
        return True
    return len(before.text.strip()) >= _PROSE and not opens(before.text) and _HAN.match(after.text) is not None
