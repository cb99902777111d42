"""The Explorer as its browser tests meet it: a graph, its page, and what hands do on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import caselib as cl
from caselib.casebase import Cases

HOSTILE = "事由：[m1 cause:delay|晚了<img src=x onerror=alert(1)>三天]，店方[m2 action:refund/done|</script><b>退款</b>]，[m3 outcome:satisfied|满意😀了]。"


@pytest.fixture(scope="session")
def graph(base: Cases) -> nx.DiGraph:
    return cl.mine(base, draws=0)


@pytest.fixture(scope="session")
def file(graph: nx.DiGraph, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-alone page of the annotated cases, written once."""
    return cl.explore(graph, lang="zh").to_html(tmp_path_factory.mktemp("explorer") / "x.html")


@pytest.fixture
def opened(new_page: Callable[..., Any], file: Path) -> Callable[..., Any]:
    def made(**options: Any) -> Any:
        page = new_page(**options)
        page.goto(file.as_uri())
        page.wait_for_selector(".ex-node")
        return page

    return made


def state(page: Any, name: str) -> Any:
    return page.evaluate("name => caselibModel.get(name)", name)


def click_line(page: Any, edge: str) -> None:
    """A real click on the middle of a line."""
    spot = page.locator(f'[data-id="{edge}"] .ex-hit').evaluate(
        "path => { const at = path.getPointAtLength(path.getTotalLength() * 0.12), m = path.getScreenCTM(); return [at.x * m.a + m.e, at.y * m.d + m.f]; }"
    )
    page.mouse.click(*spot)


def strongest(graph: nx.DiGraph, pair: str = "action->outcome") -> tuple[str, dict[str, Any]]:
    rows = [(f"{a}->{b}", row) for a, b, row in graph.edges(data=True) if row["role_pair"] == pair]
    return max(rows, key=lambda each: (each[1]["n_clusters"], each[0]))


def listed(page: Any) -> int:
    """Clusters that the panel lists, all of them unfolded."""
    while page.locator(".ex-more:visible").count():
        page.locator(".ex-more").click()
    return page.locator(".ex-cards > .ex-card").count()


def slide(page: Any, name: str, to: int) -> None:
    page.locator(f"input[data-name={name}]").evaluate("(made, to) => { made.value = to; made.dispatchEvent(new Event('input')); }", to)
    page.wait_for_timeout(80)
