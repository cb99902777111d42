"""Find the places of marks again when their source has changed: a newer scrape, a mended file, another format.

White space, width and script (traditional or simplified) do not count. Unique stretches that both texts
share say where to look (as in patience diff); there the quote is sought exactly, then near-exactly, with its
context to choose among several places. What cannot be placed with good reason is given back, never guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from caselib.coding.approximate import nearest
from caselib.coding.events import Event, Mark, mark
from caselib.coding.log import effective
from caselib.lang.fold import fold
from caselib.model import SourceText, Span

# Long enough to be unique in a document of Chinese, short enough to survive between two edits.
_GRAM = 12
# Characters looked at beyond the shared stretches on either side: an edit may reach into the quote.
_MARGIN = 4
# A short quote elsewhere than expected is believed only with this many characters of its context, or if it is this long and stands once.
_TRUST, _LONG = 6, 10
# Occurrences of a quote that are compared by context; a quote that occurs more often says nothing by itself.
_MANY = 60


@dataclass(frozen=True)
class Squeezed:
    """A text folded and without white space, with the way back."""

    text: str
    origin: list[int]

    @classmethod
    def of(cls, text: str) -> Squeezed:
        folded = fold(text)
        origin = [i for i, char in enumerate(folded) if not char.isspace()]
        return cls("".join(folded[i] for i in origin), origin)

    def at(self, offset: int) -> int:
        """The position of the first kept character at or behind ``offset`` of the text."""
        return bisect_right(self.origin, offset - 1)

    def span(self, start: int, end: int) -> Span:
        """The span of the text under squeezed ``[start, end)``."""
        return Span(self.origin[start], self.origin[end - 1] + 1)

    @cached_property
    def grams(self) -> dict[str, int]:
        """Where each stretch of ``_GRAM`` characters stands that occurs once."""
        seen: dict[str, int] = {}
        for i in range(len(self.text) - _GRAM + 1):
            gram = self.text[i : i + _GRAM]
            seen[gram] = -1 if gram in seen else i
        return {gram: i for gram, i in seen.items() if i >= 0}


class Alignment:
    """Shared unique stretches of two texts, in an order that both have."""

    def __init__(self, old: Squeezed, new: Squeezed) -> None:
        pairs = sorted((i, new.grams[gram]) for gram, i in old.grams.items() if gram in new.grams)
        kept = _rising([j for _, j in pairs])
        self.old = [pairs[k][0] for k in kept]
        self.new = [pairs[k][1] for k in kept]
        self.length = len(new.text)

    def window(self, start: int, end: int) -> tuple[int, int, int | None]:
        """Where old ``[start, end)`` must lie in the new text, and where it starts if nothing around it changed."""
        left = bisect_right(self.old, start) - 1
        right = bisect_right(self.old, end - _GRAM)
        low, high, expected = 0, self.length, None
        if right < len(self.new):
            high = self.new[right] + max(0, end - self.old[right])
            expected = max(0, self.new[right] - (self.old[right] - start))
        if left >= 0:
            low = self.new[left] + min(start - self.old[left], _GRAM)
            expected = self.new[left] + start - self.old[left]
        return low, max(low, high), expected


def reanchor(spans: Iterable[Span], old: SourceText, new: SourceText) -> tuple[dict[Span, Span], list[Span]]:
    """Places of spans of ``old`` in ``new``, and the spans that have none.

    Examples
    --------
    >>> old, new = SourceText("a", "经调解商家同意全额退款。"), SourceText("a", "广告\\n經調解商家同意全額退款。")
    >>> moved, lost = reanchor([Span(7, 11)], old, new)
    >>> [span.of(new.text) for span in moved.values()], lost
    (['全額退款'], [])
    """
    finder = Finder(new, old)
    found = {span: finder.place(mark(old, span)) for span in spans}
    return {span: place for span, place in found.items() if place}, [span for span, place in found.items() if not place]


def reanchor_events(events: Iterable[Event], new: SourceText, old: SourceText | None = None) -> tuple[list[Event], list[Event]]:
    """The decisions that stand with their marks moved to a document's new text, and those of which a mark has no place in it.

    Undo and redo are applied first: they name events by content, and moving changes the content. The old text is not
    needed, because events carry quote and context; with it more is found. Memos on whole cases move with the document.
    """
    finder = Finder(new, old)
    moved, lost = [], []
    for event in effective(events):
        at, to = (m and finder.move(m) for m in (event.at, event.to))
        if (event.at and not at) or (event.to and not to):
            lost.append(event)
        else:
            moved.append(replace(event, at=at, to=to, doc=new.doc))
    return moved, lost


class Finder:
    """Places marks in one text; what is made of the whole text is made once."""

    def __init__(self, new: SourceText, old: SourceText | None = None) -> None:
        self.source = new
        self.new = Squeezed.of(new.text)
        self.old = Squeezed.of(old.text) if old else None
        self.same = bool(old and old.text == new.text)
        self.alignment = Alignment(self.old, self.new) if self.old else None

    def move(self, sought: Mark) -> Mark | None:
        """The mark at its new place, with the new text's quote and context."""
        place = self.place(sought)
        return mark(self.source, place, *sought.key) if place else None

    def place(self, sought: Mark) -> Span | None:
        """Where a mark stands in the text."""
        if self.same or _untouched(sought, self.source.text):
            return sought.span
        quote, before, after = (Squeezed.of(text).text for text in (sought.quote, sought.before, sought.after))
        if not quote:
            return None
        low, high, expected = self._window(sought)
        found = None
        if expected is not None:
            # Near-exactly here before exactly elsewhere: compilations tell the same twice, and the coder marked one of the two.
            found = self._around(quote, before, after, low, high, expected) or nearest(quote, self.new.text, expected, low, high)
        found = found or self._anywhere(quote, before, after)
        if not found and expected is None and (near := self._beside(quote, before, after)) is not None:
            found = nearest(quote, self.new.text, near, low, high)
        return self.new.span(*found) if found else None

    def _window(self, sought: Mark) -> tuple[int, int, int | None]:
        if not (self.alignment and self.old and self.alignment.new):
            return 0, len(self.new.text), None
        low, high, expected = self.alignment.window(self.old.at(sought.span.start), self.old.at(sought.span.end))
        return max(0, low - _MARGIN), min(len(self.new.text), high + _MARGIN), expected

    def _around(self, quote: str, before: str, after: str, low: int, high: int, expected: int) -> tuple[int, int] | None:
        """The quote inside the window in which it must lie."""
        places = list(_occurrences(quote, self.new.text, low, high))
        if not places:
            return None
        at = max(places, key=lambda i: (self._context(i, quote, before, after), -abs(i - expected)))
        sure = self._context(at, quote, before, after) >= 2 or len(quote) >= _TRUST
        return (at, at + len(quote)) if sure else None

    def _anywhere(self, quote: str, before: str, after: str) -> tuple[int, int] | None:
        """The quote in the whole text: at the place with its context, or the only one if it is long."""
        places = list(_occurrences(quote, self.new.text, 0, len(self.new.text)))
        if not places:
            return None
        scores = [self._context(i, quote, before, after) for i in places]
        best = max(scores)
        if scores.count(best) > 1 or (best < _TRUST and not (len(places) == 1 and len(quote) >= _LONG)):
            return None
        at = places[scores.index(best)]
        return at, at + len(quote)

    def _beside(self, quote: str, before: str, after: str) -> int | None:
        """Where the quote should start, by the only place of the words before or behind it."""
        text = self.new.text
        if len(before) >= _TRUST and text.count(before) == 1:
            return text.index(before) + len(before)
        if len(after) >= _TRUST and text.count(after) == 1:
            return max(0, text.index(after) - len(quote))
        return None

    def _context(self, at: int, quote: str, before: str, after: str) -> int:
        """Characters of context that stand unchanged beside the quote at ``at``."""
        text, end = self.new.text, at + len(quote)
        left = _shared(before[::-1], text[max(0, at - len(before)) : at][::-1])
        return left + _shared(after, text[end : end + len(after)])


def _untouched(sought: Mark, text: str) -> bool:
    """Whether quote and context stand exactly where they stood."""
    start, end = sought.span
    around = text[max(0, start - len(sought.before)) : start], text[start:end], text[end : end + len(sought.after)]
    return around == (sought.before, sought.quote, sought.after) and bool(sought.before or sought.after or len(sought.quote) >= _LONG)


def _occurrences(quote: str, text: str, low: int, high: int) -> Iterator[int]:
    at, left = text.find(quote, low, high), _MANY
    while at >= 0 and left:
        yield at
        left -= 1
        at = text.find(quote, at + 1, high)


def _shared(a: str, b: str) -> int:
    """Length of the common beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _rising(values: Sequence[int]) -> list[int]:
    """Indices of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    back = [-1] * len(values)
    for i, value in enumerate(values):
        pile = bisect_right(tops, value)
        back[i] = piles[pile - 1] if pile else -1
        if pile == len(tops):
            tops.append(value)
            piles.append(i)
        else:
            tops[pile], piles[pile] = value, i
    found = []
    at = piles[-1] if piles else -1
    while at >= 0:
        found.append(at)
        at = back[at]
    return found[::-1]
