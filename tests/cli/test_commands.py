"""The commands as a person runs them: what they print, in which language, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import caselib as cl
from caselib.cli.study import write_all

CASE = "案例一：早餐券\n4月1日，住客黄女士投诉前台多收早餐费68元。值班经理核对订单后退还68元并道歉，黄女士表示满意。\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(tmp_path: Path, cache: Path):
    def call(*arguments: str, stdin: bytes | None = None, lang: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "CASELIB_CACHE": str(cache), "PYTHONIOENCODING": "utf-8", "CASELIB_LANG": lang}
        done = subprocess.run([sys.executable, "-m", "caselib", *arguments], cwd=tmp_path, env=environment, input=stdin, capture_output=True, timeout=120)
        assert b"Traceback" not in done.stderr
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(CASE, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    return tmp_path


def test_parse_writes_cases_lists_problems_and_ends_well(run, folder: Path):
    done = run("parse", "in", "-o", "x.jsonl")
    assert done.returncode == 0
    assert "1 个案例" in done.stdout
    assert "b.txt" in done.stdout + done.stderr
    assert [json.loads(line)["doc"] for line in (folder / "x.jsonl").read_text(encoding="utf-8").splitlines()] == ["a.txt"]
    assert {path.name for path in folder.glob("x.*")} == {"x.jsonl", "x.texts.jsonl", "x.guides.jsonl", "x.problems.jsonl"}


def test_in_english(run, folder: Path):
    assert "1 case" in run("parse", "in", "-o", "x.jsonl", "--lang", "en").stdout
    assert "1 case" in run("parse", "in", "-o", "x.jsonl", lang="en").stdout
    assert "1 个案例" in run("parse", "in", "-o", "x.jsonl", "--lang", "zh", lang="en").stdout


def test_strict_makes_any_problem_a_failure(run, folder: Path):
    assert run("parse", "in", "-o", "x.jsonl", "--strict").returncode == 1
    assert (folder / "x.jsonl").is_file()
    assert run("parse", "in/a.txt", "-o", "x.jsonl", "--strict").returncode == 0


@pytest.mark.parametrize("path", ["in/b.txt", "not_there", "in/*.pdf"])
def test_nothing_read_is_status_1_and_one_sentence(run, folder: Path, path: str):
    done = run("parse", path, "-o", "x.jsonl")
    assert done.returncode == 1
    assert done.stderr.strip()
    assert not (folder / "x.jsonl").exists()


@pytest.mark.parametrize("wrong", [["parse"], ["parse", "in", "--nope"], ["nope"], ["parse", "in", "--least", "2"], ["evaluate", "x"]])
def test_wrong_usage_is_status_2(run, folder: Path, wrong: list[str]):
    assert run(*wrong).returncode == 2


def test_standard_input(run, folder: Path):
    done = run("parse", "-", "-o", "x.jsonl", stdin=CASE.encode("gb18030"))
    assert done.returncode == 0
    (line,) = (folder / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["title"] == "案例一：早餐券"


def test_explain_names_every_mend_and_every_rule(run, folder: Path):
    (folder / "in" / "c.txt").write_text(CASE.replace("经理核对", "经\u200b理核对") + "第 2 页 共 9 页\n", encoding="utf-8")
    done = run("explain", "in/c.txt")
    assert done.returncode == 0
    assert "incident [case_heading]" in done.stdout
    assert "第 2 页 共 9 页" in done.stdout
    assert run("explain", "in/b.txt").returncode == 1


def test_evaluate_a_file_against_itself(run, folder: Path):
    run("parse", "in", "-o", "x.jsonl")
    case = json.loads((folder / "x.jsonl").read_text(encoding="utf-8"))
    kept = ("kind", "industry", "year", "final", "duplicate_of", "start", "end", "mentions")
    gold = {"doc": "a.txt", "cases": [{"id": "g"} | {key: case[key] for key in kept}]}
    (folder / "gold.jsonl").write_text(json.dumps(gold, ensure_ascii=False) + "\n", encoding="utf-8")
    done = run("evaluate", "gold.jsonl", "x.jsonl", "--lang", "en")
    assert done.returncode == 0
    assert "segmentation\t1.000\t1.000\t1.000" in done.stdout
    assert "mentions (micro)\t1.000\t1.000\t1.000" in done.stdout
    missing = run("evaluate", "not_there.jsonl", "x.jsonl")
    assert (missing.returncode, "not_there.jsonl" in missing.stderr) == (1, True)


@pytest.mark.slow
def test_study_writes_everything_and_says_where_to_look(run, folder: Path):
    done = run("study", "in", "-o", "out")
    assert done.returncode == 0
    assert "out/report.html" in done.stdout.replace("\\", "/")
    cases = {f"cases.{part}" for part in ("jsonl", "texts.jsonl", "guides.jsonl", "problems.jsonl", "xlsx")}
    shown = {path.name for path in (folder / "out").iterdir() if not path.name.startswith(".")}
    assert shown == cases | {"graph.graphml", "flow.png", "flow.svg", "report.html", "report.docx"}
    assert (folder / "out" / "flow.png").read_bytes().startswith(b"\x89PNG")


def test_the_shipped_codebook_is_sound_by_its_own_command(run):
    done = run("codebook", "check", "--lang", "en")
    assert done.returncode == 0


def test_a_bad_codebook_is_refused_with_addresses(run, folder: Path):
    (folder / "book" / "causes").mkdir(parents=True)
    (folder / "book" / "codebook.yaml").write_text("name: x\n", encoding="utf-8")
    (folder / "book" / "causes" / "a.yaml").write_text("id: a\nrole: outcome\nlabel: {zh: 甲}\ndefinition: x\n", encoding="utf-8")
    done = run("codebook", "check", "book")
    assert done.returncode == 1
    assert "a.yaml" in done.stderr
    assert run("parse", "in", "--codebook", "book", "-o", "x.jsonl").returncode == 1


def test_help_in_both_languages(run):
    done = run("--help")
    assert done.returncode == 0
    assert "parse" in done.stdout
    assert "从材料到案例" in done.stdout


def test_a_second_study_leaves_what_stands_and_mends_what_was_changed(tmp_path):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.txt").write_text("案例一：客人王女士投诉房间空调不制冷。前台道歉后为她换了房间，王女士表示满意。\n", encoding="utf-8")
    base = cl.parse(source, progress=False)
    written = write_all(base, out)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()}
    assert write_all(base, out) == written
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()} == before
    (out / "report.html").write_text("changed", encoding="utf-8")
    write_all(base, out)
    assert (out / "report.html").read_text(encoding="utf-8") != "changed"
    once = (out / "report.html").read_text(encoding="utf-8")
    write_all(base, out, "en")
    assert (out / "report.html").read_text(encoding="utf-8") != once
