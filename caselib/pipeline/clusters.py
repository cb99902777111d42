"""Duplicate clusters over the parts of a run, as if all cases were in one list.

Pairs come from one piece where the distinct texts are few, else from bands; which, hangs on their number alone. What is held
in memory for every case are numbers (110 bytes); texts are held for one batch at a time.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.casebase.folder import Folder
from caselib.casebase.units import BUCKETS
from caselib.dedupe import banded, bands
from caselib.dedupe.bands import Keys
from caselib.dedupe.facts import facts
from caselib.dedupe.judge import DEFAULT, Background, Limits, near_pairs
from caselib.dedupe.union import Families
from caselib.pipeline import outlines
from caselib.pipeline.contents import Contents
from caselib.pipeline.parts import Change
from caselib.pipeline.pool import processes

Ints = NDArray[np.int64]
# Rows of a bucket of keys that are sorted at a time: 24 bytes each, and some hundred while their pairs are found.
_BUCKET = 200_000
# Pairs judged at a time (8 kB of memory each while they are), and batches that a process is given before what stands is asked for.
_BATCH, _AHEAD = 1_250, 4


@dataclass(frozen=True)
class Survey:
    """What was learned in a first reading of all outlines: the digest of every case, where each part begins, the texts with the lowest digests."""

    digests: Keys
    begins: Ints
    uids: Keys
    told: Ints
    lowest: tuple[Keys, list[str]]
    distinct: int


def survey(parts: Iterator[outlines.Part]) -> Survey:
    """Read all outlines once."""
    digests, uids, told, begins = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.uint64)], [np.zeros((0, 2), dtype=np.int64)], [0]
    low: tuple[Keys, list[str]] = np.zeros(0, dtype=np.uint64), []
    for part in parts:
        digests.append(part.digests)
        uids.append(np.array([_number(uid) for uid in part.uids], dtype=np.uint64))
        told.append(np.array(part.told, dtype=np.int64).reshape(-1, 2) + begins[-1])
        begins.append(begins[-1] + len(part.digests))
        # Most texts stand behind the lowest ones that are known: their contents are not asked for.
        fresh = np.flatnonzero(part.own < low[0][-1]) if len(low[0]) >= banded.ONE_PIECE else np.arange(len(part.own))
        low = banded.lowest([low, (part.own[fresh], [outlines.plain(part.folded[i]) for i in fresh.tolist()])])
    joined = np.concatenate(digests)
    distinct = np.unique(joined)
    return Survey(joined, np.array(begins), np.concatenate(uids), np.concatenate(told), low, int((distinct != 0).sum()))


def _number(uid: str) -> int:
    """A uid is made of 48 bits in hexadecimal; one that is not (a record from elsewhere) is told by a digest."""
    try:
        return int(uid, 16) if len(uid) <= 16 else bands.digest(uid)
    except ValueError:
        return bands.digest(uid)


def in_one_piece(folder: Folder, names: Sequence[str], limits: Limits = DEFAULT) -> Keys:
    """Pairs of digests that tell the same, where the distinct texts are few: what the whole list would give."""
    best: dict[int, tuple[tuple[str, int, int], str]] = {}
    for name in names:
        part = outlines.read(folder, name)
        for value, text, first in zip(part.own.tolist(), part.folded, part.first, strict=True):
            here = part.places[first]
            if value not in best or here < best[value][0]:
                best[value] = here, text
    order = sorted(best, key=lambda value: best[value][0])
    texts = [best[value][1] for value in order]
    pairs, _ = near_pairs(list(map(outlines.plain, texts)), list(map(facts, texts)), limits)
    return np.array(order, dtype=np.uint64)[pairs].reshape(-1, 2)


def by_bands(folder: Folder, names: Sequence[str], known: Survey, limits: Limits = DEFAULT, workers: int = 1) -> Keys:
    """The same for many texts: keys are shuffled into files by their value, pairs are found file by file and judged in batches, by processes."""
    work = Path(tempfile.mkdtemp(prefix="caselib-"))
    try:
        back = _background(known.lowest[1], limits, workers)
        # Keys are odd: an even number of buckets would leave every other one empty.
        buckets = max(1, -(-known.distinct * bands.KEYS // _BUCKET)) | 1
        store = Contents(work / "contents")
        for name in names:
            part = outlines.read(folder, name)
            store.add(part.own, part.folded, part.marks)
            _spread(
                work, "keys", part.key.ravel() % np.uint64(buckets), part.key.ravel(), part.order.ravel(), np.repeat(part.own, bands.KEYS)
            )
        store.close()
        for bucket in range(buckets):
            rows = _gathered(work, "keys", bucket, 3)
            found = bands.pairs(rows[:, 0], rows[:, 1], rows[:, 2])
            # The same pair meets under many keys: it goes where its first text says, and is kept once.
            _spread(work, "pairs", found[:, 0] % np.uint64(buckets), found[:, 0], found[:, 1])
        kept = [np.zeros((0, 2), dtype=np.uint64)]
        # Several processes are given some batches each, so that one is judged while the next is read.
        ahead = _BATCH * (_AHEAD * workers if workers > 1 else 1)
        with _judges(back(), limits, workers) as judged:
            for bucket in range(buckets):
                found = store.possible(bands.once(_gathered(work, "pairs", bucket, 2)))
                for at in range(0, len(found), ahead):
                    # Texts that others connect already need no judgment: the clusters are the same without it.
                    left = (store.apart(found[each : each + _BATCH]) for each in range(at, min(at + ahead, len(found)), _BATCH))
                    for stands in judged((pairs, store.of(np.unique(pairs))) for pairs in left):
                        store.join(stands)
                        kept.append(stands)
        return np.concatenate(kept)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _background(contents: list[str], limits: Limits, workers: int) -> Callable[[], Background]:
    """What is common, made at once, before there is anything else in memory; or by another process until it is asked for."""
    if workers <= 1:
        back = banded.against(contents, limits)
        return lambda: back
    pool = ProcessPoolExecutor(1)
    made = pool.submit(banded.against, contents, limits)
    pool.shutdown(wait=False)
    return made.result


# Pairs of digests, and the folded texts of the different ones among these, in order.
Asked = tuple[Keys, list[str]]


@contextmanager
def _judges(back: Background, limits: Limits, workers: int) -> Iterator[Callable[[Iterable[Asked]], Iterator[Keys]]]:
    """What says which pairs tell the same, batch by batch: here, or by processes that are told the background once."""
    if workers <= 1:
        yield partial(map, partial(_judged, back=back, limits=limits))
        return
    with processes(workers, _told, (back, limits)) as pool:
        yield partial(pool.map, _judged_as_told)


def _judged(asked: Asked, back: Background, limits: Limits) -> Keys:
    pairs, folded = asked
    held = dict(zip(np.unique(pairs).tolist(), map(outlines.plain, folded), strict=True))
    found = [stands for stands, _ in banded.judged(pairs, lambda own: [held[value] for value in own.tolist()], back, limits)]
    return np.concatenate([np.zeros((0, 2), dtype=np.uint64), *found])


# What a judging process was told when it began.
_TOLD: dict[str, Any] = {}


def _told(back: Background, limits: Limits) -> None:
    _TOLD.update(back=back, limits=limits)


def _judged_as_told(asked: Asked) -> Keys:
    return _judged(asked, **_TOLD)


def _spread(work: Path, kind: str, bucket: Keys, *columns: Keys) -> None:
    if not len(bucket):
        return
    rows = np.stack(columns, axis=1)
    order = np.argsort(bucket, kind="stable")
    numbers, begins = np.unique(bucket[order], return_index=True)
    for number, part in zip(numbers.tolist(), np.split(rows[order], begins[1:]), strict=True):
        with (work / f"{kind}-{number}").open("ab") as file:
            part.tofile(file)


def _gathered(work: Path, kind: str, bucket: int, width: int) -> Keys:
    path = work / f"{kind}-{bucket}"
    found = np.fromfile(path, dtype=np.uint64).reshape(-1, width) if path.exists() else np.zeros((0, width), dtype=np.uint64)
    path.unlink(missing_ok=True)
    return found


class Assigned:
    """The clusters of all cases, given out part by part."""

    def __init__(self, known: Survey, pairs: Keys) -> None:
        self.known = known
        self.label = _labels(known, pairs)
        size = np.bincount(self.label)
        self.multiple = size[self.label] > 1
        number = np.searchsorted(known.begins, np.arange(len(self.label)), side="right") - 1
        least = np.full(len(size), len(known.begins), dtype=np.int64)
        most = np.full(len(size), -1, dtype=np.int64)
        np.minimum.at(least, self.label, number)
        np.maximum.at(most, self.label, number)
        self.reaching = (least < most)[self.label]
        self.nth = _nth(known.uids)
        # The first case of each cluster of several, in bytes that sort as document and position do: a million of them are held.
        self.root: list[bytes | None] = [None] * len(size)

    def look(self, number: int, part: outlines.Places) -> None:
        """Second reading: the first case, by document and position, of each cluster of several."""
        begin = int(self.known.begins[number])
        for row in np.flatnonzero(self.multiple[begin : begin + len(part.places)]).tolist():
            label, own = int(self.label[begin + row]), _sorting(part.places[row])
            known = self.root[label]
            self.root[label] = own if known is None else min(known, own)

    def change(self, number: int, part: outlines.Places) -> Change:
        """What the cases of a part are told; after all parts were looked at."""
        begin, ids = int(self.known.begins[number]), [f"{doc}#{start}-{end}" for doc, start, end in part.places]
        rows = range(begin, begin + len(ids))
        labels = [int(self.label[row]) for row in rows]
        roots = [self.root[label] for label in labels]
        clusters = tuple(ids[i] if root is None else _named(root) for i, root in enumerate(roots))
        uids = tuple(uid if self.nth[row] == 1 else f"{uid}-{self.nth[row]}" for uid, row in zip(part.uids, rows, strict=True))
        spread = tuple(bands.digest(clusters[i]) % BUCKETS if self.reaching[row] else -1 for i, row in enumerate(rows))
        return Change(uids, clusters, _earlier(part, labels, ids), spread)


_NUMBER = struct.Struct(">QQ")


def _sorting(place: tuple[str, int, int]) -> bytes:
    """A place as bytes: the document ends with a byte that none holds but one that begins with it, and numbers sort by their highest byte."""
    doc, start, end = place
    return doc.encode("utf-8", "surrogatepass") + b"\0" + _NUMBER.pack(start, end)


def _named(root: bytes) -> str:
    """The id of the case at such a place."""
    start, end = _NUMBER.unpack(root[-_NUMBER.size :])
    return f"{root[: -_NUMBER.size - 1].decode('utf-8', 'surrogatepass')}#{start}-{end}"


def _earlier(part: outlines.Places, labels: list[int], ids: list[str]) -> tuple[str | None, ...]:
    """For each case the earlier one of its document that it retells: what segmentation said, else the first of its cluster there."""
    earlier: dict[int, str] = {case: ids[first] for case, first in part.told}
    first_here: dict[tuple[int, str], str] = {}
    for row in sorted(range(len(ids)), key=lambda i: part.places[i]):
        first = first_here.setdefault((labels[row], part.places[row][0]), ids[row])
        if first != ids[row]:
            earlier.setdefault(row, first)
    return tuple(earlier.get(row) for row in range(len(ids)))


def _labels(known: Survey, pairs: Keys) -> Ints:
    """A number for each case, the same for those that digests, pairs or segmentation connect."""
    own, first, of = np.unique(known.digests, return_index=True, return_inverse=True)
    numbers = np.arange(len(known.digests))
    # A case without letters is like no other, though all of these have the digest 0.
    equal = np.stack((numbers, np.where(known.digests == 0, numbers, first[of])), axis=1)
    families = Families(len(numbers))
    for joined_by in (equal, first[np.searchsorted(own, pairs)].reshape(-1, 2), known.told):
        families.join(joined_by)
    return families.roots(numbers)


def _nth(uids: Keys) -> Ints:
    """For each case how many of the same uid stand up to it, itself included."""
    order = np.argsort(uids, kind="stable")
    heads = np.flatnonzero(np.diff(uids[order], prepend=uids[order][:1] ^ np.uint64(1))) if len(uids) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(heads, append=len(uids))
    nth = np.empty(len(uids), dtype=np.int64)
    nth[order] = np.arange(len(uids)) - np.repeat(heads, sizes) + 1
    return nth
