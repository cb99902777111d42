"""One row of a table: a case if its customer complains; its columns are its parts."""

from __future__ import annotations

import re

from caselib.model import CleanText, Segment, Span
from caselib.segment.heads import part_name
from caselib.segment.signs import complains, concerns, faults, kinds, seen

_LINE = re.compile(r"([^\n:]{1,20}):")
# What a column of kinds says of a row that is no complaint.
_KIND = re.compile(
    r"(?:类型|类别|性质|诉求分类|业务类型|工单类型|留言类型):\s?(咨询|表扬|感谢|建议|建言|祝福|点赞|询价|预约)(?:类)?\s?(?:\n|$)"
)
_PARTS = {"reply": "reply", "title": "title"}


def record(cleaned: CleanText) -> list[Segment]:
    """The whole row as one segment: an incident, or chrome where it only praises or asks."""
    length = len(cleaned.source.text)
    if not length:
        return []
    lines = _lines(cleaned)
    told = "\n".join(cleaned.folded[a:b] for name, a, b in lines if name not in ("reply", "title", "id")) or cleaned.folded
    title = next((cleaned.span(_value(cleaned.folded, a, b), b) for name, a, b in lines if name == "title"), None)
    parts = tuple((name, cleaned.span(a, b)) for name, a, b in lines if name not in ("title", "id", ""))
    kind = "incident" if _is_case(cleaned.folded, told) else "chrome"
    return [Segment(Span(0, length), kind, "record" if kind == "incident" else "no_complaint", title=title, parts=parts)]


def _is_case(folded: str, told: str) -> bool:
    """Whether a row tells a complaint: logs are full of them, so a row is one unless it is of another kind, praises or only asks."""
    end = len(told)
    if _KIND.search(folded) or (seen(told, "praise", 0, end) and not complains(told, 0, end)):
        return False
    if seen(told, "asks", 0, end) and not faults(told, 0, end):
        return False
    answered = any(label in folded for label in ("回复", "答复"))
    return answered or faults(told, 0, end) > 0 or kinds(told, "event", 0, end) > 0 or concerns(folded, 0, len(folded)) >= 2


def _value(folded: str, start: int, end: int) -> int:
    """Where a cell's words begin, behind its column's header."""
    label = _LINE.match(folded, start, end)
    at = label.end() if label else start
    while at < end and folded[at].isspace():
        at += 1
    return at if at < end else start


def _lines(cleaned: CleanText) -> list[tuple[str, int, int]]:
    """(part, start, end) of the row's values, by the reader's roles for its columns, else by their headers."""
    found: list[tuple[str, int, int]] = []
    for block in cleaned.source.blocks:
        a, b = cleaned.range(block.span)
        if a >= b:
            continue
        name = {"title": "title", "text": "situation", "reply": "reply", "id": "id", "time": "id"}.get(block.kind, "")
        if not name:
            header = cleaned.folded[cleaned.folded.rfind("\n", 0, a) + 1 : a]
            label = _LINE.match(header) or _LINE.match(cleaned.folded, a, b)
            # 答复时间 says when the reply was given; it is no reply.
            name = part_name(label[1] + ":") if label and not label[1].endswith(("时间", "日期")) else ""
        found.append((name, a, b))
    return found
