"""The corpus's annotated cases, their graph and their report, made once."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from caselib.casebase import Cases
from caselib.mine import mine
from caselib.report import Report, case_base
from tests.view.trial import gold_cases


@pytest.fixture(scope="session")
def base(corpus: Path) -> Cases:
    """54 cases."""
    return gold_cases(corpus)


@pytest.fixture(scope="session")
def graph(base: Cases) -> nx.DiGraph:
    """Their mined graph; few bootstrap draws, because no test looks at the intervals' last digits."""
    return mine(base, draws=100)


@pytest.fixture(scope="session", params=["zh", "en"])
def report(request: pytest.FixtureRequest, base: Cases, graph: nx.DiGraph) -> Report:
    """The case-base report in both languages."""
    return case_base(base, graph, lang=request.param)
