"""One task of a run in parts: files in, part files out; done before is not done again.

Every file is written whole and the task's state last, so that a run that is killed at any point leaves either a finished
task or one that is done anew, with the same result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from caselib.casebase import Cases
from caselib.casebase.clustered import Told, write_clusters
from caselib.casebase.folder import Folder
from caselib.casebase.parts import INDEX, Part, read_part, write_part
from caselib.errors import Address, Problem
from caselib.extract.case import TOGETHER
from caselib.model import Case, SourceText
from caselib.pipeline import outlines
from caselib.pipeline.one import Parsed, parse_texts
from caselib.pipeline.plan import Task, fetched
from caselib.pipeline.settings import Settings
from caselib.read import Listed, read_file

# A part ends when it holds so many texts or characters: a few MB, which any reader holds easily.
MOST_TEXTS = 2_000
MOST_CHARACTERS = 4_000_000
STATE = "state"


@dataclass(frozen=True)
class Job:
    """What every task of a run is told: where to, in which form, with which settings (``digest`` is theirs).

    ``outlined`` asks for the outlines of parts that are there already: clustering needs them if any other part is new.
    """

    folder: Folder
    form: str
    settings: Settings
    digest: str
    outlined: bool = True


@dataclass(frozen=True)
class Done:
    """What a task has given: its parts, its size in bytes, and whether they were there before."""

    parts: tuple[Part, ...]
    size: int
    reused: bool


def perform(task: Task, job: Job, poisoned: frozenset[str] = frozenset()) -> Done:
    """Do a task, unless its parts are there for the same contents and settings.

    ``poisoned`` files are known to end the process that reads them: they become problems without being opened.
    """
    items = [_skipped(item) if item.doc in poisoned else fetched(item) for item in task.items]
    key = _key(items, job)
    state = _state(task, job)
    if state.get("key") == key and all(job.folder.exists(f"cases/{each['name']}.{job.form}") for each in state["parts"]):
        parts = tuple(Part(**each) for each in state["parts"])
        for part, told in zip(parts, state["told"], strict=True):
            if job.outlined and not outlines.exists(job.folder, part.name):
                outlines.write(job.folder, part.name, read_part(job.folder, part.name), dict(told))
        return Done(parts, task.size, True)
    # From here on the folder is no finished case base, until the index is written anew.
    job.folder.remove(INDEX)
    made, told = [], []
    for number, base in enumerate(_bases(items, job.settings)):
        name = f"{task.name}-{number:04d}"
        made.append(write_part(job.folder, name, base, job.form))
        told.append({case.id: case.duplicate_of for case in base if case.duplicate_of})
        outlines.write(job.folder, name, base, told[-1])
    line = json.dumps({"key": key, "parts": [asdict(part) for part in made], "told": told})
    job.folder.write(f"{STATE}/{task.name}.json", line.encode())
    return Done(tuple(made), task.size, False)


@dataclass(frozen=True)
class Change:
    """What clustering says of the cases of one part, in their order."""

    uids: tuple[str, ...]
    clusters: tuple[str, ...]
    duplicates: tuple[str | None, ...]
    spread: tuple[int, ...]


def settle(part: Part, job: Job, change: Change) -> Part:
    """Write uids, clusters and duplicates into the cases of a part; its line of the index."""
    told = list(map(Told._make, zip(change.uids, change.clusters, change.duplicates, change.spread, strict=True)))
    counts: dict[str, Any] = dict(write_clusters(job.folder, part.name, job.form, told))
    return replace(part, **counts)


def _skipped(item: Listed) -> Listed:
    return Listed(item.doc, problems=(Problem("failed_stage", Address(item.doc), {"stage": "read", "reason": "killed"}),))


def _key(items: list[Listed], job: Job) -> str:
    total = hashlib.sha256(f"{job.digest}\n{job.form}\n{MOST_TEXTS}\n{MOST_CHARACTERS}".encode())
    for item in items:
        total.update(f"\n{item.doc}\n{item.sha256}\n{[problem.code for problem in item.problems]}".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _state(task: Task, job: Job) -> dict[str, Any]:
    try:
        found = json.loads(job.folder.read(f"{STATE}/{task.name}.json"))
        return found if isinstance(found, dict) else {}
    except ValueError:
        return {}


def _bases(items: list[Listed], settings: Settings) -> Iterator[Cases]:
    """The records of the files, cut into parts between texts; at least one part, which may be empty."""
    tools = settings.tools()
    held, characters, given = Parsed(), 0, False
    # Short texts go quicker together, those of several files too.
    waiting: list[SourceText] = []
    for item in items:
        for found in read_file(item, settings.columns, settings.limits):
            if isinstance(found, Problem):
                held.problems.append(found)
                continue
            waiting.append(found)
            characters += len(found.text)
            full = len(held.texts) + len(waiting) >= MOST_TEXTS or characters >= MOST_CHARACTERS
            if full or sum(len(text.text) for text in waiting) > TOGETHER:
                parse_texts(waiting, tools, held)
                waiting = []
            if full:
                yield _base(held)
                held, characters, given = Parsed(), 0, True
    parse_texts(waiting, tools, held)
    if held.texts or held.problems or not given:
        yield _base(held)


def _base(held: Parsed) -> Cases:
    texts: dict[str, SourceText] = {text.doc: text for text in held.texts}
    cases: tuple[Case, ...] = tuple(held.cases)
    return Cases(cases, tuple(held.guides), texts, tuple(held.problems))
