"""A small network over the letters of clauses and their neighbours: what a clause says where no n-gram of it was seen before.

Letters and pairs of letters are vectors; three in a row make patterns, of which a clause keeps the strongest and the mean; clauses then look at
those beside them and at the whole case. Trained by :mod:`caselib.extract.training.net`; this is the way forward, with numpy alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.extract.layout import STATUSES, Floats, Ints, Layout
from caselib.extract.pairs import stretches
from caselib.extract.reading import Reading
from caselib.lang.fold import code_points
from caselib.lang.grams import hashed

PAIR_BITS = 15
NO_PAIR = 1 << PAIR_BITS
# Rows of the letters' table before those of the letters themselves: outside of the clause, and never seen.
OUTSIDE, UNSEEN, KNOWN = 0, 1, 2
# Log-odds of what the network says nothing of.
SILENT = 0.0
# Clauses that close a case, whose mean says how it ends.
CLOSING = 3
# As many clauses at once as keep the patterns of their letters in a processor's cache.
_BLOCK = 200


class Net(NamedTuple):
    """The arrays of the network.

    ``letters`` are the code points that have a vector, in order; ``chars`` and ``pairs`` the vectors (see the constants for the other rows);
    ``look`` makes patterns of three letters in a row, ``sum`` the vector of a clause of its patterns, ``section`` adds what part of the document it
    stands in, ``near`` and ``further`` look at the neighbours; ``out`` and ``skip`` give the log-odds of :func:`columns` and, last, of a turn (that
    another episode begins), ``ends`` those of how the case ends. The last row of a table is its bias.
    """

    letters: NDArray[np.uint32]
    chars: Floats
    pairs: Floats
    look: Floats
    sum: Floats
    section: Floats
    near: Floats
    further: Floats
    out: Floats
    skip: Floats
    ends: Floats


class Heard(NamedTuple):
    """What the network says: log-odds by clause, code and status; the largest of each case; of each case the log-probabilities of its ends; and by
    clause the log-odds that another episode begins there.

    Cases are the stretches of the reading that have a clause.
    """

    clauses: Floats
    cases: Floats
    ends: Floats | None
    turns: Floats


def columns(layout: Layout) -> tuple[Ints, Ints]:
    """Numbers of the codes and statuses that the columns of ``out`` stand for."""
    both = [(code, status) for code, statuses in enumerate(layout.statuses) for status in statuses]
    codes, statuses = zip(*both, strict=True)
    return np.asarray(codes, np.int64), np.asarray(statuses, np.int64)


def tokens(folded: str, spans: NDArray[np.int32], letters: NDArray[np.uint32]) -> tuple[Ints, Ints, Ints]:
    """Rows of ``chars`` and of ``pairs`` for all clauses, one ``OUTSIDE`` before each and one at the end; and where each clause begins."""
    points = code_points(folded)
    sizes = (spans[:, 1] - spans[:, 0]).astype(np.int64)
    starts = np.cumsum(sizes + 1) - sizes
    chars, pairs = np.full(int(sizes.sum()) + len(sizes) + 1, OUTSIDE, np.int64), np.full(int(sizes.sum()) + len(sizes) + 1, NO_PAIR, np.int64)
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    source, place = np.repeat(spans[:, 0].astype(np.int64), sizes) + within, np.repeat(starts, sizes) + within
    found = points[source]
    at = np.minimum(np.searchsorted(letters, found), max(len(letters) - 1, 0))
    chars[place] = np.where(letters[at] == found, at + KNOWN, UNSEEN) if len(letters) else UNSEEN
    if len(points) > 1:
        inside = within + 1 < np.repeat(sizes, sizes)
        pairs[place[inside]] = hashed(points[:-1], points[1:], bits=PAIR_BITS)[source[inside]]
    return chars, pairs, starts


def listen(net: Net | None, layout: Layout, laid: Reading) -> Heard:
    """What the network says of a reading (of one stretch, or of several together); ``SILENT`` everywhere if there is none."""
    said = np.full((len(laid), len(layout.codes), len(STATUSES)), SILENT, dtype=np.float32)
    cases = np.full((len(laid.firsts), len(layout.codes), len(STATUSES)), SILENT, dtype=np.float32)
    if net is None or not len(laid):
        return Heard(said, cases, None, np.full(len(laid), SILENT, dtype=np.float32))
    first, size = stretches(laid)
    seen = patterns(net, laid)
    told = np.maximum(_affine(seen, net.sum), 0) + net.section[laid.section_numbers]
    for table in (net.near, net.further):
        told = told + np.maximum(_surrounded(told, laid.firsts, first, size, table), 0)
    out = np.clip(_affine(told, net.out) + seen @ net.skip, -8, 8)
    codes, statuses = columns(layout)
    said[:, codes, statuses] = out[:, :-1]
    cases[:, codes, statuses] = np.maximum.reduceat(out[:, :-1], laid.firsts)
    ends = _affine(_whole(told, laid.firsts, size), net.ends)
    ends -= ends.max(axis=1, keepdims=True)
    return Heard(said, cases, np.asarray(ends - np.log(np.exp(ends).sum(axis=1, keepdims=True)), dtype=np.float32), out[:, -1])


def patterns(net: Net, laid: Reading) -> Floats:
    """Of each clause the strongest and the mean of every pattern of three letters."""
    chars, pairs, starts = tokens(laid.folded, laid.spans, net.letters)
    sizes = laid.spans[:, 1] - laid.spans[:, 0]
    out = np.empty((len(laid), 2 * (net.look.shape[1])), dtype=np.float32)
    for begin in range(0, len(laid), _BLOCK):
        end = min(begin + _BLOCK, len(laid))
        some = slice(int(starts[begin]) - 1, int(starts[end - 1] + sizes[end - 1]) + 1)
        vectors = net.chars.take(chars[some], axis=0)
        vectors += net.pairs.take(pairs[some], axis=0)
        seen = _threes(vectors, net.look)
        out[begin:end] = _most_and_mean(np.maximum(seen, 0, out=seen), starts[begin:end] - starts[begin], sizes[begin:end])
    return out


def _threes(vectors: Floats, table: Floats) -> Floats:
    """``_affine`` of every three rows in a row.

    Those that begin at the first row, the fourth and so on lie in memory as one matrix, and so do the two sets between: nothing is copied.
    """
    out = np.empty((len(vectors) - 2, table.shape[1]), dtype=np.float32)
    for first in range(3):
        some = out[first::3]
        np.matmul(vectors[first : first + 3 * len(some)].reshape(len(some), 3 * vectors.shape[1]), table[:-1], out=some)
    out += table[-1]
    return out


def _most_and_mean(rows: Floats, starts: Ints, sizes: NDArray[np.int32]) -> Floats:
    """Of rows that belong together (``sizes`` of them from ``starts`` on) the largest, and the sum over the root of how many there are.

    All first rows are taken, then all second ones, and so on, the largest groups first: quicker than group by group.
    """
    order = np.argsort(-sizes, kind="stable")
    begins, counts = starts[order], sizes[order]
    most = rows.take(begins, axis=0)
    total = most.copy()
    for step in range(1, int(counts[0])):
        left = int(np.searchsorted(-counts, -step, side="left"))
        these = rows.take(begins[:left] + step, axis=0)
        np.maximum(most[:left], these, out=most[:left])
        total[:left] += these
    out = np.empty((len(sizes), 2 * rows.shape[1]), dtype=np.float32)
    out[order] = np.hstack([most, total / np.sqrt(counts)[:, None]])
    return out


def _surrounded(told: Floats, firsts: Ints, first: Ints, size: Ints, table: Floats) -> Floats:
    """``_affine`` of each clause, the one before, the one behind, the one before that, and the mean of its case.

    What each of the five gives is added where it belongs: sooner done than putting all five side by side for every clause.
    """
    own, before, behind, earlier, mean = table[:-1].reshape(5, told.shape[1], -1)
    place = np.arange(len(told)) - first
    out = told @ own
    for step, part in ((-1, before), (1, behind), (-2, earlier)):
        there = np.flatnonzero((place + step >= 0) & (place + step < size))
        out[there] += (told @ part)[there + step]
    means = np.add.reduceat(told, firsts) / size[firsts, None].astype(np.float32)
    out += np.repeat(means @ mean + table[-1], size[firsts], axis=0)
    return np.asarray(out, dtype=np.float32)


def _whole(told: Floats, firsts: Ints, size: Ints) -> Floats:
    """Of each case the mean, the largest, and the mean of its last clauses."""
    sizes = size[firsts]
    closing = np.stack([told[max(a, b - CLOSING) : b].mean(axis=0) for a, b in zip(firsts.tolist(), (firsts + sizes).tolist(), strict=True)])
    return np.hstack([np.add.reduceat(told, firsts) / sizes[:, None], np.maximum.reduceat(told, firsts), closing])


def _affine(x: Floats, table: Floats) -> Floats:
    return np.asarray(x @ table[:-1] + table[-1], dtype=np.float32)


