"""From scores of clauses to what the case carries: one candidate a (role, code, status), with one confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import ROLES, Floats, Layout
from caselib.extract.scorer import STATUSES, Model, Scores, sigmoid

# Candidates below this are not worth a reviewer's look.
SUGGEST = 0.12
_SHARED = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best clause for a code and status, its probability, and that of the second best clause."""

    code: int
    status: int
    clause: int
    best: float
    second: float


def strongest(scores: Scores, layout: Layout) -> list[Candidate]:
    """The candidates of a case, in order of code and status.

    Causes and outcomes have the empty status; an action's probability is divided over its three statuses.
    """
    actions = np.asarray(layout.roles)[scores.codes] == ROLES.index("action")
    found: list[Candidate] = []
    for status, name in enumerate(STATUSES):
        mine = actions if name else ~actions
        weight = scores.statuses[scores.clauses[mine], status] if name else 1.0
        chance = scores.probability[mine] * weight
        clauses, codes = scores.clauses[mine], scores.codes[mine]
        order = np.lexsort((clauses, -chance, codes))
        seen: dict[int, list[int]] = {}
        for i in order:
            seen.setdefault(int(codes[i]), []).append(int(i))
        for code, places in seen.items():
            second = float(chance[places[1]]) if len(places) > 1 else 0.0
            found.append(Candidate(code, status, int(clauses[places[0]]), float(chance[places[0]]), second))
    return sorted(found, key=lambda c: (c.code, c.status))


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
    for i, candidate in enumerate(found):
        others = top.copy()
        others[candidate.code] = 0
        out[i, 0] = _logit(candidate.best)
        out[i, 1] = _logit(candidate.second)
        out[i, 2] = float(others @ together[:, candidate.code])
        out[i, 3] = top[candidate.code] - candidate.best
        out[i, 4] = np.log1p(clauses)
        out[i, 5] = out[i, 4] * out[i, 0]
        out[i, 6 + candidate.status] = 1
        out[i, 10] = candidate.best > 0.5
        out[i, 11] = float((others > 0.5).sum())
        out[i, _SHARED + candidate.code] = 1
        if STATUSES[candidate.status] in ("advised", "demanded"):
            out[i, _SHARED + len(layout.codes) + candidate.code] = 1
    return out


def confidences(model: Model, found: Sequence[Candidate], clauses: int) -> Floats:
    """The calibrated confidence of every candidate."""
    features = case_features(found, model.layout, model.together, clauses)
    return sigmoid(features @ model.case[:-1] + model.case[-1])


def thresholds(model: Model, least: float | None = None) -> NDArray[np.float64]:
    """The least confidence of a mention, by code; ``least`` overrides the model's."""
    table = model.thresholds
    return np.asarray([table.get(code, table["*"]) if least is None else least for code in model.layout.codes])


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))
