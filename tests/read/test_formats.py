"""The same text in every format and encoding; each piece keeps its place."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from caselib.read import office

from . import make
from .helpers import kinds, of, sound

TEXT = "\n".join(make.PARAGRAPHS)
FILES = {
    "utf8.txt": TEXT.encode(),
    "mark.txt": TEXT.encode("utf-8-sig"),
    "utf16.txt": TEXT.encode("utf-16"),
    "gb18030.txt": TEXT.encode("gb18030"),
    "plain.md": TEXT.encode(),
    "page.html": make.html().encode(),
    "gbk.html": make.html().replace("<body>", "<meta charset=gb2312><body>").encode("gbk"),
    "utf16.html": make.html().encode("utf-16"),
    "a.docx": make.docx(),
    "a.pptx": make.pptx(),
    "a.pdf": make.pdf([make.PARAGRAPHS[:2], make.PARAGRAPHS[2:]]),
    "a.xlsx": make.xlsx([[text] for text in make.PARAGRAPHS]),
    "a.csv": ("\n".join(make.PARAGRAPHS)).encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", FILES)
def test_same_text(tmp_path: Path, name: str) -> None:
    (text,), problems = of(tmp_path, name, FILES[name])
    assert (text.text, text.doc, text.kind, problems) == (TEXT, name, "document", [])
    sound(text)


@pytest.mark.parametrize("data", ["\n".join(make.TRADITIONAL).encode("big5"), make.html(make.TRADITIONAL).encode("big5")])
def test_same_traditional_text(tmp_path: Path, data: bytes) -> None:
    (text,), _ = of(tmp_path, "a.html" if b"<p>" in data else "a.txt", data)
    assert text.text == "\n".join(make.TRADITIONAL)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("a.docx", ["paragraph:1", "paragraph:2", "paragraph:3", "paragraph:4"]),
        ("page.html", ["paragraph:1", "paragraph:2", "paragraph:3", "paragraph:4"]),
        ("a.pptx", ["slide:1"] * 4),
        ("a.pdf", ["page:1", "page:1", "page:2", "page:2"]),
        ("a.xlsx", [f"sheet:Sheet1/row:{i}" for i in (1, 2, 3, 4)]),
        ("a.csv", [f"row:{i}" for i in (1, 2, 3, 4)]),
        ("utf8.txt", []),
    ],
)
def test_places(tmp_path: Path, name: str, places: list[str]) -> None:
    (text,), _ = of(tmp_path, name, FILES[name])
    assert [block.place for block in text.blocks] == places
    assert text.place(TEXT.index("免费")) == (places[2] if places else "")


def test_line_ends_stay(tmp_path: Path) -> None:
    (text,), _ = of(tmp_path, "a.txt", "一\r\n二\r三\n".encode())
    assert text.text == "一\r\n二\r三\n"


@pytest.mark.parametrize(
    ("name", "content", "actual"),
    [
        ("a.txt", "a.docx", "docx"),
        ("a.doc", "page.html", "html"),
        ("a.xls", "a.xlsx", "xlsx"),
        ("a.html", "a.pdf", "pdf"),
        ("a.docx", "utf8.txt", "txt"),
    ],
)
def test_mislabelled(tmp_path: Path, name: str, content: str, actual: str) -> None:
    (text,), (problem,) = of(tmp_path, name, FILES[content])
    assert text.text == TEXT
    assert (problem.code, problem.level, problem.details["actual"]) == ("mislabelled", "notice", actual)


def test_zip_of_everything(tmp_path: Path) -> None:
    texts, problems = of(tmp_path, "all.zip", make.packed({f"卷/{name}": data for name, data in FILES.items()}))
    assert {text.doc for text in texts} == {f"all.zip!卷/{name}" for name in FILES}
    assert {text.text for text in texts} == {TEXT}
    assert problems == []


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_office_formats(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(FILES["a.docx"])
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'p').as_uri()}",
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    (text,), problems = of(tmp_path, "旧 文件.wps", (tmp_path / "a.doc").read_bytes())
    assert (text.text, text.doc, text.reader, problems) == (TEXT, "旧 文件.wps", "office/1+docx/1", [])
    rtf = r"{\rtf1\ansi\uc0 " + "".join(f"\\u{ord(char)} " for char in "客户投诉") + "}"
    (text,), problems = of(tmp_path, "a.rtf", rtf)
    assert (text.text, problems) == ("客户投诉", [])


def test_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    texts, (problem,) = of(tmp_path, "a.rtf", r"{\rtf1 x}")
    assert (texts, problem.code, problem.details) == ([], "needs_libreoffice", {"suffix": ".rtf"})


def test_pages_with_header_and_footer(tmp_path: Path) -> None:
    pages = [["内部资料", f"案例 {i}", f"客户第{i}次来电投诉。", f"第 {i} 页"] for i in (1, 2, 3)]
    (text,), _ = of(tmp_path, "a.pdf", make.pdf(pages))
    assert kinds(text)[:5] == [
        ("header", "page:1", "内部资料"),
        ("paragraph", "page:1", "案例 1"),
        ("paragraph", "page:1", "客户第1次来电投诉。"),
        ("footer", "page:1", "第 1 页"),
        ("header", "page:2", "内部资料"),
    ]


def test_scanned_pages(tmp_path: Path) -> None:
    texts, (problem,) = of(tmp_path, "a.pdf", make.pdf([[], []], picture=True))
    assert (texts, problem.code, problem.details) == ([], "scanned_pdf", {"pages": 2})
    (text,), (problem,) = of(tmp_path, "a.pdf", make.pdf([make.PARAGRAPHS, []], picture=True))
    assert (text.text, problem.code, problem.details) == (TEXT, "scanned_pages", {"pages": 1, "total": 2})


def test_corpus_is_read_without_loss(corpus: Path) -> None:
    from caselib.errors import Problem
    from caselib.read import read

    found = list(read(corpus / "open"))
    assert [one for one in found if isinstance(one, Problem)] == []
    for text in found:
        sound(text)
    assert len({text.doc for text in found}) == len(found)


@pytest.mark.seeds
def test_seeds_are_their_files(seeds: Path) -> None:
    from caselib.read import read

    for text in read(seeds):
        assert text.text == (seeds / text.doc).read_bytes().decode()
