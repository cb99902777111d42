"""Parquet holds what JSON Lines holds."""

import pytest

from caselib.casebase import load, save
from caselib.errors import FormatError
from caselib.pipeline import parse

pytest.importorskip("pyarrow")
STORY = "案例一：2021年3月，王女士在某家电商场买的冰箱三天就不制冷，商场两次上门都没修好。经消协调解，商场同意换新机并道歉，王女士表示满意。\n"


def test_parquet_gives_back_what_was_saved(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    base = parse(tmp_path / "a.txt", progress=False)
    again = load(save(base, tmp_path / "cases.parquet"))
    assert again.cases == base.cases
    assert again.cases
    assert again.texts == dict(base.texts)


def test_a_damaged_file_is_one_sentence(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"not parquet")
    with pytest.raises(FormatError, match="parse again"):
        load(tmp_path / "x.parquet")
