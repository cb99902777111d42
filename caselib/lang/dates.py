"""Dates and spans of time in folded text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from caselib.lang.numbers import NUMBER, number
from caselib.lang.quick import quick

# Anything outside is a product number or a typing slip: the corpus has no complaint before 1949.
FIRST_YEAR, LAST_YEAR = 1949, 2099
# The Republic of China's calendar counts from 1912, so that 民国元年 is 1912.
MINGUO = 1911

_CN = "[〇零一二三四五六七八九]"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = quick(
    rf"(?P<mg>民国|中华民国)\s?(?P<mgy>\d{{2,3}}|{NUMBER})\s?年(?:\s?(?P<mgm>{_N})\s?月)?(?:\s?(?P<mgd>{_N})\s?[日号])?"
    r"|(?<!\d)(?P<y>(?:19|20)\d{2})\s?年(?!来|以来|间)(?:\s?(?P<m>\d{1,2})\s?月(?:份)?)?(?:\s?(?P<d>\d{1,2})\s?[日号])?"
    r"|(?<![\d.])(?P<iy>(?:19|20)\d{2})(?P<sep>[-/.])(?P<im>\d{1,2})(?P=sep)(?P<id>\d{1,2})(?![\d.])"
    rf"|(?P<cy>[一二]{_CN}{{3}})年(?:(?P<cm>[一二三四五六七八九十]{{1,2}})月)?(?:(?P<cd>[一二三四五六七八九十]{{1,3}})[日号])?"
    rf"|(?P<rel>去年|前年|今年|上年|本年)(?:\s?(?P<rm>{_N})\s?月)?(?:\s?(?P<rd>{_N})\s?[日号])?"
    # 107年3月 of a Taiwan text; 08年6月, of which a length of time would say 个月.
    r"|(?<![\d.第刑满共达约近])(?P<ty>1[01]\d)\s?年(?:\s?(?P<tm>\d{1,2})\s?月(?:\s?(?P<td>\d{1,2})\s?[日号])?|(?=[初底末春夏秋冬]))"
    r"|(?<![\d.第刑满共达约近])(?P<sy>[012]\d)\s?年\s?(?P<sm>\d{1,2})\s?月(?:\s?(?P<sd>\d{1,2})\s?[日号])?"
    # The day in the number of a ticket: ts20230605-0117, qx220711-0386.
    r"|(?<![\da-z])[a-z]{1,4}-?(?P<ny>20\d{2})(?P<nm>0[1-9]|1[0-2])(?P<nd>0[1-9]|[12]\d|3[01])(?=\D|\d{3,6}(?!\d))"
    r"|(?<![\da-z])[a-z]{1,4}-?(?P<sny>[12]\d)(?P<snm>0[1-9]|1[0-2])(?P<snd>0[1-9]|[12]\d|3[01])-\d{2,6}(?!\d)"
    rf"|(?<![\d一二三四五六七八九十])(?P<om>{_N})\s?月\s?(?P<od>{_N})\s?[日号]"
)
_RELATIVE = {"去年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0}
_DAYS = {"小时": 1 / 24, "天": 1.0, "日": 1.0, "周": 7.0, "星期": 7.0, "礼拜": 7.0, "个月": 30.0, "月": 30.0, "年": 365.0, "分钟": 1 / 1440, "工作日": 1.0}
_SPAN = quick(rf"(?P<n>{NUMBER}|半)(?:多|余|来)?(?:个)?(?P<unit>小时|分钟|天|工作日|日|周|星期|礼拜|个月|月|年)(?P<half>半)?")


class Date(NamedTuple):
    """A date found: clean positions, year (``None`` where only month and day are told), month and day (0 where not told), and the rule."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    rule: str

    @property
    def iso(self) -> str:
        """ISO 8601, as precise as told: ``2006-09-05``, ``2006-09``, ``2006``, ``--09-05``."""
        if self.year is None:
            return f"--{self.month:02d}-{self.day:02d}"
        return f"{self.year}" + (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.month and self.day else "")


def dates(folded: str, reference: int | None = None) -> Iterator[Date]:
    """Every date in order; ``reference`` is the year that 去年 and 今年 are counted from.

    Examples
    --------
    >>> [date.iso for date in dates("民国97年3月,即2008-03-09,去年5月1日", 2011)]
    ['2008-03', '2008-03-09', '2010-05-01']
    """
    for match in _DATE.finditer(folded):
        groups = match.groupdict()
        rule, year, month, day = _read(groups, reference)
        if (year is not None and not FIRST_YEAR <= year <= LAST_YEAR) or month > 12 or day > 31 or rule == "unknown":
            continue
        yield Date(*match.span(), year, month, day, rule)


def _read(found: dict[str, str | None], reference: int | None) -> tuple[str, int | None, int, int]:
    def value(key: str) -> int:
        return int(number(found[key] or "0") or 0)

    if found["mg"]:
        return "minguo", MINGUO + value("mgy"), value("mgm"), value("mgd")
    if found["y"]:
        return "year", value("y"), value("m"), value("d")
    if found["iy"]:
        return "iso", value("iy"), value("im"), value("id")
    if found["cy"]:
        digits = "".join(str(int(number(char) or 0)) for char in found["cy"] or "")
        return "chinese", int(digits), value("cm"), value("cd")
    if found["rel"]:
        if reference is None:
            return "unknown", None, 0, 0
        return "relative", reference + _RELATIVE[found["rel"] or ""], value("rm"), value("rd")
    if found["ty"]:
        return "minguo", MINGUO + value("ty"), value("tm"), value("td")
    if found["sy"]:
        return "short", 2000 + value("sy"), value("sm"), value("sd")
    if found["ny"]:
        return "number", value("ny"), value("nm"), value("nd")
    if found["sny"]:
        return "number", 2000 + value("sny"), value("snm"), value("snd")
    return "month", None, value("om"), value("od")


class Duration(NamedTuple):
    """A length of time: clean positions and days."""

    start: int
    end: int
    days: float


def durations(folded: str) -> Iterator[Duration]:
    """Every length of time with its value in days (a month counts 30, a year 365).

    Examples
    --------
    >>> [found.days for found in durations("等了两周,又拖了3个月,共半年")]
    [14.0, 90.0, 182.5]
    """
    for match in _SPAN.finditer(folded):
        n = 0.5 if match["n"] == "半" else number(match["n"])
        before = folded[max(0, match.start() - 1) : match.start()]
        if n is None or n > 10_000 or before in {"第", "."} or (match["unit"] in {"日", "年"} and n > 100):
            continue
        yield Duration(*match.span(), (n + (0.5 if match["half"] else 0)) * _DAYS[match["unit"]])
