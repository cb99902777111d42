"""Guides told in running text: duties in a row, a mode of work named before its colon, one against the other, paragraphs of advice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.lang.clauses import clauses, sentences
from caselib.lang.quick import quick
from caselib.segment.guided import NAMED, Guided, kind_of

Range = tuple[int, int]

# 应当…，…，并…: a modal and what it governs, clause by clause.
_MODAL = quick(r"应当|应该|应(?=[及主立尽先把以对])|一定要|必须|务必|(?:之[前后]|时|[的人]),?要(?!求|是)")
# What opens a clause that no longer says what is to be done: a reason, a result, another subject.
_TURNS = re.compile(
    r"因为|所以|因此|否则|不然|以免|这样|那么|但|可是|而且|就|才|会|也|是|这|那|他|她|它|客户|顾客|客人|消费者|我们?|你们?|如果|即使|从而|使|让他|有"
)
_DIRECTIVE = quick(
    r"应(?:当|该|先|把|立即|及时|以|由|带|主动|在)|必须|务必|不要|不得|不能|切忌|切勿|则?需要?(?!求)|(?<![需重主])要(?!求|是|么|紧|的是|点|素)|须|别(?!人|的|处)"
    r"|(?:^|[,。;:])请(?!求)|先[^,。;]{1,12},再|[天时钟日]之?内[给送答回告转办上]|由[^,。;]{1,10}(?:决定|负责|处理)|交给|转交|算到[^,。;]{1,12}头上"
)
# A mode of work with a name of its own before the colon: 「1+3」模式, 四心工作法.
_MODE = re.compile(
    r"(?:[^:,。;!?\n]{0,12})?(?:“[^”\n]{1,12}”|[\d一二三四五六七八九十]\s?\+\s?[\d一二三四五六七八九十])[”]?(?:[^:,。;!?\n]{0,6})(?:模式|做法|工作法|机制|打法|法则|制度)[^:,。;\n]{0,4}:"
)
# Clauses of it that are no step: when to begin, what comes of it, what a step consists of in detail.
_WHEN = re.compile(r"(?:一旦|只要)?(?:接到|收到|遇到|碰到|面对|发生|出现)|如果|当.{1,12}时")
_SO_THAT = re.compile(r"以免|避免|防止|以便|从而|使(?!用)|让(?:大家|全体|客|顾|人)|以?(?:降低|减少|提高|提升|确保|保证)[^,;。]{2,12}[率度量性生]")
_MEANS = re.compile(r"通过|这样|由此|如此")
_DETAIL = re.compile(r"[^,;。]{0,6}(?:内容|其中)?(?:包括|包含)|即|也就是|例如|比如")
_TITLED = re.compile(r"((?:[一二三四五六七八九十\d]{1,3}[、.]|[(][一二三四五六七八九十\d]{1,3}[)])?\s?[\u4e00-\u9fff]{3,20})\s")
_HEADING = re.compile(r"\s([\u4e00-\u9fff]{2,6})\s(?=[\u4e00-\u9fff“])")
_FORMER = re.compile(r"前者")
_LATTER = re.compile(r"后者")
_SEVERAL = 3  # duties or directive sentences that make a guide
_SHARE = 0.6  # of the sentences of a paragraph of advice that are directive
_DUTY = 45  # characters of a duty at most


def told(folded: str, start: int, end: int) -> Iterator[Guided]:
    """Guides of these kinds in one paragraph.

    Examples
    --------
    >>> text = "来人有两种:讲理的和起哄的,前者是朋友,后者要录音。"
    >>> [(made.kind, len(made.items)) for made in told(text, 0, len(text))]
    [('types', 2)]
    """
    mode = _mode(folded, start, end)
    if mode is not None:
        yield mode
        return
    headed = _headed(folded, start, end)
    if headed is not None:
        yield headed
        return
    for a, b in sentences(folded[start:end]) if folded.find("前者", start, end) >= 0 else ():
        made = _contrast(folded, start + a, start + b)
        if made is not None:
            yield made


def duties(folded: str, start: int, end: int) -> Iterator[Guided]:
    """Sentences of a paragraph in which one modal governs three clauses or more.

    Examples
    --------
    >>> text = "物件损坏的,网点应当主动查找原因,及时通知寄件人,并先行赔付。"
    >>> [(made.kind, len(made.items)) for made in duties(text, 0, len(text))]
    [('checklist', 3)]
    """
    parts = [(start + a, start + b) for a, b in sentences(folded[start:end])]
    for part in parts:
        made = _duties(folded, part, alone=len(parts) == 1)
        if made is not None:
            yield made


def _headed(folded: str, start: int, end: int) -> Guided | None:
    """A title, then words between spaces that each head a few sentences: 基本方法 用心聆听 … 。 表示道歉 … 。"""
    title = _TITLED.match(folded, start, end)
    if title is None or not NAMED.search(title[1]):
        return None
    places = [found.start(1) for found in _HEADING.finditer(folded, title.end(1), end)]
    if len(places) < 2 or folded[title.end(1) : places[0]].strip():
        return None
    items = tuple(zip(places, [*places[1:], end], strict=True))
    return Guided(start, end, kind_of(title[1], "", []), "headed", (start, title.end(1)), items)


def _mode(folded: str, start: int, end: int) -> Guided | None:
    found = _MODE.match(folded, start, end)
    if found is None:
        return None
    items = [step for a, b in sentences(folded[found.end() : end]) for step in _steps(folded, found.end() + a, found.end() + b)]
    return Guided(start, end, "steps", "mode", (start, found.end() - 1), tuple(items)) if len(items) >= 2 else None


def _steps(folded: str, start: int, end: int) -> Iterator[Range]:
    """The clauses of a sentence that say what is done; none of a sentence that says what all of it is good for."""
    if _MEANS.match(folded, start, end):
        return
    for a, b in ((start + a, start + b) for a, b in clauses(folded[start:end])):
        if _DETAIL.match(folded, a, b):
            return
        if b - a > 3 and not _WHEN.match(folded, a, b) and not _SO_THAT.match(folded, a, b):
            yield a, b


def _contrast(folded: str, start: int, end: int) -> Guided | None:
    """Two sorts set apart: 前者…，后者…."""
    former = _FORMER.search(folded, start, end)
    latter = _LATTER.search(folded, former.end(), end) if former else None
    if former is None or latter is None or former.start() - start < 8:
        return None
    return Guided(start, end, "types", "contrast", None, ((former.start(), latter.start()), (latter.start(), end)))


def _duties(folded: str, part: Range, alone: bool) -> Guided | None:
    """Three or more clauses that one modal governs."""
    start, end = part
    found = _MODAL.search(folded, start, end)
    if found is None:
        return None
    body = [(found.end() + a, found.end() + b) for a, b in clauses(folded[found.end() : end])]
    items: list[Range] = []
    for a, b in body:
        if items and _TURNS.match(folded, a, b):
            break
        items.append((a, b))
    joined = any(re.match(r"并|同时|以及", folded[a:b]) for a, b in items)
    if len(items) < _SEVERAL or len(items) < len(body) or not (joined or alone) or max(b - a for a, b in items) > _DUTY:
        return None
    return Guided(start, end, "checklist", "duties", None, tuple(items))


def advice(folded: str, ranges: list[Range]) -> Iterator[Guided]:
    """Neighbouring paragraphs most of whose sentences say what to do."""
    group: list[Range] = []
    items: list[Range] = []
    for start, end in [*ranges, (-1, -1)]:
        mine = _directive(folded, start, end) if start >= 0 else []
        if mine:
            group, items = [*group, (start, end)], items + mine
            continue
        if len(items) >= 4 and group:
            yield Guided(group[0][0], group[-1][1], kind_of("", "", []), "advice", None, tuple(items))
        group, items = [], []


def _directive(folded: str, start: int, end: int) -> list[Range]:
    """The directive sentences of a paragraph, if they make most of it."""
    parts = [(start + a, start + b) for a, b in sentences(folded[start:end])]
    found = [(a, b) for a, b in parts if _DIRECTIVE.search(folded, a, b)]
    return found if found and len(found) >= _SHARE * len(parts) else []
