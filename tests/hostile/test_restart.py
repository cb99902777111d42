"""No loss: killed runs, full disks, read-only folders, interrupts, two processes on one case base."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from caselib.casebase import load, save
from caselib.casebase.staged import adopt, staged
from caselib.errors import CaselibError, InputError
from caselib.files import held, settled, text_written_whole, written_together, written_whole
from caselib.pipeline import parse
from tests.coding.make import base

from .restart import STORY, Place, contents, forked, killed_at_rename, points, study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed by signals")
TEXT = "事由：[m1 cause:delay|晚了]，店方[m2 action:refund/done|退款]，[m4 outcome:satisfied|满意]。"
OTHER = "事由：[m1 cause:defect|空调坏了]，[m2 action:repair/done|修好]。"


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_a_study_that_is_stopped_leaves_old_or_new_files_and_ends_the_same(tmp_path: Path, how: int):
    for point in points(tmp_path, 10 if how == signal.SIGKILL else 2, how=how):
        assert (point.torn, point.loads, point.same) == ([], True, True), point


def in_parts(place: Place) -> None:
    os.environ["CASELIB_CACHE"] = "off"
    parse(place.documents, out=place.out, parts="jsonl", progress=False)


@pytest.mark.slow
def test_a_run_in_parts_that_is_killed_leaves_the_old_case_base(tmp_path: Path):
    """Over an earlier case base, with one document changed, one gone, ten new."""
    place, wanted = Place(tmp_path / "a"), Place(tmp_path / "b")
    place.write(2)
    in_parts(place)
    old, kept = load(place.out), tmp_path / "kept"
    shutil.copytree(place.out, kept)
    for each in (place, wanted):
        each.write(12)
        (each.documents / "0.txt").write_text(STORY.format(n=9, thing="书桌"), encoding="utf-8")
        (each.documents / "1.txt").unlink()
    started = time.perf_counter()
    forked(lambda: in_parts(wanted))
    whole, new, rng, seen = time.perf_counter() - started, load(wanted.out), random.Random(2), set()
    for _ in range(8):
        shutil.rmtree(place.out)
        shutil.copytree(kept, place.out)
        forked(lambda: in_parts(place), rng.uniform(0.1, 1) * whole)
        left = load(place.out)
        assert (left.cases, left.texts) in ((old.cases, old.texts), (new.cases, new.texts))
        seen.add(left.cases == old.cases)
        assert forked(lambda: in_parts(place)) == 0
        assert (load(place.out).cases, load(place.out).texts) == (new.cases, new.texts)
        assert not (place.out / ".next").exists()
    assert True in seen


@pytest.mark.parametrize("stop", range(6))
def test_parts_that_take_the_old_ones_place_do_so_together(tmp_path: Path, stop: int):
    """Stopped at each rename: before the decision the old case base, after it the new one."""
    place = Place(tmp_path)
    place.write(2)
    in_parts(place)
    old = load(place.out)
    place.write(3)
    inside = staged(place.out)
    new = parse(place.documents, out=tmp_path / "other", parts="jsonl", progress=False)
    shutil.rmtree(inside)
    shutil.copytree(tmp_path / "other", inside)
    assert killed_at_rename(lambda: adopt(place.out), stop) == -signal.SIGKILL
    assert load(place.out).cases == (old if stop == 0 else new).cases
    assert (place.out / ".next").exists() == (stop == 0)


def test_two_runs_in_one_folder_are_told_apart(tmp_path: Path):
    place = Place(tmp_path)
    place.write(1)
    place.out.mkdir()
    with held(place.out / ".run", "wait"):
        assert forked(lambda: in_parts(place)) == 1
    in_parts(place)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None, reason="needs root, to mount a small disk")
def test_a_disk_that_is_really_full(tmp_path: Path):
    """A file system of 4 MB, nearly full: the study ends with a sentence, what stood there stands, and with more room it goes on."""
    place = Place(tmp_path)
    place.write(2)
    place.out.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place.out)], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        study(place)
        before = contents(place.out)
        room = shutil.disk_usage(place.out)
        (place.out / "filler").write_bytes(bytes(max(0, room.free - 20_000)))
        place.write(3)

        def work() -> None:
            try:
                study(place)
            except CaselibError as error:
                os._exit(7 if "cannot be written" in str(error) and "free some space" in str(error) else 8)

        assert forked(work) == 7
        (place.out / "filler").unlink()
        assert contents(place.out) == before
        assert forked(lambda: study(place)) == 0
        assert contents(place.out) != before
    finally:
        subprocess.run(["umount", str(place.out)], check=True)


@pytest.mark.parametrize("stop", range(5))
def test_files_that_belong_together_are_all_old_or_all_new(tmp_path: Path, stop: int):
    """Stopped before each of the renames: before the note all are old, after it all are new."""
    path = save(base(TEXT), tmp_path / "x.jsonl")
    before = contents(tmp_path)
    wanted = save(base(OTHER), tmp_path / "other" / "x.jsonl").parent
    assert killed_at_rename(lambda: save(base(OTHER), path), stop) == -signal.SIGKILL
    assert load(path).cases == (base(TEXT) if stop == 0 else base(OTHER)).cases
    assert contents(tmp_path) == (before if stop == 0 else contents(wanted))


def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(tmp_path: Path):
    import resource

    place = Place(tmp_path)
    place.write(2)
    study(place)
    before = contents(place.out)
    place.write(3)

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
        os.environ["CASELIB_CACHE"] = "off"
        try:
            study(place)
        except CaselibError as error:
            os._exit(7 if "cannot be written" in str(error) and "free some space" in str(error) else 8)

    assert forked(work) == 7
    assert contents(place.out) == before
    assert not [path for path in place.out.iterdir() if path.name.startswith(".report")]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX")
def test_a_read_only_folder_is_one_sentence():
    folder = Path(tempfile.mkdtemp())
    path = save(base(TEXT), folder / "x.jsonl")
    folder.chmod(0o555)

    def work() -> None:
        if os.geteuid() == 0:
            os.seteuid(65534)
        try:
            save(base(OTHER), path)
        except InputError as error:
            os._exit(7 if "cannot be written" in str(error) else 8)

    try:
        assert forked(work) == 7
        assert load(path).cases == base(TEXT).cases
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_an_interrupt_leaves_the_old_file_and_no_other(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), text_written_whole(path) as file:
        file.write("new")
        raise KeyboardInterrupt
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("a.txt", "old")]


def test_what_a_killed_process_left_is_swept(tmp_path: Path):
    def work() -> None:
        with written_whole(tmp_path / "a.txt"):
            os.kill(os.getpid(), signal.SIGKILL)

    forked(work)
    (left,) = tmp_path.iterdir()
    os.utime(left, (time.time() - 3600,) * 2)
    with text_written_whole(tmp_path / "a.txt") as file:
        file.write("x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_two_processes_on_one_case_base_are_told_apart(tmp_path: Path):
    path = save(base(TEXT), tmp_path / "x.jsonl")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with held(path.with_name(f".{path.name}"), "wait", keep=False):
            os.write(writer, b"!")
            time.sleep(30)
        os._exit(0)
    assert os.read(reader, 1) == b"!"
    with pytest.raises(InputError, match=rf"x\.jsonl is in use by another process \(number {child}\); wait until it is done, or write to another folder"):
        save(base(OTHER), path)
    assert load(path).cases == base(TEXT).cases
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    save(base(OTHER), path)  # the lock died with its holder
    assert load(path).cases == base(OTHER).cases
    assert not list(tmp_path.glob("*.lock"))


def test_a_note_that_names_other_folders_is_kept_to_its_own(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "outside.txt").write_text("outside", encoding="utf-8")
    (tmp_path / "in" / ".x.jsonl.together").write_text('[["../outside.txt", "../y.txt"]]', encoding="utf-8")
    settled(tmp_path / "in" / "x.jsonl")
    assert (tmp_path / "outside.txt").read_text(encoding="utf-8") == "outside"


def test_together_writes_all_or_none(tmp_path: Path):
    paths = [tmp_path / "a", tmp_path / "b"]
    with pytest.raises(ZeroDivisionError), written_together(paths) as (first, _):
        first.write_text("x", encoding="utf-8")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
