"""``manifest.csv`` in a folder: which files make the corpus, and what their content was."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

NAME = "manifest.csv"
Line = tuple[str, str]  # file (relative to the manifest), sha256

_MOST = 16 * 2**20  # bytes; a manifest of 100,000 files has about 10 MB
_DOCUMENTS = {
    ".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".mht", ".docx", ".docm", ".pptx", ".pptm", ".pdf", ".xlsx", ".xlsm", ".csv", ".tsv", ".doc", ".wps",
    ".xls", ".et", ".ppt", ".dps", ".rtf", ".odt", ".ods", ".odp", ".zip",
}  # fmt: skip
_ABOUT = ("readme", "license", "licence", "notice", "changelog")


def load(folder: Path) -> list[Line] | None:
    """The files that the folder's manifest lists, or ``None`` if it is no manifest of ours (no columns ``file`` and ``sha256``)."""
    path = folder / NAME
    try:
        if not path.is_file() or path.stat().st_size > _MOST:
            return None
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.DictReader(file)
            if not {"file", "sha256"} <= set(reader.fieldnames or ()):
                return None
            lines = [((row["file"] or "").strip().replace("\\", "/"), (row["sha256"] or "").strip().lower()) for row in reader]
    except (OSError, csv.Error):
        return None
    return [line for line in lines if line[0]]


def climbs(name: str) -> bool:
    """Whether a relative name leads out of its folder.

    Examples
    --------
    >>> climbs("../secret.txt"), climbs("/etc/hosts"), climbs("C:\\\\x.txt"), climbs("open/a.txt")
    (True, True, True, False)
    """
    plain = name.replace("\\", "/")
    return ".." in PurePosixPath(plain).parts or plain.startswith("/") or bool(PureWindowsPath(name).drive) or "\0" in name


def unlisted(folder: Path, listed: set[str], hidden: Callable[[str], bool]) -> int:
    """How many documents lie in the folder that the manifest does not list (files about the corpus are none)."""
    count = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not hidden(name))
        for name in files:
            inner = (Path(here) / name).relative_to(folder).as_posix()
            document = Path(name).suffix.lower() in _DOCUMENTS and not name.lower().startswith(_ABOUT)
            count += document and name != NAME and not hidden(name) and inner not in listed
    return count
