"""The Coder's kernel side: what the screen asks for is carried out, answered, and refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from caselib.casebase import Cases
from caselib.coding.log import effective, read_log
from caselib.coding.session import Session
from caselib.errors import InputError
from caselib.model import Span
from tests.coding.make import base, shown

pytest.importorskip("anywidget")

from caselib.view.widgets.coder import Coder
from caselib.view.widgets.coder_state import AROUND, desk, stops, work

TEXT = (
    "张女士的[m1 cause:delay|包裹迟到五天]😡，她[m2 action:refund/demanded|要求退款]。\r\n[s1 cause:attitude|客服爱理不理]，"
    "后来[m3 action:refund/done|退了运费]，[m4 outcome:satisfied|张女士表示满意]。\n---李先生的空调[m5 cause:repair_failure|修了两次没修好]。\n"
)


@pytest.fixture
def cases() -> Cases:
    return base(TEXT, links={"u1": [("m1", "m3"), ("m3", "m4")]})


@pytest.fixture
def coder(cases: Cases, tmp_path: Path) -> Coder:
    return Coder(Session(cases, "甲", tmp_path / "甲.jsonl"))


def asked(coder: Coder, kind: str, **more: Any) -> dict[str, Any]:
    """The reply to a request."""
    coder.answer({"kind": kind, "n": 7, **more})
    assert coder.reply["n"] == 7
    return coder.reply


def kinds(coder: Coder) -> list[str]:
    return [event.kind for event in effective(read_log(coder.log)[0])]


def test_every_request_writes_its_decision(coder: Coder):
    text = coder.session.text("u1").text
    start = text.index("😡")
    assert asked(coder, "code", start=start, end=start + 3, role="cause", code="attitude")["done"] == "code"
    assert coder.selected[0].startswith("u1/c")
    asked(coder, "accept", mention="s1")
    asked(coder, "recode", mention="m3", role="action", code="compensate", status="done")
    asked(coder, "link", source="m2", target="m4", basis="explicit", note="她说")
    asked(coder, "unlink", source="m1", target="m3")
    asked(coder, "memo", mention="m4", note="真的？")
    asked(coder, "border", side="end", to=text.index("后来"))
    assert kinds(coder) == ["span", "accept", "recode", "link", "unlink", "memo", "border"]
    assert coder.desk["end"] == text.index("后来")
    asked(coder, "drop", event=coder.session.events[-2].id)
    assert "memo" not in kinds(coder)
    asked(coder, "undo")
    assert "border" not in kinds(coder)
    assert asked(coder, "redo")["done"] == "redo"
    assert "border" in kinds(coder)
    assert coder.coding["u1"].span.end == text.index("后来")


def test_the_screen_shows_what_the_coding_holds(coder: Coder):
    asked(coder, "reject", mention="m2")
    there = [m for m in coder.desk["mentions"] if not m["suggested"]]
    assert [":".join(filter(None, (m["role"], m["code"], m["status"]))) + " " + m["quote"] for m in there] == shown(coder.coding["u1"])
    assert all(coder.desk["text"][m["start"] - coder.desk["base"] : m["end"] - coder.desk["base"]] == m["quote"] for m in there)
    json.dumps([coder.desk, coder.work, coder.toc])


def test_links_are_warned_of_before_they_go(coder: Coder):
    reply = asked(coder, "reject", mention="m3")
    assert (reply["ask"], reply["count"], kinds(coder)) == ("links", 2, [])
    asked(coder, "reject", mention="m3", sure=True)
    assert (kinds(coder), coder.desk["links"]) == (["reject"], [])


def test_reviewing_goes_from_one_to_the_next(coder: Coder):
    seen = []
    while coder.work["queue"]:
        item = coder.work["queue"][0]
        seen.append(item["id"])
        asked(coder, "accept", case=item["uid"], mention=item["id"], queue=0)
        if coder.work["queue"]:
            assert coder.selected == [f"{coder.work['queue'][0]['uid']}/{coder.work['queue'][0]['id']}"]
            assert coder.desk["uid"] == coder.work["queue"][0]["uid"]
    assert sorted(seen) == ["m1", "m2", "m3", "m4", "m5", "s1"]
    assert coder.selected == []
    assert len(coder.precision) == 7
    assert len(coder.queue) == 0


def test_the_queue_of_one_code(coder: Coder):
    asked(coder, "wanted", wanted="action:refund")
    assert ({m["id"] for m in coder.work["queue"]}, coder.work["left"], coder.work["all"]) == ({"m2", "m3"}, 2, 6)
    assert "cause:delay" in coder.work["codes"]


@pytest.mark.parametrize(
    "request_",
    [
        {"kind": "dance"},
        {"kind": "accept", "mention": "m99"},
        {"kind": "accept"},
        {"kind": "code", "start": 5, "end": 5, "role": "cause", "code": "delay"},
        {"kind": "code", "start": 0, "end": 9999, "role": "cause", "code": "delay"},
        {"kind": "code", "start": "x", "end": 3, "role": "cause", "code": "delay"},
        {"kind": "code", "start": 0, "end": 3, "role": "cause", "code": "delay", "status": "done"},
        {"kind": "code", "start": 0, "end": 3, "role": "action", "code": "refund"},
        {"kind": "code", "start": 0, "end": 3, "role": "hero", "code": "delay"},
        {"kind": "open", "case": "nobody"},
        {"kind": "memo", "note": " "},
        {"kind": "drop", "event": "x"},
        {"kind": "resolve", "row": 3, "choice": "a"},
        {"kind": "border", "side": "end", "to": 0},
        {"kind": "link", "source": "m1", "target": "m1"},
        {},
    ],
)
def test_what_cannot_be_done_is_told_and_decides_nothing(coder: Coder, request_: dict[str, Any]):
    before = coder.desk
    coder.answer(request_)
    assert coder.reply["error"]
    assert (kinds(coder), coder.desk) == ([], before)


def test_disagreements_settled_on_the_screen(cases: Cases, tmp_path: Path):
    for name, codes in (("乙", ["delay"]), ("丙", ["attitude"])):
        other = Session(cases, name, tmp_path / f"{name}.jsonl", blind=True)
        for code in codes:
            other.code("u1", Span(4, 10), ("cause", code, ""))
        other.close()
    third = Coder(Session(cases, "丁", tmp_path / "丁.jsonl", blind=True, compare={n: tmp_path / f"{n}.jsonl" for n in "乙丙"}))
    [row] = third.work["rows"]
    assert (row["kind"], row["a"]["code"], row["b"]["code"], row["state"]) == ("code", "delay", "attitude", "")
    asked(third, "resolve", row=0, choice="other", role="cause", code="process_gap")
    assert third.work["rows"][0]["state"] == "other"
    assert [m.code for m in third.coding["u1"].mentions] == ["process_gap"]
    third.close()


def test_the_window_has_whole_lines_and_every_place_for_a_border(tmp_path: Path):
    lines = "\n".join(f"第{n}段。这里说的是第{n}件事，一件接着一件。" for n in range(300))
    cases = base(f"{lines}\n---甲[m1 cause:delay|晚了]。\n---{lines}")
    session = Session(cases, "甲", tmp_path / "x.jsonl")
    told = desk(session, "u2")
    assert told["text"].startswith("第") and told["text"].endswith("\n")
    assert AROUND <= told["start"] - told["base"] < AROUND + 200
    places = stops(session.text("u2"), Span(told["base"], told["base"] + len(told["text"])))
    assert all(session.text("u2").text[a:b].strip() == session.text("u2").text[a:b] for a, b, _ in places)
    assert [first for *_, first in places] == [1] * len(places)
    assert work(session)["all"] == 1


def test_a_snapshot_and_a_page_escape_what_they_show(tmp_path: Path):
    cases = base("<script>alert(1)</script>[m1 cause:delay|<b>晚了]", doc="<i>.txt")
    coder = Coder(Session(cases, "<u>", tmp_path / "x.jsonl"), lang="en")
    data = coder._repr_mimebundle_()[0]
    assert "<script>alert" not in data["text/html"]
    assert "&lt;b&gt;晚了" in data["text/html"]
    page = coder.to_html(tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "alert(1)" in page


def test_there_must_be_a_case(tmp_path: Path):
    with pytest.raises(InputError, match="no case to code"):
        Coder(Session(Cases(), "甲", tmp_path / "x.jsonl"))


def test_the_public_name_makes_records_anew_where_a_border_moves(cases: Cases, tmp_path: Path):
    import caselib as cl

    coder = cl.code(cases, "甲", tmp_path / "甲.jsonl", first="u2", lang="en")
    assert (coder.desk["uid"], coder.lang, coder.log.name) == ("u2", "en", "甲.jsonl")
    coder.session.move("u1", "end", coder.session.text("u1").text.index("后来"))
    assert coder.coding["u1"].rule == "coder"
    coder.close()
    again = cl.code(cases, "甲", tmp_path / "甲.jsonl", compare=[tmp_path / "甲.jsonl", tmp_path / "甲.jsonl"])
    assert again.names == ["甲", "甲 (甲)"]
