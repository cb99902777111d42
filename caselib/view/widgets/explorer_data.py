"""What the Explorer shows, as plain data. Everything is counted here, by :func:`caselib.mine.mine` alone, and nothing by the script.

Cases, mentions and places of evidence are each told once and referred to by number. A *part* is the graph of one choice
(status of the actions, industry): a filter therefore shows what ``mine(cases.where(industry=…), status=…)`` gives, with votes,
tests and intervals of its own, and not the numbers of the whole cut down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from caselib.casebase import Cases
from caselib.casebase.cases import source_of, value
from caselib.codebook import Codebook, load
from caselib.lang.fold import simplified
from caselib.messages import LANGUAGES
from caselib.mine import mine
from caselib.mine.coded import GRADES, Choice, Coded, Evidence, code
from caselib.mine.family import LEAST
from caselib.mine.graph import Mined, data
from caselib.mine.poll import endings
from caselib.model import Case, Mention, Span
from caselib.model.case import ROLES, STATUSES

if TYPE_CHECKING:
    import networkx as nx

# Characters of all case texts together that are kept whole; of more, only the surroundings of the mentions fit a hand-over file.
WHOLE = 350_000
# Characters on either side of a mention in a clipped text: its sentence and a little of the next ones.
AROUND = 60
# An edge as the script reads it: ``rich`` stands where the graph gives percentages (LEAST clusters and more), ``evidence`` are numbers of places.
EDGE = ("source", "target", "n", "n_docs", "n_cases", "with_source", "with_target", "told", "q", "flags", "rich", "evidence")
RICH = ("confidence", "confidence_lo", "confidence_hi", "base_rate", "lift", "lift_lo", "lift_hi", "p", "shrunk", "order_share", "order_lo", "order_hi")
FLAGS = ("too_few", "undirected", "reversal", "vanishes", "heterogeneous", "single_stratum")


class Study:
    """A graph with what the Explorer asks of it: its cases, and the graphs of other choices, mined when first asked for.

    Parameters
    ----------
    graph
        Made by :func:`caselib.mine.mine`; one read from a file has no evidence and is refused.
    codebook
        For the labels of industries; the complaint codebook if none is given.
    """

    def __init__(self, graph: nx.DiGraph, codebook: Codebook | None = None) -> None:
        self.coded: Coded = data(graph).coded
        self.base: Cases = self.coded.base
        self.book = codebook or load()
        self.settings = {name: graph.graph[name] for name in ("seed", "draws", "min_clusters")}
        self.graphs: dict[tuple[str, str], nx.DiGraph] = {(self.coded.choice.status, ""): graph}

    def choice(self, status: str) -> Choice:
        """What counts under a status; how actions were realised is asked of done ones only."""
        own = self.coded.choice
        return own if status == own.status else replace(own, status=status, realised=own.realised if status == "done" else ())

    def graph(self, status: str, industry: str = "") -> nx.DiGraph:
        """The graph of a choice, equal to what ``mine`` gives for it."""
        if (status, industry) not in self.graphs:
            choice = self.choice(status)
            cases = self.base.where(industry=industry) if industry else self.base
            self.graphs[status, industry] = mine(
                cases, roles=choice.roles, status=status, by=choice.by, realised=choice.realised, codebook=self.book, **self.settings
            )
        return self.graphs[status, industry]

    @cached_property
    def industries(self) -> list[str]:
        """Industries of the incidents, by the codebook's order."""
        found = {str(value(case, "industry")) for case in self.base if case.industry}
        return sorted(found, key=lambda name: (name not in self.book.industries, list(self.book.industries).index(name) if name in self.book.industries else 0, name))

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of everything that any part may point to."""
        return Numbers(self)

    @cached_property
    def pool(self) -> dict[str, Any]:
        """Cases, mentions, places, codes, industries: what parts point into."""
        return self.numbers.told()

    def part(self, status: str, industry: str = "") -> dict[str, Any]:
        """The graph of a choice in the script's form."""
        graph, numbers = self.graph(status, industry), self.numbers
        mined = data(graph)
        return {
            **{name: graph.graph[name] for name in ("n_clusters", "n_cases", "n_docs", "settings")},
            "nodes": [[numbers.node[name], *row] for name, row in carriers(mined, numbers)],
            "edges": [numbers.edge(mined, row) for _, _, row in graph.edges(data=True)],
            "ends": ends(mined, numbers),
        }


class Numbers:
    """Cases, codes, mentions and places of evidence, each with its number.

    A part's evidence is a part of all evidence, because how a case is coded does not depend on the other cases.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        coded = [study.coded if status == study.coded.choice.status else code(study.base, study.choice(status)) for status in STATUSES]
        counted = {case.id: case for each in coded for case in each.cases}
        self.cases = {name: n for n, name in enumerate(counted)}
        self.listed = tuple(counted.values())
        self.cluster = {name: n for n, name in enumerate(sorted({_owner(case) for case in self.listed}))}
        taken = {(c.id, m.id): m for each in coded for c in each.cases for m in c.mentions if each.choice.takes(m)}
        self.mention = {key: n for n, key in enumerate(taken)}
        self.mentions = taken
        order = [*study.book.codes]
        known = {m.code: m.role for m in taken.values()}
        names = sorted(known, key=lambda name: (ROLES.index(known[name]), order.index(name) if name in order else len(order), name))
        self.roles = known
        self.node = {name: n for n, name in enumerate(names)}
        self.place = {key: n for n, key in enumerate(dict.fromkeys(_key(found.evidence) for each in coded for found in each.found))}

    def edge(self, mined: Mined, row: dict[str, Any]) -> list[Any]:
        """An edge's row, fields :data:`EDGE`."""
        rich = [_short(row[name]) for name in RICH] if row["n_clusters"] >= LEAST else 0
        said = {*row["strata_flag"].split(";"), *(name for name in FLAGS[:2] if row[name])}
        return [
            self.node[row["source"]], self.node[row["target"]], row["n_clusters"], row["n_docs"], row["n_cases"], row["n_clusters"] + row["b"],
            row["n_clusters"] + row["c"], row["n"], _short(row["q"]), sum(1 << n for n, name in enumerate(FLAGS) if name in said), rich,
            [self.place[_key(each)] for each in row["evidence"]],
        ]  # fmt: skip

    def told(self) -> dict[str, Any]:
        """All of it in the script's form; places are (mention, mention, basis × 3 + order) one behind the other."""
        book = self.study.book
        places = [
            n
            for case, source, target, basis, first in self.place
            for n in (self.mention[case, source], self.mention[case, target], GRADES.index(basis) * 3 + first + 1)
        ]
        return {
            "columns": {"edge": EDGE, "rich": RICH, "flags": FLAGS, "bases": GRADES},
            "least": LEAST,
            "nodes": [[name, ROLES.index(self.roles[name]), *(book.label(name, lang) for lang in LANGUAGES)] for name in self.node],
            "industries": [[name, *(book.label(name, lang) for lang in LANGUAGES)] for name in self.study.industries],
            "cases": list(self._cases()),
            "mentions": list(self._mentions()),
            "places": places,
            "fold": "".join(was + now for was, now in simplified().items() if was < "\ua000"),
        }

    def _cases(self) -> Iterator[list[Any]]:
        kept: dict[str, list[Span]] = {}
        for (name, _), mention in self.mentions.items():
            kept.setdefault(name, []).append(mention.span)
        whole = sum(case.span.end - case.span.start for case in self.listed) <= WHOLE
        for case in self.listed:
            yield [
                case.id, case.uid, str(value(case, "title") or ""), case.doc, self.cluster[_owner(case)], value(case, "industry") or "",
                value(case, "final") or "", case.kind, case.span.start, pieces(case, self.study.base, None if whole else kept.get(case.id, [])),
            ]  # fmt: skip

    def _mentions(self) -> Iterator[list[Any]]:
        starts = {case.id: case.span.start for case in self.listed}
        docs = {case.id: case.doc for case in self.listed}
        for (name, number), m in self.mentions.items():
            status = STATUSES.index(m.status) + 1 if m.status else 0
            at = _where(self.study.base, docs[name], m)
            yield [self.cases[name], self.node[m.code], status, m.span.start - starts[name], m.span.end - starts[name], at, number]


def carriers(mined: Mined, numbers: Numbers) -> Iterator[tuple[str, list[Any]]]:
    """For each code the number of clusters that carry it, and the mentions that say so, those of its clusters only."""
    coded, votes = mined.coded, mined.votes
    cluster = coded.rows.cluster.tolist()
    for role in range(len(votes.roles)):
        carried: dict[str, set[int]] = {}
        for owner, n in zip(*(each.tolist() for each in votes.carried(role)), strict=True):
            carried.setdefault(votes.codes[role][n], set()).add(owner)
        said: dict[str, list[int]] = {}
        for member, case in enumerate(coded.cases):
            for m in case.mentions:
                if m.role == votes.roles[role] and coded.choice.takes(m) and cluster[member] in carried.get(m.code, ()):
                    said.setdefault(m.code, []).append(numbers.mention[case.id, m.id])
        yield from ((name, [len(carried[name]), said[name]]) for name in sorted(carried))


def ends(mined: Mined, numbers: Numbers) -> dict[str, list[int]]:
    """Clusters that end well, badly, and in part or with members that disagree; of the others no end is told."""
    said = endings(mined.coded.cases)
    told = {_owner(case) for case in mined.coded.cases if value(case, "final") in ("positive", "negative", "mixed")}
    sorted_ = {name: said[name] or ("mixed" if name in told else "") for name in sorted(said)}
    return {end: [numbers.cluster[name] for name, each in sorted_.items() if each == end] for end in ("good", "bad", "mixed")}


def pieces(case: Case, base: Cases, spans: list[Span] | None) -> list[list[Any]]:
    """The case's text as (offset in the case, words): whole, or the surroundings of ``spans``; without its source, the quotes alone."""
    source = base.texts.get(case.doc) or source_of(case)
    if source is None:
        return [[m.span.start - case.span.start, m.quote] for m in sorted(case.mentions, key=lambda m: m.span)]
    text = case.span.of(source.text)
    if spans is None:
        return [[0, text]]
    found: list[list[int]] = []
    for span in sorted(spans):
        start, end = max(0, span.start - case.span.start - AROUND), min(len(text), span.end - case.span.start + AROUND)
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [[start, text[start:end]] for start, end in found]


def _where(base: Cases, doc: str, mention: Mention) -> str:
    source = base.texts.get(doc)
    if source is None:
        return ""
    return source.place(mention.span.start) or f"line:{source.line_column(mention.span.start)[0]}"


def _owner(case: Case) -> str:
    return case.cluster or case.id


def _key(evidence: Evidence) -> tuple[str, str, str, str, int]:
    return evidence.case, evidence.source, evidence.target, evidence.basis, evidence.first


def _short(number: float) -> float | None:
    """Four digits, which is more than any screen shows; nothing where there is no number."""
    return float(f"{number:.4g}") if number == number and abs(number) != float("inf") else None
