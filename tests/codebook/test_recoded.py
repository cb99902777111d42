"""A codebook that renamed, merged and gave up codes: older cases, logs and projects stay readable and go on under the present codes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from caselib.casebase import Cases, load, save
from caselib.codebook import Codebook, changes
from caselib.codebook import load as load_codebook
from caselib.coding.apply import apply
from caselib.coding.events import Event
from caselib.coding.recode import recode_cases, recode_events
from caselib.errors import CodebookError
from caselib.exchange import read_qdpx, write_qdpx
from tests.coding.make import at, base, event

HOSPITAL = Path(__file__).parent / "hospital"
OLD = "[m1 cause:slip|老人滑倒]，护士[m3 action:look_at/done|检查]，[m4 outcome:rumour|传言四起]。"


@pytest.fixture
def book(tmp_path: Path) -> Codebook:
    """slip → tumble → fall, look_at → examine, rumour given up."""
    folder = Path(shutil.copytree(HOSPITAL, tmp_path / "book"))
    with (folder / "codebook.yaml").open("a", encoding="utf-8") as file:
        file.write("\nrecoded: {slip: tumble, tumble: fall, look_at: examine, rumour: }\n")
    return load_codebook(folder)


@pytest.fixture
def cases() -> Cases:
    """Two coders' names for one thing, at one place."""
    made = base(OLD, links={"u1": [("m1", "m3"), ("m3", "m4")]})
    case = made.cases[0]
    again = replace(case.mentions[0], id="m2", code="tumble", confidence=0.9)
    links = (*case.links, replace(case.links[0], source="m2"))
    episode = replace(case.episodes[0], causes=("m1", "m2"))
    return Cases((replace(case, mentions=(case.mentions[0], again, *case.mentions[1:]), links=links, episodes=(episode,)),), (), made.texts)


@pytest.mark.parametrize(("code", "now"), [("slip", "fall"), ("tumble", "fall"), ("fall", "fall"), ("look_at", "examine"), ("rumour", ""), ("never", "never")])
def test_what_a_code_is_called_now(book: Codebook, code: str, now: str):
    assert book.current(code) == now


def test_an_older_code_has_the_present_label(book: Codebook):
    assert book.label("slip") == book.label("fall") != "slip"
    assert (book.label("rumour"), book.label("never")) == ("rumour", "never")


def test_older_cases_go_on_under_the_present_codes(book: Codebook, cases: Cases, tmp_path: Path):
    made = recode_cases(load(save(cases, tmp_path / "x.jsonl")), book)
    case = made.cases[0]
    assert [(m.id, m.code) for m in case.mentions] == [("m1", "fall"), ("m3", "examine"), ("m4", "rumour")]
    assert [(link.source, link.target) for link in case.links] == [("m1", "m3"), ("m3", "m4")]
    assert case.episodes[0].causes == ("m1",)
    told = {(p.code, p.details["code"], p.details["to"], p.details["count"]) for p in made.problems}
    assert told == {("recoded", "slip", "fall", 1), ("recoded", "tumble", "fall", 1), ("recoded", "look_at", "examine", 1), ("given_up_code", "rumour", "", 1)}
    assert all("…" not in p.message(lang) for p in made.problems for lang in ("zh", "en"))
    assert recode_cases(made, book).cases == made.cases
    assert recode_cases(cases, replace(book, recoded={})) is cases


def test_an_older_log_fits_the_present_codes(book: Codebook, cases: Cases):
    events = [
        event("recode", at(cases, "检查", "action:look_at:done"), at(cases, "检查", "action:examine:advised"), second=1),
        event("reject", at(cases, "老人滑倒", "cause:slip:"), second=2),
    ]
    events.append(Event("undo", "甲", "2024-05-01T08:00:03+00:00", of=events[1].id))
    told = recode_events(events, book)
    assert told[2].of == told[1].id
    done = apply(recode_cases(cases, book), told)
    assert [(m.code, m.status) for m in done.cases[0].mentions] == [("fall", ""), ("examine", "advised"), ("rumour", "")]
    assert not [p for p in done.problems if p.code == "stale_decision"]


def test_an_older_project_is_read(book: Codebook, cases: Cases, tmp_path: Path):
    again = read_qdpx(write_qdpx(cases, tmp_path / "p.qdpx", codebook=book), codebook=book).cases
    assert {m.code for m in again.cases[0].mentions} == {"fall", "examine"}
    assert [p.details["code"] for p in again.problems if p.code == "unknown_code"] == ["rumour（rumour）"]


def test_changes_are_told(book: Codebook):
    was = {"fall": "slip", "harm": "gone"}
    codes = {was.get(name, name): replace(code, id=was.get(name, name)) for name, code in book.codes.items()}
    codes["no_harm"] = replace(codes["no_harm"], definition={"zh": "别的"})
    old = replace(book, codes=codes)
    assert [(each.kind, each.code, each.to) for each in changes(old, book)] == [
        ("lost", "gone", ""), ("renamed", "slip", "fall"), ("added", "fall", ""), ("added", "harm", ""), ("redefined", "no_harm", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{fall: harm}", "fall is a code of this version"), ("{slip: nowhere}", "slip leads to nowhere"), ("{a: b, b: a}", "a leads to a"),
        ("[x]", "recoded must be a mapping"),
    ],
)  # fmt: skip
def test_a_map_that_leads_nowhere_is_refused(tmp_path: Path, entry: str, fault: str):
    folder = Path(shutil.copytree(HOSPITAL, tmp_path / "book"))
    with (folder / "codebook.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nrecoded: {entry}\n")
    with pytest.raises(CodebookError, match=fault):
        load_codebook(folder)


def test_the_commands(book: Codebook, cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from typer.testing import CliRunner

    from caselib.cli.app import app
    from caselib.coding.log import append, read_log

    save(cases, tmp_path / "old" / "x.jsonl")
    append(tmp_path / "log.jsonl", event("reject", at(cases, "老人滑倒", "cause:slip:")))
    given = ["codebook", "recode", "old/x.jsonl", "book", "-o", "new/x.jsonl", "--log", "log.jsonl", "--lang", "en"]
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, given)
    assert told.exit_code == 0, told.output
    assert "'slip' is now called 'fall'" in told.output
    assert [m.code for m in load(tmp_path / "new" / "x.jsonl").cases[0].mentions] == ["fall", "examine", "rumour"]
    assert read_log(tmp_path / "new" / "log.jsonl")[0][0].at.code == "fall"
    same = CliRunner().invoke(app, ["codebook", "changes", str(HOSPITAL), str(tmp_path / "book"), "--lang", "en"])
    assert (same.exit_code, same.output) == (0, "No code has changed.\n")
    shutil.copytree("book", "next")  # a folder is read once in a process
    Path("next/outcomes/harm.yaml").unlink()
    lost = CliRunner().invoke(app, ["codebook", "changes", "book", "next", "--lang", "en"])
    assert (lost.exit_code, lost.output.split(" is gone")[0]) == (1, "harm")
