"""brat, Label Studio and workbooks: out and back without a shifted span, as cases of their own or as decisions on the ones sent out."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.coding.apply import apply, memos
from caselib.coding.events import Event
from caselib.errors import FormatError, InputError
from caselib.exchange import (
    Imported,
    read_brat,
    read_codings,
    read_label_studio,
    read_xlsx,
    write_brat,
    write_csv,
    write_label_studio,
    write_xlsx,
)  # fmt: skip
from caselib.model import Case, Mention, SourceText, Span
from tests.coding.make import at, base, event, shown

TEXT = (
    "😀案例一：<张女士>的[m1 cause:delay|包裹\r\n迟到😡五天]，她[m2 action:refund/demanded|要求退款]&赔偿。"
    "店方[m3 action:refund/done|退了😀运费]，[m4 outcome:satisfied|表示满意]。\n---案例二：𠮷野家[m5 cause:attitude|态度差]\u200b，[m6 action:apologise/done|道歉了]。"
)
Round = Callable[..., Imported]


def brat(out: Cases, folder: Path, events: list[Event] = (), **read) -> Imported:  # type: ignore[assignment]
    write_brat(out, folder / "brat", events)
    return read_brat(folder / "brat", **read)


def studio(out: Cases, folder: Path, events: list[Event] = (), units: str = "code points", **read) -> Imported:  # type: ignore[assignment]
    write_label_studio(out, folder / "tasks.json", events, units=units)
    return read_label_studio(folder / "tasks.json", **read)


def studio16(out: Cases, folder: Path, events: list[Event] = (), **read) -> Imported:  # type: ignore[assignment]
    return studio(out, folder, events, "utf-16", **read)


ways = pytest.mark.parametrize("way", [brat, studio, studio16])


@pytest.fixture
def coded() -> tuple[Cases, list[Event]]:
    cases = base(TEXT, links={"u1": [("m1", "m3"), ("m3", "m4")]})
    events = [
        event("span", at(cases, "退了😀运费", "action:compensate:done"), second=1),
        event("accept", at(cases, "要求退款", "action:refund:demanded"), coder="乙", second=2),
        event("memo", note="全案\n待核实 = 真的", second=3),
        event("memo", at(cases, "要求退款", "action:refund:demanded"), coder="乙", note="口头 \\n 提出\t<b>\n第二行", second=4),
        event("link", at(cases, "退了😀运费", "action:refund:done"), at(cases, "表示满意", "outcome:satisfied:"), second=5, basis="explicit", note="她说"),
    ]
    return apply(cases, events), events


@ways
def test_a_case_base_of_its_own(tmp_path: Path, coded: tuple[Cases, list[Event]], way: Round):
    cases, events = coded
    found = way(cases, tmp_path, events)
    assert found.cases.problems == ()
    for was, case in zip(cases, found.cases, strict=True):
        assert found.cases.text(case) == cases.text(was)
        assert (case.uid, case.kind, case.title.value) == (was.uid, was.kind, was.title.value)
        assert shown(case) == shown(was)
        assert [m.rule for m in case.mentions] == [m.rule for m in was.mentions]
        assert [(k.source, k.target, k.basis) for k in case.links] == [(k.source, k.target, k.basis) for k in was.links]
        assert case.episodes == was.episodes
    assert {(c.uid, m and m.quote, e.coder, e.note) for c, m, e in memos(found.cases, found.events)} == {
        (c.uid, m and m.quote, e.coder, e.note) for c, m, e in memos(cases, events)
    }


@ways
def test_decisions_on_the_cases_sent_out(tmp_path: Path, coded: tuple[Cases, list[Event]], way: Round):
    cases, events = coded
    bare = Cases(tuple(replace(case, mentions=(), links=(), episodes=()) for case in cases), (), cases.texts)
    found = way(cases, tmp_path, events, cases=bare, coder="丙")
    again = apply(bare, found.events)
    assert [[(m.key, m.span) for m in case.mentions] for case in again] == [[(m.key, m.span) for m in case.mentions] for case in cases]
    assert {m.rule for m in again[0].mentions if m.quote == "退了😀运费"} >= {"coder:甲"} or way is not brat
    quotes = [{(again.mention(c, k.source).quote, again.mention(c, k.target).quote, k.basis) for k in c.links} for c in again]
    assert quotes == [{(cases.mention(c, k.source).quote, cases.mention(c, k.target).quote, k.basis) for k in c.links} for c in cases]
    assert {e.note for e in found.events if e.kind == "link"} == {"", "她说"}


@ways
def test_what_was_deleted_there_is_rejected_only_if_asked(tmp_path: Path, coded: tuple[Cases, list[Event]], way: Round):
    cases, _ = coded
    fewer = Cases((replace(cases[0], mentions=cases[0].mentions[:1], links=(), episodes=()), cases[1]), (), cases.texts)
    found = way(fewer, tmp_path, cases=cases, coder="丙")
    assert len(apply(cases, found.events)[0].mentions) == 5
    found = way(fewer, tmp_path, cases=cases, coder="丙", complete=True)
    assert shown(apply(cases, found.events)[0]) == ["cause:delay 包裹\r\n迟到😡五天"]


@ways
def test_a_source_that_changed_meanwhile(tmp_path: Path, coded: tuple[Cases, list[Event]], way: Round):
    cases, _ = coded
    longer = SourceText("a.txt", "新的抬头。\n" + cases.texts["a.txt"].text.replace("道歉了", ""))
    moved = Cases(
        tuple(replace(c, span=Span(c.span.start + 6, c.span.end + (6 if c.uid == "u1" else 3)), mentions=(), links=(), episodes=()) for c in cases), (), {"a.txt": longer}
    )
    found = way(cases, tmp_path, cases=moved, coder="丙")
    assert [m.quote for m in apply(moved, found.events)[0].mentions] == [m.quote for m in cases[0].mentions]
    assert [(p.code, p.details["words"]) for p in found.cases.problems] == [("stale_decision", "道歉了")]


@ways
@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30), data=st.data())
def test_no_character_shifts_a_span(tmp_path_factory: pytest.TempPathFactory, way: Round, text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip("\r\n"):
        return
    span = Span(start, end)
    mention = Mention("m1", "action", "refund", "advised", span, span.of(text), "cue", 0.5)
    cases = Cases((Case("u", "d", Span(0, len(text)), "incident", mentions=(mention,)),), (), {"d": SourceText("d", text)})
    found = way(cases, tmp_path_factory.mktemp("x"), cases=cases)
    assert [(e.at.span, e.at.quote, e.at.status) for e in found.events] == [(span, span.of(text), "advised")]


def test_a_foreign_brat_folder(tmp_path: Path):
    (tmp_path / "d.txt").write_text("😀慢，很烦又退钱\n真的慢", encoding="utf-8")
    (tmp_path / "d.ann").write_text(
        "T1\tSlow 1 2\t慢\nT2\tRefund 5 8;9 11\t又退 真的\nT3\tMood 3 5\t很烦\nE1\tSlow:T1\nR1\tcauses Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\t很慢\n"
        "T4\tSlow 90 99\t越界\nT5\tSlow\n*\tEquiv T1 T2\n", encoding="utf-8",
    )  # fmt: skip
    found = read_brat(tmp_path, codes={"Slow": "cause:delay", "Refund": "action:refund:advised"}, coder="丁")
    [case] = found.cases
    assert [(m.key, m.quote) for m in case.mentions] == [(("cause", "delay", ""), "慢"), (("action", "refund", "advised"), "又退钱\n真的")]
    assert [(p.code, p.details) for p in found.cases.problems] == [("unknown_code", {"code": "Mood", "count": 1})]
    assert [(k.source, k.target) for k in case.links] == [("c1", "c2")]
    with pytest.raises(InputError, match=r"no \.ann file"):
        read_brat(tmp_path / "none")


@pytest.mark.parametrize("wide", [False, True])
def test_a_foreign_label_studio_export(tmp_path: Path, wide: bool):
    text = "😀😀慢，很烦又退钱😀"
    more = 2 if wide else 0
    label = {"from_name": "l", "to_name": "t", "type": "labels"}
    result = [
        {**label, "id": "a", "value": {"start": 2 + more, "end": 3 + more, "text": "慢", "labels": ["Slow"]}},
        {**label, "id": "b", "value": {"start": 7 + more, "end": 9 + more, "text": "退钱", "labels": ["action:refund", "Other"]}},
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
    ]
    tasks = [{
        "id": 7, "data": {"review": text}, "predictions": [{"result": result}],
        "annotations": [{"result": result, "completed_by": {"email": "li@example.org"}}, {"result": result, "was_cancelled": True}],
    }]  # fmt: skip
    (tmp_path / "e.json").write_text(json.dumps(tasks), encoding="utf-8")
    found = read_label_studio(tmp_path / "e.json", codes={"Slow": "cause:delay"})
    assert [(m.key, m.quote, m.rule) for m in found.cases[0].mentions] == [
        (("cause", "delay", ""), "慢", "coder:li@example.org"), (("action", "refund", "done"), "退钱", "coder:li@example.org"),
    ]  # fmt: skip
    assert [p.details for p in found.cases.problems] == [{"code": "Other", "count": 1}]
    assert len(found.cases[0].links) == 1


NO_PLACE = '[{"data": {"text": "x"}, "annotations": [{"result": [{"value": {"labels": ["a"]}}]}]}]'


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"data": 3}]', '[{"data": {}}]', NO_PLACE, "[" * 9999])
def test_what_is_no_export_is_refused_in_a_sentence(tmp_path: Path, content: str):
    (tmp_path / "e.json").write_text(content, encoding="utf-8")
    if content == "{}":
        assert len(read_label_studio(tmp_path / "e.json").cases) == 0
        return
    with pytest.raises(FormatError, match=r"e\.json is no Label Studio export"):
        read_label_studio(tmp_path / "e.json")


def test_a_workbook_and_its_codings_and_links(tmp_path: Path, coded: tuple[Cases, list[Event]]):
    cases, _ = coded
    write_xlsx(cases, tmp_path / "x.xlsx")
    assert [row["quote"] for row in read_xlsx(tmp_path / "x.xlsx")] == [m.quote for c in cases for m in c.mentions]
    bare = Cases(tuple(replace(case, mentions=(), links=(), episodes=()) for case in cases), (), cases.texts)
    events, problems = read_codings(tmp_path / "x.xlsx", bare, "丙")
    assert problems == []
    again = apply(bare, events)
    assert [shown(case) for case in again] == [shown(case) for case in cases]
    assert [len(case.links) for case in again] == [len(case.links) for case in cases] == [2, 0]
    write_csv(cases, tmp_path)
    links, problems = read_codings(tmp_path / "links.csv", cases, "丙")
    assert ([e.basis for e in links], problems) == (["sequence", "explicit"], [])


@pytest.mark.parametrize("words", ["=1+1", "http://x.example", "301137774487123456789", "'a", "@x", "\u0007甲", "0012"])
def test_cells_are_texts(tmp_path: Path, words: str):
    cases = base(f"甲[m1 cause:delay|{words}]乙")
    write_xlsx(cases, tmp_path / "x.xlsx")
    [row] = read_xlsx(tmp_path / "x.xlsx")
    assert row["quote"] == words.replace("\u0007", "\ufffd")
    [made], problems = read_codings(tmp_path / "x.xlsx", cases, "丙")
    assert (made.at.quote, problems) == (words, [])


def test_workbooks_that_are_none(tmp_path: Path):
    with pytest.raises(InputError, match="is not there"):
        read_xlsx(tmp_path / "none.xlsx")
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(FormatError, match="no readable workbook"):
        read_xlsx(tmp_path / "a.xlsx")
    write_xlsx(base("甲"), tmp_path / "b.xlsx")
    with pytest.raises(InputError, match="no sheet 'x'; sheets: cases"):
        read_xlsx(tmp_path / "b.xlsx", "x")


def sound(found: Imported) -> None:
    """What every case base promises, whatever the files were."""
    for case in found.cases:
        text = found.cases.texts[case.doc].text
        assert all(m.span.of(text) == m.quote for m in case.mentions)
        assert {i for link in case.links for i in (link.source, link.target)} <= {m.id for m in case.mentions}


@pytest.mark.parametrize("suffix", [".ann", ".json"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_broken_files_never_crash(tmp_path_factory: pytest.TempPathFactory, suffix: str, data: st.DataObject):
    cases = base("甲[m1 cause:delay|晚了]。---乙[m2 action:refund/done|退了😀]，[m3 outcome:satisfied|好]。", links={"u2": [("m2", "m3")]})
    folder = tmp_path_factory.mktemp("x")
    write_brat(cases, folder)
    write_label_studio(cases, folder / "t.json", [event("memo", note="x")])
    path = next(p for p in sorted(folder.iterdir()) if p.suffix == suffix and "u1" not in p.name)
    text = path.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        i = data.draw(st.integers(0, len(text) - 1))
        text = text[:i] + data.draw(st.sampled_from(["", "9", "-", "\t", "\n", '"', "null", text[i : i + 40] * 2])) + text[i + data.draw(st.integers(0, 20)) :]
        text = text or " "
    path.write_text(text, encoding="utf-8")
    for given_ in (None, cases):
        with suppress(FormatError):
            sound(read_brat(folder, given_) if suffix == ".ann" else read_label_studio(path, given_))


def test_units_that_only_the_letters_tell_apart():
    from caselib.exchange.labelstudio import _counter

    text = "退款𐀀 "
    assert _counter(text, [{"value": {"start": 0, "end": 4, "text": text[:3]}}])(0, 4) == Span(0, 3)
    assert _counter(text, [{"value": {"start": 0, "end": 4, "text": text}}])(0, 4) == Span(0, 4)
