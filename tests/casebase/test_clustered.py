"""What clustering says is written into parts as if the cases had been written anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from caselib.casebase.clustered import Told, write_clusters
from caselib.casebase.folder import Folder
from caselib.casebase.parts import FORMATS, Placed, read_cases, write_cases
from caselib.errors import FormatError
from caselib.model import Case
from tests.casebase.test_opened import base

pytest.importorskip("pyarrow")


def changed(number: int, case: Case) -> Told:
    """Every kind of change: another cluster, an earlier case, a numbered uid, a lone surrogate."""
    cluster = case.id if number % 3 else f"d0\u2028.txt#0-{number}\ud800"
    return Told(case.uid + ("-2" if number % 4 == 0 else ""), cluster, case.id if number % 5 == 0 else None, 7 if number % 6 == 0 else -1)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("count", [0, 1, 1200])
def test_the_file_is_that_of_the_changed_cases(tmp_path: Path, form: str, count: int):
    folder, cases = Folder(tmp_path), [replace(case, cluster="") for case in base(max(count, 1)).cases[:count]]
    told = [changed(number, case) for number, case in enumerate(cases)]
    placed = [
        Placed(replace(case, uid=each.uid, cluster=each.cluster, duplicate_of=each.duplicate_of), each.spread)
        for case, each in zip(cases, told, strict=True)
    ]
    counts = write_cases(folder, "anew", placed, form)
    write_cases(folder, "p", [Placed(case) for case in cases], form)
    for _ in range(2):  # and what is written over itself stays
        assert counts.items() >= write_clusters(folder, "p", form, told).items()
        assert (tmp_path / f"cases/p.{form}").read_bytes() == (tmp_path / f"cases/anew.{form}").read_bytes()
    assert read_cases(folder, "p") == [each.case for each in placed]


@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_part_is_named(tmp_path: Path, form: str):
    folder, cases = Folder(tmp_path), base(2).cases
    write_cases(folder, "p", [Placed(case) for case in cases], form)
    with pytest.raises(FormatError, match="parse again"):
        write_clusters(folder, "p", form, [changed(0, cases[0])])
    (tmp_path / f"cases/p.{form}").write_bytes(b"{")
    with pytest.raises(FormatError, match="parse again"):
        write_clusters(folder, "p", form, [changed(0, cases[0])])
