"""A run in parts: plan, tasks, clusters, index. Where the tasks are done (here, in processes, on Dask) is one function's business."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import caselib
from caselib.casebase import Cases
from caselib.casebase.folder import Folder
from caselib.casebase.lines import pyarrow
from caselib.casebase.parts import FORMATS, INDEX, Part, in_parts, read_all, read_index, write_index
from caselib.casebase.staged import adopt, finished, staged
from caselib.dedupe import banded
from caselib.dedupe.bands import Keys
from caselib.errors import InputError
from caselib.files import held
from caselib.pipeline import clusters, outlines
from caselib.pipeline.bar import bar
from caselib.pipeline.parts import STATE, Change, Done, Job, perform, settle
from caselib.pipeline.plan import Task, tasks
from caselib.pipeline.pool import processes
from caselib.pipeline.settings import Settings
from caselib.read import Listed


class Workers(Protocol):
    """Who does the work of a run."""

    def perform(self, planned: list[Task], job: Job) -> Iterator[Done]:
        """Every task, in order."""
        ...

    def pairs(self, job: Job, parts: list[Part], known: clusters.Survey) -> Keys:
        """Pairs of digests that tell the same, of more texts than are compared in one piece."""
        ...

    def settle(self, job: Job, changes: Iterable[tuple[Part, Change]]) -> Iterator[Part]:
        """Every part with its clusters written, in order."""
        ...


def run(listed: list[Listed], out: Path | str, form: str, settings: Settings, workers: Workers, progress: bool | None) -> Cases:
    """Parse the files into parts under ``out``, and open what was made (or load it, where the parts are JSON Lines).

    In a folder of this machine a finished case base stands until the new one takes its place. At an fsspec address, which has no links,
    it is replaced part by part: a run that is stopped leaves a folder without index, and the same run goes on.
    """
    if form not in FORMATS:
        raise InputError(f"parts are written as {' or '.join(FORMATS)}, not as {form!r}")
    if form == "parquet":
        pyarrow()
    folder = Folder(out)
    if folder.remote:
        _parts(listed, folder, form, settings, workers, progress)
    else:
        root = Path(folder.root)
        with held(root / ".run", "wait until it is done, or choose another folder", keep=False):
            finished(root)
            inside = staged(root)
            _parts(listed, Folder(inside), form, settings, workers, progress)
            if inside != root:
                adopt(root)
    return Cases.open(out) if form == "parquet" else read_all(folder)


def _parts(listed: list[Listed], folder: Folder, form: str, settings: Settings, workers: Workers, progress: bool | None) -> None:
    job = Job(folder, form, settings, settings.digest(), outlined=not in_parts(folder))
    planned = list(tasks(listed))
    done = list(bar(workers.perform(planned, job), sum(task.size for task in planned), progress, size=lambda each: each.size))
    parts = [part for each in done for part in each.parts]
    if not any(part.texts for part in parts):
        raise InputError(f"nothing could be read: {_told(job.folder, parts)}")
    if not _same(job, parts, done):
        if not job.outlined:
            list(workers.perform(planned, replace(job, outlined=True)))
        _finish(job, parts, workers)
    _tidy(job, planned, parts)


def _same(job: Job, parts: list[Part], done: list[Done]) -> bool:
    """Whether the folder holds the finished result of the same files already."""
    if not (all(each.reused for each in done) and in_parts(job.folder)):
        return False
    kept, about = read_index(job.folder)
    return [part.name for part in kept] == [part.name for part in parts] and about.get("settings") == job.digest


def _finish(job: Job, parts: list[Part], workers: Workers) -> None:
    """Clusters over all parts, written into them, and the index."""
    job.folder.remove(INDEX)
    known = clusters.survey(outlines.read(job.folder, part.name) for part in parts)
    names = [part.name for part in parts]
    few = known.distinct <= banded.ONE_PIECE
    assigned = clusters.Assigned(known, clusters.in_one_piece(job.folder, names) if few else workers.pairs(job, parts, known))
    for number, name in enumerate(names):
        assigned.look(number, outlines.places(job.folder, name))
    changes = ((part, assigned.change(number, outlines.places(job.folder, part.name))) for number, part in enumerate(parts))
    settled = list(workers.settle(job, changes))
    about = {"caselib": caselib.__version__, "settings": job.digest, "parts": job.form, **_named(job.settings)}
    write_index(job.folder, settled, about)


def _named(settings: Settings) -> dict[str, Any]:
    tools = settings.tools()
    book = tools.codebook
    return {"codebook": {"name": book.name, "version": str(book.version), "digest": book.digest}, "scorer": dict(_plain(tools.model.meta))}


def _plain(meta: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a scorer says of itself in a word or number; its tables stay with it."""
    for name, found in meta.items():
        if isinstance(found, str | int | float | bool):
            yield name, found


def _tidy(job: Job, planned: list[Task], parts: list[Part]) -> None:
    """Take away what is no part of the result: outlines, parts of files that are gone, temporary files of a run that was killed."""
    outlines.clear(job.folder)
    stems = {part.name for part in parts}
    for kind in ("cases", "texts", "guides", "problems"):
        for name in job.folder.names(kind):
            if name.partition(".")[0] not in stems:
                job.folder.remove(f"{kind}/{name}")
    states = {f"{task.name}.json" for task in planned}
    for name in job.folder.names(STATE):
        if name not in states:
            job.folder.remove(f"{STATE}/{name}")


def _told(folder: Folder, parts: list[Part]) -> str:
    from caselib.casebase.parts import read_beside

    found = [str(problem) for problem, _ in zip(read_beside(folder, "problems", parts), range(3), strict=False)]
    return "; ".join(found) or "the folder holds no files"


class Here:
    """One process, or several on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def perform(self, planned: list[Task], job: Job) -> Iterator[Done]:
        """Every task, in order; a file that ends the process that reads it becomes a problem."""
        if self.workers <= 1 or len(planned) < 2:
            yield from (perform(task, job) for task in planned)
            return
        left = list(planned)
        while left:
            try:
                # Loaded before the processes are forked, the scorer is in the memory of all of them once.
                job.settings.tools()
                with processes(self.workers) as pool:
                    for each in pool.map(partial(perform, job=job), left):
                        yield each
                        left = left[1:]
            except futures.BrokenExecutor:
                yield self._alone(left[0], job)
                left = left[1:]

    def _alone(self, task: Task, job: Job) -> Done:
        """A task during which a process ended: done by itself, and if it is to blame without the files that are."""
        with contextlib.suppress(futures.BrokenExecutor), futures.ProcessPoolExecutor(1) as pool:
            return pool.submit(perform, task, job).result()
        deadly = set()
        for item in task.items:
            try:
                with futures.ProcessPoolExecutor(1) as pool:
                    pool.submit(probe, item, job.settings).result()
            except futures.BrokenExecutor:
                deadly.add(item.doc)
        return perform(task, job, frozenset(deadly))

    def pairs(self, job: Job, parts: list[Part], known: clusters.Survey) -> Keys:
        """On this machine's disk."""
        return clusters.by_bands(job.folder, [part.name for part in parts], known, workers=self.workers)

    def settle(self, job: Job, changes: Iterable[tuple[Part, Change]]) -> Iterator[Part]:
        """Every part, in order; only a few are on their way at any time."""
        if self.workers <= 1:
            yield from (settle(part, job, change) for part, change in changes)
            return
        with processes(self.workers) as pool:
            yield from _windowed(lambda pair: pool.submit(settle, pair[0], job, pair[1]), changes, 2 * self.workers)


def probe(item: Listed, settings: Settings) -> None:
    """Parse one file for nothing but to see whether the process outlives it."""
    from caselib.pipeline.one import parse_file
    from caselib.pipeline.plan import fetched

    parse_file(fetched(item), settings)


def _windowed(submit: Callable[[tuple[Part, Change]], Any], given: Iterable[tuple[Part, Change]], most: int) -> Iterator[Part]:
    from collections import deque

    waiting: deque[Any] = deque()
    for each in given:
        waiting.append(submit(each))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
