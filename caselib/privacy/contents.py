"""All the text of a file, shown or not: what a scan must look at. Positions are those of this text and only say where to look."""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from caselib.casebase.lines import pyarrow
from caselib.errors import InputError
from caselib.read import DEFAULT, archive, markup, ooxml, sources
from caselib.read.decode import decode
from caselib.read.detect import detect
from caselib.read.names import reason
from caselib.read.options import Limits, Raw

Text = tuple[str, str, str]  # file, place, text
_DEPTH = 2
_HEADING = 16  # characters that a table's heading has at most
_JPEG = b"\xff\xd8\xff"
# Fonts and printer settings hold no words of the author.
_SILENT = frozenset({".woff", ".woff2", ".ttf", ".otf", ".odttf", ".bin", ".fntdata"})
_CONTROL = re.compile(rb"[\x00-\x1f]+")
_PNG = b"\x89PNG\r\n\x1a\n"
# In Word and PowerPoint a paragraph, in Excel a string ends a line, and runs within belong to one word; in other parts every element does.
_BLOCKS = frozenset({"p", "si", "row", "c", "comment", "text", "tr", "tc", "br", "cr"})
_SPOKEN = frozenset(["descr", "title", "alt", "author", "initials", "Target", "tooltip", "display", "name", "userId"])
_AUTHORS = frozenset(["creator", "lastModifiedBy", "manager", "author"])
_DATA_URI = re.compile(r"data:[\w/+.;=-]{1,80};base64,[A-Za-z0-9+/=]*")
# A picture, a font or packed data inside a page or a notebook: too long for a word, and nobody's name.
_PACKED = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
_WORDS = frozenset({".txt", ".md", ".csv", ".tsv"})  # written by people: a long run is looked at as it stands, too
_UNPACKED = 64 * 2**20  # bytes
_GEOMETRY = re.compile(r"\s(?:d|points|transform|viewBox|style|x|y|width|height|integrity)=(?:\"[^\"]*\"|'[^']*')")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ZIPPED = frozenset({"docx", "xlsx", "pptx", "zip"})


def contents(paths: Iterable[Path | str]) -> Iterator[Text]:
    """``(file, place, text)`` of everything readable under the paths.

    Raises
    ------
    InputError
        If a file is not there or cannot be looked through.
    """
    for listed in sources([str(path) for path in paths]):
        problem = next((p for p in listed.problems if p.level == "error"), None)
        if problem or (listed.path is None and listed.data is None):
            raise InputError(str(problem or listed.doc))
        yield listed.doc, "name", Path(listed.doc).stem
        try:
            data = listed.data if listed.data is not None else listed.path.read_bytes() if listed.path else b""
            yield from of_bytes(Raw(listed.doc, data))
        except InputError:
            raise
        except Exception as error:
            raise InputError(f"{listed.doc} cannot be looked through ({reason(error)}); nothing can be said about what it holds") from error


def of_bytes(raw: Raw, limits: Limits = DEFAULT, depth: int = 0) -> Iterator[Text]:
    """The texts of one file's bytes."""
    if raw.suffix in _SILENT:
        return
    if raw.data.startswith(_PNG):
        yield from ((raw.doc, "metadata", text) for text in _png(raw.data))
        return
    if raw.data.startswith(_JPEG):
        # Exif and comments stand before the picture itself, which begins with the start-of-scan marker.
        yield raw.doc, "metadata", _CONTROL.sub(b"\n", raw.data.partition(b"\xff\xda")[0]).decode("utf-8", "ignore")
        return
    kind = detect(raw) if raw.data.strip() else "empty"
    if kind in _ZIPPED:
        yield from _zip(raw, kind, limits, depth)
    elif kind == "pdf":
        yield from _pdf(raw)
    elif raw.data.startswith(b"PAR1"):
        yield from _parquet(raw)
    elif kind == "html" or raw.suffix == ".svg":
        yield from _html(raw)
    elif kind not in {"empty", "binary"}:
        decoded = decode(raw.data)
        if decoded is None:
            raise InputError(f"{raw.doc} is in no known encoding; nothing can be said about what it holds")
        text = _unescaped(decoded.text) if raw.suffix in {".json", ".jsonl", ".ipynb"} else decoded.text
        yield raw.doc, "", text if raw.suffix in _WORDS else _PACKED.sub("", text)
        yield from _within(raw, text)
    elif kind == "binary" and depth == 0:
        raise InputError(f"{raw.doc} is of a kind that is not looked through; convert it to text, docx, xlsx, pptx, html or pdf")


def _unescaped(text: str) -> str:
    """JSON's ``\\uXXXX`` as characters, ``\\n`` as line ends."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\\n", "\n").replace("\\t", "\t")


def _zip(raw: Raw, kind: str, limits: Limits, depth: int) -> Iterator[Text]:
    fault = ooxml.fault(raw, limits) if kind != "zip" else archive.bomb(raw, limits)
    if fault or depth >= _DEPTH:
        raise InputError(str(fault) if fault else f"{raw.doc} holds archives within archives")
    with zipfile.ZipFile(io.BytesIO(raw.data)) as package:
        for info in package.infolist():
            data = package.read(info)
            member = f"{raw.doc}!{info.filename}"
            if kind != "zip" and info.filename.lower().endswith((".xml", ".rels", ".vml")):
                yield raw.doc, info.filename, _xml(data)
            elif not info.filename.endswith("/"):
                yield from of_bytes(Raw(member, data), limits, depth + 1)
    if kind == "xlsx":
        yield from _sheets(raw)


def _xml(data: bytes) -> str:
    """The text of an XML part, a line for each block; picture texts, authors and link targets too."""
    from lxml import etree

    try:
        root = ooxml.parse(data)
    except etree.XMLSyntaxError:  # an embedded part that no office program wrote
        return data.decode("utf-8", "replace")
    whole = any(etree.QName(element).localname in ("p", "si") for element in root.iter())
    lines: list[str] = []
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = etree.QName(element).localname
        parts += ["\n"] if tag in _BLOCKS or not whole else []
        if event == "start":
            parts.append(("作者：" if tag in _AUTHORS else "") + (element.text or ""))
            lines += _attributes(element)
        else:
            parts.append(element.tail or "")
    return "\n".join(["".join(parts), *lines])


def _attributes(element: Any) -> Iterator[str]:
    """Attributes that hold somebody's words: picture texts, authors, link targets."""
    for key, value in element.attrib.items():
        name = str(key).rpartition("}")[2]
        if name in _SPOKEN and value:
            yield ("作者：" if name in _AUTHORS else "") + str(value)


def _sheets(raw: Raw) -> Iterator[Text]:
    """Every cell behind its heading, since a heading tells what stands under it (the words themselves are seen as strings already)."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw.data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        heads = next((row for row in rows if sum(isinstance(cell, str) for cell in row) > 1), ())
        cells = (
            f"{head}：{cell}"
            for row in rows
            for head, cell in zip(heads, row, strict=False)
            if head and cell is not None and len(str(head)) <= _HEADING
        )
        yield raw.doc, f"sheet:{sheet.title}", "\n".join(cells)
    book.close()


def _html(raw: Raw) -> Iterator[Text]:
    """The page as it shows, and its source with attributes and scripts; embedded fonts and pictures and drawing coordinates left out."""
    from caselib.read.html import visible

    data, declared = markup.page(raw)
    decoded = decode(data, declared)
    if decoded is None:
        raise InputError(f"{raw.doc} is in no known encoding; nothing can be said about what it holds")
    yield from _within(raw, decoded.text)
    source = _GEOMETRY.sub(" ", _PACKED.sub("", _DATA_URI.sub("", decoded.text)))
    if raw.suffix != ".svg":
        yield raw.doc, "", visible(source).text
    yield raw.doc, "source", html.unescape(_unescaped(source))


def _within(raw: Raw, text: str) -> Iterator[Text]:
    """What is packed into a text by base64: the words in pictures' metadata, and data that a script unpacks."""
    for match in _PACKED.finditer(text):
        try:
            data = base64.b64decode(match.group() + "=" * (-len(match.group()) % 4))
        except binascii.Error:
            continue
        if data.startswith((_PNG, _JPEG)):
            yield from of_bytes(Raw(f"{raw.doc}!picture", data), depth=1)
            continue
        for window in (47, -15):  # gzip or zlib by their heads, bare deflate
            try:
                data = zlib.decompressobj(window).decompress(data, _UNPACKED)
            except zlib.error:
                continue
            break
        try:
            yield raw.doc, "packed", _unescaped(data.decode("utf-8"))
        except UnicodeDecodeError:  # a font
            continue


def _parquet(raw: Raw) -> Iterator[Text]:
    """Every column of words; of records the JSON inside."""
    arrow = pyarrow()
    table = arrow.parquet.read_table(io.BytesIO(raw.data))
    for name in table.column_names:
        values = (str(value) for value in table.column(name).to_pylist() if value is not None)
        yield raw.doc, f"column:{name}", _unescaped("\n".join(values))


def _pdf(raw: Raw) -> Iterator[Text]:
    import pypdfium2

    document = pypdfium2.PdfDocument(raw.data)
    try:
        for key, value in document.get_metadata_dict(skip_empty=True).items():
            yield raw.doc, "metadata", ("作者：" if key == "Author" else "") + value
        for number, page in enumerate(document, 1):
            text = page.get_textpage().get_text_bounded().replace("\r", "")
            yield raw.doc, f"page:{number}", text
            # A number may be broken at the end of a line.
            yield raw.doc, f"page:{number}/joined", text.replace("\n", "")
    finally:
        document.close()


def _png(data: bytes) -> Iterator[str]:
    """Text chunks (tEXt, zTXt, iTXt; PNG specification 11.3.3) and what is readable in Exif."""
    at = len(_PNG)
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        if name in (b"tEXt", b"iTXt", b"zTXt"):
            yield _png_text(name, body)
        elif name == b"eXIf":
            yield _CONTROL.sub(b"\n", body).decode("utf-8", "ignore")


def _png_text(name: bytes, body: bytes) -> str:
    key, _, rest = body.partition(b"\0")
    compressed = name == b"zTXt" or (name == b"iTXt" and rest[:1] == b"\1")
    if name == b"zTXt":
        rest = rest[1:]
    elif name == b"iTXt":
        rest = rest[2:].split(b"\0", 2)[-1]
    if compressed:
        rest = zlib.decompressobj().decompress(rest, 1 << 20)
    text = rest.decode("utf-8" if name == b"iTXt" else "latin-1", "replace")
    label = "作者：" if key.lower() == b"author" else ""
    return f"{label}{text}"
