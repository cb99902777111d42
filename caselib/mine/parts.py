"""Mining by adding counts: each part of a case base is counted by itself, counts are added, and the sum is what the whole gives.

Everything behind an edge is a count of clusters: joint, margins, by stratum, by draw of the bootstrap (whose weights are hashed from cluster
ids, and so are the same in any part), by grade of evidence. The one condition is that no duplicate cluster is divided among
parts; :mod:`caselib.casebase.units` sees to that. What grows with the data are the counts by stratum (16 bytes an edge and stratum) and
nothing else: ``evidence`` keeps the first :data:`SHOWN` places of an edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from caselib.casebase.cases import Cases
from caselib.casebase.opened import OpenCases
from caselib.casebase.rows import Rows
from caselib.casebase.units import Piece, Unit, plan, unit, units
from caselib.mine.bootstrap import Plan, blocks, patterns
from caselib.mine.coded import GRADES, Choice, code
from caselib.mine.counts import Counts, FamilyCounts, Names, Place, Table, added, counted, laid, total
from caselib.mine.evidence import BASES, grades
from caselib.mine.family import Family, family
from caselib.mine.light import Light, joined, light
from caselib.mine.votes import Ints, Votes, vote
from caselib.model import Case

# Places behind an edge that are kept; all are counted.
SHOWN = 1_000
DEFAULT = Choice()
T = TypeVar("T")
R = TypeVar("R")


def count(
    cases: Cases | Iterable[Case],
    choice: Choice = DEFAULT,
    *,
    seed: int = 0,
    draws: int = 1000,
    shared: frozenset[str] | None = frozenset(),
) -> Counts:
    """Count one part.

    Parameters
    ----------
    cases
        All members of every cluster that they have a member of.
    choice, seed, draws
        As :func:`caselib.mine.mine` takes them; the same for all parts.
    shared
        Documents that have cases in other parts too; ``None`` if any may. It matters to the numbers of documents only.
    """
    return counted_light(light(code(cases, choice)), choice, seed, draws, shared)


def counted_light(coded: Light, choice: Choice, seed: int, draws: int, shared: frozenset[str] | None) -> Counts:
    """The same of cases that are coded already."""
    votes = vote(coded.rows)
    docs = {case.doc for case in coded.cases}
    loose = docs if shared is None else docs & shared
    number, sample = patterns(votes)
    families = {key: family(votes, pairs) for key, pairs in votes.pairs.items()}
    plans = {key: Plan(votes, each, sample) for key, each in families.items()}
    drawn = _drawn(plans, votes, number, len(sample), seed, draws)
    counted = {key: _family(coded, votes, each, drawn[key], loose) for key, each in families.items()}
    return Counts(
        choice, seed, draws, votes.codes, coded.rows.strata, np.bincount(coded.rows.stratum, minlength=len(coded.rows.strata)),
        len(coded.cases), len(docs - loose), frozenset(map(_hash, loose)),
        tuple(np.bincount(votes.carried(role)[1], minlength=len(codes)) for role, codes in enumerate(votes.codes)),
        tuple(_cases_with(coded, role) for role in range(len(votes.codes))), counted,
    )  # fmt: skip


def merge(parts: Iterable[Counts]) -> Counts:
    """The counts of all parts together; in any order and grouping the same.

    Raises
    ------
    ValueError
        If the parts were counted with different choices, seeds or draws, or there are none.
    """
    given = list(parts)
    if not given:
        raise ValueError("there is nothing to merge")
    first = given[0]
    if any((each.choice, each.seed, each.draws) != (first.choice, first.seed, first.draws) for each in given):
        raise ValueError("parts must be counted with the same choice, seed and draws")
    if len(given) == 1:
        return first
    codes = tuple(tuple(sorted({name for each in given for name in each.codes[role]})) for role in range(len(first.codes)))
    strata = tuple(sorted({name for each in given for name, size in zip(each.strata, each.sizes, strict=True) if size})) or first.strata[:1]
    maps = [_Map(each, codes, strata) for each in given]
    return Counts(
        first.choice, first.seed, first.draws, codes, strata, total([m.by_stratum(each.sizes) for m, each in zip(maps, given, strict=True)]),
        sum(each.cases for each in given), sum(each.docs for each in given), frozenset().union(*(each.open_docs for each in given)),
        tuple(total([m.by_code(each.in_clusters[role], role) for m, each in zip(maps, given, strict=True)]) for role in range(len(codes))),
        tuple(total([m.by_code(each.in_cases[role], role) for m, each in zip(maps, given, strict=True)]) for role in range(len(codes))),
        {key: _merged([(m, each.families[key]) for m, each in zip(maps, given, strict=True)], key) for key in first.families},
    )  # fmt: skip


def reduced(client: Any, work: Callable[[T], R], given: Sequence[T], add: Callable[[Sequence[R]], R], branch: int = 8) -> R:
    """``work`` on every item by the workers of a ``distributed.Client``, and the results added ``branch`` at a time up a tree."""
    level = [client.submit(work, item, pure=False, retries=3) for item in given]
    while len(level) > 1:
        level = [client.submit(add, level[at : at + branch], pure=False, retries=3) for at in range(0, len(level), branch)]
    found: R = level[0].result()
    return found


def folded(given: Iterable[Counts], branch: int = 8) -> Counts:
    """The same here: never more than ``branch`` counts in memory besides the sum."""
    held: list[Counts] = []
    for each in given:
        held.append(each)
        if len(held) > branch:
            held = [merge(held)]
    return merge(held)


def of_parts(cases: OpenCases, choice: Choice, seed: int, draws: int, client: Any = None) -> Counts:
    """The counts of opened cases, unit by unit, here or by the workers of a ``distributed.Client``."""
    if client is None:
        # Of a base without cases there are no units.
        return folded(chain([_counts((), choice, seed, draws)], (_counts(each, choice, seed, draws) for each in units(cases.rows))))
    return reduced(client, _unit, [(cases.rows, unit, choice, seed, draws) for unit in plan(cases.rows)], merge)


def _unit(given: tuple[Rows, Unit, Choice, int, int]) -> Counts:
    rows, wanted, choice, seed, draws = given
    return _counts(unit(rows, wanted), choice, seed, draws)


def _counts(pieces: Iterable[Piece], choice: Choice, seed: int, draws: int) -> Counts:
    """The counts of one unit; its pieces are coded one by one."""
    coded: list[Light] = []
    shared: set[str] = set()
    for piece in pieces:
        coded.append(light(code(piece.cases, choice)))
        shared |= piece.shared
    return counted_light(joined(coded or [light(code((), choice))]), choice, seed, draws, frozenset(shared))


class _Map:
    """Numbers of codes and strata of one part in the whole."""

    def __init__(self, part: Counts, codes: tuple[Names, ...], strata: tuple[Names, ...]) -> None:
        place = [{name: i for i, name in enumerate(names)} for names in codes]
        where = {name: i for i, name in enumerate(strata)}
        self.codes = [np.array([place[role][name] for name in names], dtype=np.int64) for role, names in enumerate(part.codes)]
        self.strata = np.array([where.get(name, 0) for name in part.strata], dtype=np.int64)
        self.sizes = [len(names) for names in codes]
        self.all = len(strata)

    def by_stratum(self, counts: Ints) -> Ints:
        return laid(self.strata, counts, self.all)

    def by_code(self, counts: Ints, role: int) -> Ints:
        return laid(self.codes[role], counts, self.sizes[role])

    def table(self, table: Table, *roles: int | None) -> Ints:
        """The table's rows in the numbers of the whole; ``None`` stands for the stratum."""
        maps = [self.strata if role is None else self.codes[role] for role in roles]
        return np.stack([known[table.rows[:, n]] for n, known in enumerate(maps)], axis=1) if len(table.rows) else table.rows


def _family(coded: Light, votes: Votes, each: Family, drawn: tuple[Ints, ...], loose: set[str]) -> FamilyCounts:
    left, right, stratum = each.left, each.right, votes.rows.stratum
    both = votes.observed[:, left] & votes.observed[:, right]
    pairs = votes.pairs[left, right]
    loose_clusters, x, y = votes.apart(left, right)
    margins: list[Table] = []
    for role in (left, right):
        cluster, codes = votes.carried(role)
        inside = both[cluster]
        margins.append(counted(codes[inside], stratum[cluster[inside]]))
    cluster, codes = votes.carried(left)
    silent = counted(codes[~both[cluster]])
    met = np.flatnonzero(each.cells[0] > 0)
    key = left, right
    told, open_docs, places = _evidence(coded, votes, key, np.stack((each.x[met], each.y[met]), axis=1), loose)
    return FamilyCounts(
        counted(pairs.x, pairs.y, stratum[pairs.cluster]), counted(x, y, stratum[loose_clusters]), margins[0], margins[1],
        counted(stratum[both]), silent, np.stack((each.x[met], each.y[met]), axis=1), told, open_docs, places,
        drawn[0][met], drawn[1], drawn[2], drawn[3],
    )  # fmt: skip


def _evidence(
    coded: Light, votes: Votes, key: tuple[int, int], pairs: Ints, loose: set[str]
) -> tuple[Ints, tuple[frozenset[int], ...], tuple[tuple[Place, ...], ...]]:
    found = grades(coded, votes, key)
    spot = {case.id: (case.doc, case.start, case.end) for case in coded.cases}
    told, open_docs, places = [], [], []
    for x, y in pairs.tolist():
        row = found.row(x, y)
        docs = {doc for _, doc, _ in found.found.get((x, y), [])}
        basis = dict(part.split(":") for part in row["order_basis"].split(";") if part)
        told.append([
            len(docs - loose), row["n_cases"], *(row[f"n_{grade}"] for grade in reversed(GRADES)), row["n_forward"], row["n_ordered"],
            *(int(basis.get(name, 0)) for name in BASES),
        ])  # fmt: skip
        open_docs.append(frozenset(map(_hash, docs & loose)))
        places.append(tuple(Place((*spot[each.case], n), each) for n, each in enumerate(row["evidence"][:SHOWN])))
    return np.array(told, dtype=np.int64).reshape(-1, 10), tuple(open_docs), tuple(places)


def _drawn(
    plans: dict[tuple[int, int], Plan], votes: Votes, number: Ints, size: int, seed: int, draws: int
) -> dict[tuple[int, int], tuple[Ints, ...]]:
    """Weighted counts of every family in every draw, as whole numbers."""
    found: dict[tuple[int, int], list[list[Any]]] = {key: [[], [], [], []] for key in plans}
    for block in blocks(votes, number, size, seed, draws):
        for key, each in plans.items():
            for held, counts in zip(found[key], each.counts(block), strict=True):
                held.append(np.asarray(counts).astype(np.int32))
    widths = {key: (len(plan.x), plan.rows.shape[0], plan.columns.shape[0]) for key, plan in plans.items()}
    empty = {key: (*(np.zeros((n, 0), dtype=np.int32) for n in width), np.zeros(0, dtype=np.int32)) for key, width in widths.items()}
    return {
        key: tuple(np.concatenate([none, *held], axis=-1) for none, held in zip(empty[key], kinds, strict=True))
        for key, kinds in found.items()
    }


def _merged(given: Sequence[tuple[_Map, FamilyCounts]], key: tuple[int, int]) -> FamilyCounts:
    left, right = key
    roles: dict[str, tuple[int | None, ...]] = {
        "joint": (left, right, None), "apart": (left, right, None), "rows": (left, None), "columns": (right, None), "both": (None,), "silent": (left,),
    }  # fmt: skip
    tables = {
        name: added([m.table(getattr(each, name), *of) for m, each in given], [getattr(each, name).counts for _, each in given], len(of))
        for name, of in roles.items()
    }
    pairs = [np.stack((m.codes[left][each.pairs[:, 0]], m.codes[right][each.pairs[:, 1]]), axis=1) for m, each in given]
    joined = np.unique(np.concatenate(pairs), axis=0)
    index = {(x, y): i for i, (x, y) in enumerate(joined.tolist())}
    at = [np.array([index[x, y] for x, y in own.tolist()], dtype=np.int64) for own in pairs]
    docs: list[frozenset[int]] = [frozenset()] * len(joined)
    places: list[list[Place]] = [[] for _ in joined]
    for own, (_, each) in zip(at, given, strict=True):
        for n, i in enumerate(own.tolist()):
            docs[i] |= each.open_docs[n]
            # Parts come in order of the documents: most of what comes late stands behind a thousand others.
            new = each.places[n]
            if len(places[i]) < SHOWN or (new and new[0].at < places[i][-1].at):
                places[i] = sorted([*places[i], *new], key=_at)[:SHOWN]
    spread = list(zip(at, (each for _, each in given), strict=True))
    return FamilyCounts(
        **tables, pairs=joined.reshape(-1, 2), told=total([laid(own, each.told, len(joined)) for own, each in spread]), open_docs=tuple(docs),
        places=tuple(map(tuple, places)),
        drawn=total([laid(own, each.drawn, len(joined)) for own, each in spread]),
        drawn_rows=total([m.by_code(each.drawn_rows, left) for m, each in given]),
        drawn_columns=total([m.by_code(each.drawn_columns, right) for m, each in given]), drawn_both=total([each.drawn_both for _, each in given]),
    )  # fmt: skip


def _at(place: Place) -> tuple[str, int, int, int]:
    return place.at


def _cases_with(coded: Light, role: int) -> Ints:
    rows = coded.rows
    mine = rows.role == role
    codes: NDArray[Any] = np.unique(np.stack((rows.member[mine], rows.code[mine])), axis=1)[1]
    return np.bincount(codes, minlength=len(rows.codes[role]))


def _hash(doc: str) -> int:
    return int.from_bytes(blake2b(doc.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
