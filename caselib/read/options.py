"""What the user can set, and what the readers hand each other."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from caselib.errors import Address, InputError, Problem

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Columns:
    """Column names of a table given by the user; a role left ``None`` is guessed from the header.

    Examples
    --------
    >>> Columns(title="留言主题", reply="答复意见").given
    {'title': '留言主题', 'reply': '答复意见'}
    """

    title: str | None = None
    text: str | None = None
    reply: str | None = None
    time: str | None = None
    id: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """Role → column name, of the roles that are given."""
        roles = {"title": self.title, "text": self.text, "reply": self.reply, "time": self.time, "id": self.id}
        return {role: name for role, name in roles.items() if name}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one input is read before it is refused or cut, with a problem that says so.

    The defaults let every honest file of an office pass and keep one hostile file within a laptop's
    memory. They are choices, not measurements.

    Attributes
    ----------
    file_bytes
        Of one file, or one member of an archive.
    text_chars
        Characters of one text (a novel has about half a million).
    zip_members, zip_bytes, zip_ratio, zip_depth
        Of an archive or an office file (which is one): members, bytes unpacked in all, unpacked to packed
        for members above 10 MB (deflate reaches 1032; honest XML stays below 100), archives within archives.
    rows, columns
        Of one sheet; what lies beyond is left out with a notice.
    nesting
        Tags within tags of a web page (browsers stop at 512; parsing takes the square of it).
    office_seconds, office_bytes
        For LibreOffice to convert one old file: time, and memory of its process (where the system can limit it).
    seconds
        For one file to be read, asked between its pages, rows and members: what was read by then is kept.
    """

    file_bytes: int = 256 * 2**20
    text_chars: int = 10_000_000
    zip_members: int = 20_000
    zip_bytes: int = 2**30
    zip_ratio: int = 200
    zip_depth: int = 2
    rows: int = 1_000_000
    columns: int = 512
    nesting: int = 3_000
    office_seconds: float = 120.0
    office_bytes: int = 4 * 2**30
    seconds: float = 300.0


DEFAULT = Limits()


def limits_of(words: Iterable[str]) -> Limits:
    """Limits from words as the command line has them.

    Raises
    ------
    InputError
        If a word is not ``name=number`` with a name of :class:`Limits`.

    Examples
    --------
    >>> limits_of(["rows=5000", "seconds=30"]).rows
    5000
    """
    known = {each.name: float if isinstance(each.default, float) else int for each in fields(Limits)}
    chosen: dict[str, Any] = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            chosen[name.strip()] = known[name.strip()](number)
        except (KeyError, ValueError):
            raise InputError(f"--limit {word!r} is not NAME=NUMBER; names: {', '.join(known)}") from None
    return Limits(**chosen)


class Clock:
    """Seconds that a reader has worked: readers are generators, and what the caller does with a text before it asks for the next is not theirs."""

    def __init__(self) -> None:
        self._worked = 0.0
        self._since = time.monotonic()

    @property
    def seconds(self) -> float:
        """Worked up to now, as seen from inside a step (of a reader that is not driven by :meth:`steps`: since it was made)."""
        return self._worked + time.monotonic() - self._since

    def steps(self, found: Iterator[Found]) -> Iterator[Found]:
        """What ``found`` gives, the clock standing still between its steps."""
        while True:
            self._since = time.monotonic()
            try:
                item = next(found)
            except StopIteration:
                return
            self._worked = self.seconds
            yield item


@dataclass(frozen=True, slots=True)
class Options:
    """What every reader is told besides the file."""

    columns: Columns = field(default_factory=Columns)
    limits: Limits = DEFAULT
    clock: Clock = field(default_factory=Clock)

    @property
    def late(self) -> bool:
        """Whether reading the file has taken longer than it may."""
        return self.clock.seconds > self.limits.seconds


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one file or archive member, named, before their format is known."""

    doc: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The lower-case suffix with its dot, or an empty string."""
        name = self.doc.replace("!", "/").rpartition("/")[2]
        dot = name.rfind(".")
        return name[dot:].lower() if dot > 0 else ""

    @property
    def sha256(self) -> str:
        """Of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def problem(self, code: str, level: str = "error", place: str = "", **details: str | int) -> Problem:
        """A problem of this file."""
        return Problem(code, Address(self.doc, place), details, level)

    def slow(self, limits: Limits) -> Problem:
        """The problem of a file that took too long."""
        return self.problem("too_slow", limit=f"{limits.seconds:g}")


@dataclass(frozen=True)
class Listed:
    """A file that will be read: its name in the results, where it is, and what was found while listing it.

    Attributes
    ----------
    doc
        As in ``SourceText.doc``.
    path
        ``None`` for standard input and where there is nothing to read but problems to tell.
    size
        Bytes.
    data
        The bytes of standard input, which can be read only once.
    expected
        The sha256 that a manifest gives, or an empty string.
    problems
        Found while listing.
    """

    doc: str
    path: Path | None = None
    size: int = 0
    data: bytes | None = None
    expected: str = ""
    problems: tuple[Problem, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """Of the bytes, computed when first asked for; empty where they cannot be read."""
        if self.data is not None:
            return hashlib.sha256(self.data).hexdigest()
        if self.path is None:
            return ""
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    def findings(self) -> list[Problem]:
        """What is known before the content is read: listing problems, and a content that differs from its manifest."""
        found = list(self.problems)
        if self.expected and self.sha256 and self.sha256 != self.expected:
            found.append(Problem("changed_since_manifest", Address(self.doc), {}, "notice"))
        return found
