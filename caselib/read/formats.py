"""Which reader reads which format; the one place that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import archive, office, ooxml
from caselib.read.archive import size
from caselib.read.detect import detect, mislabelled
from caselib.read.names import reason
from caselib.read.options import Listed, Options, Raw

Reader = Callable[[Raw, Options], Iterator[SourceText | Problem]]

# Format → module with a function ``texts``, imported when the first file of the format comes.
_READERS = {"text": "plain", "html": "html", "mhtml": "html", "docx": "docx", "pptx": "pptx", "pdf": "pdf", "xlsx": "xlsx", "csv": "csv"}
_ZIPPED = {"docx", "pptx", "xlsx"}
_SHEETS = {".xls", ".xlsx", ".et"}
# Read through LibreOffice, which is asked for the new format.
_CONVERTED = {
    "doc": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "xlsb": "xlsx", "ods": "xlsx", "ppt": "pptx", "odp": "pptx",
}  # fmt: skip
# What to say of a format that is not what the suffix promised.
_CALLED = {"text": "txt", "csv": "txt"}


def read_listed(listed: Listed, options: Options) -> Iterator[SourceText | Problem]:
    """All texts and problems of one listed file; no exception of a reader gets out, and its clock counts its own work alone."""
    return options.clock.steps(_listed(listed, options))


def _listed(listed: Listed, options: Options) -> Iterator[SourceText | Problem]:
    yield from listed.findings()
    try:
        raw = _load(listed, options)
    except Exception as error:
        yield Raw(listed.doc, b"").problem("unreadable", reason=reason(error))
        return
    if isinstance(raw, Raw):
        yield from read_raw(raw, options)
    elif raw is not None:
        yield raw


def _load(listed: Listed, options: Options) -> Raw | Problem | None:
    if listed.path is None and listed.data is None:
        return None
    most = options.limits.file_bytes
    if listed.data is not None:
        data = listed.data
    else:
        assert listed.path is not None
        with listed.path.open("rb") as file:
            data = file.read(most + 1) if listed.size <= most else b""
    if max(len(data), listed.size) > most:
        return Raw(listed.doc, b"").problem("too_large", size=size(max(len(data), listed.size)), limit=size(most), option="file_bytes")
    return Raw(listed.doc, data)


def read_raw(raw: Raw, options: Options, depth: int = 0) -> Iterator[SourceText | Problem]:
    """All texts and problems of one file's bytes."""
    if not raw.data.strip():
        yield raw.problem("empty_file")
        return
    try:
        yield from _read(raw, options, depth)
    except Exception as error:  # a library met bytes that it was not written for; the other files are unharmed
        yield raw.problem("unreadable", reason=reason(error))


def _read(raw: Raw, options: Options, depth: int) -> Iterator[SourceText | Problem]:
    kind = detect(raw)
    if kind in ("binary", "encrypted"):
        yield raw.problem(kind)
        return
    if mislabelled(raw, kind):
        yield raw.problem("mislabelled", "notice", suffix=raw.suffix, actual=_CALLED.get(kind, kind))
    if kind == "zip":
        yield from _archived(raw, options, depth)
    elif kind in _READERS:
        if kind in _ZIPPED and (fault := ooxml.fault(raw, options.limits)):
            yield fault
            return
        module = "htmltable" if kind == "html" and raw.suffix in _SHEETS else _READERS[kind]
        reader: Reader = import_module(f"caselib.read.{module}").texts
        yield from reader(raw, options)
    else:
        yield from _converted(raw, kind, options)


def _archived(raw: Raw, options: Options, depth: int) -> Iterator[SourceText | Problem]:
    if depth >= options.limits.zip_depth:
        yield raw.problem("unreadable", reason="archives")
        return
    nothing = True
    for member in archive.members(raw, options.limits):
        nothing = False
        if options.late:
            yield raw.slow(options.limits)
            return
        if isinstance(member, Raw):
            yield from read_raw(member, options, depth + 1)
        else:
            yield member
    if nothing:
        yield raw.problem("empty_file")


def _converted(raw: Raw, kind: str, options: Options) -> Iterator[SourceText | Problem]:
    target = _CONVERTED.get(kind)
    if target is None:
        yield raw.problem("binary")
        return
    if raw.data.startswith(b"PK") and (fault := ooxml.fault(raw, options.limits)):
        yield fault
        return
    converted = office.convert(raw, kind, target, options.limits)
    if isinstance(converted, Problem):
        yield converted
        return
    reader: Reader = import_module(f"caselib.read.{target}").texts
    for found in reader(Raw(raw.doc, converted), options):
        yield office.labelled(found, raw)
