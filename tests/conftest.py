"""What all tests share: where the corpus lies, and the seed documents where they exist."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Runners share their cores: what takes long is a matter for benchmarks/, not for a deadline on every example.
settings.register_profile("caselib", deadline=None)
settings.load_profile("caselib")

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus that the project ships."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed documents; the test is skipped where there is none."""
    folder = os.environ.get("CASELIB_SEEDS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CASELIB_SEEDS names no folder with the seed documents")
    return Path(folder)


def chromium_path() -> str | None:
    """The system's chromium, or what ``CASELIB_CHROMIUM`` names."""
    named = os.environ.get("CASELIB_CHROMIUM")
    return named or next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless chromium, one for all tests of a worker: while playwright runs, it cannot be started again in the same thread."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install 'caselib[test]'")
    pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")
    program = chromium_path()
    if not program:
        pytest.skip("chromium is missing: install it (Debian and Ubuntu: apt install chromium) or name it in CASELIB_CHROMIUM")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests went unrun for want of the seeds."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "CASELIB_SEEDS" in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped because CASELIB_SEEDS names no folder with the seed documents")
