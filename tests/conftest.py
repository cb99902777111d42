"""What all tests share: where the corpus lies, and the seed documents where they exist."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Runners share their cores: what takes long is a matter for benchmarks/, not for a deadline on every example.
settings.register_profile("caselib", deadline=None)
settings.load_profile("caselib")

ROOT = Path(__file__).resolve().parent.parent


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests went unrun for want of the seeds."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "CASELIB_SEEDS" in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped because CASELIB_SEEDS names no folder with the seed documents")
