"""The particulars of a story: numbers with their units, names with a title, identifiers.

A reprint with changed characters loses some of its particulars by chance; another story in the same
words (a form letter, a ticket's template) has other particulars altogether. A short retelling keeps
them where it changes the words.
"""

from __future__ import annotations

import re
from collections import Counter
from math import log

# A number of two or more digits (or one with a unit behind it), a Chinese numeral of two or more, an identifier, or a surname with a title.
_FACT = re.compile(
    r"\d{1,12}(?:\.\d{1,4})?[年月日号元万千名位台部件张天岁%楼室栋辆只条箱斤克个]?"
    r"|[a-z][a-z0-9\-]{2,20}"
    r"|[〇零一二三四五六七八九十百千万两]{2,8}[年月日号元名位台部件天岁]?"
    r"|[\u4e00-\u9fff](?:女士|先生|小姐|太太|某某|某|老师|阿姨|经理)"
)
# One digit says little and is written in a hundred ways; these are no particulars.
_PLAIN = frozenset((*"0123456789", "一些", "两个", "一个", "第一", "第二", "第三", "十分", "千万", "万一", "一一", "三一"))


def facts(folded: str) -> frozenset[str]:
    """Particulars of a folded text.

    Examples
    --------
    >>> sorted(facts("张女士花3680元买了一台x200手机"))
    ['3680元', 'x200', '张女士']
    """
    return frozenset(found for found in _FACT.findall(folded) if found not in _PLAIN and found[0] not in "该这那位名")


def odds(one: frozenset[str], other: frozenset[str], survive: float, frequency: Counter[str], texts: int) -> float:
    """Log odds that the particulars give for one story told twice against two stories.

    Each particular of the poorer text speaks for itself: in one story it is told again with probability ``survive``, in
    another story it stands by chance, as often as in all the other texts (with one in ten as a prior of ten texts).
    """
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    total = 0.0
    for fact in sorted(fewer):
        shared = fact in more
        chance = (max(frequency[fact] - 1 - shared, 0) + 1) / (texts + 10)
        total += log(survive / chance) if shared else log((1 - survive) / (1 - min(chance, 0.9)))
    return total


def survival(containment: float) -> float:
    """Chance that a particular of four characters survives where this share of the trigrams (three characters) did."""
    return float(min(max(containment ** (4 / 3), 0.05), 0.98))
