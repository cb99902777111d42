"""The mentions of a case, and the suggestions below them."""

from __future__ import annotations

from dataclasses import replace

from caselib.extract.actor import actor, realised
from caselib.extract.decide import SUGGEST, Candidate, confidences, strongest, thresholds
from caselib.extract.features import ROLES, STATUSES
from caselib.extract.reading import Reading
from caselib.extract.scorer import Model, Scores
from caselib.model import CleanText, Mention

# A quote is the shortest clause that carries the code; longer clauses are cut around their cue.
LONGEST_QUOTE = 40


def mentions(
    cleaned: CleanText, laid: Reading, model: Model, scores: Scores, least: float | None = None
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Mentions at or above the threshold, and suggestions below it, both in order of the text.

    ``scores`` are those of the reading; ``least`` replaces the model's thresholds.
    """
    found = strongest(scores)
    if not found:
        return (), ()
    limits = thresholds(model, least).tolist()
    kept: list[Mention] = []
    below: list[Mention] = []
    for candidate, confidence in zip(found, confidences(model, found, len(laid)).tolist(), strict=True):
        if confidence < min(SUGGEST, limits[candidate.code]):
            continue
        mention = _mention(cleaned, laid, model, candidate, round(confidence, 3))
        (kept if confidence >= limits[candidate.code] else below).append(mention)
    return _numbered(kept, "m"), _numbered(below, "s")


def _mention(cleaned: CleanText, laid: Reading, model: Model, candidate: Candidate, confidence: float) -> Mention:
    code = model.layout.codes[candidate.code]
    role = ROLES[model.layout.roles[candidate.code]]
    status = STATUSES[candidate.status]
    start, end = laid.clauses[candidate.clause]
    hit = next((hit for hit in laid.hits[candidate.clause] if hit.code == code), None)
    if end - start > LONGEST_QUOTE:
        middle = (hit.start + hit.end) // 2 if hit else (start + end) // 2
        start = max(start, min(middle - LONGEST_QUOTE // 2, end - LONGEST_QUOTE))
        end = min(end, start + LONGEST_QUOTE)
    span = cleaned.span(laid.base + start, laid.base + end)
    at = hit.start if hit else end
    return Mention(
        id="",
        role=role,
        code=code,
        status=status,
        span=span,
        quote=span.of(cleaned.source.text),
        rule=hit.rule if hit else "scorer",
        confidence=confidence,
        realised=realised(laid.words(candidate.clause)) if status == "done" else "",
        actor="customer" if status == "demanded" else actor(laid, candidate.clause, at),
    )


def _numbered(found: list[Mention], letter: str) -> tuple[Mention, ...]:
    ordered = sorted(found, key=lambda m: (m.span, m.role, m.code, m.status))
    return tuple(replace(mention, id=f"{letter}{number}") for number, mention in enumerate(ordered, 1))
