"""What stands on every page and belongs to none: page numbers, running heads, confidentiality and version marks, header and footer blocks."""

from __future__ import annotations

import re
from collections import Counter

from caselib.clean.draft import Draft, Edit
from caselib.clean.lines import Line, split, without
from caselib.lang.fold import fold

_SIGNS = frozenset("页頁密版VvRPp/-—")
_OF = r"第 ?\d{1,4} ?页 ?[,/|]? ?\(?共 ?\d{1,4} ?页\)?|共 ?\d{1,4} ?页 ?[,/|]? ?第 ?\d{1,4} ?页|page ?\d{1,4} ?of ?\d{1,4}"
_SECRET = r"(?:(?:仅供|仅限|限)?内部(?:资料|文件|使用|学习|参考|传阅|交流)|(?:商业)?(?:机密|秘密|绝密)|保密文件)(?:[,、;:!★ ]{0,2}(?:严禁|请勿|禁止|不得|注意保密|妥善保管|仅供内部)[^\s,。;:]{0,8})?!?"
_VERSION = r"(?:版本号?|版次|version|ver|rev|v) ?[.:]? ?[a-z]?\d{1,3}(?:[./]\d{1,4}){0,3}"
_CODE = r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){1,6}"
_LINE = re.compile(rf"(?:(?:{_OF}|第 ?\d{{1,4}} ?页|[-—–~]{{1,3}} ?\d{{1,4}} ?[-—–~]{{1,3}}|\d{{1,4}} ?/ ?\d{{1,4}} ?页?|{_SECRET}|{_VERSION}|{_CODE}(?= .))[ |,]{{0,4}}){{1,4}}")
_PAGE_LINE = re.compile(rf"{_OF}|第 ?\d{{1,4}} ?页|[-—–~]{{1,3}} ?\d{{1,4}} ?[-—–~]{{1,3}}|page ?\d{{1,4}}")
_BESIDE = re.compile(rf"(?:{_OF})[^,。;:!?]{{0,40}}|[^,。;:!?]{{0,40}}(?:{_OF})")
_INLINE = re.compile(rf" ?(?:{_OF})(?: ?{_CODE}(?![a-z0-9]))?(?: ?{_SECRET})?")
_REACH = 4
"""Lines above and below a page number in which a running head is looked for; heads of more than four lines were not seen."""
_HEAD = 40
"""Characters to which a line of a running head may grow."""
_DIGITS = re.compile(r"\d{1,4}")


def block_furniture(draft: Draft) -> list[Edit]:
    """Blocks that the reader marked as page header, page footer or list of links are left out.

    Why: Word, PDF and html files say themselves what is not text.
    Not: captions, notes and cells, which belong to the document.
    """
    edits: list[Edit] = []
    for block in draft.source.blocks:
        if block.kind not in ("header", "footer", "link"):
            continue
        start, end = draft.at(block.span.start), draft.at(block.span.end)
        if end < len(draft.text) and draft.text[end] == "\n" and (start == 0 or draft.text[start - 1] == "\n"):
            end += 1
        if (not edits or edits[-1].end <= start) and start < end:
            edits.append(Edit(start, end))
    return edits


def page_furniture(draft: Draft) -> list[Edit]:
    """Page numbers with the running head around them, confidentiality and version marks are left out, between lines and within them.

    Why: a page break stands anywhere, also in the middle of a case or of a sentence, which is then joined.
    Not: a page that the text speaks of (``见合同第5页``): inside a line only 第 5 页 共 10 页, with both numbers, is taken. Not the first line of a document, its title, that later serves as a running head.
    """
    if draft.alphabet.isdisjoint(_SIGNS):
        return []
    lines = split(draft.text)
    folded = [fold(line.text).strip() if len(line.text) <= 2 * _HEAD else "" for line in lines]
    marks = {i for i, text in enumerate(folded) if text and (_LINE.fullmatch(text) or _BESIDE.fullmatch(text))} | _counted(folded)
    gone = marks | _running_heads(folded, [i for i in sorted(marks) if _PAGE_LINE.search(folded[i]) or folded[i].isdecimal()])
    edits = without(lines, gone) + _inline(draft.text, lines, gone)
    return sorted(edits)


def _counted(folded: list[str]) -> set[int]:
    """Lines with nothing but a number that counts up by one through the document: pages, at least three, with five lines or more between them."""
    found: list[int] = []
    best: list[int] = []
    for i, text in enumerate(folded):
        if not _DIGITS.fullmatch(text):
            continue
        if found and int(text) == int(folded[found[-1]]) + 1 and i - found[-1] > 5:
            found.append(i)
        elif not found or int(text) != int(folded[found[-1]]):
            found = [i]
        best = max(best, found, key=len)
    return set(best) if len(best) >= 3 else set()


def _running_heads(folded: list[str], pages: list[int]) -> set[int]:
    """Short lines that stand at the same distance from most page numbers."""
    filled = [i for i, text in enumerate(folded) if text or i in pages]
    rank = {i: n for n, i in enumerate(filled)}
    gone: set[int] = set()
    for step in (1, -1):
        for distance in range(1, _REACH + 1):
            beside = [filled[n] for page in pages if 0 <= (n := rank[page] + step * distance) < len(filled)]
            common = Counter(folded[i] for i in beside if len(folded[i]) <= _HEAD)
            heads = {text for text, count in common.items() if count >= 2 and count * 2 >= len(pages)}
            if not heads:
                break
            gone.update(i for i in beside if folded[i] in heads)
    figures = {folded[i] for i in gone if not re.search(r"[\u4e00-\u9fff]", folded[i])}
    return gone | {i for i, text in enumerate(folded) if text in figures and text}


def _inline(text: str, lines: list[Line], gone: set[int]) -> list[Edit]:
    """Page marks inside lines, with what follows each of them alike (the running head of the next page)."""
    folded = fold(text)
    if "页" not in folded and "page" not in folded:
        return []
    whole = [(lines[i].start, lines[i].end) for i in gone]
    found = [match for match in _INLINE.finditer(folded) if not any(start <= match.start() <= end for start, end in whole)]
    tails = Counter(head for match in found for head in _heads(folded[match.end() : match.end() + 2 * _HEAD]))
    return [Edit(match.start(), match.end() + _tail(folded[match.end() : match.end() + 2 * _HEAD], tails)) for match in found]


def _heads(after: str) -> list[str]:
    """What could be a running head behind a page mark: one to four pieces between spaces."""
    pieces = [match.end() for match in re.finditer(r" ?[^\s]{1,40}(?= |$)", after.split("\n")[0])]
    return [after[:end] for end in pieces[:_REACH]]


def _tail(after: str, tails: Counter[str]) -> int:
    repeated = [len(head) for head in _heads(after) if tails[head] >= 2]
    return max(repeated, default=0)
