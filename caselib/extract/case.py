"""Put a case record together: its mentions, episodes, links and fields."""

from __future__ import annotations

import hashlib

from caselib.codebook import Codebook
from caselib.extract.episodes import CARRY_ON, episodes, story_of
from caselib.extract.fields import fields
from caselib.extract.links import links
from caselib.extract.mentions import mentions
from caselib.extract.reading import Reading, read_segment
from caselib.extract.tools import Tools
from caselib.model import Case, CleanText, Episode, Field, Mention, Segment

__all__ = ["Tools", "extract"]


def extract(cleaned: CleanText, segment: Segment, tools: Tools, year: Field | None = None) -> Case:
    """The record of one case segment; ``year`` is that of the document, for a case that tells none of its own.

    Guides are made by :func:`caselib.extract.guides.guide`.
    """
    laid = read_segment(cleaned, segment, tools.cues)
    kept, below = mentions(cleaned, laid, tools.model, tools.least)
    told = [_section(cleaned, laid, mention) for mention in kept]
    rounds: tuple[Episode, ...] = ()
    if segment.kind == "incident":
        rounds = episodes(story_of(kept, told), laid.folded, tools.model.meta.get("rounds", {}), _carry_on(tools.codebook))
    return Case(
        uid=_uid(laid),
        doc=cleaned.source.doc,
        span=segment.span,
        kind=segment.kind,
        rule=segment.rule,
        parts=segment.parts,
        mentions=kept,
        suggestions=below,
        episodes=rounds,
        links=links(cleaned, laid, kept, rounds, tools.model),
        **fields(cleaned, segment, laid, kept, tools, year),
    )


def _section(cleaned: CleanText, laid: Reading, mention: Mention) -> str:
    at = cleaned.at(mention.span.start) - laid.base
    for (start, end), section in zip(laid.clauses, laid.sections, strict=True):
        if start <= at < end:
            return section
    return "situation"


def _carry_on(codebook: Codebook) -> frozenset[str]:
    """Bad outcomes that carry a complaint on; in a codebook of another field, all of its bad outcomes."""
    bad = frozenset(code.id for code in codebook.codes.values() if code.role == "outcome" and code.polarity == "bad")
    return (bad & CARRY_ON) or bad


def _uid(laid: Reading) -> str:
    """Made from the words alone, so that spaces, script and place do not change it."""
    words = "".join(laid.folded.split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
