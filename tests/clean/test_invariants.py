"""What holds of every cleaned text, whatever went in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.clean import FIXES, clean, explain
from caselib.clean.draft import Draft, Edit, apply, start
from caselib.clean.explain import WHY
from caselib.lang.fold import fold
from caselib.model import CleanText, SourceText

PIECES = [
    *(
        "客户",
        "投诉",
        "退款",
        "退货流程怎么走",
        "的",
        "了",
        "嘚",
        "愙户",
        "洳",
        "囸",
        "客戶",
        "葯",
        "犇",
        "ABC",
        "12",
        "😀",
        "目 录",
        "一、",
        "案例二",
    ),
    *("，", "。", "？", "：", " ", "　", "\n", "\n\n", "\r\n", "\u200b", "\u00a0", "\ue001", "\ufeff", "\f"),
    *("第 3 页 共 9 页", "- 4 -", "内部资料", "V 1.0", "查看更多", "推荐阅读：", "版权归本站所有", "TAG：甲 | 乙"),
    *("顾客在店里等了很久也没有人来处理这件事情于是打了电话", "经理答应三天之内给顾客一个书面的答复并且承担全部的费用"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)


def check(cleaned: CleanText) -> None:
    """The way back: every character of the clean text stands in the source, unless a change covers it."""
    source = cleaned.source.text
    assert cleaned.folded == fold(cleaned.text)
    if cleaned.origin is None:
        assert (cleaned.text, cleaned.changes) == (source, ())
        return
    origin = list(cleaned.origin)
    assert len(origin) == len(cleaned.text)
    assert origin == sorted(set(origin))
    changed = {i for change in cleaned.changes for i in range(*change.span)}
    assert all(source[i] == char or i in changed for i, char in zip(origin, cleaned.text, strict=True))
    assert set(range(len(source))) - set(origin) <= changed
    for change in cleaned.changes:
        assert change.span.of(source) == change.was
        assert len(change.now) <= len(change.was)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_way_back_and_idempotence(text: str) -> None:
    cleaned = clean(SourceText("a.txt", text))
    check(cleaned)
    assert clean(SourceText("b.txt", cleaned.text)).text == cleaned.text


@settings(max_examples=50, deadline=None)
@given(texts)
def test_records_lose_only_spaces_and_controls(text: str) -> None:
    cleaned = clean(SourceText("a.csv!1", text, kind="record"))
    check(cleaned)
    assert {change.rule for change in cleaned.changes} <= {"line_ends", "control_characters", "stray_spaces"}


def test_every_fix_is_named_described_and_explained() -> None:
    assert [fix.__name__ for fix in FIXES] == list(WHY)
    for fix in FIXES:
        assert fix.__doc__ is not None
        assert "Why:" in fix.__doc__
        assert "Not:" in fix.__doc__
        assert set(WHY[fix.__name__]) == {"zh", "en"}


def test_explanations_have_their_place() -> None:
    cleaned = clean(SourceText("a.txt", "经理道歉。\r\n客\u200b服解释。\n查看更多\n"))
    assert [(e.rule, e.address.line, e.address.column, e.was, e.now) for e in explain(cleaned)] == [
        ("line_ends", 1, 6, "\r\n", "\n"),
        ("control_characters", 2, 2, "\u200b", ""),
        ("site_furniture", 2, 7, "\n查看更多", ""),
    ]
    assert "看不见" in explain(cleaned, lang="zh")[1].why
    assert "invisible" in explain(cleaned, lang="en")[1].why


def test_an_edit_keeps_the_characters_that_it_names() -> None:
    draft, [change] = apply(start(SourceText("a", "去投诉怎么写者")), [Edit(1, 6, "投诉")], "stuffing")
    assert (draft.text, list(draft.origin), change.was) == ("去投诉者", [0, 1, 2, 6], "投诉怎么写")


@pytest.mark.parametrize("edits", [[Edit(0, 1, "长长")], [Edit(1, 3), Edit(2, 4)], [Edit(2, 2)]])
def test_impossible_edits_name_the_fix(edits: list[Edit]) -> None:
    draft: Draft = start(SourceText("a", "甲乙丙丁"))
    with pytest.raises(ValueError, match="stuffing"):
        apply(draft, edits, "stuffing")


@pytest.mark.timeout(120)  # a rule of quadratic cost takes hours
@pytest.mark.parametrize("piece", [" ", "中 ", "第 1 页 ", "1 ", "嘚", "客户投诉", "a-", "版权", "\u3000", "页", "内部资料", "：", "- "])
def test_long_lines_come_through(piece: str) -> None:
    check(clean(SourceText("a", (piece * 100_000)[:100_000] + "\n" + piece)))


def test_corpus_comes_back(corpus: Path) -> None:
    files = [path for path in sorted((corpus / "open").rglob("*.txt")) if path.is_file()]
    assert files
    for path in files:
        text = path.read_bytes().decode("utf-8-sig", "replace")
        cleaned = clean(SourceText(path.name, text))
        check(cleaned)
        assert clean(SourceText("again", cleaned.text)).text == cleaned.text


@pytest.mark.seeds
def test_seeds_come_back(seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        cleaned = clean(SourceText(path.name, path.read_bytes().decode("utf-8-sig")))
        check(cleaned)
        assert clean(SourceText("again", cleaned.text)).text == cleaned.text
