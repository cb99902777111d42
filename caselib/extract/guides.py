"""A guide's segment as a record: its items with label, actions, figures and deadline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from caselib.lang.clauses import clauses, sentences
from caselib.lang.numbers import NUMBER, number
from caselib.model import CleanText, Guide, GuideItem, Segment

# Shares, multiples and ranges (4 %, 五分之一, 54%-70%, 六成, 10倍); plain counts are no figures.
_FIGURE = re.compile(
    r"\d{1,6}(?:\.\d{1,4})?\s?%\s?[-~—至到]\s?\d{1,6}(?:\.\d{1,4})?\s?%|\d{1,6}(?:\.\d{1,4})?\s?[-~—至到]\s?\d{1,6}(?:\.\d{1,4})?\s?(?:%|倍|人)"
    r"|\d{1,6}(?:\.\d{1,4})?\s?%|百分之[零〇一二两三四五六七八九十百点]{1,8}|[一二两三四五六七八九十百\d]{1,4}分之[一二两三四五六七八九十百\d]{1,4}"
    r"|(?:\d{1,6}(?:\.\d{1,4})?|[一二两三四五六七八九十百]{1,4})\s?倍|[一二三四五六七八九]成(?=[的以多人左上,。;新老客顾]|$)"
)
# A time within which something is to be done: 1小时内, 24 小时, 三个工作日之内, 当天, 半小时.
_DEADLINE = re.compile(rf"(半|{NUMBER})\s?个?(半)?(分钟|小时|钟头|工作日|日|天|周|星期|个月)(?:之?内|以内)?")
_SAME_DAY = re.compile(r"当[日天](?!的|他)|即日")
_HOURS = {"分钟": 1 / 60, "小时": 1.0, "钟头": 1.0, "工作日": 24.0, "日": 24.0, "天": 24.0, "周": 168.0, "星期": 168.0, "个月": 720.0}
# A bare duration counts as a deadline only beside a word of urging; 内 speaks for itself.
_URGED = re.compile(r"必须|应|须|要|限|不超过|完成|上报|回复|答复|回访|联系|处理|送到|报|办结|反馈|到场|响应")
# 24小时内没有联系上的, …: when something has failed, not until when it is to be done.
_FAILED = re.compile(r",?(?:仍|还|都|尚)?(?:没|未|无法|联系不上|解决不了|办不完|做不到)")
_LABEL = re.compile(r"[^。;:!?\n]{1,24}")
_LABEL_LENGTH = 24


def guide(cleaned: CleanText, segment: Segment, codes: Callable[[str], tuple[str, ...]]) -> Guide:
    """The guide of a segment.

    Parameters
    ----------
    cleaned
        The text that the segment belongs to.
    segment
        Of kind ``guide``.
    codes
        Names the action codes that a (folded) text tells staff to take.

    Returns
    -------
    Guide
        Labels and texts as in the source; ``duplicate_of`` is left to the caller, who knows the other guides' ids.
        A segment without items of its own makes one item of each sentence that has a figure, else one of the whole.

    Raises
    ------
    ValueError
        If the segment is no guide.

    Examples
    --------
    >>> from caselib.model import SourceText, Span
    >>> text = "接诉步骤 1、倾听，不打断。2、1小时内上报。"
    >>> cleaned = CleanText(SourceText("a.txt", text), text, text.replace("，", ","))
    >>> made = guide(cleaned, Segment(Span(0, 22), "guide", "items", "steps", items=(Span(5, 14), Span(14, 22))), lambda _: ())
    >>> [(item.label, item.deadline_hours) for item in made.items]
    [('倾听', None), ('1小时内上报', 1.0)]
    """
    if segment.kind != "guide":
        raise ValueError(f"a segment of kind {segment.kind!r} is no guide")
    start, end = cleaned.range(segment.span)
    ranges = [cleaned.range(span) for span in segment.items] or _sentences_with_figures(cleaned.folded, start, end) or [(start, end)]
    ranges = [part for a, b in ranges for part in _by_deadline(cleaned.folded, a, b)]
    items = tuple(item for a, b in ranges if a < b and (item := _item(cleaned, a, b, codes)))
    first = min((a for a, _ in ranges), default=start)
    title = segment.title.of(cleaned.source.text).strip() if segment.title else _series(items) or _announcement(cleaned, start, first, end)
    return Guide(cleaned.source.doc, segment.guide or "checklist", title, segment.span, items, segment.rule)


def figures(folded: str) -> tuple[str, ...]:
    """Shares, multiples and ranges in a text, as written.

    Examples
    --------
    >>> figures("4 %的客户会投诉，五分之一会再来，54%-70%会留下，多花10倍。")
    ('4 %', '五分之一', '54%-70%', '10倍')
    """
    return tuple(found[0] for found in _FIGURE.finditer(folded))


def deadline(folded: str) -> float | None:
    """Hours within which a text asks for something, the shortest of several; ``None`` if it names no time.

    Examples
    --------
    >>> [deadline(text) for text in ("在1小时内上报", "须于 24 小时答复", "三个工作日内", "半小时内到场", "当天回电", "营业24小时")]
    [1.0, 24.0, 72.0, 0.5, 24.0, None]
    """
    hours = []
    for found in _DEADLINE.finditer(folded):
        if not found[0].endswith("内") and not _URGED.search(folded[max(0, found.start() - 8) : found.end() + 6]):
            continue
        date = found[3] == "日" and folded[: found.start()].endswith("月")
        if date or _FAILED.match(folded, found.end()):
            continue
        value = 0.5 if found[1] == "半" else number(found[1].replace(" ", ""))
        if value is not None:
            hours.append((value + (0.5 if found[2] else 0.0)) * _HOURS[found[3]])
    if not hours and _SAME_DAY.search(folded):
        hours.append(24.0)
    return round(min(hours), 2) if hours else None


def _item(cleaned: CleanText, start: int, end: int, codes: Callable[[str], tuple[str, ...]]) -> GuideItem | None:
    folded = cleaned.folded[start:end]
    if not folded.strip():
        return None
    span = cleaned.span(start, end)
    text = span.of(cleaned.source.text).strip()
    return GuideItem(_label(cleaned, start, end), text, span, codes(folded), figures(folded), deadline(folded))


_MARK = re.compile(
    # 2.3平息: the number of a section runs into its title; 1.5倍 is a figure.
    r"[\s*#>]{0,8}(?:\d{1,2}\.\d{1,2}(?=[\u4e00-\u9fff])(?![倍万亿元小天个米成折])|[(【\[]?(?:第?[一二三四五六七八九十]{1,3}(?:[步条点层句招])?|\d{1,2}(?:\.\d{1,2})?|[a-h甲乙丙丁])[)】\]、.:,\s]{1,3}(?!(?<=\d\.)\d)"
    r"|[\u2460-\u2487\u3220-\u3229\u2160-\u216b][、.\s]?|[-·•●■◆√→]\s?|[【“])"
)


_BRACKETED = re.compile(r"\s{0,8}【([^】\n]{2,24})】")
# 三部曲之一, 三部曲之二 …: parts of something that has a name.
_PART = re.compile(r"([^,。:之\n]{2,12})之[一二三四五六七八九十]")


def _series(items: tuple[GuideItem, ...]) -> str:
    """The name of what two items or more are parts of."""
    found = Counter(part[1] for item in items if (part := _PART.match(item.label)))
    name, times = found.most_common(1)[0] if found else ("", 0)
    return name if times > 1 else ""


def _label(cleaned: CleanText, start: int, end: int) -> str:
    """The item's first words behind its number, up to the first mark; the whole heading, where that stands in brackets."""
    headed = _BRACKETED.match(cleaned.folded, start, end)
    if headed:
        return cleaned.text[headed.start(1) : headed.end(1)].strip()
    found = _MARK.match(cleaned.folded, start, end)
    at = found.end() if found and found.end() < end else start
    words = re.compile(r"[^。;:,!?\n】”]{1,24}").search(cleaned.folded, at, end)
    return cleaned.text[words.start() : words.end()].strip() if words else cleaned.text[start : start + _LABEL_LENGTH]


def _by_deadline(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """An item, or its parts where several of its sentences each set a time of their own."""
    cuts = [start + a for a, b in sentences(folded[start:end]) if deadline(folded[start + a : start + b]) is not None]
    places = [start, *cuts[1:], end]
    return list(pairwise(places))


def _announcement(cleaned: CleanText, start: int, first: int, end: int) -> str:
    """The last clause before the first item, which announces it; without one the guide's first words."""
    found = clauses(cleaned.folded[start:first])
    # "客户经常抱怨的有以下几点，" is a title, "比如" is none.
    if found and found[-1][1] - found[-1][0] >= 5:
        a, b = found[-1]
        return cleaned.text[start + a : start + b].strip()
    return _first_words(cleaned, start, end)


def _first_words(cleaned: CleanText, start: int, end: int) -> str:
    found = _LABEL.search(cleaned.folded, start, end)
    return cleaned.text[found.start() : found.end()].strip() if found else ""


def _sentences_with_figures(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    found = [(start + a, start + b) for a, b in sentences(folded[start:end])]
    return [(a, b) for a, b in found if _FIGURE.search(folded, a, b)]
