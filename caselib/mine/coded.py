"""From case records to coded rows, and the evidence (mention ids) behind every pair of codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from caselib.casebase.cases import Cases, value
from caselib.errors import InputError
from caselib.mine.order import Order, told_order
from caselib.mine.votes import Rows
from caselib.model import Case, Mention
from caselib.model.case import ROLES, STATUSES

GRADES = ("order", "sequence", "explicit")


class Evidence(NamedTuple):
    """One place that speaks for an edge: the case, both mentions, the grade of their link, and whether source comes first.

    ``basis`` is explicit, sequence or order (same episode only); ``first`` is 1, 0 or -1 (not told), decided by ``by`` (date, cue, text).
    """

    case: str
    source: str
    target: str
    basis: str
    first: int
    by: str


class Found(NamedTuple):
    """Evidence with the numbers of its case (``member``), episode, roles and codes."""

    member: int
    episode: int
    left: int
    right: int
    x: int
    y: int
    evidence: Evidence


@dataclass(frozen=True)
class Choice:
    """Which mentions count.

    ``status`` is that of the actions; ``realised`` keeps only actions so realised (done only); ``by`` names the strata:
    ``industry``, ``source`` (the document, without a table's row) or any field of a case.
    """

    roles: tuple[str, ...] = ROLES
    status: str = "done"
    realised: tuple[str, ...] = ()
    by: tuple[str, ...] = ("industry", "source")

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise InputError(f"status {self.status!r} is not known; choose one of {', '.join(STATUSES)}")
        if len(self.roles) < 2 or not set(self.roles) <= set(ROLES):
            raise InputError(f"roles {self.roles!r} must be two or three of {', '.join(ROLES)}")

    def takes(self, mention: Mention) -> bool:
        """Whether the mention counts."""
        if mention.role not in self.roles:
            return False
        if mention.role != "action":
            return True
        return mention.status == self.status and (not self.realised or mention.realised in self.realised)

    def kind(self, case: Case) -> bool:
        """Incidents count; a scenario counts where advice is asked for, because advice is all that it holds."""
        return case.kind == "incident" or (self.status == "advised" and case.kind == "scenario")


@dataclass(frozen=True)
class Coded:
    """Rows, the cases behind the members, the evidence of every pair, and the whole collection that was coded (views ask it for other choices)."""

    rows: Rows
    cases: tuple[Case, ...] = field(repr=False)
    found: tuple[Found, ...] = field(repr=False)
    choice: Choice = Choice()
    base: Cases = field(default_factory=Cases, repr=False)


def code(cases: Cases | Iterable[Case], choice: Choice = Choice()) -> Coded:
    """Code the cases that count; a case without cluster is its own."""
    base = cases if isinstance(cases, Cases) else Cases(tuple(cases))
    # Nothing may depend on the order in which cases come: evidence and strata follow document and position.
    kept = tuple(sorted((case for case in base if choice.kind(case)), key=lambda case: (case.doc, case.span)))
    counted = {(m.role, m.code) for case in kept for m in case.mentions if choice.takes(m)}
    codes = tuple(tuple(sorted(name for own, name in counted if own == role)) for role in choice.roles)
    index = {(role, name): (r, n) for r, role in enumerate(choice.roles) for n, name in enumerate(codes[r])}
    entries: list[tuple[int, int, int, int]] = []
    found: list[Found] = []
    episode = 0
    for member, case in enumerate(kept):
        order = Order(case, base.texts.get(case.doc))
        rounds = in_episodes(case, choice)
        inside: set[str] = set()
        for number, mentions in enumerate(rounds):
            inside |= {m.id for m in mentions}
            entries += [(*index[m.role, m.code], member, episode) for m in mentions]
            found += _found(member, number, mentions, order, index)
            episode += 1
        entries += [(*index[m.role, m.code], member, -1) for m in case.mentions if choice.takes(m) and m.id not in inside]
    return Coded(_rows(kept, codes, entries, choice), kept, tuple(found), choice, base)


def in_episodes(case: Case, choice: Choice) -> list[list[Mention]]:
    """The mentions of each episode. Advice and demands stand outside episodes: for them the case is one."""
    by_id = {m.id: m for m in case.mentions}
    if choice.status != "done" or not case.episodes:
        return [[m for m in case.mentions if choice.takes(m)]]
    ids = [(*e.causes, *e.actions, *e.outcomes) for e in case.episodes]
    return [[by_id[i] for i in dict.fromkeys(row) if i in by_id and choice.takes(by_id[i])] for row in ids]


def _found(
    member: int, number: int, mentions: Sequence[Mention], order: Order, index: dict[tuple[str, str], tuple[int, int]]
) -> Iterator[Found]:
    """Evidence of each pair of codes in one episode: the linked mentions, else the first of each code."""
    links = {(link.source, link.target): link for link in order.case.links if link.episode == number or not order.case.episodes}
    best: dict[tuple[int, int, int, int], tuple[int, Mention, Mention]] = {}
    for one in mentions:
        left, x = index[one.role, one.code]
        for other in mentions:
            right, y = index[other.role, other.code]
            if left < right:
                link = links.get((one.id, other.id))
                grade = GRADES.index(link.basis) if link and link.basis in GRADES else 0
                key = (left, right, x, y)
                if key not in best or grade > best[key][0]:
                    best[key] = (grade, one, other)
    for (left, right, x, y), (grade, one, other) in best.items():
        first, by = told_order(order, one, other, explicit=GRADES[grade] == "explicit")
        yield Found(member, number, left, right, x, y, Evidence(order.case.id, one.id, other.id, GRADES[grade], first, by))


def _rows(cases: Sequence[Case], codes: tuple[tuple[str, ...], ...], entries: list[tuple[int, int, int, int]], choice: Choice) -> Rows:
    table = np.array(entries, dtype=np.int64).reshape(-1, 4)
    owners = [case.cluster or case.id for case in cases]
    names = tuple(sorted(set(owners)))
    number = {name: i for i, name in enumerate(names)}
    # A cluster stands in the stratum of its canonical member, or of its first where that one is not among the cases.
    stratum_of: dict[str, tuple[str, ...]] = {}
    for case, owner in zip(cases, owners, strict=True):
        if owner not in stratum_of or case.id == owner:
            stratum_of[owner] = stratum(case, choice.by)
    strata = tuple(sorted(set(stratum_of.values()))) or (("",),)
    place = {name: i for i, name in enumerate(strata)}
    role, code_, member, episode = np.ascontiguousarray(table.T)
    return Rows(
        choice.roles, codes, role, code_, member, episode,
        cluster=np.array([number[owner] for owner in owners], dtype=np.int64),
        names=names,
        stratum=np.array([place[stratum_of[name]] for name in names], dtype=np.int64),
        strata=strata,
    )  # fmt: skip


def stratum(case: Case, by: Sequence[str]) -> tuple[str, ...]:
    """The case's values of the fields that divide the strata; unknown is a stratum of its own.

    Raises
    ------
    InputError
        If a field is not one of the record's.
    """
    for name in by:
        if name != "source" and name not in Case.__dataclass_fields__:
            raise InputError(f"a case has no field {name!r} to divide by; fields: source, {', '.join(Case.__dataclass_fields__)}")
    # A row of a table is a document of its own by name; its source is the table.
    return tuple(case.doc.split("!")[0] if name == "source" else str(value(case, name) or "") for name in by)
