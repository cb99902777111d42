"""Telephone numbers: mobile and landline, of the mainland, Taiwan, Hong Kong and Macau.

Public service numbers (12315, 95588, 400 and 800 numbers) are nobody's and are left alone.
All patterns are for folded text (half width, lower case, simplified) and bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.privacy.finding import Hit

_CN = "零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_STAR = "[*x×●•]"
_MAINLAND = r"(?:(?:\+|00)86[- ]?)?"
_MOBILE = re.compile(
    rf"(?<![0-9.])(?:{_MAINLAND}"
    r"(?:1[3-9]\d(?:[- ]{0,3}\d{4}){2}|1[3-9]\d(?:-\d{3}-\d{5}| \d{3} \d{5})|1[3-9]\d{2} \d{3} \d{4}|1 [3-9](?: \d){9}"
    rf"|1[3-9]\d[- ]?{_STAR}{{4,6}}[- ]?\d{{2,4}}|1[3-9]\d{{2,5}}{_STAR}{{3,6}}\d{{2,4}})"
    r"|(?:\+|00)?886[- ]?9\d{2}[- ]?\d{3}[- ]?\d{3}|09\d{2}(?:-\d{3}-\d{3}|-\d{6}| \d{3} \d{3}|\d{6})"
    r"|(?:\+|00)?85[23][- ]?[569]\d{3}[- ]?\d{4})(?![0-9*×]|\.\d)"
)
_SPOKEN = re.compile(rf"(?<![{_CN}十百千万])[一幺壹][-、,. ]?[三四五六七八九叁肆伍陆柒捌玖](?:[-、,. ]?[{_CN}]){{9}}(?![{_CN}十百千万])")
# An amount or a count that happens to have eleven digits, and letters that make it part of a code.
_AMOUNT_AFTER = re.compile(r" ?(?:元|万|亿|块|余元|多元|人民币|美元|港|兆|字节|次|件|吨|个|%|台币)")
_MONEY_BEFORE = re.compile(r"(?:[¥￥$]|rmb|人民币) ?$")
_LETTERS = re.compile(r"(?<![a-z])[a-z]{1,12}[-_]?$")
_PHONE_LETTERS = frozenset(
    {
        "tel",
        "phone",
        "mobile",
        "mob",
        "cell",
        "t",
        "m",
        "p",
        "ph",
        "wx",
        "vx",
        "v",
        "wechat",
        "weixin",
        "qq",
        "call",
        "fax",
        "no",
        "sj",
        "dh",
        "sms",
        "zfb",
    }
)

_AREA = r"(?:010|02[0-5789]|0[3-9]\d{2})"
_EXTENSION = r"(?:(?: ?(?:转|分机|ext\.?) ?|-)\d{1,6}(?!\d|-\d))?"
_LANDLINE = re.compile(
    rf"(?<![0-9.])(?:(?:\+|00)86[- ]?)?(?:\({_AREA}\) ?|{_AREA}[- ]{{0,2}}|{_AREA})"
    rf"(?:[2-8]\d{{6,7}}|[2-8]\d{{2,3}}[- ]\d{{4}})(?!\d|[- ]\d{{4}}(?!\d)){_EXTENSION}"
    rf"|(?<![0-9.])(?:\(0[2-8]\d?\) ?|0[2-8]\d?-)\d{{3,4}}[- ]?\d{{4}}(?!\d){_EXTENSION}"
    r"|(?<![0-9.])(?:(?:\+|00)85[23][- ]?|\(85[23]\) ?|85[23]-)[238]\d{3}[- ]?\d{4}(?!\d)"
    r"|(?<![0-9.])(?:\+|00)?886[- ]?[2-8][- ]?\d{3,4}[- ]?\d{4}(?!\d)"
)
# The identifiers of a QDA project hold digits that look like numbers.
_GUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])")
_GUID_LENGTH = 36
# Seven or eight digits are a telephone number only where a word says so.
_LOCAL = re.compile(
    r"(?:电话|座机|固话|固定电话|传真|号码|致电|拨打|来电|去电|打到|热线|tel|fax|联系方式|直线)(?:号码?|号)?(?:(?:(?:还)?是|为|打)|[:：, (]){0,3}"
    rf"(?P<n>[2-9]\d{{3}}[- ]?\d{{4}}|[2-9]\d{{2}}[- ]?\d{{4}})(?![\d*]|\.\d|[- ]\d){_EXTENSION}"
)
_SERVICE = re.compile(r"(?:400|800)[- ]?\d")
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def mobiles(folded: str) -> Iterator[Hit]:
    """Mobile numbers: joined, spaced, hyphened, half masked, with country code, in Chinese digits.

    Examples
    --------
    >>> text = "电话13800001234或138 0000 1234,138****1234,幺三八零零零零幺二三四,金额13800001234元"
    >>> [text[hit.start:hit.end] for hit in mobiles(text)]
    ['13800001234', '138 0000 1234', '138****1234', '幺三八零零零零幺二三四']
    """
    for match in _MOBILE.finditer(folded):
        if not _part_of_other(folded, *match.span()):
            yield Hit("mobile", *match.span(), 0.95, "mobile")
    for match in _SPOKEN.finditer(folded):
        yield Hit("mobile", *match.span(), 0.9, "mobile_spoken")


def landlines(folded: str) -> Iterator[Hit]:
    """Landline numbers with their area code, and local ones behind a word such as 电话.

    Examples
    --------
    >>> text = "座机(021)5888 0012,总机010-62345678转305,打电话83320561,热线4008123456"
    >>> [text[hit.start:hit.end] for hit in landlines(text)]
    ['(021)5888 0012', '010-62345678转305', '83320561']
    """
    for match in _LANDLINE.finditer(folded):
        if not _part_of_other(folded, *match.span()):
            yield Hit("landline", *match.span(), 0.92, "landline")
    for match in _LOCAL.finditer(folded):
        if not _SERVICE.match(match["n"]) and not _DATE.fullmatch(match["n"]):
            yield Hit("landline", match.start("n"), match.end(), 0.9, "landline_labelled")


def _part_of_other(folded: str, start: int, end: int) -> bool:
    near = _GUID.finditer(folded, max(0, start - _GUID_LENGTH), end + _GUID_LENGTH)
    if any(found.start() <= start and end <= found.end() for found in near):
        return True
    before = folded[max(0, start - 14) : start]
    letters = _LETTERS.search(before)
    if letters and letters.group().rstrip("-_") not in _PHONE_LETTERS:
        return True
    if end < len(folded) and (folded[end].isascii() and folded[end].isalpha()) and folded[end] not in "vqw":
        return True
    return bool(_AMOUNT_AFTER.match(folded, end) or _MONEY_BEFORE.search(before))
