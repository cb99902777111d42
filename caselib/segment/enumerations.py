"""Lists inside a paragraph: announced enumerations, some and others, ordinals, figures, set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.lang.clauses import sentences
from caselib.lang.quick import quick
from caselib.segment.guided import Guided, kind_of

Range = tuple[int, int]

# A sentence that names a number of things and lists them: 原因有以下几种：…；包括：…、…
_ANNOUNCE = re.compile(
    r"(?:[几两二三四五六七八九十多\d]\s?(?:大)?(?:种|类|条|点|项|样|步|方面|要素|原则|原因|个(?:方面|原因|要素|阶段|层次|环节|要点))|以下|下列|"
    r"下面|如下|包括|分为|分成|归纳为|[概总归]括[为成]|总结[为成]|归结[为成]|[几两二三四五六七八九十]个[“\"]|原因(?:是|有|[:,])|来由|缘故|主要(?:有|是)|无非|应当做到)"
    r"[^。;:,]{0,16}:|(?<!其他)(?<!其它)原因:"
)
# The same without a colon: 投诉主要集中在…、…、…等方面; the word behind the list closes it.
_CONCENTRATED = re.compile(r"(?:主要|多|大多|大致|普遍)?(?:反映|集中在|集中于|表现为|表现在|体现在|体现为|涉及)(?![^、。]{0,30}[:;])")
_AND_SO_ON = quick(r"等(?:[几两三四五六七八九\d]?个?(?:大)?)?(?:方面|问题|情形|情况|现象|行为|原因|环节)")
# A new sentence that speaks of the list, where the mark before it is missing.
_GOES_ON = re.compile(r"而(?!且)|在?(?:这|上述|以上|其中)|因此|所以|但是?")
_OPENING = 44  # characters before the announcing word from which a list begins with its clause, not its sentence
_ITEM = 90  # characters that an item inside a sentence has at most
_OTHERS = quick(r"还?有的(?!是|确|话)|有人|有些|更多的人|一些人|一部分|另一些|也有的?人?|还有(?:一些|人)|占大头的")
_SEVERAL = 3  # people, ordinals or phrases that make a list
_WHO_WHY = 6  # characters from which 有的… says who and why; 有的结了 only counts
_ORDINALS = quick(
    r"(?:首先|其次|再次|最后|第[一二三四五六七八九]|其[一二三四五六]|[一二三四五六]是(?!个|种|直|样)|[一二三四五六]要(?!求))[,,、:]?"
)
_STATISTIC = quick(
    r"\d{1,12}(?:\.\d{1,6})?\s?%|百分之[一二三四五六七八九十百零]{1,9}|[一二三四五六七八九十\d]{1,9}分之[一二三四五六七八九十]{1,9}|"
    r"(?<!\d)\d{1,12}(?:-\d{1,12})?\s?倍|"
    r"[一二三四五六七八九]成(?=的|人|客|顾|新|老)|\d{1,12}\s?(?:-\s?\d{1,12})?个?(?:人|客户|顾客|沉默|其它|其他)|[一二三四五六七八九十]{1,6}[位个](?:新|人|客|"
    r"其)|(?:告诉|带来|劝走|赶走|影响|失去|赢得|转告|说给)(?!你|我|他)[^,。;\d]{0,6}?(?:\d{1,12}|[一二两三四五六七八九十]{1,6})\s?[个位名人]"
)
_OF_PEOPLE = re.compile(r"客户|顾客|客人|食客|住客|旅客|乘客|业主|患者|学员|会员|买家|用户|消费者|货主|的人|这类人|回头|生客|熟客|技术发明|新品")
_REPORTED = re.compile(r"成功率|初查率|办结率|受理|接获|办结|环比|同比|件次|申诉率|违约金|赔偿|退还|扣除|手续费|月租")
_QUOTE = re.compile(r"“([^“”\n]{4,80})”")
_SAID = re.compile(r"您|请|我们?|对不起|抱歉|谢谢|咱")


def inside(folded: str, start: int, end: int) -> Iterator[Guided]:
    """Lists inside one paragraph."""
    parts = [(start + a, start + b) for a, b in sentences(folded[start:end])]
    # Most paragraphs have too few of either, wherever one begins to look.
    others, ordinals = (len(pattern.findall(folded, start, end)) >= _SEVERAL for pattern in (_OTHERS, _ORDINALS))
    at = 0
    while at < len(parts):
        made = (
            _statistics(folded, parts, at)
            or (_others(folded, parts, at) if others else None)
            or (_ordered(folded, parts, at) if ordinals else None)
            or _announced(folded, parts, at)
        )
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
    found = _ANNOUNCE.search(folded, a, b) if folded.find(":", a, b) >= 0 else None
    if found is None:
        return _concentrated(folded, a, b)
    stop = b
    if b - found.end() < 6 and at + 1 < len(parts):
        stop = parts[at + 1][1]
    while folded[stop - 1] == ";" and at + 1 < len(parts):
        at += 1
        stop = parts[at][1]
    items = split(folded, found.end(), stop)
    if len(items) < 3:
        return None
    start = a if found.start() - a <= _OPENING else max(a, folded.rfind(",", a, found.start()) + 1)
    if stop - items[-1][1] > items[-1][1] - start and not _GOES_ON.match(folded, items[-1][1], stop):
        stop = items[-1][1] + 1  # what follows in the sentence is of another matter
    # The nearest words tell the kind: 数据显示…的原因是: gives reasons, not figures.
    return Guided(start, stop, kind_of(found[0], folded[start : found.end()], []), "enumeration", None, tuple(items))


def _concentrated(folded: str, start: int, end: int) -> Guided | None:
    """投诉主要反映…、…、…等方面: four or more things between a verb of concentration and 等方面."""
    closed = _AND_SO_ON.search(folded, start, end)
    found = _CONCENTRATED.search(folded, start, end) if closed else None
    if found is None or closed is None or closed.start() <= found.end():
        return None
    items = split(folded, found.end(), closed.start())
    if len(items) < 4:
        return None
    return Guided(start, end, "reasons", "concentrated", None, tuple(items))


def split(folded: str, start: int, end: int) -> list[Range]:
    """Items between the mark that divides them, the strongest mark that stands twice."""
    for sign in (";", "、", ","):
        if folded.count(sign, start, end) >= 2:
            break
    else:
        return []
    if sign == "、":
        end = _behind_last(folded, start, end)
    items, at = [], start
    while at < end:
        cut = folded.find(sign, at, end)
        cut = end if cut < 0 else cut
        if folded[at:cut].strip(" 。,;、:"):
            items.append((at, cut))
        at = cut + 1
    if len(items) > 2 and items[-1][1] - items[-1][0] > _ITEM:
        # Where a mark is missing the last item runs on into what follows.
        longest = max(b - a for a, b in items[:-1])
        items[-1] = (items[-1][0], items[-1][0] + longest)
    elif len(items) > 2:
        items[-1] = _without_rest(folded, items)
    return items if all(b - a <= _ITEM for a, b in items) else []


def _without_rest(folded: str, items: list[Range]) -> Range:
    """The last item without the sentence that goes on behind it where a mark is missing (…、守时、诚信而这三点…)."""
    a, b = items[-1]
    longest = max(end - start for start, end in items[:-1])
    found = _GOES_ON.search(folded, a + 2, b) if b - a > 2 * longest else None
    return (a, found.start()) if found and found.start() - a <= 1.5 * longest else (a, b)


def _behind_last(folded: str, start: int, end: int) -> int:
    """Where a list between 、 ends: at the first comma behind its third item, if none stands before."""
    first = folded.find(",", start, end)
    return first if first > 0 and folded.count("、", start, first) >= 2 else end


def _others(folded: str, parts: list[Range], at: int) -> Guided | None:
    """有的…，有的…，还有的…: people who each have their reason."""
    last, hits = at, []
    for k in range(at, min(at + 5, len(parts))):
        found = [match.start() for match in _OTHERS.finditer(folded, *parts[k])]
        if not found and k > at:
            break
        hits += found
        last = k
    if len(hits) < _SEVERAL:
        return None
    stop = parts[last][1]
    items = tuple((a, b) for a, b in zip(hits, [*hits[1:], stop], strict=True))
    if min(b - a for a, b in items) < _WHO_WHY:
        return None
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
    if len(hits) < _SEVERAL or not parts[at][0] <= hits[0] < parts[at][1]:
        return None
    stop = parts[last][1]
    title = folded[parts[at][0] : hits[0]]
    kind = kind_of(title, "", []) if title else "checklist"
    return Guided(parts[at][0], stop, kind, "ordinals", None, tuple((a, b) for a, b in zip(hits, [*hits[1:], stop], strict=True)))


def _statistics(folded: str, parts: list[Range], at: int) -> Guided | None:
    """Sentences that give figures about customers in general."""
    if not _STATISTIC.search(folded, *parts[at]):
        return None
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
    if not items:
        return None
    if len(items) < 2 and not re.search(r"调查|研究|数据|统计|报道|占", folded[parts[at][0] : parts[last][1]]):
        return None
    return Guided(parts[at][0], parts[last][1], "figures", "statistics", None, tuple(items))


def _clauses(folded: str, start: int, end: int) -> list[Range]:
    """Clauses with a figure."""
    return [found.span() for found in re.compile(r"[^,;。:!?]+").finditer(folded, start, end) if _STATISTIC.search(found[0])]


def _phrases(folded: str, start: int, end: int) -> Guided | None:
    """Set phrases: three or more quotations in which staff speak to a customer."""
    if folded.count("“", start, end) < _SEVERAL:
        return None
    hits = [found.span() for found in _QUOTE.finditer(folded, start, end) if _SAID.search(found[1])]
    if len(hits) < _SEVERAL:
        return None
    return Guided(hits[0][0], hits[-1][1], "script", "phrases", None, tuple(hits))
