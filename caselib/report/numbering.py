"""Numbers of headings, as Chinese business documents have them: 一、 （一） 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caselib.report.parts import Heading, Part

_DIGITS = "零一二三四五六七八九"


def numbered(parts: Iterable[Part], lang: str) -> Iterator[tuple[Part, str]]:
    """Each part with the number that stands before it: empty for all but numbered headings."""
    counts = [0, 0, 0]
    for part in parts:
        if not isinstance(part, Heading) or part.plain:
            yield part, ""
            continue
        level = part.level
        counts[level - 1] += 1
        counts[level:] = [0] * (3 - level)
        yield part, _chinese(level, counts[level - 1]) if lang == "zh" else ".".join(map(str, counts[:level])) + " "


def _chinese(level: int, n: int) -> str:
    return f"{numeral(n)}、" if level == 1 else f"（{numeral(n)}）" if level == 2 else f"{n}. "


def numeral(n: int) -> str:
    """1 to 99 in Chinese numerals.

    Examples
    --------
    >>> [numeral(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")
