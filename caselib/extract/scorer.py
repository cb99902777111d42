"""The learned scorer: log-odds of codes and statuses in clauses, with numpy alone.

Three linear layers, each a logistic regression: the words of a clause; the words together with cues,
neighbours, section and modality; the case as a whole. Trained by :mod:`caselib.extract.training`,
stored as one ``.npz`` of plain arrays (never pickled).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.errors import FormatError
from caselib.extract.features import Floats, Layout, cue_matrix, pair_features
from caselib.extract.hashing import BUCKETS, clause_features
from caselib.extract.reading import Reading
from caselib.files import written_whole

VERSION = 1
STATUSES = ("done", "advised", "demanded", "")
DEFAULT = Path(__file__).parent / "model.npz"
_STATUS_WORDS = len(STATUSES)


@dataclass(frozen=True)
class Model:
    """The scorer's arrays.

    ``words`` is int8 with one scale a column: codes first, then statuses. ``pair``, ``case`` and ``status`` are the weights of
    the later layers; ``meta`` says what it was trained on and holds cue weights and thresholds.
    """

    layout: Layout
    words: NDArray[np.int8]
    scale: Floats
    bias: Floats
    pair: Floats
    pair_bias: float
    case: Floats
    together: Floats
    status: Floats
    status_bias: Floats
    meta: dict[str, Any]

    @property
    def cue_weights(self) -> dict[str, float]:
        """Log-odds that a hit of a cue (by its rule name) is right."""
        return dict(self.meta.get("cue_weights", {}))

    @property
    def thresholds(self) -> dict[str, float]:
        """The least confidence of a mention by code; key ``*`` for codes without one of their own."""
        return dict(self.meta.get("thresholds", {"*": 0.5}))


@dataclass(frozen=True)
class Scores:
    """What the scorer says of one reading: candidate pairs with probability, and statuses by clause."""

    clauses: NDArray[np.int64]
    codes: NDArray[np.int64]
    probability: Floats
    statuses: Floats


def word_scores(model: Model, laid: Reading) -> tuple[Floats, Floats]:
    """Log-odds by clause and code, and raw status scores by clause, from n-grams alone."""
    codes = len(model.layout.codes)
    if not len(laid):
        return np.zeros((0, codes), np.float32), np.zeros((0, _STATUS_WORDS), np.float32)
    buckets, starts = clause_features(laid.folded, laid.clauses)
    sums = np.add.reduceat(model.words[buckets].astype(np.int32), starts[:-1], axis=0)
    sizes = np.sqrt(np.diff(starts)).astype(np.float32)[:, None]
    scores = sums * model.scale / sizes + model.bias
    return scores[:, :codes].astype(np.float32), scores[:, codes:].astype(np.float32)


def score(model: Model, laid: Reading, weights: Mapping[str, float]) -> Scores:
    """Probabilities of the candidate pairs of a reading, and of the statuses of its clauses."""
    words, status_words = word_scores(model, laid)
    rows, columns, features = pair_features(laid, model.layout, words, cue_matrix(laid, model.layout, dict(weights)))
    probability = sigmoid(features @ model.pair + model.pair_bias)
    return Scores(rows, columns, probability, softmax(status_features(laid, status_words) @ model.status + model.status_bias))


def status_features(laid: Reading, status_words: Floats) -> Floats:
    """Status scores from words, with modality and section of the clause and modality of its sentence so far."""
    from caselib.extract.features import clause_block

    own = clause_block(laid)
    before = np.zeros_like(own)
    for i in range(1, len(laid)):
        if laid.sentences[i] == laid.sentences[i - 1]:
            before[i] = np.maximum(own[i - 1], before[i - 1])
    return np.hstack([np.clip(status_words, -8, 8), own, before]).astype(np.float32)


def sigmoid(x: Floats) -> Floats:
    """Logistic function."""
    return (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)


def softmax(x: Floats) -> Floats:
    """Rows to probabilities."""
    shifted = np.exp(x - x.max(axis=1, keepdims=True)) if len(x) else x
    return (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32) if len(x) else x


def save_model(model: Model, path: Path | str = DEFAULT) -> None:
    """Write the model, whole or not at all; the same model gives the same bytes."""
    meta = {**model.meta, "version": VERSION, "codes": list(model.layout.codes), "roles": list(model.layout.roles), "buckets": BUCKETS}
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    with written_whole(path) as temporary:
        np.savez_compressed(
            temporary, meta=np.frombuffer(json.dumps(meta, sort_keys=True, ensure_ascii=False).encode(), dtype=np.uint8),
            pair_bias=np.float32(model.pair_bias), **arrays,
        )  # fmt: skip


@cache
def load_model(path: Path | str = DEFAULT) -> Model:
    """Read a model.

    Raises
    ------
    FormatError
        If the file is missing, damaged or of another version.
    """
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as stored:
            meta = json.loads(stored["meta"].tobytes().decode())
            arrays = {name: stored[name] for name in _ARRAYS}
            pair_bias = float(stored["pair_bias"])
    except (OSError, ValueError, KeyError) as error:
        raise FormatError(f"the scorer {path.name} cannot be read ({error}); `make model` rebuilds it") from error
    if meta["version"] != VERSION or meta["buckets"] != BUCKETS:
        raise FormatError(f"the scorer {path.name} is of version {meta['version']}; this release needs {VERSION}: `make model` rebuilds it")
    return Model(Layout(tuple(meta["codes"]), tuple(meta["roles"])), pair_bias=pair_bias, meta=meta, **arrays)


_ARRAYS = ("words", "scale", "bias", "pair", "case", "together", "status", "status_bias")
