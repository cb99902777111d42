"""Put a case record together: its mentions, episodes, links and fields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from caselib.codebook import Codebook
from caselib.extract.decide import decide
from caselib.extract.episodes import CARRY_ON, episodes, story_of
from caselib.extract.fields import Subject, fields
from caselib.extract.fields.industry import industries
from caselib.extract.fields.stretch import Stretch
from caselib.extract.layout import Floats
from caselib.extract.links import links
from caselib.extract.mentions import mentions
from caselib.extract.reading import Reading, readings, stretch
from caselib.extract.scorer import ends_of, gist_scores, hear, scores, wholes
from caselib.extract.tools import Tools
from caselib.lang.fold import short
from caselib.model import Case, CleanText, Episode, Field, Segment

__all__ = ["TOGETHER", "Told", "Tools", "carry_on", "extract", "extract_all"]


# Segments are laid out and scored together up to this many characters; more saves no time and costs memory.
TOGETHER = 16_000
Told = tuple[CleanText, Segment, Field | None]
"""A text, a case segment of it, and the year that the text tells outside of its cases."""


def extract(cleaned: CleanText, segment: Segment, tools: Tools, year: Field | None = None) -> Case:
    """The record of one case segment; ``year`` is that of the document, for a case that tells none of its own.

    Guides are made by :func:`caselib.extract.guides.guide`.
    """
    return next(extract_all([(cleaned, segment, year)], tools))


def extract_all(told: Sequence[Told], tools: Tools) -> Iterator[Case]:
    """The record of every case segment, in order; they may be of several texts."""
    for some in _batches(told):
        laid = readings([stretch(cleaned, segment) for cleaned, segment, _ in some], tools.cues)
        whole = wholes(tools.model, laid)
        heard = hear(tools.model, laid.whole)
        found = decide(tools.model, scores(tools.model, laid, heard), laid.sizes, gist_scores(tools.model, whole), tools.least)
        trades = industries(laid, [cleaned.folded for cleaned, _, _ in some], tools.codebook, tools.model, whole)
        marked = [mentions(cleaned, each, tools.model.layout, own) for (cleaned, *_), each, own in zip(some, laid.each, found, strict=True)]
        subjects = [
            Subject(Stretch(cleaned, each), segment, own.kept, own.below, trade, year, end)
            for (cleaned, segment, year), each, own, trade, end in zip(some, laid.each, marked, trades, ends_of(laid, heard), strict=True)
        ]
        turns = [heard.turns[begin:end] for begin, end in pairwise(laid.bounds.tolist())]
        rounds = [_rounds(case, own.clauses, turn, tools) for case, own, turn in zip(subjects, marked, turns, strict=True)]
        for case, own, facts in zip(subjects, rounds, fields(subjects, tools), strict=True):
            yield _case(case, own, facts, tools)


def _batches(told: Sequence[Told]) -> Iterator[list[Told]]:
    some: list[Told] = []
    size = 0
    for each in told:
        length = each[1].span.end - each[1].span.start
        if some and size + length > TOGETHER:
            yield some
            some, size = [], 0
        some.append(each)
        size += length
    if some:
        yield some


def _rounds(case: Subject, clauses: Sequence[int], turns: Floats, tools: Tools) -> tuple[Episode, ...]:
    """The episodes of an incident; ``clauses`` are those of its mentions, ``turns`` what the network says of all its clauses."""
    if case.segment.kind != "incident":
        return ()
    story = story_of(case.mentions, clauses, case.stretch.laid.sections, turns)
    return episodes(story, case.stretch.folded, tools.model.meta.get("rounds", {}), carry_on(tools.codebook))


def _case(case: Subject, rounds: tuple[Episode, ...], facts: dict[str, Any], tools: Tools) -> Case:
    stretch, segment, kept, below, *_ = case
    return Case(
        uid=_uid(stretch.laid),
        doc=stretch.cleaned.source.doc,
        span=segment.span,
        kind=segment.kind,
        rule=segment.rule,
        parts=segment.parts,
        mentions=tuple(kept),
        suggestions=tuple(below),
        episodes=rounds,
        links=links(stretch.cleaned, stretch.laid, kept, rounds, tools.model),
        **facts,
    )


@cache
def carry_on(codebook: Codebook) -> frozenset[str]:
    """Bad outcomes that carry a complaint on; in a codebook of another field, all of its bad outcomes."""
    bad = frozenset(code.id for code in codebook.codes.values() if code.role == "outcome" and code.polarity == "bad")
    return (bad & CARRY_ON) or bad


def _uid(laid: Reading) -> str:
    """Made from the words alone, so that spaces, script and place do not change it."""
    words = "".join(laid.folded.split())
    return short(hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest())
