"""Plain text and Markdown: the decoded file is the source text, character for character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.errors import Address, Problem
from caselib.model import SourceText
from caselib.read.decode import Decoded, called, decode
from caselib.read.options import Options, Raw

READER = "text/1"
# Marks that turn the direction of writing (what is seen is not what is there), and characters of no width inside Chinese words.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BETWEEN = re.compile("(?<=[\u3400-\u9fff])[\u200b-\u200f\u2060\ufeff]+(?=[\u3400-\u9fff])")


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The one text of the file, and a problem if bytes of it did not fit."""
    decoded = decode(raw.data)
    if decoded is None:
        yield raw.problem("binary")
        return
    yield from bad_bytes(raw, decoded)
    yield from checked(SourceText(raw.doc, decoded.text, sha256=raw.sha256, reader=READER), raw, options)


def bad_bytes(raw: Raw, decoded: Decoded) -> Iterator[Problem]:
    """The problem of bytes that were replaced, and of lines in another encoding, with the address of the first."""
    if decoded.lines:
        details: dict[str, str | int] = {"count": decoded.lines, "encoding": decoded.name, "other": called(decoded.other)}
        yield Problem("mixed_encodings", _at(raw, decoded.text, decoded.first_other), details, "notice")
    if decoded.bad:
        yield Problem("bad_bytes", _at(raw, decoded.text, decoded.first_bad), {"count": decoded.bad, "encoding": decoded.name})


def _at(raw: Raw, text: str, place: int) -> Address:
    before = text[:place]
    return Address(raw.doc, "", before.count("\n") + 1, len(before) - before.rfind("\n"))


def hidden_marks(text: str) -> list[int]:
    """Where characters stand that nobody sees and that change what is read.

    Examples
    --------
    >>> hidden_marks("退\u200b款，\u202e款退\u202c")
    [1, 4, 7]
    """
    return sorted(match.start() for pattern in (_TURNS, _BETWEEN) for match in pattern.finditer(text))


def checked(text: SourceText, raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The text, or the problem that it is empty or too long."""
    if not text.text.strip():
        yield raw.problem("empty_file")
    elif len(text.text) > options.limits.text_chars:
        yield raw.problem("too_large", size=f"{len(text.text):,}", limit=f"{options.limits.text_chars:,}", option="text_chars")
    else:
        if marks := hidden_marks(text.text):
            line, column = text.line_column(marks[0])
            yield Problem("hidden_marks", Address(raw.doc, text.place(marks[0]), line, column), {"count": len(marks)}, "notice")
        yield text
