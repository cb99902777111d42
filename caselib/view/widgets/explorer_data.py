"""What the Explorer shows, as plain data: made here once, counted by :func:`caselib.mine.mine` alone, never by the script.

Cases, mentions and places of evidence are each told once and referred to by number. A *part* is the graph of one choice
(status of the actions, industry): a filter therefore shows what ``mine(cases.where(industry=…), status=…)`` would, with votes,
tests and intervals of its own, and not the numbers of the whole cut down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from caselib.casebase import Cases
from caselib.casebase.cases import value
from caselib.mine import mine
from caselib.mine.coded import GRADES, Choice, Coded, Evidence, code
from caselib.mine.family import LEAST
from caselib.mine.graph import data
from caselib.mine.poll import poll
from caselib.model import Case, Mention, Span
from caselib.model.case import ROLES, STATUSES

if TYPE_CHECKING:
    import networkx as nx

# Characters of all case texts together that are kept whole; of more, the sentences around the mentions (what a hand-over file has room for).
WHOLE = 350_000
# Characters on either side of a mention that are kept of a clipped text: a sentence and its neighbours.
AROUND = 60
ENDS = ("good", "bad", "mixed")
# An edge as the script reads it; ``rich`` stands where the graph gives percentages (LEAST clusters and more), ``evidence`` are numbers of places.
EDGE = ("source", "target", "n", "n_docs", "n_cases", "with_source", "with_target", "told", "q", "flags", "rich", "evidence")
RICH = ("confidence", "confidence_lo", "confidence_hi", "base_rate", "lift", "lift_lo", "lift_hi", "p", "shrunk", "order_share", "order_lo", "order_hi")
FLAGS = ("too_few", "undirected", "reversal", "vanishes", "heterogeneous", "single_stratum")


@dataclass
class Pool:
    """Everything that any part may point to, numbered."""

    base: Cases
    roles: tuple[str, ...]
    cases: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, list[Any]] = field(default_factory=dict)
    mentions: dict[tuple[str, str], int] = field(default_factory=dict)
    places: dict[tuple[int, int, str, int], int] = field(default_factory=dict)
    clusters: dict[str, int] = field(default_factory=dict)

    def mention(self, case: Case, mention: str) -> int:
        """The number of a mention."""
        self.cases.setdefault(case.id, len(self.cases))
        return self.mentions.setdefault((case.id, mention), len(self.mentions))

    def cluster(self, name: str) -> int:
        """The number of a cluster."""
        return self.clusters.setdefault(name, len(self.clusters))

    def place(self, evidence: Evidence) -> int:
        """The number of a place of evidence."""
        case = self.base[evidence.case]
        ends = self.mention(case, evidence.source), self.mention(case, evidence.target)
        return self.places.setdefault((*ends, evidence.basis, evidence.first), len(self.places))

    def node(self, name: str, role: str, labels: Mapping[str, str]) -> int:
        """The number of a code."""
        if name not in self.nodes:
            self.nodes[name] = [name, ROLES.index(role), labels["label_zh"], labels["label_en"]]
        return list(self.nodes).index(name) if len(self.nodes) < 2 else self._numbers[name]

    @property
    def _numbers(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.nodes)}
