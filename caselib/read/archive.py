"""Zip archives: their members as files of their own; and the checks that every zipped format goes through first."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from caselib.errors import Address, Problem
from caselib.read.decode import decode
from caselib.read.listing import hidden
from caselib.read.manifest import climbs
from caselib.read.names import doc_name, reason
from caselib.read.options import Limits, Raw

_SMALL = 10_000_000  # bytes; below it a high ratio does no harm
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def members(raw: Raw, limits: Limits) -> Iterator[Raw | Problem]:
    """The archive's members in order of their names, each whole in memory; those refused as problems."""
    if fault := bomb(raw, limits):
        yield fault
        return
    seen: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
        for name, info in sorted((_name(info), info) for info in archive.infolist()):
            if info.filename.endswith("/") or (not climbs(name) and any(hidden(part) for part in name.split("/"))):
                continue
            doc = f"{raw.doc}!{doc_name(name)}"
            refused = _refusal(name, info, limits) or ("repeated" if doc in seen else "")
            seen.add(doc)
            if info.flag_bits & _ENCRYPTED:
                yield Problem("encrypted", Address(doc))
            elif refused:
                yield raw.problem("bad_zip_member", member=doc_name(name), reason=refused)
            else:
                yield _unpacked(raw, archive, info, doc, limits)


def bomb(raw: Raw, limits: Limits) -> Problem | None:
    """The problem of an archive (or a zipped office file) that would unpack to too many or too much."""
    with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
        infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > limits.zip_members:
        return raw.problem("too_large", size=f"{len(infos):,}", limit=f"{limits.zip_members:,}", option="zip_members")
    if total > limits.zip_bytes or (total > _SMALL and total > limits.zip_ratio * max(1, len(raw.data))):
        option = "zip_bytes" if total > limits.zip_bytes else "zip_ratio"
        return raw.problem("too_large", size=size(total), limit=size(min(limits.zip_bytes, limits.zip_ratio * len(raw.data))), option=option)
    return None


def size(count: int) -> str:
    """A number of bytes as people say it.

    Examples
    --------
    >>> size(300), size(268435456)
    ('300 B', '256.0 MB')
    """
    if count < 2**20:
        return f"{count} B" if count < 2**10 else f"{count / 2**10:.1f} KB"
    return f"{count / 2**20:.1f} MB" if count < 2**30 else f"{count / 2**30:.1f} GB"


def _refusal(name: str, info: zipfile.ZipInfo, limits: Limits) -> str:
    if climbs(name):
        return "climbs"
    if info.file_size > limits.file_bytes:
        return "member_large"
    if info.file_size > _SMALL and info.file_size > limits.zip_ratio * max(1, info.compress_size):
        return "member_ratio"
    return ""


def _unpacked(raw: Raw, archive: zipfile.ZipFile, info: zipfile.ZipInfo, doc: str, limits: Limits) -> Raw | Problem:
    try:
        with archive.open(info) as file:
            data = file.read(limits.file_bytes + 1)  # what the directory says of its size may be a lie
    except Exception as error:  # damaged, or packed in a way that Python does not know
        return raw.problem("bad_zip_member", member=doc.removeprefix(f"{raw.doc}!"), reason=reason(error))
    if len(data) > limits.file_bytes:
        return raw.problem("bad_zip_member", member=doc.removeprefix(f"{raw.doc}!"), reason="member_large")
    return Raw(doc, data)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; old Chinese programs write it in their own encoding and do not say so."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        decoded = decode(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename
    return decoded.text if decoded else info.filename
