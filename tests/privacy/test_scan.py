"""Files: what a scan sees, also where nobody looks."""

from __future__ import annotations

import base64
import json
import random
import struct
import zlib

import pytest
from typer.testing import CliRunner

from caselib.cli.app import app
from caselib.errors import InputError
from caselib.privacy import scan

PHONE = "13800001234"


def seen(path):
    return {s.finding.text for s in scan(path)}


def test_docx_with_comment_author_property_and_picture_text(tmp_path):
    from docx import Document
    from docx.shared import Pt

    document = Document()
    paragraph = document.add_paragraph("电话138")
    paragraph.add_run("0000").font.size = Pt(9)  # a number broken over runs
    run = paragraph.add_run("1234，王")
    run.bold = True
    paragraph.add_run("先生")
    document.add_comment(run, text="身份证11010519491231002X", author="罗志远")
    document.core_properties.author = "叶红"
    document.sections[0].footer.paragraphs[0].text = "车牌京A12345"
    document.save(tmp_path / "a.docx")
    assert seen(tmp_path / "a.docx") == {PHONE, "王先生", "11010519491231002X", "罗志远", "叶红", "京A12345"}


def test_xlsx_with_heading_comment_and_number_cell(tmp_path):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    sheet.append(["编号", "姓名", "电话"])
    sheet.append(["TS-001", "甘霖", int(PHONE)])
    sheet["A1"].comment = Comment("微信abc_2288", "x")
    book.properties.creator = "叶红"
    book.save(tmp_path / "a.xlsx")
    assert {"甘霖", PHONE, "TS-001", "abc_2288", "叶红"} <= seen(tmp_path / "a.xlsx")


def test_pptx_with_notes(tmp_path):
    from pptx import Presentation

    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = "王先生的投诉"
    slide.notes_slide.notes_text_frame.text = f"电话{PHONE}"
    slides.core_properties.author = ""
    slides.save(tmp_path / "a.pptx")
    assert {"王先生", PHONE} <= seen(tmp_path / "a.pptx")


def test_html_with_attribute_comment_script_and_split_word(tmp_path):
    page = (
        '<meta charset="utf-8"><p title="李女士">王<b>先生</b></p><!-- 138****1234 -->'
        f"<script>const d = {json.dumps({'t': '张师傅 ' + PHONE})};</script><style>a{{color:#138000;}}</style>"
        '<img src="data:image/png;base64,MTM4MDAwMDEyMzQ=">'
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert seen(tmp_path / "a.html") == {"李女士", "王先生", "138****1234", "张师傅", PHONE}


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize(
    "body",
    [
        (b"tEXt", b"Comment\0" + PHONE.encode()),
        (b"zTXt", b"Comment\0\0" + zlib.compress(PHONE.encode())),
        (b"iTXt", b"Comment\0\0\0zh\0\0" + PHONE.encode()),
        (b"iTXt", b"Comment\0\1\0zh\0\0" + zlib.compress(PHONE.encode())),
    ],
)
def test_png_metadata(tmp_path, body):
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(*body)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )
    (tmp_path / "a.png").write_bytes(png)
    assert seen(tmp_path / "a.png") == {PHONE}


def test_pdf_text_and_metadata(tmp_path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure = plt.figure()
    figure.text(0.1, 0.5, f"call {PHONE}")
    figure.savefig(tmp_path / "a.pdf", metadata={"Author": "a@mail.example.com"})
    assert seen(tmp_path / "a.pdf") == {PHONE, "a@mail.example.com"}


def test_a_file_name_and_a_zip_member_count(tmp_path):
    import zipfile

    (tmp_path / "王先生投诉.txt").write_text("无", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.txt", f"电话{PHONE}")
    assert seen(tmp_path) == {"王先生", PHONE}


def test_parquet_by_columns_and_records(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet")
    rows = {"doc": ["王先生.txt"], "codes": [["李女士"]], "record": [json.dumps({"quote": f"电话{PHONE}"})]}
    pa.parquet.write_table(pa.table(rows), tmp_path / "a.parquet")
    assert seen(tmp_path / "a.parquet") == {"王先生", "李女士", PHONE}


@pytest.mark.parametrize("window", [15, 31, -15, 0], ids=["zlib", "gzip", "deflate", "plain"])
@pytest.mark.parametrize("name", ["a.html", "a.json", "a.ipynb"])
def test_what_a_page_has_packed(tmp_path, name, window):
    """A script's data that only the browser unpacks; a font of the same look holds nobody."""
    data = json.dumps({"quote": f"王先生，电话{PHONE}", "fill": [str(n * 7919) for n in range(300)]}).encode()
    packed, font = (base64.b64encode(each).decode() for each in (zlib.compress(data, wbits=window) if window else data, random.Random(1).randbytes(4000)))
    told = f'<script>const d = "{packed}", f = "{font}";</script>' if name == "a.html" else json.dumps({"d": packed, "f": font})
    (tmp_path / name).write_text(told, encoding="utf-8")
    assert {"王先生", PHONE} <= seen(tmp_path / name)


def test_metadata_of_a_picture_inside_a_notebook(tmp_path):
    words = b"Comment\0" + PHONE.encode()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    png = b"\x89PNG\r\n\x1a\n" + header + chunk(b"tEXt", words) + chunk(b"IDAT", zlib.compress(random.Random(1).randbytes(300))) + chunk(b"IEND", b"")
    (tmp_path / "a.ipynb").write_text(json.dumps({"outputs": [{"data": {"image/png": base64.b64encode(png).decode()}}]}), encoding="utf-8")
    assert seen(tmp_path / "a.ipynb") == {PHONE}


@pytest.mark.parametrize("uid", ["0123456789ab", "eb776a98ddc8"])
def test_ids_of_caselib_are_nobodys(tmp_path, uid):
    (tmp_path / "a.jsonl").write_text(json.dumps({"uid": uid, "case": uid}), encoding="utf-8")
    assert seen(tmp_path / "a.jsonl") == set()


def test_a_clean_folder_and_an_address(tmp_path):
    (tmp_path / "a.txt").write_text("第一行\n空调不制冷", encoding="utf-8")
    assert scan(tmp_path) == []
    (tmp_path / "a.txt").write_text(f"第一行\n电话{PHONE}", encoding="utf-8")
    assert [str(s) for s in scan(tmp_path)] == [f"a.txt:2:3  mobile  {PHONE}"]


def test_what_cannot_be_seen_is_not_called_clean(tmp_path):
    with pytest.raises(InputError):
        scan(tmp_path / "none.txt")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(InputError, match="looked through"):
        scan(tmp_path / "a.pdf")


def test_command_line(tmp_path):
    runner = CliRunner()
    (tmp_path / "a.txt").write_text(f"王先生电话{PHONE}", encoding="utf-8")
    result = runner.invoke(app, ["privacy", "scan", str(tmp_path / "a.txt")])
    assert result.exit_code == 1 and "手机号 1" in result.stdout and "姓名 1" in result.stdout
    result = runner.invoke(
        app, ["privacy", "mask", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "--key", str(tmp_path / "key.json"), "--lang", "en"]
    )
    assert result.exit_code == 0 and "do not hand it over" in result.stdout
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "客户甲电话〔手机号·1〕"
    result = runner.invoke(app, ["privacy", "scan", str(tmp_path / "out")])
    assert result.exit_code == 0 and "没有发现" in result.stdout
