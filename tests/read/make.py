"""Files made for the tests: the same text in every format, and files that do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

PARAGRAPHS = (
    "空调维修投诉处理记录",
    "6月12日，王女士来电投诉：新装的空调两次维修后仍有异响。",
    "经理当天上门道歉，并免费更换了压缩机。",
    "王女士表示满意。",
)
TRADITIONAL = (
    "空調維修投訴處理記錄",
    "6月12日，王女士來電投訴：新裝的空調兩次維修後仍有異響。",
    "經理當天上門道歉，並免費更換了壓縮機。",
    "王女士表示滿意。",
)


def docx(paragraphs: Iterable[str] = PARAGRAPHS) -> bytes:
    """A Word document of plain paragraphs."""
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def pptx(paragraphs: Iterable[str] = PARAGRAPHS) -> bytes:
    """One slide, one paragraph a box, boxes written from the bottom up."""
    from pptx import Presentation
    from pptx.util import Inches

    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    for i, paragraph in reversed(list(enumerate(paragraphs))):
        box = slide.shapes.add_textbox(Inches(1), Inches(0.5 + i), Inches(8), Inches(0.6))
        box.text_frame.text = paragraph
    return saved(presentation)


def xlsx(rows: Iterable[Iterable[object]], title: str = "Sheet1") -> bytes:
    """A workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def html(paragraphs: Iterable[str] = PARAGRAPHS) -> str:
    """A page of plain paragraphs."""
    return "<!DOCTYPE html><html><body>" + "".join(f"<p>{text}</p>\n" for text in paragraphs) + "</body></html>"


def pdf(pages: Iterable[Iterable[str]], picture: bool = False) -> bytes:
    """A PDF without embedded fonts: each line at its place, written in UTF-16 codes that map to themselves."""
    objects: list[bytes] = []
    contents = [_page(list(lines), picture) for lines in pages]
    kids = " ".join(f"{8 + 2 * i} 0 R" for i in range(len(contents)))
    objects += [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        _stream(b"\xff\x00\x00", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"),
        b"<</Font<</F 3 0 R>>/XObject<</I 6 0 R>>>>",
    ]
    for i, content in enumerate(contents):
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 7 0 R/Contents {9 + 2 * i} 0 R>>".encode(),
            _stream(content),
        ]
    return _assembled(objects)


def _page(lines: list[str], picture: bool) -> bytes:
    content = b"q 400 0 0 400 50 50 cm /I Do Q\n" if picture else b""
    for i, line in enumerate(lines):
        content += f"BT /F 12 Tf 50 {780 - 24 * i} Td <{line.encode('utf-16-be').hex()}> Tj ET\n".encode()
    return content


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<" + entries + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"


def _assembled(objects: list[bytes]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj" % i + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def packed(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """A zipped document with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return packed(members | changes)


def saved(document: object) -> bytes:
    """The bytes of a document that can save itself."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()
