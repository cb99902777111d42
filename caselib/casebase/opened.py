"""``Cases.open``: a case base in parts that is read while it is asked, and may be larger than the memory.

It is a :class:`~caselib.casebase.cases.Cases` whose records and texts are looked up in the parts: iterating holds one part at a time,
a filter looks at the columns first and reads only the records that may pass, ``load`` takes what is left into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from caselib.casebase.cases import Cases, keys_named
from caselib.casebase.folder import Folder
from caselib.casebase.parts import read_beside, read_index, read_texts
from caselib.casebase.rows import Named, Rows, Texts, Where
from caselib.casebase.units import sound, units
from caselib.errors import InputError
from caselib.model import Case

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


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
        codes = keys_named(cause, action, outcome, status, fields)
        wanted = tuple((name, tuple(each) if isinstance(each, (list, tuple, set, frozenset)) else (each,)) for name, each in fields.items())
        return self._filtered(codes, wanted)

    def _filtered(
        self, codes: frozenset[tuple[str, str, str]], wanted: tuple[tuple[str, tuple[Any, ...]], ...], *, exact: bool = True
    ) -> OpenCases:
        rows, own = self.rows, self.rows.where
        where = Where(own.codes | codes, own.fields + wanted) if exact else Named(own.codes, own.fields, wanted)
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
        return Cases(tuple(sound(case, texts) for case in told), self.guides, texts, self.problems)

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
        """The cases in units of which no duplicate cluster is divided: parts without the cases whose clusters reach into other parts; then these, by clusters."""
        for each in units(self.rows):
            found = [piece.cases for piece in each]
            yield Cases(tuple(case for cases in found for case in cases), (), {doc: text for cases in found for doc, text in cases.texts.items()})


def opened(path: Path | str) -> OpenCases:
    """See :meth:`Cases.open`."""
    folder = Folder(path)
    parts, about = read_index(folder)
    if about.get("parts", "parquet") != "parquet":
        raise InputError(f"{folder.root} has its parts as JSON Lines, which are not read by column; cl.load takes them into memory")
    guides, problems = tuple(read_beside(folder, "guides", parts)), tuple(read_beside(folder, "problems", parts))
    return OpenCases(cast(Any, Rows(folder, tuple(parts))), guides, Texts(folder, tuple(parts)), problems)
