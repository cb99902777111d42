"""``parse``: every file that the paths name, through all stages, to one case base."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.casebase import Cases
from caselib.dedupe import assign
from caselib.errors import InputError
from caselib.model import Case
from caselib.pipeline import cache
from caselib.pipeline.bar import bar
from caselib.pipeline.one import Parsed, parse_files
from caselib.pipeline.plan import fetched, listing
from caselib.pipeline.settings import Settings
from caselib.read import Listed

if TYPE_CHECKING:
    from caselib.pipeline.stream import Workers

# Below this many files starting processes costs more than it saves (a process takes half a second to load its tools).
FEW = 40
# Files that are parsed together: enough that short ones gain by it, few enough that the bar moves every second or two and memory stays flat.
MOST_FILES, MOST_BYTES = 64, 200_000


def parse(
    paths: str | Path | Iterable[str | Path],
    *,
    settings: Settings | None = None,
    workers: int = 1,
    progress: bool | None = None,
    out: str | Path | None = None,
    parts: str = "parquet",
    client: Any = None,
) -> Cases:
    """Parse documents to a case base.

    Parameters
    ----------
    paths
        A file, a folder, a glob, ``"-"`` for standard input, an fsspec address (``"s3://bucket/logs"``), or several of them.
    settings
        Codebook, scorer, threshold, table columns and limits; the shipped ones by default.
    workers
        Processes. The result is the same for any number.
    progress
        Whether to show a bar; by default where a person is likely to see it (a terminal or a notebook).
    out
        A folder (or fsspec address) that the results are streamed to in parts, so that memory does not grow with the
        documents. An interrupted run goes on where it stopped, and parts whose files did not change are kept.
    parts
        The form of the parts: ``"parquet"`` (extra ``scale``) or ``"jsonl"``.
    client
        A ``distributed.Client``: tasks are done by its workers, which must reach ``paths`` and ``out``.

    Returns
    -------
    Cases
        In order of the files; what could not be read is in ``problems``. With ``out`` as Parquet they stay on disk, as :meth:`Cases.open`
        gives them.

    Raises
    ------
    InputError
        If nothing could be read at all.
    """
    settings = settings or Settings()
    listed = listing(paths, settings.limits)
    if out is not None:
        from caselib.pipeline.stream import run

        return run(listed, out, parts, settings, _workers(workers, client), progress)
    total = Parsed()
    for parsed in bar(_all(listed, settings, workers, client), len(listed), progress, unit="file"):
        total.cases += parsed.cases
        total.guides += parsed.guides
        total.texts += parsed.texts
        total.problems += parsed.problems
    if not total.texts:
        told = "; ".join(map(str, total.problems[:3])) or "the folder holds no files"
        raise InputError(f"nothing could be read: {told}")
    base = Cases(tuple(_distinct(total.cases)), tuple(total.guides), {text.doc: text for text in total.texts}, tuple(total.problems))
    return assign(base)


def _workers(workers: int, client: Any) -> Workers:
    if client is None:
        from caselib.pipeline.stream import Here

        return Here(workers)
    from caselib.pipeline.on_dask import OnDask

    found: Workers = OnDask(client)
    return found


def _all(listed: list[Listed], settings: Settings, workers: int, client: Any = None) -> Iterator[Parsed]:
    if client is not None:
        from caselib.pipeline.on_dask import parsed

        yield from parsed(client, listed, settings)
        return
    work = partial(_parsed, settings=settings, digest=settings.digest())
    if workers <= 1 or len(listed) < FEW:
        yield from chain.from_iterable(map(work, _groups(listed, MOST_FILES)))
        return
    from caselib.pipeline.pool import processes

    with processes(workers) as pool:
        yield from chain.from_iterable(pool.map(work, _groups(listed, len(listed) // (workers * 4))))


def _groups(listed: Iterable[Listed], most: int) -> Iterator[list[Listed]]:
    """Files that are parsed together, in order."""
    group: list[Listed] = []
    size = 0
    for item in listed:
        if group and (size + item.size > MOST_BYTES or len(group) >= min(most, MOST_FILES)):
            yield group
            group, size = [], 0
        group.append(item)
        size += item.size
    if group:
        yield group


def _parsed(group: list[Listed], settings: Settings, digest: str) -> list[Parsed]:
    """What each file gives: from the cache, or parsed with the others that are not in it."""
    items = [fetched(item) for item in group]
    keys = [_key(item, digest) for item in items]
    found = [cache.fetch(key) if key else None for key in keys]
    left = [item for item, kept in zip(items, found, strict=True) if kept is None]
    new = iter(parse_files(left, settings) if left else ())
    results = []
    for key, kept in zip(keys, found, strict=True):
        parsed = next(new) if kept is None else kept
        if key and kept is None and not any(problem.code == "unreadable" for problem in parsed.problems):
            cache.store(key, parsed)
        results.append(parsed)
    return results


def _key(listed: Listed, digest: str) -> str:
    """Content, name and settings; empty where the file cannot be hashed (reading it will say why)."""
    try:
        content = listed.sha256
    except OSError:
        return ""
    return hashlib.sha256(f"{digest}\n{listed.doc}\n{content}".encode("utf-8", "surrogatepass")).hexdigest() if content else ""


def _distinct(cases: list[Case]) -> Iterator[Case]:
    """Cases with the same words get numbered uids, so that a uid names one case."""
    seen: Counter[str] = Counter()
    for case in cases:
        seen[case.uid] += 1
        yield case if seen[case.uid] == 1 else replace(case, uid=f"{case.uid}-{seen[case.uid]}")
