"""Zip packages: written so that the same content gives the same bytes, read without trusting a byte of them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from caselib.errors import FormatError, InputError
from caselib.files import written_whole

# The earliest time that a zip can tell; a clock in the file would make each export another file.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# A project of a thousand books of a million characters; what is above is not read.
MOST_MEMBERS, MOST_BYTES, MOST_RATIO = 20_000, 2 * 2**30, 200
_SMALL = 10_000_000


def pack(path: Path | str, members: Mapping[str, bytes]) -> Path:
    """Write a zip file, whole or not at all; returns its path."""
    with written_whole(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            package.writestr(info, data)
    return Path(path)


def unpack(path: Path | str) -> dict[str, bytes]:
    """The members of a package by name, in memory; nothing is written to disk, so no name can lead anywhere.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is no zip file, damaged, encrypted, or unpacks to too much.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; check the path")
    try:
        with zipfile.ZipFile(path) as package:
            infos = [info for info in package.infolist() if not info.filename.endswith("/")]  # its own is_dir fails on an empty name
            total = sum(info.file_size for info in infos)
            packed = max(1, path.stat().st_size)
            if len(infos) > MOST_MEMBERS or total > MOST_BYTES or (total > _SMALL and total > MOST_RATIO * packed):
                raise FormatError(
                    f"{path.name} would unpack to {len(infos):,} files of {total:,} bytes and was refused; export a smaller project"
                )
            return {info.filename: _read(package, info) for info in infos if info.filename.lower().endswith((".qde", ".txt"))}
    except (zipfile.BadZipFile, zlib.error, LookupError, OSError, RuntimeError, EOFError, ValueError) as error:
        raise FormatError(f"{path.name} is not a readable package ({error}); export it again from the other program") from error


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with package.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise zipfile.BadZipFile(f"{info.filename} is larger than it says")
    return data


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML document: no document type, no entities, no network, no tree deeper than libxml2's limit of 256.

    Raises
    ------
    FormatError
        If it is not such XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"{name} is not readable XML ({error}); export it again from the other program") from error
    if root.getroottree().docinfo.doctype:
        raise FormatError(f"{name} declares a document type and was refused: no program that exports projects writes one")
    return root
