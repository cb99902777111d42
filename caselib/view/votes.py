"""One vote a duplicate cluster: the unit of every number that views and reports show.

The same rule as the graph's statistics: a cluster carries what at least half of its members carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caselib.casebase.cases import value
from caselib.errors import InputError
from caselib.model import Case, Mention

MENTIONS = {
    "cause": ("cause", ""),
    "action": ("action", "done"),
    "advised": ("action", "advised"),
    "demanded": ("action", "demanded"),
    "outcome": ("outcome", ""),
}


@dataclass(frozen=True, slots=True)
class Vote:
    """A duplicate cluster; the canonical case comes first among its members."""

    cluster: str
    members: tuple[Case, ...]

    @property
    def case(self) -> Case:
        """The member that stands for the cluster."""
        return self.members[0]

    def values(self, name: str) -> tuple[str, ...]:
        """What at least half of the members carry of a role or field, in the order of first appearance."""
        carried = [values(case, name) for case in self.members]
        return tuple(v for v in dict.fromkeys(v for row in carried for v in row) if 2 * sum(v in row for row in carried) >= len(carried))

    def mention(self, name: str, code: str) -> Mention | None:
        """The surest mention of a code in the canonical case, or in the first member that has one."""
        role, status = MENTIONS[name]
        for case in self.members:
            found = [m for m in case.mentions if (m.role, m.code, m.status) == (role, code, status)]
            if found:
                return max(found, key=lambda m: (m.confidence, -m.span.start))
        return None


def votes(cases: Iterable[Case], kinds: tuple[str, ...] = ("incident",)) -> list[Vote]:
    """The clusters of the cases of these kinds, in order of their first case; a case without cluster is its own.

    The canonical member is the one whose id or uid names the cluster, else one that repeats no other, else the first.
    """
    groups: dict[str, list[Case]] = {}
    for case in cases:
        if case.kind in kinds:
            groups.setdefault(case.cluster or case.id, []).append(case)
    found = []
    for cluster, members in groups.items():
        order = sorted(members, key=lambda case: (cluster not in (case.id, case.uid), case.duplicate_of is not None))
        found.append(Vote(cluster, tuple(order)))
    return found


def values(case: Case, name: str) -> tuple[str, ...]:
    """The values that one case has for a code role (``cause``, ``action``, ``advised``, ``demanded``, ``outcome``) or a field; empty where nothing is told.

    Raises
    ------
    InputError
        If ``name`` is neither.
    """
    if name in MENTIONS:
        role, status = MENTIONS[name]
        return tuple(dict.fromkeys(m.code for m in case.mentions if m.role == role and m.status == status))
    if name not in Case.__dataclass_fields__:
        raise InputError(f"a case has no field {name!r}; choose one of {', '.join([*MENTIONS, *Case.__dataclass_fields__])}")
    found = value(case, name)
    return () if found is None or found == () else (str(found),)
