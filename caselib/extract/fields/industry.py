"""The firm's trade: by the words that the codebook lists for each industry, weighed as annotated cases teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from caselib.codebook import Codebook
from caselib.extract.fields.stretch import Stretch
from caselib.extract.reading import Readings
from caselib.extract.scorer import Model, Wholes, trade_scores
from caselib.lang.fold import fold
from caselib.model import Field

# The title and the first sentences say whom the complaint is about; what follows speaks of many things.
OPENING = 80
# A word repeated is the case's subject up to a point: its votes count up to this many times.
REPEATS = 3
# Of a long document so many characters say what it is about.
_DOCUMENT = 200_000


# What the n-grams say of an industry that no annotated case was of, where they were taught others: about the log of one in 150.
UNTAUGHT = -5.0

_PLAIN = {"own": 1.0, "document": 0.3, "opening": 0.5}
Numbers = NDArray[np.int64]
Votes = NDArray[np.float64]


class Trade(NamedTuple):
    """The most likely industry of a case, its probability, and ``[start, end)`` of its first word in the case (-1 where it has none)."""

    name: str
    confidence: float
    start: int
    end: int

    def field(self, stretch: Stretch) -> Field:
        """As a fact of the record."""
        if self.start < 0:
            return Field(self.name, None, "industry/document", self.confidence)
        return stretch.field(self.start, self.end, "industry/words", self.name, self.confidence)


class _Listed(NamedTuple):
    """The words of a codebook: industry by name; word → industries and weights (``owners[starts[w]:starts[w + 1]]``)."""

    names: list[str]
    automaton: AhoCorasick
    starts: Numbers
    owners: Numbers
    weights: Votes

    def find(self, folded: str) -> tuple[Numbers, Numbers, Numbers]:
        """Number, start and end of every word in a text."""
        found = self.automaton.find_matches_as_indexes(folded)
        word, start, end = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3).T
        return word, start, end

    def owned(self, words: Numbers) -> tuple[Numbers, Numbers, Votes]:
        """Every word (its place in ``words``) with each industry that it speaks for, and how much."""
        many = self.starts[words + 1] - self.starts[words]
        at = np.repeat(self.starts[words + 1] - np.cumsum(many), many) + np.arange(many.sum())
        return np.repeat(np.arange(len(words)), many), self.owners[at], self.weights[at]


@lru_cache(maxsize=4)
def _listed(codebook: Codebook) -> _Listed:
    names = sorted(codebook.industries)
    by_word: dict[str, list[tuple[int, float]]] = {}
    for entry in codebook.industries.values():
        for word, weight in entry.words.items():
            by_word.setdefault(fold(word), []).append((names.index(entry.id), weight))
    starts = np.cumsum([0, *map(len, by_word.values())])
    pairs = np.asarray([pair for owners in by_word.values() for pair in owners]).reshape(-1, 2)
    return _Listed(names, AhoCorasick(list(by_word), matchkind=MatchKind.LeftmostLongest), starts, pairs[:, 0].astype(np.int64), pairs[:, 1])


class _Heard(NamedTuple):
    """What speaks for the industries in several cases: tables of cases by industries, which industries are possible at all, and the words.

    Of each word of a case (``cases`` and ``words``, parallel) ``times`` says how often it stands there, by its logarithm.
    """

    tables: dict[str, Votes]
    possible: NDArray[np.bool_]
    cases: Numbers
    words: Numbers
    times: Votes


def _heard(listed: _Listed, found: tuple[Numbers, Numbers, Numbers], documents: Sequence[str], codebook: Codebook) -> _Heard:
    """``found`` are the words' numbers, the case of each, and where it stands in the case."""
    word, case, place = found
    shape = len(documents), len(listed.names)
    both, count = np.unique(case * (len(listed.starts) - 1) + word, return_counts=True)
    cases, words = np.divmod(both, len(listed.starts) - 1)
    count = np.minimum(count, REPEATS)
    own, opening, far = np.zeros(shape), np.zeros(shape), np.asarray([_document(text, codebook) for text in documents]).reshape(shape)
    at, owner, weight = listed.owned(words)
    np.add.at(own, (cases[at], owner), weight * count[at])
    early = np.flatnonzero(place < OPENING)
    at, owner, weight = listed.owned(word[early])
    np.add.at(opening, (case[early][at], owner), weight)
    total = own.sum(axis=1, keepdims=True)
    tables = {
        "own": np.log1p(own), "share": own / np.maximum(total, 1e-9), "opening": np.log1p(opening), "document": far,
        "best": (own == own.max(axis=1, keepdims=True, initial=0)) & (own > 0), "none": own == 0, "best document": far == 1,
    }  # fmt: skip
    return _Heard(tables, (own > 0) | (far > 0), cases, words, np.log1p(count))


def industries(laid: Readings, documents: Sequence[str], codebook: Codebook, model: Model, whole: Wholes) -> list[Trade | None]:
    """The most likely industry of each case, or ``None`` where no listed word stands in the case or its document (folded).

    The listed words vote with learned weights (without any they simply vote), and the n-grams of the case (``whole``) are one vote more.
    """
    listed = _listed(codebook)
    if not listed.names:
        return [None] * len(documents)
    word, start, end = listed.find(laid.whole.folded)
    case = np.searchsorted(laid.offsets, start, side="right") - 1
    heard = _heard(listed, (word, case, start - laid.offsets[case]), documents, codebook)
    scores = np.where(heard.possible, _scores(listed, heard, model.meta.get("industry") or _PLAIN) + _told(listed, model, whole), -np.inf)
    # Of equals the last by name.
    best = len(listed.names) - 1 - np.argmax(scores[:, ::-1], axis=1)
    at, owner, _ = listed.owned(word)
    mine = at[owner == best[case[at]]]
    cases, first = np.unique(case[mine], return_index=True)
    where = {c: (int(start[n] - laid.offsets[c]), int(end[n] - laid.offsets[c])) for c, n in zip(cases.tolist(), mine[first].tolist(), strict=True)}
    with np.errstate(invalid="ignore"):
        shares = 1 / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
    rows = zip(np.asarray(heard.possible.any(axis=1)).tolist(), best.tolist(), shares.tolist(), strict=True)
    return [Trade(listed.names[k], round(share, 2), *where.get(n, (-1, -1))) if some else None for n, (some, k, share) in enumerate(rows)]


def _scores(listed: _Listed, heard: _Heard, weights: Mapping[str, float]) -> Votes:
    """:func:`industry_features` times their weights."""
    scores = np.asarray([[weights.get(f"bias {name}", 0.0) for name in listed.names]]) + sum(
        weights[name] * table for name, table in heard.tables.items() if name in weights
    )
    at, owner, _ = listed.owned(heard.words)
    told = np.asarray([weights.get(f"word {word}", 0.0) for word in heard.words.tolist()]) * heard.times
    np.add.at(scores, (heard.cases[at], owner), told[at])
    return scores


def _told(listed: _Listed, model: Model, whole: Wholes) -> Votes:
    """What the n-grams say of every industry, case by case."""
    told = np.full((len(whole.starts) - 1, len(listed.names)), UNTAUGHT)
    known = [(n, listed.names.index(name)) for n, name in enumerate(model.meta.get("trades", ())) if name in listed.names]
    if not model.trades.size:
        return np.zeros_like(told)
    taught = np.asarray(known, dtype=np.int64).reshape(-1, 2)
    told[:, taught[:, 1]] = trade_scores(model, whole)[:, taught[:, 0]]
    return told


def industry_features(folded: str, document: str, codebook: Codebook) -> dict[str, dict[str, float]]:
    """Named features of every industry that has a word in the case or its document."""
    listed = _listed(codebook)
    word, start, _ = listed.find(folded)
    heard = _heard(listed, (word, np.zeros_like(word), start), [document], codebook)
    possible = np.flatnonzero(heard.possible[0]).tolist()
    rows = {listed.names[k]: {name: float(table[0, k]) for name, table in heard.tables.items()} | {f"bias {listed.names[k]}": 1.0} for k in possible}
    for n, k in zip(*(part.tolist() for part in listed.owned(heard.words)[:2]), strict=True):
        rows[listed.names[k]][f"word {heard.words[n]}"] = float(heard.times[n])
    return rows


@lru_cache(maxsize=8)
def _document(folded: str, codebook: Codebook) -> Votes:
    """Votes of the whole document, each word by the log of its count, as a share of the strongest industry's."""
    listed = _listed(codebook)
    words, count = np.unique(listed.find(folded[:_DOCUMENT])[0], return_counts=True)
    at, owner, weight = listed.owned(words)
    votes = np.bincount(owner, weight * np.log1p(count)[at], minlength=len(listed.names))
    return np.asarray(votes / max(votes.max(initial=0), 1e-9))
