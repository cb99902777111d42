"""The one coordinate system: half-open spans of the source text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open ``[start, end)``, in Unicode code points of the source text. Zero is an ordinary start.

    A named tuple, because millions are made: it is checked by :func:`span`, the one place that
    makes them from numbers that the caller did not measure itself.

    Examples
    --------
    >>> span(0, 2).of("投诉电话")
    '投诉'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` under the span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def iou(self, other: Span) -> float:
        """Intersection over union in characters, from 0 to 1 (the matching measure of ``evaluate``)."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        if shared <= 0:
            return 0.0
        return shared / ((self.end - self.start) + (other.end - other.start) - shared)


def span(start: int, end: int) -> Span:
    """A checked span.

    Raises
    ------
    ValueError
        If it is empty, reversed or negative.
    """
    if not 0 <= start < end:
        raise ValueError(f"span [{start}, {end}) is empty, reversed or negative")
    return Span(start, end)
