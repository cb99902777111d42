"""Lists on slides whose lines have run into one another: chunks between spaces, without numbers of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.segment.guided import Guided, kind_of
from caselib.segment.page import Page

_ELLIPSIS = re.compile(r"。{2,}$|\.{3,}$|…$")
# Characters of an item on a slide: of the chunks of slides in the open corpus nine in ten have at most 14, and stories 80 and more.
_SHORT = 24
_SAYING = 40  # the same for items that begin alike, which may quote a sentence
_STORY = 60  # characters from which a chunk tells something
_TITLE = 12
_NAME = re.compile(r"(?:[一二三四五六七八九十\d](?:个|大|项)?)?(?:步骤|步曲|环节|流程|阶段|[一二三四五六七八九十\d]步法?)$")
_SUMS_UP = re.compile(r"总之|一句话|因此|所以|总的来说|归根")
_MOST = 12  # items under one label at most


def slides(desk: Page, free: list[int]) -> Iterator[Guided]:
    """Guides among chunks: phrases that trail off (…。。。), items between loose numbers (1 … 2 …), chunks that begin alike or under labels."""
    chunks = [i for i in free if not (desk.pieces[i].opens and desk.pieces[i].closes)]
    at = 0
    while at < len(chunks):
        made = _trailing(desk, chunks, at) or _between_numbers(desk, chunks, at) or _labelled(desk, chunks, at) or _alike(desk, chunks, at)
        if made is None:
            at += 1
            continue
        guide, at = made
        yield guide


def _trailing(desk: Page, chunks: list[int], at: int) -> tuple[Guided, int] | None:
    stop = at
    while stop < len(chunks) and _ELLIPSIS.search(desk.text(chunks[stop])) and len(desk.pieces[chunks[stop]]) > 6:
        stop += 1
    if stop - at < 3:
        return None
    spans = tuple((desk.pieces[i].start, desk.pieces[i].end) for i in chunks[at:stop])
    return Guided(spans[0][0], spans[-1][1], "script", "trailing_phrases", None, spans), stop


def _between_numbers(desk: Page, chunks: list[int], at: int) -> tuple[Guided, int] | None:
    """1 text 2 text 3 text; or the numbers together (1 2 3 4), with the texts that belong to them around."""
    if desk.text(chunks[at]) != "1":
        return None
    places, wanted = [at], 2
    for k in range(at + 1, min(at + 40, len(chunks))):
        if desk.text(chunks[k]) == str(wanted):
            places.append(k)
            wanted += 1
        elif k - places[-1] > 3:
            break
    if len(places) < 3:
        return None
    together = places[-1] - places[0] == len(places) - 1
    first = at - 1 if together and at else at
    # Together: a title and for every number a name and what it is about, in any order.
    last = min(len(chunks) - 1, places[-1] + (2 * len(places) if together else 1))
    told = (k for k in range(places[-1] + 1, last + 1) if len(desk.pieces[chunks[k]]) > _STORY or "案例" in desk.text(chunks[k]))
    last = next(told, last + 1) - 1 if together else last
    texts = [k for k in range(first, last + 1) if not desk.text(chunks[k]).isdigit()]
    over = next((k for k in texts if together and _NAME.search(desk.text(chunks[k]))), None)
    title = (desk.pieces[chunks[over]].start, desk.pieces[chunks[over]].end) if over is not None else None
    texts = [k for k in texts if k != over]
    spans = tuple((desk.pieces[chunks[k]].start, desk.pieces[chunks[k]].end) for k in texts)
    start = desk.pieces[chunks[first]].start
    return Guided(start, desk.pieces[chunks[last]].end, "steps" if together else "checklist", "loose_numbers", title, spans), last + 1


def _short(desk: Page, chunk: int, most: int = _SHORT) -> bool:
    piece, text = desk.pieces[chunk], desk.text(chunk)
    return 2 <= len(piece) <= most and not piece.style and not text.isdigit() and "。" not in text


def _labelled(desk: Page, chunks: list[int], at: int) -> tuple[Guided, int] | None:
    """Two labels or more (理性: … 感性: …), each with short chunks under it; the last one's begin alike."""
    if not _is_label(desk, chunks[at]):
        return None
    items: list[int] = []
    k, labels = at, 0
    while k < len(chunks) and _is_label(desk, chunks[k]):
        under = _under(desk, chunks, k + 1)
        if len(under) < 2:
            break
        labels, k, items = labels + 1, under[-1] + 1, items + under
    if labels < 2:
        return None
    return _made(desk, chunks, at, items)


def _is_label(desk: Page, chunk: int) -> bool:
    return _short(desk, chunk) and desk.text(chunk).endswith(":") and len(desk.pieces[chunk]) <= _TITLE


def _under(desk: Page, chunks: list[int], first: int) -> list[int]:
    """The short chunks up to the next label; where none follows, those that begin like the first."""
    under: list[int] = []
    for k in range(first, min(first + _MOST, len(chunks))):
        if _is_label(desk, chunks[k]):
            return under
        if not _short(desk, chunks[k]):
            break
        under.append(k)
    alike = 0
    while alike < len(under) and desk.text(chunks[under[alike]])[0] == desk.text(chunks[first])[0]:
        alike += 1
    return under[:alike]


def _alike(desk: Page, chunks: list[int], at: int) -> tuple[Guided, int] | None:
    """Runs of three or more short chunks that begin alike (少问… 少抢… 少说…), one behind the other, with the title above."""
    items = _run(desk, chunks, at)
    while items and (more := _run(desk, chunks, items[-1] + 1)):
        items += more
    return _made(desk, chunks, _title(desk, chunks, at), items) if items else None


def _run(desk: Page, chunks: list[int], at: int) -> list[int]:
    """Places of short chunks that begin alike and differ, from ``at`` on; none if fewer than three."""
    run: list[int] = []
    seen: set[str] = set()
    for k in range(at, min(at + _MOST, len(chunks))):
        text = desk.text(chunks[k])
        if (
            not _short(desk, chunks[k], _SAYING)
            or text in seen
            or not "\u4e00" <= text[0] <= "\u9fff"
            or text[0] != desk.text(chunks[at])[0]
        ):
            break
        run.append(k)
        seen.add(text)
    return run if len(run) >= 3 else []


def _title(desk: Page, chunks: list[int], at: int) -> int:
    """The first of up to two chunks above, where they are titles or a word shown large."""
    first = at
    while first > 0 and at - first < 2:
        text = desk.text(chunks[first - 1])
        if len(text) > 2 or text.isdigit():
            break
        first -= 1
    return first


def _made(desk: Page, chunks: list[int], first: int, items: list[int]) -> tuple[Guided, int]:
    last = items[-1]
    while last + 1 < len(chunks) and last - items[-1] < 2 and _SUMS_UP.match(desk.text(chunks[last + 1])):
        last += 1
    spans = tuple((desk.pieces[chunks[k]].start, desk.pieces[chunks[k]].end) for k in [*items, *range(items[-1] + 1, last + 1)])
    title = " ".join(desk.text(chunks[k]) for k in range(max(0, first - 1), items[0]))
    guide = Guided(desk.pieces[chunks[first]].start, spans[-1][1], kind_of(title, "", []), "chunks", None, spans)
    return guide, last + 1
