"""``caselib report`` as a consultant runs it: every structure and format, a firm's template, and aliases with the key apart."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdfium2
import pytest
from click.testing import Result
from typer.testing import CliRunner

import caselib as cl
from caselib.casebase import Cases, load, save
from caselib.cli.app import app
from caselib.errors import InputError
from caselib.pipeline import parse
from caselib.privacy import scan
from caselib.view import plot

FORMATS = ("docx", "pdf", "html", "xlsx", "pptx")
PERSONAL = ("王建国", "13800001234", "138 0000 1234", "11010519491231002X", "6222020200112233", "京A12345", "wang.jianguo@mail.example.com", "罗志远")
DOCUMENT = """案例一：空调维修三次未果

2021年5月，客户王建国（电话138 0000 1234，身份证11010519491231002X）在某商场购买空调，花费5600元，订单号301137774487。
使用一周后空调不制冷，王先生多次致电要求维修，客服罗志远态度冷淡，拖延了二十天。
处理过程：商场经理上门道歉，安排师傅更换压缩机，并向其银行卡6222020200112233退还安装费200元。王建国驾驶京A12345到店签收，并发邮件至wang.jianguo@mail.example.com确认。
处理结果：王先生表示满意。

案例二：快递丢失

2022年3月，客户李秀英投诉快递丢失，要求赔偿800元。快递公司核实后赔偿800元并道歉，李女士表示满意。
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file of two invented cases full of invented persons."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "王建国投诉.txt").write_text(DOCUMENT, encoding="utf-8")
    return save(parse(folder / "王建国投诉.txt", progress=False), folder / "cases.jsonl")


def ids(base: Path) -> list[str]:
    return [json.loads(line)["uid"] for line in base.read_text(encoding="utf-8").splitlines()]


def opened(path: Path) -> str:
    """The words of a report, by the reader of its format."""
    match path.suffix:
        case ".docx":
            return "".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
        case ".pdf":
            return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
        case ".xlsx":
            return "".join(str(cell) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row)
        case ".pptx":
            slides = pptx.Presentation(str(path)).slides
            return "".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "says"),
    [((), "投诉案例分析报告"), (("--case",), "投诉个案报告"), (("--structure", "8d", "--case"), "8D"), (("--corpus",), "客户与案例库对照报告")],
    ids=["cases", "case", "8d", "benchmark"],
)
def test_every_structure_in_every_format(base: Path, tmp_path: Path, more: tuple[str, ...], says: str) -> None:
    last = [ids(base)[0]] if "--case" in more else [base] if more else []
    done = run("report", base, "-o", tmp_path / "out", "-f", "docx,pdf,html", "-f", "xlsx", "-f", "pptx", *more, *last)
    assert done.exit_code == 0, done.output
    files = [tmp_path / "out" / f"report.{suffix}" for suffix in FORMATS]
    assert sorted((tmp_path / "out").iterdir()) == sorted(files)
    assert all(str(path) in done.output for path in files)
    for path in files:
        if path.suffix != ".xlsx":
            assert says in re.sub(r"\s", "", opened(path)), path


def test_language_title_date_and_no_cards(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    assert run("report", base, "-o", path, "--lang", "en", "--title", "Quarterly review", "--date", "November 2026", "--no-cards", "--preset", "official").exit_code == 0
    words = opened(path)
    assert "Quarterly review" in words
    assert "November 2026" in words
    assert "Appendix: cases" not in words
    assert "{http" not in words


def test_a_firms_template_is_filled_and_an_unknown_field_named(base: Path, tmp_path: Path) -> None:
    firm = docx.Document()
    firm.add_paragraph("{{标题}}：{{案例数}} 例，{{日期}}")
    firm.save(str(tmp_path / "firm.docx"))
    assert run("report", base, "-o", tmp_path / "r.docx", "--template", tmp_path / "firm.docx", "--date", "十一月").exit_code == 0
    assert opened(tmp_path / "r.docx") == "投诉案例分析报告：2 例，十一月"
    firm.add_paragraph("{{案列数}}")
    firm.save(str(tmp_path / "firm.docx"))
    done = run("report", base, "-o", tmp_path / "s.docx", "--template", tmp_path / "firm.docx")
    assert isinstance(done.exception, InputError)
    assert "{{案列数}} (nearest: {{案例数}})" in str(done.exception)
    assert not (tmp_path / "s.docx").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--structure", "9d"), "choose one of cases, case, 8d, benchmark"), (("--structure", "8d"), "needs --case"),
        (("--structure", "cases", "--case", "x"), "takes no --case"),
        (("--structure", "benchmark"), "--corpus"), (("-o", "r.odt"), "docx, pdf, html, xlsx, pptx"), (("-f", "doc"), "docx, pdf, html, xlsx, pptx"),
        (("--preset", "fancy"), "report, business, official"), (("--template", "a.docx", "-f", "pdf"), "--template"), (("--key", "k.json"), "--anonymise"),
        (("--case", "nowhere"), "nowhere"),
    ],
)  # fmt: skip
def test_wrong_input_names_the_next_step(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("report", base, *words)
    assert isinstance(done.exception, InputError), done.output
    assert says in str(done.exception)
    assert "\n" not in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_one_switch_leaves_nobody_in_any_format(base: Path, tmp_path: Path) -> None:
    """What story 19 of the consultants asks for."""
    key = tmp_path / "private" / "key.json"
    done = run("report", base, "-o", tmp_path / "out", *(word for suffix in FORMATS for word in ("-f", suffix)), "--anonymise", "--key", key)
    assert done.exit_code == 0, done.output
    assert str(key) in done.output
    assert key.stat().st_mode & 0o777 == 0o600
    assert all(name in key.read_text(encoding="utf-8") for name in ("王建国", "王先生", "李秀英"))
    for suffix in FORMATS:
        path = tmp_path / "out" / f"report.{suffix}"
        assert scan(path) == []
        words = opened(path)
        if suffix in ("docx", "xlsx", "pptx"):
            with zipfile.ZipFile(path) as packed:
                words += "".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
        assert not [name for name in PERSONAL if name in words], suffix
    # One person, one alias, however named; what was done and when stays.
    words = opened(tmp_path / "out" / "report.docx")
    assert "客户甲多次致电要求维修" in words
    assert "客户甲驾驶" in words
    assert "处理结果：客户甲表示满意" in words
    assert "〔银行卡" not in words.split("订单号")[1][:12]


def test_every_report_on_a_case_file_calls_the_same_person_the_same(base: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        assert run("report", base, "-o", tmp_path / f"{name}.docx", "--case", ids(base)[1], "--anonymise").exit_code == 0
    assert opened(tmp_path / "first.docx") == opened(tmp_path / "second.docx")
    key = base.with_name("cases.key.json")
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    done = run("report", base, "-o", base.parent / "results", "--anonymise", "--key", base.parent / "results" / "key.json")
    assert isinstance(done.exception, InputError)
    assert not (base.parent / "results").exists()


def test_figures_of_masked_cases_tell_nothing_in_their_metadata(base: Path, tmp_path: Path) -> None:
    masked: Cases = cl.privacy.mask_cases(load(base))
    for suffix in ("png", "svg", "pdf"):
        assert scan(plot.save(plot.flow(cl.mine(masked)), tmp_path / f"flow.{suffix}")) == []
