"""The codebook is the program: the shipped one is sound, faults are named, and another field's codebook gives another extractor."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caselib.casebase import Cases
from caselib.codebook import check, digest, load, unmark
from caselib.codebook.load import COMPLAINT
from caselib.errors import CodebookError
from caselib.extract.cues import Cues
from caselib.extract.stored import load_model, save_model
from caselib.pipeline import Settings, parse
from caselib.pipeline.train import train

HOSPITAL = Path(__file__).parent / "hospital"
REPORT = (
    "案例一：夜里的卫生间\n"
    "2022年5月6日，老年科一位患者夜里如厕时滑倒。护士立即报告了值班医生，医生到场检查，所幸没有造成伤害。\n"
    "案例二：两瓶药\n"
    "2022年6月9日，外科夜班护士发错了药，患者皮肤红肿，家属投诉。护士长上报护理部，每小时监测血压。\n"
)


def test_the_shipped_codebook_has_no_fault():
    assert check() == []


def test_the_shipped_codebook_holds_what_it_promises():
    book = load()
    files = {role: len(list(COMPLAINT.glob(f"{role}s/*.yaml"))) for role in ("cause", "action", "outcome")}
    assert {role: len(book.role(role)) for role in files} == files
    assert all(code.cues and code.passages for code in book.codes.values())
    assert all({"zh", "en"} <= code.label.keys() for code in book.codes.values())
    assert book.label("delay", "en") == "Delay"
    assert book.label("no_such_code") == "no_such_code"


@pytest.mark.parametrize(
    ("marked", "text", "marks"),
    [
        ("⟦delay|晚了⟧三天", "晚了三天", [("delay", "", 0, 2)]),
        ("后⟦refund:done|退款⟧,⟦satisfied|满意⟧", "后退款,满意", [("refund", "done", 1, 3), ("satisfied", "", 4, 6)]),
        ("没有", "没有", []),
    ],
)
def test_unmark(marked, text, marks):
    found, places = unmark(marked)
    assert found == text
    assert [(mark.code, mark.status, mark.start, mark.end) for mark in places] == marks


@pytest.mark.parametrize("marked", ["⟦delay|晚了", "晚了⟧", "⟦晚了⟧"])
def test_a_mark_that_is_not_closed_is_refused(marked):
    with pytest.raises(ValueError, match=r"."):
        unmark(marked)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOSPITAL, tmp_path / "book"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = next(folder.rglob(name))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("fall.yaml", "role: cause", "role: outcome", "fall.yaml: role 'outcome' does not fit the folder causes"),
        ("fall.yaml", "id: fall", "", "fall.yaml: id missing"),
        ("fall.yaml", "id: fall", "id: wrong_drug", "the code wrong_drug is defined twice"),
        ("fall.yaml", "(跌倒|摔倒", "(跌倒|((摔倒", "is never closed"),
        ("fall.yaml", "⟦fall|病人下床时跌倒⟧", "⟦fall|病人下床时跌倒", "fall.yaml: report 1"),
        ("fall.yaml", "examples:", "examples: [", "fall.yaml:"),
        ("codebook.yaml", "name: hospital", "- x", "codebook.yaml:"),
        ("fall.yaml", "老人起夜时滑倒", "老人起夜", "does not match its own clause"),
        ("fall.yaml", "科室组织预防跌倒培训", "病人跌倒", "matches the clause '病人跌倒'"),
        ("fall.yaml", "⟦fall|病人下床时跌倒⟧", "⟦slip|病人下床时跌倒⟧", "unknown code 'slip'"),
        ("fall.yaml", "⟦fall|病人下床时跌倒⟧", "⟦fall:done|病人下床时跌倒⟧", "gives fall the status 'done'"),
    ],
)
def test_every_fault_is_named_with_its_file(copy, name, old, new, said):
    edit(copy, name, old, new)
    assert any(said in fault for fault in check(copy)), check(copy)


def test_a_faulty_codebook_is_not_loaded(copy):
    edit(copy, "fall.yaml", "id: fall", "")
    edit(copy, "harm.yaml", "role: outcome", "role: cause")
    with pytest.raises(CodebookError, match=r"2 faults in the codebook book:\n  fall.yaml.*\n  harm.yaml"):
        load(copy)
    with pytest.raises(CodebookError, match="caselib codebook new"):
        load(copy / "causes")


def test_any_change_changes_the_digest(copy):
    before = digest(copy)
    edit(copy, "harm.yaml", "膝盖擦伤", "手肘擦伤")
    assert digest(copy) != before == digest(HOSPITAL)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cases]:
    """The hospital codebook's own scorer, trained from its examples alone, and what it finds in a small report."""
    pytest.importorskip("sklearn", reason="scikit-learn is missing: pip install 'caselib[train]'")
    folder = tmp_path_factory.mktemp("hospital")
    book = load(HOSPITAL)
    save_model(train(book, Cues(book), []), folder / "model.npz")
    (folder / "in").mkdir()
    (folder / "in" / "report.txt").write_text(REPORT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASELIB_CACHE", "off")
        return folder, parse(folder / "in", settings=Settings(codebook=HOSPITAL, model=folder / "model.npz"))


def test_the_second_codebook_is_sound():
    assert check(HOSPITAL) == []


def test_a_second_codebook_codes_its_own_field(hospital):
    _, cases = hospital
    assert [case.title.value for case in cases if case.title] == ["案例一：夜里的卫生间", "案例二：两瓶药"]
    keys = [{(m.role, m.code) for m in case.mentions} for case in cases]
    assert keys[0] >= {("cause", "fall"), ("action", "report_up"), ("outcome", "no_harm")}
    assert keys[1] >= {("cause", "wrong_drug"), ("action", "report_up"), ("outcome", "harm")}
    assert [case.industry.value for case in cases if case.industry] == ["geriatrics", "surgery"]
    assert all(m.code in load(HOSPITAL).codes for case in cases for m in (*case.mentions, *case.suggestions))
    text = cases.texts["report.txt"].text
    assert all(m.span.of(text) == m.quote for case in cases for m in case.mentions)


@pytest.mark.xfail(strict=True, reason="segment asks every headed story for a complaint; an incident of another field has none")
def test_known_failure_a_headed_incident_without_a_complaint(tmp_path, monkeypatch):
    monkeypatch.setenv("CASELIB_CACHE", "off")
    (tmp_path / "a.txt").write_text(REPORT.replace("，家属投诉", ""), encoding="utf-8")
    assert len(parse(tmp_path)) == 2


def test_training_again_gives_the_same_scorer(hospital, tmp_path):
    folder, _ = hospital
    book = load(HOSPITAL)
    save_model(train(book, Cues(book), []), tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (folder / "model.npz").read_bytes()
    assert load_model(tmp_path / "again.npz").layout.codes == tuple(book.codes)
