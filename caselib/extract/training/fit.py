"""Fit the three layers, each on what the layer below says of texts that it has not seen.

Stacked generalisation (Wolpert 1992): the words layer is cross-fitted by document, so that the pair
layer learns from honest scores; the same again for the case layer. Deterministic for the same samples.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.extract.decide import Candidate, case_features, strongest, width
from caselib.extract.features import Floats, Layout, cue_matrix, pair_features
from caselib.extract.hashing import BUCKETS, clause_features
from caselib.extract.scorer import STATUSES, Model, Scores, sigmoid, softmax, status_features, word_scores
from caselib.extract.training.samples import Sample

FOLDS = 5
# Passages are short and dense with codes; a clause of a real case says more about base rates.
PASSAGE_WEIGHT = 0.3
# Inverse regularisation of the layers, chosen by cross-validation over documents of the open corpus.
C_WORDS, C_PAIR, C_STATUS, C_CASE = 100.0, 0.05, 0.3, 0.05
# A cue without any evidence is taken to be right as often as its authors were asked for (85 % of real clauses).
CUE_PRIOR, CUE_PRIOR_STRENGTH = 0.75, 4.0


def fold_of(group: str, folds: int = FOLDS) -> int:
    """The fold of a document: by a hash of its name, so that it stays when others are added."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % folds


def fit(samples: Sequence[Sample], layout: Layout, meta: dict[str, Any] | None = None) -> Model:
    """Train all layers on the samples.

    Parameters
    ----------
    samples
        Passages and cases; those with an empty ``keys`` are taken for passages and train no case layer.
    layout
        The codes, in order.
    meta
        What to note in the model (codebook version, sources).
    """
    folds = [fold_of(sample.group) for sample in samples]
    final = _fit_words(samples, layout, meta or {})
    crossed = [_fit_words([s for s, f in zip(samples, folds, strict=True) if f != fold], layout, {}) for fold in range(FOLDS)]
    honest = [(sample, crossed[fold]) for sample, fold in zip(samples, folds, strict=True)]
    pair, pair_bias = _fit_pairs(honest, layout)
    status, status_bias = _fit_status(honest)
    scored = [(s, _scores(model, s, pair, pair_bias, status, status_bias)) for s, model in honest if s.keys]
    together, case, limits = _fit_case(scored, layout)
    final.meta["thresholds"] = limits
    return Model(layout, final.words, final.scale, final.bias, pair, pair_bias, case, together, status, status_bias, final.meta)


def _fit_words(samples: Sequence[Sample], layout: Layout, meta: dict[str, Any]) -> Model:
    """The words layer (codes, then statuses), quantised to int8, and the cue weights."""
    from sklearn.linear_model import LogisticRegression

    x = _word_matrix(samples)
    y, known = _targets(samples, layout)
    status = _status_targets(samples, layout)
    columns = [(y[:, j], known[:, j]) for j in range(y.shape[1])] + [(status == i, status >= 0) for i in range(len(STATUSES))]
    weights = np.zeros((BUCKETS, len(columns)), dtype=np.float32)
    bias = np.full(len(columns), -8.0, dtype=np.float32)
    for j, (target, mask) in enumerate(columns):
        if 3 <= target[mask].sum() < mask.sum():
            model = LogisticRegression(C=C_WORDS, solver="liblinear", random_state=0).fit(x[mask], target[mask])
            weights[:, j], bias[j] = model.coef_[0], model.intercept_[0]
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    cues = {**meta, "cue_weights": _cue_weights(samples, layout)}
    empty = np.zeros((0, 0), np.float32)
    return Model(layout, np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias, empty, 0.0, empty, empty, empty, empty, cues)


def _word_matrix(samples: Iterable[Sample]) -> Any:
    from scipy.sparse import csr_matrix

    indices, values, starts = [], [], [0]
    for sample in samples:
        buckets, bounds = clause_features(sample.reading.folded, sample.reading.clauses)
        indices.append(buckets)
        sizes = np.diff(bounds)
        values.append(np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes))
        starts += (bounds[1:] + starts[-1]).tolist()
    return csr_matrix((np.concatenate(values), np.concatenate(indices).astype(np.int32), starts), shape=(len(starts) - 1, BUCKETS))


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


def _status_targets(samples: Iterable[Sample], layout: Layout) -> NDArray[np.int64]:
    """The status of clauses that carry an action, -1 elsewhere; with two, the rarer one (advised or demanded) is taught."""
    out = []
    for sample in samples:
        for labels in sample.labels:
            found = [STATUSES.index(status) for _, status in labels if status]
            out.append(max(found) if found else -1)
    return np.asarray(out, dtype=np.int64)


def _cue_weights(samples: Iterable[Sample], layout: Layout) -> dict[str, float]:
    """Log-odds that a hit is right, by rule, drawn towards the prior."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for sample in samples:
        for labels, hits in zip(sample.labels, sample.reading.hits, strict=True):
            codes = {code for code, _ in labels}
            for hit in hits:
                if hit.code in sample.known and hit.code not in codes:
                    continue
                total[hit.rule] += 1
                right[hit.rule] += hit.code in codes
    share = {rule: (right[rule] + CUE_PRIOR * CUE_PRIOR_STRENGTH) / (total[rule] + CUE_PRIOR_STRENGTH) for rule in total}
    return {rule: round(float(np.log(p / (1 - p))), 3) for rule, p in sorted(share.items())}


def _fit_pairs(honest: Sequence[tuple[Sample, Model]], layout: Layout) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    xs, ys, weights = [], [], []
    for sample, model in honest:
        if not len(sample.reading):
            continue
        words, _ = word_scores(model, sample.reading)
        rows, columns, features = pair_features(sample.reading, layout, words, cue_matrix(sample.reading, layout, model.cue_weights))
        y, known = _targets([sample], layout)
        keep = known[rows, columns]
        xs.append(features[keep])
        ys.append(y[rows, columns][keep])
        weights.append(np.full(keep.sum(), 1.0 if sample.keys else PASSAGE_WEIGHT))
    learner = LogisticRegression(C=C_PAIR, max_iter=2000).fit(np.vstack(xs), np.concatenate(ys), sample_weight=np.concatenate(weights))
    return learner.coef_[0].astype(np.float32), float(learner.intercept_[0])


def _fit_status(honest: Sequence[tuple[Sample, Model]]) -> tuple[Floats, Floats]:
    """Three statuses for clauses with an action; the empty one gets no mass."""
    from sklearn.linear_model import LogisticRegression

    xs, ys, weights = [], [], []
    for sample, model in honest:
        target = _status_targets([sample], model.layout)
        keep = target >= 0
        if keep.any():
            _, words = word_scores(model, sample.reading)
            xs.append(status_features(sample.reading, words)[keep])
            ys.append(target[keep])
            weights.append(np.full(keep.sum(), 1.0 if sample.keys else 2 * PASSAGE_WEIGHT))
    learner = LogisticRegression(C=C_STATUS, max_iter=3000).fit(np.vstack(xs), np.concatenate(ys), sample_weight=np.concatenate(weights))
    status = np.zeros((xs[0].shape[1], len(STATUSES)), dtype=np.float32)
    bias = np.full(len(STATUSES), -30.0, dtype=np.float32)
    status[:, learner.classes_] = learner.coef_.T
    bias[learner.classes_] = learner.intercept_
    return status, bias


def _scores(model: Model, sample: Sample, pair: Floats, bias: float, status: Floats, status_bias: Floats) -> Scores:
    laid = sample.reading
    words, status_words = word_scores(model, laid)
    rows, columns, features = pair_features(laid, model.layout, words, cue_matrix(laid, model.layout, model.cue_weights))
    return Scores(rows, columns, sigmoid(features @ pair + bias), softmax(status_features(laid, status_words) @ status + status_bias))


def _fit_case(scored: Sequence[tuple[Sample, Scores]], layout: Layout) -> tuple[Floats, Floats, dict[str, float]]:
    """The case layer, the company table and the thresholds."""
    samples = [sample for sample, _ in scored]
    if not samples:
        case = np.zeros(width(layout) + 1, np.float32)
        case[0] = 1
        return np.zeros((len(layout.codes), len(layout.codes)), np.float32), case, {"*": 0.5}
    found = [strongest(scores, layout) for _, scores in scored]
    folds = [fold_of(sample.group) for sample in samples]
    tables = {f: _company([s for s, g in zip(samples, folds, strict=True) if g != f], layout) for f in set(folds)}
    xs = [case_features(f, layout, tables[g], len(s.reading)) for s, f, g in zip(samples, found, folds, strict=True)]
    ys = [_right(sample, candidates, layout) for sample, candidates in zip(samples, found, strict=True)]
    groups = np.concatenate([np.full(len(y), g) for y, g in zip(ys, folds, strict=True)])
    x, y = np.vstack(xs), np.concatenate(ys)
    codes = np.concatenate([[c.code for c in candidates] for candidates in found]).astype(int)
    honest = np.zeros(len(y))
    for fold in set(folds):
        weights = _logistic(x[groups != fold], y[groups != fold])
        honest[groups == fold] = sigmoid(x[groups == fold] @ weights[:-1] + weights[-1])
    missed = sum(len(s.keys) for s in samples) - int(y.sum())
    return _company(samples, layout), _logistic(x, y), _limits(honest, y, codes, layout, missed)


def _logistic(x: Floats, y: NDArray[np.bool_]) -> Floats:
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=C_CASE, max_iter=2000).fit(x, y)
    return np.append(learner.coef_[0], learner.intercept_[0]).astype(np.float32)


def _right(sample: Sample, found: Sequence[Candidate], layout: Layout) -> NDArray[np.bool_]:
    keys = {(code, status) for _, code, status in sample.keys}
    return np.asarray([(layout.codes[c.code], STATUSES[c.status]) in keys for c in found], dtype=bool)


def _company(samples: Sequence[Sample], layout: Layout) -> Floats:
    """Log-ratio of how often two codes share a case to what chance gives, drawn to 0 by five cases' worth of doubt."""
    index = {code: j for j, code in enumerate(layout.codes)}
    has = np.zeros((len(samples), len(index)), dtype=np.float64)
    for i, sample in enumerate(samples):
        has[i, [index[code] for code in sample.known if code in index]] = 1
    both = has.T @ has
    expected = np.outer(has.sum(0), has.sum(0)) / max(len(samples), 1)
    return np.log((both + 5) / (expected + 5)).astype(np.float32)


def _limits(p: NDArray[np.float64], y: NDArray[np.bool_], codes: NDArray[np.int64], layout: Layout, missed: int) -> dict[str, float]:
    """Thresholds that give the best micro F1 on unseen documents; per code where there are 20 right candidates or more."""
    grid = np.linspace(0.15, 0.7, 56)
    total = y.sum() + missed

    def f1(limit: float, mask: NDArray[np.bool_], there: float) -> float:
        taken = (p >= limit) & mask
        return float(2 * (y & taken).sum() / max(taken.sum() + there, 1))

    everywhere = np.ones_like(y)
    common = float(grid[int(np.argmax([f1(limit, everywhere, total) for limit in grid]))])
    limits = {"*": round(common, 3)}
    for j, code in enumerate(layout.codes):
        mine = codes == j
        if y[mine].sum() >= 20:
            best = float(grid[int(np.argmax([f1(limit, mine, y[mine].sum()) for limit in grid]))])
            limits[code] = round((common + best) / 2, 3)
    return limits
