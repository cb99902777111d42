"""What the privacy module finds, and how it is named."""

from __future__ import annotations

from dataclasses import dataclass

from caselib.model import Span

# Kind → its Chinese name, which also stands in the aliases: 手机号 → 〔手机号1〕.
KINDS = {
    "id_card": "证件号",
    "uscc": "信用代码",
    "bank_card": "银行卡号",
    "mobile": "手机号",
    "landline": "座机号",
    "passport": "护照号",
    "plate": "车牌号",
    "email": "邮箱",
    "qq": "QQ号",
    "wechat": "微信号",
    "staff_no": "工号",
    "order_no": "单号",
    "address": "地址",
    "name": "姓名",
    "firm": "单位",
}
NUMBERED = tuple(kind for kind in KINDS if kind not in {"address", "name", "firm"})
# Firms are what a case is about; they are hidden only when asked for.
DEFAULT = tuple(kind for kind in KINDS if kind != "firm")


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data.

    Attributes
    ----------
    kind
        A key of :data:`KINDS`.
    span
        Its place in the text that was searched.
    text
        The characters there.
    confidence
        1.0 where a checksum holds, about 0.95 behind a label that names it, less where only its shape speaks. Not calibrated.
    rule
        What found it.
    """

    kind: str
    span: Span
    text: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding before overlaps are settled: bare positions of the folded text, which has the same length as the text itself."""

    kind: str
    start: int
    end: int
    confidence: float
    rule: str
