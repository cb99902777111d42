"""Headings that only their repetition shows: numbers of tickets, of conversations, the same label again and again."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from caselib.segment.heads import Head, is_turn, part_name
from caselib.segment.pieces import Piece

# A file has at least three entries; shorter runs are chance.
_LEAST = 3
# Characters from one entry to the next, on average: turns of a dialogue are shorter.
_APART, _LABELLED = 50, 70
# A line that ends in a time of day opens a turn of a chat.
STAMPED = re.compile(r"[^:]{1,40}\s\d{1,2}:\d{2}(?::\d{2})?$")
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{0,8}[:\s]?(?:(?:id|no)[.:\s]{1,2})?[a-z]{0,6}[-_]?\d[\da-z]*(?:[-_/][\da-z]+){0,3}")
_COUNTED = re.compile(r"[\u4e00-\u9fff]{2,8}\s?\d{1,3}")
_LABEL = re.compile(r"[*【\[]{0,3}([\u4e00-\u9fff]{1,6})[*】\]]{0,3}\s?:")
# Parts of a case that never open one, and who answers what another has asked.
BEHIND = ("reply", "handling", "outcome", "advice", "lesson", "analysis")
ANSWERS = re.compile(r"答|[答回][复覆应信音]|律师|专家|编[者辑]|客服|法官|主任|医生")


def serial(folded: str, pieces: list[Piece], heads: dict[int, Head]) -> dict[int, Head]:
    """Headings of entries: lines that begin with a number of one make, or with the label that opens each entry.

    Of several labels that come as often (问：…答：…) the first opens the entry.
    """
    for found, apart in ((_numbers(folded, pieces, heads), _APART), (_labels(folded, pieces, heads), _LABELLED)):
        for signature in sorted(found, key=lambda signature: found[signature][0]):
            entries = found[signature]
            length = pieces[-1].end - pieces[entries[0]].start
            if len(entries) >= _LEAST and length >= apart * len(entries):
                return {i: Head(i, "head", "serial") for i in entries}
    return {}


def _numbers(folded: str, pieces: list[Piece], heads: dict[int, Head]) -> dict[str, list[int]]:
    """Lines by the make of the number that they begin with (TS20230602-0117 → ts99999999-9999)."""
    found: dict[str, list[int]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        head = heads.get(i)
        if not piece.opens or (head is not None and head.kind in ("case", "part")):
            continue
        at = piece.words if piece.style in ("num", "cn", "circ", "pnum", "bracket") else piece.start
        match = _NUMBERED.match(folded, at, piece.end)
        if match and STAMPED.match(folded, piece.start, piece.end):
            continue
        if match and len(_DIGIT.findall(match[0])) >= 4 and not _is_date(match[0]):
            found[re.sub(r"[a-z]", "a", _DIGIT.sub("9", match[0]))].append(i)
        elif match and _COUNTED.fullmatch(match[0]):
            found[_DIGIT.sub("", match[0])].append(i)
    return {made: entries for made, entries in found.items() if made[-1:] == "9" or _rising(folded, pieces, entries)}


def _rising(folded: str, pieces: list[Piece], entries: list[int]) -> bool:
    """Whether short numbers behind a word (长单01, 长单02) count up by one."""
    numbers = [int(found[0]) for i in entries if (found := re.search(r"\d+", folded[pieces[i].start : pieces[i].end]))]
    return all(b - a == 1 for a, b in pairwise(numbers))


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d{2}([-/.]\d{1,2}){0,2}", text))


def _labels(folded: str, pieces: list[Piece], heads: dict[int, Head]) -> dict[str, list[int]]:
    """Lines by the label that they begin with, those of dialogues left out: a turn is short."""
    found: dict[str, list[int]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for i, piece in enumerate(pieces):
        head = heads.get(i)
        label = _LABEL.match(folded, piece.start, piece.end) if piece.opens else None
        if label is None or (head is not None and head.kind == "case") or part_name(label[1] + ":") in BEHIND or ANSWERS.search(label[1]):
            continue
        found[label[1]].append(i)
        sizes[label[1]] += len(piece)
    whole = len(pieces)
    return {
        label: entries
        for label, entries in found.items()
        if len(entries) * 20 <= whole * 10 and sizes[label] >= 25 * len(entries) and not _alternates(folded, pieces, entries)
    }


def _alternates(folded: str, pieces: list[Piece], entries: list[int]) -> bool:
    """Whether the label is a speaker's: mostly short, and the line behind each is another turn."""
    behind = sum(bool(i + 1 < len(pieces) and is_turn(folded, pieces[i + 1]) and len(pieces[i]) < 60) for i in entries)
    return 2 * behind > len(entries)
