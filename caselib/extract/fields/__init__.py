"""The facts of a case besides its codes: each with its span, or ``None``; nothing is guessed silently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from caselib.extract.fields import money, parties, setting, when
from caselib.extract.fields.final import final
from caselib.extract.fields.industry import Trade
from caselib.extract.fields.stretch import Stretch
from caselib.extract.reading import Reading
from caselib.extract.tools import Tools
from caselib.model import CleanText, Field, Mention, Segment


class Around(NamedTuple):
    """What is told of a case together with others: its industry, and the year of the document around it."""

    trade: Trade | None
    year: Field | None


def fields(
    cleaned: CleanText, segment: Segment, laid: Reading, found: tuple[Sequence[Mention], Sequence[Mention]], tools: Tools, around: Around
) -> dict[str, Any]:
    """Keyword arguments for :class:`~caselib.model.Case`: all fields, and ``money``.

    ``found`` are the mentions and the suggestions.
    """
    mentions, doubts = found
    stretch = Stretch(cleaned, laid)
    date, own_year = when.date_and_year(stretch, around.year)
    amounts = money.amounts(stretch)
    return {
        "title": _title(cleaned, segment),
        "industry": around.trade.field(stretch) if around.trade else None,
        "organisation": parties.organisation(stretch),
        "product": parties.product(stretch),
        "date": date,
        "year": own_year,
        "place": setting.place(stretch),
        "channel": setting.channel(stretch),
        "customer": parties.customer(stretch),
        "customer_count": parties.customer_count(stretch),
        "customer_mood": parties.mood(stretch),
        "customer_type": parties.customer_type(stretch),
        "money": amounts,
        "days_to_resolution": when.days_to_resolution(stretch, mentions),
        "responsibility": setting.responsibility(stretch),
        "final": final(laid, mentions, doubts, segment.span, tools),
    }


def _title(cleaned: CleanText, segment: Segment) -> Field | None:
    if segment.title is None:
        return None
    words = segment.title.of(cleaned.source.text).strip()
    return Field(words, segment.title, segment.rule) if words else None
