"""Which files are meant: paths, folders, globs and standard input → a sorted list with names.

Only regular files are ever opened. Symlinks are followed once; a folder that was walked already (a
loop) is not walked again.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from caselib.errors import Address, Problem
from caselib.read import manifest
from caselib.read.names import doc_name, reason
from caselib.read.options import DEFAULT, Limits, Listed

# Written by systems and programs beside the documents, never documents themselves.
_SYSTEM = {"thumbs.db", "desktop.ini", "__macosx"}


def sources(paths: str | Path | Iterable[str | Path], *, limits: Limits = DEFAULT, root: Path | None = None) -> list[Listed]:
    """The files that ``paths`` name, in the order given, folders sorted; nothing of them is read but a manifest.

    Parameters
    ----------
    paths
        One path or several: files, folders (recursively; hidden files are skipped), globs, ``"-"`` for standard input.
    root
        The folder that document names are relative to; by default the folder that was named (a file that was
        named has its own name). Documents of different folders that would have the same name keep as much of
        their path as tells them apart.

    Returns
    -------
    list[Listed]
        What is missing or cannot be listed stands in it too, with its problem.
    """
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    found: dict[object, Listed] = {}
    for path in named:
        for listed in _expand(str(path), limits, root):
            found.setdefault(_key(listed), listed)
    return _distinct(list(found.values()))


def hidden(name: str) -> bool:
    """Whether a file or folder is skipped by its name: hidden, a lock file of an office program, or a system's own."""
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def _key(listed: Listed) -> object:
    return os.path.realpath(listed.path) if listed.path and not listed.problems else (listed.doc, listed.path)


def _expand(path: str, limits: Limits, root: Path | None) -> Iterator[Listed]:
    if path == "-":
        data = sys.stdin.buffer.read(limits.file_bytes + 1)
        yield Listed("stdin", None, len(data), data)
        return
    here = Path(path)
    try:
        there = here.exists()
    except OSError as error:  # a name of 300 characters, a loop
        yield _trouble(doc_name(here.name), "unreadable", reason=reason(error))
        return
    if not there and glob.has_magic(path):
        yield from _matches(path, root)
    elif here.is_dir():
        yield from _folder(here, root or here)
    elif there:
        yield _file(here, root or here.parent)
    else:
        yield _trouble(_relative(here, root or here.parent), "missing_file")


def _matches(pattern: str, root: Path | None) -> Iterator[Listed]:
    fixed = Path(*_fixed_parts(pattern))
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (a pattern may be absolute)
    if not names:
        yield _trouble(doc_name(pattern), "missing_file")
    for path in map(Path, names):
        inner = path.relative_to(fixed).parts if path.is_relative_to(fixed) else path.parts
        if not any(hidden(part) for part in inner):
            yield from _folder(path, root or fixed) if path.is_dir() else [_file(path, root or fixed)]


def _fixed_parts(pattern: str) -> Iterator[str]:
    for part in PurePath(pattern).parts:
        if glob.has_magic(part):
            return
        yield part


def _folder(folder: Path, base: Path) -> Iterator[Listed]:
    """The files under a folder, sorted by their paths' parts. Without recursion: folders may lie a thousand deep."""
    walked: set[str] = set()
    open_folders = [iter(_entries(folder, base, walked))]
    while open_folders:
        entry = next(open_folders[-1], None)
        if entry is None:
            open_folders.pop()
        elif isinstance(entry, Path):
            open_folders.append(iter(_entries(entry, base, walked)))
        else:
            yield entry


def _entries(folder: Path, base: Path, walked: set[str]) -> list[Listed | Path]:
    """The files and folders in a folder; nothing if it was walked already."""
    real = os.path.realpath(folder)
    if real in walked:
        return []
    walked.add(real)
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 (names are compared, not paths)
    except OSError as error:
        return [_trouble(_relative(folder, base), "unreadable", reason=reason(error))]
    listing = manifest.load(folder) if manifest.NAME in names else None
    if listing is not None:
        return list(_by_manifest(folder, base, listing))
    paths = [folder / name for name in names if not hidden(name)]
    return [path if os.path.isdir(path) else _file(path, base) for path in paths]  # noqa: PTH112 (False also where a path is too long)


def _by_manifest(folder: Path, base: Path, listing: list[manifest.Line]) -> Iterator[Listed]:
    """The files that a manifest lists, in its order, then how many it does not list."""
    for name, sha256 in listing:
        path = folder / name
        if manifest.climbs(name):
            yield _trouble(_relative(path, base), "unreadable", reason="climbs")
        elif not os.path.exists(path):  # noqa: PTH110 (False also for names that no system takes)
            yield _trouble(_relative(path, base), "missing_file")
        else:
            yield replace(_file(path, base), expected=sha256)
    extra = manifest.unlisted(folder, {name for name, _ in listing}, hidden)
    if extra:
        problem = Problem("not_in_manifest", Address(_relative(folder / manifest.NAME, base)), {"count": extra}, "notice")
        yield Listed(problem.address.file, problems=(problem,))


def _file(path: Path, base: Path) -> Listed:
    doc = _relative(path, base)
    try:
        status = path.stat()
    except OSError as error:
        return _trouble(doc, "unreadable", reason=reason(error))
    if not stat.S_ISREG(status.st_mode):
        return _trouble(doc, "unreadable", reason="not_regular")
    return Listed(doc, path, status.st_size)


def _trouble(doc: str, code: str, **details: str | int) -> Listed:
    return Listed(doc, problems=(Problem(code, Address(doc), details),))


def _relative(path: Path, base: Path) -> str:
    try:
        inner = path.relative_to(base)
    except ValueError:
        inner = Path(os.path.relpath(path, base))
        if ".." in inner.parts:
            inner = Path(path.name)
    return doc_name(inner.as_posix())


def _distinct(listed: list[Listed]) -> list[Listed]:
    """Different files with the same name get as many folders before it as tell them apart (then a number)."""
    counts = Counter(item.doc for item in listed if item.path)
    seen: Counter[str] = Counter()
    result = []
    for item in listed:
        doc = item.doc
        if item.path and counts[doc] > 1:
            doc = doc_name("/".join(item.path.absolute().parts[-(doc.count("/") + 2) :]))
        if item.path:
            seen[doc] += 1
            doc = doc if seen[doc] == 1 else f"{doc} ({seen[doc]})"
        result.append(item if doc == item.doc else replace(item, doc=doc))
    return result
