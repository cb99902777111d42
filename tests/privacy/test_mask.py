"""Aliases, the length map, case bases and the key."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases, save
from caselib.errors import Address, FormatError, InputError, Problem
from caselib.model import Block, Case, Field, Guide, GuideItem, Link, Mention, Money, SourceText, Span
from caselib.privacy import Aliases, find, load_aliases, mask, mask_cases, scan
from caselib.privacy.gold import load_gold
from caselib.privacy.masking import mask_paths

GOLD = Path(__file__).parent / "gold"
TEXTS = [text for _, text, _ in load_gold(GOLD / "open.jsonl")]

TABLE = [
    ("客户王先生来电，王先生要求退款", "客户甲来电，客户甲要求退款"),
    ("經理說王先生不在，王先生生氣", "經理說客户甲不在，客户甲生氣"),
    ("店员小张找到李师傅", "店员员工甲找到员工乙"),
    ("打138 0000 1234或13800001234", "打〔手机号·1〕或〔手机号·1〕"),
    ("客户罗志远投诉，罗先生不满", "客户甲投诉，客户甲不满"),
    ("谢女士说，謝小姐不来", "客户甲说，客户甲不来"),
    ("没有什么可藏的", "没有什么可藏的"),
]


@pytest.mark.parametrize(("text", "masked"), TABLE)
def test_masked(text, masked):
    assert mask(text).text == masked


def test_two_people_of_one_surname_stay_two():
    assert mask("客户罗志远和客户罗敏投诉，罗先生不满").text == "客户甲和客户乙投诉，客户丙不满"


def test_the_same_words_have_the_same_alias_in_every_text():
    aliases = Aliases()
    assert [mask(text, aliases=aliases).text for text in ("王先生", "李女士与王先生", "王先生")] == ["客户甲", "客户乙与客户甲", "客户甲"]


def test_nothing_is_found_in_what_was_masked():
    aliases = Aliases()
    assert [f for text in TEXTS for f in find(mask(text, aliases=aliases).text)] == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_every_span_outside_the_replacements_shows_the_same_characters(text, data):
    masked = mask(text)
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    moved = masked.offsets.masked(span)
    assert 0 <= moved.start < moved.end <= len(masked.text)
    assert masked.offsets.source(moved).contains(span)
    if not any(was.overlaps(span) for was, _ in masked.offsets.pieces):
        assert moved.of(masked.text) == span.of(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="王李先生客户13800令甲〔〕·号 ,\n", max_size=80))
def test_masking_ends_and_maps_whatever_the_text(text):
    masked = mask(text)
    assert len(masked.text) == len(text) + sum((n.end - n.start) - (w.end - w.start) for w, n in masked.offsets.pieces)
    assert mask(masked.text).text == masked.text or find(masked.text)


def test_the_key_is_the_owners_alone_and_is_gone_on_with(tmp_path):
    aliases = Aliases()
    mask("王先生，13800001234，店员小张", aliases=aliases)
    path = aliases.save(tmp_path / "key.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = load_aliases(path)
    assert mask("小张、王先生和李女士，13900001234", aliases=again).text == "员工甲、客户甲和客户乙，〔手机号·2〕"


def test_a_damaged_key_is_refused(tmp_path):
    with pytest.raises(InputError):
        load_aliases(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text('{"format": 1}')
    with pytest.raises(FormatError):
        load_aliases(tmp_path / "bad.json")
    (tmp_path / "new.json").write_text('{"format": 99, "aliases": []}')
    with pytest.raises(FormatError, match="99"):
        load_aliases(tmp_path / "new.json")


STORY = "客户王先生（电话13800001234）在2021年投诉空调不制冷，工号1024的小张上门两次，退款500元，王先生表示满意。"


def story() -> Cases:
    """A case base with something personal in every place that can hold it."""

    def at(words: str) -> Span:
        return Span(STORY.index(words), STORY.index(words) + len(words))

    doc = "王先生.txt"
    quotes = {"m1": "空调不制冷", "m2": "小张上门两次", "m3": "王先生表示满意"}
    mentions = tuple(
        Mention(i, role, "code", "done" if role == "action" else "", at(quotes[i]), quotes[i], "rule", 0.9)
        for i, role in (("m1", "cause"), ("m2", "action"), ("m3", "outcome"))
    )
    case = Case(
        uid="c1", doc=doc, span=Span(0, len(STORY)), kind="incident", mentions=mentions, suggestions=mentions[:1],
        title=Field("王先生投诉空调", at("王先生"), "title"), customer=Field("王先生", at("王先生"), "customer"), year=Field(2021, at("2021年"), "date"),
        parts=(("situation", at("王先生（电话13800001234）")),), money=(Money(500.0, "paid", at("500元"), "money"),),
        links=(Link("m1", "m2", "explicit", at("小张"), 0),), duplicate_of=f"{doc}#0-{len(STORY)}",
        problems=(Problem("unreadable", Address(doc), {"reason": "13800001234"}),),
    )  # fmt: skip
    guide = Guide(
        doc, "steps", "找小张", at("小张上门两次"), (GuideItem("小张", "小张上门两次", at("小张上门两次"), figures=("13800001234",)),)
    )
    text = SourceText(doc, STORY, (Block(Span(0, len(STORY)), "paragraph", 0, "sheet:王先生/row:1"),), sha256="x")
    return Cases((case,), (guide,), {doc: text}, (Problem("empty_file", Address("13800001234.txt")),))


def test_a_masked_case_base_resolves_and_holds_nothing_personal():
    cases = story()
    assert scan(cases)
    masked = mask_cases(cases)
    assert scan(masked) == []
    case, guide, (doc, text) = masked.cases[0], masked.guides[0], next(iter(masked.texts.items()))
    assert (doc, case.doc, guide.doc, text.doc) == ("客户甲.txt",) * 4
    assert all(mention.span.of(text.text) == mention.quote for mention in (*case.mentions, *case.suggestions))
    assert [m.quote for m in case.mentions] == ["空调不制冷", "员工甲上门两次", "客户甲表示满意"]
    assert case.span.of(text.text) == text.text == text.blocks[0].span.of(text.text)
    assert case.money[0].span.of(text.text) == "500元" and case.year.span.of(text.text) == "2021年"
    assert case.links[0].cue.of(text.text) == "员工甲" == guide.items[0].label
    assert guide.items[0].text == guide.items[0].span.of(text.text)
    assert case.customer.value == "客户甲" and case.title.value == "客户甲投诉空调"
    assert case.uid == "c1" and case.duplicate_of == case.id


def test_masking_twice_changes_nothing():
    once = mask_cases(story())
    twice = mask_cases(once)
    assert (twice.cases, twice.guides, twice.texts, twice.problems) == (once.cases, once.guides, once.texts, once.problems)


def test_documents_whose_names_become_one_stay_two():
    texts = {doc: SourceText(doc, "无") for doc in ("王先生.txt", "王 先生.txt", "客户甲.txt")}
    assert len(mask_cases(Cases(texts=texts)).texts) == 3


def test_a_case_without_its_text_is_masked_by_its_words():
    cases = replace(story(), texts={})
    assert scan(mask_cases(cases)) == []


def test_files_are_masked_in_their_format_and_a_case_base_stays_one(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "log.csv").write_text("姓名,电话\n甘霖,13800001234\n", encoding="utf-8")
    (tmp_path / "in" / "李女士.txt").write_text("李女士来电", encoding="gbk")
    written = mask_paths([tmp_path / "in"], tmp_path / "out", tmp_path / "key.json")
    assert sorted(path.name for path in written) == ["log.csv", "客户甲.txt"] or sorted(path.name for path in written) == [
        "log.csv",
        "客户乙.txt",
    ]
    assert (tmp_path / "out" / "log.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "姓名,电话"
    assert scan(tmp_path / "out") == []
    save(story(), tmp_path / "base" / "cases.jsonl")
    mask_paths([tmp_path / "base"], tmp_path / "masked" / "cases.jsonl", tmp_path / "key.json")
    assert scan(tmp_path / "masked") == []
    assert {row["alias"] for row in json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["aliases"]} >= {
        "员工甲",
        "〔手机号·1〕",
    }


def test_the_key_must_not_lie_among_the_results(tmp_path):
    (tmp_path / "a.txt").write_text("王先生", encoding="utf-8")
    with pytest.raises(InputError, match="another folder"):
        mask_paths([tmp_path / "a.txt"], tmp_path / "out", tmp_path / "out" / "key.json")
