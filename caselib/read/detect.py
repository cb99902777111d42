"""What a file is: its content decides, its suffix only where the content leaves a choice."""

from __future__ import annotations

import io
import re
import zipfile

from caselib.read.options import Raw

_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_OTHERS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM\x00", b"II*\x00", b"MM\x00*", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh",
    b"\xfd7zXZ", b"MZ\x90", b"\x7fELF", b"ID3", b"OggS", b"SQLite format 3", b"\xca\xfe\xba\xbe", b"PAR1", b"%!PS",
)  # fmt: skip
# Streams that tell the kinds of the old container format from each other; the names stand in UTF-16 in its directory.
_OLE = (("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
# The one entry by which a zip file shows that it is a document.
_OOXML = (("word/", "docx"), ("ppt/", "pptx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"))
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:p|div|table|br|span|td|li|a|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)

# Suffix → the formats that may stand under it without a word.
_EXPECTED = {
    ".html": {"html"}, ".htm": {"html"}, ".xhtml": {"html"}, ".shtml": {"html"}, ".mht": {"mhtml"}, ".mhtml": {"mhtml"},
    ".docx": {"docx"}, ".docm": {"docx"}, ".dotx": {"docx"}, ".pptx": {"pptx"}, ".pptm": {"pptx"}, ".ppsx": {"pptx"},
    ".xlsx": {"xlsx"}, ".xlsm": {"xlsx"}, ".csv": {"csv"}, ".tsv": {"csv"}, ".tab": {"csv"}, ".pdf": {"pdf"}, ".zip": {"zip"},
    ".doc": {"doc", "ole"}, ".dot": {"doc", "ole"}, ".wps": {"doc", "ole"}, ".xls": {"xls", "ole"}, ".et": {"xls", "ole"},
    ".ppt": {"ppt", "ole"}, ".pps": {"ppt", "ole"}, ".dps": {"ppt", "ole"}, ".rtf": {"rtf"}, ".xlsb": {"xlsb"},
    ".odt": {"odt"}, ".ods": {"ods"}, ".odp": {"odp"}, ".txt": {"text"}, ".md": {"text"}, ".text": {"text"}, ".log": {"text"},
}  # fmt: skip


def detect(raw: Raw) -> str:
    """The format of a file that is not empty: a key of the reader's table, ``"encrypted"`` or ``"binary"``.

    Examples
    --------
    >>> detect(Raw("a.doc", b"<html><body>...")), detect(Raw("a.csv", b"a,b")), detect(Raw("a.txt", b"%PDF-1.7"))
    ('html', 'csv', 'pdf')
    """
    head = raw.data[:1024]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _zip_kind(raw) if kind == "zip" else _ole_kind(raw) if kind == "ole" else kind
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_OTHERS):
        return "binary"
    return _text_kind(raw)


def mislabelled(raw: Raw, kind: str) -> bool:
    """Whether the suffix promises another format than the content has."""
    return kind not in _EXPECTED.get(raw.suffix, {kind})


def _text_kind(raw: Raw) -> str:
    expected = _EXPECTED.get(raw.suffix, {"text"})
    head = raw.data[:4096].replace(b"\0", b"")  # UTF-16 without its zero bytes is legible enough
    start = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if start[:13].lower().startswith(b"mime-version:") or (start.startswith(b"From:") and b"multipart/related" in head):
        return "mhtml"
    if start.startswith(b"<") and _HTML.search(start):
        return "html"
    if "html" in expected:
        return "html" if _HTML.search(head) or _TAGS.search(raw.data[:100_000]) else "text"
    if "csv" in expected or expected & {"xlsx", "xls"}:  # web applications name tab-separated text .xls
        return "csv"
    return "text"


def _zip_kind(raw: Raw) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names[:1] else ""
    except Exception:  # a damaged archive: its reader will say what is wrong
        return next(iter(_EXPECTED.get(raw.suffix, {"zip"}) & {"docx", "pptx", "xlsx", "zip"}), "zip")
    if "[Content_Types].xml" in names:
        for prefix, kind in _OOXML:
            if any(name.startswith(prefix) for name in names):
                return kind
    if mime.startswith("application/vnd.oasis.opendocument."):
        return _ODF.get(mime.rpartition(".")[2].partition("-")[0], "zip")
    return "zip"


def _ole_kind(raw: Raw) -> str:
    for name, kind in _OLE:
        if name.encode("utf-16-le") in raw.data:
            return kind
    return "ole"
