"""Fit what the words of a whole case say of each code, wherever in it that stands.

A clause alone often does not say what it is about (它又坏了); the case does. On unseen documents of the open corpus this raises the average
precision by 0.012 and F1 by 0.014. The same for sentences or windows of five clauses adds another 0.004, for twice the time of scoring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import STATUSES, Floats, Layout
from caselib.extract.hashing import BUCKETS, text_features
from caselib.extract.scorer import UNTOLD
from caselib.extract.training.samples import Sample

# A code with a status in fewer cases is not taught.
LEAST_SEEN = 15
# Ridge penalty on unit-length cases, chosen by cross-validation over the documents of the open corpus (flat from 0.1 to 1).
RIDGE = 0.3
# Weights are kept in so many steps to each side: the scores correlate at 0.995 with those of 127 steps, and the file is a megabyte smaller.
STEPS = 15
Label = tuple[str, str]
Table = NDArray[np.float64]


class Gist(NamedTuple):
    """What is taught: (code, status) by column, the quantised weights by bucket, scale and bias (two rows)."""

    columns: list[Label]
    table: NDArray[np.int8]
    scale: Floats


def fit_gist(samples: Sequence[Sample], folds: Sequence[int], idf: Floats, layout: Layout) -> tuple[Gist, Floats]:
    """The gist of annotated cases, and for each of them what a gist says that has not seen its fold.

    Ridge regression on whether a code stands in the case, solved over cases instead of n-grams (of which there are more): all codes at once.
    Scores are then standardised by column, so that a frequent code and a rare one mean the same by one.

    Returns
    -------
    gist, honest
        ``honest`` has shape (cases, codes, statuses), as :func:`caselib.extract.scorer.gist_scores` gives it.
    """
    honest = np.full((len(samples), len(layout.codes), len(STATUSES)), UNTOLD, dtype=np.float32)
    labels = [{(code, status) for _, code, status in sample.keys} for sample in samples]
    seen = Counter(label for each in labels for label in each)
    columns = sorted(label for label, count in seen.items() if LEAST_SEEN <= count < len(samples) and label[0] in layout.codes)
    if not columns:
        return Gist([], np.zeros((0, 0), np.int8), np.zeros((2, 0), np.float32)), honest
    x, fold = _matrix(samples, idf), np.asarray(folds)
    alike = (x @ x.T).toarray()
    there = np.asarray([[label in each for label in columns] for each in labels], dtype=np.float64)
    apart = np.zeros_like(there)
    for own in (fold == some for some in sorted(set(folds))):
        dual, mean = _ridge(alike[np.ix_(~own, ~own)], there[~own])
        apart[own] = alike[np.ix_(own, ~own)] @ dual + mean
    middle, spread = apart.mean(axis=0), np.maximum(apart.std(axis=0), 1e-6)
    where = [layout.codes.index(code) for code, _ in columns], [STATUSES.index(status) for _, status in columns]
    honest[:, where[0], where[1]] = (apart - middle) / spread
    dual, mean = _ridge(alike, there)
    weights = (x.T @ dual) / spread
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / STEPS
    return Gist(columns, np.round(weights / scale).astype(np.int8), np.stack([scale, (mean - middle) / spread]).astype(np.float32)), honest


def _ridge(alike: Table, there: Table) -> tuple[Table, Table]:
    """Weights of the cases, one column a code, and the means that they add to."""
    mean = there.mean(axis=0, keepdims=True) if len(there) else np.zeros((1, there.shape[1]))
    return np.asarray(np.linalg.solve(alike + RIDGE * np.eye(len(alike)), there - mean)), np.asarray(mean[0])


def _matrix(samples: Sequence[Sample], idf: Floats) -> Any:
    from scipy.sparse import csr_matrix

    buckets, weights, starts = text_features([sample.reading.folded for sample in samples], idf)
    return csr_matrix((weights.astype(np.float64), buckets.astype(np.int32), starts), shape=(len(samples), BUCKETS))
