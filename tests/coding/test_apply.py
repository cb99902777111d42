"""Decisions replayed on a case base."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.coding.apply import apply, memos
from caselib.coding.borders import Recompute
from caselib.coding.events import Event, mark, move_border
from caselib.model import Case, Episode, Link, Mention, SourceText, Span
from tests.coding.make import at, base, event, shown

TEXT = (
    "张女士的[m1 cause:delay|包裹迟到五天]，她[m2 action:refund/demanded|要求退款]。[s1 cause:attitude|客服爱理不理]，"
    "后来[m3 action:refund/done|退了运费]，[m4 outcome:satisfied|张女士表示满意]。"
)
LINKS = {"u1": [("m1", "m3"), ("m3", "m4")]}


@pytest.fixture
def cases() -> Cases:
    return base(TEXT, links=LINKS)


def test_an_accepted_suggestion_is_a_mention_by_the_coders_word(cases: Cases):
    case = apply(cases, [event("accept", at(cases, "客服爱理不理", "cause:attitude:"))])[0]
    assert [(m.id, m.rule, m.confidence) for m in case.mentions if m.code == "attitude"] == [("s1", "coder:甲", 1.0)]
    assert case.suggestions == ()
    assert case.episodes == (Episode(("m1", "s1"), ("m3",), ("m4",)),)


def test_an_accepted_mention_keeps_its_place_and_links(cases: Cases):
    case = apply(cases, [event("accept", at(cases, "包裹迟到五天", "cause:delay:"))])[0]
    assert case.mentions[0] == replace(cases[0].mentions[0], rule="coder:甲", confidence=1.0)
    assert case.links == cases[0].links


def test_a_rejected_mention_goes_with_its_links(cases: Cases):
    case = apply(cases, [event("reject", at(cases, "退了运费", "action:refund:done"))])[0]
    assert shown(case) == ["cause:delay 包裹迟到五天", "action:refund:demanded 要求退款", "outcome:satisfied 张女士表示满意"]
    assert (case.links, case.episodes) == ((), (Episode(("m1",), (), ("m4",)),))


@pytest.mark.parametrize(
    "again",
    [
        TEXT,
        TEXT.replace("[s1 cause:attitude|客服爱理不理]", "[m7 cause:attitude|客服爱理不理]"),  # now above the threshold
        TEXT.replace("[s1 cause:attitude|客服爱理不理]", "[m7 cause:attitude|客服爱理]不理"),  # cut differently
        "转载\n" + TEXT.replace("[s1 cause:attitude|客服爱理不理]", "[m7 cause:attitude|客服愛理不理]"),  # moved, in the other script
    ],
)
def test_what_was_rejected_never_returns(cases: Cases, again: str):
    decision = event("reject", at(cases, "客服爱理不理", "cause:attitude:"))
    parsed = base(again)
    case = apply(parsed, [decision])[0]
    assert "attitude" not in {m.code for m in (*case.mentions, *case.suggestions)}
    assert len(case.mentions) == 4


def test_what_was_rejected_stays_so_where_its_words_stand_too_often_to_be_placed():
    cases = base("甲：退款。[m1 action:refund/done|退款]。乙方也说退款。")
    decision = event("reject", at(cases, "退款", "action:refund:done", nth=1))
    other = base("另一份网页，章节全变：" + "说到退款，" * 9 + "[m1 action:refund/done|退款]与否，没有下文。")
    result = apply(other, [decision])
    assert (shown(result[0]), result.problems) == ([], ())


def test_the_same_words_under_another_code_are_not_rejected(cases: Cases):
    case = apply(cases, [event("reject", at(cases, "客服爱理不理", "cause:denial:"))])[0]
    assert case == cases[0]


def test_a_recoded_mention_keeps_id_links_and_gets_its_new_code(cases: Cases):
    was, now = at(cases, "退了运费", "action:refund:done"), at(cases, "退了运费", "action:compensate:done")
    case = apply(cases, [event("recode", was, now)])[0]
    assert case.mentions[2].key == ("action", "compensate", "done")
    assert (case.mentions[2].id, case.links) == ("m3", cases[0].links)


def test_recoding_to_another_role_leaves_the_links_and_moves_in_the_episode(cases: Cases):
    case = apply(cases, [event("recode", at(cases, "退了运费", "action:refund:done"), at(cases, "退了运费", "outcome:resolved:"))])[0]
    assert (case.links, case.episodes) == ((), (Episode(("m1",), (), ("m3", "m4")),))


def test_a_new_span_joins_the_episode_and_a_second_place_is_a_second_mention(cases: Cases):
    decisions = [
        event("span", at(cases, "退了运费", "action:compensate:done")),
        event("span", at(cases, "张女士", "outcome:satisfied:"), second=1),
    ]
    case = apply(cases, decisions)[0]
    assert len(case.mentions) == 6
    new = next(m for m in case.mentions if m.code == "compensate")
    assert (new.id[0], new.rule, new.realised, new.quote) == ("c", "coder:甲", "unknown", "退了运费")
    assert new.id in case.episodes[0].actions


def test_a_link_from_cause_to_outcome_is_drawn_and_taken_out(cases: Cases):
    cause, outcome = at(cases, "包裹迟到五天", "cause:delay:"), at(cases, "张女士表示满意", "outcome:satisfied:")
    drawn = event("link", cause, outcome, basis="explicit")
    assert apply(cases, [drawn])[0].links == (*cases[0].links, Link("m1", "m4", "explicit", None, 0))
    assert apply(cases, [drawn, event("unlink", cause, outcome, second=1)])[0].links == cases[0].links


def test_the_latest_decision_holds_and_undo_is_exact(cases: Cases):
    seen = at(cases, "客服爱理不理", "cause:attitude:")
    accept, reject = event("accept", seen), event("reject", seen, second=1)
    undo = event("undo", second=2)
    assert "attitude" not in {m.code for m in apply(cases, [accept, reject])[0].mentions}
    assert apply(cases, [accept, reject, undo]).cases == apply(cases, [accept]).cases
    assert apply(cases, [accept, undo]).cases == cases.cases


def test_decisions_follow_their_words_into_a_changed_text(cases: Cases):
    decision = event("span", at(cases, "包裹迟到五天", "cause:third_party:"))
    newer = base("〔广告〕" + TEXT.replace("，她", "，\n她"))
    case = apply(newer, [decision])[0]
    new = next(m for m in case.mentions if m.code == "third_party")
    assert new.quote == "包裹迟到五天" == new.span.of(newer.texts["a.txt"].text)


def test_what_has_no_place_any_more_is_listed(cases: Cases):
    gone = event("span", mark(SourceText("x", "酒店退还了全部押金"), Span(2, 9), "action", "refund", "done"))
    result = apply(cases, [gone])
    assert result.cases == cases.cases
    assert [(p.code, p.details["words"]) for p in result.problems] == [("stale_decision", "退还了全部押金")]
    assert "甲" in result.problems[0].message("zh")


def test_memos_stand_on_case_and_mention(cases: Cases):
    on_case, on_mention = (
        event("memo", note="待核实"),
        event("memo", at(cases, "要求退款", "action:refund:demanded"), note="口头", second=1),
    )
    found = memos(cases, [on_case, on_mention, event("memo", case="u9", note="别处", second=2)])
    assert [(case.uid, m and m.id, e.note) for case, m, e in found] == [("u1", None, "待核实"), ("u1", "m2", "口头")]


TWO = "案例一：[m1 cause:delay|快递晚了]，[m2 action:refund/done|退了款]。\n---案例二：[m3 cause:attitude|态度差]，[m4 action:apologise/done|道了歉]。"


def counting(made: list[str]) -> Recompute:
    """A recompute that finds the words of TWO and says which cases it made."""
    words = {
        "快递晚了": ("cause", "delay", ""),
        "退了款": ("action", "refund", "done"),
        "态度差": ("cause", "attitude", ""),
        "道了歉": ("action", "apologise", "done"),
    }

    def recompute(case: Case, source: SourceText) -> Case:
        made.append(case.uid)
        text, found = case.span.of(source.text), []
        for quote, key in words.items():
            if (i := text.find(quote)) >= 0:
                start = case.span.start + i
                found.append(Mention(f"m{i}", *key, Span(start, start + len(quote)), quote, "cue", 0.8))
        return replace(case, uid="other", mentions=tuple(sorted(found, key=lambda m: m.span)), episodes=(), links=(), suggestions=())

    return recompute


def test_a_moved_border_makes_both_sides_anew_and_keeps_the_uids():
    cases = base(TWO)
    source, made = cases.texts["a.txt"], []
    to = source.text.index("退了款")
    moved = event_of(move_border("甲", cases[0], source, "end", to))
    result = apply(cases, [moved], counting(made))
    assert made == ["u1", "u2"]
    assert [(c.uid, shown(c)) for c in result] == [
        ("u1", ["cause:delay 快递晚了"]),
        ("u2", ["action:refund:done 退了款", "cause:attitude 态度差", "action:apologise:done 道了歉"]),
    ]
    assert result[0].span.end == result[1].span.start == to
    undone = apply(cases, [moved, event("undo", second=5)], counting(made))
    assert undone.cases == cases.cases


def event_of(made: Event) -> Event:
    return replace(made, time="2024-05-01T08:00:00+00:00")


def test_a_coded_span_goes_with_its_text_when_the_border_moves():
    cases = base(TWO)
    source = cases.texts["a.txt"]
    decisions = [
        event("span", at(cases, "退了款", "action:compensate:done")),
        replace(move_border("甲", cases[1], source, "start", source.text.index("退了款")), time="2024-05-01T08:00:09+00:00"),
    ]
    result = apply(cases, decisions, counting([]))
    assert "action:compensate:done 退了款" in shown(result[1])
    assert result.problems == ()


def test_without_recompute_a_case_keeps_what_lies_inside():
    cases = base(TWO)
    source = cases.texts["a.txt"]
    result = apply(cases, [move_border("甲", cases[0], source, "end", source.text.index("退了款"))])
    assert [shown(c) for c in result] == [["cause:delay 快递晚了"], ["cause:attitude 态度差", "action:apologise:done 道了歉"]]
    assert result[0].episodes == (Episode(("m1",), (), ()),)


@pytest.mark.parametrize(("side", "to"), [("end", 0), ("start", 10_000), ("end", 10_000), ("start", 36)])
def test_a_border_that_empties_a_case_is_refused(side: str, to: int):
    cases = base(TWO)
    result = apply(cases, [move_border("甲", cases[0], cases.texts["a.txt"], side, to)])
    assert result.cases == cases.cases
    assert [p.code for p in result.problems] == ["bad_border"]


def test_ids_in_clusters_follow_a_moved_border():
    cases = base(TWO)
    first, second = cases
    named = Cases((replace(first, cluster=first.id), replace(second, cluster=first.id, duplicate_of=first.id)), (), cases.texts)
    result = apply(named, [move_border("甲", first, cases.texts["a.txt"], "start", 2)])
    assert result[1].cluster == result[1].duplicate_of == result[0].cluster == result[0].id == "a.txt#2-" + str(first.span.end)


WORDS = ("包裹迟到五天", "要求退款", "客服爱理不理", "退了运费", "张女士表示满意", "张女士")
KEYS = ("cause:delay:", "cause:attitude:", "action:refund:done", "action:refund:demanded", "outcome:satisfied:")
CASES = base(TEXT, links=LINKS)
_marks = st.builds(lambda words, key: at(CASES, words, key), st.sampled_from(WORDS), st.sampled_from(KEYS))
_decisions = st.builds(
    lambda kind, a, b, coder, second: event(
        kind, None if kind in ("undo", "redo") else a, b if kind in ("recode", "link", "unlink") else None, coder=coder, second=second
    ),
    st.sampled_from(("accept", "reject", "recode", "span", "link", "unlink", "undo", "redo")), _marks, _marks, st.sampled_from("甲乙"), st.integers(0, 59),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_decisions, max_size=8))
def test_any_decisions_leave_a_sound_record_and_replaying_changes_nothing(decisions: list[Event]):
    result = apply(CASES, decisions)
    case, text = result[0], CASES.texts["a.txt"].text
    ids = [m.id for m in (*case.mentions, *case.suggestions)]
    assert len(ids) == len(set(ids))
    assert all(m.span.of(text) == m.quote for m in case.mentions)
    standing = {m.id for m in case.mentions}
    assert all({link.source, link.target} <= standing and link.episode < max(1, len(case.episodes)) for link in case.links)
    grouped = [i for e in case.episodes for i in (*e.causes, *e.actions, *e.outcomes)]
    assert sorted(grouped) == sorted(m.id for m in case.mentions if m.status in ("", "done"))
    assert {m.key + m.span for m in apply(result, decisions)[0].mentions} == {m.key + m.span for m in case.mentions}
