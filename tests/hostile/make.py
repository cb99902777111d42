"""Hostile and broken inputs, made by script: what each does to a folder, and the problem that a person should read of it.

``SUITE`` is the list; ``benchmarks/hostile.py`` prints it as a table, ``test_hostile.py`` runs what is quick.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.read import make

STORY = "2021年3月15日，王女士投诉新买的空调不制冷，要求退货。经理上门道歉，商家退款500元，王女士表示满意。\n"
GOOD = "z_good.txt"
GOOD_TEXT = "案例一：空调维修\n" + STORY

Write = Callable[[Path], None]
Data = bytes | str | Callable[[], bytes | str]


@dataclass(frozen=True)
class Hostile:
    """One input.

    Attributes
    ----------
    name
        Of the file, or of the situation.
    write
        Makes it in an empty folder.
    codes
        The problems that must be told, and no others of the level "error"; a notice is written ``~code``.
    read
        Whether the file's own text is still read.
    large
        Too large or too slow for the tests: the benchmark runs it.
    vanish
        Taken away after the folder was listed.
    argument
        What is given instead of the folder, formatted with ``folder``.
    limits
        Limits of its own (fields of :class:`caselib.read.Limits`).
    """

    name: str
    write: Write
    codes: tuple[str, ...] = ()
    read: bool = False
    large: bool = False
    vanish: bool = False
    argument: str = ""
    limits: tuple[tuple[str, Any], ...] = ()


def content(name: str, data: Data) -> Write:
    """Writes one file; what takes time to make is given as a function."""

    def write(folder: Path) -> None:
        made = data() if callable(data) else data
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass"))

    return write


def _file(name: str, data: Data, *codes: str, read: bool = False, **more: Any) -> Hostile:
    return Hostile(name, content(name, data), codes, read, **more)


# ---------------------------------------------------------------- pieces

DOCX, PPTX = make.docx([STORY]), make.pptx([STORY])
ROWS = [["编号", "投诉内容", "处理结果"], ["TS-1", STORY.strip(), "已退款"], ["TS-2", "快递丢失，客户要求赔偿。", "赔偿500元"]]
XLSX = make.xlsx(ROWS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" if i else "&a;"}{f"&a{i - 1};" if i else "&a;"}">' for i in range(40))
    + "]>"
).encode()
W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
WORD = W % b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"


def _docx(body: bytes) -> bytes:
    return make.repacked(DOCX, {"word/document.xml": body})


def _lying_zip() -> bytes:
    """The directory says that a member unpacks to 10 bytes; it unpacks to 30 million."""
    data = bytearray(make.packed({"a.txt": "投" * 10_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def _locked_zip() -> bytes:
    data = bytearray(make.packed({"a.txt": "投诉"}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _overlapping_zip() -> bytes:
    """Many directory entries for one stretch of packed bytes (Fifield's bomb, small): each unpacks to 9 MB."""
    data = make.packed({"0.txt": b"0" * 9_000_000})
    start = data.index(b"PK\x01\x02")
    entry, end = data[start : data.index(b"PK\x05\x06")], bytearray(data[data.index(b"PK\x05\x06") :])
    count = 3000
    entries = entry * count
    end[8:12] = struct.pack("<HH", count, count)
    end[12:16] = struct.pack("<I", len(entries))
    return data[:start] + entries + bytes(end)


def _nested_zip(depth: int) -> bytes:
    data = make.packed({"a.txt": STORY})
    for _ in range(depth):
        data = make.packed({"a.zip": data})
    return data


def _locked_pdf() -> bytes:
    data = make.pdf([["a"]])
    key = b"<" + b"00" * 32 + b">"
    return data.replace(b"trailer<<", b"trailer<</Encrypt<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>/ID[<00><00>]" % (key, key))


def _pdf_bomb(megabytes: int) -> bytes:
    packed = zlib.compress(b" " * (megabytes * 2**20), 9)
    data = make.pdf([["a"]])
    at = data.rindex(b"/Length", 0, data.index(b"xref"))
    end = data.index(b"endstream", at)
    return data[:at] + b"/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\n" + data[end:]


def _sheet(cells: dict[str, object], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for at, value in cells.items():
        book.active[at] = value
    change(book.active)
    return make.saved(book)


def _head() -> dict[str, object]:
    return {f"{'ABC'[j]}{i}": value for i, row in enumerate(ROWS, 1) for j, value in enumerate(row)}


def _declared(reference: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(XLSX)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    start = sheet.index("<dimension")
    return make.repacked(XLSX, {"xl/worksheets/sheet1.xml": (sheet[:start] + f'<dimension ref="{reference}"/>' + sheet[sheet.index(">", start) + 1 :]).encode()})


def _merged_all() -> bytes:
    with zipfile.ZipFile(io.BytesIO(XLSX)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    merged = "".join(f'<mergeCell ref="{reference}"/>' for reference in ("F1:F1048576", "G1:XFD1048576", "A9:A1048576"))
    return make.repacked(XLSX, {"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>").encode()})


def _wide(columns: int) -> bytes:
    from openpyxl.utils import get_column_letter

    return _sheet(_head() | {f"{get_column_letter(i)}2": "x" for i in range(4, columns)})


def _odt(document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", document)
    return out.getvalue()


def _named(name: str) -> Hostile:
    return _file(name, GOOD_TEXT, read=True)


def _loop(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "again").symlink_to(folder / "a")
    (folder / "a" / "up").symlink_to(folder)
    (folder / "a.txt").symlink_to("b.txt")
    (folder / "b.txt").symlink_to("a.txt")


def _dangling(folder: Path) -> None:
    (folder / "a.txt").symlink_to("nowhere.txt")


def _forbidden(folder: Path) -> None:
    (folder / "a.txt").write_text(GOOD_TEXT, encoding="utf-8")
    (folder / "a.txt").chmod(0)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.txt")


def _deep(folder: Path) -> None:
    """Folders within folders, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("abcdefg", dir_fd=here)
        below = os.open("abcdefg", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def _line(size: int) -> Write:
    def write(folder: Path) -> None:
        piece = ("投诉处理结果没有告知客户，" * 8000).encode()
        with (folder / "a.txt").open("wb") as file:
            for _ in range(-(-size // len(piece))):
                file.write(piece)

    return write


def _sparse(folder: Path) -> None:
    with (folder / "a.txt").open("wb") as file:
        file.truncate(300 * 2**20)


def _manifest(folder: Path) -> None:
    (folder / "manifest.csv").write_text("file,sha256\n../../etc/hostname,0\nz_good.txt,\n", encoding="utf-8")


# ---------------------------------------------------------------- the suite

_NAMES = ("quo\"te's `$(x)`.txt", "line\nfeed\ttab.txt", "😀🏠客诉.txt", "‮txt.exe‬.txt", "长" * 80 + ".txt", "-rf --lang.txt", "100%s{}{0}.txt", "=1+1.txt", " .txt")

SUITE: tuple[Hostile, ...] = (
    # empty and cut off
    _file("empty.txt", b"", "empty_file"),
    _file("blank.txt", b" \r\n\t\n", "empty_file"),
    _file("blank.docx", make.docx([" "]), "empty_file"),
    _file("blank.pdf", make.pdf([[]]), "empty_file"),
    _file("blank.html", b"<html><body><script>x</script></body></html>", "empty_file"),
    _file("blank.xlsx", make.xlsx([]), "empty_file"),
    _file("blank.zip", make.packed({}), "empty_file"),
    _file("truncated.docx", DOCX[: len(DOCX) // 2], "unreadable"),
    _file("truncated.xlsx", XLSX[: len(XLSX) // 2], "unreadable"),
    _file("truncated.pptx", PPTX[:-100], "unreadable"),
    _file("truncated.pdf", b"%PDF-1.7\n1 0 obj", "unreadable"),
    _file("truncated.zip", make.packed({"a.txt": "x" * 1000})[:60], "unreadable"),
    _file("truncated.txt", STORY.encode()[:-2], "bad_bytes", read=True),
    # locked
    _file("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    _file("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    _file("locked.zip", _locked_zip(), "encrypted"),
    _file("locked.pdf", _locked_pdf(), "encrypted"),
    # not what it is called
    _file("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "binary"),
    _file("program.docx", b"\x7fELF" + bytes(3000), "binary"),
    _file("word.pdf", DOCX, "~mislabelled", read=True),
    _file("page.xlsx", make.html([STORY]), "~mislabelled", read=True),
    _file("text.docx", STORY, "~mislabelled", read=True),
    # bytes and characters
    _file("nul.txt", b"\0" * 5000, "binary"),
    _file("nul_inside.txt", GOOD_TEXT.replace("，", "\0，", 3), "binary"),
    _file("random.txt", bytes(range(256)) * 20, "binary"),
    _file("surrogates.txt", GOOD_TEXT.replace("。", "\ud83d。", 1), "bad_bytes", read=True),
    _file("mixed.txt", GOOD_TEXT.encode() * 3 + "商家表示歉意。\n".encode("gbk") + GOOD_TEXT.encode() * 3, "~mixed_encodings", read=True),
    _file("mixed_in_one_line.txt", GOOD_TEXT.encode() * 3 + "商家表示歉意，".encode("gbk") + GOOD_TEXT.encode() * 3, "bad_bytes", read=True),
    _file("bidi.txt", GOOD_TEXT.replace("退款", "\u202e款退\u202c"), "~hidden_marks", read=True),
    _file("zero_width.txt", GOOD_TEXT.replace("投诉", "投\u200b诉").replace("退款", "退\u2060款").replace("道歉", "道\ufeff歉"), "~hidden_marks", read=True),
    _file("escapes.txt", "\x1b]0;title\x07\x1b[2J" + GOOD_TEXT, read=True),
    # too much
    Hostile("line_of_100_MB.txt", _line(100 * 2**20), ("too_large",), large=True),
    Hostile("line_of_9_million.txt", _line(27_000_000), (), read=True, large=True),
    Hostile("file_of_300_MB.txt", _sparse, ("too_large",), large=True),
    _file("line_of_12_million.txt", lambda: "投诉" * 6_000_000, "too_large"),
    _file("cell_of_30_MB.csv", lambda: "编号,投诉内容\n1,\"" + "投" * 10_000_001 + '"\n', "too_large", large=True),
    _file("quote_never_closed.csv", lambda: "编号,投诉内容\n" + '1,"空调不制冷\n' * 2_001, read=True),
    _file("nested_100000.html", lambda: b"<html>" + b"<div>" * 100_000 + b"x", "unreadable"),
    _file("bold_100000.html", lambda: b"<html>" + b"<b><i>" * 100_000 + b"x", "unreadable"),
    _file("nested.docx", lambda: _docx(W % (b"<w:sdt>" * 5000 + b"<w:p/>")), "unreadable"),
    _file("nested_tables.docx", lambda: _docx(W % (b"<w:tbl><w:tr><w:tc>" * 60 + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" + b"</w:tc></w:tr></w:tbl>" * 60)), read=True),
    _file("many.zip", lambda: make.packed({f"{i}.txt": "x" for i in range(21_000)}), "too_large"),
    # bombs
    _file("bomb.zip", lambda: make.packed({"a.txt": b"0" * 50_000_000}), "too_large"),
    _file("bomb_that_lies.zip", lambda: _lying_zip(), "bad_zip_member"),
    _file("bomb_that_overlaps.zip", lambda: _overlapping_zip(), "too_large"),
    _file("bomb_in_zips.zip", lambda: _nested_zip(5), "unreadable"),
    _file("bomb.docx", lambda: make.repacked(DOCX, {"word/media.bin": b"0" * 50_000_000}), "too_large"),
    _file("bomb.odt", lambda: _odt(b"<a>" + b" " * 50_000_000 + b"</a>"), "too_large"),
    _file("bomb.pdf", lambda: _pdf_bomb(300), "empty_file", large=True),
    _file("laughs.docx", lambda: _docx(LAUGHS + WORD % b"&a39;"), "unreadable"),
    _file("laughs.xlsx", lambda: make.repacked(XLSX, {"xl/sharedStrings.xml": LAUGHS + b"<sst>&a39;</sst>"}), "unreadable"),
    _file("laughs.pptx", lambda: make.repacked(PPTX, {"ppt/slides/slide1.xml": LAUGHS + b"<a>&a39;</a>"}), "unreadable"),
    _file("laughs.odt", lambda: _odt(LAUGHS + b"<a>&a39;</a>"), "unreadable"),
    _file("laughs_utf16.docx", lambda: _docx((LAUGHS + WORD % b"&a39;").decode().encode("utf-16")), "unreadable"),
    _file("external.docx", lambda: _docx(EXTERNAL + WORD % b"&a;"), "unreadable"),
    _file("external_utf16.docx", lambda: _docx((EXTERNAL + WORD % b"&a;").decode().encode("utf-16")), "unreadable"),
    _file("external.html", EXTERNAL + b"<html><body><p>&a;</p><iframe src='file:///etc/hostname'></iframe><p>" + STORY.encode() + b"</p>", read=True),
    # zip names
    _file("climbs.zip", make.packed({"../../x.txt": "x"}), "bad_zip_member"),
    _file("absolute.zip", make.packed({"/etc/x.txt": "x"}), "bad_zip_member"),
    _file("drive.zip", make.packed({"C:\\x.txt": "x"}), "bad_zip_member"),
    _file("twice.zip", make.packed({"a.txt": STORY, "./a.txt": STORY}), read=True),
    _file("long_member.zip", make.packed({"长" * 300 + ".txt": STORY}), read=True),
    # tables
    _file("rows_declared.xlsx", lambda: _declared("A1:XFD1048576"), read=True),
    _file("row_at_the_end.xlsx", lambda: _sheet(_head() | {"A1048576": "TS-9", "B1048576": "空调不制冷，修了两次"}), read=True),
    _file("columns_16000.xlsx", lambda: _wide(16_000), "cut_table", read=True),
    _file("formulas.xlsx", lambda: _sheet(_head() | {"C2": "=1+1", "C3": '=HYPERLINK("http://x","y")'}), "~no_result", read=True),
    _file("formulas.csv", "编号,投诉内容\n1,\"=cmd|' /C calc'!A0，空调不制冷\"\n2,@SUM(1)退款一直没有到账\n", read=True),
    _file("merged.xlsx", lambda: _sheet(_head() | {"D1": "门店", "D2": "东门店"}, lambda sheet: sheet.merge_cells("D2:D3")), read=True),
    _file("merged_all.xlsx", lambda: _merged_all(), read=True),
    _file("dates_as_numbers.xlsx", lambda: _sheet(_head() | {"D1": "投诉日期", "D2": 44270, "D3": 44271}), read=True),
    _file("ids_as_floats.xlsx", lambda: _sheet(_head() | {"D1": "身份证号", "D2": 4.40301199001011e17, "D3": 4.40301199001012e17}), "~lost_digits", read=True),
    # the file system
    Hostile("links_in_a_loop", _loop, ("unreadable", "unreadable")),
    Hostile("link_to_nothing", _dangling, ("unreadable",)),
    Hostile("no_permission.txt", _forbidden, ("unreadable",)),
    Hostile("pipe.txt", _pipe, ("unreadable",)),
    Hostile("folders_1200_deep", _deep, ("unreadable",)),
    Hostile("vanishing.txt", content("a.txt", STORY), ("unreadable",), vanish=True),
    Hostile("name_of_300_characters", lambda folder: None, ("unreadable",), argument="{folder}/" + "长" * 300 + ".txt"),
    Hostile("not_there.txt", lambda folder: None, ("missing_file",), argument="{folder}/not_there.txt"),
    Hostile("manifest_that_climbs", _manifest, ("unreadable",)),
    *(_named(name) for name in _NAMES),
    # limits that the user sets
    _file("over_my_limit.txt", STORY * 20, "too_large", limits=(("file_bytes", 1000),)),
    _file("over_my_rows.csv", "编号,投诉内容\n" + "1,空调不制冷，修了两次\n" * 20, "cut_table", read=True, limits=(("rows", 10),)),
    _file("over_my_time.zip", make.packed({f"{i}.txt": STORY for i in range(50)}), "too_slow", limits=(("seconds", 0.0),)),
)  # fmt: skip
