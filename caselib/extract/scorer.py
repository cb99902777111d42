"""The learned scorer: probabilities of (code, status) in clauses, with numpy alone.

Three layers, each a logistic regression: the words of a clause; the words together with cues, hints,
neighbours, section, modality and what a small network says; the case as a whole. Trained by :mod:`caselib.extract.training`,
stored by :mod:`caselib.extract.stored`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import (
    NONE,
    STATUSES,
    Floats,
    Ints,
    Layout,
    Triples,
    clause_block,
    cue_matrix,
    sentence_block,
    turned,
    weigh,
)
from caselib.extract.hashing import clause_features, text_features
from caselib.extract.layout import TOLD
from caselib.extract.net import Heard, Net, listen
from caselib.extract.reading import Reading, Readings

# Fewer sums than this are quicker taken one by one.
_FEW = 16
# What a cue says counts for nothing where a negation stands right before it: of 119 such in the open corpus and the stories none was coded as told.
DENIAL = 4.0
# The network counts for no more than this for an action that is supposed, or denied or asked without a cue (没有道歉, 如果不满意可以退款): it was
# taught few such, and hears the case around them louder.
DOUBT = -4.0
# What the gist says of a code and status that it was not taught: its mean of any other.
UNTOLD = 0.0


@dataclass(frozen=True)
class Model:
    """The scorer's arrays.

    ``words`` is int8 with one scale a column: codes first, then statuses; ``idf`` weighs the n-grams. ``status``, ``pair`` and ``case`` are the
    weights of the later layers (last row: bias); ``together`` says which codes keep company; ``trades`` are the log-odds of the
    industries (named in ``meta``) by the n-grams of a whole case, last row the bias, none where nobody taught them; ``gist`` says the same of
    codes with statuses (named in ``meta``), int8 with scale and bias a column; ``net`` is there where cases enough were annotated; ``meta`` holds
    what it was trained on, cue weights, thresholds and the tables of links and endings.
    """

    layout: Layout
    words: NDArray[np.int8]
    idf: Floats
    scale: Floats
    bias: Floats
    status: Floats
    pair: Floats
    case: Floats
    together: Floats
    meta: dict[str, Any]
    trades: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    gist: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    gist_scale: Floats = field(default_factory=lambda: np.zeros((2, 0), np.float32))
    net: Net | None = None

    @cached_property
    def cue_weights(self) -> Mapping[str, float]:
        """Log-odds that a hit of a cue (by its rule name) is right."""
        return MappingProxyType(self.meta.get("cue_weights", {}))

    @cached_property
    def closings(self) -> dict[str, list[float]]:
        """The weights of endings by the pairs of characters that close a story."""
        return {name.removeprefix("closing "): found for name, found in self.meta.get("final", {}).items() if name.startswith("closing ")}

    @cached_property
    def link_weights(self) -> dict[tuple[str, ...], tuple[float, ...]]:
        """The weights of links by role and code of their ends, as far as they were asked for."""
        return {}

    @property
    def thresholds(self) -> dict[str, float]:
        """The least confidence of a mention by code; key ``*`` for codes without one of their own."""
        return dict(self.meta.get("thresholds", {"*": 0.5}))

    @cached_property
    def gist_columns(self) -> tuple[Ints, Ints]:
        """Numbers of the codes and of the statuses of the gist's columns."""
        named = [(self.layout.codes.index(code), STATUSES.index(status)) for code, status in self.meta.get("gist", ())]
        codes, statuses = zip(*named, strict=True) if named else ((), ())
        return np.asarray(codes, np.int64), np.asarray(statuses, np.int64)


@dataclass(frozen=True)
class Scores:
    """What the scorer says of one reading: candidates (numbers of clause, code, status) with their probabilities."""

    clauses: Ints
    codes: Ints
    statuses: Ints
    probability: Floats


def word_scores(model: Model, laid: Reading) -> tuple[Floats, Floats]:
    """Log-odds by clause and code, and raw status scores by clause, from n-grams alone."""
    codes = len(model.layout.codes)
    if not len(laid):
        return np.zeros((0, codes), np.float32), np.zeros((0, len(STATUSES)), np.float32)
    buckets, starts = clause_features(laid.folded, laid.spans)
    lengths = np.sqrt(np.add.reduceat(model.idf[buckets] ** 2, starts[:-1]))[:, None]
    scores = _sums(model.words, buckets, starts) * model.scale / lengths + model.bias
    return scores[:, :codes].astype(np.float32), scores[:, codes:].astype(np.float32)


def _sums(table: NDArray[np.int8], rows: NDArray[np.uint32], starts: Ints) -> NDArray[np.int32]:
    """The sum of ``table[rows[starts[i]:starts[i + 1]]]`` for every ``i``.

    All first rows are added, then all second ones, and so on, the longest sums first: five times as quick as summing one after the other.
    The few sums that go on longer than the others are taken one by one.
    """
    sizes = np.diff(starts)
    order = np.argsort(-sizes, kind="stable")
    begins, ends = starts[:-1][order], starts[1:][order]
    sums = np.zeros((len(sizes), table.shape[1]), dtype=np.int32)
    # How many sums have a row left at each step.
    lefts = np.searchsorted(-sizes[order], -np.arange(sizes.max()), side="left")
    steps = int(np.searchsorted(-lefts, -_FEW, side="right"))
    for step, left in enumerate(lefts[:steps].tolist()):
        sums[:left] += table.take(rows[begins[:left] + step], axis=0)
    for n in range(lefts[steps] if steps < len(lefts) else 0):
        sums[n] += table.take(rows[begins[n] + steps : ends[n]], axis=0).sum(axis=0, dtype=np.int32)
    out = np.empty_like(sums)
    out[order] = sums
    return out


def status_features(laid: Reading, status_words: Floats) -> Floats:
    """Status scores from words, with modality and section of the clause and of its sentence so far."""
    own = clause_block(laid)
    return np.hstack([np.clip(status_words, -8, 8), own, sentence_block(laid, own)]).astype(np.float32)


def status_shares(status: Floats, laid: Reading, status_words: Floats) -> Floats:
    """Probabilities of the statuses, one row a clause."""
    return softmax(affine(status_features(laid, status_words), status))


def scores(model: Model, laid: Readings, heard: Heard) -> list[Scores]:
    """Probabilities of the candidates of each reading, worked out for all together; ``heard`` is what the network says of ``laid.whole``."""
    if not len(laid.whole):
        nothing = np.zeros(0, np.int64)
        return [Scores(nothing, nothing, nothing, np.zeros(0, np.float32)) for _ in laid.stretches]
    found = score(model, laid.whole, heard)
    cuts = np.searchsorted(found.clauses, laid.bounds)
    return [
        Scores(found.clauses[a:b] - first, found.codes[a:b], found.statuses[a:b], found.probability[a:b])
        for first, (a, b) in zip(laid.bounds, pairwise(cuts), strict=False)
    ]


def score(model: Model, laid: Reading, heard: Heard) -> Scores:
    """Probabilities of the candidates of a reading; ``heard`` is what the network says of it."""
    words, status_words = word_scores(model, laid)
    shares = status_shares(model.status, laid, status_words)
    cues = cue_matrix(laid, model.layout, model.cue_weights)
    clauses, codes, statuses, total = weigh(model.pair[:, 0], laid, model.layout, words, shares, cues, heard)
    denied, doubtful = (table[clauses, codes] for table in turned(laid, model.layout))
    done = statuses == STATUSES.index("done")
    total -= DENIAL * (denied & (done | (statuses == NONE)))
    total -= model.pair[TOLD, 0] * np.where(doubtful & done, np.maximum(heard.clauses[clauses, codes, statuses] - DOUBT, 0), 0)
    return Scores(clauses, codes, statuses, sigmoid(total))


def probabilities(pair: Floats, found: Triples) -> Floats:
    """The pair layer: plain features, then the tables of the crossed ones, then the bias."""
    weights = pair[:, 0]
    plain = found.features.shape[1]
    total = found.features @ weights[:plain] + weights[plain + found.crossed].sum(axis=1) + weights[-1]
    return sigmoid(total.astype(np.float32))


class Wholes(NamedTuple):
    """The n-grams of whole cases, as :func:`caselib.extract.hashing.text_features` gives them."""

    buckets: NDArray[np.uint32]
    weights: Floats
    starts: Ints

    def times(self, table: NDArray[Any]) -> Floats:
        """One row a case: the rows of ``table`` that its n-grams name, weighed and added up."""
        each = [self.weights[a:b] @ table.take(self.buckets[a:b], axis=0) for a, b in pairwise(self.starts)]
        return np.asarray(each, dtype=np.float32).reshape(-1, table.shape[1])


def wholes(model: Model, laid: Readings) -> Wholes:
    """What whole cases are made of, for :func:`trade_scores` and :func:`gist_scores`."""
    return Wholes(*text_features([text for text, _, _ in laid.stretches], model.idf))


def trade_scores(model: Model, whole: Wholes) -> Floats:
    """Log-probabilities of the model's industries (columns) by the n-grams of each whole case (rows)."""
    margins = whole.times(model.trades) + model.trades[-1]
    margins -= margins.max(axis=1, keepdims=True)
    return np.asarray(margins - np.log(np.exp(margins).sum(axis=1, keepdims=True)), dtype=np.float32)


def gist_scores(model: Model, whole: Wholes) -> Floats:
    """How much the n-grams of each whole case speak for every code and status, wherever in it that might stand.

    Returns
    -------
    Array of shape (cases, codes, statuses), in standard deviations from the column's mean; ``UNTOLD`` for what nobody taught.
    """
    out = np.full((len(whole.starts) - 1, len(model.layout.codes), len(STATUSES)), UNTOLD, dtype=np.float32)
    if model.gist.size:
        codes, statuses = model.gist_columns
        out[:, codes, statuses] = whole.times(model.gist) * model.gist_scale[0] + model.gist_scale[1]
    return out


def hear(model: Model, laid: Reading) -> Heard:
    """What the model's network says of a reading."""
    return listen(model.net, model.layout, laid)


def ends_of(laid: Readings, heard: Heard) -> list[Floats | None]:
    """What the network says of how each stretch ends; of one without clauses nothing."""
    ends: list[Floats | None] = [None] * len(laid.sizes)
    for n, row in zip(np.flatnonzero(laid.sizes > 0).tolist(), heard.ends if heard.ends is not None else (), strict=False):
        ends[n] = row
    return ends


def affine(x: Any, weights: Floats) -> Floats:
    """``x @ weights`` with the last row of ``weights`` as bias."""
    return np.asarray(x @ weights[:-1] + weights[-1], dtype=np.float32)


def sigmoid(x: Floats) -> Floats:
    """Logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


def softmax(x: Floats) -> Floats:
    """Rows to probabilities."""
    if not len(x):
        return x
    shifted = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)
