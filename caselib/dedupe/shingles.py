"""Character trigrams of many texts at once, as sorted integers.

A trigram is kept exactly (three code points in one 64-bit number), so that no hash collision can
join two texts. Punctuation, spaces and script do not count: texts are folded and reduced to letters,
digits and Han characters first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.lang.fold import fold

SIZE = 3
# Above this many trigrams only every r-th (by hash) is kept: containment estimated on a sample of 1 in r
# keeps memory near 2 GB. Chosen from 40 bytes a trigram, not from quality.
MOST = 50_000_000
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Knuth's multiplicative hashing

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shingles:
    """Distinct trigrams of each text: ``ids[starts[i]:starts[i + 1]]``, sorted; ``df`` counts the texts of each id."""

    starts: Ints
    ids: NDArray[np.int32]
    df: Ints
    order: NDArray[np.uint32]

    def of(self, text: int) -> NDArray[np.int32]:
        """The trigrams of one text."""
        return self.ids[self.starts[text] : self.starts[text + 1]]

    @property
    def sizes(self) -> Ints:
        """Number of distinct trigrams of each text."""
        return np.diff(self.starts)


def content(text: str) -> str:
    """The folded letters, digits and Han characters of ``text``: what is compared.

    Examples
    --------
    >>> content("「退 款」３００元！")
    '退款300元'
    """
    return "".join(filter(str.isalnum, fold(text)))


def shingles(texts: Sequence[str]) -> Shingles:
    """Trigrams of contents (see :func:`content`); a text of one or two characters has one shorter gram."""
    keys, owners = _grams(texts)
    by_key = np.lexsort((owners, keys))
    keys, owners = keys[by_key], owners[by_key]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    keys, owners = keys[fresh], owners[fresh]
    new_key = np.ones(len(keys), dtype=bool)
    new_key[1:] = keys[1:] != keys[:-1]
    ids = (np.cumsum(new_key) - 1).astype(np.int32)
    back = np.argsort(owners, kind="stable")
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=len(texts)), out=starts[1:])
    mixed = ((keys[new_key] * _MIX) >> np.uint64(32)).astype(np.uint32)
    return Shingles(starts, ids[back], np.bincount(ids, minlength=len(mixed)), mixed)


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.uint64], Ints]:
    points = np.frombuffer("\0".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    owners = np.repeat(np.arange(len(texts)), lengths)[: len(points)]
    padded = np.concatenate((points, np.zeros(SIZE - 1, dtype=np.uint64)))
    first, second, third = padded[:-2], padded[1:-1], padded[2:]
    # A gram never reaches over a text's end; where a text is shorter than a gram, its head stands for it.
    head = np.ones(len(points), dtype=bool)
    head[1:] = points[:-1] == 0
    whole = (first > 0) & (second > 0) & (third > 0)
    keep = whole | ((first > 0) & head)
    second, third = np.where(first > 0, second, 0), np.where(second > 0, third, 0)
    keys = ((first << np.uint64(42)) | (second << np.uint64(21)) | third)[keep]
    owners = owners[keep]
    if len(keys) > MOST:
        ratio = np.uint64(-(-len(keys) // MOST))
        sampled = ((keys * _MIX) >> np.uint64(40)) % ratio == 0
        keys, owners = keys[sampled], owners[sampled]
    return keys, owners
