"""The guides that the seed documents are known to hold, told by kind, number of items, figures and deadlines (never by their words)."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.clean import clean
from caselib.extract.guides import guide
from caselib.model import Guide, SourceText
from caselib.read import read
from caselib.segment import segment

pytestmark = pytest.mark.seeds


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest) -> list[Guide]:
    import os

    folder = os.environ.get("CASELIB_SEEDS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CASELIB_SEEDS names no folder with the seed documents")
    texts = [clean(text) for text in read(folder) if isinstance(text, SourceText)]
    return [guide(text, found, lambda _: ()) for text in texts for found in segment(text) if found.kind == "guide"]


def of(made: list[Guide], doc: str, word: str) -> Guide:
    """The first guide of a document (by its number) whose title has the word."""
    return next(each for each in made if each.doc.startswith(doc) and word in each.title)


@pytest.mark.parametrize(
    ("doc", "word", "kind", "items"),
    [
        ("001", "四步", "steps", 8),  # four numbers, each with a name and what it is about
        ("000", "三部曲", "steps", 9),  # three stages with three steps in two of them
        ("000", "1+3", "steps", 8),
        ("000", "步驟", "steps", 5),
        ("004", "步驟", "steps", 6),
        ("000", "五種類型", "types", 5),
        ("004", "類型", "types", 7),
        ("002", "原因主要", "reasons", 7),  # eight in the original; the text begins with the second
        ("002", "五大要素", "types", 5),
        ("003", "三个层次", "steps", 3),
        ("003", "处理流程", "steps", 11),
    ],
)
def test_comes_out_with_its_items(made: list[Guide], doc: str, word: str, kind: str, items: int) -> None:
    found = of(made, doc, word)
    assert (found.kind, len(found.items)) == (kind, items)


def test_types_have_their_tactics(made: list[Guide]) -> None:
    # Each of the seven says what to do under the same line.
    texts = [item.text for item in of(made, "004", "類型").items]
    assert all("技巧" in text for text in texts)


def test_the_ten_habits(made: list[Guide]) -> None:
    assert [len(each.items) for each in made if each.doc.startswith("002") and "十" in each.title and each.kind == "checklist"] == [11]


def test_deadlines_of_the_dealers_process(made: list[Guide]) -> None:
    hours = {item.deadline_hours for item in of(made, "003", "处理流程").items}
    assert {1.0, 24.0, 48.0} <= hours


def test_figures_of_the_surveys(made: list[Guide]) -> None:
    told = {figure for each in made if each.doc.startswith("002") and each.kind == "figures" for item in each.items for figure in item.figures}
    assert {"4%", "9%", "19%", "54%", "82%"} <= told


def test_shares_of_the_difficult_types_stand_in_one_guide(made: list[Guide]) -> None:
    told = [{figure for item in each.items for figure in item.figures} for each in made if each.doc.startswith("004") and each.kind == "types"]
    assert any({"36%", "17%", "34%", "11%"} <= figures for figures in told)
