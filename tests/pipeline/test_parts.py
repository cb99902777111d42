"""Runs in parts: the same result as in memory, however it is cut, interrupted, resumed or divided among processes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caselib.casebase import Cases, load
from caselib.casebase.parts import FORMATS
from caselib.dedupe import banded
from caselib.errors import InputError
from caselib.pipeline import clusters, outlines, parse, parts, plan, run, stream
from tests.pipeline.make import everything, files, folder, story

pytest.importorskip("pyarrow")


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIB_CACHE", "off")
    monkeypatch.setattr(plan, "MOST_FILES", 5)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folder(tmp_path / "in")


@pytest.fixture(params=[banded.ONE_PIECE, 3], ids=["in one piece", "by bands"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banded, "ONE_PIECE", request.param)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("form", FORMATS)
def test_parts_hold_what_memory_holds(source: Path, tmp_path: Path, form: str):
    whole = parse(source, progress=False)
    made = parse(source, out=tmp_path / "out", parts=form, progress=False)
    assert everything(made) == everything(whole)
    assert everything(load(tmp_path / "out")) == everything(whole)
    assert len({case.cluster for case in whole}) < len(whole), "nothing was clustered: the test says nothing"


@pytest.mark.usefixtures("few")
def test_it_does_not_matter_how_parts_are_cut(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    whole = everything(parse(source, out=tmp_path / "a", progress=False))
    monkeypatch.setattr(parts, "MOST_TEXTS", 1)
    monkeypatch.setattr(plan, "MOST_FILES", 1)
    made = parse(source, out=tmp_path / "b", progress=False)
    assert len(made.rows.parts) > 40
    assert everything(made) == whole
    assert everything(Cases.open(tmp_path / "b").load()) == whole


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_any_number_of_processes_writes_the_same_files(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # So that pairs are judged in several goes.
    monkeypatch.setattr(clusters, "_BATCH", 2)
    parse(source, out=tmp_path / "a", progress=False)
    parse(source, out=tmp_path / "b", workers=3, progress=False)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_an_interrupted_run_goes_on(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    parse(source, out=tmp_path / "whole", progress=False)
    kept, done = parts.parse_texts, []

    def stop(texts, tools, result):
        if len(done) >= 15:
            raise KeyboardInterrupt
        done.extend(text.doc for text in texts)
        kept(texts, tools, result)

    monkeypatch.setattr(parts, "parse_texts", stop)
    with pytest.raises(KeyboardInterrupt):
        parse(source, out=tmp_path / "out", progress=False)
    with pytest.raises(InputError, match="goes on where it was interrupted"):
        Cases.open(tmp_path / "out")
    again: list[str] = []
    monkeypatch.setattr(parts, "parse_texts", lambda texts, *rest: (again.extend(text.doc for text in texts), kept(texts, *rest)))
    parse(source, out=tmp_path / "out", progress=False)
    assert again
    assert len(set(done) & set(again)) <= 8, "finished parts were parsed again"
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_nothing_changed_nothing_done(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = everything(parse(source, out=tmp_path / "out", progress=False))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*") if path.is_file()}
    monkeypatch.setattr(parts, "parse_texts", lambda *_: pytest.fail("parsed again"))
    monkeypatch.setattr(outlines, "made", lambda *_: pytest.fail("outlined again"))
    assert everything(parse(source, out=tmp_path / "out", progress=False)) == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_a_changed_and_a_lost_file_are_followed(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    parse(source, out=tmp_path / "out", progress=False)
    (source / "a003.txt").write_text(story(random.Random(77)), encoding="utf-8")
    (source / "a020.txt").unlink()
    kept, again = parts.parse_texts, []
    monkeypatch.setattr(parts, "parse_texts", lambda texts, *rest: (again.extend(text.doc for text in texts), kept(texts, *rest)))
    made = parse(source, out=tmp_path / "out", progress=False)
    assert "a003.txt" in again
    assert "a010.txt" not in again
    assert everything(made) == everything(parse(source, progress=False))
    parse(source, out=tmp_path / "fresh", progress=False)
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


RUN = "import sys; from caselib.pipeline import parse, plan; plan.MOST_FILES = 5; parse(sys.argv[1], out=sys.argv[2], progress=False, workers=int(sys.argv[3]))"


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_files(source: Path, tmp_path: Path):
    parse(source, out=tmp_path / "whole", progress=False)
    rng = random.Random(1)
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", RUN, str(source), str(tmp_path / "out"), "1"])
        started = time.monotonic()
        while child.poll() is None and len(list((tmp_path / "out").rglob("*"))) < 8 and time.monotonic() - started < 60:
            time.sleep(0.02)
        time.sleep(rng.random() * 0.5)
        child.send_signal(signal.SIGKILL)
        child.wait()
    parse(source, out=tmp_path / "out", progress=False)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.slow
def test_a_file_that_ends_its_process_is_a_problem(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from caselib.pipeline import one

    for module in (parts, one):
        kept = module.parse_texts
        deadly = lambda texts, *rest, kept=kept: os._exit(9) if "a007.txt" in [text.doc for text in texts] else kept(texts, *rest)  # noqa: E731
        monkeypatch.setattr(module, "parse_texts", deadly)
    made = parse(source, out=tmp_path / "out", workers=2, progress=False)
    found = [(problem.address.file, problem.code, problem.details) for problem in made.problems if problem.code == "failed_stage"]
    assert found == [("a007.txt", "failed_stage", {"stage": "read", "reason": "killed"})]
    (source / "a007.txt").unlink()
    left = parse(source, progress=False)
    assert [case.id for case in made] == [case.id for case in left]


def test_sources_and_results_at_an_address(source: Path, tmp_path: Path):
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    for path in source.iterdir():
        store.pipe_file(f"/in/{path.name}", path.read_bytes())
    store.pipe_file("/in/.hidden.txt", b"x")
    whole = parse(source, out=tmp_path / "out", progress=False)
    made = parse("memory://in", out="memory://out", progress=False)
    assert everything(made) == everything(whole)
    assert everything(Cases.open("memory://out")) == everything(whole)
    assert [case.doc for case in parse("memory://in/a00*.txt", progress=False)] == [case.doc for case in whole if case.doc.startswith("a00")]
    with pytest.raises(InputError, match="nothing could be read"):
        parse("memory://nowhere/x.txt", progress=False)


@pytest.mark.parametrize(("given", "said"), [({"parts": "xml"}, "parquet or jsonl"), ({"paths": "nowhere"}, "nothing could be read")])
def test_what_cannot_be_done_is_said(source: Path, tmp_path: Path, given: dict[str, str], said: str):
    with pytest.raises(InputError, match=said):
        parse(given.get("paths", source), out=tmp_path / "out", parts=given.get("parts", "parquet"), progress=False)


def test_groups_hang_on_names_alone(source: Path):
    listed = plan.listing(source, run.Settings().limits)
    groups = list(plan.tasks(listed))
    assert [item for group in groups for item in group.items] == listed
    assert all(len(group.items) <= 5 for group in groups)
    assert [group.name for group in plan.tasks(listed)] == [group.name for group in groups]
    assert len({group.name for group in groups}) == len(groups)
    assert stream.Here(1).workers == 1
