"""Which of two mentions happened first: dates beat order cues, order cues beat the order of the text.

Text order is not event order: narrators look back (此前, 早在) and tell causes last. The basis of every
decision is kept, so that a share of 0.9 by text alone can be told from one by dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from caselib.lang.fold import fold
from caselib.model import Case, Mention, SourceText

# Parts of a case that judge instead of telling: their order on the page is the narrator's, not the events'.
REFLECTING = frozenset({"analysis", "advice", "lesson", "comment"})
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_BACK = re.compile(r"此前|之前|先前|早在|事先|原先|当初|起初|在此以前|早些时候")
_ENDS = "。!?;\n"
# Characters of its sentence before a mention in which a date or cue speaks for it.
_REACH = 60


class Told(NamedTuple):
    """What the words around a mention say of when it happened: whether they judge instead, the last date, whether they look back."""

    reflects: bool
    day: tuple[int, ...]
    back: bool


@dataclass(frozen=True)
class Order:
    """A case with its text, where that is at hand."""

    case: Case
    source: SourceText | None

    @cached_property
    def folded(self) -> str:
        """The folded text of the case."""
        return fold(self.case.span.of(self.source.text)) if self.source else ""

    def before(self, mention: Mention) -> str:
        """The folded words of the mention and of its sentence before it."""
        if not self.source:
            return fold(mention.quote)
        at = mention.span.start - self.case.span.start
        start = max(0, at - _REACH)
        sentence = max(self.folded.rfind(end, start, at) for end in _ENDS)
        return self.folded[max(start, sentence + 1) : mention.span.end - self.case.span.start]

    def reflects(self, mention: Mention) -> bool:
        """Whether the mention stands in a part that takes no part in order."""
        return any(name in REFLECTING and span.overlaps(mention.span) for name, span in self.case.parts)

    @cached_property
    def _told(self) -> dict[str, Told]:
        return {}

    def told(self, mention: Mention) -> Told:
        """What is known of a mention; asked once, because every pair of a case asks for it."""
        known = self._told.get(mention.id)
        if known is None:
            words = self.before(mention)
            known = self._told[mention.id] = Told(self.reflects(mention), _dates(words), _BACK.search(words) is not None)
        return known

    def day(self, mention: Mention) -> tuple[int, ...]:
        """The last date in :meth:`before` as (year, month, day), or (month, day) where no year stands there, or nothing."""
        return self.told(mention).day


def told_order(order: Order, one: Mention, other: Mention, *, explicit: bool) -> tuple[int, str]:
    """``(1, basis)`` if ``one`` comes first, ``(0, basis)`` if ``other`` does, ``(-1, "")`` if it is not told."""
    first, second = order.told(one), order.told(other)
    if first.reflects or second.reflects:
        return -1, ""
    if first.day and second.day and first.day != second.day and len(first.day) == len(second.day):
        return int(first.day < second.day), "date"
    if explicit:
        return 1, "cue"
    if first.back != second.back:
        return int(first.back), "cue"
    if one.span.start == other.span.start:
        return -1, ""
    return int(one.span.start < other.span.start), "text"


def _dates(words: str) -> tuple[int, ...]:
    """The last date in the words as (year, month, day), or (month, day) where no year stands there."""
    found = _DATE.findall(words)
    return tuple(int(part) for part in found[-1] if part) if found else ()
