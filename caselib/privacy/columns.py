"""Tables as text: what stands under a heading such as 姓名 is a name, though no label stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.privacy.finding import Hit

_HEADINGS = {
    "name": re.compile(
        r"(?:客户|顾客|用户|投诉人|联系人|收件人|收货人|来电人|经办人|承办人|处理人|受理人|负责人|业主|车主|患者|会员|员工)?"
        r"(?:姓名|名称?)?|name|customer|contact"
    ),
    "order_no": re.compile(r".{0,4}(?:编号|单号|订单号?|流水号|工单号?|受理号|保单号|合同号)|id|no\.?|ticket|order(?: ?(?:id|no))?"),
    "staff_no": re.compile(r"(?:员工|客服|坐席)?工号|(?:员工|客服|坐席)编号"),
    "address": re.compile(r".{0,4}(?:地址|住址)|address"),
    "wechat": re.compile(r"微信号?|wechat"),
    "qq": re.compile(r"qq号?"),
}
_VALUES = {
    "name": re.compile(r"[一-龥·]{2,6}(?:[*×]{1,2})?|[一-龥][*×]{1,2}|[a-z]{2,15}(?: [a-z]{2,15}){0,2}"),
    "order_no": re.compile(r"(?=[^\d\n]{0,20}\d)[a-z0-9][-a-z0-9_/]{2,39}"),
    "staff_no": re.compile(r"[a-z]{0,4}-?\d{2,10}"),
    "address": re.compile(r"[^\n]{4,80}"),
    "wechat": re.compile(r"[a-z][-_a-z0-9]{4,25}|1[3-9]\d{9}"),
    "qq": re.compile(r"[1-9]\d{4,11}"),
}
_NEVER_A_NAME = re.compile("公司|店|中心|部$|银行|酒店|超市|商[场户行]|产品|不详|未知|匿名|无$|产品|型号")
_SEPARATORS = "\t,|"
_FEW = 3  # cells that a heading has at least


def columns(folded: str) -> Iterator[Hit]:
    """Cells under headings that name personal data, in lines separated by tab, comma or bar.

    Examples
    --------
    >>> text = "编号,姓名,投诉内容\\nts-001,甘霖,空调不制冷\\nts-002,叶红,退款慢"
    >>> [text[hit.start:hit.end] for hit in columns(text)]
    ['ts-001', '甘霖', 'ts-002', '叶红']
    """
    at, separator = 0, ""
    heads: dict[int, str] = {}
    for line in folded.split("\n"):
        if found := _heading(line):
            separator, heads = found
        elif heads and separator in line:
            yield from _row(line, at, separator, heads)
        else:
            heads = {}
        at += len(line) + 1


def _heading(line: str) -> tuple[str, dict[int, str]] | None:
    if len(line) > 2000 or any(char.isdigit() for char in line):
        return None
    for separator in _SEPARATORS:
        names = [line[start:end] for start, end in _cells(line, separator)]
        heads = {i: kind for i, name in enumerate(names) for kind, pattern in _HEADINGS.items() if name and pattern.fullmatch(name)}
        if len(names) >= _FEW and heads and max(map(len, names)) <= 16:
            return separator, heads
    return None


def _cells(line: str, separator: str) -> Iterator[tuple[int, int]]:
    """``(start, end)`` of each cell without white space and quotes; a separator inside quotes does not part."""
    start, quoted = 0, False
    for i, char in enumerate(line + separator):
        if char == '"':
            quoted = not quoted
        elif char == separator and (not quoted or i == len(line)):
            body = line[start:i]
            left = len(body) - len(body.lstrip(' "'))
            yield start + left, max(start + left, start + len(body.rstrip(' "')))
            start = i + 1


def _row(line: str, at: int, separator: str, heads: dict[int, str]) -> Iterator[Hit]:
    for i, (start, end) in enumerate(_cells(line, separator)):
        kind = heads.get(i)
        cell = line[start:end]
        if kind and _VALUES[kind].fullmatch(cell) and not (kind == "name" and _NEVER_A_NAME.search(cell)):
            yield Hit(kind, at + start, at + end, 0.9, "column")
