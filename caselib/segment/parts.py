"""The parts of a case: situation, demand, handling, outcome, reply, analysis, advice, lesson, comment."""

from __future__ import annotations

import re

from caselib.lang.clauses import sentences
from caselib.segment.heads import part_name
from caselib.segment.page import Found, Page
from caselib.segment.signs import evidence, seen

Part = tuple[str, int, int]

# A label inside a paragraph: 处理：…, behind a sentence's end.
_LABEL = re.compile(r"(?:^|(?<=[。!?;\s]))[【\[◎●]?[\u4e00-\u9fff]{2,8}[】\]]?:")
# Below these a part stands, so that 1、处理 under 建议 opens no handling.
_CLOSED = ("advice", "lesson", "analysis")
_TELLING = ("situation", "handling", "outcome", "reply", "demand")


def parts_of(desk: Page, case: Found) -> list[Part]:
    """``(name, start, end)`` of the case's parts in clean positions, in order; what none covers is situation.

    Headings and labels open a part. Where a case has none, the paragraph in which it plainly turns to advice or to its
    analysis does ("本案中…应当…").
    """
    marks: list[tuple[str, int]] = []
    keys: list[str] = [""]
    first, end = desk.at(case.start), desk.at(case.end)
    for i in range(first, end):
        head = desk.heads.get(i)
        if head is not None and head.part:
            if _opens(marks, keys[-1], head.key, head.part):
                marks.append((head.part, desk.pieces[i].start))
                keys.append(head.key)
            continue
        marks += _labels(desk, i, bool(marks) and marks[-1][0] in _CLOSED)
    if not any(name != "situation" for name, _ in marks):
        marks += _turn(desk, first, end)
    return _spans(marks, case)


def _opens(marks: list[tuple[str, int]], key: str, new_key: str, part: str) -> bool:
    """Whether a heading opens a part, seen from the one that is open: under advice a numbered 处理 is an item of it."""
    if not marks or new_key == key or new_key in ("line", "bracket", "eight"):
        return True
    return not (marks[-1][0] in _CLOSED and part in _TELLING)


def _labels(desk: Page, i: int, closed: bool) -> list[tuple[str, int]]:
    piece = desk.pieces[i]
    found = []
    for match in _LABEL.finditer(desk.folded, piece.start, piece.end):
        name = part_name(match[0])
        if name and not (closed and name in _TELLING):
            found.append((name, match.start()))
    return found


def _turn(desk: Page, first: int, end: int) -> list[tuple[str, int]]:
    """Where unheaded prose turns from the story to what is to be thought of it."""
    if end - first < 2:
        return _last_sentence(desk, first)
    for i in range(first + 1, end):
        piece = desk.pieces[i]
        told = evidence(desk.folded, piece.start, piece.end)
        advises = seen(desk.folded, "advice", piece.start, piece.end)
        refers = seen(desk.folded, "refers", piece.start, min(piece.end, piece.start + 30))
        if refers or (advises and told.story <= 0 and told.size >= 20):
            return [("advice" if advises else "analysis", piece.start)]
    return []


def _last_sentence(desk: Page, i: int) -> list[tuple[str, int]]:
    if i >= len(desk.pieces):
        return []
    piece = desk.pieces[i]
    parts = sentences(desk.folded[piece.start : piece.end])
    if len(parts) < 3:
        return []
    a, b = piece.start + parts[-1][0], piece.start + parts[-1][1]
    if seen(desk.folded, "advice", a, b) and evidence(desk.folded, a, b).story < 0:
        return [("lesson", a)]
    return []


def _spans(marks: list[tuple[str, int]], case: Found) -> list[Part]:
    made: list[Part] = []
    for k, (name, start) in enumerate(marks):
        end = marks[k + 1][1] if k + 1 < len(marks) else case.end
        if made and made[-1][0] == name and made[-1][2] == start:
            made[-1] = (name, made[-1][1], end)
        elif start < end:
            made.append((name, max(start, case.start), end))
    return made
