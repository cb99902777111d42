"""Fit the link weights on annotated cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from caselib.extract.links import link_features, pairs
from caselib.extract.reading import Reading
from caselib.model import CleanText, Episode, Mention

# Chosen by cross-validation over documents of the open corpus, as is what a document weighs against a story of the codebook.
C_LINKS, DOCUMENT_WEIGHT = 1.0, 3.0


class Linked(NamedTuple):
    """An annotated case: its text and reading, its mentions, its episodes, its links as pairs of ``role:code``, and whether it is of a document."""

    cleaned: CleanText
    reading: Reading
    mentions: list[Mention]
    rounds: list[Episode]
    links: set[tuple[str, str]]
    found: bool


def fit_links(cases: Iterable[Linked]) -> tuple[dict[str, float], float]:
    """Weights by feature name, and the threshold with the best F1 on documents (on all cases, if there are none)."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    rows, labels, documents = [], [], []
    for case in cases:
        for episode in case.rounds:
            for pair in pairs(case.cleaned, case.reading, case.mentions, episode):
                source, target = pair.source.mention, pair.target.mention
                rows.append(link_features(pair))
                labels.append((f"{source.role}:{source.code}", f"{target.role}:{target.code}") in case.links)
                documents.append(case.found)
    if sum(labels) < 10:
        return {}, 0.5
    vectorizer = DictVectorizer()
    x, y, found = vectorizer.fit_transform(rows), np.asarray(labels), np.asarray(documents)
    worth = np.where(found, DOCUMENT_WEIGHT, 1.0)
    learner = LogisticRegression(C=C_LINKS, max_iter=2000, fit_intercept=False)
    p = cross_val_predict(learner, x, y, cv=5, method="predict_proba", params={"sample_weight": worth})[:, 1]
    told = found | ~found.any()
    grid = np.linspace(0.2, 0.7, 51)
    f1 = [2 * (y & told & (p >= limit)).sum() / max((told & (p >= limit)).sum() + (told & y).sum(), 1) for limit in grid]
    weights = learner.fit(x, y, sample_weight=worth).coef_[0]
    named = {name: round(float(w), 3) for name, w in zip(vectorizer.get_feature_names_out(), weights, strict=True) if abs(w) > 0.02}
    return named, round(float(grid[int(np.argmax(f1))]), 3)
