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


def mentions(cleaned: CleanText, laid: Reading, layout: Layout, decided: Sequence[Decided]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Mentions at or above the threshold, and suggestions below it, both in order of the text."""
    if not decided:
        return (), ()
    kept: list[_Found] = []
    below: list[_Found] = []
    for each in decided:
        (kept if each.kept else below).append(_placed(cleaned, laid, layout, each))
    everybody = named(laid.folded)
    return _mentions(cleaned, laid, kept, "m", everybody), _mentions(cleaned, laid, below, "s", everybody)


class _Found(NamedTuple):
    """A mention at its place, ordered as mentions are."""

    span: Span
    role: str
    code: str
    status: str
    clause: int
    hit: Hit | None
    confidence: float


def _placed(cleaned: CleanText, laid: Reading, layout: Layout, candidate: Decided) -> _Found:
    code = layout.codes[candidate.code]
    start, end = laid.clauses[candidate.clause]
    hit = next((hit for hit in laid.hits[candidate.clause] if hit.rule.code == code), None)
    if end - start > LONGEST_QUOTE:
        middle = (hit.start + hit.end) // 2 if hit else (start + end) // 2
        start = max(start, min(middle - LONGEST_QUOTE // 2, end - LONGEST_QUOTE))
        end = min(end, start + LONGEST_QUOTE)
    span = cleaned.span(laid.base + start, laid.base + end)
    return _Found(span, ROLES[layout.roles[candidate.code]], code, STATUSES[candidate.status], candidate.clause, hit, candidate.confidence)


def _mentions(cleaned: CleanText, laid: Reading, found: list[_Found], letter: str, everybody: Named) -> tuple[Mention, ...]:
    """The records, in order of the text and numbered."""
    made = []
    for number, each in enumerate(sorted(found, key=lambda each: each[:4]), 1):
        span, role, code, status, clause, hit, confidence = each
        # Where no cue says at which word, the actor is looked for before the end of the quote.
        at = hit.start if hit else cleaned.at(span.end) - laid.base
        made.append(Mention(
            id=f"{letter}{number}",
            role=role,
            code=code,
            status=status,
            span=span,
            quote=span.of(cleaned.source.text),
            rule=hit.rule.name if hit else "scorer",
            confidence=confidence,
            realised=realised(laid.words(clause)) if status == "done" else "",
            actor="customer" if status == "demanded" else actor(laid, clause, at, everybody),
        ))  # fmt: skip
    return tuple(made)
