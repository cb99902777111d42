"""The rows of a case base in parts, read while they are asked: what a filter wants, the records that pass it, the texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from caselib.casebase.cases import has
from caselib.casebase.folder import Folder
from caselib.casebase.lines import pyarrow
from caselib.casebase.parts import FIELDS, Part, Placed, code_key, read_texts, storable
from caselib.casebase.records import case_from_dict
from caselib.errors import FormatError
from caselib.model import Case, SourceText

# Columns that are compared without reading records.
COLUMNS = frozenset((*FIELDS, "uid", "id", "doc", "kind", "year", "duplicate_of", "cluster"))


@dataclass(frozen=True)
class Where:
    """What a case must have: codes, and one of some values of each field named. Columns tell most; the record decides."""

    codes: frozenset[tuple[str, str, str]] = frozenset()
    fields: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def passes(self, case: Case) -> bool:
        """Whether the record passes."""
        return self.codes <= {m.key for m in case.mentions} and all(has(case, name, allowed) for name, allowed in self.fields)

    def mask(self, arrow: Any, table: Any) -> Any:
        """For each row of the columns whether it may pass."""
        compute = arrow.compute
        found = arrow.array([True] * table.num_rows)
        for key in sorted(self.codes):
            found = compute.and_(found, compute.match_substring(table["codes"].combine_chunks(), code_key(*key)))
        for name, allowed in self.fields:
            if name in COLUMNS:
                column = table[name].combine_chunks()
                values = arrow.array([_as(column.type, each) for each in allowed], type=column.type)
                found = compute.and_(found, compute.fill_null(compute.is_in(column, value_set=values), False))
        return found

    @property
    def columns(self) -> list[str]:
        """The columns that :meth:`mask` looks at."""
        return [*(["codes"] if self.codes else []), *(name for name, _ in self.fields if name in COLUMNS)]


@dataclass(frozen=True)
class Named(Where):
    """A filter and, beyond it, an id: columns without lone surrogates may say that a case has it which has not."""

    ids: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def passes(self, case: Case) -> bool:
        return super().passes(case) and all(getattr(case, name) in allowed for name, allowed in self.ids)

    def mask(self, arrow: Any, table: Any) -> Any:
        return Where(self.codes, self.fields + self.ids).mask(arrow, table)

    @property
    def columns(self) -> list[str]:
        return [*super().columns, *(name for name, _ in self.ids)]


def _as(kind: Any, wanted: Any) -> Any:
    if wanted is None:
        return None
    if str(kind).startswith("int"):
        return wanted if isinstance(wanted, int) else None
    return storable(str(wanted))


class Line(NamedTuple):
    """A row of a part as it is stored: the record as JSON, its document (without lone surrogates), the bucket of a scattered cluster or -1."""

    record: str
    doc: str
    spread: int


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
        """The cases of one part that pass."""
        try:
            for line in self.lines(part):
                case = case_from_dict(json.loads(line.record))
                if self.where.passes(case):
                    yield Placed(case, line.spread)
        except (ValueError, KeyError, TypeError) as error:
            raise self._unreadable(part, error) from error

    def lines(self, part: Part, wanted: Callable[[int], bool] | None = None) -> Iterator[Line]:
        """The rows of one part that may pass, as they are stored, group by group; groups in which none can pass are passed over.

        Where ``wanted`` says no to a row's bucket (or -1) its record is left empty: to look through a part for a few rows is three times as quick.
        """
        arrow = pyarrow()
        try:
            with self.folder.open(f"cases/{part.name}.parquet") as file:
                table = arrow.parquet.ParquetFile(file)
                for group in range(table.num_row_groups):
                    yield from self._group(arrow, table, group, wanted)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(part, error) from error

    def _unreadable(self, part: Part, error: Exception) -> FormatError:
        name = f"{self.folder.root}/cases/{part.name}.parquet"
        return FormatError(f"{name} cannot be read ({type(error).__name__}: {error}); parse again into the same folder")

    def _group(self, arrow: Any, table: Any, group: int, wanted: Callable[[int], bool] | None) -> Iterator[Line]:
        keep = None
        if self.where.columns:
            columns = table.read_row_group(group, columns=self.where.columns)
            keep = arrow.compute.indices_nonzero(self.where.mask(arrow, columns))
            if not len(keep):
                return
        rows = table.read_row_group(group, columns=list(Line._fields))
        rows = rows if keep is None else rows.take(keep)
        docs, spread = rows["doc"].to_pylist(), rows["spread"].to_pylist()
        if wanted is None:
            yield from map(Line._make, zip(rows["record"].to_pylist(), docs, spread, strict=True))
            return
        at = [n for n, bucket in enumerate(spread) if wanted(bucket)]
        records = dict(zip(at, rows["record"].take(arrow.array(at, type=arrow.int64())).to_pylist(), strict=True))
        yield from (Line(records.get(n, ""), doc, bucket) for n, (doc, bucket) in enumerate(zip(docs, spread, strict=True)))


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
