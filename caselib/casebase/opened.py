"""``Cases.open``: a case base in parts that is read while it is asked, and may be larger than the memory.

It is a :class:`~caselib.casebase.cases.Cases` whose records and texts are looked up in the parts: iterating holds one part at a time,
a filter looks at the columns first and reads only the records that may pass, ``load`` takes what is left into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from caselib.casebase.cases import Cases, _codes, _has
from caselib.casebase.lines import pyarrow
from caselib.casebase.parts import FIELDS, Folder, Part, Placed, code_key, read_beside, read_index, read_texts, storable
from caselib.casebase.records import case_from_dict
from caselib.casebase.sound import sound_case
from caselib.errors import FormatError, InputError
from caselib.model import Case, SourceText

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

# Columns that are compared without reading records.
_COLUMNS = frozenset((*FIELDS, "uid", "id", "doc", "kind", "year", "duplicate_of", "cluster", "spread"))
# Cases of clusters that reach into several parts, counted together.
UNIT = 50_000


@dataclass(frozen=True)
class Where:
    """What a case must have: codes, and one of some values of each field named. Columns tell most; the record decides."""

    codes: frozenset[tuple[str, str, str]] = frozenset()
    fields: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def passes(self, case: Case) -> bool:
        """Whether the record passes."""
        return self.codes <= {m.key for m in case.mentions} and all(
            _has(case, name, allowed) for name, allowed in self.fields if name != "spread"
        )

    def mask(self, arrow: Any, table: Any) -> Any:
        """For each row of the columns whether it may pass."""
        compute = arrow.compute
        found = arrow.array([True] * table.num_rows)
        for key in sorted(self.codes):
            found = compute.and_(found, compute.match_substring(table["codes"].combine_chunks(), code_key(*key)))
        for name, allowed in self.fields:
            if name in _COLUMNS:
                column = table[name].combine_chunks()
                values = arrow.array([_as(column.type, each) for each in allowed], type=column.type)
                found = compute.and_(found, compute.fill_null(compute.is_in(column, value_set=values), False))
        return found

    @property
    def columns(self) -> list[str]:
        """The columns that :meth:`mask` looks at."""
        return [*(["codes"] if self.codes else []), *(name for name, _ in self.fields if name in _COLUMNS)]


def _as(kind: Any, wanted: Any) -> Any:
    if wanted is None:
        return None
    if str(kind).startswith("int"):
        return wanted if isinstance(wanted, int) else None
    return storable(str(wanted))


@dataclass(frozen=True)
class Rows:
    """The cases of a folder that pass a filter, as a sequence that is read when it is asked."""

    folder: Folder
    parts: tuple[Part, ...]
    where: Where = field(default_factory=Where)

    def __iter__(self) -> Iterator[Case]:
        for part in self.parts:
            yield from (each.case for each in self.placed(part))

    def __len__(self) -> int:
        if self.where == Where():
            return sum(part.cases for part in self.parts)
        return self._count

    @cached_property
    def _count(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, key: int | slice) -> Any:
        if isinstance(key, slice):
            return tuple(self)[key]
        at = key if key >= 0 else len(self) + key
        for part in self.parts:
            if self.where == Where() and at >= part.cases:
                at -= part.cases
                continue
            for each in self.placed(part):
                if at == 0:
                    return each.case
                at -= 1
        raise IndexError(f"there are {len(self)} cases")

    def placed(self, part: Part) -> Iterator[Placed]:
        """The cases of one part that pass, group by group of rows; groups in which none can pass are passed over."""
        arrow, name = pyarrow(), f"cases/{part.name}.parquet"
        try:
            with self.folder.open(name) as file:
                table = arrow.parquet.ParquetFile(file)
                for group in range(table.num_row_groups):
                    yield from self._group(arrow, table, group)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FormatError(
                f"{self.folder.root}/{name} cannot be read ({type(error).__name__}: {error}); parse again into the same folder"
            ) from error

    def _group(self, arrow: Any, table: Any, group: int) -> Iterator[Placed]:
        import json

        keep = None
        if self.where.columns:
            columns = table.read_row_group(group, columns=self.where.columns)
            keep = arrow.compute.indices_nonzero(self.where.mask(arrow, columns))
            if not len(keep):
                return
        rows = table.read_row_group(group, columns=["record", "spread"])
        rows = rows if keep is None else rows.take(keep)
        for line, spread in zip(rows["record"].to_pylist(), rows["spread"].to_pylist(), strict=True):
            case = case_from_dict(json.loads(line))
            if self.where.passes(case):
                yield Placed(case, spread)


class Texts(Mapping[str, SourceText]):
    """The texts of a folder by document; the part that was asked last stays at hand."""

    def __init__(self, folder: Folder, parts: tuple[Part, ...]) -> None:
        self.folder, self.parts = folder, parts
        self._held: dict[str, SourceText] = {}

    @cached_property
    def _part_of(self) -> dict[str, int]:
        """Part of each document. Made when a single document is first looked up; iterating over parts does without it."""
        return {doc: number for number, part in enumerate(self.parts) for doc in self._docs(part)}

    def _docs(self, part: Part) -> list[str]:
        with self.folder.open(f"texts/{part.name}.parquet") as file:
            found: list[str] = pyarrow().parquet.ParquetFile(file).read(columns=["doc"]).column(0).to_pylist()
        return found

    def __getitem__(self, doc: str) -> SourceText:
        if doc not in self._held:
            part = self.parts[self._part_of[storable(doc)]]
            self._held = read_texts(self.folder, part.name)
        return self._held[doc]

    def __contains__(self, doc: object) -> bool:
        return doc in self._held or (isinstance(doc, str) and storable(doc) in self._part_of)

    def __iter__(self) -> Iterator[str]:
        for part in self.parts:
            yield from self._docs(part)

    def __len__(self) -> int:
        return sum(part.texts for part in self.parts)


class OpenCases(Cases):
    """Cases that stay on disk. All of :class:`Cases` works; ``table``, ``mentions`` and ``links`` of all cases take memory for all rows."""

    @property
    def rows(self) -> Rows:
        """Where the cases come from."""
        return cast(Rows, self.cases)

    def __repr__(self) -> str:
        rows = self.rows
        shown = f"{len(rows)} cases" if rows.where == Where() else "cases filtered"
        return (
            f"OpenCases({shown}, {len(rows.parts)} parts in {rows.folder.root}, {len(self.texts)} documents, {len(self.problems)} problems)"
        )

    def __getitem__(self, key: str | int) -> Case:
        """The case with this id, uid or number; only the rows that can be it are read.

        Raises
        ------
        InputError
            If no case has the id.
        """
        if isinstance(key, int):
            return cast(Case, self.rows[key])
        for name in ("id", "uid"):
            found = next(iter(self._filtered(frozenset(), ((name, (key,)),), exact=False)), None)
            if found is not None:
                return found
        raise InputError(f"no case has the id {key!r}")

    def where(
        self,
        *,
        cause: str | Iterable[str] = (),
        action: str | Iterable[str] = (),
        outcome: str | Iterable[str] = (),
        status: str = "done",
        **fields: object,
    ) -> OpenCases:
        """As :meth:`Cases.where`; the cases stay on disk, and only records that may pass are read."""
        for name in fields:
            if name not in Case.__dataclass_fields__:
                raise InputError(f"a case has no field {name!r}; fields: {', '.join(Case.__dataclass_fields__)}")
        codes = {("cause", code, "") for code in _codes(cause)} | {("outcome", code, "") for code in _codes(outcome)}
        codes |= {("action", code, status) for code in _codes(action)}
        wanted = tuple((name, tuple(each) if isinstance(each, (list, tuple, set, frozenset)) else (each,)) for name, each in fields.items())
        return self._filtered(frozenset(codes), wanted)

    def _filtered(
        self, codes: frozenset[tuple[str, str, str]], wanted: tuple[tuple[str, tuple[Any, ...]], ...], *, exact: bool = True
    ) -> OpenCases:
        rows, own = self.rows, self.rows.where
        where = Where(own.codes | codes, own.fields + wanted) if exact else _Named(own.codes, own.fields, wanted)
        return OpenCases(cast(Any, replace(rows, where=where)), self.guides, self.texts, self.problems)

    def load(self) -> Cases:
        """The cases in memory, with the texts of their documents."""
        # By its iterator: a tuple made of the rows would ask how many there are first, and read everything twice.
        told = tuple(iter(self.rows))
        docs = {case.doc for case in told}
        everything = self.rows.where == Where()
        texts = {
            doc: text
            for part in self.rows.parts
            for doc, text in read_texts(self.rows.folder, part.name, None if everything else docs.__contains__).items()
        }
        return Cases(tuple(_sound(case, texts) for case in told), self.guides, texts, self.problems)

    def tables(self, name: str = "cases") -> Iterator[pd.DataFrame]:
        """One of the tables (cases, mentions, links), a part at a time."""
        from caselib.casebase import tables

        make: Callable[[Cases], Any] = getattr(tables, name)
        for part in self.rows.parts:
            told = tuple(each.case for each in self.rows.placed(part))
            if told:
                yield make(Cases(told, (), read_texts(self.rows.folder, part.name, {case.doc for case in told}.__contains__)))

    def tally(self, *names: str) -> pd.DataFrame:
        """How many cases and clusters have each combination of values of the fields named, most frequent first.

        Counts of parts are added up; of the files only the columns are read where the fields are columns.
        A cluster counts once in each combination that its cases have.
        """
        from caselib.casebase.tally import tally

        return tally(self, names)

    def units(self) -> Iterator[Cases]:
        """The cases in pieces that fit the memory, no duplicate cluster divided among pieces: what counts are added over.

        Parts without the cases whose clusters reach into other parts; then these, by clusters.
        """
        for unit in self.plan():
            yield self.unit(unit)

    def plan(self) -> list[Unit]:
        """The pieces of :meth:`units`, to be read one by one, here or elsewhere."""
        spread = sum(part.spread for part in self.rows.parts)
        groups = -(-spread // UNIT)
        of: list[list[int]] = [[bucket for bucket in range(BUCKETS) if bucket % groups == n] for n in range(groups)] if spread else []
        return [*(Unit(number) for number in range(len(self.rows.parts))), *(Unit(-1, tuple(buckets)) for buckets in of)]

    def unit(self, unit: Unit) -> Cases:
        """One piece, in memory, with its texts."""
        rows = self.rows
        inside = unit.part >= 0
        parts = rows.parts[unit.part : unit.part + 1] if inside else tuple(part for part in rows.parts if part.spread)
        wanted = replace(rows, where=Where(rows.where.codes, (*rows.where.fields, ("spread", (-1,) if inside else unit.buckets))))
        told: list[Case] = []
        texts: dict[str, SourceText] = {}
        for part in parts:
            own = [each.case for each in wanted.placed(part)]
            told += own
            texts |= read_texts(rows.folder, part.name, {case.doc for case in own}.__contains__)
        return Cases(tuple(_sound(case, texts) for case in told), (), texts)

    def shared(self, unit: Unit) -> frozenset[str] | None:
        """Documents of the piece that have cases in other pieces too; ``None`` where that may be any."""
        if unit.part < 0:
            return None
        part = self.rows.parts[unit.part]
        if not part.spread:
            return frozenset()
        loose = replace(self.rows, where=Where(fields=(("spread", tuple(range(BUCKETS))),)))
        return frozenset(each.case.doc for each in loose.placed(part))


@dataclass(frozen=True)
class Unit:
    """A part, by number; or (``part`` -1) the clusters that reach into several, by bucket."""

    part: int
    buckets: tuple[int, ...] = ()


# Clusters that reach into several parts are divided into so many buckets when they are found.
BUCKETS = 1024


@dataclass(frozen=True)
class _Named(Where):
    """A filter and, beyond it, an id: columns without lone surrogates may say that a case has it which has not."""

    ids: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def passes(self, case: Case) -> bool:
        return super().passes(case) and all(getattr(case, name) in allowed for name, allowed in self.ids)

    def mask(self, arrow: Any, table: Any) -> Any:
        return Where(self.codes, self.fields + self.ids).mask(arrow, table)

    @property
    def columns(self) -> list[str]:
        return [*super().columns, *(name for name, _ in self.ids)]


def _sound(case: Case, texts: Mapping[str, SourceText]) -> Case:
    try:
        return sound_case(case, texts)
    except (ValueError, TypeError, AttributeError) as error:
        raise FormatError(f"case {case.id} cannot be used ({error}); restore the part or parse again") from error


def opened(path: Path | str) -> OpenCases:
    """See :meth:`Cases.open`."""
    folder = Folder(path)
    parts, about = read_index(folder)
    if about.get("parts", "parquet") != "parquet":
        raise InputError(f"{folder.root} has its parts as JSON Lines, which are not read by column; cl.load takes them into memory")
    guides, problems = tuple(read_beside(folder, "guides", parts)), tuple(read_beside(folder, "problems", parts))
    return OpenCases(cast(Any, Rows(folder, tuple(parts))), guides, Texts(folder, tuple(parts)), problems)
