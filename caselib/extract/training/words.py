"""Fit the words layer: what the n-grams of a clause say of codes and statuses, and how far cues can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import NONE, STATUSES, Floats, Layout
from caselib.extract.hashing import BUCKETS, clause_features
from caselib.extract.scorer import Model
from caselib.extract.training.samples import Sample

# Inverse regularisation, chosen by cross-validation over the documents of the open corpus.
C_WORDS = 0.5
# From so many clauses on other processes are worth starting.
_MANY = 30_000
# A margin of the words layer times this is about a log-odds (the later layers rescale it anyway).
MARGIN = 2.5
# Patterns without any evidence are taken to be right a little less often than their authors were asked for.
CUE_PRIOR, HINT_PRIOR, PRIOR_STRENGTH = 0.75, 0.35, 4.0


def fit_words(samples: Sequence[Sample], layout: Layout, meta: dict[str, Any]) -> Model:
    """The words layer (codes, then statuses), quantised to int8, and the cue weights."""
    from joblib import Parallel, delayed

    x, idf = _word_matrix(samples)
    y, known = _targets(samples, layout)
    status = status_targets(samples, layout)
    columns = [(y[:, j], known[:, j]) for j in range(y.shape[1])] + [(status == i, status >= 0) for i in range(len(STATUSES))]
    weights = np.zeros((BUCKETS, len(columns)), dtype=np.float32)
    bias = np.full(len(columns), -8.0, dtype=np.float32)
    fitted = Parallel(n_jobs=-1 if x.shape[0] > _MANY else 1)(delayed(_column)(x, target, mask) for target, mask in columns)
    for j, found in enumerate(fitted):
        if found is not None:
            weights[:, j], bias[j] = found[:-1] * MARGIN * idf, found[-1] * MARGIN
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    cues = {**meta, "cue_weights": _cue_weights(samples, layout)}
    empty = np.zeros((1, 0), np.float32)
    return Model(layout, np.round(weights / scale).astype(np.int8), idf, scale.astype(np.float32), bias, empty, empty, empty, empty, cues)


def _column(x: Any, target: NDArray[np.bool_], mask: NDArray[np.bool_]) -> Floats | None:
    """Weights and, last, the bias of one column; none where it stands in too few clauses."""
    from sklearn.svm import LinearSVC

    if not 3 <= target[mask].sum() < mask.sum():
        return None
    learner = LinearSVC(C=C_WORDS, tol=1e-2, random_state=0).fit(x[mask], target[mask])
    return np.append(learner.coef_[0], learner.intercept_).astype(np.float32)


def _word_matrix(samples: Iterable[Sample]) -> tuple[Any, Floats]:
    """Clauses by n-gram buckets, weighted by inverse document frequency and of unit length; and the weights."""
    from scipy.sparse import csr_matrix

    indices, starts = [], [0]
    for sample in samples:
        buckets, bounds = clause_features(sample.reading.folded, sample.reading.spans)
        indices.append(buckets)
        starts += (bounds[1:] + starts[-1]).tolist()
    column = np.concatenate(indices).astype(np.int32)
    # A copy, because adding up duplicates sorts the shared arrays in place.
    counts = csr_matrix((np.ones(len(column), np.float32), column, starts), shape=(len(starts) - 1, BUCKETS), copy=True)
    counts.sum_duplicates()
    seen = np.bincount(counts.indices, minlength=BUCKETS)
    idf = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    squares = np.add.reduceat(idf[column] ** 2, starts[:-1])
    scaled = csr_matrix((idf[column] / np.repeat(np.sqrt(squares), np.diff(starts)), column, starts), shape=counts.shape)
    return scaled, idf


def _targets(samples: Iterable[Sample], layout: Layout) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which code stands in which clause, and for which that is known."""
    index = {code: j for j, code in enumerate(layout.codes)}
    rows, known = [], []
    for sample in samples:
        silent = [index[code] for code in sample.known if code in index]
        for labels in sample.labels:
            row = np.zeros(len(index), dtype=bool)
            row[[index[code] for code, _ in labels if code in index]] = True
            sure = np.ones(len(index), dtype=bool)
            sure[silent] = False
            rows.append(row)
            known.append(sure | row)
    return np.asarray(rows), np.asarray(known)


def status_targets(samples: Iterable[Sample], layout: Layout) -> NDArray[np.int64]:
    """The status of clauses that carry an action, -1 where nothing is known.

    With two statuses the rarer one (advised or demanded) is taught. The empty status is for clauses in which a cue
    of an action matches that the text does not carry: denied, asked, supposed.
    """
    actions = {code for code, role in zip(layout.codes, layout.roles, strict=True) if role == 1}
    out = []
    for sample in samples:
        for labels, hits in zip(sample.labels, sample.reading.hits, strict=True):
            found = [STATUSES.index(status) for _, status in labels if status]
            idle = any(hit.rule.code in actions and hit.rule.code not in sample.known for hit in hits)
            out.append(max(found) if found else NONE if idle else -1)
    return np.asarray(out, dtype=np.int64)


def _cue_weights(samples: Iterable[Sample], layout: Layout) -> dict[str, float]:
    """Log-odds that a hit is right, by rule, drawn towards the prior of cues or of hints."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for sample in samples:
        for labels, *found in zip(sample.labels, sample.reading.hits, sample.reading.hints, strict=True):
            codes = {code for code, _ in labels}
            for rule in (hit.rule for hits in found for hit in hits):
                if rule.code in sample.known and rule.code not in codes:
                    continue
                total[rule.name] += 1
                right[rule.name] += rule.code in codes
    prior = {rule: CUE_PRIOR if rule.startswith("cue") else HINT_PRIOR for rule in total}
    share = {rule: (right[rule] + prior[rule] * PRIOR_STRENGTH) / (total[rule] + PRIOR_STRENGTH) for rule in total}
    return {rule: round(float(np.log(p / (1 - p))), 3) for rule, p in sorted(share.items())}
