"""Widgets in what is left of a notebook without a kernel: nbconvert's HTML and the site."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import caselib as cl
from tests.coding.make import base

nbformat = pytest.importorskip("nbformat", reason="nbformat is missing: pip install 'caselib[test]'")
pytest.importorskip("nbconvert", reason="nbconvert is missing: pip install 'caselib[notebook]'")
pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")

ROOT = Path(__file__).resolve().parents[3]
TOLD = "事由：[m1 cause:delay|</div><script>alert(1)</script>晚了三天]，[m2 outcome:satisfied|满意]。"


@pytest.fixture(scope="module")
def site() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_site", ROOT / "docs" / "make_site.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def saved(monkeypatch: pytest.MonkeyPatch, make: Any) -> Any:
    """A notebook as it is saved after a cell has shown a view."""
    outputs: list[Any] = []

    def display(data: dict[str, Any], metadata: dict[str, Any] | None = None, raw: bool = False) -> None:
        outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata or {}))

    monkeypatch.setattr("IPython.display.display", display)
    make(base(TOLD))._ipython_display_()
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 题目"), nbformat.v4.new_code_cell("view", outputs=outputs)])


@pytest.mark.parametrize("make", [cl.show, cl.table], ids=["show", "table"])
def test_nbconvert_shows_the_snapshot_once(monkeypatch: pytest.MonkeyPatch, make: Any) -> None:
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter().from_notebook_node(saved(monkeypatch, make))
    assert body.count('class="caselib-snapshot"') == 1
    assert "案例1" in body
    assert "<script>alert(1)" not in body
    assert "object at 0x" not in body


def test_a_page_of_the_site_asks_nobody(monkeypatch: pytest.MonkeyPatch, site: ModuleType) -> None:
    notebook = saved(monkeypatch, cl.show)
    body = site.page(notebook, site.heading(notebook))
    assert "caselib-snapshot" in body
    assert "晚了三天" in body
    assert not re.findall(r"""(?:src|href)=["']https?:|import\(?\s*["']https?:|cdnjs|unpkg|jsdelivr""", body)


@pytest.mark.browser
def test_a_page_of_the_site_in_a_browser(monkeypatch: pytest.MonkeyPatch, site: ModuleType, tmp_path: Path, chromium: Any) -> None:
    path = tmp_path / "page.html"
    path.write_text(site.page(saved(monkeypatch, cl.show), "题目"), encoding="utf-8")
    asked: list[str] = []
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator(".caselib-snapshot", has_text="晚了三天").is_visible()
    page.close()
    assert not [url for url in asked if url.startswith("http")]
