"""Coded cases without the cases: what counting asks of them.

A duplicate cluster is counted as a whole, and may have a hundred thousand members. They are coded some thousand at a time; of each stays what
is counted, a fifth of the memory of its record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

import numpy as np

from caselib.mine import pieces
from caselib.mine.coded import Coded
from caselib.mine.pieces import Pieces
from caselib.mine.votes import Ints, Rows


class Spot(NamedTuple):
    """Where a case stands; in order of document and position."""

    doc: str
    start: int
    end: int
    id: str


@dataclass(frozen=True)
class Light:
    """As :class:`~caselib.mine.coded.Coded`, of the cases only where they stand; ``heads`` says by cluster which member gave its stratum."""

    rows: Rows
    cases: tuple[Spot, ...]
    found: Pieces
    heads: tuple[tuple[bool, Spot], ...]


def light(coded: Coded) -> Light:
    """What counting asks of coded cases."""
    cases = tuple(Spot(intern(case.doc), case.span.start, case.span.end, intern(case.id)) for case in coded.cases)
    names = coded.rows.names
    heads: dict[int, tuple[bool, Spot]] = {}
    for spot, cluster in zip(cases, coded.rows.cluster.tolist(), strict=True):
        # The cluster's canonical member, else its first one; as caselib.mine.coded chooses it.
        own = spot.id != names[cluster], spot
        heads[cluster] = min(heads.get(cluster, own), own)
    return Light(coded.rows, cases, pieces.pieces(coded.found), tuple(heads[cluster] for cluster in range(len(names))))


def joined(some: Sequence[Light]) -> Light:
    """The whole of which these are parts, in any order; what coding all cases together gives."""
    if len(some) == 1:
        return some[0]
    rows = [each.rows for each in some]
    codes = tuple(tuple(sorted({name for each in rows for name in each.codes[role]})) for role in range(len(rows[0].codes)))
    names = tuple(sorted({name for each in rows for name in each.names}))
    strata = tuple(sorted({each.strata[n] for each in rows for n in each.stratum.tolist()})) or rows[0].strata
    of_code = [[_places(each.codes[role], codes[role]) for role in range(len(codes))] for each in rows]
    of_name = [_places(each.names, names) for each in rows]
    cases = [spot for each in some for spot in each.cases]
    order = sorted(range(len(cases)), key=cases.__getitem__)
    new = np.empty(len(cases), dtype=np.int64)
    new[order] = np.arange(len(cases))
    firsts = np.cumsum([0, *(len(each.cases) for each in some)])
    episodes = np.cumsum([0, *(int(each.episode.max(initial=-1)) + 1 for each in rows)])
    told = _heads(some, of_name)
    place = {stratum: n for n, stratum in enumerate(strata)}
    code = [np.choose(each.role, [_taken(places, each.code) for places in of]) for each, of in zip(rows, of_code, strict=True)]
    members = [new[first : first + len(each.cases)] for each, first in zip(some, firsts.tolist(), strict=False)]
    return Light(
        Rows(
            rows[0].roles, codes, np.concatenate([each.role for each in rows]), np.concatenate(code),
            new[np.concatenate([each.member + first for each, first in zip(rows, firsts.tolist(), strict=False)])],
            np.concatenate([np.where(each.episode < 0, -1, each.episode + first) for each, first in zip(rows, episodes.tolist(), strict=False)]),
            cluster=np.concatenate([of[each.cluster] for each, of in zip(rows, of_name, strict=True)])[order],
            names=names, stratum=np.array([place[stratum] for _, stratum in told], dtype=np.int64), strata=strata,
        ),
        tuple(cases[n] for n in order), pieces.joined([each.found for each in some], members, of_code), tuple(head for head, _ in told),
    )  # fmt: skip


def _heads(some: Sequence[Light], of_name: Sequence[Ints]) -> list[tuple[tuple[bool, Spot], tuple[str, ...]]]:
    """By cluster of the whole, which member gives it its stratum, and the stratum's name."""
    heads: dict[int, tuple[tuple[bool, Spot], tuple[str, ...]]] = {}
    for each, of in zip(some, of_name, strict=True):
        for head, at, stratum in zip(each.heads, of.tolist(), each.rows.stratum.tolist(), strict=True):
            own = head, each.rows.strata[stratum]
            heads[at] = min(heads.get(at, own), own)
    return [heads[at] for at in range(len(heads))]


def _places(own: Sequence[str], whole: Sequence[str]) -> Ints:
    place = {name: n for n, name in enumerate(whole)}
    return np.array([place[name] for name in own], dtype=np.int64)


def _taken(places: Ints, numbers: Ints) -> Ints:
    """The places of those numbers that are among them; the others belong to another role."""
    return places[np.minimum(numbers, len(places) - 1)] if len(places) else np.zeros(len(numbers), dtype=np.int64)
