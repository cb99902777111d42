"""When it happened, and how long it took."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date as day

from caselib.extract.fields.stretch import Stretch
from caselib.lang.dates import Date, dates, durations
from caselib.model import CleanText, Field, Mention, Span

_SAME_DAY = re.compile(r"当天|当日|当场|当即|当晚|当夜|立刻|立即|马上")
_NEXT_DAY = re.compile(r"次日|第二天|隔天|翌日")
_AFTER = re.compile(r"(?:之)?(?:后|内|左右|才|时间)")
REMEDIES = frozenset({"refund", "replace", "repair", "compensate", "waive", "gift", "fulfil"})


def document_year(cleaned: CleanText, spans: Iterable[Span]) -> Field | None:
    """The first year that the document tells outside of its cases (``spans`` are what is left of it): of a heading, a date line, an introduction."""
    for span in spans:
        start, end = cleaned.range(span)
        hit = next((found for found in dates(cleaned.folded[start:end]) if found.year), None)
        if hit and hit.year:
            return Field(hit.year, cleaned.span(start + hit.start, start + hit.end), "date/document", 0.5)
    return None


def date_and_year(stretch: Stretch, around: Field | None = None) -> tuple[Field | None, Field | None]:
    """The first date of the story, and its year: from a later date where the first has none, else that of the document ``around`` it."""
    start, end = stretch.story
    every = list(dates(stretch.folded, int(around.value))) if around and stretch.reference is None else stretch.dates
    found = [hit for hit in every if start <= hit.start < end] or every
    first = next(iter(found), None)
    dated = next((hit for hit in found if hit.year is not None), None)
    year = stretch.field(dated.start, dated.end, f"date/{dated.rule}", dated.year, 0.9) if dated and dated.year else around
    if first is None:
        return None, year
    value = first if first.year is not None or year is None else first._replace(year=int(year.value))
    return stretch.field(first.start, first.end, f"date/{first.rule}", value.iso, 0.9), year


def days_to_resolution(stretch: Stretch, mentions: Sequence[Mention]) -> Field | None:
    """Days until the remedy, where the clause of a remedy or settlement says so; else between the first and last full date."""
    cleaned, base = stretch.cleaned, stretch.laid.base
    settled = [m for m in mentions if (m.role == "action" and m.status == "done" and m.code in REMEDIES) or m.code == "resolved"]
    if not settled:
        return None
    for mention in settled:
        at = cleaned.at(mention.span.start) - base
        left = stretch.folded.rfind("。", 0, max(at, 0)) + 1
        right = cleaned.at(mention.span.end) - base
        for pattern, days in ((_SAME_DAY, 0.0), (_NEXT_DAY, 1.0)):
            if match := pattern.search(stretch.folded, left, right):
                return stretch.field(*match.span(), "days/words", days, 0.7)
        for length in durations(stretch.folded[left:right]):
            if length.days <= 3650 and _AFTER.match(stretch.folded, left + length.end):
                return stretch.field(left + length.start, left + length.end, "days/duration", length.days, 0.6)
    return _between(stretch, [hit for hit in stretch.dates if hit.year and hit.month and hit.day])


def _between(stretch: Stretch, found: Sequence[Date]) -> Field | None:
    known = []
    for hit in found:
        try:
            known.append((day(hit.year or 1, hit.month, hit.day), hit))
        except ValueError:
            continue
    if len(known) < 2:
        return None
    days = (known[-1][0] - known[0][0]).days
    return stretch.field(known[-1][1].start, known[-1][1].end, "days/dates", float(days), 0.5) if 0 <= days <= 3650 else None
