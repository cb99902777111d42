"""What a run in parts will do: the files, on this machine or at an fsspec address, in groups that are parsed as one task each."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from caselib.errors import Address, InputError, Problem
from caselib.read import Limits, Listed, sources

# A task takes some seconds (1,000 short documents): long against the 1 ms that a scheduler spends on it, short against what a lost worker costs.
MOST_BYTES = 500_000
MOST_FILES = 1_000
# A group also ends behind one name in so many, chosen by the name: a file that comes or goes changes its own group, not all behind it.
ENDS = 256


@dataclass(frozen=True)
class Remote(Listed):
    """A file at an fsspec address; its bytes are fetched where it is parsed."""

    address: str = ""


@dataclass(frozen=True)
class Task:
    """Files that are parsed together and give one part (or several, where they hold many texts)."""

    name: str
    items: tuple[Listed, ...]

    @property
    def size(self) -> int:
        """Bytes, as far as they are known."""
        return sum(max(item.size, 1) for item in self.items)


def listing(paths: str | Path | Iterable[str | Path], limits: Limits) -> list[Listed]:
    """As :func:`caselib.read.sources`; addresses with ``://`` are listed through fsspec."""
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    local = [path for path in named if "://" not in str(path)]
    if len(local) == len(named):
        return sources(named, limits=limits)
    found = [
        *(sources(local, limits=limits) if local else ()),
        *(item for path in named if "://" in str(path) for item in _remote(str(path))),
    ]
    taken: set[str] = set()
    for at, item in enumerate(found):
        doc, number = item.doc, 1
        while doc in taken:
            number += 1
            doc = f"{item.doc} ({number})"
        taken.add(doc)
        found[at] = item if doc == item.doc else replace(item, doc=doc)
    return found


def fetched(item: Listed) -> Listed:
    """The item with its bytes where it lies at an address; one that cannot be fetched gets a problem."""
    if not isinstance(item, Remote):
        return item
    try:
        fs, path = _filesystem(item.address)
        data: bytes = fs.cat_file(path)
    except Exception as error:
        # Every kind of storage has errors of its own; whatever they are, the others are read.
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
        return Listed(item.doc, problems=(Problem("unreadable", Address(item.doc), {"reason": reason}),))
    return Listed(item.doc, None, len(data), data)


def tasks(listed: Iterable[Listed]) -> Iterator[Task]:
    """The groups, in order; the same files give the same groups with the same names."""
    group: list[Listed] = []
    size = 0
    for item in listed:
        if group and (size + item.size > MOST_BYTES or len(group) >= MOST_FILES):
            yield _task(group)
            group, size = [], 0
        group.append(item)
        size += item.size
        if zlib.crc32(item.doc.encode("utf-8", "surrogatepass")) % ENDS == 0:
            yield _task(group)
            group, size = [], 0
    if group:
        yield _task(group)


def _task(group: list[Listed]) -> Task:
    names = "\n".join(item.doc for item in group)
    return Task(hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()[:16], tuple(group))


def _remote(address: str) -> Iterator[Listed]:
    from caselib.read.listing import hidden
    from caselib.read.names import doc_name

    fs, path = _filesystem(address)
    has_magic = any(mark in path for mark in "*?[")
    try:
        if has_magic:
            base = path[: min(path.index(mark) for mark in "*?[" if mark in path)].rpartition("/")[0]
            names = [str(name) for name in fs.glob(path) if not fs.isdir(name)]
        elif fs.isdir(path):
            base, names = path.rstrip("/"), [str(name) for name in fs.find(path)]
        else:
            base, names = path.rpartition("/")[0], [path]
        sizes = [int(fs.info(name)["size"] or 0) for name in names]
    except FileNotFoundError:
        yield Listed(doc_name(address), problems=(Problem("missing_file", Address(doc_name(address))),))
        return
    inner = {name: name.removeprefix(base).lstrip("/") for name in names}
    for name, size in sorted(zip(names, sizes, strict=True), key=lambda pair: inner[pair[0]].split("/")):
        if not any(hidden(part) for part in inner[name].split("/")):
            yield Remote(doc_name(inner[name]), None, size, address=str(fs.unstrip_protocol(name)))


def _filesystem(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"the address {address} needs fsspec; install the extra: pip install 'caselib[scale]'") from error
    return url_to_fs(address)  # type: ignore[no-any-return]
