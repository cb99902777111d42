"""A case's stretch of clean text, and how a find in it becomes a field."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from caselib.extract.reading import Reading
from caselib.lang.dates import Date, dates
from caselib.lang.quick import quick
from caselib.model import CleanText, Field, Span

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=[年\-/.])")
# A year with the mark behind it; and how far before a case a year is looked for.
_YEAR_LENGTH, _BEFORE = 5, 3000


@lru_cache(maxsize=8)
def _years(folded: str) -> tuple[list[int], list[int]]:
    """Where years stand in a document, and which."""
    found = [(match.start(), int(match[1])) for match in _YEAR.finditer(folded)]
    return [place for place, _ in found], [year for _, year in found]


Patterns = tuple[tuple[str, Callable[[str, int, int], re.Match[str] | None]], ...]


def patterns(table: Mapping[str, str]) -> Patterns:
    """Names with the searches of their patterns."""
    return tuple((name, quick(words).search) for name, words in table.items())


@dataclass(frozen=True)
class Stretch:
    """What the field rules search: ``folded`` of one case, and the way back to its source."""

    cleaned: CleanText
    laid: Reading

    @property
    def folded(self) -> str:
        """The folded text of the case."""
        return self.laid.folded

    @cached_property
    def story(self) -> tuple[int, int]:
        """``[start, end)`` of the case without its closing analysis, advice and lessons; the whole if nothing else is there."""
        outside = {"analysis", "advice", "lesson", "comment"}
        kept = [clause for clause, section in zip(self.laid.clauses, self.laid.sections, strict=True) if section not in outside]
        return (kept[0][0], kept[-1][1]) if kept else (0, len(self.folded))

    @cached_property
    def dates(self) -> list[Date]:
        """Every date of the case."""
        return list(dates(self.folded, self.reference))

    @cached_property
    def reference(self) -> int | None:
        """The year that 去年 is counted from: of the first full date in the case, else of the last one before it in its document."""
        inside = _YEAR.search(self.folded)
        if inside:
            return int(inside[1])
        places, years = _years(self.cleaned.folded)
        last = bisect_right(places, self.laid.base - _YEAR_LENGTH) - 1
        return years[last] if last >= 0 and places[last] >= self.laid.base - _BEFORE else None

    def span(self, start: int, end: int) -> Span:
        """Source span of ``folded[start:end]``."""
        return self.cleaned.span(self.laid.base + start, self.laid.base + end)

    def field(self, start: int, end: int, rule: str, value: str | int | float | None = None, confidence: float = 0.8) -> Field:
        """A field at ``folded[start:end]``; its value is the clean text there unless given."""
        words = self.cleaned.text[self.laid.base + start : self.laid.base + end]
        return Field(words if value is None else value, self.span(start, end), rule, confidence)

    def earliest(self, named: Patterns, rule: str, stop: int | None = None) -> Field | None:
        """The name of the pattern that matches first before ``stop``, as a field; of those at one place the shortest."""
        hits = [(*match.span(), name) for name, search in named if (match := search(self.folded, 0, len(self.folded) if stop is None else stop))]
        start, end, name = min(hits, default=(0, 0, ""))
        return self.field(start, end, rule, name, 0.7) if name else None

    def first(self, pattern: re.Pattern[str], rule: str, group: int = 0) -> Field | None:
        """The first match of ``pattern`` in the story as a field."""
        match = pattern.search(self.folded, *self.story)
        return self.field(*match.span(group), rule) if match else None
