"""How the scorer's weights are laid out: codes, roles, statuses, and the columns of a candidate's features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from caselib.codebook import Codebook
from caselib.extract import crosses
from caselib.extract.reading import SECTIONS
from caselib.lang.modality import NAMES

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
ROLES = ("cause", "action", "outcome")
STATUSES = ("done", "advised", "demanded", "")
NONE = STATUSES.index("")
SECTION = {name: number for number, name in enumerate(SECTIONS)}
NAME = {name: number for number, name in enumerate(NAMES)}
# The part of a long text that a clause stands in: complaints open, handling follows, the result closes.
QUARTERS = 4
# Only pairs of clause and code with a cue or a hint, or among the strongest of their clause by words, are looked at
# again; benchmarks/quality.py prints the share of the gold pairs that this loses.
STRONGEST, FLOOR = 6, -3.0
PAIR = 24
# The columns of the pair block that hold the share of the status and its logarithm.
SHARE = 14
# Those that hold what the network says of the candidate in its clause, and at most in the case.
TOLD = 22
CLAUSE = len(SECTIONS) + len(NAMES) + QUARTERS + 2
# Markers are looked for again in front of the cue, where there is one.
FRONT = len(NAMES)
# Those that turn one family of codes into another, or into nothing.
TURNING = [NAMES.index(name) for name in ("negated", "obliged", "demanded", "hypothetical", "asked", "offered")]
TURNING_MOODS = [len(SECTIONS) + n for n in TURNING]


@dataclass(frozen=True)
class Layout:
    """The codes of a model: their roles (numbers in ``ROLES``) and families (numbers)."""

    codes: tuple[str, ...]
    roles: tuple[int, ...]
    families: tuple[int, ...]

    @cached_property
    def groups(self) -> dict[tuple[int, int], int]:
        """Numbers of the (family, status) pairs that occur."""
        found = dict.fromkeys((family, s) for family, statuses in zip(self.families, self.statuses, strict=True) for s in statuses)
        return {pair: number for number, pair in enumerate(found)}

    @cached_property
    def group(self) -> Ints:
        """The number of the group by code and status (0 where the code cannot have the status)."""
        return np.asarray([[self.groups.get((family, status), 0) for status in range(len(STATUSES))] for family in self.families])

    @cached_property
    def width(self) -> int:
        """Length of a candidate's feature vector."""
        return PAIR + CLAUSE + crosses.KINDS * (CLAUSE + FRONT) + len(self.groups) * 2 * len(TURNING) + len(self.codes) * 2

    @cached_property
    def statuses(self) -> tuple[tuple[int, ...], ...]:
        """The statuses that each code can have."""
        return tuple((0, 1, 2) if ROLES[role] == "action" else (NONE,) for role in self.roles)


def layout_of(book: Codebook) -> Layout:
    """The codes of a codebook as a model numbers them; a family is a role and a group of it."""
    codes = book.codes.values()
    families = {family: n for n, family in enumerate(dict.fromkeys((code.role, code.family) for code in codes))}
    return Layout(tuple(book.codes), tuple(ROLES.index(code.role) for code in codes), tuple(families[c.role, c.family] for c in codes))
