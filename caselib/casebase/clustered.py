"""Clusters written into the cases of a part, when all parts are there: the records stay as they are but for what clustering says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from caselib.casebase.folder import Folder
from caselib.casebase.lines import json_line, pyarrow
from caselib.casebase.parts import storable, stored
from caselib.errors import FormatError


class Told(NamedTuple):
    """What clustering says of one case; ``spread`` is the bucket of a cluster that reaches into other parts, else -1."""

    uid: str
    cluster: str
    duplicate_of: str | None
    spread: int


def write_clusters(folder: Folder, name: str, form: str, told: Sequence[Told]) -> dict[str, int]:
    """Write what clustering says into the cases of a part, in their order; returns the counts that it changes.

    The file is the one that :func:`caselib.casebase.parts.write_cases` would give for the changed cases, byte for byte.

    Raises
    ------
    FormatError
        If the file is damaged, or holds another number of cases.
    """
    path = f"cases/{name}.{form}"
    try:
        canonical = _parquet(folder, path, told) if form == "parquet" else _lines(folder, path, told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FormatError(
            f"{folder.root}/{path} cannot be read ({type(error).__name__}: {error}); parse again into the same folder"
        ) from error
    return {"canonical": canonical, "spread": sum(each.spread >= 0 for each in told)}


def _parquet(folder: Folder, path: str, told: Sequence[Told]) -> int:
    arrow = pyarrow()
    with folder.open(path) as file:
        # Each thread of arrow would keep memory of its own, and other processes are busy with other parts.
        table = arrow.parquet.ParquetFile(file).read(use_threads=False).combine_chunks()
    records, canonical = _changed(table["record"].to_pylist(), told)
    new = {
        "uid": [storable(each.uid) for each in told],
        "duplicate_of": [None if each.duplicate_of is None else storable(each.duplicate_of) for each in told],
        "cluster": [storable(each.cluster) for each in told],
        "spread": [each.spread for each in told],
        "record": [line.rstrip("\n") for line in records],
    }
    columns: dict[str, Any] = {
        field.name: arrow.array(new[field.name], type=field.type) if field.name in new else table[field.name] for field in table.schema
    }
    folder.write(path, stored(columns))
    return canonical


def _lines(folder: Folder, path: str, told: Sequence[Told]) -> int:
    # Bytes are split at line feeds only; quotes may hold other ends of lines.
    records, canonical = _changed(folder.read(path).splitlines(), told)
    folder.write(path, "".join(records).encode())
    return canonical


def _changed(lines: Sequence[str | bytes], told: Sequence[Told]) -> tuple[list[str], int]:
    """The lines with what is told, and how many of them stand for their cluster."""
    found, canonical = [], 0
    for line, each in zip(lines, told, strict=True):
        record = json.loads(line)
        for key in ("uid", "cluster", "duplicate_of"):
            # Put where it stands already, so that the order of keys is kept.
            record[key] = getattr(each, key) if key in record else record[key]
        canonical += (each.cluster or record["id"]) == record["id"]
        found.append(json_line(record))
    return found, canonical
