"""The corpus's annotated cases and a graph of them, made once."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from caselib.casebase import Cases
from tests.view.trial import counted_graph, gold_cases


@pytest.fixture(scope="session")
def base(corpus: Path) -> Cases:
    """54 cases."""
    return gold_cases(corpus)


@pytest.fixture(scope="session")
def graph(base: Cases) -> nx.DiGraph:
    """Their graph, counted without statistics."""
    return counted_graph(base)
