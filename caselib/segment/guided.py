"""What a guide is on its way: its range, kind and items; and how its kind is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Kinds by the words of the title, then of the announcing sentence; the first that fits wins.
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words_))
    for kind, words_ in (
        ("script", r"话术|用语|说法|句型|这样的话|几句|句话|常用语|开场白|应答"),
        ("figures", r"调查|统计|数据|比例|占比|算账|一笔账|研究表明|授权表"),
        ("reasons", r"原因|理由|为什么|为何|缘故|缘由|来由|目的|意义|好处|心理|情形|范围|价值取向|想要什么|看重什么|为了什么|作用|问题(?:主要|集中|最)|因素"),
        ("steps", r"步骤|流程|程序|[一二三四五六七八九十\d]步|部曲|环节|层次|阶段(?!性)|步走|分级|三级|模式|如何做|处理方法"),
        ("principles", r"原则|底线|规矩|铁律|准则|要求|守则|理念|宗旨|信条|总规矩|十二条"),
        ("types", r"类型|[几两二三四五六七八九十\d][种类型]|类别|种类|分类|形式|方式有|五度|要素|面孔|哪些类|变迁|年代|分哪|是哪[些几]|三类|心态|态度"),
        ("checklist", r"注意|技巧|方法|做法|要点|建议|须知|自查|清单|措施|事项|习惯|制度|怎么|如何|应对|策略|法子|招数|忌|错误|避免|预防|本事|几点|下面|以下"),
    )
)  # fmt: skip
# Any word that names a kind.
NAMED = re.compile("|".join(pattern.pattern for _, pattern in KINDS))
LEAD = re.compile(
    r":$|:\s?$|(?:如下|以下|下面|下列|[几两二三四五六七八九十\d](?:种|类|个|条|点|项|步|大|方面|句)|包括|分为|主要有)[^。:?!]{0,20}[:。,]?$"
)


@dataclass(frozen=True, slots=True)
class Guided:
    """A guide: clean ``[start, end)``, kind, rule, title and items as clean ranges."""

    start: int
    end: int
    kind: str
    rule: str
    title: tuple[int, int] | None
    items: tuple[tuple[int, int], ...]


def kind_of(title: str, lead: str, items: list[str]) -> str:
    """The kind of a guide from its title, the sentence before its items, and the items.

    Examples
    --------
    >>> kind_of("处理投诉的流程", "", []), kind_of("", "原因有以下几种:", []), kind_of("", "", ["“您好”", "“请讲”"])
    ('steps', 'reasons', 'script')
    """
    for text in (title, lead):
        for kind, pattern in KINDS:
            if text and pattern.search(text):
                return kind
    quoted = sum(item.lstrip().startswith(("“", '"')) for item in items)
    if items and 2 * quoted > len(items):
        return "script"
    return "checklist"
