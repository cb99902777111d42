"""Whole cases with their marks: what a codebook shows of how codes stand together in a story.

A passage shows a code; a story also shows what is *not* coded between its marks, which is what a scorer needs to learn restraint from. A story may
also say where its further episodes begin, with the sign ``‖``, and what answers or brings what.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from caselib.codebook.codebook import Codebook
from caselib.codebook.examples import Mark, unmark
from caselib.codebook.load import COMPLAINT
from caselib.errors import CodebookError

FINALS = ("positive", "negative", "mixed", "unknown")
STATUSES = ("done", "advised", "demanded")
KEYS = frozenset({"industry", "final", "register", "text"})
# What a story need not tell: the number of its episodes, and its links by basis.
MORE = frozenset({"episodes", "links"})
BASES = ("explicit", "sequence")
# Stands where another episode begins.
ROUND = "‖"


@dataclass(frozen=True, slots=True)
class Story:
    """One marked case: its text without marks, its marks (one a code and status, at its best place), and what it is told of.

    ``id`` is its address: file and number. ``kind`` is incident or scenario, as the register says. ``rounds`` are the places at which further episodes
    begin and ``links`` are (source, target, basis) with ``role:code``, each ``None`` where nobody annotated them.
    """

    id: str
    text: str
    marks: tuple[Mark, ...]
    industry: str
    final: str
    register: str
    rounds: tuple[int, ...] | None = None
    links: tuple[tuple[str, str, str], ...] | None = None

    @property
    def kind(self) -> str:
        """``scenario`` where the register says so, else ``incident``."""
        return "scenario" if self.register == "scenario" else "incident"

    def episodes(self, book: Codebook) -> tuple[dict[str, list[str]], ...] | None:
        """Codes of causes, done actions and outcomes by episode, as a gold file has them."""
        if self.rounds is None:
            return None
        found: tuple[dict[str, list[str]], ...] = tuple({"causes": [], "actions": [], "outcomes": []} for _ in range(len(self.rounds) + 1))
        for mark in self.marks:
            if mark.status in ("", "done"):
                found[bisect_right(self.rounds, mark.start)][f"{book.codes[mark.code].role}s"].append(mark.code)
        return found


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

    A file is a list of mappings with ``industry``, ``final``, ``register`` and ``text``; the text carries its marks as passages do. ``episodes`` is how
    many the story has: where it is told, the sign ``‖`` in the text opens every further one. ``links`` are lists of ``code > code``, by basis.

    Raises
    ------
    CodebookError
        With every fault and its address: an unknown code, status, industry or ending, a broken mark, a code marked twice, episodes miscounted, a link
        between codes that are not marked or do not answer each other.
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
    if not isinstance(entry, dict) or not KEYS <= set(entry) <= KEYS | MORE:
        return [
            f"{where}: a mapping with {', '.join(sorted(KEYS))} was expected (and {', '.join(sorted(MORE))} where they are known)"
        ], None
    try:
        parts = [unmark(part) for part in str(entry["text"]).strip().split(ROUND)]
        links = _links(entry["links"], book) if "links" in entry else None
    except ValueError as error:
        return [f"{where}: {error}"], None
    starts = tuple(accumulate((len(text) for text, _ in parts), initial=0))
    marks = tuple(
        replace(mark, start=mark.start + at, end=mark.end + at) for at, (_, marks) in zip(starts, parts, strict=False) for mark in marks
    )
    rounds = starts[1:-1] if "episodes" in entry else None
    text = "".join(text for text, _ in parts)
    story = Story(where, text, marks, str(entry["industry"]), str(entry["final"]), str(entry["register"]), rounds, links)
    faults = [f"{where}: {fault}" for fault in _faults(story, book)]
    if entry.get("episodes", 1) != len(parts):
        faults.append(
            f"{where}: episodes: {entry.get('episodes')}, but {ROUND} stands {len(parts) - 1} times in the text; it opens every episode but the first"
        )
    return faults, None if faults else story


def _links(told: Any, book: Codebook) -> tuple[tuple[str, str, str], ...]:
    """``code > code`` by basis, as (source, target, basis) with ``role:code``."""
    if not isinstance(told, dict) or not set(told) <= set(BASES):
        raise ValueError(f"links: lists under {' and '.join(BASES)} were expected")
    found = []
    for basis, pairs in told.items():
        for pair in pairs:
            codes = [book.codes.get(code.strip()) for code in str(pair).split(">")]
            roles = [code.role if code else "" for code in codes]
            if roles not in (["cause", "action"], ["action", "outcome"]):
                raise ValueError(f"links: {pair!r} is not of the form cause > action or action > outcome")
            source, target = (f"{code.role}:{code.id}" for code in codes if code)
            found.append((source, target, basis))
    return tuple(found)


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
    told = {f"{book.codes[mark.code].role}:{mark.code}" for mark in story.marks if mark.status in ("", "done") and mark.code in book.codes}
    for source, target, _ in story.links or ():
        if not {source, target} <= told:
            yield f"links: {source} > {target}: both have to be marked (actions as done)"
