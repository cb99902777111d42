"""What speaks for a code in a clause, beside the same code elsewhere and other codes in the same place: the pair block."""

from __future__ import annotations

import numpy as np

from caselib.extract.layout import FLOOR, PAIR, ROLES, Floats, Ints, Layout
from caselib.extract.reading import Reading


def stretches(laid: Reading) -> tuple[Ints, Ints]:
    """For every clause the first one of its stretch, and how many the stretch has."""
    sizes = np.diff(np.append(laid.firsts, len(laid)))
    return np.repeat(laid.firsts, sizes), np.repeat(sizes, sizes)


def pair_block(laid: Reading, layout: Layout, words: Floats, cues: Floats, rows: Ints, columns: Ints) -> Floats:
    """One row of features for every pair of clause (``rows``) and code (``columns``); those of the status are left empty."""
    at = rows * words.shape[1] + columns
    count, weight, hints, hint_weight, hint_sum = (table.ravel().take(at) for table in cues)
    out = np.zeros((len(rows), PAIR), dtype=np.float32)
    first, size = stretches(laid)
    stretch = np.repeat(np.arange(len(laid.firsts)), np.diff(np.append(laid.firsts, len(laid))))[rows]
    before, behind = _beside(words, rows, columns, first, size, FLOOR)
    near = sum(_beside(cues[0], rows, columns, first, size, 0))
    own = words.ravel().take(at)
    elsewhere = _elsewhere(words, own, laid.firsts, stretch, columns)
    rival_words, rival_cues = _rivals(layout, words, cues[0], rows, columns)
    lengths = (laid.spans[:, 1] - laid.spans[:, 0]).astype(np.float32)
    out[:, 0] = np.clip(own, -8, 8)
    out[:, 1] = count > 0
    out[:, 2] = np.minimum(count, 3)
    out[:, 3] = weight
    out[:, 4] = np.clip(before, FLOOR, 4) - FLOOR
    out[:, 5] = np.clip(behind, FLOOR, 4) - FLOOR
    out[:, 6] = near > 0
    out[:, 7] = np.clip(elsewhere, FLOOR, 4) - FLOOR
    out[:, 8] = np.clip(own - rival_words, -6, 6)
    out[:, 9] = rival_cues > 0
    out[:, 10] = np.log1p(size)[rows]
    out[:, 11] = np.minimum(_totals(cues[0], laid.firsts)[stretch, columns] - count, 3)
    out[:, 12] = np.log1p(lengths)[rows]
    out[:, 13] = out[:, 1] * np.clip(own, -8, 8)
    out[:, 16] = np.minimum(hints, 3)
    out[:, 17] = hint_weight
    out[:, 18] = np.minimum(hint_sum, 12)
    out[:, 19] = np.minimum(_totals(cues[2], laid.firsts)[stretch, columns] - hints, 4)
    out[:, 20] = cues[3].max(axis=1)[rows] - hint_weight
    out[:, 21] = np.maximum(out[:, 3], out[:, 17])
    return out


def _beside(table: Floats, rows: Ints, columns: Ints, first: Ints, size: Ints, outside: float) -> tuple[Floats, Floats]:
    """What the table says of the clause before and of that behind, in the same stretch."""
    at, end = first[rows], first[rows] + size[rows] - 1
    before = np.where(rows > at, table[rows - 1, columns], np.float32(outside))
    behind = np.where(rows < end, table[np.minimum(rows + 1, len(table) - 1), columns], np.float32(outside))
    return before, behind


def _elsewhere(words: Floats, own: Floats, firsts: Ints, stretch: Ints, columns: Ints) -> Floats:
    """The largest score of the code in the other clauses of the stretch (its own in a stretch of one clause)."""
    sizes = np.diff(np.append(firsts, len(words)))
    best = np.maximum.reduceat(words, firsts)
    top = words == np.repeat(best, sizes, axis=0)
    once = (np.add.reduceat(top, firsts, dtype=np.int64) == 1) & (sizes > 1)[:, None]
    second = np.where(once, np.maximum.reduceat(np.where(top, -np.inf, words), firsts), best)
    return np.where(own >= best[stretch, columns], second[stretch, columns], best[stretch, columns])


def _totals(table: Floats, firsts: Ints) -> Floats:
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
        table = words[:, members]
        every, at = np.arange(len(table)), table.argmax(axis=1)
        top = table[every, at]
        table[every, at] = -np.inf
        second = table.max(axis=1)
        mine = np.flatnonzero(roles[columns] == role)
        row, column = rows[mine], columns[mine]
        best[mine] = np.where(words[row, column] >= top[row], second[row], top[row])
        cued[mine] = count[:, members].sum(axis=1)[row] - count[row, column]
    return best, cued
