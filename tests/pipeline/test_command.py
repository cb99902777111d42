"""``caselib parse`` into a folder of parts, and what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from caselib.casebase import Cases, load
from caselib.cli import main
from caselib.pipeline import parse
from tests.pipeline.make import everything, folder

pytest.importorskip("pyarrow")


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIB_CACHE", "off")


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr(sys, "argv", ["caselib", *args])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_folder_with_a_slash_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    source = folder(tmp_path / "in", 6)
    out = f"{tmp_path}/base/"
    assert run(monkeypatch, "parse", str(source), "-o", out, "-j", "1") == 0
    said = capsys.readouterr().out
    whole = parse(source, progress=False)
    assert everything(Cases.open(out)) == everything(whole)
    assert f"{len(whole)} 个案例" in said
    assert run(monkeypatch, "parse", str(source), "-o", out.rstrip("/"), "-j", "1") == 0
    assert everything(load(out)) == everything(whole)
    assert run(monkeypatch, "parse", str(source), "-o", f"{tmp_path}/lines", "--parts", "jsonl", "-j", "1") == 0
    assert everything(load(tmp_path / "lines")) == everything(whole)


def test_a_file_is_written_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source = folder(tmp_path / "in", 3)
    assert run(monkeypatch, "parse", str(source), "-o", f"{tmp_path}/x.jsonl", "-j", "1") == 0
    assert (tmp_path / "x.jsonl").is_file()


def test_a_scheduler_that_does_not_answer_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("distributed")
    assert run(monkeypatch, "parse", str(folder(tmp_path / "in", 1)), "-o", f"{tmp_path}/o/", "--scheduler", "tcp://127.0.0.1:9") == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
