"""Spaces that the layout of a page left in the text."""

from __future__ import annotations

import re

from caselib.clean.draft import Draft, Edit
from caselib.clean.lines import HAN
from caselib.clean.words import frequency
from caselib.clean.wraps import dividing_indents

_SPACE = " \t\u3000\u00a0\u2000-\u200a\u202f\u205f"
_SPACES = frozenset(" \t\u3000\u00a0\u202f\u205f") | {chr(code) for code in range(0x2000, 0x200B)}
_RUN = re.compile(f"[{_SPACE}]+")
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])[{_SPACE}]+(?=[{HAN}])")
_PIECE_ENDS = frozenset(" \t\u3000\u00a0\n。!?;:,！？；：，、…")
_HEAD = re.compile(
    "第[一二三四五六七八九十]{1,2}.[:：]|第?[一二三四五六七八九十]{1,3}[、.．章节節条條步,，]|案例|案件"
    "|[您你]好|谢谢|感谢|謝謝|感謝|.(?:先生|小姐|女士|太太|某)"
)
"""What begins something new: a number, a greeting or thanks, a person who is brought in."""
_ASKED = re.compile("(?:什么|什麼|怎么办|怎麼辦|[吗嗎呢吧])$")
_LABEL = re.compile(r"[^\s,，。:：]{1,6}[:：]")
_LABELLED = re.compile("(?:案例|事例|案件|案|例|第)[一二三四五六七八九十0-9]{1,3}[章节節条條步]?|.{0,12}[0-9][年月日号號时時分]")
_NUMBERED = re.compile("(?:^|[^一二三四五六七八九十0-9])[一二三四五六七八九十0-9]{1,3}[、,，.]$")
_LAST = frozenset("的之着著是在和與与及或把被給给對对向從从而且但也就都很更最將将")
"""Characters with which no title ends."""
_FIRST = frozenset("的之着著等们們")
"""Characters with which no text begins."""
_PROSE = 25
"""Characters per space from which a line is running prose: there a space between Han characters is a slip.

A line broken in html leaves one every 40 to 90 characters; slides put one every 5 to 12."""
_TITLE = 40
"""Up to so many characters without a comma are a title or label, which the space divides from its text."""


def stray_spaces(draft: Draft) -> list[Edit]:
    """Indents, spaces at line ends, runs of spaces, and single ones that cut a Chinese sentence or word in two.

    Why: 获 知 is not found as 获知; html and PDF leave a space where a line was broken.
    Not: a space that divides (a title from its text, pieces of a slide, Chinese from Latin letters and
    digits, what follows a mark), nor an indent that alone tells a new paragraph from a broken line: one stays.
    A tab that divides cells stays.
    """
    if draft.alphabet.isdisjoint(_SPACES):
        return []
    kept = dividing_indents(draft)
    edits = []
    prose: dict[int, bool] = {}
    number = 0
    for match in _RUN.finditer(draft.text):
        while draft.lines[number].end < match.start():
            number += 1
        line = draft.lines[number]
        start, end = match.span()
        if start == line.start or end == line.end:
            stray = start not in kept
        elif _is_han(draft.text[start - 1]) and _is_han(draft.text[end]) and "\t" not in match.group():
            if number not in prose:
                prose[number] = _is_prose(line.text)
            stray = _stray(draft, start, end, prose[number])
        else:
            stray = False
        if stray:
            edits.append(Edit(start, end))
        elif end - start > 1:
            edits.append(Edit(start, end, "\t" if "\t" in match.group() else " "))
    return edits


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def _stray(draft: Draft, start: int, end: int, prose: bool) -> bool:
    """Whether the space ``[start, end)`` between two Han characters divides nothing."""
    text = draft.text
    pair = draft.folded[start - 1] + draft.folded[end]
    if _letter_spaced(text, start, end):
        return pair[0] != pair[1] and frequency(pair) > 0
    if not prose or _HEAD.match(text, end):
        return False
    left = _left_piece(text, start)
    if _LABELLED.fullmatch(left) or _ASKED.search(left):
        return False
    return frequency(pair) > 0 or not _divides(text, start, end, left)


def _letter_spaced(text: str, start: int, end: int) -> bool:
    """Whether a single character stands on either side, as in 目 录."""
    return (start == 1 or text[start - 2] in _PIECE_ENDS) and (end + 1 == len(text) or text[end + 1] in _PIECE_ENDS)


def _divides(text: str, start: int, end: int, left: str) -> bool:
    """Whether a title or label ends at the space, or a labelled part begins."""
    if _LABEL.match(text, end):
        return True
    begin = start - len(left)
    goes_on = begin > 0 and text[begin - 1] in ",，、" and not _NUMBERED.search(text[max(begin - 5, 0) : begin])
    return not goes_on and len(left) <= _TITLE and left[-1] not in _LAST and text[end] not in _FIRST


def _left_piece(text: str, at: int) -> str:
    """The characters before a position up to a space or mark; at most one more than a title has."""
    start = at
    while start > 0 and at - start <= _TITLE and text[start - 1] not in _PIECE_ENDS:
        start -= 1
    return text[start:at]


def _is_prose(line: str) -> bool:
    """Whether spaces between Han characters are rare in a line; spaced letters do not count, so that joining them decides nothing."""
    between = sum(not _letter_spaced(line, *match.span()) for match in _BETWEEN_HAN.finditer(line))
    return len("".join(line.split())) >= _PROSE * between
