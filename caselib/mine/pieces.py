"""Places of evidence in columns: 27 bytes each instead of 250, until it is known which of them count.

A cluster of a hundred thousand cases has millions of them, of which few stand behind a pair that at least half of its members carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.mine.coded import Evidence, Found
from caselib.mine.votes import Ints, Pairs

# The fields of Found, with those of its evidence; words are numbers in a list of them.
_WORDS = ("source", "target", "basis", "by")
_CODES = ("member", "x", "y")
_COLUMNS = np.dtype([*((name, np.int32) for name in (*_CODES, *_WORDS)), *((name, np.int8) for name in ("left", "right", "first"))])


@dataclass(frozen=True)
class Pieces:
    """Found evidence: a table with a column for each of its fields (not the episode), and the words that some of these count."""

    table: NDArray[Any]
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.table)

    def voting(self, pairs: Pairs, cluster: Ints) -> NDArray[Any]:
        """The rows of a pair of roles that stand behind pairs of codes which their clusters vote for; ``cluster`` is that of each member."""
        mine = self.table[(self.table["left"] == pairs.left) & (self.table["right"] == pairs.right)]
        width = 1 + max(int(codes.max(initial=0)) for codes in (mine["x"], mine["y"], pairs.x, pairs.y))
        said = (cluster[mine["member"]] * width + mine["x"]) * width + mine["y"]
        return np.asarray(mine[np.isin(said, (pairs.cluster * width + pairs.x) * width + pairs.y)])

    def told(self, rows: NDArray[Any], ids: Sequence[str]) -> Iterator[Evidence]:
        """Rows as evidence; ``ids`` are those of the members' cases."""
        words = self.words
        columns = (rows[name].tolist() for name in ("member", "source", "target", "basis", "first", "by"))
        for member, source, target, basis, first, by in zip(*columns, strict=True):
            yield Evidence(ids[member], words[source], words[target], words[basis], first, words[by])


def pieces(found: Iterable[Found]) -> Pieces:
    """Evidence in columns, in its order."""
    index: dict[str, int] = {}
    rows = []
    for each in found:
        told = each.evidence
        said = (index.setdefault(word, len(index)) for word in (told.source, told.target, told.basis, told.by))
        rows.append((each.member, each.x, each.y, *said, each.left, each.right, told.first))
    return Pieces(np.array(rows, dtype=_COLUMNS), tuple(index))


def joined(some: Sequence[Pieces], members: Sequence[Ints], codes: Sequence[Sequence[Ints]]) -> Pieces:
    """Several as one, by member: ``members`` and ``codes`` (one a role) say for each what its numbers are in the whole."""
    words = tuple(dict.fromkeys(word for each in some for word in each.words))
    index = {word: number for number, word in enumerate(words)}
    tables = []
    for each, member, of in zip(some, members, codes, strict=True):
        table = each.table.copy()
        table["member"] = member[table["member"]]
        for role, code in (("left", "x"), ("right", "y")):
            for number, places in enumerate(of):
                mine = table[role] == number
                table[code][mine] = places[table[code][mine]]
        places = np.array([index[word] for word in each.words], dtype=np.int64)
        for name in _WORDS:
            table[name] = places[table[name]]
        tables.append(table)
    table = np.concatenate(tables)
    return Pieces(table[np.argsort(table["member"], kind="stable")], words)
