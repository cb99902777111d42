"""The cases of a case base in parts, by units that divide no duplicate cluster: what counts are added over.

A unit is a part without the cases whose clusters reach into other parts, or some of these clusters, whole. Such clusters lie scattered
over all parts. :func:`units` brings them together on disk, so that every part is read once however many units there are; :func:`unit`
looks for one in every part, which suits workers that share nothing but the folder. A unit comes in pieces that fit the memory: most
have one, that of a cluster which a hundred thousand cases belong to has many.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from caselib.casebase.cases import Cases
from caselib.casebase.parts import Part, read_text_lines, storable
from caselib.casebase.records import case_from_dict, text_from_dict
from caselib.casebase.rows import Line, Rows
from caselib.casebase.sound import sound_case
from caselib.errors import FormatError
from caselib.model import Case, SourceText

# Cases of scattered clusters in a unit: about 25 kB of memory each. A worker that looks through all parts for a unit is given more.
TOGETHER, APART = 4_000, 20_000
# Clusters that reach into several parts are divided into so many buckets when they are found.
BUCKETS = 1024
# Bytes of scattered cases that wait to be written.
_WAITING = 32_000_000


@dataclass(frozen=True)
class Unit:
    """A part, by number; or (``part`` -1) a group of the clusters that reach into several, of ``groups``."""

    part: int
    group: int = 0
    groups: int = 1


class Piece(NamedTuple):
    """Cases with their texts, and those of their documents that have cases in other units too."""

    cases: Cases
    shared: frozenset[str]


def plan(rows: Rows, most: int = APART) -> list[Unit]:
    """The units of the cases, to be read one by one, here or elsewhere; ``most`` is about how many scattered cases make one."""
    groups = _groups(rows, most)
    return [*(Unit(number, 0, groups) for number in range(len(rows.parts))), *(Unit(-1, group, groups) for group in range(groups))]


def _groups(rows: Rows, most: int) -> int:
    return min(BUCKETS, -(-sum(part.spread for part in rows.parts) // most))


def unit(rows: Rows, wanted: Unit, most: int = TOGETHER) -> Iterator[Piece]:
    """The cases of one unit in pieces of about ``most``, read from the part, or from every part."""
    own = -1 if wanted.part >= 0 else wanted.group
    parts = rows.parts[wanted.part : wanted.part + 1] if wanted.part >= 0 else tuple(part for part in rows.parts if part.spread)

    def blocks() -> Iterator[_Block]:
        for part in parts:
            found = _homes(rows.lines(part, lambda spread: _home(spread, wanted.groups) == own), wanted.groups).get(own)
            if found is not None:
                yield _Block(part.name, [line.record for line in found.lines], list(dict(_texts(rows, part, found)).values()), found.shared)

    return _pieces(rows, blocks(), most)


def units(rows: Rows, most: int = TOGETHER) -> Iterator[Iterator[Piece]]:
    """All units: those of the parts, in order, then those of the scattered clusters, which wait in a temporary folder until then.

    The pieces of each must be taken before the next unit is asked for.
    """
    groups = _groups(rows, most)
    with tempfile.TemporaryDirectory(prefix="caselib-") as work:
        scattered = _Scattered(Path(work))
        for part in rows.parts:
            homes = _homes(rows.lines(part), groups)
            texts = dict(_texts(rows, part, *homes.values()))
            for group, found in homes.items():
                docs = dict.fromkeys(line.doc for line in found.lines)
                block = _Block(part.name, [line.record for line in found.lines], [texts[doc] for doc in docs if doc in texts], found.shared)
                if group < 0:
                    yield _pieces(rows, iter((block,)), most)
                else:
                    scattered.add(group, block)
        for group in range(groups):
            yield _pieces(rows, scattered.blocks(group), most)


class _Block(NamedTuple):
    """What one part has of a unit, as it is stored: cases, their texts, and the documents (as columns hold them) that have cases of another unit."""

    part: str
    cases: list[str]
    texts: list[str]
    shared: set[str]


def _pieces(rows: Rows, blocks: Iterator[_Block], most: int) -> Iterator[Piece]:
    """Blocks as pieces: so many together that they hold ``most`` cases."""
    held: list[_Block] = []
    for block in blocks:
        held.append(block)
        if sum(len(each.cases) for each in held) >= most:
            yield _piece(rows, held)
            held = []
    if held:
        yield _piece(rows, held)


def _piece(rows: Rows, blocks: list[_Block]) -> Piece:
    """The cases of some blocks that pass the filter, in order."""
    texts: dict[str, SourceText] = {}
    cases: list[Case] = []
    for block in blocks:
        try:
            texts.update((text.doc, text) for text in (text_from_dict(json.loads(line)) for line in block.texts))
            cases += [sound(case, texts) for case in (case_from_dict(json.loads(line)) for line in block.cases) if rows.where.passes(case)]
        except (ValueError, KeyError, TypeError) as error:
            raise FormatError(
                f"part {block.part} of {rows.folder.root} cannot be read ({type(error).__name__}: {error}); parse again into the same folder"
            ) from error
    shared = set[str]().union(*(block.shared for block in blocks))
    return Piece(Cases(tuple(cases), (), texts), frozenset(case.doc for case in cases if storable(case.doc) in shared))


class _Home(NamedTuple):
    """Rows of one part that belong to one unit, and those documents (as columns hold them) that have rows of another unit."""

    lines: list[Line]
    shared: set[str]


def _home(spread: int, groups: int) -> int:
    """The unit of a row by its bucket: -1 for its part's own, else the group."""
    return spread % groups if spread >= 0 and groups else -1


def _homes(lines: Iterable[Line], groups: int) -> dict[int, _Home]:
    """The rows of a part by unit (see :func:`_home`)."""
    homes: dict[int, _Home] = {}
    of_doc: dict[str, set[int]] = {}
    for line in lines:
        home = _home(line.spread, groups)
        homes.setdefault(home, _Home([], set())).lines.append(line)
        of_doc.setdefault(line.doc, set()).add(home)
    for doc, several in of_doc.items():
        if len(several) > 1:
            for home in several:
                homes[home].shared.add(doc)
    return homes


def _texts(rows: Rows, part: Part, *homes: _Home) -> Iterator[tuple[str, str]]:
    """The texts of some rows, as lines, by document."""
    wanted = {line.doc for home in homes for line in home.lines}
    if wanted:
        yield from read_text_lines(rows.folder, part.name, wanted.__contains__)


class _Scattered:
    """Blocks of scattered clusters on disk, a file for each group: lines that begin with p (the part), c (a case), t (a text), s (a document shared) or e (the end)."""

    def __init__(self, work: Path) -> None:
        self._work, self._held, self._waiting = work, dict[int, list[str]](), 0

    def add(self, group: int, block: _Block) -> None:
        """Add what a part has of a group."""
        marked = (("p", [json.dumps(block.part)]), ("c", block.cases), ("t", block.texts), ("s", map(json.dumps, sorted(block.shared))))
        lines = [f"{mark}{line}\n" for mark, some in marked for line in some]
        self._held.setdefault(group, []).extend([*lines, "e\n"])
        self._waiting += sum(map(len, lines))
        if self._waiting > _WAITING:
            self._write()

    def _write(self) -> None:
        for group, lines in self._held.items():
            with self._path(group).open("ab") as file:
                file.write("".join(lines).encode())
        self._held, self._waiting = {}, 0

    def blocks(self, group: int) -> Iterator[_Block]:
        """The blocks of a group, which is then forgotten."""
        path = self._path(group)
        if path.exists():
            with path.open("rb") as file:
                yield from _blocks(line.decode() for line in file)
            path.unlink()
        yield from _blocks(self._held.pop(group, ()))

    def _path(self, group: int) -> Path:
        return self._work / f"{group}.txt"


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    held = _Block("", [], [], set())
    for line in lines:
        mark, rest = line[0], line[1:-1]
        if mark == "e":
            yield held
        elif mark == "p":
            held = _Block(json.loads(rest), [], [], set())
        elif mark == "s":
            held.shared.add(json.loads(rest))
        else:
            (held.cases if mark == "c" else held.texts).append(rest)


def sound(case: Case, texts: Mapping[str, SourceText]) -> Case:
    """The case, if it stands in its text.

    Raises
    ------
    FormatError
        If it leads outside.
    """
    try:
        return sound_case(case, texts)
    except (ValueError, TypeError, AttributeError) as error:
        raise FormatError(f"case {case.id} cannot be used ({error}); restore the part or parse again") from error
