"""Fit what is decided over a whole case: how it ends, and whether it has several rounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from caselib.extract.features import Floats
from caselib.extract.hashing import BUCKETS, text_features
from caselib.model.case import FINALS

# Strong, because features are many and cases few; chosen by cross-validation over documents of the open corpus.
C_FINAL, C_ROUNDS, C_INDUSTRY, C_TRADES = 0.2, 0.3, 0.3, 30.0
# What a document weighs against a story of the codebook where rounds are learned: 0.80 of documents are told right, 0.79 without, 0.77 without stories.
DOCUMENT_WEIGHT = 10.0
# A feature of fewer cases is left out of the endings: most such are pairs of characters that say nothing of other texts.
LEAST_SEEN = 4


def fit_finals(cases: Iterable[tuple[dict[str, float], str]]) -> dict[str, list[float]]:
    """Weights by feature name, one for each of ``FINALS``, from features and the annotated final state."""
    rows, labels = zip(*cases, strict=True)
    seen = Counter(name for row in rows for name in row)
    rows = tuple({name: value for name, value in row.items() if seen[name] >= LEAST_SEEN} for row in rows)
    if len(set(labels)) < 2:
        return {}
    names, learner = _fit(rows, labels, C_FINAL)
    place = {name: i for i, name in enumerate(learner.classes_)}
    coefficients = learner.coef_ if len(place) > 2 else [-learner.coef_[0], learner.coef_[0]]
    absent = [-5.0 if name == "bias" else 0.0 for name in names]
    return {
        name: [round(float(coefficients[place[final]][j]), 3) if final in place else absent[j] for final in FINALS]
        for j, name in enumerate(names)
    }


def fit_rounds(cases: Iterable[tuple[dict[str, float], int, bool]]) -> dict[str, float]:
    """Weights by feature name, from features, the annotated number of episodes, and whether a case is of a document: more likely several than one, or not.

    A bar chosen for the number of episodes to be right, instead of even odds, was no better on unseen documents (0.72 against 0.73).
    """
    rows, wanted, found = zip(*cases, strict=True)
    several = [n > 1 for n in wanted]
    if sum(several) < 10:
        return {}
    names, learner = _fit(rows, several, C_ROUNDS, [DOCUMENT_WEIGHT if document else 1.0 for document in found])
    return {name: round(float(weight), 3) for name, weight in zip(names, learner.coef_[0], strict=True)}


def fit_industry(cases: Iterable[tuple[dict[str, dict[str, float]], str]]) -> dict[str, float]:
    """Weights by feature name, from the features of every possible industry of a case and the annotated one."""
    rows, labels = [], []
    for candidates, industry in cases:
        for name, features in candidates.items():
            rows.append(features)
            labels.append(name == industry)
    if sum(labels) < 20:
        return {}
    names, learner = _fit(rows, labels, C_INDUSTRY)
    return {name: round(float(weight), 3) for name, weight in zip(names, learner.coef_[0], strict=True) if abs(weight) > 0.005}


def fit_trades(cases: Iterable[tuple[str, str]], idf: Floats) -> tuple[list[str], Floats]:
    """Names of the industries, and their weights by n-gram bucket (last row: bias), from folded cases and the annotated industry."""
    from scipy.sparse import csr_matrix

    columns, values, starts, labels = [], [], [0], []
    for folded, industry in cases:
        buckets, weights, _ = text_features([folded], idf)
        columns.append(buckets.astype(np.int32))
        values.append(weights)
        starts.append(starts[-1] + len(buckets))
        labels.append(industry)
    if len(set(labels)) < 3:
        return [], np.zeros((0, 0), np.float32)
    x = csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=(len(labels), BUCKETS))
    learner = LogisticRegression(C=C_TRADES, max_iter=400).fit(x, labels)
    return list(learner.classes_), np.vstack([learner.coef_.T, learner.intercept_]).astype(np.float32)


def _fit(rows: Sequence[dict[str, float]], labels: Sequence[Any], c: float, worth: Sequence[float] | None = None) -> tuple[list[str], Any]:
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform(rows)
    learner = LogisticRegression(C=c, max_iter=3000, fit_intercept=False).fit(x, list(labels), sample_weight=worth)
    return list(vectorizer.get_feature_names_out()), learner
