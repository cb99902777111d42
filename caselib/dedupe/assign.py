"""Clusters of cases: one vote each in every statistic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

from caselib.dedupe.clusters import duplicate_pairs
from caselib.dedupe.judge import DEFAULT, Limits
from caselib.dedupe.union import components
from caselib.model import Case, SourceText


class CaseBase(Protocol):
    """What is asked of a collection of cases (``caselib.casebase.Cases`` is one)."""

    @property
    def cases(self) -> tuple[Case, ...]:
        """The records."""
        ...

    @property
    def texts(self) -> Mapping[str, SourceText]:
        """The source texts by document."""
        ...


Base = TypeVar("Base", bound=CaseBase)


def assign(base: Base, limits: Limits = DEFAULT) -> Base:
    """The same cases with ``cluster`` set on all, and ``duplicate_of`` on those that retell an earlier case of their document.

    ``cluster`` is the id of the cluster's canonical case: the first by document and position. What ``duplicate_of``
    already says is kept and joins clusters. A case whose text is not at hand keeps to itself.
    """
    order = sorted(range(len(base.cases)), key=lambda i: (base.cases[i].doc, base.cases[i].span))
    cases = [base.cases[i] for i in order]
    pairs, _ = duplicate_pairs([case_text(case, base.texts) for case in cases], limits)
    at = {case.id: i for i, case in enumerate(cases)}
    told = [(at[case.duplicate_of], i) for i, case in enumerate(cases) if case.duplicate_of in at]
    roots = components(len(cases), [*map(tuple, pairs.tolist()), *told])
    first_here: dict[tuple[int, str], str] = {}
    done: list[Case] = list(base.cases)
    for i, case in enumerate(cases):
        first = first_here.setdefault((roots[i], case.doc), case.id)
        earlier = case.duplicate_of or (first if first != case.id else None)
        done[order[i]] = replace(case, cluster=cases[roots[i]].id, duplicate_of=earlier)
    return cast(Base, replace(cast(Any, base), cases=tuple(done)))


def case_text(case: Case, texts: Mapping[str, SourceText]) -> str:
    """The source text of a case, or nothing where the document is not at hand."""
    return case.span.of(texts[case.doc].text) if case.doc in texts else ""
