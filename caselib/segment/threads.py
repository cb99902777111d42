"""Turns of several people: chats, message boards, calls, interviews; one case for every matter, however often it goes to and fro.

A matter ends where a rule or a heading stands between turns, or where somebody new speaks up and the one who opened it is not heard
again.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from caselib.segment.heads import is_turn, part_name
from caselib.segment.page import Found, Page
from caselib.segment.signs import complains, concerns, evidence, kinds, seen, times

_TIME = r"(?:(?:19|20)?\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s?)?\d{1,2}:\d{2}(?::\d{2})?"
_HEADERS = (
    re.compile(rf"[\[(]?{_TIME}[\])]?\s?([^\s:\[\],。;!?]{{1,14}})\s?:"),
    re.compile(
        rf"(?:#?\d{{1,3}}[楼樓#f.]?:?\s)?(?:楼主[:\s]\s?)?((?!\d{{1,4}}[年月日/.-])[^\s:,。;!?\[\]]{{1,14}})(?:\([^)\n]{{1,8}}\))?\s{{1,3}}[\[(]?{_TIME}"
    ),
    re.compile(rf"[\[(]?{_TIME}[\])]?\s{{1,3}}([^:,。;!?\[\]]{{1,16}})$"),
    re.compile(r"(?:楼主|樓主|\d{1,3}\s?[楼樓f#])(?:[:\s]{1,3}([^\s:,。(]{1,14}))?"),
)
# Those who answer for the firm, and who ask only to hear a story.
_HANDLES = re.compile(
    r"客服|坐席|座席|管家|经理|主管|专员|店长|店家|商家|卖家|机器人|自动|物业|助理|前台|接待|工程|维修|师傅|小编|管理员|版主|值班|热线|掌柜|官方|助手"
)
_ASKS = re.compile(r"问|记者|主持人?|采访者?|笔者|编辑|q|小编")
# What is said only to somebody who has complained.
_SORRY = re.compile(r"对不起|抱歉|不好意思|道歉|致歉|补偿|赔")
# Labels of a mail, of minutes, of a record: nobody speaks there.
_LABELS = re.compile(r"[发收寄]件[人者]|抄送|主[题送持]|标题|发送时间|日期|[出列缺]席|记录|from|to|cc|subject|date|sent")
_PARTS = ("situation", "demand", "handling", "outcome", "advice", "lesson", "analysis")
_BARRIER = re.compile(r"[-—=_*~#+·.]{3,}$")
_BACK = re.compile(r"后来|那|换[成作]|结果|然后|最后|再|当时|为什么|怎么|是吗|您|你")
# Turns of a thread, share of the pieces between its first and last that open one; turns of a matter; of an interview, characters of an answer.
_TURNS, _DENSE, _MATTER, _TELLS = 6, 0.3, 3, 30


@dataclass(frozen=True, slots=True)
class Turn:
    """The piece that opens a turn and who speaks."""

    piece: int
    speaker: str


def threads(desk: Page, first: int, end: int) -> list[Found]:
    """The matters in a run of turns that complain of something; nothing if the pieces ``[first, end)`` are no thread."""
    turns = [Turn(i, speaker) for i in range(first, end) if desk.pieces[i].opens and (speaker := _speaker(desk, i))]
    if len(turns) < _TURNS or len({turn.speaker for turn in turns}) < 2 or len(turns) < _DENSE * (turns[-1].piece + 1 - turns[0].piece):
        return []
    if len({turn.speaker for turn in turns}) > len(turns) / 2 or _row_of_labels(turns):
        return []
    host = _host(desk, turns)
    asked = [turn for turn in turns if _ASKS.fullmatch(turn.speaker) or turn.speaker == host]
    if len(asked) * 3 >= len(turns):
        return _interview(desk, [Turn(turn.piece, "问" if turn in asked else turn.speaker) for turn in turns], end)
    found = []
    dealings = concerns(desk.folded, desk.pieces[turns[0].piece].start, desk.pieces[turns[-1].piece].end) >= 1
    for a, b in pairwise([*_matters(desk, turns), len(turns)]):
        start, stop = _opening(desk, turns[a].piece, first), _stop(desk, turns[b - 1].piece, turns[b].piece if b < len(turns) else end)
        case = Found(desk.pieces[start].start, desk.pieces[stop - 1].end, "incident", "thread", start)
        if (
            b - a >= _MATTER
            and dealings
            and (complains(desk.folded, case.start, case.end) or _SORRY.search(desk.folded, case.start, case.end))
        ):
            found.append(case)
    return found


def _row_of_labels(turns: list[Turn]) -> bool:
    """Whether these are no speakers but the labels of records, three or more that always follow one another."""
    behind: dict[str, Counter[str]] = {}
    for turn, following in pairwise(turns):
        behind.setdefault(turn.speaker, Counter())[following.speaker] += 1
    often = [each for each in behind.values() if each.total() >= 2]
    usual = sum(each.most_common(1)[0][1] for each in often)
    return len(often) >= 3 and 5 * usual >= 4 * sum(each.total() for each in often)


def _host(desk: Page, turns: list[Turn]) -> str:
    """Of two speakers the one who asks in short, where the other tells at length."""
    spoken: dict[str, list[str]] = {}
    for turn in turns:
        spoken.setdefault(turn.speaker, []).append(desk.text(turn.piece))
    if len(spoken) != 2:
        return ""
    (one, brief), (_, long) = sorted(spoken.items(), key=lambda each: sum(map(len, each[1])) / len(each[1]))
    asks = sum("?" in text for text in brief)
    return one if 2 * asks >= len(brief) and sum(map(len, long)) >= _TELLS * len(long) and max(map(len, long)) >= 2 * _TELLS else ""


def _speaker(desk: Page, i: int) -> str:
    """Who speaks, if the piece opens a turn."""
    piece = desk.pieces[i]
    for header in _HEADERS:
        if found := header.match(desk.folded, piece.start, piece.end):
            return found[1] or "楼主"
    speaker = is_turn(desk.folded, piece)
    return "" if speaker and _is_label(speaker) else speaker


@lru_cache(maxsize=512)
def _is_label(speaker: str) -> bool:
    """Whether what stands before a colon names a line of a record or a part of a case, and nobody who speaks."""
    return _LABELS.fullmatch(speaker) is not None or part_name(speaker + ":") in _PARTS


def _matters(desk: Page, turns: list[Turn]) -> list[int]:
    """The turns that open a matter."""
    firsts: dict[str, int] = {}
    lasts: dict[str, int] = {}
    for k, turn in enumerate(turns):
        firsts.setdefault(turn.speaker, k)
        lasts[turn.speaker] = k
    spoken = Counter(turn.speaker for turn in turns)
    opening = [0]
    for k in range(1, len(turns)):
        turn = turns[k]
        new = firsts[turn.speaker] == k and spoken[turn.speaker] >= 2 and not _HANDLES.search(turn.speaker)
        # Who opened the matter is not heard again.
        left = new and k - opening[-1] >= _MATTER and lasts[turns[opening[-1]].speaker] < k
        # Lines of a record above the first turn complain of nothing.
        left = left and complains(desk.folded, desk.pieces[turns[opening[-1]].piece].start, desk.pieces[turn.piece].start)
        if left or _barred(desk, turns[k - 1].piece, turn.piece):
            opening.append(k)
    return opening


def _barred(desk: Page, before: int, piece: int) -> bool:
    """Whether a rule or a heading stands between two turns."""
    for i in range(before + 1, piece):
        head = desk.heads.get(i)
        if _BARRIER.match(desk.text(i)) or (head is not None and head.kind in ("head", "case") and head.key != "title"):
            return True
    head = desk.heads.get(piece - 1)
    return piece - 1 > before and head is not None and head.key == "title" and desk.pieces[piece - 1].gap > 0


def _opening(desk: Page, piece: int, first: int) -> int:
    """The heading over the first turn, or the turn itself."""
    head = desk.heads.get(piece - 1)
    if (
        piece - 1 < first
        or head is None
        or head.kind not in ("head", "case")
        or _BARRIER.match(desk.text(piece - 1))
        or _speaker(desk, piece - 1)
    ):
        return piece
    return piece - 1 if not desk.pieces[piece].gap else piece


def _stop(desk: Page, last: int, end: int) -> int:
    """Behind the last piece of the last turn."""
    for i in range(last + 1, end):
        head = desk.heads.get(i)
        if i in desk.closing or _BARRIER.match(desk.text(i)) or desk.pieces[i].gap or (head is not None and head.key != "title"):
            return i
    return end


def _interview(desk: Page, turns: list[Turn], end: int) -> list[Found]:
    """Stories that somebody tells when asked; a short question that asks what became of it goes on with the story."""
    bounds = [turn.piece for turn in turns] + [end]
    answers = [(k, a, b) for k, (a, b) in enumerate(pairwise(bounds)) if not _ASKS.fullmatch(turns[k].speaker)]
    asked = [desk.pieces[turn.piece] for turn in turns if _ASKS.fullmatch(turn.speaker)]
    told = sum(desk.pieces[b - 1].end - desk.pieces[a].start for _, a, b in answers)
    # Readers who write in tell their story in the question.
    if told < _TELLS * len(answers) or sum(map(len, asked)) > _TELLS * len(asked):
        return []
    found: list[Found] = []
    open_until = -1
    for k, a, b in answers:
        start, stop = desk.pieces[a].start, desk.pieces[b - 1].end
        question = desk.pieces[turns[k - 1].piece] if k else None
        goes_on = question is not None and (
            _BACK.match(desk.folded, desk.folded.find(":", question.words, question.end) + 1, question.end) or len(question) <= 8
        )
        told = kinds(desk.folded, "event", start, stop) + kinds(desk.folded, "past", start, stop)
        told += min(3, times(desk.folded, "perfect", start, stop))
        if found and open_until == k - 2 and goes_on:
            found[-1] = Found(found[-1].start, stop, "incident", "thread")
            open_until = k
        elif (
            told >= 3
            and evidence(desk.folded, start, stop).story > 0
            and complains(desk.folded, start, stop)
            and seen(desk.folded, "customer", start, stop)
        ):
            found.append(Found(start, stop, "incident", "thread"))
            open_until = k
    return found
