"""Fit what is decided over a whole case: how it ends, and whether it has several rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from caselib.model.case import FINALS

# Strong, because features are many and cases few; chosen by cross-validation over documents of the open corpus.
C_FINAL, C_ROUNDS, C_INDUSTRY = 0.3, 0.3, 0.3


def fit_finals(cases: Iterable[tuple[dict[str, float], str]]) -> dict[str, list[float]]:
    """Weights by feature name, one for each of ``FINALS``, from features and the annotated final state."""
    rows, labels = zip(*cases, strict=True)
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


def fit_rounds(cases: Iterable[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Weights by feature name, from features and whether the case is annotated with more than one episode."""
    rows, labels = zip(*cases, strict=True)
    if sum(labels) < 5:
        return {}
    names, learner = _fit(rows, labels, C_ROUNDS)
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


def _fit(rows: Sequence[dict[str, float]], labels: Sequence[Any], c: float) -> tuple[list[str], Any]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform(rows)
    learner = LogisticRegression(C=c, max_iter=3000, fit_intercept=False).fit(x, list(labels))
    return list(vectorizer.get_feature_names_out()), learner
