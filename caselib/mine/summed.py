"""From added counts to measured edges: the same functions that measure the whole, fed with sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from caselib.mine.bootstrap import delta_interval, interval
from caselib.mine.counts import Counts, FamilyCounts, Table
from caselib.mine.evidence import BASES, order
from caselib.mine.family import Family, from_counts
from caselib.mine.measures import Floats
from caselib.mine.strata import Counts as ByStratum
from caselib.mine.strata import places, single, tested
from caselib.mine.votes import Ints

# As many draws at a time as the bootstrap of one piece takes, so that sums of logarithms are rounded alike.
_BLOCK = 256


def families(counts: Counts) -> dict[tuple[int, int], Family]:
    """Every role pair, measured."""
    found = {}
    for key, own in counts.families.items():
        each = _family(counts, key, own)
        low, high = _lift(counts, each, own) if counts.draws else delta_interval(each)
        each.columns.update({"lift_lo": low, "lift_hi": high}, **_stratified(counts, each, own))
        found[key] = each
    return found


def told(own: FamilyCounts) -> dict[tuple[int, int], dict[str, Any]]:
    """What an edge's row has from its evidence, by pair of codes."""
    rows = {}
    for (x, y), counts, docs, places_ in zip(own.pairs.tolist(), own.told.tolist(), own.open_docs, own.places, strict=True):
        closed, cases, explicit, sequence, same, forward, ordered, *basis = counts
        rows[x, y] = {
            "n_docs": closed + len(docs), "n_cases": cases, "n_explicit": explicit, "n_sequence": sequence, "n_order": same,
            **order(forward, ordered, dict(zip(BASES, basis, strict=True))), "evidence": tuple(place.evidence for place in places_),
        }  # fmt: skip
    return rows


def _family(counts: Counts, key: tuple[int, int], own: FamilyCounts) -> Family:
    shape = len(counts.codes[key[0]]), len(counts.codes[key[1]])
    margins = _dense(own.rows, shape[:1]).astype(float), _dense(own.columns, shape[1:]).astype(float)
    return from_counts(
        key,
        margins,
        (_dense(own.joint, shape), _dense(own.apart, shape)),
        _dense(own.silent, shape[:1]).astype(float),
        float(own.both.counts.sum()),
    )


def _dense(table: Table, shape: tuple[int, ...]) -> Ints:
    """Counts by the first columns, over all strata."""
    total = np.zeros(shape, dtype=np.int64)
    if len(table.rows):
        np.add.at(total, tuple(table.rows[:, n] for n in range(len(shape))), table.counts)
    return total


def _stratified(counts: Counts, each: Family, own: FamilyCounts) -> dict[str, Any]:
    place, parent = places(counts.strata, counts.sizes)
    strata = int(place[counts.sizes > 0].max(initial=-1)) + 1
    edge = np.zeros((len(counts.codes[each.left]), len(counts.codes[each.right])), dtype=np.int64)
    edge[each.x, each.y] = np.arange(len(each.x))

    def by_edge(table: Table) -> tuple[Ints, Ints]:
        keys, of = np.unique(edge[table.rows[:, 0], table.rows[:, 1]] * strata + place[table.rows[:, 2]], return_inverse=True)
        return keys, np.bincount(of, weights=table.counts, minlength=len(keys)).astype(np.int64)

    def margin(table: Table, size: int) -> Floats:
        total = np.zeros((size, strata))
        np.add.at(total, (table.rows[:, 0], place[table.rows[:, 1]]), table.counts)
        return total

    n = np.bincount(place[own.both.rows[:, 0]], weights=own.both.counts, minlength=strata).astype(float)
    margins = margin(own.rows, edge.shape[0]), margin(own.columns, edge.shape[1])
    found = ByStratum(strata, n, *margins, *by_edge(own.joint), *by_edge(own.apart))
    return tested(found, parent, each, single(counts.strata, own.joint.rows, own.joint.counts.astype(float), each))


def _lift(counts: Counts, each: Family, own: FamilyCounts) -> tuple[Floats, Floats]:
    at = np.full((len(counts.codes[each.left]), len(counts.codes[each.right])), -1, dtype=np.int64)
    at[own.pairs[:, 0], own.pairs[:, 1]] = np.arange(len(own.pairs))
    pair = at[each.x, each.y]
    total = np.zeros((2, len(each.x)))
    for first in range(0, counts.draws, _BLOCK):
        part = slice(first, first + _BLOCK)
        joint = np.zeros((len(pair), own.drawn_both[part].size), dtype=np.float32)
        joint[pair >= 0] = own.drawn[pair[pair >= 0], part]
        rows, columns = own.drawn_rows[:, part].astype(np.float32), own.drawn_columns[:, part].astype(np.float32)
        logs = (
            np.log(joint + 0.5)
            + np.log(own.drawn_both[part].astype(np.float32) + 0.5)[None, :]
            - np.log(rows + 0.5)[each.x]
            - np.log(columns + 0.5)[each.y]
        )
        total[0] += logs.sum(axis=1)
        total[1] += (logs**2).sum(axis=1)
    return interval(each, total, counts.draws)
