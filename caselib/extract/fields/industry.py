"""The firm's trade: by the words that the codebook lists for each industry."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from caselib.codebook import Codebook
from caselib.extract.fields.stretch import Stretch
from caselib.lang.fold import fold
from caselib.model import Field

# The title and the first sentences say whom the complaint is about; what follows speaks of many things.
OPENING, OPENING_WEIGHT = 120, 2.0
# A word repeated is the case's subject up to a point: its votes count up to this many times.
REPEATS = 3
# The rest of the document is weaker evidence (a bulletin of one trade names it once, at the top).
DOCUMENT_WEIGHT = 0.15
LEAST = 1.0


def industry(stretch: Stretch, codebook: Codebook) -> Field | None:
    """The industry with the most votes, or ``None`` where no listed word stands in the case."""
    words, automaton = _words(codebook)
    votes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    where: dict[str, tuple[int, int]] = {}
    for index, start, end in automaton.find_matches_as_indexes(stretch.folded):
        word = stretch.folded[start:end]
        seen[word] += 1
        if seen[word] > REPEATS:
            continue
        for name, weight in words[index]:
            votes[name] += weight * (OPENING_WEIGHT if start < OPENING else 1.0)  # type: ignore[assignment]
            where.setdefault(name, (start, end))
    for name, weight in _document(stretch.cleaned.folded, codebook).items():
        votes[name] += weight * DOCUMENT_WEIGHT  # type: ignore[assignment]
    if not votes:
        return None
    (name, most), *rest = votes.most_common()
    if most < LEAST:
        return None
    margin = most / (most + (rest[0][1] if rest else 0))
    if name not in where:
        return Field(name, None, "industry/document", round(margin * 0.8, 2))
    return stretch.field(*where[name], "industry/words", name, round(margin, 2))


@lru_cache(maxsize=8)
def _document(folded: str, codebook: Codebook) -> dict[str, float]:
    """Votes of the whole document, each word once, scaled so that the strongest industry has 20."""
    words, automaton = _words(codebook)
    found = {index for index, _, _ in automaton.find_matches_as_indexes(folded[:200_000])}
    votes: Counter[str] = Counter()
    for index in found:
        for name, weight in words[index]:
            votes[name] += weight  # type: ignore[assignment]
    top = max(votes.values(), default=1)
    return {name: 20 * weight / top for name, weight in votes.items()}


@lru_cache(maxsize=4)
def _words(codebook: Codebook) -> tuple[list[list[tuple[str, float]]], AhoCorasick]:
    by_word: dict[str, list[tuple[str, float]]] = {}
    for entry in codebook.industries.values():
        for word, weight in entry.words.items():
            by_word.setdefault(fold(word), []).append((entry.id, weight))
    return list(by_word.values()), AhoCorasick(list(by_word), matchkind=MatchKind.LeftmostLongest)
