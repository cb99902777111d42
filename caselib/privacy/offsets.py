"""Where each character went when parts of a text were replaced."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from caselib.model import Span


@dataclass(frozen=True)
class OffsetMap:
    """The length map of a masked text.

    Attributes
    ----------
    pieces
        ``(before, after)`` spans of every replacement, in order: in the text as it was, and in the masked text.

    Examples
    --------
    >>> offsets = OffsetMap(((Span(1, 4), Span(1, 3)),))
    >>> offsets.masked(Span(0, 6)), offsets.masked(Span(2, 6)), offsets.source(Span(3, 5))
    (Span(start=0, end=5), Span(start=1, end=5), Span(start=4, end=6))
    """

    pieces: tuple[tuple[Span, Span], ...] = ()

    def masked(self, span: Span) -> Span:
        """The span in the masked text; one that cuts through a replacement takes all of it, so that nothing of it is quoted in part."""
        return _moved(span, self.pieces, self._starts)

    def source(self, span: Span) -> Span:
        """The span in the text as it was."""
        return _moved(span, self._back, self._back_starts)

    @cached_property
    def _starts(self) -> list[int]:
        return [was.start for was, _ in self.pieces]

    @cached_property
    def _back(self) -> tuple[tuple[Span, Span], ...]:
        return tuple((now, was) for was, now in self.pieces)

    @cached_property
    def _back_starts(self) -> list[int]:
        return [now.start for _, now in self.pieces]


def _moved(span: Span, pieces: tuple[tuple[Span, Span], ...], starts: list[int]) -> Span:
    start, inside = _place(span.start, pieces, starts)
    if inside is not None:
        start = inside.start
    if span.end <= span.start:
        return Span(start, start)
    end, inside = _place(span.end - 1, pieces, starts)
    return Span(start, inside.end if inside is not None else end + 1)


def _place(at: int, pieces: tuple[tuple[Span, Span], ...], starts: list[int]) -> tuple[int, Span | None]:
    """Where the character went; and the replacement that holds it, if one does."""
    i = bisect_right(starts, at) - 1
    if i < 0:
        return at, None
    was, now = pieces[i]
    return (now.start, now) if at < was.end else (at - was.end + now.end, None)
