"""Candidates by bands: keys that a text gives by itself, so that texts of many parts meet without having been counted together.

Two families of keys. MinHash bands (Broder 1997; Leskovec, Rajaraman, Ullman, ch. 3): three minima of the text's trigrams a band;
texts of Jaccard s share one of 40 bands with probability 1 - (1 - s³)^40: 0.999 at 0.57 (a copy with 10 % of its characters changed),
0.66 at 0.3. And triples of particulars, for a retelling that keeps the facts and changes the words.

Texts with the same key are sorted by further minima and paired with their next neighbours only: a form letter that a million people sent
fills a key, and each of its texts still meets those that are nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe.shingles import SIZE, grams

BANDS, ROWS = 40, 3
# Particulars, lowest hashes first, of which every three make a key: 20 keys a text.
PARTICULARS = 6
# A key's texts are paired whole up to WHOLE of them, beyond it each with so many next ones.
WHOLE, NEXT = 8, 2
KEYS = BANDS + PARTICULARS * (PARTICULARS - 1) * (PARTICULARS - 2) // 6

Keys = NDArray[np.uint64]
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio


def digest(text: str) -> int:
    """64 bits that stand for a content; among a million texts two are confused with probability 3e-8."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def sketch(contents: Sequence[str], known: Sequence[frozenset[str]]) -> tuple[Keys, Keys]:
    """For each text its keys, and for each key what it is sorted by among the texts that share it: two arrays of texts × :data:`KEYS`.

    A key of 0 says nothing: a text too short for a band, or with too few particulars.
    """
    minima = _minima(contents)
    size = len(contents)
    key, order = np.zeros((size, KEYS), dtype=np.uint64), np.zeros((size, KEYS), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for band in range(BANDS):
            own = minima[:, band * ROWS : (band + 1) * ROWS]
            after = np.roll(minima, -(band + 1) * ROWS, axis=1)[:, :ROWS]
            key[:, band] = np.where(own[:, 0] == _NONE, 0, _joined(own, band + 1))
            order[:, band] = _packed(after)
    for i, facts in enumerate(known):
        _particulars(facts, key[i, BANDS:], order[i, BANDS:])
    return key, order


_NONE = np.uint64(2**32 - 1)


@cache
def _odd() -> Keys:
    """Odd multipliers of multiply-shift hashing (Dietzfelbinger and others 1997); the bits of PCG64 are promised not to change."""
    drawn = np.random.Generator(np.random.PCG64(7)).integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
    return np.asarray(drawn * np.uint64(2) + np.uint64(1))


def _minima(contents: Sequence[str]) -> Keys:
    """The least hash of each text's trigrams under each of the functions; :data:`_NONE` where there is no trigram."""
    found = np.full((len(contents), len(_odd())), _NONE, dtype=np.uint64)
    keys, owners = grams(contents, SIZE)
    if len(keys):
        heads = np.flatnonzero(np.diff(owners, prepend=-1))
        with np.errstate(over="ignore"):
            for n, odd in enumerate(_odd()):
                found[owners[heads], n] = np.minimum.reduceat((keys * odd) >> np.uint64(32), heads)
    return found


def _joined(columns: Keys, salt: int) -> Keys:
    total = np.full(len(columns), np.uint64(salt) * _MIX, dtype=np.uint64)
    for column in columns.T:
        total = (total ^ column) * _MIX
        total ^= total >> np.uint64(29)
    return np.asarray(total | np.uint64(1))


def _packed(columns: Keys) -> Keys:
    """Three numbers of 32 bits as one that sorts like them, by 21 bits each."""
    first, second, third = (column >> np.uint64(11) for column in columns.T)
    return np.asarray((first << np.uint64(42)) | (second << np.uint64(21)) | third)


def _particulars(facts: frozenset[str], key: Keys, order: Keys) -> None:
    chosen = sorted(digest(fact) for fact in facts)[:PARTICULARS]
    for n, triple in enumerate(combinations(range(len(chosen)), 3)):
        own = b"".join(chosen[i].to_bytes(8, "little") for i in triple)
        rest = [chosen[i] for i in range(len(chosen)) if i not in triple]
        key[n] = int.from_bytes(blake2b(own, digest_size=8).digest(), "little") | 1
        order[n] = (sum(rest) & (2**64 - 1)) if rest else 0


def pairs(key: Keys, order: Keys, text: Keys) -> Keys:
    """Pairs of texts (their digests, the lower one first) that meet under a key, each once: an array of two columns, sorted.

    Parallel arrays of all texts with the keys concerned; nothing hangs on their order.
    """
    known = key != 0
    key, order, text = key[known], order[known], text[known]
    by = np.lexsort((text, order, key))
    key, text = key[by], text[by]
    fresh = np.ones(len(key), dtype=bool)
    fresh[1:] = (key[1:] != key[:-1]) | (text[1:] != text[:-1])
    key, text = key[fresh], text[fresh]
    heads = np.flatnonzero(np.diff(key, prepend=key[:1] ^ np.uint64(1))) if len(key) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(heads, append=len(key))
    small = np.repeat(sizes <= WHOLE, sizes)
    found = []
    for gap in range(1, WHOLE):
        same = key[gap:] == key[:-gap]
        if gap > NEXT:
            same &= small[gap:]
        one, other = text[:-gap][same], text[gap:][same]
        found.append(np.stack((np.minimum(one, other), np.maximum(one, other)), axis=1))
    joined = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.uint64)
    joined = joined[joined[:, 0] != joined[:, 1]]
    return once(joined)


def once(found: Keys) -> Keys:
    """The pairs sorted, each once."""
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    fresh = np.ones(len(found), dtype=bool)
    fresh[1:] = (found[1:] != found[:-1]).any(axis=1)
    return found[fresh]
