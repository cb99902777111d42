"""How many cases and clusters have which values, counted part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from caselib.casebase.cases import value
from caselib.casebase.lines import pyarrow
from caselib.casebase.opened import OpenCases
from caselib.casebase.rows import COLUMNS
from caselib.errors import InputError
from caselib.model import Case

if TYPE_CHECKING:
    import pandas as pd

# A row: the values, the cluster, and whether the cluster reaches into other parts.
_Row = tuple[tuple[Any, ...], str, bool]


def tally(base: OpenCases, names: Sequence[str]) -> pd.DataFrame:
    """See :meth:`OpenCases.tally`."""
    import pandas as pd

    for name in names:
        if name not in Case.__dataclass_fields__:
            raise InputError(f"a case has no field {name!r}; fields: {', '.join(Case.__dataclass_fields__)}")
    cases: Counter[tuple[Any, ...]] = Counter()
    clusters: Counter[tuple[Any, ...]] = Counter()
    reaching: set[tuple[tuple[Any, ...], str]] = set()
    for rows in _parts(base, tuple(names)):
        inside: set[tuple[tuple[Any, ...], str]] = set()
        for values, cluster, spread in rows:
            cases[values] += 1
            (reaching if spread else inside).add((values, cluster))
        clusters.update(values for values, _ in inside)
    clusters.update(values for values, _ in reaching)
    listed = sorted(cases, key=lambda values: (-clusters[values], -cases[values], tuple(map(str, values))))
    return pd.DataFrame([(*values, clusters[values], cases[values]) for values in listed], columns=[*names, "n_clusters", "n_cases"])


def _parts(base: OpenCases, names: tuple[str, ...]) -> Iterator[Iterator[_Row]]:
    where = base.rows.where
    by_columns = all(name in COLUMNS for name in (*names, *(name for name, _ in where.fields)))
    for part in base.rows.parts:
        if by_columns:
            yield iter(_from_columns(base, part.name, names))
        else:
            yield (
                (tuple(value(each.case, n) for n in names), each.case.cluster or each.case.id, each.spread >= 0)
                for each in base.rows.placed(part)
            )


def _from_columns(base: OpenCases, part: str, names: tuple[str, ...]) -> list[_Row]:
    arrow = pyarrow()
    columns = [*dict.fromkeys((*names, "cluster", "id", "spread", *base.rows.where.columns))]
    with base.rows.folder.open(f"cases/{part}.parquet") as file:
        table = arrow.parquet.ParquetFile(file).read(columns=columns)
    table = table.filter(base.rows.where.mask(arrow, table))
    values = zip(*(table[name].to_pylist() for name in names), strict=True) if names else ((),) * table.num_rows
    owners = zip(table["cluster"].to_pylist(), table["id"].to_pylist(), table["spread"].to_pylist(), strict=True)
    return [(tuple(row), cluster or own, spread >= 0) for row, (cluster, own, spread) in zip(values, owners, strict=True)]
