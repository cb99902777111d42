"""Numbers as programs write them before list items: 一、 甲、 (a) Ⅱ. ①."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def counting(number: int, digits: str = _DIGITS, units: str = "十百千", one_ten: bool = False) -> str:
    """A number from 1 to 9999 in Chinese; ``one_ten`` keeps the 一 of 一十.

    Examples
    --------
    >>> [counting(n) for n in (3, 10, 12, 20, 105, 110, 1010)]
    ['三', '十', '十二', '二十', '一百〇五', '一百一十', '一千〇一十']
    """
    if not 0 < number < 10_000:
        return str(number)
    text, owed = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += (digits[0] if owed else "") + digits[digit] + (units[power - 1] if power else "")
            owed = False
        elif text:
            owed = True
    return text[1:] if 10 <= number < 20 and not one_ten else text


def roman(number: int) -> str:
    """A number in Roman letters, from 1 to 3999."""
    if not 0 < number < 4_000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def letters(number: int) -> str:
    """A … Z, AA, BB … as Word goes on."""
    if number < 1 or number > 26 * 50:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def circled(number: int) -> str:
    """① … ㊿, beyond that plain digits."""
    for start, first, last in ((0x2460, 1, 20), (0x3251, 21, 35), (0x32B1, 36, 50)):
        if first <= number <= last:
            return chr(start + number - first)
    return str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


def _legal(digits: str) -> Callable[[int], str]:
    return lambda number: counting(number, digits, "拾佰仟", one_ten=True)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(abs(number)))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": lambda number: chr(0x2474 + number - 1) if 1 <= number <= 20 else f"({number})",
    "decimalEnclosedFullstop": lambda number: chr(0x2488 + number - 1) if 1 <= number <= 20 else f"{number}.",
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda number: letters(number).lower(),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _of(_STEMS)(number) + _of(_BRANCHES)(number),
    "ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if 1 <= number <= 10 else counting(number),
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "chineseLegalSimplified": _legal("零壹贰叁肆伍陆柒捌玖"),
    "ideographLegalTraditional": _legal("零壹貳參肆伍陸柒捌玖"),
    "japaneseLegal": _legal("零壹弐参四伍六七八九"),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"), counting
    ),
}


def numeral(number: int, kind: str) -> str:
    """A list number in one of Word's formats (``w:numFmt``); an unknown format is written in digits.

    Examples
    --------
    >>> [numeral(3, kind) for kind in ("chineseCounting", "upperRoman", "lowerLetter", "ideographTraditional", "decimalEnclosedCircle")]
    ['三', 'III', 'c', '丙', '③']
    """
    return "" if kind == "none" else _FORMATS.get(kind, str)(number)
