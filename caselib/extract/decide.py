"""From scores of clauses to what the case carries: one candidate a (role, code, status), with one confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import STATUSES, Floats, Layout
from caselib.extract.scorer import Model, Scores, affine, sigmoid

# Candidates below this are not worth a reviewer's look.
SUGGEST = 0.12
_SHARED = 14
_NOT_DONE = (STATUSES.index("advised"), STATUSES.index("demanded"))


class Candidate(NamedTuple):
    """The best clause for a code and status, its probability, and that of the second best clause."""

    code: int
    status: int
    clause: int
    best: float
    second: float


def strongest(scores: Scores) -> list[Candidate]:
    """The candidates of a case, in order of code and status; ties go to the earlier clause."""
    if not len(scores.codes):
        return []
    order = np.lexsort((scores.clauses, -scores.probability, scores.statuses, scores.codes))
    code, status, clause, p = (part[order] for part in (scores.codes, scores.statuses, scores.clauses, scores.probability))
    first = np.flatnonzero(np.append(True, (np.diff(code) != 0) | (np.diff(status) != 0)))
    several = np.diff(np.append(first, len(code))) > 1
    second = np.where(several, p[np.minimum(first + 1, len(p) - 1)], 0.0)
    return list(map(Candidate, code[first].tolist(), status[first].tolist(), clause[first].tolist(), p[first].tolist(), second.tolist()))


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
    code, status = np.asarray([c.code for c in found], dtype=np.int64), np.asarray([c.status for c in found], dtype=np.int64)
    best, second = np.asarray([c.best for c in found]), np.asarray([c.second for c in found])
    rows = np.arange(len(found))
    others = np.repeat(top[None], len(found), axis=0)
    others[rows, code] = 0
    rival = (code[:, None] == code) & (status[:, None] != status)
    company = (others > 0.5).sum(axis=1)
    out = np.zeros((len(found), width(layout)), dtype=np.float32)
    out[:, 0] = _logit(best)
    out[:, 1] = _logit(second)
    out[:, 2] = (others * together.T[code]).sum(axis=1)
    out[:, 3] = np.where(rival, best, 0.0).max(axis=1, initial=0.0)
    out[:, 4] = np.log1p(clauses)
    out[:, 5] = out[:, 4] * out[:, 0]
    out[rows, 6 + status] = 1
    out[:, 10] = best > 0.5
    out[:, 11] = company
    out[:, 12] = best >= out[:, 3]
    out[:, 13] = company / (1 + clauses)
    out[rows, _SHARED + code] = 1
    open_ = np.flatnonzero(np.isin(status, _NOT_DONE))
    out[open_, _SHARED + len(layout.codes) + code[open_]] = 1
    return out


def confidences(model: Model, found: Sequence[Candidate], clauses: int) -> Floats:
    """The calibrated confidence of every candidate."""
    features = case_features(found, model.layout, model.together, clauses)
    return sigmoid(affine(features, model.case)[:, 0])


def thresholds(model: Model, least: float | None = None) -> NDArray[np.float64]:
    """The least confidence of a mention, by code; ``least`` overrides the model's."""
    table = model.thresholds
    return np.asarray([table.get(code, table["*"]) if least is None else least for code in model.layout.codes])


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(p / (1 - p)))
