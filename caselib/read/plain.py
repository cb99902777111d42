"""Plain text and Markdown: the decoded file is the source text, character for character."""

from __future__ import annotations

from collections.abc import Iterator

from caselib.errors import Address, Problem
from caselib.model import SourceText
from caselib.read.decode import Decoded, decode
from caselib.read.options import Options, Raw

READER = "text/1"


def texts(raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The one text of the file, and a problem if bytes of it did not fit."""
    decoded = decode(raw.data)
    if decoded is None:
        yield raw.problem("binary")
        return
    yield from bad_bytes(raw, decoded)
    yield from checked(SourceText(raw.doc, decoded.text, sha256=raw.sha256, reader=READER), raw, options)


def bad_bytes(raw: Raw, decoded: Decoded) -> Iterator[Problem]:
    """The problem of bytes that were replaced, with the address of the first."""
    if decoded.bad:
        before = decoded.text[: decoded.first_bad]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        address = Address(raw.doc, "", line, column)
        yield Problem("bad_bytes", address, {"count": decoded.bad, "encoding": decoded.name})


def checked(text: SourceText, raw: Raw, options: Options) -> Iterator[SourceText | Problem]:
    """The text, or the problem that it is empty or too long."""
    if not text.text.strip():
        yield raw.problem("empty_file")
    elif len(text.text) > options.limits.text_chars:
        yield raw.problem("too_large", size=f"{len(text.text):,}", limit=f"{options.limits.text_chars:,}")
    else:
        yield text
