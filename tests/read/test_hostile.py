"""Damage inside files, limits, long pages, and any bytes at all. The suite of hostile inputs is ``tests/hostile``; it makes the files for both."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caselib.errors import Problem
from caselib.read import Limits, read_file
from caselib.read.options import Listed
from tests.hostile.make import DOCX, PPTX, XLSX

from . import make
from .helpers import of, sound


def test_good_members_of_a_bad_archive_are_read(tmp_path: Path) -> None:
    data = make.packed({"../x.txt": "坏", "好.txt": "客户投诉", "log.csv": "编号,投诉内容\nA1,空调不制冷修了两次\n"})
    texts, problems = of(tmp_path, "a.zip", data)
    assert [text.doc for text in texts] == ["a.zip!log.csv!A1", "a.zip!好.txt"]
    assert [problem.code for problem in problems] == ["bad_zip_member"]
    assert "越出" in problems[0].message("zh")


def test_damaged_member(tmp_path: Path) -> None:
    data = bytearray(make.packed({"a.txt": "客户投诉甲", "b.txt": "客户投诉乙"}, method=0))
    data[data.index("甲".encode())] ^= 1
    (text,), (problem,) = of(tmp_path, "a.zip", bytes(data))
    assert (text.text, problem.code, problem.details["member"]) == ("客户投诉乙", "bad_zip_member", "a.txt")


def test_member_names_of_old_chinese_programs(tmp_path: Path) -> None:
    data = make.packed({"XXXXXX.txt": "客户投诉"}).replace(b"XXXXXX", "投诉一".encode("gbk"))
    (text,), _ = of(tmp_path, "a.zip", data)
    assert text.doc == "a.zip!投诉一.txt"


def test_limits_can_be_set(tmp_path: Path) -> None:
    small = Limits(file_bytes=1000, text_chars=10, rows=2, columns=2)
    assert of(tmp_path, "a.txt", "投" * 500, limits=small)[1][0].code == "too_large"
    assert of(tmp_path, "b.txt", "投" * 20, limits=small)[1][0].details == {"size": "20", "limit": "10", "option": "text_chars"}
    rows = "编号,投诉内容,备注\n1,空调不冷,甲\n2,快递丢失,乙\n"
    (tmp_path / "c").mkdir()
    texts, problems = of(tmp_path / "c", "c.csv", rows, limits=Limits(rows=2, columns=2))
    assert [text.text for text in texts] == ["编号：1\n投诉内容：空调不冷"]
    assert problems[0].code == "cut_table"


@pytest.mark.timeout(60)  # walking 17 billion cells takes far longer
def test_rows_and_columns_that_are_only_declared(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "编号", "投诉内容"
    book.active["A1048576"], book.active["B1048576"] = "A9", "空调不制冷，修了两次"
    book.active["XFD3"] = "远"
    texts, problems = of(tmp_path, "a.xlsx", make.saved(book))
    assert [text.doc for text in texts] == ["a.xlsx!A9"]
    assert [problem.code for problem in problems] == ["cut_table"]  # column 16,384


@pytest.mark.timeout(120)  # quadratic cost takes far longer
@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 100_000 + "客户",
        "<br>" * 100_000 + "客户",
        "<td>" * 50_000 + "客户",
        "<a href=x>客户</a>" * 20_000,
        "<" * 200_000 + "客户",
        "<p>客户" + " \n" * 200_000,
    ],
)
def test_long_pages_are_read(tmp_path: Path, html: str) -> None:
    (text,), _ = of(tmp_path, "a.html", html)
    assert "客户" in text.text


def test_formulas_and_terminal_escapes_stay_text(tmp_path: Path) -> None:
    (text,), _ = of(tmp_path, "a.csv", '编号,投诉内容\n1,"=HYPERLINK(""http://x"",""点"")"\n')
    assert text.text == '编号：1\n投诉内容：=HYPERLINK("http://x","点")'


SAMPLES = [
    DOCX,
    XLSX,
    PPTX,
    make.pdf([make.PARAGRAPHS]),
    make.html().encode(),
    "编号,投诉内容\n1,空调不制冷\n".encode("gbk"),
    "投訴".encode("big5") * 9,
    make.packed({"a.txt": "投诉"}),
]
NAMES = ["a.txt", "a.docx", "a.xlsx", "a.pptx", "a.pdf", "a.html", "a.csv", "a.zip", "a"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SAMPLES),
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=5),
    st.floats(0, 1),
)
def test_damage_never_raises(data: bytes, name: str, damage: list[tuple[float, bytes]], cut: float) -> None:
    broken = bytearray(data)
    for share, piece in damage:
        at = int(share * len(broken))
        broken[at : at + len(piece)] = piece
    kept = bytes(broken[: int(len(broken) * cut)]) if cut < 0.5 else bytes(broken)
    listed = Listed(name, None, len(kept), kept)
    found = list(read_file(listed))
    assert found
    for one in found:
        assert isinstance(one, Problem) or sound(one) is None
    assert found == list(read_file(listed))
