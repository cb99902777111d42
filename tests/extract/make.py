"""A small text as one case, through the shipped codebook and scorer."""

from __future__ import annotations

from caselib.clean import clean
from caselib.extract.case import extract
from caselib.model import Case, Segment, SourceText, Span
from caselib.pipeline import Settings


def case_of(text: str, kind: str = "incident", parts: tuple[tuple[str, str], ...] = ()) -> Case:
    """The record of a text that is one case; ``parts`` as (name, words)."""
    spans = tuple((name, Span(text.index(words), text.index(words) + len(words))) for name, words in parts)
    return extract(clean(SourceText("t.txt", text)), Segment(Span(0, len(text)), kind, "test", parts=spans), Settings().tools())


def keys(case: Case) -> set[str]:
    """``action:refund:done`` of every mention."""
    return {":".join(part for part in m.key if part) for m in case.mentions}
