"""Hostile and broken inputs: one readable problem each, the file beside them unharmed, in bounded time, nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .make import GOOD, GOOD_TEXT, SUITE, Hostile
from .run import outcome, prepare, told

QUICK = [case for case in SUITE if not case.large]


def test_the_suite_names_each_input_once():
    assert len({case.name for case in SUITE}) == len(SUITE) >= 70


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose content is gone afterwards, also where it is nested deeper than pytest could remove."""
    inside = tmp_path / "in"
    yield inside
    top, spare = inside / "abcdefg", inside / "spare"
    while top.is_dir():
        if (top / top.name).is_dir():
            (top / top.name).rename(spare)
        top.rmdir()
        if spare.is_dir():
            spare.rename(top)


@pytest.mark.timeout(120)  # benchmarks/hostile.py gives the seconds of each
@pytest.mark.parametrize("case", QUICK, ids=[case.name.encode("unicode_escape").decode()[:40] for case in QUICK])
def test_hostile(case: Hostile, folder: Path):
    if case.name == "no_permission.txt" and os.geteuid() == 0:
        pytest.skip("root may read everything")
    paths = prepare(case, folder)
    before = sorted(folder.iterdir())
    texts, problems = outcome(case, paths)
    good = [text for text in texts if text.doc.endswith(GOOD)]
    assert [text.text for text in good] == [GOOD_TEXT]
    assert told(problems) == list(case.codes)
    assert bool(len(texts) - 1) == case.read
    for problem in problems:
        check(problem)
    assert sorted(folder.iterdir()) == (before if not case.vanish else [folder / GOOD])


def check(problem) -> None:
    """Address, cause and next step, in both languages, in one line that steers no terminal."""
    assert problem.address.file
    for lang in ("zh", "en"):
        said = f"{problem.address}  {problem.message(lang)}"
        assert said.isprintable() or said.replace("\u3000", "").isprintable(), said
        assert "{" not in problem.message(lang)
        assert any(mark in problem.message(lang) for mark in ("；", "：", ";", ":", "，", ","))
    assert problem.message("zh") != problem.message("en")
