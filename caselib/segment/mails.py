"""Mails one behind the other: one case for every subject, however often it is answered and forwarded."""

from __future__ import annotations

import re
from itertools import pairwise

from caselib.lang.quick import quick
from caselib.segment.page import Found, Page
from caselib.segment.signs import complains

_FROM = quick(r"[>*\s]{0,4}(?:发件人|发信人|寄件[人者]|from)\*{0,2}\s?:")
_SUBJECT = re.compile(r"[>*\s]{0,4}(?:主[题旨]|标题|subject)\*{0,2}\s?:\s?")
_HEADER = re.compile(
    r"[>*\s]{0,4}(?:(?:发[件送]|寄件|收件|抄送|密送|发信)(?:人|者|时间|日期)?|日期|时间|主[题旨]|标题|附件|from|to|cc|bcc|sent|date|subject)\*{0,2}\s?:"
)
_AGAIN = re.compile(r"(?:(?:转发|回[复覆]|答[复覆]|转寄|re|fwd?)\s?[:]\s?)+")
_QUOTED = re.compile(r"[-—_=>\s]{0,12}(?:原始(?:邮件|信件)|(?:转发|被转发)的?邮件|original message|forwarded message)")
# Lines below the sender's that may hold the subject; mails that make an exchange.
_BELOW, _LEAST = 6, 2


def mails(desk: Page, first: int, end: int) -> list[Found]:
    """The subjects of an exchange of mails that complain of something; nothing if no subject in ``[first, end)`` has several mails."""
    opened = [
        i
        for i in range(first, end)
        if _FROM.match(desk.folded, desk.pieces[i].start, desk.pieces[i].end) and desk.pieces[i].opens and _headed(desk, i, first, end)
    ]
    if len(opened) < _LEAST:
        return []
    matters: list[list[int]] = []
    about = ""
    for i, stop in pairwise([*opened, end]):
        above = _above(desk, i, first)
        subject = _subject(desk, above, min(stop, i + _BELOW))
        if matters and (not subject or subject == about or _quotes(desk, above)):
            matters[-1][1:] = [stop, matters[-1][2] + 1]
        else:
            matters.append([above, stop, 1])
        about = subject or about
    if max(count for *_, count in matters) < _LEAST:
        return []
    starts = [start for start, *_ in matters[1:]] + [end]
    return [case for (start, *_), stop in zip(matters, starts, strict=True) if (case := _case(desk, start, stop))]


def _headed(desk: Page, i: int, first: int, end: int) -> bool:
    """Whether another line of a mail's header stands next to the sender's."""
    return any(first <= k < end and _HEADER.match(desk.text(k)) for k in (i - 1, i + 1))


def _above(desk: Page, i: int, first: int) -> int:
    """Where the header begins that the sender's line stands in."""
    top = max(first, i - _BELOW)
    while i > top and not desk.pieces[i].gap and _HEADER.match(desk.text(i - 1)) and not _FROM.match(desk.text(i - 1)):
        i -= 1
    return i


def _subject(desk: Page, first: int, end: int) -> str:
    """The subject of a mail, without what answering and forwarding put before it."""
    for i in range(first, end):
        piece = desk.pieces[i]
        if found := _SUBJECT.match(desk.folded, piece.start, piece.end):
            again = _AGAIN.match(desk.folded, found.end(), piece.end)
            return desk.folded[again.end() if again else found.end() : piece.end]
    return ""


def _quotes(desk: Page, i: int) -> bool:
    """Whether a mail stands below another as what that one answers."""
    return i > 0 and _QUOTED.match(desk.text(i - 1)) is not None


def _case(desk: Page, start: int, stop: int) -> Found | None:
    last = next((i for i in range(start + 1, stop) if i in desk.closing), stop) - 1
    if _QUOTED.match(desk.text(last)):
        last -= 1
    case = Found(desk.pieces[start].start, desk.pieces[last].end, "incident", "mails", start)
    return case if complains(desk.folded, case.start, case.end) else None
