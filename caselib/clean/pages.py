"""What stands on every page and belongs to none.

Page numbers, running heads, marks of confidentiality and version, header and footer blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from caselib.clean.draft import Draft, Edit
from caselib.clean.lines import without

_SIGNS = frozenset("页頁密部版vVrRpP/0123456789")
_OF = (
    r"第 ?\d{1,4} ?页 ?[,/|]? ?\(?共 ?\d{1,4} ?页\)?"
    r"|共 ?\d{1,4} ?页 ?[,/|]? ?第 ?\d{1,4} ?页"
    r"|page ?\d{1,4} ?of ?\d{1,4}"
)
_PAGE = rf"{_OF}|第 ?\d{{1,4}} ?页|[-—–~]{{1,3}} ?\d{{1,4}} ?[-—–~]{{1,3}}|page ?\d{{1,4}}|\d{{1,4}} ?/ ?\d{{1,4}} ?页"
_SECRET = (
    r"(?:(?:仅供|仅限|限)?内部(?:资料|文件|使用|学习|参考|传阅|交流)|(?:商业)?(?:机密|秘密|绝密)|保密文件)"
    r"(?:[,、;:!★ ]{0,2}(?:严禁|请勿|禁止|不得|注意保密|妥善保管|仅供内部)[^\s,。;:]{0,8})?!?"
)
_VERSION = r"(?:版本号?|版次|version|ver|rev|v) ?[.:]? ?[a-z]?\d{1,3}(?:[./]\d{1,4}){0,3}"
_CODE = r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){1,6}"
_MARKS = re.compile(rf"(?:(?:{_PAGE}|{_SECRET}|{_VERSION}|{_CODE}(?= .))[ |,]{{0,4}}){{1,4}}")
_BESIDE = re.compile(rf"(?:{_OF})[^,。;:!?]{{0,40}}|[^,。;:!?\d]{{0,40}}(?:{_OF})")
_PAGE_MARK = re.compile(_PAGE)
_INLINE = re.compile(rf"(?:{_OF})(?: ?{_CODE}(?![a-z0-9]))?(?: ?{_SECRET})?")
_POSSIBLE = re.compile("[0-9]|内部|密")
_PIECE = re.compile(r" ?[^\s]{1,40}(?= |$)")
_REACH = 4
"""Lines above and below a page number in which a running head is looked for; heads of more than four were not seen."""
_HEAD = 40
"""Characters to which a line of a running head may grow."""
_COUNT = 3
_APART = 5
"""So many bare numbers, counting up by one and so many lines apart, are page numbers."""
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
        if start < end and draft.text[end : end + 1] == "\n" and (start == 0 or draft.text[start - 1] == "\n"):
            end += 1
        if start < end and (not edits or edits[-1].end <= start):
            edits.append(Edit(start, end))
    return edits


def page_furniture(draft: Draft) -> list[Edit]:
    """Page numbers with the running head around them, marks of confidentiality and version are left out, between lines and inside.

    Why: a page break stands anywhere, also in the middle of a case or of a sentence, which is then joined.
    Not: a page that the text speaks of (``见合同第5页``): inside a line only 第 5 页 共 10 页, with both numbers, is taken.
    """
    if draft.alphabet.isdisjoint(_SIGNS):
        return []
    lines = draft.lines
    bodies = [line.folded.strip() if len(line.folded) <= 2 * _HEAD else "" for line in lines]
    possible = [i for i, body in enumerate(bodies) if body and _POSSIBLE.search(body)]
    first, *others = _counted(bodies, possible) or [[]]
    marks = {i for i in possible if _is_mark(bodies[i])}.union(first)
    filled = [i for i, body in enumerate(bodies) if body]
    rank = {i: n for n, i in enumerate(filled)}
    gone = marks | _running_heads(bodies, filled, rank, [i for i in sorted(marks) if _PAGE_MARK.search(bodies[i]) or bodies[i].isdecimal()])
    # Each part of a bound volume that counts its own pages has heads of its own.
    for pages in others:
        gone |= _running_heads(bodies, filled, rank, pages).union(pages)
    whole = [(lines[i].start, lines[i].end) for i in sorted(gone)]
    return sorted(without(lines, gone) + _inline(draft.folded, whole))


def _is_mark(body: str) -> bool:
    """Whether a line is a page number, with or without the name of the document beside it, or a mark of secrecy or version."""
    return _MARKS.fullmatch(body) is not None or (("页" in body or "page" in body) and _BESIDE.fullmatch(body) is not None)


def _counted(bodies: list[str], possible: list[int]) -> list[list[int]]:
    """Runs of lines with nothing but a number that counts up by one, the longest first."""
    runs: list[list[int]] = []
    for i in possible:
        if not _DIGITS.fullmatch(bodies[i]):
            continue
        last = runs[-1][-1] if runs else i
        if runs and int(bodies[i]) == int(bodies[last]) + 1 and i - last > _APART:
            runs[-1].append(i)
        elif not runs or int(bodies[i]) != int(bodies[last]):
            runs.append([i])
    return sorted((run for run in runs if len(run) >= _COUNT), key=len, reverse=True)


def _running_heads(bodies: list[str], filled: list[int], rank: dict[int, int], pages: list[int]) -> set[int]:
    """Short lines that stand at the same distance from most page numbers; figures among them (1.00) also where no page number is near."""
    if len(pages) < 2:
        return set()
    gone: set[int] = set()
    for step in (1, -1):
        for distance in range(1, _REACH + 1):
            beside = [filled[n] for page in pages if 0 <= (n := rank[page] + step * distance) < len(filled)]
            common = Counter(bodies[i] for i in beside if len(bodies[i]) <= _HEAD)
            heads = {body for body, count in common.items() if count >= 2 and count * 2 >= len(pages)}
            if not heads:
                break
            gone.update(i for i in beside if bodies[i] in heads)
    figures = {bodies[i] for i in gone if bodies[i].isascii()}
    return gone | {i for i in filled if bodies[i] in figures} if figures else gone


def _inline(folded: str, whole: list[tuple[int, int]]) -> list[Edit]:
    """Page marks inside lines, each with what follows it alike elsewhere (the running head of the next page)."""
    starts = [start for start, _ in whole]
    found = [match for match in _INLINE.finditer(folded) if not _covered(match.start(), starts, whole)]
    if not found:
        return []
    heads = {match: _heads(folded[match.end() : match.end() + 2 * _HEAD]) for match in found}
    repeated = Counter(head for choices in heads.values() for head in choices)
    edits: list[Edit] = []
    for match, choices in heads.items():
        tail = max((len(head) for head in choices if repeated[head] >= 2), default=0)
        begins = match.start() - (match.start() > 0 and folded[match.start() - 1] == " ")
        if not edits or edits[-1].end <= begins:
            edits.append(Edit(begins, match.end() + tail))
    return edits


def _covered(at: int, starts: list[int], whole: list[tuple[int, int]]) -> bool:
    """Whether a position lies on a line that goes anyway."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at <= whole[i][1]


def _heads(after: str) -> list[str]:
    """What could be a running head behind a page mark: one to four pieces between spaces."""
    line = after.split("\n")[0]
    return [line[: match.end()] for match in _PIECE.finditer(line)][:_REACH]
