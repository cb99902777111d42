"""The particulars of many texts as numbers: what tells, before any word is compared, that a pair cannot be one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Pairs looked at together: 1 MB where texts have five particulars each.
_PAIRS = 10_000


@dataclass(frozen=True)
class Marks:
    """Particulars of texts, 32 bits each: those of text ``i`` are ``values[starts[i]:starts[i + 1]]``."""

    starts: Ints
    values: NDArray[np.uint32]

    def shared(self, pairs: Ints) -> tuple[Ints, Ints]:
        """For each pair how many particulars the poorer text has, and how many at most are in both.

        Two particulars with one number (1 pair in four billion) can only raise the second figure: what it rules out is ruled out.

        Examples
        --------
        >>> few, both = marks([frozenset({"3680元", "x200"}), frozenset({"x200", "张女士", "5月"})]).shared(np.array([[0, 1]]))
        >>> few.tolist(), both.tolist()
        ([2], [1])
        """
        sizes = np.diff(self.starts)
        found = [self._both(pairs[at : at + _PAIRS], sizes) for at in range(0, len(pairs), _PAIRS)]
        none = np.zeros(0, dtype=np.int64)
        return np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]]), np.concatenate([none, *found])

    def _both(self, pairs: Ints, sizes: Ints) -> Ints:
        texts = pairs.T.ravel()
        count = sizes[texts]
        ends = np.cumsum(count)
        at = np.arange(int(ends[-1])) + np.repeat(self.starts[texts] - (ends - count), count)
        owners = np.repeat(np.tile(np.arange(len(pairs)), 2), count).astype(np.uint64)
        keys = np.sort((owners << np.uint64(32)) | self.values[at])
        twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)
        return np.bincount(twice.astype(np.int64), minlength=len(pairs))


def marks(known: Sequence[frozenset[str]]) -> Marks:
    """The marks of texts with these particulars."""
    values = [crc32(fact.encode("utf-8", "surrogatepass")) for each in known for fact in each]
    return joined(np.array([len(each) for each in known], dtype=np.int64), np.array(values, dtype=np.uint32))


def joined(sizes: Ints, values: NDArray[np.uint32]) -> Marks:
    """Marks from the number that each text has, and all of them in order of the texts."""
    return Marks(np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))), values)
