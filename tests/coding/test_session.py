"""A coder at work: what is decided stands at once, in one file a coder, and can be taken back; what was lost is listed."""

from __future__ import annotations

import gc
import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.coding.agreement import agreement, from_logs
from caselib.coding.apply import apply
from caselib.coding.log import effective, read_log
from caselib.coding.review import doubt, precision, queue, wilson
from caselib.coding.session import Session, names
from caselib.errors import InputError
from caselib.model import Case, SourceText, Span
from tests.coding.make import base, shown

TEXT = (
    "张女士的[m1 cause:delay|包裹迟到五天]😡，她[m2 action:refund/demanded|要求退款]。\r\n[s1 cause:attitude|客服爱理不理]，"
    "后来[m3 action:refund/done|退了运费]，[m4 outcome:satisfied|张女士表示满意]。\n---李先生的空调[m5 cause:repair_failure|修了两次没修好]。\n"
)
REFUND = ("action", "refund", "done")


@pytest.fixture
def cases() -> Cases:
    return base(TEXT, links={"u1": [("m1", "m3"), ("m3", "m4")]})


@pytest.fixture
def session(cases: Cases, tmp_path: Path) -> Session:
    return Session(cases, "甲", tmp_path / "甲.jsonl")


def test_what_is_decided_is_on_the_disk_and_in_the_coding(session: Session, cases: Cases):
    text = session.text("u1").text
    span = Span(text.index("😡"), text.index("客服"))
    session.code("u1", span, ("cause", "attitude", ""))
    [made] = read_log(session.log)[0]
    assert (made.kind, made.coder, made.at.quote) == ("span", "甲", "😡，她要求退款。\r\n")
    assert session.coding["u1"] == apply(cases, session.events)["u1"]
    assert "cause:attitude 😡，她要求退款。\r\n" in shown(session.coding["u1"])
    assert session.coding["u2"] is session.case("u2")


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(["code", "accept", "reject", "recode", "link", "memo", "border", "undo", "redo"]), max_size=12))
def test_one_document_at_a_time_gives_what_the_whole_log_gives(tmp_path_factory: pytest.TempPathFactory, steps: list[str]):
    cases = base(TEXT, links={"u1": [("m1", "m3")]})
    other = replace(base("别的文件[m9 cause:delay|晚了]。", doc="b.txt")[0], uid="u9")
    cases = Cases((*cases, other), (), {**cases.texts, "b.txt": SourceText("b.txt", "别的文件晚了。")})
    session = Session(cases, "甲", tmp_path_factory.mktemp("s") / "log.jsonl")
    for n, step in enumerate(steps):
        uid = session.order[n % 3]
        there = [*session.case(uid).mentions, *session.case(uid).suggestions]
        if step == "code":
            session.code(uid, Span(session.case(uid).span.start, session.case(uid).span.start + 2), ("cause", "delay", ""))
        elif step == "memo":
            session.memo(uid, there[0].id if there else None, f"备注 {n}")
        elif step == "border":
            try_move(session, uid)
        elif step in ("undo", "redo"):
            getattr(session, step)()
        elif step == "link" and len(there) > 1:
            session.link(uid, there[0].id, there[1].id)
        elif step in ("accept", "reject") and there:
            getattr(session, step)(uid, there[n % len(there)].id)
        elif step == "recode" and there:
            session.recode(uid, there[0].id, REFUND)
    whole = apply(cases, read_log(session.log)[0])
    assert [replace(case, problems=()) for case in session.coding] == [replace(case, problems=()) for case in whole]
    session.close()


def try_move(session: Session, uid: str) -> None:
    case = session.case(uid)
    try:
        session.move(uid, "end", case.span.end - 3)
    except InputError as error:
        assert "without text" in str(error)


def test_undo_and_redo_are_exact(session: Session, cases: Cases):
    states = [session.coding.cases]
    session.accept("u1", "s1")
    states.append(session.coding.cases)
    session.reject("u1", "m1")
    states.append(session.coding.cases)
    session.move("u1", "end", session.case("u1").span.end - 1)
    states.append(session.coding.cases)
    for n in (2, 1, 0):
        session.undo()
        assert session.coding.cases == states[n]
    assert session.undo() == []
    for n in (1, 2, 3):
        session.redo()
        assert session.coding.cases == states[n]
    assert session.redo() == []


def test_a_link_to_a_suggestion_accepts_it_and_one_undo_takes_both_back(session: Session):
    before = session.case("u1")
    session.link("u1", "s1", "m3", "explicit", "因为")
    assert [(k.source, k.target, k.basis) for k in session.case("u1").links][-1] == ("s1", "m3", "explicit")
    session.undo()
    assert session.case("u1") == before
    session.redo()
    assert "s1" in {m.id for m in session.case("u1").mentions}
    assert [len(session.links("u1", i)) for i in ("m3", "s1", "m2")] == [3, 1, 0]
    with pytest.raises(InputError, match="two different mentions"):
        session.link("u1", "m3", "m3")


def test_the_queue_begins_with_doubt_and_what_was_decided_does_not_return(session: Session, cases: Cases, tmp_path: Path):
    order = [item.mention.id for item in session.queue()]
    assert sorted(order) == ["m1", "m2", "m3", "m4", "m5", "s1"]
    assert [doubt(item.mention) for item in session.queue()] == sorted((doubt(item.mention) for item in session.queue()), reverse=True)
    session.accept("u1", "m1")
    session.reject("u1", "s1")
    session.recode("u1", "m2", ("action", "refund", "advised"))
    assert {item.mention.id for item in session.queue()} == {"m3", "m4", "m5"}
    session.close()
    again = Session(base("转载\n" + TEXT, links={}), "甲", session.log)
    assert {item.mention.id for item in again.queue()} == {"m3", "m4", "m5"}


def test_precision_by_rule_and_code(session: Session):
    session.accept("u1", "m1")
    session.reject("u1", "m3")
    session.recode("u1", "m2", ("action", "refund", "advised"))
    session.accept("u2", "m5")
    rows = {(row.by, row.name): (row.right, row.reviewed) for row in session.precision()}
    assert rows == {
        ("rule", "cue"): (2, 4), ("code", "cause:delay"): (1, 1), ("code", "action:refund:done"): (0, 1),
        ("code", "action:refund:demanded"): (0, 1), ("code", "cause:repair_failure"): (1, 1),
    }  # fmt: skip
    session.undo()
    assert ("code", "cause:repair_failure") not in {(row.by, row.name) for row in session.precision()}
    assert session.precision()[0].share <= 1


@given(st.integers(0, 200), st.integers(0, 200))
def test_wilsons_interval_holds_the_share(right: int, wrong: int):
    low, high = wilson(right, right + wrong)
    assert 0 <= low <= high <= 1
    if right + wrong:
        assert low <= right / (right + wrong) <= high


def test_blind_shows_nothing_of_the_machine_even_when_a_border_moves(cases: Cases, tmp_path: Path):
    def anew(case: Case, source: SourceText) -> Case:
        return replace(cases["u1"], span=case.span)

    session = Session(cases, "甲", tmp_path / "甲.jsonl", blind=True, recompute=anew)
    assert [(*case.mentions, *case.suggestions, *case.links) for case in session.coding] == [(), ()]
    session.move("u1", "end", session.case("u1").span.end - 8)
    assert [(*case.mentions, *case.suggestions, *case.links) for case in session.coding] == [(), ()]
    assert from_logs(cases, {"甲": session.log}, recompute=anew)["甲"].cases == session.coding.cases


def test_two_coders_two_files_agreement_and_one_settles(cases: Cases, tmp_path: Path):
    spans = {"delay": "包裹迟到五天", "refund": "退了运费", "compensate": "退了运费", "satisfied": "张女士表示满意"}
    coded = {"甲": ("delay", "refund", "satisfied"), "乙": ("delay", "compensate")}
    text = cases.texts["a.txt"].text
    for coder, codes in coded.items():
        session = Session(cases, coder, tmp_path / f"{coder}.jsonl", blind=True)
        for code in codes:
            start = text.index(spans[code])
            role = {"delay": "cause", "satisfied": "outcome"}.get(code, "action")
            session.code("u1", Span(start, start + len(spans[code])), (role, code, "done" if role == "action" else ""))
        session.close()
    logs = names([tmp_path / "甲.jsonl", tmp_path / "乙.jsonl"])
    assert list(logs) == ["甲", "乙"]
    figures = agreement(from_logs(cases, logs), "mention", uncoded=False)
    assert figures.by_code["cause:delay"].kappa != figures.by_code["cause:delay"].kappa or figures.by_code["cause:delay"].percent == 1
    third = Session(cases, "丙", tmp_path / "丙.jsonl", blind=True, compare=logs)
    assert [(row.kind, state) for row, state in third.disagreements()] == [("code", ""), ("only_a", "")]
    for choice, settled in (("a", "a"), ("b", "b"), ("both", "both"), ("neither", "neither")):
        third.resolve(0, choice)
        assert third.disagreements()[0][1] == settled
    third.resolve(0, "other", ("action", "replace", "done"))
    third.resolve(1, "a")
    assert [state for _, state in third.disagreements()] == ["other", "a"]
    assert {m.code for m in third.coding["u1"].mentions} == {"delay", "replace", "satisfied"}
    third.undo()
    third.undo()
    assert [state for _, state in third.disagreements()] == ["neither", ""]
    with pytest.raises(ValueError, match="choices: a, b, both"):
        third.resolve(0, "maybe")
    with pytest.raises(InputError, match="is not there"):
        Session(cases, "丙", tmp_path / "x.jsonl", compare={"丁": tmp_path / "none.jsonl"})


def test_decisions_that_lost_their_place_wait_and_can_be_placed_or_given_up(cases: Cases, tmp_path: Path):
    session = Session(cases, "甲", tmp_path / "甲.jsonl")
    session.accept("u1", "m1")
    session.recode("u1", "m3", ("action", "compensate", "done"))
    session.memo("u1", "m4", "真的满意？")
    session.memo("u1", None, "全案")
    session.close()
    newer = base("改版后的网页，全都重写过了，只说快递晚到了，店方赔了钱。\n" + "另起一段。" * 5)
    newer = Cases((replace(newer[0], uid="new"),), (), newer.texts)
    again = Session(newer, "甲", session.log)
    assert sorted(e.kind for e in again.stale()) == ["accept", "memo", "memo", "recode"]
    lost = {(e.kind, bool(e.at)): e for e in again.stale()}
    start = again.text("new").text.index("快递晚到了")
    again.place(lost["accept", True].id, "new", Span(start, start + 5))
    start = again.text("new").text.index("赔了钱")
    again.place(lost["recode", True].id, "new", Span(start, start + 3))
    again.place(lost["memo", False].id, "new", Span(start, start + 3))
    assert shown(again.coding["new"]) == ["cause:delay 快递晚到了", "action:compensate:done 赔了钱"]
    assert [e.note for _, e in again.memos("new")] == ["全案"]
    assert [e.kind for e in again.stale()] == ["memo"]
    again.undo()
    assert [e.kind for e in again.stale()] == ["memo", "memo"]
    again.drop(lost["memo", True].id)
    again.drop(lost["memo", False].id)
    assert again.stale() == []
    assert apply(newer, again.events).problems == ()


def test_a_part_of_the_cases_does_not_call_the_rest_lost(cases: Cases, tmp_path: Path):
    session = Session(cases, "甲", tmp_path / "甲.jsonl")
    session.accept("u1", "m1")
    session.accept("u2", "m5")
    session.close()
    part = Session(cases.keep(lambda case: case.uid == "u2"), "甲", session.log)
    assert part.stale() == []
    assert [len(case.mentions) for case in part.coding] == [1]


def test_a_newer_scrape_keeps_what_still_stands(cases: Cases, tmp_path: Path):
    session = Session(cases, "甲", tmp_path / "甲.jsonl")
    for i in ("m1", "m2", "m3", "m4"):
        session.accept("u1", i)
    session.close()
    again = Session(base("轉載：新的頁眉\n" + TEXT.replace("她", "當事人")), "甲", session.log)
    assert again.stale() == []
    assert {m.id for m in again.coding["u1"].mentions if m.rule == "coder:甲"} == {"m1", "m2", "m3", "m4"}


def _hold(path: str, ready: object) -> None:
    kept = Session(base(TEXT), "甲", path)
    ready.set()
    multiprocessing.Event().wait(30)
    kept.close()


def test_a_second_program_is_told_and_a_second_view_reads_along(cases: Cases, tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=_hold, args=(str(tmp_path / "甲.jsonl"), ready), daemon=True)
    other.start()
    assert ready.wait(30)
    with pytest.raises(InputError, match=r"甲\.jsonl is in use by another process"):
        Session(cases, "甲", tmp_path / "甲.jsonl")
    other.kill()
    other.join()
    one, two = (Session(cases, "甲", tmp_path / "甲.jsonl") for _ in range(2))
    one.accept("u1", "m1")
    two.reject("u1", "m2")
    one.undo()
    assert [e.kind for e in effective(read_log(one.log)[0])] == ["accept"]
    assert one.coding.cases == apply(cases, read_log(one.log)[0]).cases


def _once(path: str) -> None:
    Session(base(TEXT), "甲", path).accept("u1", "m1")


def test_the_lock_goes_with_the_session(cases: Cases, tmp_path: Path):
    kept = Session(cases, "甲", tmp_path / "甲.jsonl")
    assert kept.events == []
    del kept
    gc.collect()
    other = multiprocessing.get_context("spawn").Process(target=_once, args=(str(tmp_path / "甲.jsonl"),))
    other.start()
    other.join(60)
    assert other.exitcode == 0
    assert len(Session(cases, "甲", tmp_path / "甲.jsonl").events) == 1


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda s: s.accept("u1", "m99"), "no mention 'm99'"),
        (lambda s: s.accept("nobody", "m1"), "no case has the id"),
        (lambda s: s.memo("u1", None, "  "), "the memo is empty"),
        (lambda s: s.drop("abc"), "does not stand"),
        (lambda s: s.place("abc", "u1", Span(0, 1)), "has its place already"),
        (lambda s: s.move("u2", "start", 10**6), "without text"),
    ],
)
def test_what_cannot_be_done_says_why_and_leaves_no_line(session: Session, act, told: str):
    with pytest.raises(InputError, match=told):
        act(session)
    assert session.events == []
    assert not session.log.exists() or session.log.read_bytes() == b""


def test_nothing_happens_where_nothing_changes(session: Session):
    assert session.recode("u1", "m3", REFUND) == []
    assert session.move("u1", "end", session.case("u1").span.end) == []
    assert session.undo() == session.redo() == []


def test_names_and_texts_that_are_missing(cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="a coder needs a name"):
        Session(cases, " ")
    with pytest.raises(InputError, match=r"the text of a\.txt is not at hand"):
        Session(Cases(cases.cases), "甲", tmp_path / "x.jsonl")
    assert Session(cases, "甲/../b").log == Path("log.甲_.._b.jsonl")
    assert queue(cases)[0].suggested in (True, False)
    assert precision(cases, []) == []
