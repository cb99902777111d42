"""By what signs the lines of a document open something: numbers, bullets, dates, clock times, labels, blank lines, greetings.

Whatever stands at the head of one entry of a file stands at the head of the next: a sign that comes back divides a document into
entries (:mod:`division` weighs which of its signs does it best).
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import takewhile

from caselib.segment.heads import TITLE, Head, is_row
from caselib.segment.pieces import Piece
from caselib.segment.serial import STAMPED

_CLOCK = re.compile(r"[(\[【]?\d{1,2}:\d{2}(?!\d)|\d{1,2}点\d{0,2}")
_DATE = re.compile(r"[(\[【*]{0,3}(?:(?:19|20)?\d{2}\s?[年./-]\s?)?\d{1,2}\s?[月./-]\s?\d{1,2}(?:\s?[日号]|(?=[\s,:,(\])】*]|$))")
_LABEL = re.compile(r"[*\[(]{0,3}([\u4e00-\u9fff]{2,8}|[a-z][a-z _/-]{2,18}[a-z])[*\])]{0,3}\s?:")
# Who writes in or calls, at the head of what he says: 市民徐先生来电:, 大二学生“追风”来信:.
_WRITES = re.compile(r"[^,。;:!?\n]{1,18}(?:来[信电函稿访]|反映|投诉|留言|询问|求助|提问|问道?|自述|讲述|写道?)[说称道]?\s?:")
_NUMBERED = re.compile(
    r"[*\[(<]{0,3}([\u4e00-\u9fffa-z]{1,8}?)\s?[(#-]?(?:no\.?\s?)?(?:\d{1,10}(?:-\d{1,6})?|(?<![a-z])[a-z]|[一二三四五六七八九十]{1,3})\)?(?:号|號|[\s:、.)\]>*,/|]|$)"
)
_CODE = re.compile(r"\d{1,3}\s(?=\d{1,2}[./-]\d)|[#(\[]?(?:[a-z]{1,4}-?)?\d{2,12}(?:-\d{1,8})?[)\]]?[\s|,、:](?=\D|\d{1,2}[./-])")
_ORDINAL = re.compile(r"\d{1,3}\s?(?:号[件单案房桌楼]?|件|单|#)(?=[\s:、,])")
_HANDLE = re.compile(r"@[^:@,。\n]{1,20}:|@[^\s:@,。]{1,20}$")
GREETS = re.compile(
    r"(?:尊敬的|敬启者|致|亲爱的)[^。,;]{0,20}[:,]?$|[^。,;:“”]{2,16}(?:公司|局|领导|同志|经理|中心|部门?|先生|女士|院长|校长|主任|编辑|客服|店长|"
    r"您好|你好)\s?[:!,]$"
)
# A title that promises one letter: 一封公开信, 读者来信:….
LETTER = re.compile(r"(?:公开|投诉|感谢|求助)信$|一封[^,。]{0,6}信|(?:来信|来函|投书)\s?:")
_ALONE = re.compile(
    r"[(\[【<《·.]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[ivx]{1,4}|[\u2160-\u216b])[)\]】>》·.]?$"
)  # a number and nothing else
_RULE = re.compile(r"[-—=_*~#+·.─━═┄┈]{3,}$")
_ENDS = re.compile(r"[。,;:、…]$|。")
_PARAGRAPH = 30  # characters
_OPENERS = (
    ("clock", _CLOCK), ("date", _DATE), ("code", _CODE), ("ordinal", _ORDINAL), ("handle", _HANDLE), ("alone", _ALONE), ("writes", _WRITES),
)  # fmt: skip
# Signs that somebody has set on purpose; the others come by themselves.
WEAK = ("gap", "para", "title")


def is_rule(folded: str, piece: Piece) -> bool:
    """Whether a line is drawn, not written."""
    return _RULE.match(folded, piece.start, piece.end) is not None


def signposts(folded: str, pieces: list[Piece], heads: dict[int, Head], first: int, end: int) -> dict[str, list[int]]:
    """Pieces of ``[first, end)`` by the signs that open them; only signs that come at least twice."""
    found: dict[str, list[int]] = defaultdict(list)
    for i in range(first, end):
        piece = pieces[i]
        if piece.opens or piece.style:
            for sign in _signs(folded, piece, heads.get(i), pieces[i + 1 : min(end, i + 3)]):
                found[sign].append(i)
        if i > first and is_rule(folded, pieces[i - 1]):
            found["rule"].append(i)
    if found["rule"] and first not in found["rule"]:
        before = max((i for i in found.get("gap", []) if i < found["rule"][0]), default=first)
        found["rule"].insert(0, before)
    return {sign: places for sign, places in found.items() if len(places) >= 2}


def _signs(folded: str, piece: Piece, head: Head | None, below: list[Piece]) -> list[str]:
    """The signs at the head of one piece, with the two pieces below it."""
    signs = []
    start, end = piece.start, piece.end
    if piece.style == "bracket":
        signs += ["bracket", f"bracket:{piece.sign}"]
    elif piece.style and piece.style not in ("step", "eight"):
        signs.append(piece.style + piece.sign)
    if piece.level:
        signs.append(f"h{piece.level}")
    at = piece.words if piece.style == "bullet" else start
    if folded.startswith("**", at):
        signs.append("bold")
    if not piece.opens:
        return signs
    if head is not None and head.key == "row":
        signs.append("row")
        at += len(folded[at : at + 3]) - len(folded[at : at + 3].lstrip("| "))
    for sign, pattern in _OPENERS:
        if pattern.match(folded, at, end):
            signs.append(sign)
    if not piece.style or piece.style == "bracket":
        for sign, pattern in (("label:", _LABEL), ("count:", _NUMBERED)):
            if (found := pattern.match(folded, at, end)) and not STAMPED.match(folded, start, end):
                signs.append(sign + found[1])
    if GREETS.match(folded, start, end):
        signs.append("greeting")
    if head is not None and head.key == "title":
        signs.append("title")
    if piece.gap:
        signs.append("gap")
        under = sum(len(each) for each in takewhile(lambda each: not each.gap, below))
        if len(piece) <= TITLE and under > len(piece) and not _ENDS.search(folded, start, end):
            signs.append("headed")
    if len(piece) >= _PARAGRAPH and not is_row(folded, piece):
        signs.append("para")
    return signs
