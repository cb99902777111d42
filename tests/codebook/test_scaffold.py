"""A codebook for another field: it starts from a small one that works, its cues code at once, and a scorer can be trained for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from caselib.cli.app import app
from caselib.codebook import check, load
from caselib.codebook.load import COMPLAINT
from caselib.codebook.scaffold import hints, scaffold
from caselib.errors import InputError
from caselib.extract.cues import Cues
from caselib.extract.cues_only import cues_only, fits
from caselib.extract.stored import load_model
from caselib.extract.training.samples import passage_samples
from caselib.pipeline import Settings, parse

HOSPITAL = Path(__file__).parent / "hospital"
TEXT = "案例一：长椅\n2023年4月1日，市民李女士投诉公园湖边的长椅断裂。园方次日更换了木条，长椅恢复使用，李女士表示满意。\n"


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASELIB_CACHE", "off")
    scaffold(tmp_path / "book", '公园: "服务" {x}')
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_a_new_codebook_is_sound_and_has_a_code_of_every_role(started):
    assert check(started / "book") == []
    book = load(started / "book")
    assert book.title == {"zh": '公园: "服务" {x}', "en": '公园: "服务" {x}'}
    assert [len(book.role(role)) for role in ("cause", "action", "outcome")] == [1, 1, 1]
    assert {code.family for code in book.codes.values()} <= book.families.keys()


def test_every_key_of_a_code_is_there_with_a_comment(started):
    from caselib.codebook.shape import CODE, HEAD

    text = (started / "book" / "causes" / "example_cause.yaml").read_text(encoding="utf-8")
    outcome = (started / "book" / "outcomes" / "example_outcome.yaml").read_text(encoding="utf-8")
    assert all(f"\n{key}:" in "\n" + text for key in CODE.keys() - {"polarity"})
    assert "\npolarity:" in outcome
    head = (started / "book" / "codebook.yaml").read_text(encoding="utf-8")
    assert all(f"\n{key}:" in "\n" + head for key in HEAD)


def test_nothing_is_overwritten(started):
    before = {path: path.read_bytes() for path in started.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match="nothing is overwritten"):
        scaffold(started / "book")
    with pytest.raises(InputError, match="nothing is overwritten"):
        scaffold(started / "in" / "a.txt")
    assert {path: path.read_bytes() for path in started.rglob("*") if path.is_file()} == before


def test_an_empty_folder_is_filled(tmp_path):
    assert len(scaffold(tmp_path)) == 5


def test_hints_tell_what_could_be_added(started):
    assert dict(hints(load(started / "book"))) == {"hint_example": "example_action, example_cause, example_outcome"} or dict(
        hints(load(started / "book"))
    ) == {"hint_example": "example_cause, example_action, example_outcome"}
    found = dict(hints(load(HOSPITAL)))
    assert "fall" in found["hint_passages"]
    assert not list(hints(load(COMPLAINT)))


def test_the_commands_lead_from_nothing_to_cases(started):
    book, scorer = started / "new", started / "m.npz"
    assert "codebook check" in run("codebook", "new", book, "--title", "公园", "--lang", "en")
    assert "What could be added" in run("codebook", "check", book, "--lang", "en")
    assert "trained from 36 passages" in run("codebook", "train", book, "-o", scorer, "--lang", "en")
    run("codebook", "show", book, "-o", started / "p.html")
    assert "设施损坏" in (started / "p.html").read_text(encoding="utf-8")
    told = run("parse", started / "in", "--codebook", book, "-o", started / "x.jsonl", "--lang", "en")
    assert "cues alone" in told
    assert "cues alone" not in run("parse", started / "in", "--codebook", book, "--model", scorer, "-o", started / "y.jsonl", "--lang", "en")


def test_without_a_scorer_the_cues_alone_code(started):
    (case,) = parse(started / "in", settings=Settings(codebook=started / "book"))
    assert {m.code: m.status for m in case.mentions} == {"example_cause": "", "example_action": "done", "example_outcome": ""}
    assert all(m.rule.startswith("cue:") for m in case.mentions)
    assert case.final.value == "positive"


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("园方更换了木条", {("example_action", "done")}),
        ("今后应及时更换木条", {("example_action", "advised")}),
        ("李女士强烈要求更换座椅", {("example_action", "demanded")}),
        ("园方一直在开会", set()),
    ],
)
def test_statuses_are_told_without_a_scorer(started, said, keys):
    (started / "in" / "a.txt").write_text(f"案例一：长椅\n2023年4月1日，市民李女士投诉公园太吵。{said}。\n", encoding="utf-8")
    (case,) = parse(started / "in", settings=Settings(codebook=started / "book"))
    assert {(m.code, m.status) for m in case.mentions if m.code == "example_action"} == keys


def test_a_scorer_for_other_codes_is_refused():
    with pytest.raises(InputError, match="codebook train"):
        Settings(codebook=HOSPITAL, model=Path(__file__).parents[2] / "caselib" / "extract" / "model.npz").tools()


def test_the_shipped_codebook_keeps_its_scorer():
    tools = Settings().tools()
    assert fits(tools.model, tools.codebook)
    assert not tools.model.meta.get("cues_only")


def test_cues_alone_find_what_the_hospitals_cues_match():
    book = load(HOSPITAL)
    cues = Cues(book)
    model = cues_only(book, load_model())
    from caselib.extract.scorer import hear, score

    samples = list(passage_samples(book, cues))
    found = [score(model, sample.reading, hear(model, sample.reading)) for sample in samples]
    for sample, scored in zip(samples, found, strict=True):
        cued = {(i, hit.rule.code) for i, hits in enumerate(sample.reading.hits) for hit in hits}
        names = [model.layout.codes[c] for c in scored.codes]
        assert {(i, code) for i, code, p in zip(scored.clauses, names, scored.probability, strict=True) if p > 0.5} <= cued
