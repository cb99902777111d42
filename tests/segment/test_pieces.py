"""Marks, pieces, headings and their outline."""

from __future__ import annotations

import pytest

from caselib.segment.heads import part_name
from caselib.segment.marks import mark, number
from caselib.segment.page import page
from caselib.segment.pieces import layout
from caselib.segment.repeats import repeats

from .marked import cleaned


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("案例一：退货", "case", 1),
        ("案例分析汇编 3", "case", 3),
        ("[案例1] 日前", "case", 1),
        ("【案例二】试穿", "case", 2),
        ("投诉案例3、退款", "case", 3),
        ("案例①", "case", 1),
        ("【第2通】工号", "case", 2),
        ("【来信三】", "case", 3),
        ("情景一：排队", "case", 1),
        ("篇二：体检", "case", 2),
        ("【案例】客人", "case", 0),
        ("案例一中提到", "", 0),
        ("案例四则", "", 0),
        ("一、总则", "cn", 1),
        ("（十二）附则", "pcn", 12),
        ("㈢ 倾听", "pcn", 3),
        ("3.记录", "num", 3),
        ("3.5万元", "", 0),
        ("(2)道歉", "pnum", 2),
        ("2)道歉", "hnum", 2),
        ("⑷ 回访", "circ", 4),
        ("Ⅳ 难题", "roman", 4),
        ("2.1收下来", "sub", 1),
        ("第三步、核实", "step", 3),
        ("第一，先听", "nth", 1),
        ("D4 根因", "eight", 4),
        ("**D5—D6 措施**", "eight", 5),
        ("●点评", "bullet", 0),
        ("【案情】", "bracket", 0),
        ("丙)、光说", "stem", 3),
        ("a.解释", "alpha", 1),
        ("2※抱怨", "star", 2),
        ("十点钟", "", 0),
        ("100元", "", 0),
        ("2月3日", "", 0),
    ],
)
def test_mark(text: str, style: str, value: int) -> None:
    from caselib.lang.fold import fold

    folded = fold(text)
    found = mark(folded, 0, len(folded))
    assert (found.style, found.number) == (style, value) if found else (style, value) == ("", 0)


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("二十一", 21), ("四十", 40), ("12", 12), ("⑿", 12), ("辛", 8), ("百", 0), ("", 0)]
)
def test_number(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("原因如下：1、漏单。2、没回访。", ["原因如下：", "1、漏单。", "2、没回访。"]),
        ("引发投诉。二、处理 退款", ["引发投诉。二、处理 退款"]),  # 二 without 一 before it is no item
        ("一、情景 某客户到店。二、分析 漏检。", ["一、情景 某客户到店。", "二、分析 漏检。"]),
        ("他付了2.5万元。3、4月间", ["他付了2.5万元。3、4月间"]),
        ("投诉案例 1、多收费。\n2、排长队。", ["投诉案例", "1、多收费。", "2、排长队。"]),
        ("a\n\n  b  \n", ["a", "b"]),
        ("", []),
    ],
)
def test_layout(text: str, pieces: list[str]) -> None:
    laid = cleaned(text)
    assert [laid.text[p.start : p.end].strip() for p in layout(laid)] == pieces


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("案情简介", "situation"),
        ("处理过程及结果", "handling"),
        ("处理结果", "outcome"),
        ("案例评析", "analysis"),
        ("点评：贵", "comment"),
        ("经过", "situation"),
        ("客户诉求：退", "demand"),
        ("整改措施", "lesson"),
        ("解决方案和建议", "advice"),
        ("投诉处理的三个步骤", ""),
        ("处理投诉的原则", ""),
        ("经过三天", ""),
        ("分析了原因", ""),
    ],
)
def test_part_name(text: str, name: str) -> None:
    from caselib.lang.fold import fold

    assert part_name(fold(text)) == name


def kinds(text: str) -> list[str]:
    laid = cleaned(text)
    desk = page(laid.folded, layout(laid))
    return [desk.heads[i].kind if i in desk.heads else "text" for i in range(len(desk.pieces))]


def test_label_that_comes_again_is_a_part() -> None:
    text = "".join(
        f"{n}、{title}\n3月{k}日，王女士投诉商家不退款，后来退了。\n【梁老师的话】先听。\n"
        for k, (n, title) in enumerate(zip("一二三", ("蛋糕", "铁闸", "门票"), strict=True), 1)
    )
    assert kinds(text) == ["head", "text", "part"] * 3


def test_short_lines_are_no_titles_of_one_another() -> None:
    text = "\n".join(f"案例{n}\n不满\n师傅上门\n退了全部费用\n客户当场接受了道歉" for n in "一二三四五")
    assert kinds(text)[:5] == ["case", "text", "text", "text", "text"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["客人在浴室滑倒，主管陪同就医。"] * 2, [None, 0]),
        (["甲案退款五百元，客户接受。", "乙案换货一次，客户道谢。"], [None, None]),
        (["", ""], [None, 0]),
        ([], []),
    ],
)
def test_repeats(texts: list[str], expected: list[int | None]) -> None:
    assert repeats(texts) == expected
