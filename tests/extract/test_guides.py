"""Guides as records: labels, codes, figures, deadlines."""

from __future__ import annotations

import pytest

from caselib.clean import clean
from caselib.extract.guides import deadline, figures, guide
from caselib.model import Segment, SourceText, Span
from caselib.segment import segment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 %的客户会投诉", ("4 %",)),
        ("五分之一的人", ("五分之一",)),
        ("54%-70%会留下", ("54%-70%",)),
        ("16-20人", ("16-20人",)),
        ("多花六倍", ("六倍",)),
        ("七成的客户", ("七成",)),
        ("百分之三十五", ("百分之三十五",)),
        ("完成任务", ()),
        ("2019年第3期", ()),
        ("1.5%，2 倍", ("1.5%", "2 倍")),
    ],
)
def test_figures(text: str, expected: tuple[str, ...]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("1小时内上报", 1.0),
        ("须于 24 小时答复", 24.0),
        ("3日内回访", 72.0),
        ("三个工作日内办结", 72.0),
        ("半小时内到场", 0.5),
        ("一个半小时内", 1.5),
        ("15分钟内", 0.25),
        ("当天回电", 24.0),
        ("12小时内登记，1小时内上报", 1.0),
        ("24小时内没有联系上的，经理应在48小时完成", 48.0),
        ("每月4日完成汇总", None),
        ("营业24小时", None),
        ("用了三天", None),
        ("当天的报纸", None),
        ("", None),
    ],
)
def test_deadline(text: str, hours: float | None) -> None:
    assert deadline(text) == hours


def test_guide_from_a_segment() -> None:
    text = "接待投诉的步骤\n1、请客人坐下，听完。\n2、一小时内道歉。\n3、再次回访，满意率提高20%。\n"
    cleaned = clean(SourceText("a.txt", text))
    [found] = [each for each in segment(cleaned) if each.kind == "guide"]
    made = guide(cleaned, found, lambda words: ("apologise",) if "道歉" in words else ())
    assert (made.kind, made.title) == ("steps", "接待投诉的步骤")
    assert [item.label for item in made.items] == ["请客人坐下", "一小时内道歉", "再次回访"]
    assert [item.codes for item in made.items] == [(), ("apologise",), ()]
    assert [item.deadline_hours for item in made.items] == [None, 1.0, None]
    assert made.items[2].figures == ("20%",)
    assert all(item.text in text and item.span.of(text).strip() == item.text for item in made.items)


def labels(text: str) -> tuple[str, list[str]]:
    """Title and labels of the one guide in a text."""
    cleaned = clean(SourceText("a.txt", text))
    [found] = [each for each in segment(cleaned) if each.kind == "guide"]
    made = guide(cleaned, found, lambda _: ())
    return made.title, [item.label for item in made.items]


def test_parts_of_a_named_whole_give_it_its_title() -> None:
    text = (
        "【四步歌之一：请坐】\n请读者坐下，倒一杯水。\n【四步歌之二：听完】\n让读者把话讲完，不插话。\n"
        "【四步歌之三：办好】\n当场能办的当场办。\n【四步歌之四：送走】\n送到门口，再道一声谢。\n"
    )
    assert labels(text) == ("四步歌", ["四步歌之一：请坐", "四步歌之二：听完", "四步歌之三：办好", "四步歌之四：送走"])


def test_numbers_of_sections_that_run_into_their_titles_are_no_label() -> None:
    text = "催还图书的流程\n2.1发短信\n到期前三天发一条。\n2.2打电话\n过期当天打一次。\n2.3寄信函\n过期一个月寄一封。\n"
    assert labels(text) == ("催还图书的流程", ["发短信", "打电话", "寄信函"])


def test_a_figure_at_the_head_of_an_item_is_no_number() -> None:
    text = "1.5倍照价赔，读者自己选。"
    made = guide(clean(SourceText("a.txt", text)), Segment(Span(0, len(text)), "guide", "items", "checklist", items=(Span(0, len(text)),)), lambda _: ())
    assert made.items[0].label == "1.5倍照价赔"


def test_a_mode_of_work_is_called_by_its_name() -> None:
    text = "“1+2”做法：接到一封来信，先一字不改地抄录，一天之内转到科室，办完再念给写信人听。"
    assert labels(text) == ("“1+2”做法", ["先一字不改地抄录", "一天之内转到科室", "办完再念给写信人听"])


def test_guide_without_items_takes_the_sentences_with_figures() -> None:
    text = "调查显示，4%的客户会投诉。其余不说。96%的人走了。"
    made = guide(clean(SourceText("a.txt", text)), Segment(Span(0, len(text)), "guide", "statistics", "figures"), lambda _: ())
    assert [item.figures for item in made.items] == [("4%",), ("96%",)]


def test_only_guides() -> None:
    with pytest.raises(ValueError, match="incident"):
        guide(clean(SourceText("a.txt", "退款")), Segment(Span(0, 2), "incident", "x"), lambda _: ())


def test_an_item_with_two_times_makes_two_and_the_announcing_clause_is_the_title() -> None:
    text = "本店收到来信以后，处理的步骤如下：\n1、前台2小时内登记。当班没有找到人的，主管应在36小时内上门。\n2、经理签字。\n"
    cleaned = clean(SourceText("a.txt", text))
    [found] = [each for each in segment(cleaned) if each.kind == "guide"]
    made = guide(cleaned, found, lambda _: ())
    assert (made.title, [item.deadline_hours for item in made.items]) == ("处理的步骤如下", [2.0, 36.0, None])
