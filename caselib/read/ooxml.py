"""What all zipped office formats have in common: the checks before they are opened, and their XML."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from caselib.errors import Problem
from caselib.read import archive
from caselib.read.options import Limits, Raw

if TYPE_CHECKING:
    from lxml import etree

# No office program writes a document type; an entity is declared only to blow up or to fetch a file.
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C|E\0N\0T)|\0<\0!\0(?:D\0O|E\0N)", re.IGNORECASE)
_CHUNK = 1 << 20


def fault(raw: Raw, limits: Limits) -> Problem | None:
    """Why an office file must not be opened: it unpacks to too much, or declares entities."""
    if found := archive.bomb(raw, limits):
        return found
    with zipfile.ZipFile(io.BytesIO(raw.data)) as package:
        for info in package.infolist():
            if info.filename.lower().endswith((".xml", ".rels", ".vml")) and _declares(package, info):
                return raw.problem("unreadable", reason="entities")
    return None


def _declares(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    tail = b""
    with package.open(info) as file:
        while chunk := file.read(_CHUNK):
            if _DECLARATION.search(tail + chunk):
                return True
            tail = chunk[-32:]
    return False


def parse(data: bytes) -> etree._Element:
    """The root of an XML part: no entities, no network, no tree deeper than libxml2's own limit of 256."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)
