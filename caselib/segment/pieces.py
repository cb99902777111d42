"""Lay a clean text out in pieces: lines, divided further where a heading or a numbered item opens inside a line.

Pasted compilations and copied slides lose their line breaks ("…引发投诉。二、处理 1、…"); pieces put them back, without
touching the text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from caselib.lang.quick import quick
from caselib.model import Block, CleanText
from caselib.segment.marks import Mark, mark

_BEFORE = re.compile(r"[。!?;:\s”」)】\]]")
# Where a mark may open inside a line. The look at the character before is done by hand: a lookbehind would be tried everywhere.
_INSIDE = quick(
    r"[【\[(*]{0,2}(?:案\s?例|典型案例|投诉案例)[^\n。,;案]{0,8}?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s?[】\]::、)\s]"
    r"|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)?|\(?\d{1,2}\)|\d{1,2}\s?[、.](?!\d)|\d{1,2}\s?※"
    r"|[\u2460-\u2473\u2474-\u2487\u3220-\u3229]|[a-h][.)](?![a-z])|第[一二三四五六七八九十](?:步|层|阶段|招|,|[个件位根桩起则封家][^,。;:!?\n]{0,4}(?=是|[,:]))|[一二三四五六七八九]级:|[【〖](?=[^】〗\n]{1,30}[】〗])"
)
# A line of slides pasted into one another: at least this many chunks between spaces, most of them without a sentence's end.
_SLIDE_CHUNKS, _SLIDE_SHARE, _SLIDE_LINE = 20, 0.5, 400
_ENDS = "。!?;,"
_NUMBER_THEN = re.compile(r"(?<=\s)(?:\d{1,2}[、.]|[一二三四五六七八九十]{1,2}、)\s?")
_NEAR = 40  # pieces within which the next of a sequence is looked for
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff。:!?;)])\s+(?=[\u4e00-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or a part of one; all positions are clean ones.

    ``words`` is where the text behind the mark begins; ``opens`` whether the piece begins its line, ``closes`` whether it ends it;
    ``block`` the kind of the source block, ``level`` its heading level; ``gap`` blank lines before.
    """

    start: int
    end: int
    style: str = ""
    number: int = 0
    words: int = 0
    sign: str = ""
    opens: bool = True
    closes: bool = True
    block: str = ""
    level: int = 0
    gap: int = 0
    place: str = ""

    def __len__(self) -> int:
        return self.end - self.start


def layout(cleaned: CleanText) -> list[Piece]:
    """The pieces of a text, in order, blank lines left out.

    Examples
    --------
    >>> from caselib.clean import clean
    >>> from caselib.model import SourceText
    >>> text = clean(SourceText("a", "投诉步骤 1、倾听。2、道歉。"))
    >>> [text.text[p.start:p.end] for p in layout(text)]
    ['投诉步骤', '1、倾听。', '2、道歉。']
    """
    folded = cleaned.folded
    blocks = _Blocks(cleaned)
    pieces: list[Piece] = []
    at = gap = 0
    for line in folded.split("\n"):
        start, at = at, at + len(line) + 1
        body = line.strip()
        if not body:
            gap += 1
            continue
        left = start + line.index(body)
        block = blocks.at(left)
        cuts = _cuts(folded, left, left + len(body))
        last = len(cuts) - 1
        pieces += [_piece(folded, cut, block, i == 0, i == last, gap if i == 0 else 0) for i, cut in enumerate(cuts)]
        gap = 0
    return _sequences(folded, pieces)


class _Blocks:
    """The source block of a clean position."""

    def __init__(self, cleaned: CleanText) -> None:
        self.cleaned, self.blocks = cleaned, cleaned.source.blocks
        self.starts = [block.span.start for block in self.blocks]

    def at(self, position: int) -> Block | None:
        if not self.blocks:
            return None
        source = self.cleaned.span(position, position + 1).start
        i = bisect_right(self.starts, source) - 1
        return self.blocks[i] if i >= 0 and source < self.blocks[i].span.end else None


def _cuts(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    if end - start >= _SLIDE_LINE and _slides(folded[start:end]):
        return _between_spaces(folded, start, end)
    places = [start]
    for found in _INSIDE.finditer(folded, start + 1, end):
        at = found.start()
        before = folded[at - 1]
        strong = "案" in found[0] or found[0][0] in "【〖" or before in "。!?;" or (before == " " and found[0][0] != "第")
        bare = not any(char.isalnum() for char in folded[places[-1] : at])
        if not bare and (strong or _BEFORE.match(before)) and mark(folded, at, end):
            places.append(at)
    places.append(end)
    return [(a, b) for a, b in itertools.pairwise(places) if folded[a:b].strip()]


def _slides(line: str) -> bool:
    """Whether most of what stands between spaces (not counting those around numbers) has no mark of a sentence."""
    chunks = _BETWEEN_HAN.split(line)
    short = sum(not any(char in chunk for char in _ENDS) for chunk in chunks)
    return len(chunks) >= _SLIDE_CHUNKS and short >= _SLIDE_SHARE * len(chunks)


def _between_spaces(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    return [found.span() for found in re.compile(r"\S+").finditer(folded, start, end)]


def _piece(folded: str, cut: tuple[int, int], block: Block | None, opens: bool, closes: bool, gap: int) -> Piece:
    start, end = cut
    while end > start and folded[end - 1].isspace():
        end -= 1
    found: Mark | None = mark(folded, start, end)
    kind, level, place = (block.kind, block.level, block.place) if block else ("", 0, "")
    if found is None:
        return Piece(start, end, "", 0, start, "", opens, closes, kind, level, gap, place)
    if found.style == "h":
        kind, level = "heading", len(found.sign)
        found = mark(folded, found.end, end) or Mark("", 0, found.end)
    return Piece(start, end, found.style, found.number, found.end, found.sign, opens, closes, kind, level, gap, place)


def _sequences(folded: str, pieces: list[Piece]) -> list[Piece]:
    """Join again what opened inside a line by chance: a number that neither begins a sequence nor goes on with one."""
    kept: list[Piece] = []
    last: dict[str, int] = {}
    pieces = _case_or_item(folded, pieces)
    for i, piece in enumerate(pieces):
        numbered = piece.number > 0 and piece.style not in ("case", "eight")
        expected = last.get(piece.style, 0) + 1
        if numbered and not piece.opens and piece.number != expected and not _begins(pieces, i):
            kept[-1] = replace(kept[-1], end=piece.end, closes=piece.closes)
            continue
        if numbered:
            last[piece.style] = piece.number
        kept.append(piece)
    return kept


def _case_or_item(folded: str, pieces: list[Piece]) -> list[Piece]:
    """Read "投诉案例 1、多收费" as a title and an item where the next number is an item's: 2、 and no 案例 2 follow."""
    made: list[Piece] = []
    for i, piece in enumerate(pieces):
        found = _NUMBER_THEN.search(folded, piece.start, piece.words) if piece.style == "case" else None
        if found is None or any(p.style == "case" and p.number == piece.number + 1 for p in pieces[i + 1 : i + 1 + _NEAR]):
            made.append(piece)
            continue
        style = "num" if found[0][0].isdigit() else "cn"
        if not any(p.style == style and p.number == piece.number + 1 for p in pieces[i + 1 : i + 1 + _NEAR]):
            made.append(piece)
            continue
        at = found.start()
        if made and not piece.opens:
            made[-1] = replace(made[-1], end=at)
        else:
            made.append(replace(piece, end=at, style="", number=0, words=piece.start, closes=False))
        made.append(replace(piece, start=at, style=style, words=found.end(), opens=False, gap=0))
    return made


def _begins(pieces: list[Piece], i: int) -> bool:
    """Whether piece ``i`` opens a sequence: number 1, and a 2 of its style among the next dozen."""
    piece = pieces[i]
    return piece.number == 1 and any(p.style == piece.style and p.number == 2 for p in pieces[i + 1 : i + 13])


def han(folded: str, piece: Piece) -> int:
    """How many Han characters a piece has."""
    return len(_HAN.findall(folded, piece.start, piece.end))
