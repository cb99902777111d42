"""Near-duplicates among more texts than are compared in one piece: every step is done text by text, key by key or pair by pair.

Texts stand for themselves by the digest of their content, so that no step depends on how they were divided or ordered:
sketches of parts, shuffled by key, give the same pairs as one list; pairs in any batches are judged the same, because what is
common is told by a background: the texts with the lowest digests, which the lowest of every part contain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe import bands
from caselib.dedupe.bands import Keys, digest
from caselib.dedupe.facts import facts
from caselib.dedupe.judge import DEFAULT, Background, Limits, near_against, possible, sampled
from caselib.dedupe.marks import Marks, marks
from caselib.dedupe.shingles import content

# Distinct texts up to which all are compared in one piece (``near_pairs``), and size of the background beyond it.
# Ten thousand short texts take 150 MB in one piece; the background then has every trigram of 1 in 1,000 texts ten times.
ONE_PIECE = 10_000
# Texts sketched, and pairs judged, at a time: 50 MB for texts of 200 characters.
_TEXTS, _PAIRS = 2_000, 10_000
Lookup = Callable[[Keys], Sequence[str]]


@dataclass(frozen=True)
class Outline:
    """What clustering needs of some texts: the digest of each (0 for one without letters), and for the distinct ones content, keys, order and marks."""

    digests: Keys
    own: Keys
    contents: tuple[str, ...]
    key: Keys
    order: Keys
    told: Marks


def outline(texts: Sequence[str]) -> Outline:
    """Outline texts; batches of any size give the same."""
    contents = list(map(content, texts))
    digests = np.array([digest(text) if text else 0 for text in contents], dtype=np.uint64)
    distinct = {value: text for value, text in zip(digests.tolist(), contents, strict=True) if value}
    own = np.array(sorted(distinct), dtype=np.uint64)
    told = tuple(distinct[value] for value in own.tolist())
    known = list(map(facts, told))
    made = [bands.sketch(told[at : at + _TEXTS], known[at : at + _TEXTS]) for at in range(0, len(told), _TEXTS)]
    empty = np.zeros((0, bands.KEYS), dtype=np.uint64)
    key, order = (np.concatenate([empty, *(pair[n] for pair in made)]) for n in (0, 1))
    return Outline(digests, own, told, key, order, marks(known))


def lowest(outlines: Sequence[tuple[Keys, Sequence[str]]]) -> tuple[Keys, list[str]]:
    """The texts with the lowest digests of several lists, :data:`ONE_PIECE` at most; the lowest of the lowest of parts are those of the whole."""
    found = {value: text for own, contents in outlines for value, text in zip(own.tolist(), contents, strict=True)}
    chosen = sorted(found)[:ONE_PIECE]
    return np.array(chosen, dtype=np.uint64), [found[value] for value in chosen]


def against(contents: Sequence[str], limits: Limits = DEFAULT) -> Background:
    """The background that the texts of :func:`lowest` give."""
    return sampled(contents, list(map(facts, contents)), limits)


def judged(found: Keys, lookup: Lookup, back: Background, limits: Limits = DEFAULT) -> Iterator[tuple[Keys, NDArray[np.float64]]]:
    """Of candidate pairs (of digests, sorted) those that tell the same, with the share that they have in common, batch by batch.

    Pairs that :func:`~caselib.dedupe.judge.possible` rules out cost as much as others here: they are better left out before.
    """
    for at in range(0, len(found), _PAIRS):
        batch = found[at : at + _PAIRS]
        own = np.unique(batch)
        contents = lookup(own)
        pairs = np.searchsorted(own, batch).astype(np.int64)
        kept, shares = near_against(contents, list(map(facts, contents)), pairs, back, limits)
        yield batch[kept], shares[kept]


def banded_pairs(contents: Sequence[str], limits: Limits = DEFAULT) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """What :func:`~caselib.dedupe.judge.near_pairs` gives, for more distinct contents, by bands."""
    whole = outline(contents)
    at = np.argsort(whole.digests)
    found = bands.pairs(whole.key.ravel(), whole.order.ravel(), np.repeat(whole.own, bands.KEYS))
    found = found[possible(whole.told, np.searchsorted(whole.own, found))]
    back = against(lowest([(whole.own[:ONE_PIECE], whole.contents[:ONE_PIECE])])[1], limits)
    kept = list(judged(found, lambda own: [contents[i] for i in at[np.searchsorted(whole.digests[at], own)].tolist()], back, limits))
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.uint64), *(pair for pair, _ in kept)])
    numbers = at[np.searchsorted(whole.digests[at], pairs)].reshape(-1, 2)
    return np.sort(numbers, axis=1), np.concatenate([np.zeros(0), *(share for _, share in kept)])
