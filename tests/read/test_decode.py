"""Encodings: told apart by what the text would be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.read.common import SIMPLIFIED, TRADITIONAL
from caselib.read.decode import decode

from .helpers import of

SHORT = (
    "投诉",
    "退款",
    "客户",
    "赔偿",
    "快递丢失",
    "空调不制冷",
    "服务态度差",
    "已解决",
    "不满意",
    "经理道歉",
    "商品质量问题",
    "王女士来电",
    "（一）情况",
    "10月3日退票",
)
SHORT_TRADITIONAL = (
    "投訴",
    "退款",
    "客戶",
    "賠償",
    "謝謝",
    "發票",
    "快遞遺失",
    "冷氣不冷",
    "服務態度差",
    "已經解決",
    "經理道歉",
    "商品品質問題",
    "王小姐來電",
    "（一）情況",
)
ENGLISH = "The café refunded 30 € — “at once”, she said, and nobody was to blame for the mistake of the clerk."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
@pytest.mark.parametrize("text", SHORT)
def test_simplified(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gbk"])
@pytest.mark.parametrize("text", SHORT_TRADITIONAL)
def test_traditional(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark(encoding: str) -> None:
    text = "客户投诉：空调两次维修后仍有异响。\r\n2023年6月"
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("data", "text", "encoding", "bad"),
    [
        ("投诉处理经过".encode() + b"\xff" + "结果如下".encode(), "投诉处理经过\ufffd结果如下", "UTF-8", 1),
        ("投诉处理经过".encode("gbk") + b"\xff\n" + "结果如下".encode("gbk"), "投诉处理经过\ufffd\n结果如下", "GB18030", 1),
        ("投訴處理經過".encode("big5") + b"\xff\n" + "結果如下".encode("big5"), "投訴處理經過\ufffd\n結果如下", "Big5", 1),
        ("投诉处理\ufffd经过".encode() + b"\xe5\xae", "投诉处理\ufffd经过\ufffd\ufffd", "UTF-8", 2),  # cut through, a genuine U+FFFD before
        (
            b"\xff\xfe" + "投诉".encode("utf-16-le") + b"\x41\xd8" + "处理".encode("utf-16-le"),
            "投诉\ufffd\ufffd处理",
            "UTF-16",
            2,
        ),  # lone surrogate
    ],
)
def test_bad_bytes(data: bytes, text: str, encoding: str, bad: int) -> None:
    found = decode(data)
    assert (found.text, found.name, found.bad) == (text, encoding, bad)
    assert found.text[found.first_bad] == "\ufffd"


def test_address_of_first_bad_byte(tmp_path: Path) -> None:
    texts, (problem,) = of(tmp_path, "a.txt", "第一行\n第二".encode() + b"\xff\xfe" + "行".encode())
    assert texts[0].text == "第一行\n第二\ufffd\ufffd行"
    assert (problem.code, problem.address.line, problem.address.column, problem.details["count"]) == ("bad_bytes", 2, 3, 2)


def test_other_languages() -> None:
    assert decode(ENGLISH.encode("cp1252")).text == ENGLISH


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50])
def test_no_text(data: bytes) -> None:
    assert decode(data) is None


def test_page_that_lies_about_its_charset() -> None:
    assert decode("投诉处理".encode(), "gb2312").text == "投诉处理"
    assert decode("投訴處理".encode("big5"), "gb2312").text != ""


@given(st.text(alphabet=SIMPLIFIED, min_size=4, max_size=40))
def test_any_common_simplified(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text


@given(st.text(alphabet=[char for char in TRADITIONAL if char.encode("big5", "ignore")], min_size=4, max_size=40))
def test_any_common_traditional(text: str) -> None:
    assert decode(text.encode("big5")).text == text


@given(st.binary(max_size=200))
def test_never_raises(data: bytes) -> None:
    found = decode(data)
    if found is not None:
        found.text.encode()
        assert not found.bad or found.text[found.first_bad] == "\ufffd"


# Of characters that GB18030 and Big5 both have.
STORY = "案例一：空房不送\n王女士投宿，要求退房，店家不同意。\n"
LINE = "店家表示同意，退回押金。\n"
MIXED = [("utf-8", "gb18030", "GB18030"), ("gb18030", "utf-8", "UTF-8"), ("utf-8", "big5", "Big5"), ("big5", "utf-8", "UTF-8")]


@pytest.mark.parametrize(("main", "other", "name"), MIXED)
def test_lines_in_another_encoding_are_read_in_it(tmp_path: Path, main: str, other: str, name: str) -> None:
    """Logs and mails that were copied together."""
    story, line = (STORY, LINE)
    if "gb18030" in (main, other):
        story, line = story.replace("案例一：空房不送", "案例一：维修"), line.replace("表示", "认错")
    (text,), (problem,) = of(tmp_path, "a.txt", (story * 3).encode(main) + line.encode(other) + (story * 3).encode(main))
    assert text.text == story * 3 + line + story * 3
    assert (problem.code, problem.level, problem.address.line, problem.address.column) == ("mixed_encodings", "notice", 7, 1)
    assert (problem.details["count"], problem.details["other"]) == (1, name)


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_file_in_one_encoding_has_no_lines_in_another(encoding: str) -> None:
    decoded = decode(((STORY + LINE) * 20).encode(encoding))
    assert (decoded.text, decoded.lines, decoded.bad) == ((STORY + LINE) * 20, 0, 0)
