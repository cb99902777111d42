"""Fit a scorer to a few corrected cases without forgetting: every weight starts where it is and moves only for a reason.

The objective is that of the words layer's training with the penalty on the change instead of on the weight. It takes seconds,
and nothing but the scorer and the corrections. Moving the layer that judges whole cases as well helped in two fields of four and
did harm in the other two; so it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import STATUSES, Floats
from caselib.extract.hashing import BUCKETS, clause_features
from caselib.extract.net import Net, columns, listen, patterns
from caselib.extract.scorer import Model, word_scores
from caselib.extract.training.samples import Sample
from caselib.extract.training.words import MARGIN

# Weight of the corrections against the penalty: that of the full training. Less than half of it gave about the same on four
# fields of the open corpus that the scorer had not seen (benchmarks/learning.py).
C_WORDS = 0.5
_STEPS = 60
Vector = NDArray[np.float64]
Truth = NDArray[np.bool_]


def adapt(model: Model, corrected: Sequence[Sample]) -> Model:
    """The scorer moved towards corrected cases.

    What the words of a clause say changes, and what the network takes straight from them; how cues, sections, neighbours and the whole case
    weigh stays.
    """
    words, scale = _words(model, corrected)
    return replace(model, words=words, scale=scale, net=model.net and _network(model.net, model, corrected))


def _network(net: Net, model: Model, samples: Sequence[Sample]) -> Net:
    seen = np.vstack([patterns(net, sample.reading) for sample in samples])
    # Of about unit length, as the rows of the words layer are.
    length = float(np.sqrt((seen**2).sum(axis=1).mean())) or 1.0
    heard = np.vstack([listen(net, model.layout, sample.reading).clauses for sample in samples])
    skip = net.skip.copy()
    for column, (code, status) in enumerate(zip(*columns(model.layout), strict=True)):
        truth, known = _labels(samples, model.layout.codes[code], STATUSES[status])
        if known.any():
            skip[:, column] += _hinge(seen[known] / length, truth[known], heard[known, code, status]) / length
    return net._replace(skip=skip)


def _words(model: Model, samples: Sequence[Sample]) -> tuple[NDArray[np.int8], Floats]:
    x = _rows(model, samples)
    used = np.unique(x.indices)
    x = x[:, used]
    now = np.vstack([word_scores(model, sample.reading)[0] for sample in samples]) / MARGIN
    weights = model.words.astype(np.float32) * model.scale
    for j, code in enumerate(model.layout.codes):
        truth, known = _labels(samples, code)
        if known.any():
            weights[used, j] += _hinge(x[known], truth[known], now[known, j]) * MARGIN * model.idf[used]
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def _labels(samples: Sequence[Sample], code: str, status: str | None = None) -> tuple[Truth, Truth]:
    """By clause: whether it carries the code (with the status), and whether that is known (a code of the case may stand in other clauses too)."""
    carried = [{label for label in labels if label[0] == code and status in (None, label[1])} for sample in samples for labels in sample.labels]
    truth = np.asarray(list(map(bool, carried)), dtype=bool)
    silent = np.asarray([code in sample.known for sample in samples for _ in sample.labels], dtype=bool)
    return truth, truth | ~silent


def _rows(model: Model, samples: Sequence[Sample]) -> Any:
    """Clauses by n-gram buckets, weighted as :func:`caselib.extract.scorer.word_scores` does."""
    from scipy.sparse import csr_matrix

    columns, values, starts = [], [], [0]
    for sample in samples:
        buckets, bounds = clause_features(sample.reading.folded, sample.reading.spans)
        weight = model.idf[buckets]
        columns.append(buckets)
        values.append(weight / np.repeat(np.sqrt(np.add.reduceat(weight**2, bounds[:-1])), np.diff(bounds)))
        starts += (bounds[1:] + starts[-1]).tolist()
    return csr_matrix((np.concatenate(values), np.concatenate(columns).astype(np.int32), starts), shape=(len(starts) - 1, BUCKETS))


def _hinge(x: Any, y: Truth, offset: Floats) -> Vector:
    """The change of weights that brings ``y`` to the right side of the margin (squared hinge, as the words layer is trained)."""
    from scipy.optimize import minimize

    sign = np.where(y, 1.0, -1.0)

    def loss(w: Vector) -> tuple[float, Vector]:
        short = np.maximum(0, 1 - sign * (x @ w + offset))
        return float(w @ w / 2 + C_WORDS * (short**2).sum()), w - 2 * C_WORDS * (x.T @ (sign * short))

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x)
