"""Reports on one case, 8D, client against corpus; PDF, slides and a firm's own template."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import networkx as nx
import pptx
import pypdfium2
import pytest
from docx.shared import Pt, RGBColor

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.errors import InputError
from caselib.model import Case, Field, Mention, SourceText, Span
from caselib.report import Report, benchmark, case_base, eight_d, fields, fill, html, pdf, single_case, slides, word
from caselib.report.parts import Heading, Paragraph, Quotes, Table

TEXT = "空调三修不好\n顾客两次报修都没修好。\n经理上门道歉，换了新机。\n分析：流程缺失，应当培训维修工。\n顾客表示满意。\n"


def passage(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


@pytest.fixture(scope="module")
def one() -> Cases:
    """One case with a title, an analysis, and mentions of every kind."""
    told = [
        ("cause", "repair_failure", "", "两次报修都没修好"), ("cause", "process_gap", "", "流程缺失"), ("action", "apologise", "done", "上门道歉"),
        ("action", "replace", "done", "换了新机"), ("action", "train", "advised", "应当培训维修工"), ("outcome", "satisfied", "", "顾客表示满意"),
    ]  # fmt: skip
    mentions = tuple(Mention(f"m{i}", role, code, status, passage(words), words, "r", 0.9, actor="firm") for i, (role, code, status, words) in enumerate(told))
    case = Case(
        "u1", "a.txt", Span(0, len(TEXT)), "incident", title=Field("空调三修不好", passage("空调三修不好"), "r"),
        parts=(("analysis", passage("分析：流程缺失，应当培训维修工。")),), mentions=mentions, final=Field("positive", None, "r"),
    )  # fmt: skip
    return Cases((case,), (), {"a.txt": SourceText("a.txt", TEXT)})


def told(report: Report) -> dict[str, str]:
    """Heading → sentences and quotes under it."""
    found: dict[str, str] = {}
    heading = ""
    for part in report.parts:
        if isinstance(part, Heading):
            heading = part.text
            found[heading] = ""
        elif isinstance(part, Paragraph):
            found[heading] += "".join(finding.sentence for finding in part.findings)
        elif isinstance(part, Quotes):
            found[heading] += "".join(f"〈{each.quote}〉" for each in part.evidence)
    return found


def test_single_case_says_what_is_told_and_what_is_not(one: Cases) -> None:
    said = told(single_case(one, "u1", lang="zh"))
    assert [*said] == ["投诉概述", "经过", "调查核实", "责任认定", "处理", "整改", "跟进", "总结", "附录　案例原文"]
    assert "投诉反映的问题：一是修而不好（“两次报修都没修好”）；二是制度流程缺失（“流程缺失”）。" in said["投诉概述"]
    assert "材料没有交代：发生日期、被投诉单位、投诉渠道、投诉人、责任认定、解决用时。【待补充】" in said["投诉概述"]
    assert said["经过"] == "经过如下，均为材料原文。〈顾客两次报修都没修好。〉〈经理上门道歉，换了新机。〉〈顾客表示满意。〉"
    assert said["调查核实"] == "案例没有讲到“调查核实”方面的内容。【待补充】"
    assert said["处理"] == "对这起投诉，做过的有：道歉（企业：“上门道歉”）、更换（企业：“换了新机”）。"
    assert said["整改"] == "材料建议培训教育（企业：“应当培训维修工”），没有讲到已经照办。"
    assert "本案的结局是“圆满”" in said["总结"]
    assert "〈分析：流程缺失，应当培训维修工。〉" in said["总结"]


def test_eight_disciplines(one: Cases) -> None:
    said = told(eight_d(one, one[0], lang="zh"))
    assert [heading[:2] for heading in said][:8] == [f"D{n}" for n in range(1, 9)]
    assert said["D1 成立小组"] == "参与处理的有：企业。小组的组长、成员和分工，案例没有讲到。【待补充】"
    assert "〈分析：流程缺失，应当培训维修工。〉" in said["D4 根本原因"]
    assert said["D5 拟定的永久措施"] == "材料建议采取的措施：培训教育（企业：“应当培训维修工”）。"
    assert "更换" in said["D3 临时措施"]
    assert said["D6 实施永久措施"] == "案例没有讲到“D6 实施永久措施”方面的内容。【待补充】"
    assert "没有讲到已经照办" in said["D7 预防再发"]


@pytest.mark.parametrize("structure", [single_case, eight_d])
def test_nothing_that_was_done_gets_lost(structure: Callable[..., Report]) -> None:
    """Whatever code an action has, exactly one section tells of it."""
    codes = load().role("action")
    words = "".join(f"做了{i:02d}。" for i in range(len(codes)))
    mentions = tuple(Mention(f"m{i}", "action", code, "done", Span(5 * i, 5 * i + 4), f"做了{i:02d}", "r", 0.9) for i, code in enumerate(codes))
    case = Case("u", "a.txt", Span(0, len(words)), "incident", mentions=mentions)
    said = [finding.sentence for finding in structure(Cases((case,), (), {"a.txt": SourceText("a.txt", words)}), "u", lang="zh").findings()]
    for i in range(len(codes)):
        assert sum(f"“做了{i:02d}”" in sentence for sentence in said) == 1


def test_doubtful_facts_are_marked_and_sure_ones_said(one: Cases) -> None:
    case = replace(
        one[0], date=Field("2023-06-11", None, "r", 0.9), year=Field(2023, None, "r", 0.9), customer=Field("陶先生", None, "r", 0.8),
        organisation=Field("某店", None, "r", 0.6), industry=Field("hotel", None, "r", 0.4), channel=Field("phone", None, "r", 0.7),
    )  # fmt: skip
    report = single_case(Cases((case,), (), one.texts), "u1", lang="zh")
    assert "2023 年 6 月 11 日，陶先生提出投诉（电话）。" in told(report)["投诉概述"]
    rows = dict(next(part.rows for part in report.parts if isinstance(part, Table)))
    assert rows["被投诉单位"] == "某店【待核】"
    assert rows["投诉人"] == "陶先生"
    assert "年份" not in rows


def test_what_is_missing_is_set_off(one: Cases, tmp_path: Path) -> None:
    report = single_case(one, "u1", lang="zh")
    made = docx.Document(str(word(report, tmp_path / "a.docx")))
    marked = [run.text for paragraph in made.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert marked.count("【待补充】") == sum("【待补充】" in finding.sentence for finding in report.findings())
    assert html(report, tmp_path / "a.html").read_text(encoding="utf-8").count('<mark class="todo">【待补充】</mark>') == len(marked)


def test_slides_of_one_case_and_of_eight_disciplines(one: Cases, tmp_path: Path) -> None:
    for report, expected in ((single_case(one, "u1", lang="zh"), 9), (eight_d(one, "u1", lang="zh"), 9)):
        show = pptx.Presentation(str(slides(report, tmp_path / "a.pptx")))
        assert len(show.slides) == expected
        shown = "".join(shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame)
        assert "培训教育" in shown
        assert all(slide.notes_slide.notes_text_frame.text for slide in show.slides)


def test_every_structure_has_every_writer(one: Cases, tmp_path: Path) -> None:
    for report in (single_case(one, "u1"), eight_d(one, "u1", lang="en"), benchmark(one, one)):
        html(report, tmp_path / "a.html")
        word(report, tmp_path / "a.docx", preset="official")
        pdf(report, tmp_path / "a.pdf")
        assert len(pypdfium2.PdfDocument(tmp_path / "a.pdf")) >= 3
        for finding in report.findings():
            for each in finding.evidence:
                assert each.span.of(report.cases.texts[each.doc].text) == each.quote


def client(n: int, code: str, cluster: str) -> Cases:
    text = SourceText(f"{cluster}.txt", "投诉处理" * n)
    cases = tuple(
        Case(f"{cluster}{i}", text.doc, Span(4 * i, 4 * i + 4), "incident", cluster=f"{cluster}{i}", final=Field("positive", None, "r"),
             mentions=(Mention("m", "cause", code, "", Span(4 * i, 4 * i + 2), "投诉", "r", 0.9),))
        for i in range(n)
    )  # fmt: skip
    return Cases(cases, (), {text.doc: text})


def test_benchmark_names_differences_that_hold_and_no_others() -> None:
    ours, theirs = client(20, "delay", "a"), client(40, "defect", "b")
    report = benchmark(ours, Cases((*ours.cases, *theirs.cases), (), {**ours.texts, **theirs.texts}), lang="zh")
    said = [finding.sentence for finding in report.findings()]
    assert said[0] == "客户一方有 20 簇真实个案，案例库另有 40 簇；两边都有的只计入客户一方。"
    assert "客户的“延误久等”偏多：占 100%（20 簇），案例库为 0%。" in said
    assert "客户的“质量缺陷”偏少：占 0%（0 簇），案例库为 100%。" in said
    few = benchmark(client(3, "delay", "a"), theirs, lang="zh")
    assert not any("偏多" in finding.sentence for finding in few.findings())
    assert all("%" not in cell for part in few.parts if isinstance(part, Table) and part.key == "cause_vs" for row in part.rows for cell in row)


def test_pdf_has_contents_notes_and_no_lost_glyphs(base: Cases, graph: nx.DiGraph, tmp_path: Path) -> None:
    report = case_base(base, graph, lang="zh")
    document = pypdfium2.PdfDocument(pdf(report, tmp_path / "r.pdf", date="2026 年 11 月"))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    flat = re.sub(r"\s", "", text)
    assert "一、读了什么" in flat
    assert "附录各句的依据" in flat
    assert "\ufffd" not in text
    assert re.search(r"读了什么\.+1", flat)
    for finding in report.findings()[:20]:
        for each in finding.evidence:
            assert re.sub(r"\s", "", each.quote)[:12] in flat


def test_pdf_takes_markup_for_text(tmp_path: Path) -> None:
    hostile = '#panic("no") $x$ *b* @ref <label> [[ \\ // `code` ]] #import "/etc/passwd" "\\u{41}" = head'
    text = SourceText("a.txt", hostile * 3)
    mentions = (Mention("m", "cause", "delay", "", Span(3, 40), "q", hostile, 0.5),)
    case = Case("u", "a.txt", Span(0, len(hostile)), "incident", title=Field(hostile, None, "r"), mentions=mentions)
    document = pypdfium2.PdfDocument(pdf(single_case(Cases((case,), (), {"a.txt": text}), "u"), tmp_path / "r.pdf"))
    flat = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))
    assert '#panic("no")$x$*b*@ref<label>' in flat


def test_ten_slides_with_notes(base: Cases, graph: nx.DiGraph, tmp_path: Path) -> None:
    show = pptx.Presentation(str(slides(base, tmp_path / "r.pptx", graph, lang="zh", date="2026 年 11 月")))
    assert len(show.slides) == 10
    assert all(slide.has_notes_slide and slide.notes_slide.notes_text_frame.text.strip() for slide in show.slides)
    charts = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 3
    assert list(charts[1].plots[0].series[0].values) == sorted(charts[1].plots[0].series[0].values)
    faces = {run._r.rPr.find("{http://schemas.openxmlformats.org/drawingml/2006/main}ea").get("typeface")
             for slide in show.slides for shape in slide.shapes if shape.has_text_frame for p in shape.text_frame.paragraphs for run in p.runs}  # fmt: skip
    assert faces == {"微软雅黑"}
    quotes = re.findall(r"“([^”\n]+)”", show.slides[4].notes_slide.notes_text_frame.text)
    whole = "".join(" ".join(text.text.split()) for text in base.texts.values())
    assert any(quote in whole for quote in quotes)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A firm's document: a style of its own, fields in body, table and header, one of them cut into runs."""
    made = docx.Document()
    style = made.styles.add_style("Firm Text", 1)
    style.font.size, style.font.color.rgb = Pt(13), RGBColor(0x12, 0x34, 0x56)
    made.sections[0].header.paragraphs[0].text = "某咨询公司　{{标题}}"
    made.add_paragraph("{{摘要}}", style="Firm Text")
    cut = made.add_paragraph(style="Firm Text")
    cut.add_run("共 {{ca").bold = True
    cut.add_run("ses}} 例，{{日")
    cut.add_run("期}}。").italic = True
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "簇数", "{{ clusters }}"
    made.add_paragraph("{{table:cause}}")
    made.add_paragraph("{{figure:flow}}")
    made.add_paragraph("没有字段的一段 {single} {{}}")
    path = tmp_path / "firm.docx"
    made.save(str(path))
    return path


def test_template_is_filled_and_keeps_its_styles(base: Cases, graph: nx.DiGraph, template: Path, tmp_path: Path) -> None:
    before = template.read_bytes()
    report = case_base(base, graph, lang="zh")
    made = docx.Document(str(fill(template, report, tmp_path / "out.docx", date="十一月")))
    assert template.read_bytes() == before
    assert made.sections[0].header.paragraphs[0].text == "某咨询公司　投诉案例分析报告"
    firm = [paragraph for paragraph in made.paragraphs if paragraph.style.name == "Firm Text"]
    summary = fields(report)["summary"]
    assert [paragraph.text for paragraph in firm[: len(summary)]] == summary
    assert firm[len(summary)].text == "共 54 例，十一月。"
    assert firm[len(summary)].runs[0].bold is True
    assert made.tables[0].cell(0, 1).text == "46"
    assert made.tables[1].cell(0, 0).text == "原因"
    assert len(made.inline_shapes) == 1
    assert made.paragraphs[-1].text == "没有字段的一段 {single} {{}}"
    assert made.styles["Firm Text"].font.size == Pt(13)


def test_an_unknown_field_is_named_in_one_line(base: Cases, template: Path, tmp_path: Path) -> None:
    document = docx.Document(str(template))
    document.add_paragraph("{{sumary}} {{客户名称}}")
    document.save(str(template))
    with pytest.raises(InputError) as caught:
        fill(template, base, tmp_path / "out.docx", lang="zh")
    assert "\n" not in str(caught.value)
    assert "{{sumary}} (nearest: {{summary}})" in str(caught.value)
    assert "{{客户名称}}" in str(caught.value)
    assert not (tmp_path / "out.docx").exists()


def test_a_template_that_is_no_word_file(base: Cases, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("no", encoding="utf-8")
    with pytest.raises(InputError, match="save it as"):
        fill(tmp_path / "a.docx", base, tmp_path / "b.docx")
