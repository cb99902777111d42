"""Marks find their places again in changed texts, and say so when they cannot."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.coding.anchor import reanchor, reanchor_events
from caselib.coding.approximate import nearest
from caselib.coding.events import Event, Mark, mark
from caselib.lang.clauses import clauses
from caselib.lang.fold import fold
from caselib.model import SourceText, Span
from tests.coding import perturb

TIME = "2024-05-01T08:00:00+00:00"


def corpus_spans(corpus: Path) -> list[tuple[str, list[Span]]]:
    """Plain texts of the open corpus with clauses that a coder would mark."""
    found = []
    for path in sorted((corpus / "open").glob("*.txt"))[:10]:
        text = path.read_text(encoding="utf-8", errors="replace")[:12_000]
        spans = [Span(*clause) for clause in clauses(fold(text)) if 3 <= clause[1] - clause[0] <= 40][::3]
        found.append((text, spans))
    return found


@pytest.mark.parametrize("change", perturb.CHANGES)
def test_95_percent_of_the_spans_of_a_newer_scrape_are_found(corpus: Path, change: str):
    rng = random.Random(7)
    total = right = wrong = 0
    for text, spans in corpus_spans(corpus):
        chars = perturb.start(text)
        for step in perturb.CHANGES[change]:
            chars = step(chars, rng)
        new, where = perturb.finish(chars)
        moved, lost = reanchor(spans, SourceText("a", text), SourceText("a", new))
        assert len(moved) + len(lost) == len(spans)
        for span, place in moved.items():
            still = [where[i] for i in range(*span) if i in where]
            hit = bool(still) and abs(place.start - still[0]) <= 2 and abs(place.end - 1 - still[-1]) <= 2
            right += hit
            wrong += not hit
        total += len(spans)
    assert total > 500
    assert right / total >= 0.95, (right, wrong, total)
    assert wrong / total <= 0.005, (right, wrong, total)


def test_what_was_taken_out_is_lost_not_moved_to_the_same_words_elsewhere():
    kept = "".join(f"第{n}位顾客在{n}号柜台购买了第{n}批货物，三天后发现质量问题。" for n in range(20))
    gone = "王女士要求退款，店方当天同意退款。"
    old = SourceText("a", kept[:300] + gone + kept[300:] + "陈先生的要求是退款，至今没有结果。")
    new = SourceText("a", kept + "陈先生的要求是退款，至今没有结果。")
    at = old.text.index(gone) + gone.index("退款")
    moved, lost = reanchor([Span(at, at + 2)], old, new)
    assert (moved, lost) == ({}, [Span(at, at + 2)])


def test_of_many_equal_quotes_each_finds_its_own():
    lines = [f"{n}号投诉：{name}反映快递延误，客服同意退款{n}元。\n" for n, name in enumerate("赵钱孙李周吴郑王", 1)]
    old = SourceText("a", "".join(lines))
    new = SourceText("a", "页眉\n" + "".join(line.replace("：", ":\n") for line in lines[1:]))
    spans = [Span(i, i + 2) for i in range(len(old.text)) if old.text.startswith("退款", i)]
    moved, lost = reanchor(spans, old, new)
    assert lost == spans[:1]
    assert [new.text[place.end] for place in moved.values()] == list("2345678")


@pytest.mark.parametrize(
    ("quote", "now"),
    [
        ("经消保委调解", "經消保委調解"),  # other script
        ("商家同意全额退款", "商家\n　　同意全额退款"),  # broken line inside
        ("😀店员笑着拒绝了😀", "😀店员笑着拒绝了😀"),  # beyond the basic plane
        ("承诺三天内上门维修", "承诺3天内上门维修"),  # one character
    ],
)
def test_events_are_moved_by_quote_and_context_alone(quote: str, now: str):
    old = SourceText("a", f"去年五月，张先生来电反映。{quote}，此事至此了结，双方都无异议。")
    new = SourceText("b", f"转载：去年五月，张先生来电反映。{now}，此事至此了结，双方都无异议。")
    at = old.text.index(quote)
    event = Event("span", "甲", TIME, "u", "a", mark(old, Span(at, at + len(quote)), "cause", "delay"))
    moved, lost = reanchor_events([event], new)
    assert lost == []
    assert moved[0].at is not None
    assert (moved[0].doc, moved[0].at.quote, moved[0].at.key) == ("b", now, ("cause", "delay", ""))


def test_an_unplaced_event_is_given_back_whole_and_what_was_undone_is_not_asked_for():
    gone = Event("reject", "甲", TIME, "u", "a", Mark(Span(4, 8), "毫不相干", "天地", "玄黄", "cause", "delay"))
    memo = Event("memo", "甲", TIME, "u", "a", note="存疑")
    text = SourceText("b", "春眠不觉晓，处处闻啼鸟。")
    assert reanchor_events([memo, gone], text) == ([replace(memo, doc="b")], [gone])
    assert reanchor_events([gone, Event("undo", "甲", TIME, of=gone.id)], text) == ([], [])


@given(
    st.text(alphabet="退款同意商家客 \n，。😀", max_size=60),
    st.text(alphabet="广告\n ，", max_size=12),
    st.integers(0, 60),
    st.integers(1, 20),
)
def test_places_are_inside_the_text_and_unchanged_texts_keep_every_span(text: str, noise: str, start: int, length: int):
    span = Span(min(start, len(text)), min(len(text), start + length))
    if span.start == span.end:
        return
    old = SourceText("a", text)
    assert reanchor([span], old, old) == ({span: span}, [])
    moved, _ = reanchor([span], old, SourceText("a", noise + text))
    for place in moved.values():
        assert 0 <= place.start < place.end <= len(noise + text)
        assert fold("".join(place.of(noise + text).split())) == fold("".join(span.of(text).split()))


def test_near_match_refuses_what_differs_too_much():
    assert nearest("同意全额退款", "拒绝部分赔偿", 0, 0, 6) is None
    assert nearest("退款", "退货", 0, 0, 2) is None  # half of two characters
    assert nearest("同意全额退款", "", 0, 0, 0) is None
