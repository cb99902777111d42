"""Lists without numbers: short lines under a heading, lines with labels, enumerations inside a sentence, figures, set phrases."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from caselib.lang.clauses import sentences
from caselib.segment.guided import KINDS, LEAD, Guided, kind_of
from caselib.segment.heads import is_closing, is_turn, words
from caselib.segment.lexicon import IMPERATIVE
from caselib.segment.page import Page

Range = tuple[int, int]

_LABEL = re.compile(
    r"[“\"]?([^:,。;!?“”\s]{2,12}(?:型|者|的|类|人|户|层|级|生|家|员|客|段|时|一|二|三|听|态|诺|法|感|步|收|认|约|场|束)?)[”\"]?\s?:"
)
_ASKS = re.compile(r"[?]$|怎么办|吗$|其他:$")
_SHORT = 48  # characters; longer lines under a heading are paragraphs
_NAMED = re.compile("|".join(pattern.pattern for _, pattern in KINDS))
# A sentence that names a number of things and lists them: 原因有以下几种：…；包括：…、…
_ANNOUNCE = re.compile(
    r"(?:[几两二三四五六七八九十多\d]\s?(?:大)?(?:种|类|条|点|项|样|步|方面|要素|原则|原因|个(?:方面|原因|要素|阶段|层次|环节|要点))|以下|下列|"
    r"下面|如下|包括|分为|分成|归纳为|原因(?:是|有)|来由|缘故|主要(?:有|是)|无非|应当做到)[^。;:,]{0,16}:"
)
_LAW = re.compile(r"第[一二三四五六七八九十百]{1,4}条")
_FOLLOWING = re.compile(
    r"(?:下面|以下|下列|如下|这么|还有|这)[^。:]{0,6}(?:几[手点条招样步]|技巧|办法|方法|要点|做法|事项|"
    r"[几两三四五六七八九十][点条手步种])[^。;]{0,8}[:。]?$"
)
_TURNS = re.compile(r"当然|总之|做到这|最后说|好了")
_OTHERS = re.compile(r"还?有的(?!是|确|话)|有人|有些|更多的人|一些人|一部分|另一些|也有的?人?|还有(?:一些|人)|占大头的")
_ORDINALS = re.compile(
    r"(?:首先|其次|再次|最后|第[一二三四五六七八九]|其[一二三四五六]|[一二三四五六]是(?!个|种|直|样)|[一二三四五六]要(?!求))[,,、:]?"
)
_STATISTIC = re.compile(
    r"\d+(?:\.\d+)?\s?%|百分之[一二三四五六七八九十百零]+|[一二三四五六七八九十\d]+分之[一二三四五六七八九十]+|(?<!\d)\d+(?:-\d+)?\s?倍|"
    r"[一二三四五六七八九]成(?=的|人|客|顾|新|老)|\d+\s?(?:-\s?\d+)?个?(?:人|客户|顾客|沉默|其它|其他)|[一二三四五六七八九十]+[位个](?:新|人|客|"
    r"其)"
)
_OF_PEOPLE = re.compile(r"客户|顾客|客人|买家|用户|消费者|货主|的人|这类人|回头|生客|熟客|技术发明|新品")
_REPORTED = re.compile(r"受理|接获|办结|环比|同比|件次|申诉率|违约金|赔偿|退还|扣除|手续费|月租")
_QUOTE = re.compile(r"“([^“”\n]{4,80})”")
_SAID = re.compile(r"您|请|我们?|对不起|抱歉|谢谢|咱")


def enumerations(desk: Page, taken: list[Range]) -> Iterator[Guided]:
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
        for guide in _inside(desk.folded, piece.start, piece.end):
            yield _with_heading(desk, i, guide)
    yield from _paragraphs(desk, free)


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
    """The guide with the heading over its paragraph, where that names a kind."""
    for above in range(i - 1, max(-1, i - 3), -1):
        head = desk.heads.get(above)
        if head is not None and head.kind == "head" and head.key in ("bracket", "title", "h1", "h2", "h3", "cn", "pcn", "num"):
            title = words(desk.folded, desk.pieces[above])
            if guide.rule != "statistics" and len(title) <= 40 and _NAMED.search(title) and guide.start - desk.pieces[above].start <= 260:
                return replace(
                    guide,
                    start=desk.pieces[above].start,
                    title=(desk.pieces[above].start, desk.pieces[above].end),
                    kind=kind_of(title, "", []),
                )
            return guide
        if head is not None:
            return guide
    return guide


def _semicolons(desk: Page, i: int) -> Guided | None:
    """A paragraph that is nothing but a list: five or more short items between semicolons."""
    piece = desk.pieces[i]
    if desk.folded.count(";", piece.start, piece.end) < 4:
        return None
    items = _split(desk.folded, piece.start, piece.end)
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
    headed = head is not None and head.kind == "head" and _NAMED.search(above) is not None
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


def _inside(folded: str, start: int, end: int) -> Iterator[Guided]:
    """Lists inside one paragraph."""
    parts = [(start + a, start + b) for a, b in sentences(folded[start:end])]
    at = 0
    while at < len(parts):
        made = _statistics(folded, parts, at) or _others(folded, parts, at) or _ordered(folded, parts, at) or _announced(folded, parts, at)
        if made is None:
            at += 1
            continue
        yield made
        while at < len(parts) and parts[at][0] < made.end:
            at += 1
    made = _phrases(folded, start, end)
    if made is not None:
        yield made


def _announced(folded: str, parts: list[Range], at: int) -> Guided | None:
    a, b = parts[at]
    found = _ANNOUNCE.search(folded, a, b)
    if found is None:
        return None
    stop = b
    if b - found.end() < 6 and at + 1 < len(parts):
        stop = parts[at + 1][1]
    while folded[stop - 1] == ";" and at + 1 < len(parts):
        at += 1
        stop = parts[at][1]
    items = _split(folded, found.end(), stop)
    if len(items) < 3:
        return None
    return Guided(a, stop, kind_of("", folded[a : found.end()], []), "enumeration", None, tuple(items))


def _split(folded: str, start: int, end: int) -> list[Range]:
    """Items between the mark that divides them, the strongest mark that stands twice."""
    for sign in (";", "、", ","):
        if folded.count(sign, start, end) >= 2:
            break
    else:
        return []
    items, at = [], start
    while at < end:
        cut = folded.find(sign, at, end)
        cut = end if cut < 0 else cut
        if folded[at:cut].strip(" 。,;、:"):
            items.append((at, cut))
        at = cut + 1
    return items if all(b - a <= 90 for a, b in items) else []


def _others(folded: str, parts: list[Range], at: int) -> Guided | None:
    """有的…，有的…，还有的…: people who each have their reason."""
    last, hits = at, []
    for k in range(at, min(at + 5, len(parts))):
        found = [match.start() for match in _OTHERS.finditer(folded, *parts[k])]
        if not found and k > at:
            break
        hits += found
        last = k
    if len(hits) < 3:
        return None
    stop = parts[last][1]
    items = tuple((a, b) for a, b in zip(hits, [*hits[1:], stop], strict=True))
    return Guided(parts[at][0], stop, "reasons", "some_others", None, items)


def _ordered(folded: str, parts: list[Range], at: int) -> Guided | None:
    """首先…其次…第三, 一是…二是: at least three ordinals in neighbouring sentences."""
    hits: list[int] = []
    last = at
    for k in range(at, min(at + 7, len(parts))):
        found = [
            m.start() for m in _ORDINALS.finditer(folded, *parts[k]) if m.start() == parts[k][0] or folded[m.start() - 1] in ",;:、。 是”"
        ]
        if not found and k > last + 1:
            break
        if found:
            hits, last = hits + found, k
    if len(hits) < 3 or not parts[at][0] <= hits[0] < parts[at][1]:
        return None
    stop = parts[last][1]
    title = folded[parts[at][0] : hits[0]]
    kind = kind_of(title, "", []) if title else "checklist"
    return Guided(parts[at][0], stop, kind, "ordinals", None, tuple((a, b) for a, b in zip(hits, [*hits[1:], stop], strict=True)))


def _statistics(folded: str, parts: list[Range], at: int) -> Guided | None:
    """Sentences that give figures about customers in general."""
    items: list[Range] = []
    last = at
    for k in range(at, len(parts)):
        a, b = parts[k]
        found = _STATISTIC.findall(folded, a, b)
        if not found or not _OF_PEOPLE.search(folded, a, b) or _REPORTED.search(folded, a, b):
            if k > last:
                break
            continue
        items += _clauses(folded, a, b)
        last = k
    if not items or (parts[at][0] != parts[last][0] and not _STATISTIC.search(folded, *parts[at])):
        return None
    if len(items) < 2 and not re.search(r"调查|研究|数据|统计|报道|占", folded[parts[at][0] : parts[last][1]]):
        return None
    if not _STATISTIC.search(folded, *parts[at]):
        return None
    return Guided(parts[at][0], parts[last][1], "figures", "statistics", None, tuple(items))


def _clauses(folded: str, start: int, end: int) -> list[Range]:
    """Clauses with a figure."""
    return [found.span() for found in re.compile(r"[^,;。:!?]+").finditer(folded, start, end) if _STATISTIC.search(found[0])]


def _phrases(folded: str, start: int, end: int) -> Guided | None:
    """Set phrases: three or more quotations in which staff speak to a customer."""
    hits = [found.span() for found in _QUOTE.finditer(folded, start, end) if _SAID.search(found[1])]
    if len(hits) < 3:
        return None
    return Guided(hits[0][0], hits[-1][1], "script", "phrases", None, tuple(hits))
