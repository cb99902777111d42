"""The firm's trade: by the words that the codebook lists for each industry, weighed as annotated cases teach."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from caselib.codebook import Codebook
from caselib.extract.fields.stretch import Stretch
from caselib.extract.scorer import Model, trade_scores
from caselib.lang.fold import fold
from caselib.model import Field

# The title and the first sentences say whom the complaint is about; what follows speaks of many things.
OPENING = 80
# A word repeated is the case's subject up to a point: its votes count up to this many times.
REPEATS = 3


# What the n-grams say of an industry that no annotated case was of, where they were taught others: about the log of one in 150.
UNTAUGHT = -5.0

_PLAIN = {"own": 1.0, "document": 0.3, "opening": 0.5}
# Features that every industry has, in order; a bias of its own and its words follow.
_SHARED = ("own", "share", "opening", "document", "best", "none")
Matches = list[tuple[int, int, int]]


def industry(stretch: Stretch, codebook: Codebook, model: Model) -> Field | None:
    """The most likely industry, or ``None`` where no listed word stands in the case or its document.

    The listed words vote with learned weights (without any they simply vote), and the case's n-grams as a whole are one vote more.
    """
    words, automaton = _words(codebook)
    found = automaton.find_matches_as_indexes(stretch.folded)
    rows = _rows(found, stretch.cleaned.folded, codebook)
    if not rows:
        return None
    get = (model.meta.get("industry") or _PLAIN).get
    text = trade_scores(model, stretch.folded)
    scores = {name: sum([get(key, 0.0) * value for key, value in row.items()]) + text.get(name, UNTAUGHT if text else 0.0) for name, row in rows.items()}
    best = max(scores, key=lambda name: (scores[name], name))
    total = sum(math.exp(score - scores[best]) for score in scores.values())
    where = next(((start, end) for i, start, end in found if any(owner == best for owner, _ in words[i])), None)
    confidence = round(1 / total, 2)
    return stretch.field(*where, "industry/words", best, confidence) if where else Field(best, None, "industry/document", confidence)


def industry_features(folded: str, document: str, codebook: Codebook) -> dict[str, dict[str, float]]:
    """Named features of every industry that has a word in the case or its document."""
    found = _words(codebook)[1].find_matches_as_indexes(folded)
    return _rows(found, document, codebook)


def _rows(found: Matches, document: str, codebook: Codebook) -> dict[str, dict[str, float]]:
    words, _ = _words(codebook)
    own: dict[str, float] = {}
    opening: dict[str, float] = {}
    seen: dict[int, int] = {}
    for index, start, _ in found:
        seen[index] = seen.get(index, 0) + 1
        for name, weight in words[index]:
            own[name] = own.get(name, 0) + weight * (seen[index] <= REPEATS)
            opening[name] = opening.get(name, 0) + weight * (start < OPENING)
    around = _document(document, codebook)
    most, total = max(own.values(), default=0), sum(own.values())
    rows = {}
    for name in sorted({*own, *around}):
        mine, far = own.get(name, 0), around.get(name, 0.0)
        told = math.log1p(mine), mine / total if total else 0.0, math.log1p(opening.get(name, 0)), far, float(mine == most > 0), float(not mine)
        rows[name] = dict(zip(_SHARED, told, strict=True)) | {f"bias {name}": 1.0, "best document": float(far == 1)}
    for index, count in seen.items():
        for name, _ in words[index]:
            rows[name][f"word {index}"] = math.log1p(min(count, REPEATS))
    return rows


@lru_cache(maxsize=8)
def _document(folded: str, codebook: Codebook) -> dict[str, float]:
    """Votes of the whole document, each word by the log of its count, as a share of the strongest industry's."""
    words, automaton = _words(codebook)
    found = Counter(index for index, _, _ in automaton.find_matches_as_indexes(folded[:200_000]))
    votes: Counter[str] = Counter()
    for index, count in found.items():
        for name, weight in words[index]:
            votes[name] += weight * math.log1p(count)  # type: ignore[assignment]
    top = max(votes.values(), default=1)
    return {name: weight / top for name, weight in votes.items()}


@lru_cache(maxsize=4)
def _words(codebook: Codebook) -> tuple[list[list[tuple[str, float]]], AhoCorasick]:
    by_word: dict[str, list[tuple[str, float]]] = {}
    for entry in codebook.industries.values():
        for word, weight in entry.words.items():
            by_word.setdefault(fold(word), []).append((entry.id, weight))
    return list(by_word.values()), AhoCorasick(list(by_word), matchkind=MatchKind.LeftmostLongest)
