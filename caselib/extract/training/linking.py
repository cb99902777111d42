"""Fit the link weights on annotated cases."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from caselib.extract.links import link_features, pairs
from caselib.model import Episode, Mention

# Strong, because pairs are many and cases few; chosen by cross-validation over documents.
C_LINKS = 0.5

Annotated = tuple[list[Mention], list[Episode], set[tuple[str, str]]]


def fit_links(cases: Iterable[Annotated]) -> tuple[dict[str, float], float]:
    """Weights by feature name, and the threshold with the best F1.

    Each case is its mentions, its episodes and its links as pairs of ``role:code``.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    rows, labels = [], []
    for mentions, rounds, linked in cases:
        for episode in rounds:
            for source, target, between, rivals in pairs(mentions, episode):
                rows.append(link_features(source, target, between, rivals))
                labels.append((f"{source.role}:{source.code}", f"{target.role}:{target.code}") in linked)
    if sum(labels) < 10:
        return {}, 0.5
    vectorizer = DictVectorizer()
    x, y = vectorizer.fit_transform(rows), np.asarray(labels)
    learner = LogisticRegression(C=C_LINKS, max_iter=2000, fit_intercept=False)
    p = cross_val_predict(learner, x, y, cv=5, method="predict_proba")[:, 1]
    grid = np.linspace(0.2, 0.7, 51)
    f1 = [2 * (y & (p >= limit)).sum() / max((p >= limit).sum() + y.sum(), 1) for limit in grid]
    weights = learner.fit(x, y).coef_[0]
    named = {name: round(float(w), 3) for name, w in zip(vectorizer.get_feature_names_out(), weights, strict=True) if abs(w) > 0.02}
    return named, round(float(grid[int(np.argmax(f1))]), 3)
