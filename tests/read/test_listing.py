"""Which files are meant, and how they are called."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from caselib.read import read, read_file, sources

from .helpers import apart

HASH = hashlib.sha256("投诉".encode()).hexdigest()


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("投诉", encoding="utf-8")


def docs(paths: object, **options: object) -> list[str]:
    return [listed.doc for listed in sources(paths, **options)]


def test_folder_is_sorted_and_hidden_files_are_skipped(tmp_path: Path) -> None:
    lay(tmp_path, "b.txt", "a/2.txt", "a/1.txt", ".git/x.txt", ".x.txt", "~$a.docx", "Thumbs.db", "__MACOSX/a.txt")
    assert docs(tmp_path) == ["a/1.txt", "a/2.txt", "b.txt"]
    assert docs(str(tmp_path / "a")) == ["1.txt", "2.txt"]
    assert docs(tmp_path / "a" / "1.txt") == ["1.txt"]
    assert docs(tmp_path / "a", root=tmp_path) == ["a/1.txt", "a/2.txt"]


def test_globs(tmp_path: Path) -> None:
    lay(tmp_path, "a/1.txt", "a/2.md", "b/3.txt", "[x].txt")
    assert docs(str(tmp_path / "*" / "*.txt")) == ["a/1.txt", "b/3.txt"]
    assert docs(str(tmp_path / "**" / "*.md")) == ["a/2.md"]
    assert docs(str(tmp_path / "[x].txt")) == ["[x].txt"]  # a file of that name goes before the pattern
    assert sources(str(tmp_path / "*.pdf"))[0].problems[0].code == "missing_file"


def test_the_same_file_is_read_once_and_equal_names_are_told_apart(tmp_path: Path) -> None:
    lay(tmp_path, "a/x.txt", "b/x.txt", "b/y.txt")
    assert docs([tmp_path / "a", tmp_path / "b", tmp_path / "a" / "x.txt"]) == ["a/x.txt", "b/x.txt", "y.txt"]


def test_lazy_size_and_hash(tmp_path: Path) -> None:
    lay(tmp_path, "x.txt")
    (listed,) = sources(tmp_path)
    assert (listed.size, listed.sha256) == (6, HASH)
    (text,) = read_file(listed)
    assert text.sha256 == HASH


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("投诉".encode("gbk"))))
    (text,) = read("-")
    assert (text.doc, text.text) == ("stdin", "投诉")


def test_manifest(tmp_path: Path) -> None:
    lay(tmp_path, "b.txt", "sub/a.txt", "c.txt", "README.md", "gold.jsonl")
    rows = f"file,sha256\nsub/a.txt,{HASH}\nb.txt,{'0' * 64}\ngone.txt,\n../out.txt,{HASH}\n"
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8-sig")
    texts, problems = apart(tmp_path)
    assert [text.doc for text in texts] == ["sub/a.txt", "b.txt"]
    assert [(problem.code, problem.level, problem.address.file) for problem in problems] == [
        ("changed_since_manifest", "notice", "b.txt"),
        ("missing_file", "error", "gone.txt"),
        ("unreadable", "error", "../out.txt"),
        ("not_in_manifest", "notice", "manifest.csv"),
    ]
    assert problems[-1].details == {"count": 1}


def test_another_table_called_manifest_is_a_document(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt")
    (tmp_path / "manifest.csv").write_text("name,size\n", encoding="utf-8")
    assert docs(tmp_path) == ["a.txt", "manifest.csv"]


def test_symlink_loops_end(tmp_path: Path) -> None:
    lay(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    texts, problems = apart(tmp_path)
    assert [text.doc for text in texts] == ["a/x.txt"]
    assert [(problem.code, problem.address.file) for problem in problems] == [("unreadable", "self")]


def test_missing_and_vanishing(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt", "b.txt")
    listed = sources([tmp_path, tmp_path / "nothing.txt"])
    (tmp_path / "a.txt").unlink()
    found = [one for item in listed for one in read_file(item)]
    assert [str(getattr(one, "code", "text")) for one in found] == ["unreadable", "text", "missing_file"]
    assert "消失" in found[0].message("zh") and "vanished" in found[0].message("en")


@pytest.mark.skipif(os.name == "nt", reason="needs named pipes")
def test_only_ordinary_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (problem,) = read(tmp_path)
    assert (problem.code, problem.details["reason"]) == ("unreadable", "not_regular")


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a.txt", "b.txt")
    real = Path.open

    def refuse(self: Path, *args: object, **options: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, who may read all
    problem, text = read(tmp_path)
    assert (problem.code, problem.details["reason"], text.text) == ("unreadable", "no_permission", "投诉")


@pytest.mark.parametrize(
    ("name", "doc"),
    [
        ("a'\"b.txt", "a'\"b.txt"),
        ("一\n二.txt", "一_二.txt"),
        ("😀.txt", "😀.txt"),
        ("\x1b[31mred.txt", "_[31mred.txt"),
        ("a\u202egpj.txt", "a_gpj.txt"),
        ("长" * 80 + ".txt",) * 2,
    ],
)
def test_names(tmp_path: Path, name: str, doc: str) -> None:
    lay(tmp_path, name)
    assert docs(tmp_path) == [doc]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_in_another_encoding(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + "投诉".encode("gbk") + b".txt"
    with open(path, "w") as file:  # noqa: PTH123 (the name is bytes)
        file.write("x投诉")
    assert docs(tmp_path) == ["投诉.txt"]


def test_name_of_300_characters() -> None:
    (problem,) = read("长" * 300 + ".txt")
    assert problem.code in ("unreadable", "missing_file")
