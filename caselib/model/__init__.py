"""The records that travel between the stages: frozen, without I/O, without pandas.

Every position in them is a :class:`Span` of the *source text*; clean positions stay inside the
stages that work on clean text.
"""

from caselib.model.case import Case, Episode, Field, Guide, GuideItem, Link, Mention, Money
from caselib.model.segment import Segment
from caselib.model.span import Span
from caselib.model.text import Block, Change, CleanText, SourceText

__all__ = [
    "Block",
    "Case",
    "Change",
    "CleanText",
    "Episode",
    "Field",
    "Guide",
    "GuideItem",
    "Link",
    "Mention",
    "Money",
    "Segment",
    "SourceText",
    "Span",
]
