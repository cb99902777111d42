"""What a clean text is divided into."""

from __future__ import annotations

from dataclasses import dataclass

from caselib.model.span import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document that is one case, one guide, or neither.

    Attributes
    ----------
    span
        In source coordinates.
    kind
        ``incident``, ``scenario`` (both cases), ``guide``, ``chrome`` (everything else).
    rule
        Name of the rule that decided.
    guide
        For guides: ``steps``, ``types``, ``principles``, ``checklist``, ``reasons``, ``figures`` or ``script``; else empty.
    title
        Span of the title, or ``None``.
    parts
        ``(name, span)`` in order; names: ``situation``, ``handling``, ``outcome``, ``analysis``, ``advice``, ``lesson``, ``reply``, ``demand``, ``comment``.
        What no part covers is situation.
    items
        For guides: the items' spans, in order.
    duplicate_of
        Index of the earlier segment of the same document that this one retells, or ``None``.
    """

    span: Span
    kind: str
    rule: str
    guide: str = ""
    title: Span | None = None
    parts: tuple[tuple[str, Span], ...] = ()
    items: tuple[Span, ...] = ()
    duplicate_of: int | None = None
