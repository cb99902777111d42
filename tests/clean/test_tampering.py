"""Spun pages: look-alikes by evidence and context, stuffed phrases by behaviour."""

from __future__ import annotations

import re

import pytest

from caselib.clean import clean
from caselib.clean.lookalikes import common_sets, table
from caselib.lang.fold import fold
from caselib.model import CleanText, SourceText

EVIDENCE = "这样嘚服务鈈好，愙户朂后偠求退款，洏店员恏像没听见。\n"
"""Six rare look-alikes: enough for the document to count as tampered with."""


def cleaned(text: str) -> CleanText:
    return clean(SourceText("a.txt", text))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("比洳换货和退款", "比如换货和退款"),
        ("他们有哽多的选择", "他们有更多的选择"),
        ("洇此经理出面道歉", "因此经理出面道歉"),
        ("顾客的惢理很复杂", "顾客的心理很复杂"),
        ("他茬店里等了一天", "他在店里等了一天"),
        ("客戶的問題很多", "客户的问题很多"),
        ("囸常的办法", "正常的办法"),
        ("┅个顾客走了", "一个顾客走了"),
    ],
)
def test_ordinary_characters_are_mended_beside_evidence_only(was: str, now: str) -> None:
    assert cleaned(EVIDENCE + was).text.split("\n")[1] == now
    if all(char in common_sets() for char in was):
        assert cleaned(was).text == was


def test_evidence_is_mended_itself() -> None:
    assert cleaned(EVIDENCE).text == "这样的服务不好，客户最后要求退款，而店员好像没听见。\n"


@pytest.mark.parametrize("text", ["骨鲠在喉，哽咽着说", "同伴聆听着，馨香满屋", "她叫沈洳", "汾酒一瓶"])
def test_genuine_words_stay_even_beside_evidence(text: str) -> None:
    assert cleaned(EVIDENCE + text).text.split("\n")[1] == text


def test_traditional_document_keeps_its_forms_beside_evidence() -> None:
    text = "顧客對葯店的態度很滿意，店長親自回饋，並且說明處理經過，請顧客見諒。"
    assert cleaned(text * 3 + "這樣嘚服務，伱鈳以試試，愙戶朂後恏評。").text.startswith(text)


def test_table_is_sound() -> None:
    pairs = [(odd, base) for odd, bases in table().items() for base in bases]
    assert len(pairs) >= 250
    assert [pair for pair in pairs if pair[0] == pair[1] or fold(pair[0]) == pair[1]] == []
    assert {base for _, base in pairs} <= common_sets()


TOPIC = """\
他们把{x}当成麻烦。其实{x}者多半还想再来。去年的{x}率是百分之三，今年有人没{x}过，也有人{x}了两次。
接到{x}时先听后记。重复{x}的人要回访。处理{x}的员工要培训，有效{x}要登记，无效{x}也要说明。
有些{x}其实是误会，减少{x}靠前台。不{x}的人未必满意。每次{x}都是机会，发生{x}后三天内答复，面对{x}不要争辩。
这起{x}拖了半年，那次{x}当天就结了。{x}内容、{x}过程、{x}结果都写进台账。
"""


@pytest.mark.parametrize(
    ("phrase", "word"), [("网购退货怎么办理", "退货"), ("投诉电话是多少", "投诉"), ("如何索赔技巧大全", "索赔"), ("退货流程大全", "退货")]
)
def test_stuffed_phrase_goes_back_to_its_word(phrase: str, word: str) -> None:
    mended = cleaned(TOPIC.format(x=phrase))
    assert mended.text == TOPIC.format(x=word)
    for change in mended.changes:
        assert (change.rule, change.was, change.now) == ("stuffing", phrase, word)
    at = mended.text.index(word)
    assert mended.span(at, at + len(word)).of(mended.source.text) == word


def test_a_heading_that_asks_stays() -> None:
    heading = "退货流程怎么走"
    text = f"{heading}\n{TOPIC.format(x=heading)}有人问：{heading}？\n"
    found = cleaned(text).text
    assert found.startswith(heading + "\n")
    assert f"问：{heading}？" in found
    assert found.count(heading) == 2


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(
            f"{who}向市消费者权益保护委员会{what}。" for who in "甲乙丙丁戊己庚辛" for what in ("投诉", "反映情况", "求助", "递交材料")
        ),
        "\n".join(f"{n}、退货流程怎么走？\n答：到柜台办理退货，带上发票，第{n}种情况另说。" for n in range(1, 15)),
        "\n".join(
            f"{who}{x}售后服务中心{y}。"
            for who in "甲乙丙丁"
            for x in ("找到", "打给", "离开", "在")
            for y in ("说理", "要求换货", "等了一天")
        ),
    ],
    ids=["office", "real questions", "department"],
)
def test_frequent_phrases_are_no_stuffing(text: str) -> None:
    assert [change for change in cleaned(text).changes if change.rule == "stuffing"] == []


@pytest.mark.seeds
def test_spun_seed(seeds) -> None:
    [path] = seeds.glob("002_*")
    text = path.read_bytes().decode("utf-8")
    mended = cleaned(text)
    odd = {i for i, char in enumerate(text) if "\u3400" <= char <= "\u9fff" and char not in common_sets()}
    starts = {change.span.start for change in mended.changes if "lookalikes" in change.rule}
    assert len(odd) == 71
    assert len(odd & starts) >= 65
    assert len(starts - odd) >= 20
    assert len(re.findall("客户投诉怎么写", text)) - mended.text.count("客户投诉怎么写") >= 150


@pytest.mark.seeds
def test_traditional_seeds_keep_their_characters(seeds) -> None:
    for path in seeds.glob("00[04]_*"):
        mended = cleaned(path.read_bytes().decode("utf-8"))
        assert {change.rule for change in mended.changes} <= {"stray_spaces", "site_furniture", "wrapped_lines", "line_ends"}
        assert mended.text.count("葯") == mended.source.text.count("葯")
