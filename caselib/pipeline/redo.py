"""Make the record of one case anew, on borders that a person has drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from caselib.clean import clean
from caselib.extract.case import extract
from caselib.model import Case, CleanText, Segment, SourceText, Span
from caselib.pipeline.settings import Settings
from caselib.segment import segment


def recompute(settings: Settings | None = None) -> Callable[[Case, SourceText], Case]:
    """A function for :func:`caselib.coding.apply.apply`: the case on its span as extraction sees it; the uid is kept.

    Cleaning is done once a document; the parts (situation, handling, …) are those that segmentation finds there.
    """
    tools = (settings or Settings()).tools()
    cleaned: dict[str, CleanText] = {}
    found: dict[str, list[Segment]] = {}

    def anew(case: Case, source: SourceText) -> Case:
        if source.doc not in cleaned or cleaned[source.doc].source is not source:
            cleaned[source.doc] = clean(source)
            found[source.doc] = segment(cleaned[source.doc])
        made = extract(cleaned[source.doc], drawn(case, found[source.doc]), tools)
        return replace(made, uid=case.uid, cluster=case.cluster, duplicate_of=case.duplicate_of)

    return anew


def drawn(case: Case, found: list[Segment]) -> Segment:
    """The segment of a case on the borders that it has, with title and parts of what segmentation finds inside them."""
    near = [s for s in found if s.kind in ("incident", "scenario") and s.span.overlaps(case.span)]
    best = max(near, key=lambda s: s.span.iou(case.span), default=None)
    parts = tuple((name, cut) for s in near for name, span in s.parts if (cut := _cut(span, case.span)))
    title = best.title if best and best.title and case.span.contains(best.title) else None
    return Segment(case.span, case.kind, "coder", title=title, parts=parts)


def _cut(span: Span, within: Span) -> Span | None:
    cut = Span(max(span.start, within.start), min(span.end, within.end))
    return cut if cut.start < cut.end else None
