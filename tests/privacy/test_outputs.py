"""Masking reaches every file that caselib writes: planted data is seen in what is written openly, and gone from what is written of the masked case base."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from caselib.casebase import Cases, load, save
from caselib.coding.apply import apply, memos
from caselib.coding.events import decide, mark_of
from caselib.coding.log import append, read_log
from caselib.exchange import write_qdpx
from caselib.pipeline.masked import mask_events
from caselib.pipeline.run import parse
from caselib.privacy import Aliases, load_aliases, mask_cases, scan
from tests.injection.outputs import OUTPUTS

# Two handlings by people who are named in nearly every sentence, so that whatever an output quotes holds somebody.
STORY = """案例{n}：{name}投诉{thing}

{year}年5月{n}日，{name}（电话{phone}，身份证11010519491231002X）在某商场购买{thing}，花费5600元，订单号3011377744{n:02}。后来{wrong}。
处理过程：{name}要求退货。由客服罗志远接待。随后{done}，送到江苏省无锡市梁溪区清扬路211号，车牌京A12345，邮箱wang.li@mail.example.com。
处理结果：{end}。
"""
# What went wrong, what was done about it, how it ended: several codes, since a quiz asks for one among others.
TOLD = (
    ("空调", "{name}的空调不制冷，质量差", "经理上门向{name}道歉", "{name}表示满意"),
    ("沙发", "{name}的沙发晚到了二十天，一再延误", "商场赔偿{name}300元", "{name}表示不满，向消协投诉"),
    ("手机", "店员对{name}态度恶劣，出言辱骂", "商场给{name}更换手机", "{name}与商场达成和解"),
    ("冰箱", "商场多收{name}运费，乱收费", "商场给{name}退款500元", "{name}表示谅解"),
    ("书桌", "{name}认为广告虚假宣传，误导顾客", "商场派师傅给{name}维修", "{name}将商场诉至法院"),
    ("皮鞋", "商场弄丢了{name}的皮鞋，包裹丢失", "商场拒绝{name}的要求", "{name}表示不再光顾"),
)
PEOPLE = ("王先生", "李女士", "罗志远", "张建国", "陈女士", "赵先生")
# Figures show codes and counts, a class report the students' results: nothing of the texts.
SILENT = ("figure", "class")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    folder = tmp_path_factory.mktemp("planted")
    for i, name in enumerate(PEOPLE):
        thing, *rest = (words.format(name=name) for words in TOLD[i % len(TOLD)])
        told = STORY.format(n=i + 1, name=name, thing=thing, phone=f"1380000{1234 + i}", year=2015 + i, wrong=rest[0], done=rest[1], end=rest[2])
        (folder / f"{name}.txt").write_text(told, encoding="utf-8")
    found = parse(folder, progress=False)
    # Alike as they are, they would count as reprints of one; a quiz asks for one case among others.
    return Cases(tuple(replace(case, cluster="", duplicate_of=None) for case in found), found.guides, found.texts)


@pytest.fixture(scope="module")
def aliases() -> Aliases:
    return Aliases()


@pytest.fixture(scope="module")
def masked(cases: Cases, aliases: Aliases) -> Cases:
    return mask_cases(cases, aliases=aliases)


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_of_masked_cases_is_clean(cases: Cases, masked: Cases, name: str, tmp_path: Path):
    for module in {"pdf": ("typst",), "widgets": ("anywidget",), "parquet": ("pyarrow",), "parts": ("pyarrow",)}.get(name, ()):
        pytest.importorskip(module)
    for folder, base in (("open", cases), ("masked", masked)):
        (tmp_path / folder).mkdir()
        OUTPUTS[name](base, tmp_path / folder)
    assert bool(scan(tmp_path / "open")) != (name in SILENT)
    assert [str(sighting) for sighting in scan(tmp_path / "masked")] == []


def test_evidence_still_resolves(cases: Cases, masked: Cases):
    assert len(masked) == len(cases) == len(PEOPLE)
    for case, was in zip(masked, cases, strict=True):
        text = masked.texts[case.doc].text
        assert [m.span.of(text) for m in case.mentions] == [m.quote for m in case.mentions]
        assert [m.key for m in case.mentions] == [m.key for m in was.mentions]


def test_a_log_goes_with_its_case_base(cases: Cases, masked: Cases, aliases: Aliases, tmp_path: Path):
    """Decisions with names in quotes, memos, document and coder: clean, and with the same effect on the masked case base."""
    case = cases.cases[0]
    source = cases.texts[case.doc]
    events = [
        decide("reject", "周老师", case, mark_of(case.mentions[0], source)),
        decide("memo", "周老师", case, mark_of(case.mentions[1], source), note="王先生的电话是13800001234，再问"),
    ]
    events.append(decide("accept", "周老师", case, mark_of(case.mentions[-1], source)))
    told = mask_events(events, cases, aliases=aliases)
    applied, wanted = apply(masked, told), mask_cases(apply(cases, events), aliases=aliases)
    assert applied.cases == wanted.cases
    assert len(memos(applied, told)) == 1
    for event in told:
        append(tmp_path / "log.jsonl", event)
    write_qdpx(applied, tmp_path / "project.qdpx", told)
    save(applied, tmp_path / "base")
    assert [str(sighting) for sighting in scan(tmp_path)] == []


def test_an_undone_decision_stays_undone(cases: Cases, aliases: Aliases):
    case = cases.cases[0]
    first = decide("reject", "甲", case, mark_of(case.mentions[0], cases.texts[case.doc]))
    undone = decide("undo", "甲", case, of=first.id)
    told = mask_events([first, undone], cases, aliases=aliases)
    assert told[1].of == told[0].id != first.id


def test_the_command_masks_case_base_and_log(cases: Cases, tmp_path: Path):
    from typer.testing import CliRunner

    from caselib.cli.app import app

    base, log, key = tmp_path / "base", tmp_path / "王先生.jsonl", tmp_path / "key.json"
    save(cases, base)
    case = cases.cases[0]
    append(log, decide("memo", "甲", case, note="王先生再来电"))
    given = ["privacy", "mask", str(base), "-o", str(tmp_path / "out" / "cases.jsonl"), "--key", str(key), "--log", str(log)]
    told = CliRunner().invoke(app, given)
    assert told.exit_code == 0, told.output
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert scan(tmp_path / "out") == [] and len(load(tmp_path / "out")) == len(cases)
    (written,) = [path for path in (tmp_path / "out").iterdir() if "客户" in path.name]
    (event,), problems = read_log(written)
    assert problems == [] and "再来电" in event.note and event.case == case.uid
    assert "王先生" in load_aliases(key).originals.values()


def test_case_bases_in_every_form_stay_case_bases(cases: Cases, tmp_path: Path):
    pytest.importorskip("pyarrow")
    from caselib.privacy.masking import mask_paths

    for name, path in (("parts", "parts/parts"), ("parquet", "parquet/cases.parquet")):
        (tmp_path / name).mkdir()
        OUTPUTS[name](cases, tmp_path / name)
        mask_paths([tmp_path / path], tmp_path / f"out_{name}" / "cases.jsonl", tmp_path / "key.json")
        assert len(load(tmp_path / f"out_{name}" / "cases.jsonl")) == len(cases)
        assert scan(tmp_path / f"out_{name}") == []
