"""What speaks for a code and status in a clause besides its words: cues, neighbours, section, modality, place in the case.

A feature means the same for every code, so that one pooled model learns how to weigh them; two blocks
are finer: one for each family of codes and status (a negation speaks against a refund and for a
refusal), and one switch for each code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract import crosses
from caselib.extract.cues import Hits
from caselib.extract.layout import (
    CLAUSE,
    FLOOR,
    FRONT,
    NONE,
    PAIR,
    QUARTERS,
    ROLES,
    SHARE,
    STATUSES,
    STRONGEST,
    TOLD,
    TURNING,
    TURNING_MOODS,
    Floats,
    Ints,
    Layout,
)  # fmt: skip
from caselib.extract.net import Heard
from caselib.extract.pairs import pair_block, stretches
from caselib.extract.reading import SECTIONS, Reading
from caselib.lang.modality import NAMES, before

__all__ = ["NONE", "ROLES", "STATUSES", "Floats", "Ints", "Layout", "Triples", "clause_block", "cue_matrix", "sentence_block", "triples", "weigh"]


# Actions that stand in the way of the customer, and are told with a negation.
OBSTRUCT = frozenset(("refuse", "stall", "deflect"))


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
    flat = out.reshape(5, -1)
    for at, hits in ((0, laid.cued), (2, laid.hinted)):
        places, weight = _weights(laid, hits, index, weights)
        np.add.at(flat[at], places, np.float32(1))
        np.maximum.at(flat[at + 1], places, weight)
        if at == 2:
            np.add.at(flat[4], places, weight)
    return out


def _weights(laid: Reading, hits: Hits, index: Mapping[str, int], weights: Mapping[str, float]) -> tuple[Ints, Floats]:
    """Of each hit of a code in ``index``: its place in a table of clauses by codes, and its weight."""
    rules, which = np.unique(hits.rules, return_inverse=True)
    known = [laid.rules[rule] for rule in rules.tolist()]
    column = np.asarray([index.get(rule.code, -1) for rule in known], dtype=np.int64)[which]
    weight = np.asarray([weights.get(rule.name, 0.0) + 3.0 for rule in known], dtype=np.float32)[which]
    told = column >= 0
    return (hits.clauses * len(index) + column)[told], weight[told]


def clause_block(laid: Reading) -> Floats:
    """Section, modality, quarter, first and last clause: one row a clause."""
    n = len(laid)
    block = np.zeros((n, CLAUSE), dtype=np.float32)
    rows = np.arange(n)
    block[rows, laid.section_numbers] = 1
    block[:, len(SECTIONS) : len(SECTIONS) + len(NAMES)] = _bits(laid.moods)
    first, size = stretches(laid)
    block[rows, len(SECTIONS) + len(NAMES) + np.minimum(QUARTERS - 1, QUARTERS * (rows - first) // size)] = 1
    block[rows == first, -2] = 1
    block[rows == first + size - 1, -1] = 1
    return block


def _bits(moods: Ints) -> Ints:
    """A column for each class of markers."""
    return moods[:, None] >> np.arange(len(NAMES)) & 1


def sentence_block(laid: Reading, own: Floats) -> Floats:
    """What :func:`clause_block` says of the clauses before, in the same sentence."""
    before = np.zeros_like(own)
    depth = np.arange(len(own)) - laid.sentences
    # All second clauses, then all third ones, and so on.
    order = np.argsort(depth, kind="stable")
    for some in np.split(order, np.cumsum(np.bincount(depth))[:-1])[1:]:
        before[some] = np.maximum(own[some - 1], before[some - 1])
    return before


def triples(laid: Reading, layout: Layout, words: Floats, statuses: Floats, cues: Floats, heard: Heard) -> Triples:
    """Features of every candidate (clause, code, status).

    Parameters
    ----------
    words
        Log-odds by clause and code from the n-grams alone.
    statuses
        Probabilities of the statuses by clause.
    cues
        As :func:`cue_matrix` gives them.
    heard
        What the network says.
    """
    found = candidates(layout, words, cues, heard)
    rows, columns, count, clauses, codes, status = found
    out = np.zeros((len(clauses), layout.width), dtype=np.float32)
    if not len(clauses):
        return Triples(clauses, codes, status, out, np.zeros((0, len(crosses.PAIRS)), dtype=np.int64))
    block, kind = pair_features(found, laid, layout, words, statuses, cues, heard)
    out[:, :PAIR] = block
    own = clause_block(laid)
    front = np.repeat(_front_block(laid, layout, rows, columns), count, axis=0)
    local = np.hstack([own[clauses], front])
    out[:, PAIR : PAIR + CLAUSE] = sentence_block(laid, own)[clauses]
    at = PAIR + CLAUSE
    _put(out, at, kind, local)
    at += crosses.KINDS * (CLAUSE + FRONT)
    turning = np.hstack([own[clauses][:, TURNING_MOODS], front[:, TURNING]])
    _put(out, at, layout.group[codes, status], turning)
    at += len(layout.groups) * 2 * len(TURNING)
    out[np.arange(len(codes)), at + codes] = 1
    other = np.flatnonzero((status == 1) | (status == 2))
    out[other, at + len(layout.codes) + codes[other]] = 1
    return Triples(clauses, codes, status, out, crosses.crosses(block, kind))


class Candidates(NamedTuple):
    """The pairs of clause and code that are looked at, and the triples that these make: an action one for every status, others one."""

    rows: Ints
    columns: Ints
    times: Ints
    clauses: Ints
    codes: Ints
    statuses: Ints


def candidates(layout: Layout, words: Floats, cues: Floats, heard: Heard) -> Candidates:
    """Pairs with a cue, a hint, or strong words, and what the network takes to be likelier than not."""
    rows, columns = np.nonzero(_worth(words) | (cues[0] > 0) | (cues[2] > 0) | (heard.clauses.max(axis=2) > 0))
    action = np.asarray(layout.roles)[columns] == ROLES.index("action")
    count = np.where(action, NONE, 1)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return Candidates(rows, columns, count, np.repeat(rows, count), np.repeat(columns, count), np.where(np.repeat(action, count), number, NONE))


def pair_features(
    found: Candidates, laid: Reading, layout: Layout, words: Floats, statuses: Floats, cues: Floats, heard: Heard
) -> tuple[Floats, Ints]:
    """The pair block of every candidate, and its kind."""
    block = np.repeat(pair_block(laid, layout, words, cues, found.rows, found.columns), found.times, axis=0)
    block[:, SHARE], block[:, SHARE + 1] = _shares(found, statuses)
    block[:, TOLD], block[:, TOLD + 1] = _told(found, laid, heard)
    return block, _kind(found, layout)


def _shares(found: Candidates, statuses: Floats) -> tuple[Floats, Floats]:
    """The share of every candidate's status, and its logarithm; nothing where there is no status to choose."""
    share = statuses[found.clauses, found.statuses]
    chosen = found.statuses != NONE
    return np.where(chosen, share, np.float32(0)), np.where(chosen, np.log(np.clip(share, 1e-3, 1)), np.float32(0))


def _told(found: Candidates, laid: Reading, heard: Heard) -> tuple[Floats, Floats]:
    """What the network says of every candidate in its clause, and the most that it says of it in the case."""
    case = np.searchsorted(laid.firsts, found.clauses, side="right") - 1
    return heard.clauses[found.clauses, found.codes, found.statuses], heard.cases[case, found.codes, found.statuses]


def _kind(found: Candidates, layout: Layout) -> Ints:
    """Cause 0, outcome 1, then actions by status."""
    role = np.asarray(layout.roles)[found.codes]
    return np.where(role == 1, 2 + found.statuses, role // 2)


def weigh(
    weights: Floats, laid: Reading, layout: Layout, words: Floats, statuses: Floats, cues: Floats, heard: Heard
) -> tuple[Ints, Ints, Ints, Floats]:
    """Clause, code, status and weighted sum of every candidate: :func:`triples` times the weights of its plain features, block by block.

    The whole table has hundreds of columns, nearly all of them empty: writing it out took more time than all the rest of the scoring.
    """
    found = candidates(layout, words, cues, heard)
    rows, columns, count, clauses, codes, status = found
    block, kind, owner = pair_block(laid, layout, words, cues, rows, columns), _kind(found, layout), np.repeat(np.arange(len(rows)), count)
    share, logarithm = _shares(found, statuses)
    here, most = _told(found, laid, heard)
    own = clause_block(laid)
    at = PAIR + CLAUSE
    by_kind = weights[at : (at := at + crosses.KINDS * (CLAUSE + FRONT))].reshape(crosses.KINDS, -1)
    by_group = weights[at : (at := at + len(layout.groups) * 2 * len(TURNING))].reshape(len(layout.groups), -1)
    by_code = weights[at : at + 2 * len(layout.codes)].reshape(2, -1)
    group = layout.group[codes, status]
    total = (block @ weights[:PAIR] + weights[-1])[owner] + weights[SHARE] * share + weights[SHARE + 1] * logarithm
    total += weights[TOLD] * here + weights[TOLD + 1] * most
    total += crosses.weigh(weights[layout.width : -1], block, share, kind, owner)
    total += (sentence_block(laid, own) @ weights[PAIR : PAIR + CLAUSE])[clauses]
    total += (own @ by_kind[:, :CLAUSE].T)[clauses, kind]
    total += (own[:, TURNING_MOODS] @ by_group[:, : len(TURNING)].T)[clauses, group]
    total += by_code[0, codes] + np.where((status == 1) | (status == 2), by_code[1, codes], 0)
    front = _front_block(laid, layout, rows, columns)
    cued = np.flatnonzero(np.asarray(front.any(axis=1))[owner])
    marked = front[owner[cued]]
    total[cued] += (marked * by_kind[kind[cued], CLAUSE:]).sum(axis=1)
    total[cued] += (marked[:, TURNING] * by_group[group[cued], len(TURNING) :]).sum(axis=1)
    return clauses, codes, status, total


def _put(out: Floats, at: int, group: Ints, block: Floats) -> None:
    """Write each row's block into the columns of its group, behind column ``at``."""
    size = block.shape[1]
    np.put_along_axis(out, at + group[:, None] * size + np.arange(size), block, axis=1)


def _front_block(laid: Reading, layout: Layout, rows: Ints, columns: Ints) -> Floats:
    """Markers in front of the code's first cue in the clause; nothing where the code has no cue there."""
    out = np.zeros((len(rows), FRONT), dtype=np.float32)
    clauses, codes, starts = _cued(laid, layout)
    pairs, first = np.unique(clauses * len(layout.codes) + codes, return_index=True)
    # Every pair of clause and code with a cue is a candidate; these are in order.
    at = np.searchsorted(rows * len(layout.codes) + columns, pairs)
    out[at] = _bits(before(laid.marks, clauses[first], starts[first]))
    return out


class Turned(NamedTuple):
    """By clause and code: ``denied``, where a negation stands right before every cue of the code in the clause (没有道歉, 未退款); ``doubtful``, where the
    sentence so far supposes an action of the code, or the clause denies it or asks for it without any cue of it."""

    denied: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]


def turned(laid: Reading, layout: Layout) -> Turned:
    """Where what would be told is denied or in doubt."""
    clauses, codes, starts = _cued(laid, layout)
    negation = np.flatnonzero(laid.marks.bits >> NAMES.index("negated") & 1)
    size = len(laid.folded) + 1
    negated = _among(clauses * size + starts, np.sort(laid.marks.clauses[negation] * size + laid.marks.ends[negation]))
    cued, plain = np.zeros((2, len(laid), len(layout.codes)), dtype=bool)
    cued[clauses, codes] = True
    plain[clauses[~negated], codes[~negated]] = True
    moods = dict(zip(NAMES, _bits(laid.moods).astype(bool).T, strict=True))
    # What is supposed at the beginning of a sentence holds to its end.
    supposed = np.maximum.accumulate(np.where(moods["hypothetical"], np.arange(len(laid)), -1)) >= laid.sentences
    actions = np.asarray([ROLES[role] == "action" and code not in OBSTRUCT for code, role in zip(layout.codes, layout.roles, strict=True)], dtype=bool)
    return Turned(cued & ~plain, (supposed[:, None] | ((moods["negated"] | moods["asked"])[:, None] & ~cued)) & actions)


def _among(places: Ints, known: Ints) -> NDArray[np.bool_]:
    """Which places are among those known, which are in order; numpy.isin would hash them, and takes longer."""
    at = np.searchsorted(known, places)
    return np.asarray(known[np.minimum(at, len(known) - 1)] == places) if len(known) else np.zeros(len(places), dtype=bool)


def _cued(laid: Reading, layout: Layout) -> tuple[Ints, Ints, Ints]:
    """Clause, code (number) and start of every cue, in order of the text."""
    index = {code: i for i, code in enumerate(layout.codes)}
    codes = np.asarray([index.get(laid.rules[rule].code, -1) for rule in laid.cued.rules.tolist()], dtype=np.int64)
    known = np.flatnonzero(codes >= 0)
    return laid.cued.clauses[known], codes[known], laid.cued.starts[known]


def _worth(words: Floats) -> NDArray[np.bool_]:
    """The strongest codes of each clause by words, if they are not hopeless."""
    if not words.size:
        return np.zeros(words.shape, dtype=bool)
    bar = np.sort(words, axis=1)[:, -min(STRONGEST, words.shape[1])][:, None]
    return np.asarray((words >= bar) & (words > FLOOR))
