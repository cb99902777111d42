"""What speaks for a code and status in a clause besides its words: cues, neighbours, section, modality, place in the case.

A feature means the same for every code, so that one pooled model learns how to weigh them; two blocks
are finer: one for each family of codes and status (a negation speaks against a refund and for a
refusal), and one switch for each code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from caselib.extract import crosses
from caselib.extract.reading import SECTIONS, Reading
from caselib.lang.modality import NAMES

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
ROLES = ("cause", "action", "outcome")
STATUSES = ("done", "advised", "demanded", "")
NONE = STATUSES.index("")
_SECTION = {name: number for number, name in enumerate(SECTIONS)}
_NAME = {name: number for number, name in enumerate(NAMES)}
# The part of a long text that a clause stands in: complaints open, handling follows, the result closes.
QUARTERS = 4
# Only pairs of clause and code with a cue or a hint, or among the strongest of their clause by words, are looked at
# again; benchmarks/quality.py prints the share of the gold pairs that this loses.
STRONGEST, FLOOR = 6, -3.0
_PAIR = 22
_CLAUSE = len(SECTIONS) + len(NAMES) + QUARTERS + 2
# Markers are looked for again in front of the cue, where there is one.
_FRONT = len(NAMES)
# Those that turn one family of codes into another, or into nothing.
_TURNING = tuple(NAMES.index(name) for name in ("negated", "obliged", "demanded", "hypothetical", "asked", "offered"))


@dataclass(frozen=True)
class Layout:
    """The codes of a model: their roles (numbers in ``ROLES``) and families (numbers)."""

    codes: tuple[str, ...]
    roles: tuple[int, ...]
    families: tuple[int, ...]

    @cached_property
    def groups(self) -> dict[tuple[int, int], int]:
        """Numbers of the (family, status) pairs that occur."""
        found = dict.fromkeys((family, s) for family, statuses in zip(self.families, self.statuses, strict=True) for s in statuses)
        return {pair: number for number, pair in enumerate(found)}

    @cached_property
    def width(self) -> int:
        """Length of a candidate's feature vector."""
        return _PAIR + _CLAUSE + crosses.KINDS * (_CLAUSE + _FRONT) + len(self.groups) * 2 * len(_TURNING) + len(self.codes) * 2

    @cached_property
    def statuses(self) -> tuple[tuple[int, ...], ...]:
        """The statuses that each code can have."""
        return tuple((0, 1, 2) if ROLES[role] == "action" else (NONE,) for role in self.roles)


@dataclass(frozen=True)
class Triples:
    """Candidates, parallel: clause, code, status (numbers), features, and columns of the crossed features."""

    clauses: Ints
    codes: Ints
    statuses: Ints
    features: Floats
    crossed: Ints


def cue_matrix(laid: Reading, layout: Layout, weights: Mapping[str, float]) -> Floats:
    """By clause and code: number of cues, their largest weight, number of hints, their largest weight and its sum.

    Returns
    -------
    Array of shape (5, clauses, codes).
    """
    index = {code: i for i, code in enumerate(layout.codes)}
    out = np.zeros((5, len(laid), len(layout.codes)), dtype=np.float32)
    for at, found in ((0, laid.hits), (2, laid.hints)):
        for i, hits in enumerate(found):
            for hit in hits:
                j = index.get(hit.code)
                if j is not None:
                    weight = weights.get(hit.rule, 0.0) + 3.0
                    out[at, i, j] += 1
                    out[at + 1, i, j] = max(out[at + 1, i, j], weight)
                    out[4, i, j] += weight * (at == 2)
    return out


def clause_block(laid: Reading) -> Floats:
    """Section, modality, quarter, first and last clause: one row a clause."""
    n = len(laid)
    block = np.zeros((n, _CLAUSE), dtype=np.float32)
    rows = np.arange(n)
    block[rows, [_SECTION[name] for name in laid.sections]] = 1
    marked = [(i, len(SECTIONS) + _NAME[name]) for i, moods in enumerate(laid.moods) for name in moods]
    if marked:
        block[tuple(np.asarray(marked).T)] = 1
    first, size = _stretches(laid)
    block[rows, len(SECTIONS) + len(NAMES) + np.minimum(QUARTERS - 1, QUARTERS * (rows - first) // size)] = 1
    block[rows == first, -2] = 1
    block[rows == first + size - 1, -1] = 1
    return block


def _stretches(laid: Reading) -> tuple[Ints, Ints]:
    """For every clause the first one of its stretch, and how many the stretch has."""
    firsts = np.asarray(laid.firsts)
    sizes = np.diff(np.append(firsts, len(laid)))
    return np.repeat(firsts, sizes), np.repeat(sizes, sizes)


def sentence_block(laid: Reading, own: Floats) -> Floats:
    """What :func:`clause_block` says of the clauses before, in the same sentence."""
    before = np.zeros_like(own)
    goes_on = np.flatnonzero(np.diff(laid.sentences) == 0) + 1 if len(laid) > 1 else ()
    for i in goes_on:
        np.maximum(own[i - 1], before[i - 1], out=before[i])
    return before


def triples(laid: Reading, layout: Layout, words: Floats, statuses: Floats, cues: Floats) -> Triples:
    """Features of every candidate (clause, code, status).

    Parameters
    ----------
    words
        Log-odds by clause and code from the n-grams alone.
    statuses
        Probabilities of the statuses by clause.
    cues
        As :func:`cue_matrix` gives them.
    """
    rows, columns = np.nonzero(_worth(words) | (cues[0] > 0) | (cues[2] > 0))
    count = np.asarray([len(layout.statuses[c]) for c in columns], dtype=np.int64)
    status = np.asarray([s for c in columns for s in layout.statuses[c]], dtype=np.int64)
    clauses, codes = np.repeat(rows, count), np.repeat(columns, count)
    out = np.zeros((len(clauses), layout.width), dtype=np.float32)
    if not len(clauses):
        return Triples(clauses, codes, status, out, np.zeros((0, len(crosses.PAIRS)), dtype=np.int64))
    out[:, :_PAIR] = np.repeat(_pair_block(laid, layout, words, cues, rows, columns), count, axis=0)
    out[:, 14] = np.where(status == NONE, 0, statuses[clauses, status])
    out[:, 15] = np.where(status == NONE, 0, np.log(np.clip(statuses[clauses, status], 1e-3, 1)))
    own = clause_block(laid)
    front = np.repeat(_front_block(laid, layout, rows, columns), count, axis=0)
    local = np.hstack([own[clauses], front])
    out[:, _PAIR : _PAIR + _CLAUSE] = sentence_block(laid, own)[clauses]
    at = _PAIR + _CLAUSE
    # Cause 0, outcome 1, then actions by status.
    role = np.asarray(layout.roles)[codes]
    kind = np.where(role == 1, 2 + status, role // 2)
    _put(out, at, kind, local)
    at += crosses.KINDS * (_CLAUSE + _FRONT)
    turning = np.hstack([own[clauses][:, [len(SECTIONS) + n for n in _TURNING]], front[:, _TURNING]])
    groups = layout.groups
    _put(out, at, np.asarray([groups[layout.families[c], s] for c, s in zip(codes.tolist(), status.tolist(), strict=True)]), turning)
    at += len(groups) * 2 * len(_TURNING)
    out[np.arange(len(codes)), at + codes] = 1
    other = np.flatnonzero((status == 1) | (status == 2))
    out[other, at + len(layout.codes) + codes[other]] = 1
    return Triples(clauses, codes, status, out, crosses.crosses(out[:, :_PAIR], kind))


def _put(out: Floats, at: int, group: Ints, block: Floats) -> None:
    """Write each row's block into the columns of its group, behind column ``at``."""
    size = block.shape[1]
    np.put_along_axis(out, at + group[:, None] * size + np.arange(size), block, axis=1)


def _front_block(laid: Reading, layout: Layout, rows: Ints, columns: Ints) -> Floats:
    """Markers in front of the code's cue in the clause; nothing where the code has no cue there."""
    out = np.zeros((len(rows), _FRONT), dtype=np.float32)
    for n, (i, j) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        for hit in laid.hits[i]:
            if hit.code == layout.codes[j]:
                for name in laid.front(i, hit):
                    out[n, _NAME[name]] = 1
                break
    return out


def _worth(words: Floats) -> NDArray[np.bool_]:
    """The strongest codes of each clause by words, if they are not hopeless."""
    if not words.size:
        return np.zeros(words.shape, dtype=bool)
    bar = np.sort(words, axis=1)[:, -min(STRONGEST, words.shape[1])][:, None]
    return np.asarray((words >= bar) & (words > FLOOR))


def _pair_block(laid: Reading, layout: Layout, words: Floats, cues: Floats, rows: Ints, columns: Ints) -> Floats:
    count, weight, hints, hint_weight, hint_sum = cues
    out = np.zeros((len(rows), _PAIR), dtype=np.float32)
    first, size = _stretches(laid)
    stretch = np.repeat(np.arange(len(laid.firsts)), np.diff(np.append(laid.firsts, len(laid))))[rows]
    before, behind = _beside(words, rows, columns, first, size, FLOOR)
    near = sum(_beside(count, rows, columns, first, size, 0))
    own = words[rows, columns]
    elsewhere = _elsewhere(words, own, laid.firsts, stretch, columns)
    rival_words, rival_cues = _rivals(layout, words, count, rows, columns)
    lengths = np.asarray([end - start for start, end in laid.clauses], dtype=np.float32)
    out[:, 0] = np.clip(own, -8, 8)
    out[:, 1] = count[rows, columns] > 0
    out[:, 2] = np.minimum(count[rows, columns], 3)
    out[:, 3] = weight[rows, columns]
    out[:, 4] = np.clip(before, FLOOR, 4) - FLOOR
    out[:, 5] = np.clip(behind, FLOOR, 4) - FLOOR
    out[:, 6] = near > 0
    out[:, 7] = np.clip(elsewhere, FLOOR, 4) - FLOOR
    out[:, 8] = np.clip(own - rival_words, -6, 6)
    out[:, 9] = rival_cues > 0
    out[:, 10] = np.log1p(size)[rows]
    out[:, 11] = np.minimum(_totals(count, laid.firsts)[stretch, columns] - count[rows, columns], 3)
    out[:, 12] = np.log1p(lengths)[rows]
    out[:, 13] = out[:, 1] * np.clip(own, -8, 8)
    out[:, 16] = np.minimum(hints[rows, columns], 3)
    out[:, 17] = hint_weight[rows, columns]
    out[:, 18] = np.minimum(hint_sum[rows, columns], 12)
    out[:, 19] = np.minimum(_totals(hints, laid.firsts)[stretch, columns] - hints[rows, columns], 4)
    out[:, 20] = hint_weight.max(axis=1)[rows] - hint_weight[rows, columns]
    out[:, 21] = np.maximum(out[:, 3], out[:, 17])
    return out


def _beside(table: Floats, rows: Ints, columns: Ints, first: Ints, size: Ints, outside: float) -> tuple[Floats, Floats]:
    """What the table says of the clause before and of that behind, in the same stretch."""
    at, end = first[rows], first[rows] + size[rows] - 1
    before = np.where(rows > at, table[rows - 1, columns], np.float32(outside))
    behind = np.where(rows < end, table[np.minimum(rows + 1, len(table) - 1), columns], np.float32(outside))
    return before, behind


def _elsewhere(words: Floats, own: Floats, firsts: tuple[int, ...], stretch: Ints, columns: Ints) -> Floats:
    """The largest score of the code in the other clauses of the stretch (its own in a stretch of one clause)."""
    sizes = np.diff(np.append(firsts, len(words)))
    best = np.maximum.reduceat(words, firsts)
    top = words == np.repeat(best, sizes, axis=0)
    once = (np.add.reduceat(top, firsts, dtype=np.int64) == 1) & (sizes > 1)[:, None]
    second = np.where(once, np.maximum.reduceat(np.where(top, -np.inf, words), firsts), best)
    return np.where(own >= best[stretch, columns], second[stretch, columns], best[stretch, columns])


def _totals(table: Floats, firsts: tuple[int, ...]) -> Floats:
    return np.add.reduceat(table, firsts)


def _rivals(layout: Layout, words: Floats, count: Floats, rows: Ints, columns: Ints) -> tuple[Floats, Floats]:
    """The strongest other code of the same role in the clause: by words, and by cues."""
    roles = np.asarray(layout.roles)
    best = np.zeros(len(rows), dtype=np.float32)
    cued = np.zeros(len(rows), dtype=np.float32)
    for role in range(len(ROLES)):
        members = np.flatnonzero(roles == role)
        if len(members) < 2:
            continue
        order = np.sort(words[:, members], axis=1)[:, -2:]
        mine = roles[columns] == role
        own = words[rows[mine], columns[mine]]
        best[mine] = np.where(own >= order[rows[mine], 1], order[rows[mine], 0], order[rows[mine], 1])
        cued[mine] = count[:, members].sum(axis=1)[rows[mine]] - count[rows[mine], columns[mine]]
    return best, cued
