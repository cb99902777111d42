"""Fit the layers, each on what the layer below says of texts that it has not seen.

Stacked generalisation (Wolpert 1992): the words layer is cross-fitted by document, so that the pair
layer learns from honest scores; the same again for the case layer. Deterministic for the same samples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.crosses import WIDTH
from caselib.extract.decide import SUGGEST, Candidate, case_features, strongest, width
from caselib.extract.features import STATUSES, Floats, Layout, Triples, cue_matrix, triples
from caselib.extract.net import Heard
from caselib.extract.scorer import Model, Scores, affine, probabilities, sigmoid, status_features, status_shares, word_scores
from caselib.extract.training import net as network
from caselib.extract.training.gist import fit_gist
from caselib.extract.training.limits import limits_on
from caselib.extract.training.samples import Sample
from caselib.extract.training.words import fit_words, status_targets

FOLDS = 5
# Passages are short and dense with codes; a clause of a real case says more about base rates.
PASSAGE_WEIGHT = 0.3
# In the case layer documents weigh as much as stories, of which there are fifteen times as many: stories are denser with codes (12 a case, not 10).
DOCUMENT_WEIGHT = 15.0
# Inverse regularisation of the layers, chosen by cross-validation over the documents of the open corpus.
C_STATUS, C_PAIR, C_CASE = 0.3, 0.02, 0.05


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the confidence of a model that has not seen its document, and whether that model keeps it as a mention."""

    candidate: Candidate
    confidence: float
    stands: bool


def fold_of(group: str, folds: int = FOLDS) -> int:
    """The fold of a document: by a hash of its name, so that it stays when others are added."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % folds


class Fitted(NamedTuple):
    """A model; and of every case among the samples what one that has not seen its document keeps or suggests, and what its network says."""

    model: Model
    found: list[list[Judged]]
    heard: list[Heard]


def fit(samples: Sequence[Sample], layout: Layout, meta: dict[str, Any] | None = None) -> Fitted:
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
    final = fit_words(samples, layout, meta or {})
    crossed = [fit_words([s for s, f in zip(samples, folds, strict=True) if f != fold], layout, {}) for fold in range(FOLDS)]
    honest = [(sample, crossed[fold]) for sample, fold in zip(samples, folds, strict=True)]
    status = _fit_status(honest)
    net, heard = network.cross_fit(samples, layout, [fold_of(sample.group, network.FOLDS) for sample in samples])
    found = [_triples(model, sample, status, said) for (sample, model), said in zip(honest, heard, strict=True)]
    pair, chances = _fit_pairs(samples, found, folds, layout)
    scored = [(s, Scores(f.clauses, f.codes, f.statuses, p)) for s, f, p in zip(samples, found, chances, strict=True) if s.keys]
    gist, honest_gist = fit_gist([s for s, _ in scored], [fold_of(s.group) for s, _ in scored], final.idf, layout)
    cases = [said for sample, said in zip(samples, heard, strict=True) if sample.keys]
    together, case, limits, kept = _fit_case(scored, honest_gist, layout)
    meta = {**final.meta, "thresholds": limits, "gist": gist.columns}
    layers: dict[str, Any] = {"status": status, "pair": pair, "case": case, "together": together, "gist": gist.table, "gist_scale": gist.scale}
    return Fitted(replace(final, **layers, meta=meta, net=net), kept, cases)


def _triples(model: Model, sample: Sample, status: Floats, heard: Heard) -> Triples:
    from scipy.sparse import csr_matrix

    laid = sample.reading
    words, status_words = word_scores(model, laid)
    shares = status_shares(status, laid, status_words)
    found = triples(laid, model.layout, words, shares, cue_matrix(laid, model.layout, model.cue_weights), heard)
    # Nearly all of it is empty: of some thousand cases, written out, it would fill gigabytes.
    return replace(found, features=csr_matrix(found.features))


def _fit_status(honest: Sequence[tuple[Sample, Model]]) -> Floats:
    from sklearn.linear_model import LogisticRegression

    xs, ys, weights = [], [], []
    for sample, model in honest:
        target = status_targets([sample], model.layout)
        keep = target >= 0
        if keep.any():
            _, words = word_scores(model, sample.reading)
            xs.append(status_features(sample.reading, words)[keep])
            ys.append(target[keep])
            weights.append(np.full(keep.sum(), 1.0 if sample.keys else 2 * PASSAGE_WEIGHT))
    learner = LogisticRegression(C=C_STATUS, max_iter=3000).fit(np.vstack(xs), np.concatenate(ys), sample_weight=np.concatenate(weights))
    status = np.zeros((xs[0].shape[1] + 1, len(STATUSES)), dtype=np.float32)
    status[-1] = -30.0
    status[:-1, learner.classes_] = learner.coef_.T
    status[-1, learner.classes_] = learner.intercept_
    return status


def _fit_pairs(samples: Sequence[Sample], found: Sequence[Triples], folds: Sequence[int], layout: Layout) -> tuple[Floats, list[Floats]]:
    """The pair layer on all samples, and honest probabilities of each sample from a layer that has not seen its fold."""
    x = _pair_matrix(found)
    judged = [_judge(sample, f, layout) for sample, f in zip(samples, found, strict=True)]
    y = np.concatenate([right for right, _ in judged])
    known = np.concatenate([sure for _, sure in judged])
    weight = np.concatenate([np.full(len(f.codes), 1.0 if s.keys else PASSAGE_WEIGHT, np.float32) for s, f in zip(samples, found, strict=True)])
    fold = np.concatenate([np.full(len(f.codes), n) for f, n in zip(found, folds, strict=True)])
    layers = {n: _pair_layer(x[rows], y[rows], weight[rows]) for n in sorted(set(folds)) for rows in [known & (fold != n)]}
    honest = [probabilities(layers[n], f) for n, f in zip(folds, found, strict=True)]
    return _pair_layer(x[known], y[known], weight[known]), honest


def _pair_matrix(found: Sequence[Triples]) -> Any:
    """Plain features and, as switches, the crossed ones."""
    from scipy.sparse import csr_matrix, hstack, vstack

    plain = vstack([f.features for f in found])
    crossed = np.vstack([f.crossed for f in found])
    starts = np.arange(0, crossed.size + 1, crossed.shape[1])
    switches = csr_matrix((np.ones(crossed.size, np.float32), crossed.ravel(), starts), shape=(len(crossed), WIDTH))
    return hstack([plain, switches]).tocsr()


def _judge(sample: Sample, found: Triples, layout: Layout) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which candidates are labelled, and which are known to be right or wrong."""
    right = np.zeros(len(found.codes), dtype=bool)
    sure = np.ones(len(found.codes), dtype=bool)
    keys = {(code, status) for _, code, status in sample.keys}
    for n, (clause, code, status) in enumerate(zip(found.clauses.tolist(), found.codes.tolist(), found.statuses.tolist(), strict=True)):
        label = (layout.codes[code], STATUSES[status])
        right[n] = label in sample.labels[clause]
        sure[n] = right[n] or (label not in keys if keys else label[0] not in sample.known)
    return right, sure


def _pair_layer(x: Any, y: NDArray[np.bool_], weight: Floats) -> Floats:
    from sklearn.linear_model import LogisticRegression

    return _column(LogisticRegression(C=C_PAIR, max_iter=400).fit(x, y, sample_weight=weight))


def _column(learner: Any) -> Floats:
    """Coefficients and, last, the intercept, as one column."""
    return np.append(learner.coef_[0], learner.intercept_[0]).astype(np.float32)[:, None]


def _fit_case(scored: Sequence[tuple[Sample, Scores]], gist: Floats, layout: Layout) -> tuple[Floats, Floats, dict[str, float], list[list[Judged]]]:
    """The company table, the case layer, the thresholds, and what an honest model keeps or suggests in every case."""
    samples = [sample for sample, _ in scored]
    if not samples:
        case = np.zeros((width(layout) + 1, 1), np.float32)
        case[0, 0] = 1
        return np.zeros((len(layout.codes), len(layout.codes)), np.float32), case, {"*": 0.5}, []
    found = [strongest(scores) for _, scores in scored]
    folds = [fold_of(sample.group) for sample in samples]
    tables = {f: _company([s for s, g in zip(samples, folds, strict=True) if g != f], layout) for f in set(folds)}
    xs = [case_features(f, layout, tables[g], len(s.reading), whole) for s, f, g, whole in zip(samples, found, folds, gist, strict=True)]
    ys = [_right(sample, candidates, layout) for sample, candidates in zip(samples, found, strict=True)]
    groups = np.concatenate([np.full(len(y), g) for y, g in zip(ys, folds, strict=True)])
    x, y = np.vstack(xs), np.concatenate(ys)
    codes = np.concatenate([[c.code for c in candidates] for candidates in found]).astype(int)
    worth = np.concatenate([np.full(len(right), DOCUMENT_WEIGHT if sample.found else 1.0) for sample, right in zip(samples, ys, strict=True)])
    honest = np.zeros(len(y))
    for fold in set(folds):
        weights = _logistic(x[groups != fold], y[groups != fold], worth[groups != fold])
        honest[groups == fold] = sigmoid(affine(x[groups == fold], weights)[:, 0])
    limits = limits_on(samples, [len(right) for right in ys], (honest, y, codes), layout)
    least = np.asarray([limits.get(code, limits["*"]) for code in layout.codes])
    judged = iter(zip(honest.tolist(), (honest >= least[codes]).tolist(), strict=True))
    kept = [[each for each in (Judged(c, *next(judged)) for c in candidates) if each.confidence >= SUGGEST] for candidates in found]
    return _company(samples, layout), _logistic(x, y, worth), limits, kept


def _logistic(x: Floats, y: NDArray[np.bool_], worth: NDArray[np.float64]) -> Floats:
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=C_CASE, max_iter=2000).fit(x, y, sample_weight=worth)
    return _column(learner)


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
