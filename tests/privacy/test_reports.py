"""From planted data to the finished report: what is written for others holds nobody's name or number."""

from __future__ import annotations

import pytest

from caselib import report
from caselib.pipeline.run import parse
from caselib.privacy import Aliases, mask_cases, scan

PLANTED = (
    "王先生", "13800001234", "11010519491231002X", "4539578763621486", "京A12345", "wang.li@mail.example.com", "罗志远", "清扬路211号", "301137774487", "GD2021-0417",
)  # fmt: skip
# The name is broken over a line and the number holds spaces, as in a copied page: cleaning mends both before a report shows them.
DOCUMENT = """案例一：空调维修三次未果

2021年5月，王先生（电话138 0000 1234，身份证11010519491231002X）在某商场购买空调，花费5600元，订单号301137774487，工单编号GD2021-0417。使用一周后空调不制冷，王
先生多次致电要求维修，客服罗志远态度冷淡，拖延了二十天。
处理过程：商场经理上门道歉，安排师傅到江苏省无锡市梁溪区清扬路211号更换压缩机，并向其卡号4539578763621486退还安装费200元。王先生驾驶京A12345到店签收，并发邮件至wang.li@mail.example.com确认。
处理结果：王先生表示满意。
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    (folder / "王先生投诉.txt").write_text(DOCUMENT, encoding="utf-8")
    return parse(folder, progress=False)


@pytest.fixture(scope="module")
def masked(cases):
    return mask_cases(cases, aliases=Aliases())


def test_the_planted_data_is_seen_before_and_gone_after(cases, masked):
    assert len(cases) >= 1
    seen = " ".join(s.finding.text for s in scan(cases)).replace(" ", "")
    assert all(words in seen for words in PLANTED)
    assert scan(masked) == []
    assert [m.quote for case in masked for m in case.mentions] == [
        m.span.of(masked.texts[case.doc].text) for case in masked for m in case.mentions
    ]


@pytest.mark.parametrize(("write", "name"), [("html", "r.html"), ("word", "r.docx"), ("workbook", "r.xlsx"), ("slides", "r.pptx")])
def test_reports_of_masked_cases_hold_nothing(cases, masked, write, name, tmp_path):
    getattr(report, write)(cases, tmp_path / f"open.{name}")
    assert scan(tmp_path / f"open.{name}")
    getattr(report, write)(masked, tmp_path / name)
    assert scan(tmp_path / name) == []
