"""The cases of a case base in parts, in pieces that fit the memory and divide no duplicate cluster: what counts are added over.

A piece is a part without the cases whose clusters reach into other parts, or some of these clusters, whole. Such clusters lie scattered
over all parts. :func:`pieces` brings them together on disk, so that every part is read once however many pieces there are; :func:`piece`
looks for one piece in every part, which suits workers that share nothing but the folder.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

# Cases of scattered clusters in a piece: about 25 kB of memory each. A worker that looks through all parts for a piece is given more.
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
    """Cases with their texts, and those of their documents that have cases in other pieces too."""

    cases: Cases
    shared: frozenset[str]


def plan(rows: Rows, most: int = APART) -> list[Unit]:
    """The units of the cases, to be read one by one, here or elsewhere; ``most`` is about how many scattered cases make one."""
    groups = min(BUCKETS, -(-sum(part.spread for part in rows.parts) // most))
    return [*(Unit(number, 0, groups) for number in range(len(rows.parts))), *(Unit(-1, group, groups) for group in range(groups))]


def piece(rows: Rows, unit: Unit) -> Piece:
    """The cases of one unit, read from the part, or from every part."""
    own = -1 if unit.part >= 0 else unit.group
    parts = rows.parts[unit.part : unit.part + 1] if unit.part >= 0 else tuple(part for part in rows.parts if part.spread)
    made = _Made()
    for part in parts:
        found = _homes(rows.lines(part, lambda spread: _home(spread, unit.groups) == own), unit.groups).get(own)
        if found is not None:
            made.add(found, dict(_texts(rows, part, found)))
    return made.piece(rows)


def pieces(rows: Rows, most: int = TOGETHER) -> Iterator[Piece]:
    """All pieces: those of the parts, in order, then those of the scattered clusters, which wait in a temporary folder until then."""
    groups = next((unit.groups for unit in plan(rows, most)), 0)
    with tempfile.TemporaryDirectory(prefix="caselib-") as work:
        scattered = _Scattered(Path(work))
        for part in rows.parts:
            homes = _homes(rows.lines(part), groups)
            inside = homes.pop(-1, _Home([], set()))
            made = _Made()
            made.add(inside, dict(_texts(rows, part, inside)))
            yield made.piece(rows)
            texts = dict(_texts(rows, part, *homes.values()))
            for group, found in homes.items():
                scattered.add(group, found, texts)
        for group in range(groups):
            yield scattered.made(group).piece(rows)


class _Home(NamedTuple):
    """Rows of one part that belong to one piece, and those documents (as columns hold them) that have rows of another piece."""

    lines: list[Line]
    shared: set[str]


def _home(spread: int, groups: int) -> int:
    """The piece of a row by its bucket: -1 for its part's own, else the group."""
    return spread % groups if spread >= 0 and groups else -1


def _homes(lines: Iterable[Line], groups: int) -> dict[int, _Home]:
    """The rows of a part by piece (see :func:`_home`)."""
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


class _Made:
    """A piece in the making."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.texts: dict[str, str] = {}
        self.shared: set[str] = set()

    def add(self, home: _Home, texts: Mapping[str, str]) -> None:
        """Add rows of a part with their texts."""
        self.lines += (line.record for line in home.lines)
        self.texts.update((line.doc, texts[line.doc]) for line in home.lines if line.doc in texts)
        self.shared |= home.shared

    def piece(self, rows: Rows) -> Piece:
        """The rows as cases that pass the filter, in order."""
        try:
            texts = {text.doc: text for text in (text_from_dict(json.loads(line)) for line in self.texts.values())}
            cases = tuple(sound(case, texts) for case in (case_from_dict(json.loads(line)) for line in self.lines) if rows.where.passes(case))
        except (ValueError, KeyError, TypeError) as error:
            raise FormatError(f"a part of {rows.folder.root} cannot be read ({type(error).__name__}: {error}); parse again into the same folder") from error
        return Piece(Cases(cases, (), texts), frozenset(case.doc for case in cases if storable(case.doc) in self.shared))


class _Scattered:
    """Rows of scattered clusters on disk, a file for each group: lines that begin with c (a case), t (a text) or s (a document shared)."""

    def __init__(self, work: Path) -> None:
        self._work, self._held, self._waiting = work, dict[int, list[str]](), 0

    def add(self, group: int, home: _Home, texts: Mapping[str, str]) -> None:
        """Add rows of a part with their texts."""
        docs = {line.doc for line in home.lines}
        lines = [
            *(f"c{line.record}\n" for line in home.lines),
            *(f"t{json.dumps(doc)}\t{texts[doc]}\n" for doc in sorted(docs) if doc in texts),
            *(f"s{json.dumps(doc)}\n" for doc in sorted(home.shared)),
        ]
        self._held.setdefault(group, []).extend(lines)
        self._waiting += sum(map(len, lines))
        if self._waiting > _WAITING:
            self._write()

    def _write(self) -> None:
        for group, lines in self._held.items():
            with self._path(group).open("ab") as file:
                file.write("".join(lines).encode())
        self._held, self._waiting = {}, 0

    def made(self, group: int) -> _Made:
        """The piece of a group, which is then forgotten."""
        made, path = _Made(), self._path(group)
        stored = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        path.unlink(missing_ok=True)
        for line in (*(each.decode() for each in stored), *self._held.pop(group, ())):
            kind, rest = line[0], line[1:-1]
            if kind == "c":
                made.lines.append(rest)
            elif kind == "t":
                doc, _, text = rest.partition("\t")
                made.texts[json.loads(doc)] = text
            else:
                made.shared.add(json.loads(rest))
        return made

    def _path(self, group: int) -> Path:
        return self._work / f"{group}.txt"


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


__all__: Sequence[str] = ["BUCKETS", "Piece", "Unit", "piece", "pieces", "plan", "sound"]
