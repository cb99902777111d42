"""Human decisions as records: one schema for all kinds, so that a log can be read by people and by any tool."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from caselib.model import Case, Mention, SourceText, Span

FORMAT = 1
KINDS = ("accept", "reject", "recode", "span", "border", "link", "unlink", "memo", "undo", "redo")
SIDES = ("start", "end")
# Characters kept on either side of a quote, to find its place again in a changed text. Two clauses of Chinese;
# the web annotation tools that anchor by quote keep 32 Latin characters, which is less text than this.
CONTEXT = 20
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a source text with the code that it carries; ``before`` and ``after`` are the characters around ``quote``."""

    span: Span
    quote: str
    before: str = ""
    after: str = ""
    role: str = ""
    code: str = ""
    status: str = ""

    @property
    def key(self) -> Key:
        """(role, code, status), as a mention has it."""
        return self.role, self.code, self.status


@dataclass(frozen=True, slots=True)
class Event:
    """One decision of one person.

    Attributes
    ----------
    kind
        One of :data:`KINDS`.
    coder, time
        Who, and when in ISO 8601 with the offset from UTC.
    case, doc
        The case's uid and its document.
    at
        What is decided on: the mention accepted, rejected, recoded, added (``span``) or noted on (``memo``), the
        source of a link, the border before it moved. ``None`` for a memo on the whole case, and for undo and redo.
    to
        The mention after recoding, the target of a link, the border after it moved.
    side
        ``start`` or ``end`` of the case, for ``border``: the mark of a start begins at it, that of an end stops at it.
    basis
        Of a link: ``explicit`` or ``sequence``.
    note
        Words of the coder: the memo, or the reason.
    of
        The id of the event that is undone or redone (empty: the coder's latest), or that this one replaces, because its
        place was lost when the source changed.
    """

    kind: str
    coder: str
    time: str
    case: str = ""
    doc: str = ""
    at: Mark | None = None
    to: Mark | None = None
    side: str = ""
    basis: str = ""
    note: str = ""
    of: str = ""
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"an event cannot be of kind {self.kind!r}; kinds: {', '.join(KINDS)}")
        if needs := _missing(self):
            raise ValueError(f"an event of kind {self.kind} needs {needs}")

    @property
    def id(self) -> str:
        """Made from the content, time included: the same decision taken twice is two events."""
        return _event_id(self)


@lru_cache(maxsize=1 << 15)
def _event_id(event: Event) -> str:
    """Kept, because undo and redo ask for the ids of the whole log at every decision."""
    line = json.dumps(event_to_dict(event, with_id=False), sort_keys=True)
    return hashlib.sha256(line.encode()).hexdigest()[:12]


def _missing(event: Event) -> str:
    """What an event of this kind cannot do without, and has not."""
    wanted = {"coder": event.coder, "time": event.time}
    if event.kind not in ("undo", "redo"):
        wanted |= {"case": event.case, "doc": event.doc}
    if event.kind not in ("undo", "redo", "memo"):
        wanted["at"] = "yes" if event.at else ""
    if event.kind in ("recode", "border", "link", "unlink"):
        wanted["to"] = "yes" if event.to else ""
    if event.kind == "border":
        wanted["side"] = event.side if event.side in SIDES else ""
    return ", ".join(name for name, value in wanted.items() if not value)


def mark(source: SourceText, span: Span, role: str = "", code: str = "", status: str = "") -> Mark:
    """A mark of ``source.text[span]`` with its surroundings.

    Examples
    --------
    >>> mark(SourceText("a.txt", "经调解退款。"), Span(3, 5), "action", "refund", "done").before
    '经调解'
    """
    text = source.text
    before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
    return Mark(span, span.of(text), before, after, role, code, status)


def mark_of(mention: Mention, source: SourceText) -> Mark:
    """The mark of a mention."""
    return mark(source, mention.span, *mention.key)


def border_mark(source: SourceText, at: int, side: str) -> Mark:
    """The first characters of a case that starts at ``at``, or the last ones of a case that ends there."""
    text = source.text
    span = Span(at, min(len(text), at + CONTEXT)) if side == "start" else Span(max(0, at - CONTEXT), at)
    return mark(source, span)


def decide(kind: str, coder: str, case: Case, at: Mark | None = None, to: Mark | None = None, **more: str) -> Event:
    """An event of now; ``more`` are its other fields (``side``, ``basis``, ``note``)."""
    return Event(kind, coder, now(), case.uid, case.doc, at, to, **more)  # type: ignore[arg-type]


def move_border(coder: str, case: Case, source: SourceText, side: str, to: int) -> Event:
    """The event of dragging one border of a case to character ``to``."""
    was = case.span.start if side == "start" else case.span.end
    return decide("border", coder, case, border_mark(source, was, side), border_mark(source, to, side), side=side)


def now() -> str:
    """This moment in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def event_to_dict(event: Event, with_id: bool = True) -> dict[str, Any]:
    """The event as JSON-ready data: fixed order of keys, empty ones left out."""
    head = {"format": event.format, "id": event.id} if with_id else {"format": event.format}
    row = {
        **head, "time": event.time, "coder": event.coder, "kind": event.kind, "case": event.case, "doc": event.doc, "side": event.side,
        "basis": event.basis, "at": event.at and _mark_to_dict(event.at), "to": event.to and _mark_to_dict(event.to), "note": event.note, "of": event.of,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value}


def event_from_dict(data: Mapping[str, Any]) -> Event:
    """The event that :func:`event_to_dict` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is not such data.
    """
    at, to = (_mark_from_dict(data[name]) if name in data else None for name in ("at", "to"))
    kind, coder, time = (_text(data[name]) for name in ("kind", "coder", "time"))
    case, doc, side, basis, note, of = (_text(data.get(name, "")) for name in ("case", "doc", "side", "basis", "note", "of"))
    return Event(kind, coder, time, case, doc, at, to, side, basis, note, of, int(data["format"]))


def _mark_to_dict(mark: Mark) -> dict[str, Any]:
    row = {"role": mark.role, "code": mark.code, "status": mark.status, "start": mark.span.start, "end": mark.span.end}
    row |= {"before": mark.before, "quote": mark.quote, "after": mark.after}
    return {name: value for name, value in row.items() if value != ""}


def _mark_from_dict(data: Mapping[str, Any]) -> Mark:
    start, end = int(data["start"]), int(data["end"])
    if not 0 <= start <= end:
        raise ValueError(f"[{start}, {end}) is no span")
    names = ("quote", "before", "after", "role", "code", "status")
    return Mark(Span(start, end), *(_text(data.get(name, "")) for name in names))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text was expected, not {type(value).__name__}")
    return value
