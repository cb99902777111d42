"""segment: CleanText → cases, guides, chrome."""

from __future__ import annotations

from caselib.model import CleanText, Segment, Span
from caselib.segment.cases import Found, cases, page
from caselib.segment.pieces import layout

__all__ = ["segment"]


def segment(cleaned: CleanText) -> list[Segment]:
    """The document's segments, in order."""
    if cleaned.source.kind == "record":
        return [Segment(Span(0, len(cleaned.source.text)), "incident", "record")]
    desk = page(cleaned.folded, layout(cleaned))
    return [Segment(cleaned.span(found.start, found.end), found.kind, found.rule) for found in cases(desk)]
