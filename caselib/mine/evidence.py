"""The evidence of an edge: which cases and mentions stand behind each of its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from caselib.mine.coded import GRADES, Coded, Evidence
from caselib.mine.light import Light
from caselib.mine.measures import ratio, wilson
from caselib.mine.votes import Pairs, Votes

BASES = ("date", "cue", "text")


@dataclass(frozen=True)
class Grades:
    """Evidence by pair of codes, of voting clusters only: (cluster, document, evidence)."""

    found: dict[tuple[int, int], list[tuple[int, str, Evidence]]]

    def row(self, x: int, y: int) -> dict[str, Any]:
        """The part of an edge's row that is counted from evidence; every number equals rows of ``evidence``."""
        rows = self.found.get((x, y), [])
        best: dict[int, int] = {}
        for cluster, _, evidence in rows:
            best[cluster] = max(best.get(cluster, 0), GRADES.index(evidence.basis))
        grade = Counter(GRADES[g] for g in best.values())
        return {
            "n_docs": len({doc for _, doc, _ in rows}),
            "n_cases": len({evidence.case for _, _, evidence in rows}),
            "n_explicit": grade["explicit"],
            "n_sequence": grade["sequence"],
            "n_order": grade["order"],
            **_order(rows),
            "evidence": tuple(evidence for _, _, evidence in rows),
        }


def grades(coded: Coded | Light, votes: Votes, key: tuple[int, int]) -> Grades:
    """Evidence of one role pair. Members of a cluster that does not vote for a pair are no evidence of it."""
    found: dict[tuple[int, int], list[tuple[int, str, Evidence]]] = {}
    for x, y, member, evidence in _voting(coded, votes.pairs[key]):
        found.setdefault((x, y), []).append((int(coded.rows.cluster[member]), coded.cases[member].doc, evidence))
    return Grades(found)


def _voting(coded: Coded | Light, pairs: Pairs) -> Iterable[tuple[int, int, int, Evidence]]:
    """Codes, member and evidence of what stands behind pairs that clusters vote for, by member."""
    if isinstance(coded, Light):
        rows = coded.found.voting(pairs, coded.rows.cluster)
        told = coded.found.told(rows, [case.id for case in coded.cases])
        return zip(rows["x"].tolist(), rows["y"].tolist(), rows["member"].tolist(), told, strict=True)
    voting = set(zip(pairs.cluster.tolist(), pairs.x.tolist(), pairs.y.tolist(), strict=True))
    cluster = coded.rows.cluster.tolist()
    mine = (each for each in coded.found if (each.left, each.right) == (pairs.left, pairs.right))
    return ((each.x, each.y, each.member, each.evidence) for each in mine if (cluster[each.member], each.x, each.y) in voting)


def _order(rows: list[tuple[int, str, Evidence]]) -> dict[str, Any]:
    """Share of clusters whose text has the source first, of those that tell; each cluster speaks by its best basis."""
    told: dict[int, tuple[int, int]] = {}
    for cluster, _, evidence in rows:
        if evidence.first >= 0:
            said = (BASES.index(evidence.by), -evidence.first)
            told[cluster] = min(told.get(cluster, said), said)
    forward, known = sum(-first for _, first in told.values()), len(told)
    basis = Counter(BASES[basis] for basis, _ in told.values())
    return order(forward, known, {name: basis[name] for name in BASES})


def order(forward: int, known: int, basis: dict[str, int]) -> dict[str, Any]:
    """The columns on order: of ``known`` clusters that tell it ``forward`` have the source first; how many tell it by what."""
    low, high = wilson(np.array(float(forward)), np.array(float(known)))
    return {
        "n_forward": forward, "n_ordered": known, "order_share": float(ratio(np.array(float(forward)), np.array(float(known)))),
        "order_lo": float(low), "order_hi": float(high), "order_basis": ";".join(f"{name}:{count}" for name, count in basis.items() if count),
        # Where the interval of the share covers one half, the arrow has no direction to show.
        "undirected": not known or bool(low <= 0.5 <= high),
    }  # fmt: skip
