"""From scores of clauses to what the case carries: one candidate a (role, code, status), with one confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.features import STATUSES, Floats, Ints, Layout
from caselib.extract.scorer import Model, Scores, sigmoid

# Candidates below this are not worth a reviewer's look.
SUGGEST = 0.12
_SHARED = 20
# What the words of a whole case speak for counts up to so many standard deviations, and in full from so many clauses on: in a short case each
# word weighs so much that it would speak for its code even where it is denied (没有道歉). Neither costs anything on unseen documents.
MOST, ENOUGH = 3.0, 15
_DONE, _ADVISED = STATUSES.index("done"), STATUSES.index("advised")
_NOT_DONE = np.asarray([status in ("advised", "demanded") for status in STATUSES])


class Candidate(NamedTuple):
    """The best clause for a code and status, its probability, and that of the second best clause."""

    code: int
    status: int
    clause: int
    best: float
    second: float


class Best(NamedTuple):
    """The candidates of several cases as parallel arrays: case, code, status, best clause, its probability and that of the second best."""

    cases: Ints
    codes: Ints
    statuses: Ints
    clauses: Ints
    best: NDArray[np.float64]
    second: NDArray[np.float64]


def strongest(scores: Scores) -> list[Candidate]:
    """The candidates of a case, in order of code and status; ties go to the earlier clause."""
    return list(map(Candidate, *(part.tolist() for part in _strongest([scores])[1:])))


def _strongest(scores: Sequence[Scores]) -> Best:
    case = np.repeat(np.arange(len(scores)), [len(each.codes) for each in scores])
    code, status, clause, p = (np.concatenate(parts) for parts in zip(*map(_parts, scores), strict=True))
    group = (case * (code.max(initial=0) + 1) + code) * len(STATUSES) + status
    # Stable: inside a group by clause, as the scores come.
    order = np.argsort(group, kind="stable")
    group, p = group[order], p[order]
    first = np.flatnonzero(np.diff(group, prepend=-1))
    best = np.maximum.reduceat(p, first)
    tops = np.flatnonzero(p == np.repeat(best, np.diff(first, append=len(p))))
    top = tops[np.searchsorted(tops, first)]
    p[top] = 0.0
    second = np.maximum.reduceat(p, first).astype(np.float64)
    at = order[top]
    return Best(case[at], code[at], status[at], clause[at], best.astype(np.float64), second)


def _parts(scores: Scores) -> tuple[Ints, Ints, Ints, Floats]:
    return scores.codes, scores.statuses, scores.clauses, scores.probability


def presence(found: Sequence[Candidate], layout: Layout) -> Floats:
    """The largest probability of each code in the case, statuses together."""
    top = np.zeros(len(layout.codes), dtype=np.float32)
    for candidate in found:
        top[candidate.code] = max(top[candidate.code], candidate.best)
    return top


def width(layout: Layout) -> int:
    """Length of a candidate's feature vector."""
    return _SHARED + len(layout.codes) * 2


def case_features(found: Sequence[Candidate], layout: Layout, together: Floats, clauses: int, gist: Floats) -> Floats:
    """What decides whether a candidate stands: its two best places, its company, the length of the case, its code, the words and the tone of the whole case.

    ``together`` holds log-ratios of how often two codes stand in one case against chance; ``gist`` (codes by statuses) what the whole case speaks for.
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
    out[:, 14] = _damped(gist, clauses)[code, status]
    sums = np.bincount(status, best, minlength=len(STATUSES))
    out[:, 15:_SHARED] = _tone(status, best, np.repeat(sums[None], len(found), axis=0))
    out[rows, _SHARED + code] = 1
    open_ = np.flatnonzero(_NOT_DONE[status])
    out[open_, _SHARED + len(layout.codes) + code[open_]] = 1
    return out


class Decided(NamedTuple):
    """A candidate with its confidence, and whether that makes it a mention (else it is a suggestion)."""

    code: int
    status: int
    clause: int
    confidence: float
    kept: bool


def decide(model: Model, scores: Sequence[Scores], clauses: Ints | Sequence[int], gist: Floats, least: float | None = None) -> list[list[Decided]]:
    """The mentions and suggestions of each case, in order of code and status, worked out for all cases together.

    Parameters
    ----------
    model
        Its case layer and thresholds decide.
    scores
        Of the readings.
    clauses
        How many clauses each has.
    gist
        As :func:`caselib.extract.scorer.gist_scores` gives it.
    least
        Replaces the model's thresholds.
    """
    made: list[list[Decided]] = [[] for _ in scores]
    if not any(len(each.codes) for each in scores):
        return made
    found = _strongest(scores)
    limits = thresholds(model, least)[found.codes]
    confidence = sigmoid(_totals(model, found, np.asarray(clauses), gist))
    chosen = np.flatnonzero(confidence >= np.minimum(SUGGEST, limits))
    columns = (found.cases, found.codes, found.statuses, found.clauses, confidence, confidence >= limits)
    for case, code, status, clause, p, kept in zip(*(column[chosen].tolist() for column in columns), strict=True):
        made[case].append(Decided(code, status, clause, round(p, 3), kept))
    return made


def _totals(model: Model, found: Best, clauses: Ints, gist: Floats) -> Floats:
    """:func:`case_features` of every candidate times the weights of the case layer, without writing out the columns of the codes."""
    case, code, status, _, best, second = found
    codes = len(model.layout.codes)
    rows = np.arange(len(code))
    by_status = np.zeros((len(clauses), codes, len(STATUSES)))
    by_status[case, code, status] = best
    top = by_status.max(axis=2)
    rivals = by_status[case, code]
    rivals[rows, status] = 0
    together = model.together.astype(np.float64)
    x = np.zeros((len(code), _SHARED))
    x[:, 0] = _logit(best)
    x[:, 1] = _logit(second)
    x[:, 2] = (top @ together)[case, code] - top[case, code] * together.diagonal()[code]
    x[:, 3] = rivals.max(axis=1)
    x[:, 4] = np.log1p(clauses)[case]
    x[:, 5] = x[:, 4] * x[:, 0]
    x[rows, 6 + status] = 1
    x[:, 10] = best > 0.5
    x[:, 11] = (top > 0.5).sum(axis=1)[case] - (top[case, code] > 0.5)
    x[:, 12] = best >= x[:, 3]
    x[:, 13] = x[:, 11] / (1 + clauses)[case]
    x[:, 14] = _damped(gist[case, code, status], clauses[case])
    sums = by_status.sum(axis=1)
    x[:, 15:] = _tone(status, best, sums[case])
    weights = model.case[:, 0].astype(np.float64)
    total = x @ weights[:_SHARED] + weights[_SHARED + code] + weights[-1]
    return np.asarray(total + np.where(_NOT_DONE[status], weights[_SHARED + codes + code], 0), dtype=np.float32)


def _tone(status: Ints, best: NDArray[np.float64], sums: NDArray[np.float64]) -> Floats:
    """Whether a case reports or advises, by the ``sums`` of its candidates' probabilities by status: what else has this status, its share, and that of advice."""
    own = sums[np.arange(len(status)), status]
    advice = sums[:, _ADVISED] / np.maximum(sums[:, _ADVISED] + sums[:, _DONE], 1e-9)
    alike, share = np.log1p(np.maximum(own - best, 0)), own / np.maximum(sums.sum(axis=1), 1e-9)
    return np.asarray(np.stack([alike, share, advice, advice * (status == _ADVISED), advice * (status == _DONE)], axis=1))


def _damped(gist: Floats, clauses: Ints | int) -> Floats:
    return np.asarray(np.clip(gist, -MOST, MOST) * np.minimum(1, np.asarray(clauses) / ENOUGH), dtype=np.float32)


def thresholds(model: Model, least: float | None = None) -> NDArray[np.float64]:
    """The least confidence of a mention, by code; ``least`` overrides the model's."""
    table = model.thresholds
    return np.asarray([table.get(code, table["*"]) if least is None else least for code in model.layout.codes])


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(p / (1 - p)))
