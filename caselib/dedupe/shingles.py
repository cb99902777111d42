"""Character grams of many texts at once, as sorted integers.

Punctuation, spaces and script do not count: texts are folded and reduced to letters, digits and Han
characters first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from caselib.lang.fold import fold

SIZE = 3
# Above this many grams only every r-th (by hash) is kept: containment estimated on a sample of 1 in r
# keeps memory near 2 GB. Chosen from 40 bytes a gram, not from quality.
MOST = 50_000_000
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Knuth's multiplicative hashing

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shingles:
    """Distinct grams of each text: ``ids[starts[i]:starts[i + 1]]``, sorted; ``df`` counts the texts of each id, ``keys`` are the hashes."""

    starts: Ints
    ids: NDArray[np.int32]
    df: Ints
    order: NDArray[np.uint32]
    keys: NDArray[np.uint64]

    def of(self, text: int) -> NDArray[np.int32]:
        """The grams of one text."""
        return self.ids[self.starts[text] : self.starts[text + 1]]

    @cached_property
    def sizes(self) -> Ints:
        """Number of distinct grams of each text."""
        return np.diff(self.starts)


def content(text: str) -> str:
    """The folded letters, digits and Han characters of ``text``: what is compared.

    Examples
    --------
    >>> content("「退 款」３００元！")
    '退款300元'
    """
    return "".join(filter(str.isalnum, fold(text)))


def shingles(texts: Sequence[str], size: int = SIZE) -> Shingles:
    """Grams of ``size`` characters of contents (see :func:`content`); a shorter text has one gram, itself."""
    keys, owners = grams(texts, size)
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
    keys = keys[new_key]
    mixed = ((keys * _MIX) >> np.uint64(32)).astype(np.uint32)
    return Shingles(starts, ids[back], np.bincount(ids, minlength=len(mixed)), mixed, keys)


def grams(texts: Sequence[str], size: int) -> tuple[NDArray[np.uint64], Ints]:
    """Hash and text of every gram: polynomials in the code points, modulo 2^64, so that no two of millions are likely to meet."""
    points = np.frombuffer("\0".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    owners = np.repeat(np.arange(len(texts)), lengths)[: len(points)]
    left = (np.repeat(np.cumsum(lengths) - 1, lengths)[: len(points)] - np.arange(len(points))).astype(np.int64)
    keys = np.zeros(len(points), dtype=np.uint64)
    padded = np.concatenate((points, np.zeros(size, dtype=np.uint64)))
    for ahead in range(size):
        # Beyond its text's end a gram goes on with nothing, which only the head of a short text is let do.
        keys = keys * _MIX + np.where(left > ahead, padded[ahead : ahead + len(points)], 0)
    head = np.ones(len(points), dtype=bool)
    head[1:] = owners[1:] != owners[:-1]
    keep = (left >= size) | (head & (left > 0))
    keys, owners = keys[keep], owners[keep]
    if len(keys) > MOST:
        ratio = np.uint64(-(-len(keys) // MOST))
        sampled = (keys * _MIX >> np.uint64(40)) % ratio == 0
        keys, owners = keys[sampled], owners[sampled]
    return keys, owners
