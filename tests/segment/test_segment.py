"""Parts, titles, records, repeats, guides, explanations, and what holds for every text."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.clean import clean
from caselib.coding.gold import load_gold
from caselib.coding.match import pairs
from caselib.lang.fold import fold
from caselib.model import Block, CleanText, SourceText, Span
from caselib.read import read
from caselib.segment import LOOSE, RULES, explain, segment

from .marked import cleaned, found

CASE = (
    "案例一：退货被拒\n一、案情\n3月4日，彭先生买的冰箱漏电，商家拒绝退货。\n二、处理结果\n经调解商家退款2800元"
    "，彭先生表示接受。\n三、分析\n售后没有检测就下结论。\n四、建议\n应当先检测。\n"
)


def parts(text: str) -> list[tuple[str, str]]:
    [case] = [each for each in segment(cleaned(text)) if each.kind == "incident"]
    return [(name, span.of(text).strip()[:8]) for name, span in case.parts]


def test_parts_by_headings() -> None:
    assert [name for name, _ in parts(CASE)] == ["situation", "outcome", "analysis", "advice"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("处理过程", "handling"),
        ("裁判结果", "outcome"),
        ("典型意义", "lesson"),
        ("点评", "comment"),
        ("正确做法", "advice"),
        ("原因分析", "analysis"),
        ("官方回复", "reply"),
    ],
)
def test_part_by_label(label: str, name: str) -> None:
    text = f"案例一：退货被拒\n3月4日，彭先生买的冰箱漏电，商家拒绝退货，彭先生投诉到消协。\n{label}：商家退款2800元。"
    assert parts(text) == [(name, f"{label}：商家退款2800元。"[:8])]


def test_prose_turns_to_advice() -> None:
    text = (
        "案例一：退货被拒\n3月4日，彭先生买的冰箱漏电，商家拒绝退货。经调解退款2800元。\n本案中，店员应当先检测再答复，不要把责任推给顾客。"
    )
    assert parts(text) == [("advice", "本案中，店员应当")]


def test_title_is_the_heading() -> None:
    case = next(each for each in segment(cleaned(CASE)) if each.kind == "incident")
    assert case.title is not None
    assert case.title.of(CASE) == "案例一：退货被拒"


def record(text: str, reply: str = "") -> SourceText:
    whole = f"留言：{text}" + (f"\n回复：{reply}" if reply else "")
    blocks = [Block(Span(3, 3 + len(text)), "text", 0, "row:2")]
    if reply:
        blocks.append(Block(Span(len(whole) - len(reply), len(whole)), "reply", 0, "row:2"))
    return SourceText("log.csv!1", whole, tuple(blocks), kind="record")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("包裹丢了三天没人管，打电话就说在查", "incident"),
        ("小区停水两天，没有通知，要求给个说法", "incident"),
        ("请问中山路的路灯坏了何时能修好？盼复", "incident"),
        ("送货很快，师傅热情周到，好评", "chrome"),
        ("请问周末可以办理居住证吗？需要什么材料？", "chrome"),
    ],
)
def test_record(text: str, kind: str) -> None:
    [found_one] = segment(clean(record(text)))
    assert found_one.kind == kind


def test_record_has_its_columns_as_parts() -> None:
    source = record("包裹丢了三天没人管", "已赔付并道歉")
    [found_one] = segment(clean(source))
    assert found_one.span == Span(0, len(source.text))
    assert [(name, span.of(source.text)) for name, span in found_one.parts] == [
        ("situation", "包裹丢了三天没人管"),
        ("reply", "已赔付并道歉"),
    ]


def test_repeats_point_to_the_earlier() -> None:
    text = CASE + "\n汇编之二\n\n" + CASE.replace("案例一", "案例二", 1)
    cases = [(i, each) for i, each in enumerate(segment(cleaned(text))) if each.kind == "incident"]
    assert [each.duplicate_of for _, each in cases] == [None, cases[0][0]]


GUIDES = {
    "steps": ("接待投诉的步骤\n1、请客人坐下，听完。\n2、复述一遍。\n3、一小时内答复。\n", "steps", 3),
    "types": ("投诉者的几种类型\n1、求发泄的。\n2、求尊重的。\n3、求补偿的。\n", "types", 3),
    "principles": ("处理原则\n（1）先听后说；\n（2）不争输赢；\n（3）当天回话。\n", "principles", 3),
    "labels": ("五级响应\n甲类：班长到场。\n乙类：经理到场。\n丙类：总监到场。\n", "checklist", 3),
    "enumeration": ("我们常见的投诉方式有四种：上门，打电话，写信，在网上发帖。\n", "types", 4),
    "others": ("不投诉的原因各有不同：有的人怕麻烦；有的人不知道找谁；还有的人觉得说了也没用。\n", "reasons", 3),
    "figures": ("研究表明，4%的客户会投诉，其余96%的客户不会开口，每个开口的客户背后有24个沉默的客户。\n", "figures", 3),
    "phrases": ("接电话时可以说“您先别急，我来记”，或者“换了我也会着急”，最后再加一句“我今天一定给您回话”。\n", "script", 3),
}


@pytest.mark.parametrize(("text", "kind", "items"), GUIDES.values(), ids=GUIDES)
def test_guides(text: str, kind: str, items: int) -> None:
    [guide] = [each for each in segment(cleaned(text)) if each.kind == "guide"]
    assert (guide.guide, len(guide.items)) == (kind, items)


def test_a_case_in_a_list_divides_the_guide() -> None:
    text = (
        "难缠客户的三种类型\n1、固执的\n认准一件事不松口。\n去年5月，一位老先生在西服店嫌袖子改短了半寸，要求退款，店员翻出他签字的单子，他还是投诉到消协。\n"
        "2、啰嗦的\n一句话说五遍。\n3、自大的\n总要见经理。\n"
    )
    kinds = [each.kind for each in segment(cleaned(text)) if each.kind != "chrome"]
    assert kinds == ["guide", "incident", "guide"]


def test_explain_names_rules_that_exist() -> None:
    known = {rule.__name__ for rule in (*RULES, *LOOSE)} | {"reviews", "items"}
    made = explain(cleaned(CASE))
    assert [boundary.begins for boundary in made] == ["case_heading"]
    assert {boundary.begins for boundary in made} <= known
    assert "案例一" in str(made[0])


PIECES = [
    "案例一：",
    "一、",
    "（二）",
    "1、",
    "①",
    "●",
    "【案情】",
    "处理：",
    "客户：",
    "第一步，",
    "3月4日，王女士",
    "投诉到消协",
    "退款了。",
    "应当道歉。",
    "\n",
    "\n\n",
    " ",
    "“您好”",
    "4%的客户",
    "|",
    "\t",
    "★",
    "\u3000",
    "A",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_segments_cover_the_text_in_order(text: str) -> None:
    laid = CleanText(SourceText("t", text), text, fold(text))
    made = segment(laid)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(made))
    covered = "".join(each.span.of(text) for each in made)
    assert "".join(covered.split()) == "".join(text.split())
    for each in made:
        for inner in [*(span for _, span in each.parts), *each.items, *([each.title] if each.title else [])]:
            assert each.span.contains(inner)
        assert each.duplicate_of is None or 0 <= each.duplicate_of < made.index(each)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_segmented(text: str) -> None:
    laid = CleanText(SourceText("t", text), text, fold(text))
    assert all(0 <= each.span.start < each.span.end <= len(text) for each in segment(laid))


def _f1(gold: Path, folder: Path) -> float:
    texts = {text.doc: text for text in read(folder) if isinstance(text, SourceText)}
    right = both = 0
    for document in load_gold(gold, texts):
        if document.doc in texts:
            cases = [each.span for each in segment(clean(texts[document.doc])) if each.kind in ("incident", "scenario")]
            right += len(pairs([case.span for case in document.cases], cases))
            both += len(cases) + len(document.cases)
    return 2 * right / both


def test_open_corpus(corpus: Path) -> None:
    assert _f1(corpus / "gold/open.jsonl", corpus / "open") >= 0.95


@pytest.mark.seeds
def test_seeds(seeds: Path) -> None:
    assert _f1(seeds.parent / "gold/seeds.jsonl", seeds) >= 0.95


def test_found_shows_source_text() -> None:
    assert found("案例一：漏水\n5月1日，龚女士家里漏水，物业不管，龚女士打了12345，物业赔了五百元。", "incident")[0][1].startswith("案例一")
