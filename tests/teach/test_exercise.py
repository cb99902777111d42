"""Coding exercises: from the form to the class's table, by files alone."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.errors import FormatError, InputError
from caselib.teach.exercise import Key, Submission, class_report, exercise, key_of, load_key, merge, score
from caselib.teach.exercise.report import aliases
from teach.browser import title_after
from teach.trial import gold_cases

KEY = Key("e1", ("a", "b"), frozenset({("a", "cause", "delay", ""), ("a", "action", "refund", "done"), ("b", "cause", "attitude", "")}), ("cause", "action"))


@pytest.fixture(scope="module")
def cases(corpus: Path) -> Cases:
    base = gold_cases(corpus)
    return Cases(base.cases[:2], base.guides, base.texts)


@pytest.fixture(scope="module")
def folder(cases: Cases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exercise")
    exercise(cases, made)
    return made


def _hand_in(folder: Path, student: str, codings: object, name: str = KEY.name, file: str = "") -> None:
    folder.mkdir(exist_ok=True)
    data = {"format": 1, "exercise": name, "student": student, "codings": codings}
    (folder / f"{file or student}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_students_files_do_not_hold_the_key(cases: Cases, folder: Path) -> None:
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "coding.csv", "coding.html", "coding.ipynb", "teacher/coding.ipynb", "teacher/key.json",
    ]  # fmt: skip
    form = (folder / "coding.html").read_text(encoding="utf-8")
    assert "checked" not in re.sub(r"<script>.*?</script>", "", form, flags=re.DOTALL)
    assert load_key(folder / "teacher" / "key.json") == key_of(cases.cases)
    boxes = len(re.findall(r'type="checkbox"', form))
    assert boxes == len(key_of(cases.cases).offered())


@pytest.mark.browser
def test_form_saves_what_is_ticked(folder: Path, tmp_path: Path, cases: Cases) -> None:
    page = tmp_path / "coding.html"
    page.write_text((folder / "coding.html").read_text(encoding="utf-8"), encoding="utf-8")
    script = """
      URL.createObjectURL = (blob) => { blob.text().then((text) => { document.title = text; }); return "#"; };
      document.getElementById("save").click();
      const asked = document.getElementById("told").textContent;
      document.querySelector("[data-role=cause] input[data-code=delay]").checked = true;
      document.querySelector("[data-role=action] input[data-code=refund][data-status=demanded]").checked = true;
      document.getElementById("student").value = asked + "甲 ";
      document.getElementById("save").click();
    """
    saved = tmp_path / "in" / "a.json"
    saved.parent.mkdir()
    saved.write_text(title_after(page, script), encoding="utf-8")
    found, problems = merge(saved, key_of(cases.cases))
    first = cases.cases[0].uid
    assert problems == []
    assert [each.student for each in found] == ["请先填写姓名或学号。甲"]
    assert found[0].codings == {(first, "cause", "delay", ""), (first, "action", "refund", "demanded")}


def test_notebooks_are_valid_and_the_students_one_is_stripped(folder: Path) -> None:
    source, students = (nbformat.read(path, as_version=4) for path in (folder / "teacher" / "coding.ipynb", folder / "coding.ipynb"))
    for notebook in (source, students):
        nbformat.validate(notebook)
        graded = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
        assert len({each.grade_id for each in graded}) == len(graded)
        assert all(each.schema_version == 3 and (each.grade == ("points" in each)) for each in graded)
    text = "\n".join(cell.source for cell in students.cells)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    assert "wanted_" not in text
    assert text.count("raise NotImplementedError()") == 2
    manual = [cell for cell in source.cells if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution")]
    assert len(manual) == 2
    assert all(cell.metadata.nbgrader.grade for cell in manual)


def test_teachers_notebook_solves_itself_and_hands_in_the_key(cases: Cases, folder: Path, tmp_path: Path) -> None:
    source = nbformat.read(folder / "teacher" / "coding.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in source.cells if cell.cell_type == "code").replace('student = ""', 'student = "甲"')
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)
    found, problems = merge(tmp_path, key_of(cases.cases))
    assert problems == []
    assert [(each.student, each.codings) for each in found] == [("甲", key_of(cases.cases).codings)]


def test_score_by_hand() -> None:
    first = Submission("甲", KEY.codings, "1")
    second = Submission("乙", frozenset({("a", "cause", "delay", ""), ("b", "cause", "defect", "")}), "2")
    marks = score([first, second], KEY)
    assert [(s.student, len(s.right), len(s.missed), len(s.extra)) for s in marks.scores] == [("甲", 3, 0, 0), ("乙", 1, 2, 1)]
    assert (marks.scores[1].precision, marks.scores[1].recall, marks.scores[1].f1) == (0.5, pytest.approx(1 / 3), 0.4)
    assert marks.found == {("a", "action", "refund", "done"): 1, ("a", "cause", "delay", ""): 2, ("b", "cause", "attitude", ""): 1}
    assert marks.extra == {("b", "cause", "defect", ""): 1}
    # Of n decisions the two disagree on three. Krippendorff: 1 - (2n - 1) * 3 / (ones * zeros), ones = 5, zeros = 2n - 5.
    n = len(KEY.offered())
    assert marks.percent == pytest.approx((n - 3) / n)
    assert marks.alpha == pytest.approx(1 - (2 * n - 1) * 3 / (5 * (2 * n - 5)))


def test_alone_there_is_no_agreement() -> None:
    assert math.isnan(score([Submission("甲", KEY.codings, "1")], KEY).alpha)


@settings(max_examples=30)
@given(st.lists(st.sets(st.sampled_from(sorted(KEY.offered())), max_size=12), min_size=1, max_size=6))
def test_marks_add_up(codings: list[set[tuple[str, str, str, str]]]) -> None:
    marks = score([Submission(str(n), frozenset(each), "") for n, each in enumerate(codings)], KEY)
    for each, given_ in zip(marks.scores, codings, strict=True):
        assert each.right | each.missed == KEY.codings
        assert each.right | each.extra == given_
    assert sum(marks.found.values()) == sum(len(each.right) for each in marks.scores)
    assert sum(marks.extra.values()) == sum(len(each.extra) for each in marks.scores)


def test_merge_reads_forms_and_tables_and_names_what_it_cannot_use(tmp_path: Path) -> None:
    _hand_in(tmp_path, "甲", [["a", "cause", "delay", ""], ["a", "action", "refund"], ["c", "cause", "delay", ""], ["a", "cause", "nonsense", ""]])
    _hand_in(tmp_path, "乙", [], name="e0")
    _hand_in(tmp_path, "丙", [["a", "cause", "delay", ""]], file="1")
    _hand_in(tmp_path, "丙", [["b", "cause", "attitude", ""]], file="2")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    table = "exercise,student,case,role,code,status\r\ne1,丁,a,cause,delay,\r\ne1,丁,b,,,\r\n"
    (tmp_path / "table.csv").write_bytes(table.encode("gb18030"))
    found, problems = merge(tmp_path, KEY)
    assert {each.student: each.codings for each in found} == {
        "甲": {("a", "cause", "delay", ""), ("a", "action", "refund", "done")}, "丙": {("b", "cause", "attitude", "")}, "丁": {("a", "cause", "delay", "")},
    }  # fmt: skip
    assert sorted((p.code, p.address.file) for p in problems) == [
        ("bad_submission", "broken.json"), ("other_exercise", "乙.json"), ("second_submission", "2.json"), ("unknown_codings", "甲.json"),
    ]  # fmt: skip
    assert all(p.message(lang) for p in problems for lang in ("zh", "en"))


def test_class_report_hides_names(tmp_path: Path) -> None:
    students = [Submission(name, KEY.codings if n else frozenset(), "") for n, name in enumerate(["王小明", "=HYPERLINK(1)", "李四"])]
    paths = class_report(score(students, KEY), KEY, tmp_path)
    assert [path.name for path in paths] == ["全班结果.html", "全班结果.docx", "全班结果.png", "全班结果.csv", "全班结果-逐项.csv", "姓名对照（勿外传）.csv"]
    for path in (paths[0], *paths[3:5]):
        text = path.read_text(encoding="utf-8-sig")
        assert "王小明" not in text
        assert "HYPERLINK" not in text
    assert "S01" in paths[0].read_text(encoding="utf-8")
    names = paths[5].read_text(encoding="utf-8-sig")
    assert "王小明" in names
    assert "'=HYPERLINK" in names
    assert paths[2].read_bytes().startswith(b"\x89PNG")


def test_aliases_follow_neither_name_nor_order() -> None:
    names = [f"学生{n:02d}" for n in range(30)]
    given_ = aliases(names, "e1")
    assert given_ == aliases(reversed(names), "e1")
    assert sorted(given_.values()) == [f"S{n:02d}" for n in range(1, 31)]
    assert [given_[name] for name in names] != sorted(given_.values())
    assert given_ != aliases(names, "e2")


def test_wrong_input_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no role 'mood'"):
        key_of(gold_cases(Path(__file__).parents[2] / "corpus").cases[:1], ["mood"])
    with pytest.raises(InputError, match="makes it"):
        load_key(tmp_path / "key.json")
    (tmp_path / "key.json").write_text("[]", encoding="utf-8")
    with pytest.raises(FormatError, match="no key"):
        load_key(tmp_path / "key.json")
    with pytest.raises(InputError, match="no submission"):
        class_report(score([], KEY), KEY, tmp_path)
