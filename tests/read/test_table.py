"""Tables: roles of columns, where the header is, rows as records, ids that stay."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from caselib.read import Columns
from caselib.read.columns import roles

from . import make
from .helpers import kinds, of, sound

LOG = [
    ["工单编号", "投诉时间", "投诉内容", "处理结果"],
    ["TS-0417", datetime(2023, 5, 4, 9, 30), "空调装好三天就不制冷", "上门维修并致歉"],
    ["TS-0418", date(2023, 5, 5), "快递丢失，客服一直不回电话", "按价赔偿"],
]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("留言编号 留言主题 留言时间 留言详情 答复意见 答复时间", "id title time text reply other"),
        ("序号 标题 投诉内容 处理结果", "id title text reply"),
        (
            "序号 工单编号 投诉时间 投诉人 联系电话 投诉类型 投诉事由 处理过程 处理结果 是否满意",
            "other id time other other other text reply reply other",
        ),
        ("工單編號 投訴時間 投訴內容 處理結果 滿意度", "id time text reply other"),
        ("案件編號 申訴內容 處理情形 辦理情況", "id text other reply"),
        ("编号 问题描述 诉求内容 办理情况 办理部门", "id text text reply other"),
        ("客户诉求* 受理时间 回复内容（必填）", "text time reply"),
        ("ID|Date|Subject|Complaint text|Company response|Status", "id time title text reply other"),
        ("Ticket No|Created At|Issue description|Resolution", "id time text reply"),
        ("日期 门店 经手人 内容 备注", "time other other text other"),
        ("月份 件数", "other other"),
        ("姓名 年龄 城市", "other other other"),
    ],
)
def test_roles(headers: str, expected: str) -> None:
    names = headers.split("|") if "|" in headers else headers.split()
    assert roles(names, Columns()) == expected.split()


def test_given_columns_go_before_guesses() -> None:
    assert roles(["编号", "内容", "备注", "经过"], Columns(text="备注", id="经过")) == ["other", "other", "text", "id"]


def test_records(tmp_path: Path) -> None:
    texts, problems = of(tmp_path, "log.xlsx", make.xlsx(LOG))
    assert [text.doc for text in texts] == ["log.xlsx!TS-0417", "log.xlsx!TS-0418"]
    assert kinds(texts[0]) == [
        ("id", "sheet:Sheet1/row:2", "工单编号：TS-0417"),
        ("time", "sheet:Sheet1/row:2", "投诉时间：2023-05-04 09:30"),
        ("text", "sheet:Sheet1/row:2", "投诉内容：空调装好三天就不制冷"),
        ("reply", "sheet:Sheet1/row:2", "处理结果：上门维修并致歉"),
    ]
    assert texts[0].text == "\n".join(text for _, _, text in kinds(texts[0]))
    assert (texts[0].kind, problems) == ("record", [])
    sound(texts[0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_dialects_and_encodings(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = (["编号", "投诉内容", "处理结果"], ["A1", '"空调,不制冷;\t修了，两次|都没好"', "已换新"], ["A2", "快递丢失了", "已赔付"])
    texts, problems = of(tmp_path, "log.csv", "\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert [text.doc for text in texts] == ["log.csv!A1", "log.csv!A2"]
    assert texts[0].text == "编号：A1\n投诉内容：空调,不制冷;\t修了，两次|都没好\n处理结果：已换新"
    assert problems == []


def test_line_feeds_in_cells_and_numbers_of_rows(tmp_path: Path) -> None:
    texts, _ = of(tmp_path, "log.csv", '编号,投诉内容\nA1,"第一次不制冷\r\n第二次漏水"\n\nA2,快递丢失了\n')
    assert texts[0].text == "编号：A1\n投诉内容：第一次不制冷\n第二次漏水"
    assert [text.blocks[0].place for text in texts] == ["row:2", "row:5"]  # as an editor counts lines


def test_titles_above_the_header(tmp_path: Path) -> None:
    rows = [["2023年客户投诉登记表"], ["制表：客服部", "", "单位：件"], *LOG]
    texts, _ = of(tmp_path, "log.xlsx", make.xlsx(rows))
    assert [text.doc for text in texts] == ["log.xlsx", "log.xlsx!TS-0417", "log.xlsx!TS-0418"]
    assert texts[0].text == "2023年客户投诉登记表\n制表：客服部\t\t单位：件"
    assert texts[1].blocks[0].place == "sheet:Sheet1/row:4"


def test_a_table_that_is_no_log(tmp_path: Path) -> None:
    (text,), _ = of(tmp_path, "a.xlsx", make.xlsx([["月份", "投诉", "表扬"], ["1月", 31, 2], ["2月", 28.0, None]]))
    assert (text.kind, text.doc, text.text) == ("document", "a.xlsx", "月份\t投诉\t表扬\n1月\t31\t2\n2月\t28")


def test_several_sheets(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "投诉"
    for row in LOG:
        book.active.append(row)
    book.create_sheet("空")
    book.create_sheet("说明").append(["本表由客服部维护"])
    texts, _ = of(tmp_path, "log.xlsx", make.saved(book))
    assert [text.doc for text in texts] == ["log.xlsx!投诉!TS-0417", "log.xlsx!投诉!TS-0418", "log.xlsx!说明"]
    assert texts[0].blocks[0].place == "sheet:投诉/row:2"


def test_values_as_a_person_sees_them(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "投诉内容", "身份证", "金额", "比例", "投诉时间", "单价", "公式"])
    sheet.append([7.0, "空调不制冷，修了两次", "440301199001011234", 1200, 0.04, 45050, 0.1 + 0.2, "=1+1"])
    sheet["E2"].number_format = "0%"
    (text,), _ = of(tmp_path, "a.xlsx", make.saved(book))
    assert text.text.split("\n") == [
        "编号：7",
        "投诉内容：空调不制冷，修了两次",
        "身份证：440301199001011234",
        "金额：1200",
        "比例：4%",
        "投诉时间：2023-05-04",
        "单价：0.3",
    ]


def test_cells_merged_downwards_stand_in_each_row(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["区域", "编号", "投诉内容"],
        ["东区", "A1", "空调不制冷，修了两次"],
        [None, "A2", "快递丢失，没有人管"],
        [None, "A3", "退款一个月未到"],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    texts, _ = of(tmp_path, "a.xlsx", make.saved(book))
    assert [text.text.split("\n")[0] for text in texts] == ["区域：东区", "区域：东区", "编号：A3"]


def names(tmp_path: Path, rows: str) -> list[str]:
    return [text.doc.partition("!")[2] for text in of(tmp_path, "log.csv", rows)[0]]


def test_ids_stay_when_rows_are_added(tmp_path: Path) -> None:
    head, old = "编号,投诉内容\n", "A1,空调不制冷修了两次\n,快递丢失没有人管\n,快递丢失没有人管\nA1,退款一个月未到账\n"
    before = names(tmp_path, head + old)
    assert before[0] == "A1"
    assert before[2] == f"{before[1]}~2"
    assert before[3].startswith("A1~")
    assert len(set(before)) == 4
    assert names(tmp_path, head + old + "A9,新的投诉内容在此\n,又一条没有编号的\n")[:4] == before
    assert names(tmp_path, head + "A0,先来的投诉内容在此\n" + old)[1:] == before


def test_given_columns_make_a_log(tmp_path: Path) -> None:
    rows = "甲,乙,丙\n1,短,好\n2,话,坏\n"
    assert [text.kind for text in of(tmp_path, "a.csv", rows)[0]] == ["document"]
    texts, _ = of(tmp_path, "a.csv", rows, columns=Columns(text="乙", id="甲"))
    assert [text.doc for text in texts] == ["a.csv!1", "a.csv!2"]
    assert kinds(texts[0]) == [("id", "row:2", "甲：1"), ("text", "row:2", "乙：短"), ("other", "row:2", "丙：好")]


def test_log_without_header(tmp_path: Path) -> None:
    rows = [
        ["张某", "空调装好三天就不制冷，两次上门都说没有配件，到现在也没有人来修。"],
        ["李某", "快递显示签收，其实没有收到，客服一直让等，等了一个月还是没有结果。"],
    ]
    texts, _ = of(tmp_path, "a.xlsx", make.xlsx(rows))
    assert [text.kind for text in texts] == ["record", "record"]
    assert texts[0].text.startswith("列1：张某\n列2：空调")


def test_user_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    _, problems = of(tmp_path, "a.csv", "编号,投诉内容\n1,空调不制冷了\n", columns=Columns(text="没有这列"))
    assert [(problem.code, problem.details["column"]) for problem in problems] == [("no_column", "没有这列")]


def test_numbers_longer_than_excel_keeps(tmp_path: Path) -> None:
    rows = [
        ["编号", "投诉内容", "身份证"],
        ["A1", "空调不制冷，修了两次", 4.40301199001011e17],
        ["A2", "快递丢失，没有人管", "440301199001011234"],
    ]
    texts, (problem,) = of(tmp_path, "a.xlsx", make.xlsx(rows))
    assert texts[0].text.endswith("身份证：440301199001011000")
    assert texts[1].text.endswith("身份证：440301199001011234")
    assert (problem.code, problem.level, str(problem.address), problem.details) == (
        "lost_digits",
        "notice",
        "a.xlsx (sheet:Sheet1/row:2)",
        {"count": 1},
    )


@pytest.mark.parametrize("cell", ['"没有关上的引号', '5"屏幕碎了没有人管'])
def test_a_quote_that_is_never_closed(tmp_path: Path, cell: str) -> None:
    texts, _ = of(tmp_path, "a.csv", f"编号,投诉内容\nA1,{cell}\nA2,快递丢失没有人管\nA3,退款一个月未到账\n")
    assert [text.doc for text in texts] == ["a.csv!A1", "a.csv!A2", "a.csv!A3"]
    assert texts[0].text == f"编号：A1\n投诉内容：{cell}"


def test_web_page_called_xls(tmp_path: Path) -> None:
    html = (
        "<html><meta charset=gbk><table><tr><th>编号<th>投诉内容<tr><td>A1<td>空调不制冷<br>修了两次<tr><td>A2<td>快递丢失没有人管</table>"
    )
    texts, (problem,) = of(tmp_path, "log.xls", html.encode("gbk"))
    assert [text.doc for text in texts] == ["log.xls!A1", "log.xls!A2"]
    assert kinds(texts[0])[1] == ("text", "row:2", "投诉内容：空调不制冷\n修了两次")
    assert problem.code == "mislabelled"
