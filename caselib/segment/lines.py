"""Lists without numbers: short lines under a heading, lines with labels, paragraphs that a line announces, chunks of slides."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from caselib.lang.clauses import sentences
from caselib.segment.enumerations import Range, inside, split
from caselib.segment.guided import LEAD, NAMED, Guided, kind_of
from caselib.segment.heads import is_closing, is_turn, words
from caselib.segment.lexicon import IMPERATIVE
from caselib.segment.page import Page

_LABEL = re.compile(
    r"[“\"]?([^:,。;!?“”\s]{2,12}(?:型|者|的|类|人|户|层|级|生|家|员|客|段|时|一|二|三|听|态|诺|法|感|步|收|认|约|场|束)?)[”\"]?\s?:"
)
_ASKS = re.compile(r"[?]$|怎么办|吗$|其他:$")
_SHORT = 48  # characters; longer lines under a heading are paragraphs
_LAW = re.compile(r"第[一二三四五六七八九十百]{1,4}条")
_FOLLOWING = re.compile(
    r"(?:下面|以下|下列|如下|这么|还有|这)[^。:]{0,6}(?:几[手点条招样步]|技巧|办法|方法|要点|做法|事项|"
    r"[几两三四五六七八九十][点条手步种])[^。;]{0,8}[:。]?$"
)
_TURNS = re.compile(r"当然|总之|做到这|最后说|好了")
# A section of at most this many characters under a heading that names a kind is the guide as a whole.
_SECTION = 450
_OVER = ("bracket", "title", "h1", "h2", "h3", "cn", "pcn", "num")
_ELLIPSIS = re.compile(r"。{2,}$|\.{3,}$|…$")


def unnumbered(desk: Page, taken: list[Range]) -> Iterator[Guided]:
    """Guides of these kinds in what is not yet taken."""
    free = _untaken(desk, sorted(taken))
    yield from _lines(desk, free)
    for i in free:
        piece = desk.pieces[i]
        if is_closing(desk.text(i)) or piece.block in ("notes", "header", "footer") or _LAW.match(desk.text(i)):
            continue
        listed = _semicolons(desk, i)
        if listed is not None:
            yield listed
            continue
        for guide in inside(desk.folded, piece.start, piece.end):
            yield _with_heading(desk, i, guide)
    yield from _paragraphs(desk, free)
    yield from _slides(desk, free)


def _untaken(desk: Page, taken: list[Range]) -> list[int]:
    """Indexes of the pieces that lie in none of the ranges, which stand in order, apart."""
    free, k = [], 0
    for i, piece in enumerate(desk.pieces):
        while k < len(taken) and taken[k][1] <= piece.start:
            k += 1
        if k == len(taken) or taken[k][0] >= piece.end:
            free.append(i)
    return free


def _with_heading(desk: Page, i: int, guide: Guided) -> Guided:
    """The guide with the heading over its paragraph, where that names a kind; with the whole section, where that is short."""
    for above in range(i - 1, max(-1, i - 4), -1):
        head = desk.heads.get(above)
        if head is None:
            continue
        title = desk.words(above)
        fits = head.kind == "head" and head.key in _OVER and len(title) <= 40 and NAMED.search(title) and not _ASKS.search(title)
        start = desk.pieces[above].start
        if not fits or guide.rule == "statistics" or guide.start - start > 260:
            return guide
        end = _section_end(desk, above)
        whole = end if end - start <= _SECTION else guide.end
        return replace(guide, start=start, end=max(guide.end, whole), title=(start, desk.pieces[above].end), kind=kind_of(title, "", []))
    return guide


def _section_end(desk: Page, first: int) -> int:
    """Where the pieces under a heading end: at the next heading or closing line."""
    last = first
    for i in range(first + 1, len(desk.pieces)):
        if i in desk.heads or i in desk.closing:
            break
        last = i
    return desk.pieces[last].end


def _slides(desk: Page, free: list[int]) -> Iterator[Guided]:
    """Chunks of slides: set phrases that trail off (…。。。), and items between loose numbers (1 … 2 … 3 …)."""
    chunks = [i for i in free if not (desk.pieces[i].opens and desk.pieces[i].closes)]
    at = 0
    while at < len(chunks):
        made = _trailing(desk, chunks, at) or _between_numbers(desk, chunks, at)
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
    last = min(len(chunks) - 1, places[-1] + (len(places) + 3 if together else 1))
    texts = [k for k in range(first, last + 1) if not desk.text(chunks[k]).isdigit()]
    spans = tuple((desk.pieces[chunks[k]].start, desk.pieces[chunks[k]].end) for k in texts)
    start = desk.pieces[chunks[first]].start
    return Guided(start, desk.pieces[chunks[last]].end, "steps" if together else "checklist", "loose_numbers", None, spans), last + 1


def _semicolons(desk: Page, i: int) -> Guided | None:
    """A paragraph that is nothing but a list: five or more short items between semicolons."""
    piece = desk.pieces[i]
    if desk.folded.count(";", piece.start, piece.end) < 4:
        return None
    items = split(desk.folded, piece.start, piece.end)
    if len(items) < 5 or max(b - a for a, b in items) > 30:
        return None
    return Guided(piece.start, piece.end, "checklist", "semicolons", None, tuple(items))


def _paragraphs(desk: Page, free: list[int]) -> Iterator[Guided]:
    """Unmarked paragraphs behind a line that announces a number of them (下面几手：)."""
    known = set(free)
    for i in free:
        text = desk.text(i)
        if desk.pieces[i].style or not _FOLLOWING.search(text[-40:]):
            continue
        group = []
        for j in range(i + 1, min(i + 9, len(desk.pieces))):
            if (
                j not in known
                or desk.heads.get(j) is not None
                or is_closing(desk.text(j))
                or len(desk.pieces[j]) > 260
                or _TURNS.match(desk.text(j))
            ):
                break
            group.append(j)
        if len(group) >= 3:
            spans = tuple((desk.pieces[j].start, desk.pieces[j].end) for j in group)
            a = desk.pieces[i].start + (sentences(text) or [(0, 0)])[-1][0]
            yield Guided(a, spans[-1][1], kind_of("", text, []), "paragraphs", None, spans)


def _lines(desk: Page, free: list[int]) -> Iterator[Guided]:
    """Short lines under a heading or an announcing line, and lines that each begin with a label."""
    known = set(free)
    i = 0
    while i < len(free):
        first = free[i]
        group = _group(desk, first, known)
        if group:
            yield _from_lines(desk, group)
            i = bisect_left(free, group[-1]) + 1
        else:
            i += 1


def _group(desk: Page, first: int, known: set[int]) -> list[int]:
    """Indexes of the lines of a list that begins at ``first``, or nothing."""
    above = desk.text(first - 1) if first else ""
    head = desk.heads.get(first - 1)
    headed = head is not None and head.kind == "head" and NAMED.search(above) is not None
    led = LEAD.search(above) is not None and len(above) <= 80
    told = (headed or led) and not _ASKS.search(above)
    group: list[int] = []
    labels: set[str] = set()
    for j in range(first, min(first + 60, len(desk.pieces))):
        if (
            j not in known
            or is_closing(desk.text(j))
            or (j > first and desk.heads.get(j) is not None and not desk.text(j).startswith(("-", "·")))
        ):
            break
        label = _LABEL.match(desk.text(j))
        if label:
            labels.add(label[1])
        if not label and not (told and len(desk.text(j)) <= _SHORT):
            break
        if desk.pieces[j].block in ("notes", "cell", "link") or not (desk.pieces[j].opens and desk.pieces[j].closes):
            break
        group.append(j)
    labelled = len(labels) >= max(3, len(group) * 0.8) and not _dialogue(desk, group)
    brief = sum(len(desk.pieces[j]) <= 26 or bool(IMPERATIVE.match(desk.text(j).lstrip("-· •"))) for j in group)
    return group if len(group) >= 3 and (labelled or (told and 10 * brief >= 6 * len(group))) else []


def _dialogue(desk: Page, group: list[int]) -> bool:
    speakers = [is_turn(desk.folded, desk.pieces[i]) for i in group]
    return len(set(speakers)) < len(speakers) - 1


def _from_lines(desk: Page, group: list[int]) -> Guided:
    first = group[0]
    start = desk.pieces[first].start
    title = lead = ""
    named: Range | None = None
    for above in (first - 1, first - 2):
        if above < 0:
            break
        if desk.heads.get(above) is not None and (above == first - 1 or lead):
            title, start = words(desk.folded, desk.pieces[above]), desk.pieces[above].start
            named = (start, desk.pieces[above].end)
            break
        if above == first - 1 and LEAD.search(desk.text(above)):
            lead, start = desk.text(above), desk.pieces[above].start
    items = [desk.text(i) for i in group]
    kind = kind_of(title, lead, items)
    spans = tuple((desk.pieces[i].start, desk.pieces[i].end) for i in group)
    return Guided(start, desk.pieces[group[-1]].end, kind, "lines", named, spans)
