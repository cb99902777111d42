"""From scores of clauses to what the case carries: one candidate a (role, code, status), with one confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import STATUSES, Floats, Layout
from caselib.extract.scorer import Model, Scores, affine, sigmoid

# Candidates below this are not worth a reviewer's look.
SUGGEST = 0.12
_SHARED = 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best clause for a code and status, its probability, and that of the second best clause."""

    code: int
    status: int
    clause: int
    best: float
    second: float


def strongest(scores: Scores) -> list[Candidate]:
    """The candidates of a case, in order of code and status; ties go to the earlier clause."""
    order = np.lexsort((scores.clauses, -scores.probability, scores.statuses, scores.codes))
    seen: dict[tuple[int, int], list[int]] = {}
    for i in order.tolist():
        seen.setdefault((int(scores.codes[i]), int(scores.statuses[i])), []).append(i)
    return [
        Candidate(code, status, int(scores.clauses[places[0]]), float(scores.probability[places[0]]), _second(scores, places))
        for (code, status), places in seen.items()
    ]


def _second(scores: Scores, places: Sequence[int]) -> float:
    return float(scores.probability[places[1]]) if len(places) > 1 else 0.0


def presence(found: Sequence[Candidate], layout: Layout) -> Floats:
    """The largest probability of each code in the case, statuses together."""
    top = np.zeros(len(layout.codes), dtype=np.float32)
    for candidate in found:
        top[candidate.code] = max(top[candidate.code], candidate.best)
    return top


def width(layout: Layout) -> int:
    """Length of a candidate's feature vector."""
    return _SHARED + len(layout.codes) * 2


def case_features(found: Sequence[Candidate], layout: Layout, together: Floats, clauses: int) -> Floats:
    """What decides whether a candidate stands: its two best places, its company, the length of the case, its code.

    ``together`` holds log-ratios of how often two codes stand in one case against chance.
    """
    top = presence(found, layout)
    out = np.zeros((len(found), width(layout)), dtype=np.float32)
    rivals = {(c.code, c.status): c.best for c in found}
    for i, candidate in enumerate(found):
        others = top.copy()
        others[candidate.code] = 0
        out[i, 0] = _logit(candidate.best)
        out[i, 1] = _logit(candidate.second)
        out[i, 2] = float(others @ together[:, candidate.code])
        out[i, 3] = max((best for (code, status), best in rivals.items() if code == candidate.code and status != candidate.status), default=0.0)
        out[i, 4] = np.log1p(clauses)
        out[i, 5] = out[i, 4] * out[i, 0]
        out[i, 6 + candidate.status] = 1
        out[i, 10] = candidate.best > 0.5
        out[i, 11] = float((others > 0.5).sum())
        out[i, 12] = candidate.best >= out[i, 3]
        out[i, 13] = float((others > 0.5).sum()) / (1 + clauses)
        out[i, _SHARED + candidate.code] = 1
        if STATUSES[candidate.status] in ("advised", "demanded"):
            out[i, _SHARED + len(layout.codes) + candidate.code] = 1
    return out


def confidences(model: Model, found: Sequence[Candidate], clauses: int) -> Floats:
    """The calibrated confidence of every candidate."""
    features = case_features(found, model.layout, model.together, clauses)
    return sigmoid(affine(features, model.case)[:, 0])


def thresholds(model: Model, least: float | None = None) -> NDArray[np.float64]:
    """The least confidence of a mention, by code; ``least`` overrides the model's."""
    table = model.thresholds
    return np.asarray([table.get(code, table["*"]) if least is None else least for code in model.layout.codes])


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))
