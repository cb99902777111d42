"""segment: CleanText → cases, guides, chrome."""

from __future__ import annotations

from caselib.model import CleanText, Segment, Span
from caselib.segment.cases import Found, cases, page
from caselib.segment.guides import guides
from caselib.segment.pieces import layout

__all__ = ["segment"]


def segment(cleaned: CleanText) -> list[Segment]:
    """The document's segments, in order."""
    if cleaned.source.kind == "record":
        return [Segment(Span(0, len(cleaned.source.text)), "incident", "record")]
    desk = page(cleaned.folded, layout(cleaned))
    found = cases(desk)
    made = [Segment(cleaned.span(case.start, case.end), case.kind, case.rule) for case in found]
    for guide in guides(desk, found):
        made.append(Segment(cleaned.span(guide.start, guide.end), "guide", guide.rule, guide.kind, items=tuple(cleaned.span(a, b) for a, b in guide.items)))
    return sorted(made, key=lambda segment: segment.span)
