"""Word documents: order, tables, boxes, notes, revisions, computed numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.read.numerals import numeral

from . import make
from .helpers import kinds, of, sound

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="x" xmlns:v="y"'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def body(inner: str) -> bytes:
    """A Word document with this body, on python-docx's empty one (for its styles)."""
    xml = f"<w:document {SPACES}><w:body>{inner}</w:body></w:document>"
    return make.repacked(make.docx([]), {"word/document.xml": xml.encode()})


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(inner: str, levels: str, more: str = "") -> bytes:
    """A document with one abstract list (id 7) and the list 5 made from it."""
    made = '<w:num w:numId="5"><w:abstractNumId w:val="7"/></w:num>'
    numbering = f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{made}{more}</w:numbering>'
    return make.repacked(body(inner), {"word/numbering.xml": numbering.encode()})


def level(at: int, kind: str, pattern: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def item(text: str, at: int = 0, number: int = 5) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def lines(tmp_path: Path, data: bytes) -> list[str]:
    (text,), problems = of(tmp_path, "a.docx", data)
    assert problems == []
    sound(text)
    return text.text.split("\n")


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("chineseCounting", "1 一 2 二 10 十 11 十一 20 二十 101 一百〇一"),
        ("chineseLegalSimplified", "1 壹 10 壹拾 12 壹拾贰"),
        ("ideographTraditional", "1 甲 10 癸 11 甲"),
        ("ideographZodiac", "1 子 12 亥"),
        ("upperRoman", "4 IV 9 IX 2024 MMXXIV"),
        ("lowerRoman", "3 iii"),
        ("upperLetter", "1 A 26 Z 27 AA"),
        ("lowerLetter", "2 b"),
        ("decimalEnclosedCircle", "1 ① 20 ⑳ 21 ㉑"),
        ("decimalFullWidth", "12 １２"),
        ("decimalZero", "7 07"),
        ("unheard", "3 3"),
    ],
)
def test_numerals(kind: str, numbers: str) -> None:
    pairs = numbers.split()
    for number, written in zip(pairs[::2], pairs[1::2], strict=True):
        assert numeral(int(number), kind) == written


def test_computed_numbers_of_several_levels(tmp_path: Path) -> None:
    levels = (
        level(0, "chineseCounting", "%1、")
        + level(1, "decimal", "（%2）")
        + level(2, "lowerLetter", "%3)")
        + level(3, "decimal", "%1.%2.%4", "<w:isLgl/>")
    )
    inner = (
        item("情况")
        + item("来电", 1)
        + item("甲", 2)
        + item("乙", 2)
        + item("来访", 1)
        + item("丙", 2)
        + paragraph("无号")
        + item("处理")
        + item("道歉", 1)
        + item("细目", 3)
    )
    assert lines(tmp_path, numbered(inner, levels)) == [
        "一、情况", "（1）来电", "a) 甲", "b) 乙", "（2）来访", "a) 丙", "无号", "二、处理", "（1）道歉", "2.1.1 细目",
    ]  # fmt: skip


def test_lists_that_go_on_and_lists_that_start_anew(tmp_path: Path) -> None:
    more = '<w:num w:numId="6"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    more += '<w:num w:numId="8"><w:abstractNumId w:val="7"/></w:num>'
    inner = item("甲") + item("乙", number=8) + item("丙", number=6) + item("丁", number=6)
    assert lines(tmp_path, numbered(inner, level(0, "decimal", "%1."), more)) == ["1. 甲", "2. 乙", "1. 丙", "2. 丁"]


def test_bullets_of_picture_fonts(tmp_path: Path) -> None:
    assert lines(tmp_path, numbered(item("甲"), level(0, "bullet", "\uf06c"))) == ["●甲"]


def test_empty_items_are_not_counted(tmp_path: Path) -> None:
    assert lines(tmp_path, numbered(item("甲") + item("") + item("乙"), level(0, "decimal", "%1、"))) == ["1、甲", "2、乙"]


def test_headings(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading("报告", 0)
    document.add_heading("案例一", 1)
    document.add_heading("处理", 2)
    document.add_paragraph("经理道歉。")
    document.add_paragraph("条目", style="List Bullet")
    (text,), _ = of(tmp_path, "a.docx", make.saved(document))
    assert [(block.kind, block.level) for block in text.blocks] == [
        ("heading", 1),
        ("heading", 1),
        ("heading", 2),
        ("paragraph", 0),
        ("item", 1),
    ]


def test_tables_in_order_and_nested(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("前")
    table = document.add_table(2, 3)
    for cell, words in zip(table._cells, ["时间", "", "内容", "5月", "东店", "第一段"], strict=True):
        cell.text = words
    table.cell(1, 2).add_paragraph("第二段")
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里一", "里二"
    document.add_paragraph("后")
    (text,), _ = of(tmp_path, "a.docx", make.saved(document))
    assert text.text == "前\n时间\t\t内容\n5月\t东店\n里一\t里二\t第一段\n第二段\n后"
    assert {kind for kind, _, words in kinds(text) if words not in "前后"} == {"cell"}
    sound(text)


def test_revisions_and_hidden_text(tmp_path: Path) -> None:
    runs = (
        "<w:p><w:r><w:t>客户</w:t></w:r><w:del><w:r><w:delText>不</w:delText></w:r></w:del><w:ins><w:r><w:t>很</w:t></w:r></w:ins>"
        "<w:r><w:t>满意</w:t></w:r><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>。</w:t></w:r></w:moveTo>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:tab/><w:t>右</w:t><w:br/><w:t>下</w:t></w:r></w:p>"
    )
    assert lines(tmp_path, body(runs)) == ["客户很满意。\t右", "下"]


def test_text_box_is_read_once_behind_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    drawing = f"<mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent>"
    assert lines(tmp_path, body(f"<w:p><w:r><w:t>前</w:t>{drawing}<w:t>后</w:t></w:r></w:p>")) == ["前后", "框内"]


def test_notes_comments_headers_and_footers(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    first = document.add_paragraph("客户投诉。")
    document.add_paragraph("处理完毕。")
    document.add_comment(first.runs, "此处待核")
    relations = f'<Relationship Id="rIdF" Type="{KINDS}/footnotes" Target="footnotes.xml"/></Relationships>'
    data = make.saved(document)
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        rels = package.read("word/_rels/document.xml.rels").decode().replace("</Relationships>", relations)
        xml = (
            package.read("word/document.xml")
            .decode()
            .replace("处理完毕。</w:t></w:r>", '处理完毕。</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>')
        )
    notes = f'<w:footnotes {SPACES}><w:footnote w:id="2">{paragraph("据工单记载")}</w:footnote></w:footnotes>'
    data = make.repacked(
        data, {"word/_rels/document.xml.rels": rels.encode(), "word/document.xml": xml.encode(), "word/footnotes.xml": notes.encode()}
    )
    (text,), _ = of(tmp_path, "a.docx", data)
    assert kinds(text) == [
        ("header", "header:1", "内部资料"),
        ("paragraph", "paragraph:1", "客户投诉。"),
        ("notes", "comment:0", "此处待核"),
        ("paragraph", "paragraph:2", "处理完毕。"),
        ("notes", "footnote:2", "据工单记载"),
        ("footer", "footer:1", "第 1 页"),
    ]


def test_strict_variant(tmp_path: Path) -> None:
    xml = f"<w:document {SPACES}><w:body>{paragraph('严格')}</w:body></w:document>".replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert lines(tmp_path, make.repacked(make.docx([]), {"word/document.xml": xml.encode()})) == ["严格"]
