"""The mentions of a case, and the suggestions below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from caselib.extract.actor import Named, actor, named, realised
from caselib.extract.decide import Decided
from caselib.extract.features import ROLES, STATUSES, Layout
from caselib.extract.reading import Hit, Reading
from caselib.model import CleanText, Mention, Span

# A quote is the shortest clause that carries the code; longer clauses are cut around their cue.
LONGEST_QUOTE = 40


class Mentioned(NamedTuple):
    """Mentions at or above the threshold, the suggestions below it, both in order of the text, and the clauses that the mentions stand in."""

    kept: tuple[Mention, ...]
    below: tuple[Mention, ...]
    clauses: list[int]


def mentions(cleaned: CleanText, laid: Reading, layout: Layout, decided: Sequence[Decided]) -> Mentioned:
    """The records of what was decided of a case."""
    if not decided:
        return Mentioned((), (), [])
    # In order of place, role, code and status, of which no two have the same.
    placed = sorted(_placed(cleaned, laid, layout, each) for each in decided)
    everybody = named(laid)
    kept = [each for each in placed if each.kept]
    below = [each for each in placed if not each.kept]
    told = (tuple(_mention(cleaned, laid, each, f"m{n}", everybody) for n, each in enumerate(kept, 1)),
            tuple(_mention(cleaned, laid, each, f"s{n}", everybody) for n, each in enumerate(below, 1)))  # fmt: skip
    return Mentioned(*told, [each.clause for each in kept])


class _Placed(NamedTuple):
    """A mention at its place."""

    span: Span
    role: str
    code: str
    status: str
    clause: int
    confidence: float
    kept: bool
    hit: Hit | None


def _placed(cleaned: CleanText, laid: Reading, layout: Layout, candidate: Decided) -> _Placed:
    number, status, clause, confidence, kept = candidate
    code = layout.codes[number]
    start, end = laid.clauses[clause]
    hit = laid.first_cues.get((clause, code))
    if end - start > LONGEST_QUOTE:
        middle = (hit.start + hit.end) // 2 if hit else (start + end) // 2
        start = max(start, min(middle - LONGEST_QUOTE // 2, end - LONGEST_QUOTE))
        end = min(end, start + LONGEST_QUOTE)
    span = cleaned.span(laid.base + start, laid.base + end)
    return _Placed(span, ROLES[layout.roles[number]], code, STATUSES[status], clause, confidence, kept, hit)


def _mention(cleaned: CleanText, laid: Reading, each: _Placed, name: str, everybody: Named) -> Mention:
    span, role, code, status, clause, confidence, _, hit = each
    # Where no cue says at which word, the actor is looked for before the end of the quote.
    at = hit.start if hit else cleaned.at(span.end) - laid.base
    return Mention(
        id=name,
        role=role,
        code=code,
        status=status,
        span=span,
        quote=cleaned.source.text[span.start : span.end],
        rule=hit.rule.name if hit else "scorer",
        confidence=confidence,
        realised=realised(laid.words(clause)) if status == "done" else "",
        actor="customer" if status == "demanded" else actor(laid, clause, at, everybody),
    )
