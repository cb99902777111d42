"""A run on the workers of a ``distributed.Client`` (extra ``scale``).

One task a part; the codebook and the scorer travel once to every worker; a task is tried again where a worker was lost, and where
a file keeps ending workers it becomes a problem. Clusters are found by a shuffle of MinHash bands, edges are counted up a tree.
Nothing here distributes by itself: Dask's scheduler, shuffle and retries do.
"""

from __future__ import annotations

import base64
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from caselib.casebase.folder import Folder
from caselib.casebase.parts import Part
from caselib.dedupe.bands import Keys
from caselib.errors import Address, InputError, Problem
from caselib.pipeline import clusters
from caselib.pipeline.one import Parsed, parse_file, parse_files
from caselib.pipeline.parts import Change, Done, Job, perform, settle
from caselib.pipeline.plan import Task, fetched, tasks
from caselib.pipeline.settings import Settings
from caselib.pipeline.shuffle import shuffled
from caselib.read import Listed

# How often a task is tried again that failed for a reason outside it (storage that answers late, a worker that went away).
RETRIES = 3
# Tasks under way at a time: their answers are small, but a million futures would be much for a scheduler.
_WINDOW = 10_000
T = TypeVar("T")
R = TypeVar("R")


class OnDask:
    """The workers behind a client, as a run in parts uses them."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def perform(self, planned: list[Task], job: Job) -> Iterator[Done]:
        """Every task, in order."""
        shipped = ship(self.client, job.settings)
        yield from _mapped(self.client, _perform, [(_absolute(task), _light(job), shipped) for task in planned], self._alone)

    def _alone(self, given: tuple[Task, Job, str]) -> Done:
        """A task that ended its workers: the files that do so alone are left out of it."""
        task, job, shipped = given
        deadly = set()
        for item in task.items:
            if _ends_workers(lambda item=item: self.client.submit(_probe, item, shipped, pure=False)):  # type: ignore[misc]
                deadly.add(item.doc)
        done: Done = _survived(lambda: self.client.submit(_perform, (task, job, shipped), frozenset(deadly), pure=False, retries=RETRIES))
        return done

    def pairs(self, job: Job, parts: list[Part], known: clusters.Survey) -> Keys:
        """By a shuffle of keys, a shuffle of pairs and two joins with the contents."""
        return shuffled(self.client, _light(job).folder, [part.name for part in parts], known)

    def settle(self, job: Job, changes: Iterable[tuple[Part, Change]]) -> Iterator[Part]:
        """Every part, in order."""
        yield from _mapped(self.client, _settle, ((part, _light(job), change) for part, change in changes))


def parsed(client: Any, listed: list[Listed], settings: Settings) -> Iterator[Parsed]:
    """Every file, in order, parsed on the workers; the records come here."""
    shipped = ship(client, settings)

    def alone(given: tuple[Task, str]) -> list[Parsed]:
        found: list[Parsed] = []
        for item in given[0].items:
            one = Task("", (item,)), shipped
            deadly = _ends_workers(lambda one=one: client.submit(_parse, one, pure=False))  # type: ignore[misc]
            found += [Parsed(problems=[_killed(item)])] if deadly else _survived(lambda one=one: client.submit(_parse, one, pure=False))  # type: ignore[misc]
        return found

    for each in _mapped(client, _parse, [(_absolute(task), shipped) for task in tasks(listed)], alone):
        yield from each


def ship(client: Any, settings: Settings) -> str:
    """Send codebook and scorer to every worker, those that join later too; returns the name under which tasks find them.

    Files of the user's own travel as bytes: workers need not see the user's disk. What caselib ships is on the workers already.
    """
    from distributed import WorkerPlugin

    class Tools(WorkerPlugin):
        """Loads the codebook and the scorer when a worker starts."""

        def __init__(self, name: str, plain: Settings, files: dict[str, dict[str, str]]) -> None:
            self.name, self.plain, self.files = name, plain, files

        def setup(self, worker: Any) -> None:
            _received(self.name, self.plain, self.files, Path(worker.local_directory))

    name = f"caselib-{settings.digest()}"
    files = {"codebook": _packed(settings.codebook), "model": _packed(settings.model)}
    client.register_plugin(Tools(name, replace(settings, codebook=None, model=None), files), name=name)
    return name


_SETTINGS: dict[str, Settings] = {}
"""The settings that this worker process was sent, by name."""


def _received(name: str, plain: Settings, files: dict[str, dict[str, str]], folder: Path) -> None:
    places: dict[str, Path | None] = {}
    for kind, packed in files.items():
        root = folder / name / kind
        for inner, data in packed.items():
            path = root / inner
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(data))
        single = next(iter(packed)) if len(packed) == 1 else ""
        places[kind] = (root / single if kind == "model" or single else root) if packed else None
    _SETTINGS[name] = replace(plain, codebook=places["codebook"], model=places["model"])
    _SETTINGS[name].tools()


def _packed(path: Path | None) -> dict[str, str]:
    """A file, or the files of a folder, by their names inside it."""
    if path is None:
        return {}
    path = Path(path)
    found = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    root = path.parent if path.is_file() else path
    return {each.relative_to(root).as_posix(): base64.b64encode(each.read_bytes()).decode() for each in found}


def _settings(name: str) -> Settings:
    if name not in _SETTINGS:
        raise InputError("this worker has not been sent the codebook and the scorer")
    return _SETTINGS[name]


def _light(job: Job) -> Job:
    """The job as tasks carry it: the worker has its own settings, and another working directory."""
    folder = job.folder if job.folder.remote else Folder(Path(job.folder.root).absolute())
    return replace(job, settings=Settings(), folder=folder)


def _absolute(task: Task) -> Task:
    return replace(task, items=tuple(replace(item, path=item.path.absolute()) if item.path else item for item in task.items))


def _perform(given: tuple[Task, Job, str], poisoned: frozenset[str] = frozenset()) -> Done:
    task, job, shipped = given
    return perform(task, replace(job, settings=_settings(shipped)), poisoned)


def _settle(given: tuple[Part, Job, Change]) -> Part:
    return settle(*given)


def _parse(given: tuple[Task, str]) -> list[Parsed]:
    task, shipped = given
    return parse_files(map(fetched, task.items), _settings(shipped))


def _probe(item: Listed, shipped: str) -> None:
    parse_file(fetched(item), _settings(shipped))


def _killed(item: Listed) -> Problem:
    return Problem("failed_stage", Address(item.doc), {"stage": "read", "reason": "killed"})


def _ends_workers(submit: Callable[[], Any]) -> bool:
    """Whether a task ends its workers again and again. One that was on a worker which another task ended is not to blame."""
    from distributed import KilledWorker

    for _ in range(2):
        try:
            submit().result()
        except KilledWorker:
            continue
        return False
    return True


def _survived(submit: Callable[[], Any]) -> Any:
    """The result of a task that is not to blame for the workers that it was lost with."""
    from distributed import KilledWorker

    for _ in range(RETRIES):
        try:
            return submit().result()
        except KilledWorker:
            continue
    return submit().result()


def _mapped(client: Any, work: Callable[[T], R], given: Iterable[T], alone: Callable[[T], R] | None = None) -> Iterator[R]:
    """``work`` on every item, in order, a window of them under way; what kills workers is done ``alone``."""
    from distributed import KilledWorker

    waiting: deque[tuple[T, Any]] = deque()

    def first() -> R:
        item, future = waiting.popleft()
        try:
            return future.result()  # type: ignore[no-any-return]
        except KilledWorker:
            if alone is None:
                raise
            return alone(item)

    for item in given:
        # Tasks have effects (they write parts), so equal ones are not to be taken for done.
        waiting.append((item, client.submit(work, item, pure=False, retries=RETRIES)))
        if len(waiting) >= _WINDOW:
            yield first()
    while waiting:
        yield first()
