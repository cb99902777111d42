"""Tables for spreadsheets: Chinese intact, formulas dead, texts unchanged when read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.coding.apply import apply
from caselib.errors import FormatError, InputError
from caselib.exchange import read_codings, read_csv, write_csv
from caselib.model import Field
from tests.coding.make import base, shown

NASTY = ["=1+1", "+86 138", "-5", "@SUM(A1)", "'quoted", "\tcmd", "a,b\n“c”", '=HYPERLINK("x","y")', "＝1", "订单301137774487"]


@pytest.mark.parametrize("words", NASTY)
def test_texts_come_back_and_no_cell_is_a_formula(tmp_path: Path, words: str):
    cases = base(f"甲事[m1 cause:delay|{words}]。")
    cases = Cases((replace(cases[0], title=Field(words, None, "test")),), (), cases.texts)
    paths = write_csv(cases, tmp_path)
    assert [path.name for path in paths] == ["cases.csv", "mentions.csv", "links.csv", "guides.csv", "problems.csv"]
    assert read_csv(tmp_path / "cases.csv")[0]["title"] == words
    assert read_csv(tmp_path / "mentions.csv")[0]["quote"] == words
    raw = (tmp_path / "mentions.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    cells = raw.decode("utf-8-sig").replace('"', "").replace("\r\n", ",").split(",")
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in cells)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0[]|"), min_size=1, max_size=30))
def test_any_quote_comes_back(tmp_path_factory: pytest.TempPathFactory, words: str):
    folder = tmp_path_factory.mktemp("csv")
    write_csv(base(f"甲[m1 cause:delay|{words}]"), folder)
    assert read_csv(folder / "mentions.csv")[0]["quote"] == words


def test_codings_come_back_as_decisions(tmp_path: Path):
    cases = base("甲[m1 cause:delay|晚了]，[m2 action:refund/done|退了]。---乙[m3 outcome:satisfied|满意]。")
    write_csv(cases, tmp_path)
    events, problems = read_codings(tmp_path / "mentions.csv", cases, "丙")
    assert problems == []
    bare = Cases(tuple(replace(case, mentions=(), episodes=()) for case in cases), (), cases.texts)
    assert [shown(case) for case in apply(bare, events)] == [shown(case) for case in cases]


@pytest.mark.parametrize(
    "row",
    [
        "a.txt,1,3,cause,delay,,退了",
        "a.txt,90,93,cause,delay,,",
        "b.txt,1,3,cause,delay,,",
        "a.txt,x,3,cause,delay,,",
        "a.txt,3,1,cause,delay,,",
        "a.txt,1,3,cause,,,",
    ],
)
def test_rows_without_a_place_are_listed(tmp_path: Path, row: str):
    (tmp_path / "t.csv").write_text(f"doc,start,end,role,code,status,quote\n{row}\n", encoding="utf-8")
    events, problems = read_codings(tmp_path / "t.csv", base("甲[m1 cause:delay|晚了]。"), "丙")
    assert events == []
    assert [(p.code, p.address.line) for p in problems] == [("stale_decision", 2)]


def test_other_files_are_refused_in_a_sentence(tmp_path: Path):
    with pytest.raises(InputError, match="is not there"):
        read_csv(tmp_path / "none.csv")
    (tmp_path / "gbk.csv").write_bytes("引文\n投诉".encode("gb18030"))
    with pytest.raises(FormatError, match="CSV UTF-8"):
        read_csv(tmp_path / "gbk.csv")
