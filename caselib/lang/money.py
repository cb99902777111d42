"""Amounts of money in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from caselib.lang.numbers import NUMBER, number
from caselib.lang.quick import quick

_CURRENCIES = {"美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD", "台币": "TWD", "新台币": "TWD", "欧元": "EUR", "日元": "JPY", "澳门元": "MOP"}
_MONEY = quick(
    rf"(?:(?P<sign>[¥￥]|人民币|rmb|新台币|港币|nt\$|hk\$|us\$|\$)\s?)?(?P<n>{NUMBER})\s?(?:多|余|来|几)?\s?"
    r"(?P<unit>万元|千元|百元|元|块钱|块|圆|美元|美金|港元|港币|新台币|台币|欧元|日元|人民币)?"
)
_SIGNS = {"新台币": "TWD", "nt$": "TWD", "港币": "HKD", "hk$": "HKD", "us$": "USD", "$": "USD"}
_VAGUE = {"几", "数", "每"}
_SCALE = {"万元": 10_000, "千元": 1000, "百元": 100}

# 块 also counts things (一块漆, 三块蛋糕): of so few it is money only where what follows is no thing.
PIECES = 20
_THING = re.compile(r"[\u4e00-\u9fff](?<![钱的给买退赔补就才都也不起左以多错])")


class Amount(NamedTuple):
    """An amount found: clean positions, value in units of its currency, ISO 4217 code."""

    start: int
    end: int
    value: float
    currency: str


def amounts(folded: str) -> Iterator[Amount]:
    """Every amount that carries a sign or a unit, in order.

    Not read: bare numbers, vague ones (几百元), percentages.

    Examples
    --------
    >>> [(found.value, found.currency) for found in amounts("花了1.2万元,退三百元,赔￥50和25美元,5次")]
    [(12000.0, 'CNY'), (300.0, 'CNY'), (50.0, 'CNY'), (25.0, 'USD')]
    """
    for match in _MONEY.finditer(folded):
        sign, digits, unit = match.groups()
        if not (unit or sign) or folded[max(0, match.start() - 1) : match.start()] in _VAGUE:
            continue
        value = number(digits)
        if value is None:
            continue
        if unit == "块" and value < PIECES and _THING.match(folded, match.end()):
            continue
        currency = _CURRENCIES.get(unit or "") or _SIGNS.get(sign or "") or "CNY"
        yield Amount(*match.span(), value * _SCALE.get(unit or "", 1), currency)
