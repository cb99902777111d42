"""Numbers as Chinese texts write them: digits, Chinese numerals, and mixtures such as 3.5万."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, chars in enumerate(("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for char in chars}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
# As a pattern for larger ones: digits with separators and a decimal part, or Chinese numerals; then 万, 千 or 百.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?|[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{1,12})(?:[万亿千百](?![分]))?"
_PLAIN = re.compile(r"([\d,]+(?:\.\d+)?)([百千万亿]?)")


def number(words: str) -> float | None:
    """The value of a number, or ``None`` if the words are not one.

    Not read: vague ones (几百, 数十) and ordinals.

    Examples
    --------
    >>> [number(words) for words in ("1,200", "3.5万", "三百二十", "两千", "一万零五十", "几百")]
    [1200.0, 35000.0, 320.0, 2000.0, 10050.0, None]
    """
    plain = _PLAIN.fullmatch(words)
    if plain:
        unit = _UNITS.get(plain.group(2)) or _GROUPS.get(plain.group(2)) or 1
        digits = plain.group(1).replace(",", "")
        return float(digits) * unit if digits else None
    return _chinese(words)


def _chinese(words: str) -> float | None:
    total = section = digit = 0
    last = 1
    if not words or words[0] in {"百", "千", *_GROUPS}:
        # 万 alone (上万元) is vague, as 几百 is.
        return None
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            last = _UNITS[char]
            section += (digit or (1 if last == 10 else 0)) * last
            digit = 0
        elif char in _GROUPS:
            last = _GROUPS[char]
            total = (total + section + digit) * last
            section = digit = 0
        else:
            return None
    # 三百五 is 350: a digit behind a unit without 零 counts the next lower one.
    if digit and last >= 100 and words[-2:-1] in {*_UNITS, *_GROUPS}:
        digit *= last // 10
    return float(total + section + digit)
