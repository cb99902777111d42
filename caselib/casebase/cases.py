"""``Cases``: an immutable collection of case records with what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from caselib.errors import InputError, Problem
from caselib.model import Case, Guide, Mention, SourceText, Span

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from caselib.casebase.opened import OpenCases

_ALIVE: WeakSet[Cases] = WeakSet()
"""Collections in use: where a case that shows itself finds its text."""


@dataclass(frozen=True, eq=False, repr=False)
class Cases:
    """Cases in order of document and position, with the guides, texts and problems of the same run.

    Iterate for :class:`~caselib.model.Case` records; index by id, uid or number; slice for a part.
    Tables are pandas and made on first use; they are views of the records, so changing a table changes no case.
    """

    cases: tuple[Case, ...] = ()
    guides: tuple[Guide, ...] = ()
    texts: Mapping[str, SourceText] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        _ALIVE.add(self)

    @staticmethod
    def open(path: Path | str) -> OpenCases:
        """A case base in parts (``parse(…, out=folder)``) that stays on disk: larger than the memory, if need be.

        ``path`` is a folder or an fsspec address. Records are read when they are asked for; ``where`` is decided on columns
        first, ``mine`` adds the counts of parts, and ``load`` takes what is left into memory.

        Raises
        ------
        InputError
            If there is no finished case base in Parquet parts.
        """
        from caselib.casebase.opened import opened

        return opened(path)

    def __repr__(self) -> str:
        docs, mentions = len({case.doc for case in self.cases}), sum(len(case.mentions) for case in self.cases)
        clusters = len({case.cluster or case.id for case in self.cases})
        counts = {"cases": len(self), "clusters": clusters, "documents": docs, "mentions": mentions, "guides": len(self.guides)}
        told = ", ".join(f"{count} {name if count != 1 else name[:-1]}" for name, count in (counts | {"problems": len(self.problems)}).items())
        return f"Cases({told})"

    def _repr_html_(self) -> str:
        from caselib.view.html import summary

        return summary(self).html

    def __len__(self) -> int:
        return len(self.cases)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __getitem__(self, key: str | int) -> Case:
        """The case with this id, uid or number.

        Raises
        ------
        InputError
            If no case has the id; the sentence names the nearest ones.
        """
        if isinstance(key, int):
            return self.cases[key]
        found = self._by_id.get(key)
        if found is None:
            from difflib import get_close_matches

            near = get_close_matches(key, [case.id for case in self.cases], n=3, cutoff=0.3)
            raise InputError(f"no case has the id {key!r}" + (f"; near ones: {', '.join(near)}" if near else ""))
        return found

    @cached_property
    def _by_id(self) -> dict[str, Case]:
        return {key: case for case in reversed(self.cases) for key in (case.uid, case.id)}

    @property
    def table(self) -> pd.DataFrame:
        """One row a case; columns in :data:`caselib.casebase.tables.CASES`."""
        from caselib.casebase import tables

        return tables.cases(self)

    @property
    def mentions(self) -> pd.DataFrame:
        """One row a mention; columns in :data:`caselib.casebase.tables.MENTIONS`."""
        from caselib.casebase import tables

        return tables.mentions(self)

    @property
    def links(self) -> pd.DataFrame:
        """One row a link, with both quotes; columns in :data:`caselib.casebase.tables.LINKS`."""
        from caselib.casebase import tables

        return tables.links(self)

    def evidence(self, places: Iterable[Any]) -> pd.DataFrame:
        """The sentences behind a number: one row a place, columns in :data:`caselib.casebase.tables.EVIDENCE`.

        ``places`` is what a row of :func:`caselib.mine.edges`, ``leads_to`` or ``paths`` has in its column ``evidence``.
        """
        from caselib.casebase import tables

        return tables.evidence(self, places)

    def quote(self, doc: str, span: Span) -> str:
        """The source characters under a span."""
        return span.of(self.texts[doc].text)

    def text(self, case: Case) -> str:
        """The source text of a case."""
        return self.quote(case.doc, case.span)

    def keep(self, wanted: Callable[[Case], bool]) -> Cases:
        """The cases for which ``wanted`` is true; guides, texts and problems stay."""
        return Cases(tuple(case for case in self.cases if wanted(case)), self.guides, self.texts, self.problems)

    def where(
        self,
        *,
        cause: str | Iterable[str] = (),
        action: str | Iterable[str] = (),
        outcome: str | Iterable[str] = (),
        status: str = "done",
        **fields: object,
    ) -> Cases:
        """Cases that carry all the codes named and whose fields have the values named.

        Parameters
        ----------
        cause, action, outcome
            A code, or several that must all stand in the case.
        status
            Which actions count: done, advised or demanded.
        fields
            Any field of the record: ``industry="banking"``, ``year=2021``, ``kind="incident"``, ``doc="a.txt"``; a
            list means one of its values.

        Raises
        ------
        InputError
            If a field is not one of the record's.
        """
        wanted = keys_named(cause, action, outcome, status, fields)
        return self.keep(lambda case: wanted <= {m.key for m in case.mentions} and all(has(case, n, v) for n, v in fields.items()))

    def find(self, words: str) -> Cases:
        """Cases whose text holds ``words``, whatever their script and width."""
        from caselib.lang.fold import fold

        sought = fold(words)
        return self.keep(lambda case: sought in fold(self.text(case)))

    def similar(self, query: str | Case, k: int = 5, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
        """The ``k`` cases most like a case or a complaint in free words; see :func:`caselib.casebase.similar.similar`."""
        from caselib.casebase.similar import similar

        return similar(self, query, k, weights)

    def contrast(self, case: Case | str, k: int = 5) -> pd.DataFrame:
        """Cases with the same cause, another action and the opposite ending; see :func:`caselib.casebase.contrast.contrast`."""
        from caselib.casebase.contrast import contrast

        return contrast(self, case, k)

    def mention(self, case: Case, mention_id: str) -> Mention:
        """The case's mention with this id."""
        return next(mention for mention in case.mentions if mention.id == mention_id)


def source_of(case: Case) -> SourceText | None:
    """The text that the case points into, if a collection in use has it (one of the same name but other words is not it)."""
    base = collection_of(case)
    return base.texts[case.doc] if base else None


def collection_of(case: Case) -> Cases | None:
    """A collection in use that has the text that the case points into."""
    for base in _ALIVE:
        text = base.texts.get(case.doc)
        if text and case.span.end <= len(text.text) and all(m.span.of(text.text) == m.quote for m in case.mentions):
            return base
    return None


def value(case: Case, name: str) -> object:
    """The bare value of a field of the record: what a person filters and groups by."""
    found = getattr(case, name)
    return getattr(found, "value", found)


def keys_named(
    cause: str | Iterable[str], action: str | Iterable[str], outcome: str | Iterable[str], status: str, fields: Iterable[str]
) -> frozenset[tuple[str, str, str]]:
    """The (role, code, status) that a filter names; its ``fields`` must be fields of a case.

    Raises
    ------
    InputError
        If a field is not one of the record's.
    """
    for name in fields:
        if name not in Case.__dataclass_fields__:
            raise InputError(f"a case has no field {name!r}; fields: {', '.join(Case.__dataclass_fields__)}")
    facts = {(role, code, "") for role, given in (("cause", cause), ("outcome", outcome)) for code in _codes(given)}
    return frozenset(facts | {("action", code, status) for code in _codes(action)})


def has(case: Case, name: str, wanted: object) -> bool:
    """Whether a field of a case has the value wanted, or one of several."""
    found = value(case, name)
    return found in wanted if isinstance(wanted, (list, tuple, set, frozenset)) else found == wanted


def _codes(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
