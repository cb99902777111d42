"""``parse``: files in, case base out; cached, in processes, and never stopped by one bad file."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.model import CleanText, Span
from caselib.pipeline import Settings, one, parse, run
from caselib.pipeline.one import parse_file, parse_files
from caselib.pipeline.plan import listing
from caselib.read import Columns

CASE = "案例{n}：早餐券\n4月{n}日，住客黄女士投诉前台多收早餐费68元。值班经理核对订单后退还68元并道歉，黄女士表示满意。\n"
PROSE = "处理投诉要分四步。\n1. 耐心倾听客户的诉求。\n2. 真诚道歉。\n3. 查明原因。\n4. 三天内回访客户。\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CASELIB_CACHE", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(CASE.format(n=1) + CASE.format(n=2).replace("早餐", "停车"), encoding="gb18030")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "log.csv").write_text(
        "编号,标题,内容,回复\nT-1,漏水,楼上漏水三个月没人管,已安排维修并向您道歉\nT-2,噪音,电梯噪音很大，投诉两次没人处理,\n", encoding="utf-8"
    )
    (tmp_path / "guide.md").write_text(PROSE, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    return tmp_path


def everything(base: Cases) -> tuple[object, ...]:
    return base.cases, base.guides, dict(base.texts), base.problems


def test_a_small_folder(folder: Path):
    base = parse(folder)
    assert [(case.doc, case.title.value if case.title else None) for case in base] == [
        ("a.txt", "案例1：早餐券"), ("a.txt", "案例2：停车券"), ("b/log.csv!T-1", "漏水"), ("b/log.csv!T-2", "噪音"),
    ]  # fmt: skip
    assert [guide.doc for guide in base.guides] == ["guide.md"]
    assert [(problem.address.file, problem.code) for problem in base.problems] == [("empty.txt", "empty_file")]
    assert all(mention.span.of(base.texts[case.doc].text) == mention.quote for case in base for mention in case.mentions)
    assert all(case.cluster for case in base)


def test_the_second_run_parses_nothing_and_gives_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch):
    first = parse(folder)
    monkeypatch.setattr(run, "parse_files", lambda *_: pytest.fail("a file that did not change was parsed again"))
    assert everything(parse(folder)) == everything(first)


def test_files_together_give_what_each_gives_alone(folder: Path, monkeypatch: pytest.MonkeyPatch):
    listed = listing(folder, Settings().limits)
    alone = [parse_file(item, Settings()) for item in listed]
    assert len(alone) > 3
    assert parse_files(listed, Settings()) == alone
    # The same where the batches end in the midst of files, and where one text breaks the batch that it is in.
    monkeypatch.setattr(one, "TOGETHER", 30)
    assert parse_files(listed, Settings()) == alone


def test_a_text_that_breaks_its_batch_is_the_only_one_lost(folder: Path, monkeypatch: pytest.MonkeyPatch):
    kept = one.guide

    def broken(cleaned: CleanText, *rest):
        if cleaned.source.doc == "guide.md":
            raise RuntimeError("broken")
        return kept(cleaned, *rest)

    whole = parse_files(listing(folder, Settings().limits), Settings())
    monkeypatch.setattr(one, "guide", broken)
    rest = parse_files(listing(folder, Settings().limits), Settings())
    assert [parsed.cases for parsed in rest] == [parsed.cases for parsed in whole]
    assert sorted(problem.code for parsed in rest for problem in parsed.problems) == ["empty_file", "failed_stage"]
    assert not [guide for parsed in rest for guide in parsed.guides]


def test_a_changed_file_and_other_settings_are_parsed_again(folder: Path):
    first = parse(folder)
    (folder / "a.txt").write_text(CASE.format(n=3), encoding="utf-8")
    assert next(case.title.value for case in parse(folder) if case.title) == "案例3：早餐券"
    strict = parse(folder, settings=Settings(least=1.0))
    assert not [mention for case in strict for mention in case.mentions]
    assert [mention for case in first for mention in case.mentions]


def test_a_damaged_cache_entry_counts_as_none(folder: Path, own_cache: Path):
    first = parse(folder)
    entries = list(own_cache.rglob("*.json"))
    assert entries
    for entry in entries:
        entry.write_text('{"cases": [{}]}', encoding="utf-8")
    assert everything(parse(folder)) == everything(first)


def test_the_cache_can_be_off(folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CASELIB_CACHE", "off")
    parse(folder)
    assert not list(own_cache.rglob("*.json"))


@pytest.mark.slow
def test_any_number_of_processes_gives_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "FEW", 1)
    alone = parse(folder)
    monkeypatch.setenv("CASELIB_CACHE", "off")
    assert everything(parse(folder, workers=2)) == everything(alone)


def test_nothing_readable_is_an_error_that_says_why(tmp_path: Path):
    with pytest.raises(InputError, match="nothing could be read: the folder holds no files"):
        parse(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(InputError, match=r"nothing could be read: a\.txt"):
        parse(tmp_path)
    with pytest.raises(InputError):
        parse(tmp_path / "not_there")


@pytest.mark.parametrize("poisoned", ["a.txt", "b/log.csv!T-1"])
@pytest.mark.parametrize(("stage", "name"), [("clean", "clean"), ("segment", "segment"), ("extract", "document_year")])
def test_a_stage_that_fails_on_one_text_is_a_problem_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch, stage: str, name: str, poisoned: str):
    kept = getattr(one, name)

    def broken(first, *rest):
        if getattr(first, "source", first).doc == poisoned:
            raise ZeroDivisionError("a\nb")
        return kept(first, *rest)

    whole = {case.doc for case in parse(folder)}
    monkeypatch.setenv("CASELIB_CACHE", "off")
    monkeypatch.setattr(one, name, broken)
    base = parse(folder)
    assert poisoned in base.texts
    assert {case.doc for case in base} == whole - {poisoned} < whole
    [found] = [problem for problem in base.problems if problem.code == "failed_stage"]
    assert (found.address.file, found.details) == (poisoned, {"stage": stage, "reason": "ZeroDivisionError: a b"})


def test_columns_can_be_named(tmp_path: Path):
    (tmp_path / "x.csv").write_text("甲,乙,丙\nK9,屏幕坏了三次还没修好,已换新机\n", encoding="utf-8")
    base = parse(tmp_path, settings=Settings(columns=Columns(text="乙", reply="丙", id="甲")))
    assert [case.doc for case in base] == ["x.csv!K9"]
    assert [name for name, _ in base[0].parts] == ["situation", "reply"]


def test_cases_of_the_same_words_have_uids_of_their_own(tmp_path: Path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(CASE.format(n=1), encoding="utf-8")
    base = parse(tmp_path)
    assert len({case.uid for case in base}) == 2
    assert len({case.cluster for case in base}) == 1


def test_a_uid_does_not_hang_on_spaces_script_or_place(tmp_path: Path):
    (tmp_path / "a.txt").write_text(CASE.format(n=1), encoding="utf-8")
    (tmp_path / "b.txt").write_text("服务案例选\n\n" + CASE.format(n=1).replace("订单", "訂單").replace("。值班", "。 值班"), encoding="utf-8")
    one_case, other = parse(tmp_path / "a.txt")[0], parse(tmp_path / "b.txt")[0]
    assert one_case.uid == other.uid
    assert one_case.span != other.span
    assert isinstance(other.span, Span)
