"""Lists without numbers: short lines under a heading, lines with labels, paragraphs that a line announces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from caselib.lang.clauses import sentences
from caselib.segment.enumerations import Range, inside, split
from caselib.segment.guided import LEAD, NAMED, Guided, kind_of
from caselib.segment.heads import is_closing, is_turn, words
from caselib.segment.lexicon import IMPERATIVE
from caselib.segment.page import Page
from caselib.segment.prose import advice, duties, told
from caselib.segment.slides import slides

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
_COUNT = "两三四五六七八九"
_COUNTED = re.compile(rf"([{_COUNT}])(?:种|类|个|条|点|项|大|层|步)")
# Lines with labels that are no guide: the head of a record of a meeting, questions to students.
_META = re.compile(r"(?:时间|地点|主持|出席|列席|缺席|参会|记录|日期|编号|发文|抄送|会议|主送|备注|附件)[\u4e00-\u9fff]{0,2}:")
_EXERCISE = re.compile(r"(?:思考|讨论|练习|习题|作业|复习)题?[一二三四五六七八九十甲乙丙丁戊\d]{0,2}\s?[:、]?")
_AIMS = re.compile(r"(?:学习|教学|本讲|本章|本课|培训|课程)(?:目标|目的|要求|内容|大纲)")
_TURNS = re.compile(r"当然|总之|做到这|最后说|好了")
# A section of at most this many characters under a heading that names a kind is the guide as a whole.
_SECTION = 450
_OVER = ("bracket", "title", "h1", "h2", "h3", "cn", "pcn", "num")


def unnumbered(desk: Page, taken: list[Range]) -> Iterator[Guided]:
    """Guides of these kinds in what is not yet taken."""
    free = _untaken(desk, sorted(taken))
    made = [*_lines(desk, free), *_in_paragraphs(desk, free, sorted(taken)), *_paragraphs(desk, free), *slides(desk, free)]
    yield from made
    free = _untaken(desk, _joined([*taken, *((guide.start, guide.end) for guide in made)]))
    advised = [guide for run in _plain(desk, free) for guide in advice(desk.folded, run)]
    yield from advised
    for i in _untaken(desk, _joined([*taken, *((guide.start, guide.end) for guide in [*made, *advised])])):
        yield from duties(desk.folded, desk.pieces[i].start, desk.pieces[i].end)


def _joined(ranges: list[Range]) -> list[Range]:
    """The ranges in order, those that overlap as one."""
    kept: list[Range] = []
    for start, end in sorted(ranges):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _in_paragraphs(desk: Page, free: list[int], taken: list[Range]) -> Iterator[Guided]:
    known = frozenset(free)
    for i in free:
        piece = desk.pieces[i]
        if is_closing(desk.text(i)) or piece.block in ("notes", "header", "footer") or _LAW.match(desk.text(i)):
            continue
        listed = _semicolons(desk, i)
        if listed is not None:
            yield listed
            continue
        for guide in inside(desk.folded, piece.start, piece.end):
            yield _with_heading(desk, i, guide, known)
        yield from told(desk.folded, piece.start, piece.end)
    for start, end in _remains(desk, taken, known):
        yield from inside(desk.folded, start, end)


def _untaken(desk: Page, taken: list[Range]) -> list[int]:
    """Indexes of the pieces that lie in none of the ranges, which stand in order, apart."""
    free, k = [], 0
    for i, piece in enumerate(desk.pieces):
        while k < len(taken) and taken[k][1] <= piece.start:
            k += 1
        if k == len(taken) or taken[k][0] >= piece.end:
            free.append(i)
    return free


def _plain(desk: Page, free: list[int]) -> Iterator[list[Range]]:
    """Runs of neighbouring paragraphs without a mark or a heading."""
    run: list[Range] = []
    last = -2
    for i in free:
        piece = desk.pieces[i]
        plain = not piece.style and i not in desk.heads and piece.opens and piece.closes and i not in desk.closing and not piece.block
        if run and (not plain or i != last + 1):
            yield run
            run = []
        if plain:
            run.append((piece.start, piece.end))
            last = i
    if run:
        yield run


def _remains(desk: Page, taken: list[Range], free: frozenset[int]) -> Iterator[Range]:
    """What a guide leaves of a paragraph whose last sentence announces it."""
    for start, _ in taken:
        i = desk.at(start) - 1
        if i >= 0 and i not in free and desk.pieces[i].start < start < desk.pieces[i].end and not _covered(taken, desk.pieces[i].start):
            yield desk.pieces[i].start, start


def _covered(taken: list[Range], position: int) -> bool:
    """Whether one of the ranges, which stand in order, apart, holds the position."""
    k = bisect_right(taken, position, key=lambda each: each[0]) - 1
    return k >= 0 and position < taken[k][1]


def _with_heading(desk: Page, i: int, guide: Guided, free: frozenset[int]) -> Guided:
    """The guide with the heading over its paragraph, where that names a kind; with the whole section, where that is short.

    Not over figures that stand in between: they are a guide of their own.
    """
    for above in range(i - 1, max(-1, i - 4), -1):
        head = desk.heads.get(above)
        if above not in free or (head is None and any(each.rule == "statistics" for each in _inside(desk, above))):
            return guide
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


def _inside(desk: Page, i: int) -> Iterator[Guided]:
    return inside(desk.folded, desk.pieces[i].start, desk.pieces[i].end)


def _section_end(desk: Page, first: int) -> int:
    """Where the pieces under a heading end: at the next heading or closing line, or at the line that announces a numbered list."""
    last = first
    for i in range(first + 1, len(desk.pieces)):
        if i in desk.heads or i in desk.closing or (i + 1 in desk.heads and desk.pieces[i + 1].style and LEAD.search(desk.text(i))):
            break
        last = i
    return desk.pieces[last].end


def _semicolons(desk: Page, i: int) -> Guided | None:
    """A paragraph that is nothing but a list: five or more short items between semicolons."""
    piece = desk.pieces[i]
    counted = _COUNTED.search(desk.words(i - 1)) if i and i - 1 in desk.heads else None
    if counted is not None:
        first = sentences(desk.text(i))[: _COUNT.index(counted[1]) + 2]
        ends = [desk.text(i)[b - 1] for _, b in first]
        if len(first) >= 2 and ends == [";"] * (len(first) - 1) + ["。"]:
            above = desk.pieces[i - 1]
            spans = tuple((piece.start + a, piece.start + b) for a, b in first)
            return Guided(above.start, spans[-1][1], kind_of(desk.words(i - 1), "", []), "semicolons", (above.start, above.end), spans)
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
    if any(_EXERCISE.match(desk.text(j)) for j in group) or sum(bool(_META.match(desk.text(j))) for j in group) >= 2:
        return []
    if any(_AIMS.match(desk.text(j)) for j in range(max(0, first - 1), first + 2) if j < len(desk.pieces)):
        return []
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
