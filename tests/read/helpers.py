"""What the tests of the reader share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import read


def apart(folder: Path | str | list[Any], **options: Any) -> tuple[list[SourceText], list[Problem]]:
    """Texts and problems of a run, apart."""
    found = list(read(folder, **options))
    return [one for one in found if isinstance(one, SourceText)], [one for one in found if isinstance(one, Problem)]


def of(tmp_path: Path, name: str, data: bytes | str, **options: Any) -> tuple[list[SourceText], list[Problem]]:
    """Texts and problems of one file with this content."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return apart(path, **options)


def kinds(text: SourceText) -> list[tuple[str, str, str]]:
    """Kind, place and text of every block."""
    return [(block.kind, block.place, block.span.of(text.text)) for block in text.blocks]


def sound(text: SourceText) -> None:
    """The invariants of a text: blocks in order, inside, not empty, disjoint; text that can be written in UTF-8."""
    end = 0
    for block in text.blocks:
        assert end <= block.span.start < block.span.end <= len(text.text)
        end = block.span.end
    text.text.encode()
    text.doc.encode()
    assert text.text.strip()
    assert len(text.sha256) == 64
    assert "/" in text.reader
