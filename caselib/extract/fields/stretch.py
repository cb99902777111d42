"""A case's stretch of clean text, and how a find in it becomes a field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from caselib.extract.reading import Reading
from caselib.model import CleanText, Field, Span


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

    def span(self, start: int, end: int) -> Span:
        """Source span of ``folded[start:end]``."""
        return self.cleaned.span(self.laid.base + start, self.laid.base + end)

    def field(self, start: int, end: int, rule: str, value: str | int | float | None = None, confidence: float = 0.8) -> Field:
        """A field at ``folded[start:end]``; its value is the clean text there unless given."""
        words = self.cleaned.text[self.laid.base + start : self.laid.base + end]
        return Field(words if value is None else value, self.span(start, end), rule, confidence)

    def first(self, pattern: re.Pattern[str], rule: str, group: int = 0) -> Field | None:
        """The first match of ``pattern`` in the story as a field."""
        match = pattern.search(self.folded, *self.story)
        return self.field(*match.span(group), rule) if match else None
