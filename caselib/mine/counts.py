"""Counts of clusters as parts of a case base give them, and how tables of counts are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from caselib.mine.coded import Choice, Evidence
from caselib.mine.votes import Ints

Names = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A sparse table of counts: rows of numbers, and how often each; sums are made by :func:`added`."""

    rows: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Place:
    """One piece of evidence, and where it stands in the order of the whole."""

    at: tuple[str, int, int, int]
    evidence: Evidence


@dataclass(frozen=True)
class FamilyCounts:
    """Counts of the edges of one role pair.

    Attributes
    ----------
    joint, apart
        By first code, second code, stratum: clusters that have both in one episode, or both but never in one.
    rows, columns
        By code and stratum: clusters with the code, of those that tell of both roles.
    both
        By stratum: clusters that tell of both roles.
    silent
        By code: clusters with the first code that tell nothing of the other role.
    pairs
        First and second code of each pair that meets; what follows is parallel to it.
    told
        Columns: documents, cases, explicit, sequence, order, forward, ordered, by date, by cue, by text.
    open_docs
        Hashes of documents, of those that other parts may hold too (they are not in ``told``).
    places
        The first places of evidence.
    drawn, drawn_rows, drawn_columns, drawn_both
        Weighted counts in every draw: by pair, by code, and of all; parallel to ``pairs`` and to the codes.
    """

    joint: Table
    apart: Table
    rows: Table
    columns: Table
    both: Table
    silent: Table
    pairs: Ints
    told: Ints
    open_docs: tuple[frozenset[int], ...]
    places: tuple[tuple[Place, ...], ...]
    drawn: Ints
    drawn_rows: Ints
    drawn_columns: Ints
    drawn_both: Ints


@dataclass(frozen=True)
class Counts:
    """All counts of some cases; :func:`caselib.mine.parts.merge` adds several."""

    choice: Choice
    seed: int
    draws: int
    codes: tuple[Names, ...]
    strata: tuple[Names, ...]
    sizes: Ints
    cases: int
    docs: int
    open_docs: frozenset[int]
    in_clusters: tuple[Ints, ...]
    in_cases: tuple[Ints, ...]
    families: dict[tuple[int, int], FamilyCounts]


def laid(at: Ints, counts: Ints, size: int) -> Ints:
    """Counts at their places in an array of the size given; those of one place are added."""
    total = np.zeros((size, *counts.shape[1:]), dtype=counts.dtype)
    np.add.at(total, at, counts)
    return total


def total(given: Sequence[Ints]) -> Ints:
    """The sum of arrays of one shape, in the type of the first."""
    return np.asarray(np.sum(np.stack(given), axis=0, dtype=given[0].dtype))


def added(rows: Sequence[Ints], counts: Sequence[Ints], width: int) -> Table:
    """Equal rows once, their counts added."""
    joined = np.concatenate([np.zeros((0, width), dtype=np.int64), *rows])
    total = np.concatenate([np.zeros(0, dtype=np.int64), *counts])
    order = np.lexsort(joined.T[::-1])
    joined, total = joined[order], total[order]
    heads = np.ones(len(joined), dtype=bool)
    heads[1:] = (joined[1:] != joined[:-1]).any(axis=1)
    at = np.flatnonzero(heads)
    return Table(joined[at], np.add.reduceat(total, at) if len(at) else total)


def counted(*columns: Ints) -> Table:
    """How often each combination of numbers occurs in parallel columns."""
    rows = np.stack([np.asarray(column, dtype=np.int64) for column in columns], axis=1)
    return added([rows], [np.ones(len(rows), dtype=np.int64)], len(columns))
