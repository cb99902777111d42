"""One edge stratum by stratum: the table of a forest plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caselib.errors import InputError
from caselib.mine import mantel
from caselib.mine import measures as m
from caselib.mine.family import Family
from caselib.mine.graph import Mined, data
from caselib.mine.strata import Counts, pooled

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

COLUMNS = ["stratum", "level", "n_clusters", "b", "c", "d", "n", "odds_ratio", "or_lo", "or_hi"]


def over_strata(graph: nx.DiGraph, source: str, target: str, *, field: str | None = None) -> pd.DataFrame:
    """The odds ratio of an edge in each stratum, all together, and within strata.

    One row a stratum: ``level`` is ``stratum``, or ``small`` where an expected cell is under 5; the small ones together are the row
    ``other``, which stands for them in what follows. Then ``pooled``, which forgets the strata, and ``stratified``, Mantel-Haenszel's
    common odds ratio with the interval of Robins, Breslow and Greenland. The odds ratios of single rows have Haldane's half in every
    cell, and Woolf's interval (1955). Strata that do not tell (without the source, or without the target) have no row of their own.

    Parameters
    ----------
    graph
        As :func:`~caselib.mine.mine` makes it.
    field
        One of the fields that divide the graph's strata (``by``); the first if none is named.

    Raises
    ------
    InputError
        If the graph has no such edge or field, or was read from a file.
    """
    import pandas as pd

    mined = data(graph)
    each, at = _edge(mined, source, target)
    names, stratum = _strata(mined, field)
    counts = Counts.of(mined.votes, each, stratum, len(names))
    raw = counts.tables(each.x[at : at + 1], each.y[at : at + 1], slice(at, at + 1))
    # Parents all alike: what is small goes into one row.
    tables = pooled(raw, np.zeros(len(names), dtype=np.int64))
    rows = [_row(name, *_level(raw, tables, i)) for i, name in enumerate(names) if _tells(raw, i)]
    rest = [float(cell[0, len(names) :].sum()) for cell in tables]
    rows += [_row("", "other", rest)] if sum(rest) > 0 else []
    rows.append(_row("", "pooled", [float(cell[at]) for cell in each.cells]))
    if ((tables[0] + tables[1] + tables[2] + tables[3]) > 0).sum() > 1:
        low, high = mantel.interval(tables)
        common = float(mantel.odds_ratio(tables)[0]), float(low[0]), float(high[0])
        rows.append(("", "stratified", *rows[-1][2:7], *common))
    return pd.DataFrame(rows, columns=COLUMNS)


def _tells(tables: mantel.Tables, i: int) -> bool:
    a, b, c, d = (float(cell[0, i]) for cell in tables)
    return min(a + b, c + d) > 0 and min(a + c, b + d) > 0


def _level(raw: mantel.Tables, kept: mantel.Tables, i: int) -> tuple[str, list[float]]:
    """Whether a stratum is large enough to stand alone, and its cells."""
    alone = sum(float(cell[0, i]) for cell in kept) > 0
    return "stratum" if alone else "small", [float(cell[0, i]) for cell in raw]


def _edge(mined: Mined, source: str, target: str) -> tuple[Family, int]:
    votes = mined.votes
    for each in mined.families.values():
        left, right = votes.codes[each.left], votes.codes[each.right]
        if source in left and target in right:
            at = each.index.get((left.index(source), right.index(target)))
            if at is not None:
                return each, at
    raise InputError(f"the graph has no edge from {source!r} to {target!r}")


def _strata(mined: Mined, field: str | None) -> tuple[list[str], np.ndarray]:
    """Names of the field's values, and for each cluster the number of its own."""
    by = mined.coded.choice.by
    if field is not None and field not in by:
        raise InputError(f"the graph is not divided by {field!r}; it is divided by {', '.join(by)}")
    place = by.index(field) if field is not None else 0
    values = [names[place] for names in mined.votes.rows.strata]
    names = sorted(set(values))
    number = np.array([names.index(name) for name in values], dtype=np.int64)
    return names, number[mined.votes.rows.stratum]


def _row(stratum: str, level: str, table: list[float]) -> tuple[object, ...]:
    cells = [np.array(cell) for cell in table]
    spread = np.exp(m.Z * np.sqrt(sum(1 / (cell + 0.5) for cell in cells)))
    centre = float(m.odds_ratio(*cells))
    return (stratum, level, *(int(cell) for cell in table), int(sum(table)), centre, centre / float(spread), centre * float(spread))
