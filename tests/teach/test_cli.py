"""``caselib teach``, from a case file to the files named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from caselib.casebase import Cases, save
from caselib.cli.teach import app
from caselib.errors import InputError
from teach.make import base_of
from teach.trial import gold_cases


@pytest.fixture(scope="module")
def file(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = gold_cases(corpus)
    docs = {case.doc for case in base.cases[:12]}
    return save(Cases(base.cases[:12], (), {doc: base.texts[doc] for doc in docs}), tmp_path_factory.mktemp("base") / "cases.jsonl")


def _run(*words: object) -> list[str]:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [Path(line.strip()).name for line in result.output.splitlines()[1:]]


def test_commands_name_what_they_wrote(file: Path, tmp_path: Path) -> None:
    first = json.loads(file.read_text(encoding="utf-8").splitlines()[0])["id"]
    assert len(_run("pack", file, "--case", first, "-o", tmp_path)) == 8
    assert _run("reveal", file, "--case", first, "-o", tmp_path) == ["reveal.html", "reveal-student.html"]
    assert _run("quiz", file, "--kind", "cause", "--most", 2, "-o", tmp_path) == ["quiz.gift", "quiz.xml", "quiz.html", "quiz.docx", "quiz_key.docx"]
    assert len(_run("roleplay", file, "--case", first, "-o", tmp_path)) == 8
    assert len(_run("exercise", file, "--case", first, "-o", tmp_path / "ex")) == 5
    key = json.loads((tmp_path / "ex" / "teacher" / "key.json").read_text(encoding="utf-8"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(json.dumps({"exercise": key["exercise"], "student": "甲", "codings": key["codings"]}), encoding="utf-8")
    assert len(_run("exercise", "-o", tmp_path / "ex", "--merge", tmp_path / "in", "--names")) == 5


def test_anonymised_pack_names_nobody(tmp_path: Path) -> None:
    text = "王小明先生（电话13800001234）四月在柜台办理转账，排到下午一点还没有轮到他。⟦cause:delay|窗口只开一个⟧。⟦action:refund:done|王小明先生收到了退款⟧。"
    file = save(base_of(text), tmp_path / "cases.jsonl")
    name = json.loads(file.read_text(encoding="utf-8"))["id"]
    _run("pack", file, "--case", name, "--anonymise", "-o", tmp_path / "out")
    page = (tmp_path / "out" / "案例正文.html").read_text(encoding="utf-8")
    assert "四月在柜台办理转账" in page
    assert "13800001234" not in page
    assert "王小明" not in page
    key = tmp_path / "cases.key.json"
    assert "13800001234" in key.read_text(encoding="utf-8")
    assert key.stat().st_mode & 0o077 == 0
    assert not list((tmp_path / "out").rglob("*.key.json"))


def test_wrong_input(file: Path, tmp_path: Path) -> None:
    for words in (["pack", file, "--case", "nowhere"], ["exercise", "-o", tmp_path], ["pack", file, "--cause", "privacy", "--industry", "travel"]):
        with pytest.raises(InputError):
            CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
