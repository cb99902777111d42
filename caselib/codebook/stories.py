"""Whole cases with their marks: what a codebook shows of how codes stand together in a story.

A passage shows a code; a story also shows what is *not* coded between its marks, which is what a scorer needs to learn restraint from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caselib.codebook.codebook import Codebook
from caselib.codebook.examples import Mark, unmark
from caselib.codebook.load import COMPLAINT
from caselib.errors import CodebookError

FINALS = ("positive", "negative", "mixed", "unknown")
STATUSES = ("done", "advised", "demanded")
KEYS = frozenset({"industry", "final", "register", "text"})


@dataclass(frozen=True, slots=True)
class Story:
    """One marked case: its text without marks, its marks (one a code and status, at its best place), and what it is told of.

    ``id`` is its address: file and number. ``kind`` is incident or scenario, as the register says.
    """

    id: str
    text: str
    marks: tuple[Mark, ...]
    industry: str
    final: str
    register: str

    @property
    def kind(self) -> str:
        """``scenario`` where the register says so, else ``incident``."""
        return "scenario" if self.register == "scenario" else "incident"


def story_files(folder: Path | str | None = None) -> list[Path]:
    """The files of stories of a codebook, sorted; a codebook may have none."""
    return sorted((Path(folder or COMPLAINT) / "stories").glob("*.yaml"))


def stories_digest(folder: Path | str | None = None) -> str:
    """A hash of the stories' files: what a model that learned from them is stamped with."""
    total = hashlib.sha256()
    for path in story_files(folder):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def load_stories(book: Codebook, folder: Path | str | None = None) -> tuple[Story, ...]:
    """The marked cases of the codebook in ``folder`` (the shipped one, if none is given).

    A file is a list of mappings with ``industry``, ``final``, ``register`` and ``text``; the text carries its marks as passages do.

    Raises
    ------
    CodebookError
        With every fault and its address: an unknown code, status, industry or ending, a broken mark, a code marked twice.
    """
    import yaml  # not at the start: to code cases no stories are read

    faults: list[str] = []
    found: list[Story] = []
    for path in story_files(folder):
        try:
            entries = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except (yaml.YAMLError, ValueError) as error:
            faults.append(f"{path.name}: {' '.join(str(error).split())}")
            continue
        for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
            where = f"{path.name} {number}"
            wrong, story = _story(where, entry, book)
            faults += wrong
            found += [story] if story else []
    if faults:
        raise CodebookError(f"{len(faults)} faults in the stories:\n" + "\n".join(f"  {fault}" for fault in faults))
    return tuple(found)


def _story(where: str, entry: Any, book: Codebook) -> tuple[list[str], Story | None]:
    if not isinstance(entry, dict) or set(entry) != KEYS:
        return [f"{where}: a mapping with {', '.join(sorted(KEYS))} was expected"], None
    try:
        text, marks = unmark(str(entry["text"]).strip())
    except ValueError as error:
        return [f"{where}: {error}"], None
    story = Story(where, text, marks, str(entry["industry"]), str(entry["final"]), str(entry["register"]))
    faults = [f"{where}: {fault}" for fault in _faults(story, book)]
    return faults, None if faults else story


def _faults(story: Story, book: Codebook) -> Iterator[str]:
    if story.industry not in book.industries:
        yield f"industry {story.industry!r} is not in the codebook"
    if story.final not in FINALS:
        yield f"final {story.final!r} is none of {', '.join(FINALS)}"
    seen = set()
    for mark in story.marks:
        code = book.codes.get(mark.code)
        if code is None:
            yield f"{mark.code!r} is not a code"
        elif (mark.status in STATUSES) != (code.role == "action"):
            yield f"{mark.code}: status {mark.status!r}; actions have one of {', '.join(STATUSES)}, causes and outcomes none"
        if (mark.code, mark.status) in seen:
            yield f"{mark.code}:{mark.status} is marked twice; mark the best place"
        seen.add((mark.code, mark.status))
