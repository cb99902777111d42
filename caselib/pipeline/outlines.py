"""What clustering needs of a part, kept beside it while a run lasts: digests, keys, folded texts, addresses."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from caselib.casebase import Cases
from caselib.casebase.folder import Folder
from caselib.dedupe.banded import outline
from caselib.dedupe.bands import Keys
from caselib.dedupe.marks import Marks
from caselib.lang.fold import fold

WORK = "work"


@dataclass(frozen=True)
class Places:
    """What is asked of a part once its clusters are known.

    Attributes
    ----------
    digests
        One a case: of its content, 0 for none.
    uids
        One a case: its uid, without the number that tells equal ones apart.
    places
        One a case: document, start, end.
    told
        Pairs of cases (their numbers in the part) that segmentation joined: the retelling, and what it retells.
    """

    digests: Keys
    uids: tuple[str, ...]
    places: tuple[tuple[str, int, int], ...]
    told: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Part(Places):
    """The whole outline of a part.

    Attributes
    ----------
    own, folded, first
        Of each distinct digest: itself, the folded text, and the number of the first case (by document and position) that has it.
    key, order, marks
        Bands and particulars of each distinct digest.
    """

    own: Keys
    folded: tuple[str, ...]
    first: tuple[int, ...]
    key: Keys
    order: Keys
    marks: Marks

    @property
    def contents(self) -> list[str]:
        """The contents of the distinct digests."""
        return list(map(plain, self.folded))


def plain(folded: str) -> str:
    """The content of a folded text: its letters and digits."""
    return "".join(filter(str.isalnum, folded))


def made(base: Cases, told: dict[str, str]) -> Part:
    """The outline of the cases of a part; ``told`` is what ``duplicate_of`` said when they were parsed."""
    texts = [fold(case.span.of(base.texts[case.doc].text)) if case.doc in base.texts else "" for case in base.cases]
    places = tuple((case.doc, case.span.start, case.span.end) for case in base.cases)
    found = outline(texts)
    first: dict[int, int] = {}
    for number in sorted(range(len(places)), key=lambda i: places[i]):
        first.setdefault(int(found.digests[number]), number)
    firsts = tuple(first[value] for value in found.own.tolist())
    at = {case.id: number for number, case in enumerate(base.cases)}
    pairs = tuple((at[case], at[earlier]) for case, earlier in told.items() if case in at and earlier in at)
    # A uid that was numbered in an earlier run is the part before the number again.
    uids = tuple(case.uid.partition("-")[0] for case in base.cases)
    return Part(found.digests, uids, places, pairs, found.own, tuple(texts[i] for i in firsts), firsts, found.key, found.order, found.told)


def write(folder: Folder, name: str, base: Cases, told: dict[str, str]) -> None:
    """Make the outline of a part and keep it."""
    part = made(base, told)
    light = {"uids": part.uids, "places": part.places, "told": part.told}
    buffer = io.BytesIO()
    np.savez(
        buffer,
        digests=part.digests,
        own=part.own,
        key=part.key,
        order=part.order,
        light=_packed(light),
        folded=_packed(part.folded),
        first=np.array(part.first, dtype=np.int64),
        starts=part.marks.starts,
        values=part.marks.values,
    )
    folder.write(_path(name), buffer.getvalue())


def read(folder: Folder, name: str) -> Part:
    """The outline that :func:`write` kept."""
    with _kept(folder, name) as kept:
        told = _light(kept)
        own = kept["own"], tuple(json.loads(kept["folded"].tobytes())), tuple(kept["first"].tolist())
        return Part(told.digests, told.uids, told.places, told.told, *own, kept["key"], kept["order"], Marks(kept["starts"], kept["values"]))


def places(folder: Folder, name: str) -> Places:
    """Of the outline what is asked once clusters are known; the rest is not read."""
    with _kept(folder, name) as kept:
        return _light(kept)


def _kept(folder: Folder, name: str) -> Any:
    return np.load(io.BytesIO(folder.read(_path(name))), allow_pickle=False)


def _light(kept: Any) -> Places:
    light = json.loads(kept["light"].tobytes())
    places = tuple((doc, start, end) for doc, start, end in light["places"])
    return Places(kept["digests"], tuple(light["uids"]), places, tuple((one, other) for one, other in light["told"]))


def _packed(data: Any) -> Any:
    return np.frombuffer(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def exists(folder: Folder, name: str) -> bool:
    """Whether the part has an outline."""
    return folder.exists(_path(name))


def clear(folder: Folder) -> None:
    """Take all outlines away."""
    for name in folder.names(WORK):
        folder.remove(f"{WORK}/{name}")


def _path(name: str) -> str:
    return f"{WORK}/{name}.npz"
