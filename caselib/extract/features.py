"""What speaks for a code in a clause besides its words: cues, neighbours, section, modality, place in the case.

A feature means the same for every code, so that one small pooled model learns how to weigh them; only
the last block, one switch a code, is its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.extract.reading import SECTIONS, Reading
from caselib.lang.modality import NAMES

Floats = NDArray[np.float32]
ROLES = ("cause", "action", "outcome")
# The part of a long text that a clause stands in: complaints open, handling follows, the result closes.
QUARTERS = 4
# Pairs of clause and code below this log-odds and without a cue are not looked at again; of the gold pairs of the
# open corpus under 2 % lie below it (benchmarks/quality.py prints the share).
FLOOR = -5.5
_PAIR = 14
_ROLE = len(SECTIONS) + len(NAMES) + QUARTERS + 2


@dataclass(frozen=True)
class Layout:
    """The codes of a model and how the feature vector of a (clause, code) pair is laid out."""

    codes: tuple[str, ...]
    roles: tuple[int, ...]

    @property
    def width(self) -> int:
        """Length of a pair's feature vector."""
        return _PAIR + len(ROLES) * _ROLE + len(self.codes)


def cue_matrix(laid: Reading, layout: Layout, weights: dict[str, float]) -> tuple[Floats, Floats]:
    """Number of cue hits, and the largest weight among them, by clause and code."""
    index = {code: i for i, code in enumerate(layout.codes)}
    count = np.zeros((len(laid), len(layout.codes)), dtype=np.float32)
    weight = np.zeros_like(count)
    for i, hits in enumerate(laid.hits):
        for hit in hits:
            j = index.get(hit.code)
            if j is not None:
                count[i, j] += 1
                weight[i, j] = max(weight[i, j], weights.get(hit.rule, 1.0))
    return count, weight


def candidates(words: Floats, count: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Clause and code numbers of the pairs worth a second look."""
    rows, columns = np.nonzero((words > FLOOR) | (count > 0))
    return rows, columns


def clause_block(laid: Reading) -> Floats:
    """Section, modality, quarter, first and last clause: one row a clause."""
    n = len(laid)
    block = np.zeros((n, _ROLE), dtype=np.float32)
    for i in range(n):
        block[i, SECTIONS.index(laid.sections[i])] = 1
        for name in laid.moods[i]:
            block[i, len(SECTIONS) + NAMES.index(name)] = 1
        block[i, len(SECTIONS) + len(NAMES) + min(QUARTERS - 1, QUARTERS * i // max(n, 1))] = 1
    block[:1, -2] = 1
    block[-1:, -1] = 1
    return block


def pair_features(laid: Reading, layout: Layout, words: Floats, cues: tuple[Floats, Floats]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Features of every candidate pair.

    Parameters
    ----------
    words
        Log-odds by clause and code from the n-grams alone.
    cues
        As :func:`cue_matrix` gives them.

    Returns
    -------
    clauses, codes, features
        Parallel; ``features`` has ``layout.width`` columns.
    """
    count, weight = cues
    rows, columns = candidates(words, count)
    roles = np.asarray(layout.roles)[columns]
    out = np.zeros((len(rows), layout.width), dtype=np.float32)
    if not len(rows):
        return rows, columns, out
    before = np.vstack([np.full((1, words.shape[1]), FLOOR, np.float32), words[:-1]])
    behind = np.vstack([words[1:], np.full((1, words.shape[1]), FLOOR, np.float32)])
    near = np.vstack([np.zeros((1, words.shape[1]), np.float32), count[:-1]]) + np.vstack([count[1:], np.zeros((1, words.shape[1]), np.float32)])
    top = np.sort(words, axis=0)[-2:]
    best = top[-1][columns]
    elsewhere = np.where(words[rows, columns] >= best, top[0][columns], best)
    rival_words, rival_cues = _rivals(layout, words, count, rows, columns)
    own = words[rows, columns]
    out[:, 0] = np.clip(own, -8, 8)
    out[:, 1] = count[rows, columns] > 0
    out[:, 2] = np.minimum(count[rows, columns], 3)
    out[:, 3] = weight[rows, columns]
    out[:, 4] = np.clip(before[rows, columns], FLOOR, 4) - FLOOR
    out[:, 5] = np.clip(behind[rows, columns], FLOOR, 4) - FLOOR
    out[:, 6] = near[rows, columns] > 0
    out[:, 7] = np.clip(elsewhere, FLOOR, 4) - FLOOR
    out[:, 8] = np.clip(own - rival_words, -6, 6)
    out[:, 9] = rival_cues > 0
    out[:, 10] = np.log1p(len(laid))
    out[:, 11] = np.minimum(count.sum(axis=0)[columns] - count[rows, columns], 3)
    lengths = np.asarray([end - start for start, end in laid.clauses], dtype=np.float32)
    out[:, 12] = np.log1p(lengths)[rows]
    out[:, 13] = out[:, 1] * np.clip(own, -8, 8)
    blocks = clause_block(laid)[rows]
    for role in range(len(ROLES)):
        mine = roles == role
        start = _PAIR + role * _ROLE
        out[mine, start : start + _ROLE] = blocks[mine]
    out[np.arange(len(rows)), _PAIR + len(ROLES) * _ROLE + columns] = 1
    return rows, columns, out


def _rivals(layout: Layout, words: Floats, count: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The strongest other code of the same role in the clause: by words, and by cues."""
    roles = np.asarray(layout.roles)
    best = np.zeros(len(rows), dtype=np.float32)
    cued = np.zeros(len(rows), dtype=np.float32)
    for role in range(len(ROLES)):
        members = np.flatnonzero(roles == role)
        if len(members) < 2:
            continue
        part = words[:, members]
        order = np.sort(part, axis=1)[:, -2:]
        mine = roles[columns] == role
        own = words[rows[mine], columns[mine]]
        best[mine] = np.where(own >= order[rows[mine], 1], order[rows[mine], 0], order[rows[mine], 1])
        cued[mine] = count[:, members].sum(axis=1)[rows[mine]] - count[rows[mine], columns[mine]]
    return best, cued
