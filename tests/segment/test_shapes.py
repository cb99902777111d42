"""Whole documents of many layouts: how many of their cases are found, and that what is no case stays none."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.coding.counts import Counts
from caselib.segment.signs import complains

from .shapes import FOLDER, LAYOUTS, compare, half, unmark

# Measured on 22 November 2026: shapes 1.00 on the half that was worked on, 0.88 on the half laid aside; layouts 0.97 and 0.83 (0.91 on those laid
# aside before eight harder ones joined them).
WORKED_ON, LAID_ASIDE = 0.94, 0.80


def test_unmark() -> None:
    assert unmark("a⟪bc⟫d⟪e⟫") == ("abcde", [(1, 3), (4, 5)])


@pytest.mark.parametrize(
    ("folder", "least"),
    [(FOLDER, WORKED_ON), (FOLDER / "held_out", LAID_ASIDE), (LAYOUTS, WORKED_ON), (LAYOUTS / "held_out", LAID_ASIDE)],
    ids=["worked_on", "laid_aside", "layouts", "layouts_laid_aside"],
)
def test_shapes(folder: Path, least: float) -> None:
    assert sum(half(folder).values(), Counts()).f1 >= least


@pytest.mark.parametrize(
    "path",
    [p for folder in (FOLDER, LAYOUTS) for p in sorted(folder.iterdir()) if p.is_file() and "⟪" not in p.read_text("utf-8")],
    ids=lambda p: p.stem,
)
def test_without_cases(path: Path) -> None:
    assert compare(path)[0] == Counts()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("六月二十八日停了五个小时", False),  # a time alone is no complaint
        ("门刷不开，服务员视而不见", True),
        ("司机误了点，没有一句抱歉", True),
    ],
)
def test_trouble(text: str, expected: bool) -> None:
    assert complains(text, 0, len(text)) is expected
