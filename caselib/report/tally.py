"""The tables that a report's numbers come from: counted once, in duplicate clusters of incidents.

A grid is row → column → value. Shares are of the clusters that tell of the matter at all (``told``); what is not
mentioned is missing, not no.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from caselib.model import Case
from caselib.view.votes import Vote, votes

if TYPE_CHECKING:
    from caselib.casebase import Cases

Grid = dict[str, dict[str, float]]
LEAST = 5  # clusters; below, counts are given and no percentages (the rule of the statistics)
DIMENSIONS = ("industry", "year", "cause", "action", "outcome", "final", "responsibility", "channel")
_TABLE = re.compile(r"^(.*?\.(?:csv|tsv|xlsx|xlsm|xls|et))!", re.IGNORECASE)  # a row's name: file, sheet, id
ALL = "*"  # the row of a grid that speaks of all its clusters


@dataclass(frozen=True)
class Tally:
    """Votes of incidents, votes of all cases (for advice), and the grids counted from them."""

    cases: Cases
    votes: list[Vote]
    advice: list[Vote]
    grids: dict[str, Grid] = field(default_factory=dict)

    def order(self, name: str) -> list[str]:
        """The rows of a dimension by descending count, ties by name."""
        grid = self.grids[name]
        return sorted((row for row in grid if row != ALL), key=lambda row: (-grid[row]["n"], row))

    def having(self, name: str, code: str) -> list[Vote]:
        """The clusters of incidents that carry a value."""
        return [vote for vote in self.votes if code in vote.values(name)]


def tally(cases: Cases, graph: Any = None) -> Tally:
    """Count everything that a report may say."""
    found = Tally(cases, votes(cases), votes(cases, ("incident", "scenario")))
    grids = found.grids
    grids["overview"] = _overview(found)
    grids["docs"] = _documents(cases)
    for name in DIMENSIONS:
        grids[name] = dimension(found.votes, name)
    grids["gap"] = _gap(found)
    grids["days"] = {ALL: _spread(_values(found.votes, "days_to_resolution"))}
    grids["money"] = {role: _spread(_amounts(found.votes, role)) for role in ("claimed", "offered", "paid")}
    grids["cause_final"] = _crossed(found.votes, "cause", "final", ("positive", "mixed", "negative", "unknown"))
    if graph is not None:
        grids["edges"] = edge_grid(graph)
    return found


def dimension(found: Iterable[Vote], name: str) -> Grid:
    """How many clusters carry each value, and their share of those that tell of it, with Wilson's interval."""
    told = [values for vote in found if (values := vote.values(name))]
    total = len(told)
    counts = Counter(value for values in told for value in values)
    grid: Grid = {ALL: {"told": total}}
    for value, n in counts.items():
        low, high = _wilson(n, total)
        grid[value] = {"n": n, "share": n / total, "low": low, "high": high}
    return grid


def edge_grid(graph: Any) -> Grid:
    """The edges' measures by ``source->target``."""
    names = ("n_clusters", "confidence", "base_rate", "lift", "lift_lo", "lift_hi", "q")
    return {
        f"{a}->{b}": {name: float(value) for name in names if isinstance(value := row.get(name), (int, float))}
        for a, b, row in graph.edges(data=True)
    }


def versus(found: Iterable[Vote], action: str) -> dict[str, float]:
    """Endings of the clusters with an action against those without: ``with``, ``with_good``, ``without``, ``without_good``.

    Clusters whose ending or handling is not told are left out: they say nothing on either side.
    """
    row = dict.fromkeys(("with", "with_good", "without", "without_good"), 0.0)
    for vote in found:
        final, actions = vote.values("final"), vote.values("action")
        if not actions or not final or final[0] == "unknown":
            continue
        side = "with" if action in actions else "without"
        row[side] += 1
        row[side + "_good"] += final[0] == "positive"
    return row


def file_of(doc: str) -> str:
    """The file that a person would open: a sheet or a row of a table is a document of its own by name only.

    Examples
    --------
    >>> file_of("工单.xlsx!六月!A-1"), file_of("通报.txt")
    ('工单.xlsx', '通报.txt')
    """
    table = _TABLE.match(doc)
    return table[1] if table else doc


def _overview(found: Tally) -> Grid:
    cases = found.cases
    numbers = {
        "docs": len({file_of(doc) for doc in (*cases.texts, *(case.doc for case in cases))}),
        "docs_with_cases": len({file_of(case.doc) for case in cases}),
        "cases": len(cases),
        "incidents": sum(case.kind == "incident" for case in cases),
        "scenarios": sum(case.kind == "scenario" for case in cases),
        "clusters": len(found.votes),
        "repeats": sum(len(vote.members) - 1 for vote in found.votes),
        "mentions": sum(len(case.mentions) for case in cases),
        "guides": sum(guide.duplicate_of is None for guide in cases.guides),
        "items": sum(len(guide.items) for guide in cases.guides if guide.duplicate_of is None),
        "problems": len(cases.problems),
        "suggestions": sum(len(case.suggestions) for case in cases),
    }
    return {ALL: {name: float(n) for name, n in numbers.items()}}


def _documents(cases: Cases) -> Grid:
    grid: Grid = {}
    for doc in dict.fromkeys([*cases.texts, *(case.doc for case in cases)]):
        row = grid.setdefault(file_of(doc), dict.fromkeys(("characters", "incidents", "scenarios", "guides"), 0.0))
        row["characters"] += len(cases.texts[doc].text) if doc in cases.texts else 0
    for case in cases:
        grid[file_of(case.doc)][case.kind + "s"] += 1
    for guide in cases.guides:
        if (name := file_of(guide.doc)) in grid:
            grid[name]["guides"] += 1
    return grid


def _gap(found: Tally) -> Grid:
    """For each action: clusters that demand it, in which it is advised, done, and both demanded and done (advice counts scenarios too)."""
    grid: Grid = {}

    def add(code: str, column: str) -> None:
        row = grid.setdefault(code, dict.fromkeys(("demanded", "advised", "done", "met", "unmet"), 0.0))
        row[column] += 1

    for vote in found.votes:
        done = set(vote.values("action"))
        for code in vote.values("demanded"):
            add(code, "demanded")
            add(code, "met" if code in done else "unmet")
        for code in done:
            add(code, "done")
    for vote in found.advice:
        for code in vote.values("advised"):
            add(code, "advised")
    return grid


def _crossed(found: Iterable[Vote], rows: str, columns: str, values: tuple[str, ...]) -> Grid:
    grid: Grid = {}
    for vote in found:
        told = vote.values(columns)
        for row in vote.values(rows):
            cells = grid.setdefault(row, dict.fromkeys((*values, "n"), 0.0))
            cells["n"] += 1
            for value in told:
                cells[value] = cells.get(value, 0.0) + 1
    return grid


def _values(found: Iterable[Vote], name: str) -> list[float]:
    told = [getattr(vote.case, name) for vote in found]
    return [float(each.value) for each in told if each is not None]


def _amounts(found: Iterable[Vote], role: str) -> list[float]:
    """The largest amount of a role in each cluster's canonical case, in yuan."""
    return [amount for vote in found if (amount := largest(vote.case, role)) is not None]


def largest(case: Case, role: str) -> float | None:
    """The largest amount in yuan that a case tells for a role."""
    return max((money.amount for money in case.money if money.role == role and money.currency == "CNY"), default=None)


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {"told": 0.0}
    row = {"told": float(len(values)), "median": median(values), "least": min(values), "most": max(values)}
    if len(values) >= LEAST:
        first, _, third = quantiles(values, n=4, method="inclusive")
        row |= {"q1": first, "q3": third}
    return row


def _wilson(hits: int, total: int) -> tuple[float, float]:
    import numpy as np

    from caselib.mine.measures import wilson

    low, high = wilson(np.array(float(hits)), np.array(float(total)))
    return float(low), float(high)
