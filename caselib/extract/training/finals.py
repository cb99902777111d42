"""Fit how cases end, on annotated cases."""

from __future__ import annotations

from collections.abc import Iterable

from caselib.model.case import FINALS

C_FINAL = 0.3


def fit_finals(cases: Iterable[tuple[dict[str, float], str]]) -> dict[str, list[float]]:
    """Weights by feature name, one for each of ``FINALS``, from features and the annotated final state."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows, labels = zip(*cases, strict=True)
    if len(set(labels)) < 2:
        return {}
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform(rows)
    learner = LogisticRegression(C=C_FINAL, max_iter=3000, fit_intercept=False).fit(x, labels)
    place = {name: i for i, name in enumerate(learner.classes_)}
    table: dict[str, list[float]] = {}
    coefficients = learner.coef_ if len(place) > 2 else [-learner.coef_[0], learner.coef_[0]]
    for j, name in enumerate(vectorizer.get_feature_names_out()):
        table[name] = [round(float(coefficients[place[f]][j]), 3) if f in place else -5.0 * (name == "bias") for f in FINALS]
    return table
