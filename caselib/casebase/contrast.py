"""Cases that went another way: the same cause, another action, another ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caselib.errors import InputError
from caselib.model import Case

if TYPE_CHECKING:
    import pandas as pd

    from caselib.casebase.cases import Cases

COLUMNS = ["case", "shared", "same_industry", "own_actions", "other_actions", "ending", "final", "title"]


def ending(case: Case) -> str:
    """``good``, ``bad``, or nothing where the end is mixed or not told (missing is not bad)."""
    final = case.final.value if case.final else ""
    return {"positive": "good", "negative": "bad"}.get(str(final), "")


def codes(case: Case, role: str, status: str = "") -> set[str]:
    """Codes of one role (and status, for actions)."""
    return {m.code for m in case.mentions if m.role == role and (not status or m.status == status)}


def contrast(cases: Cases, case: Case | str, k: int = 5) -> pd.DataFrame:
    """Cases with the same cause, another action and the opposite ending: what might have been done instead.

    Ranked by causes shared, then by the same industry. One row a cluster. Columns: case, shared (causes), same_industry,
    own_actions, other_actions (those that only the other has), ending (of the other), final (as recorded), title.

    Parameters
    ----------
    case
        A case or its id.
    k
        How many at most.

    Raises
    ------
    InputError
        If the case's ending is not told as good or bad: nothing can be contrasted with it.
    """
    import pandas as pd

    own = cases[case] if isinstance(case, str) else case
    if not ending(own):
        raise InputError(f"the ending of {own.id} is not told as good or bad, so that no case can be set against it")
    found = sorted((other for other in cases if _contrasts(own, other)), key=lambda other: _rank(own, other))
    first: dict[str, Case] = {}
    for other in found:
        first.setdefault(other.cluster or other.id, other)
    return pd.DataFrame([_row(own, other) for other in [*first.values()][:k]], columns=COLUMNS)


def _contrasts(own: Case, other: Case) -> bool:
    same = own.id == other.id or bool(own.cluster and own.cluster == other.cluster)
    opposite = bool(ending(other)) and ending(other) != ending(own)
    shared = codes(own, "cause") & codes(other, "cause")
    return other.kind == "incident" and not same and opposite and bool(shared and codes(other, "action", "done") - codes(own, "action", "done"))


def _rank(own: Case, other: Case) -> tuple[int, bool, str]:
    return -len(codes(own, "cause") & codes(other, "cause")), not _same_industry(own, other), other.id


def _same_industry(own: Case, other: Case) -> bool:
    return bool(own.industry and other.industry and own.industry.value == other.industry.value)


def _row(own: Case, other: Case) -> tuple[object, ...]:
    mine, theirs = codes(own, "action", "done"), codes(other, "action", "done")
    return (
        other.id, "、".join(sorted(codes(own, "cause") & codes(other, "cause"))), _same_industry(own, other), "、".join(sorted(mine)),
        "、".join(sorted(theirs - mine)), ending(other), other.final.value if other.final else "", other.title.value if other.title else "",
    )  # fmt: skip
