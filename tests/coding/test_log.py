"""The log: what was appended is there, whatever happened in between; undo and redo are exact."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.coding import log
from caselib.coding.events import KINDS, Event, Mark, event_from_dict, event_to_dict
from caselib.coding.log import append, effective, held, merge, read_log, redo, undo
from caselib.errors import FormatError, InputError
from caselib.model import Span
from tests.coding.make import TIME

MARK = Mark(Span(3, 5), "退款", "经调解", "。", "action", "refund", "done")


def span_event(second: int, coder: str = "甲", note: str = "") -> Event:
    return Event("span", coder, TIME.format(second), "u1", "a.txt", MARK, note=note)


def back(kind: str, second: int, of: str = "", coder: str = "甲") -> Event:
    return Event(kind, coder, TIME.format(second), of=of)


texts = st.text(st.characters(exclude_categories=()), max_size=20)
marks = st.builds(
    lambda start, length, *parts: Mark(Span(start, start + length), *parts),
    st.integers(0, 10**6), st.integers(0, 100), *[texts] * 6,
)  # fmt: skip
events = st.builds(
    Event, st.sampled_from(KINDS), texts.filter(bool), texts.filter(bool), texts.filter(bool), texts.filter(bool), marks, marks,
    st.sampled_from(("start", "end")), texts, texts, texts,
)  # fmt: skip


@given(events)
def test_every_event_comes_back_from_its_line(event: Event):
    again = event_from_dict(json.loads(json.dumps(event_to_dict(event))))
    assert again == event
    assert again.id == event.id


@settings(max_examples=15, deadline=None)
@given(st.lists(events, max_size=4))
def test_what_was_appended_is_read(tmp_path_factory: pytest.TempPathFactory, decisions: list[Event]):
    path = tmp_path_factory.mktemp("log") / "甲.jsonl"
    for event in decisions:
        append(path, event)
    assert read_log(path) == (list({e.id: e for e in decisions}.values()), [])


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 400))
def test_a_torn_last_line_costs_one_event_and_is_told(tmp_path_factory: pytest.TempPathFactory, cut: int):
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    first, second, third = (span_event(n) for n in range(3))
    append(path, first)
    whole = path.stat().st_size
    append(path, second)
    with path.open("r+b") as file:
        file.truncate(max(whole, path.stat().st_size - cut))
    torn = path.stat().st_size > whole
    found, problems = read_log(path)
    complete = found == [first, second]  # only the line end was lost
    assert found[:1] == [first]
    assert complete or [p.code for p in problems] == ["torn_event"] * torn
    append(path, third)
    assert read_log(path)[0] == [*found, third]
    assert len(read_log(path)[1]) == (torn and not complete)


def test_lines_can_be_read_and_compared(tmp_path: Path):
    append(tmp_path / "log.jsonl", span_event(1, note="见第三段"))
    event = span_event(1, note="见第三段")
    assert (tmp_path / "log.jsonl").read_text(encoding="utf-8") == (
        '{"format": 1, "id": "' + event.id + '", "time": "2024-05-01T08:00:01+00:00", "coder": "甲", "kind": "span", "case": "u1", '
        '"doc": "a.txt", "at": {"role": "action", "code": "refund", "status": "done", "start": 3, "end": 5, "before": "经调解", '
        '"quote": "退款", "after": "。"}, "note": "见第三段"}\n'
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{}", "bad_event"),
        ("[1, 2]", "bad_event"),
        ("[" * 5000, "bad_event"),
        ('{"format": 1, "kind": "dance", "coder": "a", "time": "t"}', "bad_event"),
        ('{"format": 1, "kind": "span", "coder": "a", "time": "t", "case": "u", "doc": "d", "at": {"start": 9, "end": 2}}', "bad_event"),
        ('{"format": 1, "id": "000000000000", "kind": "undo", "coder": "a", "time": "t"}', "changed_event"),
    ],
)
def test_lines_that_are_no_events_are_listed_with_their_number(tmp_path: Path, line: str, code: str):
    path = tmp_path / "log.jsonl"
    append(path, span_event(1))
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    append(path, span_event(2))
    found, problems = read_log(path)
    assert [(p.code, p.address.line) for p in problems] == [(code, 2)]
    assert [e for e in found if e.kind == "span"] == [span_event(1), span_event(2)]


def test_a_log_of_the_future_is_refused_in_a_sentence(tmp_path: Path):
    (tmp_path / "log.jsonl").write_text('{"format": 99, "kind": "span"}\n', encoding="utf-8")
    with pytest.raises(FormatError, match=r"format 99.*update caselib"):
        read_log(tmp_path / "log.jsonl")


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "log.jsonl"
    append(path, span_event(1))
    real = os.write
    monkeypatch.setattr(log.os, "write", lambda handle, data: real(handle, data[:40]) if len(data) > 40 else real(handle, data))
    with pytest.raises(InputError, match="free some space"):
        append(path, span_event(2))
    monkeypatch.undo()
    assert read_log(path) == ([span_event(1)], [])


def _hold(path: str, ready: object) -> None:
    with held(path):
        ready.set()
        time.sleep(30)


def test_two_processes_on_one_log_are_told_apart(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    ready = multiprocessing.get_context("spawn").Event()
    other = multiprocessing.get_context("spawn").Process(target=_hold, args=(str(path), ready), daemon=True)
    other.start()
    assert ready.wait(20)
    with pytest.raises(InputError, match=rf"log\.jsonl is in use by another process \(number {other.pid}\)"):
        append(path, span_event(1))
    append(tmp_path / "log.乙.jsonl", span_event(1, "乙"))  # a second coder in a second file
    other.kill()
    other.join()
    append(path, span_event(1))  # the lock died with its holder
    assert len(read_log(path)[0]) == 1


def test_one_process_may_hold_and_append(tmp_path: Path):
    with held(tmp_path / "log.jsonl"), held(tmp_path / "log.jsonl"):
        append(tmp_path / "log.jsonl", span_event(1))
    assert read_log(tmp_path / "log.jsonl")[0] == [span_event(1)]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")
def test_a_killed_writer_loses_at_most_one_event(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    code = (
        "import sys; from caselib.coding.log import append; from tests.coding.test_log import span_event\n"
        "for n in range(10**6): append(sys.argv[1], span_event(n % 60, note=str(n))); print(n, flush=True)"
    )
    for delay in (0.0, 0.013, 0.05, 0.11):
        path.unlink(missing_ok=True)
        writer = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        told = [0, *map(int, writer.stdout.read().split())]
        writer.wait()
        found, problems = read_log(path)
        assert [e.note for e in found] == [str(n) for n in range(len(found))]
        assert len(found) >= told[-1] + 1  # what was confirmed is there
        assert len(problems) <= 1


@pytest.mark.parametrize(
    ("history", "stands"),
    [
        ("1 2 u", "1"),
        ("1 2 u u", ""),
        ("1 2 u r", "1 2"),
        ("1 2 u u r", "1"),
        ("1 2 u u r r r", "1 2"),
        ("1 2 u 3 r", "1 3"),  # a new decision ends what can be redone
        ("u r 1", "1"),
        ("1 2 3 u:1", "2 3"),  # an older one, by its id
        ("1 2 3 u:1 r:1", "1 2 3"),  # comes back to its place
        ("1 u:2 2", "1 2"),  # nothing to undo yet
    ],
)
def test_undo_and_redo(history: str, stands: str):
    made = {str(n): span_event(n) for n in range(1, 4)}
    steps = []
    for second, step in enumerate(history.split(), 10):
        kind, _, of = step.partition(":")
        steps.append(made[kind] if kind in made else back({"u": "undo", "r": "redo"}[kind], second, made[of].id if of else ""))
    assert effective(steps) == [made[n] for n in stands.split()]


def test_undo_takes_back_ones_own_decisions_only():
    mine, theirs = span_event(1), span_event(2, "乙")
    assert effective([mine, theirs, back("undo", 3)]) == [theirs]
    assert effective([mine, theirs, back("undo", 3, theirs.id)]) == [mine, theirs]
    assert merge([[mine, back("undo", 3)], [theirs]]) == [mine, theirs, back("undo", 3)]


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=25))
def test_undo_and_redo_are_an_editors(steps: list[str]):
    """Against the model that every editor has: a list, and a list of what was taken back."""
    there: list[Event] = []
    gone: list[Event] = []
    history: list[Event] = []
    for n, step in enumerate(steps):
        if step == "do":
            there.append(span_event(n % 60, note=str(n)))
            history.append(there[-1])
            gone.clear()
            continue
        made = (undo if step == "undo" else redo)(history, "甲")
        source, target = (there, gone) if step == "undo" else (gone, there)
        assert (made is None) == (not source)
        if made:
            history.append(made)
            target.append(source.pop())
        assert effective(history) == there


def test_events_say_what_they_lack():
    with pytest.raises(ValueError, match=r"kind 'dance'.*accept"):
        Event("dance", "甲", TIME.format(1))
    with pytest.raises(ValueError, match="recode needs to"):
        Event("recode", "甲", TIME.format(1), "u", "d", MARK)
    with pytest.raises(ValueError, match="border needs side"):
        Event("border", "甲", TIME.format(1), "u", "d", MARK, MARK, side="left")
