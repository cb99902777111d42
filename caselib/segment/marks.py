"""Marks that open a piece of text: numbers in their styles, bullets, brackets, case numbers.

A mark is recognised on folded text and says its style (``cn`` for 一、, ``pcn`` for （一）…) and its number, so that
sequences can be told from chance ("2.5 万元" is no item).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from caselib.lang.quick import Beginnings

_CN = "一二三四五六七八九十"
_DIGITS = {char: i + 1 for i, char in enumerate(_CN)}
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_CIRCLED = {chr(base + i): i + 1 for base in (0x2460, 0x2776, 0x278A, 0x2474) for i in range(20 if base in (0x2460, 0x2474) else 10)}
_ONES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {chr(base + i): i + 1 for base in (0x2160, 0x2170) for i in range(12)}
_LATIN = {tens + ones: 10 * t + u for t, tens in enumerate(("", "x")) for u, ones in enumerate(["", *_ONES]) if tens + ones} | {"xx": 20}
_PAREN_CN = {chr(0x3220 + i): i + 1 for i in range(10)}
_STEMS = {char: i + 1 for i, char in enumerate("甲乙丙丁戊己庚辛壬癸")}

_N = r"(?:[一二三四五六七八九十]{1,3}|\d{1,3}|[\u2460-\u2473\u2474-\u2487\u2160-\u216b])"
# What a case calls itself: an adjective or two, then the word, then what is done with it (案例分析汇编 3).
_ADJECTIVE = r"(?:典型|真实|实际|经典|投诉|客诉|服务|维权|优秀|失败|成功|反面|正面|教学|参考|消费|纠纷|警示|情景|培训|讨论|申诉|调解|处理|事故|精选|相关|客户|顾客)"
_AFTER = r"(?:分析|分享|汇编|回放|介绍|讲解|展示|剖析|解析|研究|简介|点评|编号|第|之|no\.?|[-—#.])"
_CASE_NAME = r"(?:案\s?例|个案|实例|事例|案件|情景案例|case)"
_LOOSE_NAME = r"(?:投诉|事件|故事|情景|情境|情形|场景|例|记录|案情|来电|来信|来函|信件|读者来信|留言|网友留言|评论|诉求|提问|报告|篇)"
CASE_WORD = rf"{_ADJECTIVE}{{0,3}}{_CASE_NAME}{_AFTER}{{0,3}}"
_STOP = r"(?=[】\])>》〗」”*:、.,。\s—-]|$)"
_CASE = (
    rf"[【\[(<《〖「“*#]{{0,4}}\s?(?:{CASE_WORD}\s?({_N})(?:{_STOP}|(?=[^\d则个例起条类种项步份宗件篇章节月年日线次名位%中里]))"
    rf"|{_ADJECTIVE}{{0,2}}{_LOOSE_NAME}{_AFTER}{{0,2}}\s?({_N}){_STOP}(?!\s{{1,4}}(?:转发|赞|分享|收藏|点赞|评论)))"
    rf"(?!、{_N}[】\])、和与]|[和与至到]{_N}|[、,]?[中里](?!介))[】\])>》〗」”*]{{0,4}}[\s:、.,—-]{{0,3}}"
)
_NTH_CASE = (
    rf"[【\[(]?第\s?({_N})\s?(?:通|起|例|则|宗|件|号)(?:案例|投诉|来电|录音|案件|事件|通话|对话)?{_STOP}[】\])]?[\s:、.,—-]{{0,3}}(?=\S)"
)
_BARE_CASE = (
    rf"(?:[【\[〖](?:{_ADJECTIVE}{{0,3}}案例(?:回放|介绍|简介|分享|[重再]现|导入|引入|导读|链接|展示|阅读)?)[】\]〗]"
    rf"|{_ADJECTIVE}{{0,3}}案例(?:回放|介绍|分享|重现)?\s?:)\s?"
)
# In this order: a case number goes before all others.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("case", _CASE), ("case", _NTH_CASE), ("case", _BARE_CASE),
    ("h", r"(#{1,6})\s"),
    ("eight", r"\*{0,2}d([0-8])(?:\s?[-—~]\s?d?[0-8])?(?![\da-z]|\s?\d{1,2}[-/.月]\d)[\s::.、*]{0,3}"),
    ("step", rf"[【\[]?(?:第\s?({_N})\s?(?:步|阶段|层|招|点|条|句话?|个(?:环节|要点|原则|步骤))|步骤\s?({_N}))(?![骤的])[】\]]?\s?[、::,.]?\s?"),
    ("step", r"([一二三四五六七八九])级\s?:\s?"),
    ("nth", r"之\s?([一二三四五六七八九十])(?=[\s:、,])[\s:、,]{0,3}"),
    ("nth", rf"第\s?({_N})\s?(?=[、,:])[、,:]\s?"),
    ("nth", r"第([一二三四五六七八九十])[个件位根桩起则封家][^,。;:!?\n]{0,4}(?=是|[,:])"),
    ("cn", r"([一二三四五六七八九十]{1,3})\s?[、.](?!\d)\s?"),
    ("pcn", r"\(\s?([一二三四五六七八九十]{1,3})\s?(?:\)\s?[、.]?|(?=[\u4e00-\u9fff]))\s?"),
    ("pcn", r"([\u3220-\u3229])\s?"),
    ("sub", r"(\d{1,2}\.\d{1,2})(?:\.\d{1,2})?(?![\d%])[\s、.]?\s?(?=[\u4e00-\u9fff])(?![万千百亿元倍个年月公米吨斤折分度点小天日岁人级版])"),
    ("pnum", r"\(\s?(\d{1,2})\s?\)\s?[、.]?\s?"),
    ("hnum", r"(\d{1,2})\s?\)\s?[、.]?\s?"),
    ("star", r"(\d{1,2})\s?※\s?"),
    ("num", r"(\d{1,2})\s?[、.．](?![\d%])\s?"),
    ("circ", r"([\u2460-\u2473\u2474-\u2487\u2776-\u277f\u278a-\u2793])\s?[、.]?\s?"),
    ("stem", r"[(]?([甲乙丙丁戊己庚])\s?\)[、.]?\s?"),
    ("alpha", r"[(]?([a-h])\s?(?:\)[、.]?|[.、](?![a-z]))\s?"),
    ("roman", r"([\u2160-\u216b])\s?[、.]?\s?"),
    ("roman", r"(x?(?:i[xv]|vi{0,3}|i{1,3})|x)(?:[、.](?=[\s\u4e00-\u9fff])|\)|(?=:))[:\s]{0,3}"),
    ("bnum", r"[【〖\[]\s?([一二三四五六七八九十]{1,3}|\d{1,2})\s?[】〗\]]\s?[:、]?\s?"),
    ("bullet", r"([●■◆★◎▲△▽▼▷○□◇◈▣▪▫▶►•·※√✓→➢➤❖✦✧♦☉⊙]|[-*+](?=\s))\s{0,3}"),
    ("bracket", r"[【〖]([^】〗\n]{1,30})[】〗]\s?[:、]?\s?"),
)  # fmt: skip
_MARKS = Beginnings(_PATTERNS)


class Mark(NamedTuple):
    """A mark: its style, its number (0 where it has none), and where it ends."""

    style: str
    number: int
    end: int
    sign: str = ""


def number(text: str) -> int:
    """The value of a Chinese, Arabic, circled, Roman or cyclical numeral up to 999; 0 if it is none.

    Examples
    --------
    >>> [number(text) for text in ("十二", "7", "③", "Ⅳ", "iv", "㈡", "丙", "b", "2.10")]
    [12, 7, 3, 4, 4, 2, 3, 2, 10]
    """
    if text.isascii() and text.isdigit():
        return int(text)
    for table in (_DIGITS, _CIRCLED, _ROMAN, _LATIN, _PAREN_CN, _STEMS):
        if text in table:
            return table[text]
    if found := _TENS.fullmatch(text):
        return 10 * _DIGITS.get(found[1], 1) + _DIGITS.get(found[2], 0)
    if len(text) == 1 and "a" <= text <= "z":
        return ord(text) - ord("a") + 1
    return int(text.rpartition(".")[2]) if "." in text and text.rpartition(".")[2].isdigit() else 0


def mark(folded: str, at: int, end: int) -> Mark | None:
    """The mark that opens ``folded[at:end]``, if there is one; a case number goes before all others.

    Examples
    --------
    >>> mark("案例分析汇编 3 一、情景", 0, 13), mark("(二)处理原则", 0, 7), mark("2.5万元", 0, 5)
    (Mark(style='case', number=3, end=9, sign=''), Mark(style='pcn', number=2, end=3, sign=''), None)
    """
    for style, pattern in _MARKS.at(folded[at]) if at < end else ():
        if found := pattern.match(folded, at, end):
            text = next((group for group in found.groups() if group), "")
            if style in ("h", "bullet", "bracket"):
                return Mark(style, 0, found.end(), text)
            if style == "case" or number(text):
                return Mark(style, number(text), found.end())
    return None
