"""The texts of a run while its clusters are found: on disk, with what is asked of them again and again in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe.bands import Keys
from caselib.dedupe.judge import possible
from caselib.dedupe.marks import Marks, joined
from caselib.dedupe.union import Families

Ints = NDArray[np.int64]


class Contents:
    """Folded texts on disk by the digest of their contents, and their particulars; 50 bytes of memory each."""

    def __init__(self, path: Path) -> None:
        self.path, self._file, self._at = path, path.open("wb"), 0
        self._own: list[Keys] = []
        self._begins: list[Ints] = []
        self._marks: list[Marks] = []

    def add(self, own: Keys, folded: Sequence[str], marks: Marks) -> None:
        """Add the texts of a part."""
        data = [text.encode("utf-8", "surrogatepass") for text in folded]
        ends = self._at + np.cumsum([len(each) for each in data], dtype=np.int64)
        self._own.append(own)
        self._marks.append(marks)
        self._begins.append(np.concatenate(([self._at], ends))[:-1].astype(np.int64))
        self._file.write(b"".join(data))
        self._at = int(ends[-1]) if len(ends) else self._at

    def close(self) -> None:
        """All are added; from now on they are asked for."""
        self._file.close()
        own, begins = np.concatenate(self._own), np.concatenate(self._begins)
        sizes = np.diff(begins, append=self._at)
        self.digests, first = np.unique(own, return_index=True)
        self.begins, self.sizes, self._first = begins[first], sizes[first], first
        self.marks = joined(
            np.concatenate([np.diff(each.starts) for each in self._marks]), np.concatenate([each.values for each in self._marks])
        )
        self._own, self._begins, self._marks = [], [], []
        self._families = Families(len(self.digests))

    def possible(self, found: Keys) -> Keys:
        """Those of some pairs that may tell the same as far as their particulars go."""
        return found[possible(self.marks, self._first[np.searchsorted(self.digests, found)])]

    def apart(self, found: Keys) -> Keys:
        """Those of some pairs that nothing connects yet."""
        return found[self._families.apart(np.searchsorted(self.digests, found))]

    def join(self, found: Keys) -> None:
        """Connect pairs."""
        self._families.join(np.searchsorted(self.digests, found))

    def of(self, own: Keys) -> list[str]:
        """The folded texts of some digests, in their order."""
        at = np.searchsorted(self.digests, own)
        found = []
        with self.path.open("rb") as file:
            for begin, size in zip(self.begins[at].tolist(), self.sizes[at].tolist(), strict=True):
                file.seek(begin)
                found.append(file.read(size).decode("utf-8", "surrogatepass"))
        return found
