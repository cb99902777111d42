"""A case base in parts: a folder (or any fsspec address) of files that are each written whole, and the index that names them.

casebase.yaml       what made it, and counts; written last: a folder without it is an interrupted run
parts.jsonl         one line a part, in order: name, counts
cases/NAME.parquet  columns to filter by, and ``record``, the case as JSON      (or cases/NAME.jsonl)
texts/NAME.parquet  ``doc`` and ``record``                                      (or texts/NAME.jsonl)
guides/NAME.jsonl, problems/NAME.jsonl   where there are any
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from caselib.casebase import records
from caselib.casebase.cases import Cases, value
from caselib.casebase.folder import Folder
from caselib.casebase.lines import json_line, not_newer, pyarrow
from caselib.casebase.sound import sound_case, sound_guide, sound_text
from caselib.casebase.staged import finished
from caselib.errors import FormatError, InputError
from caselib.model import Case, Guide, SourceText

INDEX, PARTS = "casebase.yaml", "parts.jsonl"
FORMATS = ("parquet", "jsonl")
# Bare values of the record that a filter may ask for without reading the records.
FIELDS = ("title", "industry", "organisation", "product", "place", "channel", "responsibility", "final")
# Rows that are read, or passed over, together.
GROUP = 500
_LONE = re.compile(r"[\ud800-\udfff]")
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """One part in the index. ``spread`` counts its cases whose clusters reach into other parts."""

    name: str
    cases: int = 0
    texts: int = 0
    guides: int = 0
    problems: int = 0
    mentions: int = 0
    characters: int = 0
    canonical: int = 0
    spread: int = 0


@dataclass(frozen=True)
class Placed:
    """A case as it stands in a part, and the bucket of its cluster where that reaches into other parts, else -1."""

    case: Case
    spread: int = -1


def write_part(folder: Folder, name: str, base: Cases, form: str = "parquet", spread: Iterable[int] = ()) -> Part:
    """Write the four files of a part; returns its line of the index."""
    placed = [Placed(case, reach) for case, reach in zip(base.cases, spread or [-1] * len(base.cases), strict=True)]
    write_cases(folder, name, placed, form)
    texts = list(base.texts.values())
    if form == "parquet":
        rows = {"doc": [storable(text.doc) for text in texts], "record": [_line(records.text_to_dict(text)) for text in texts]}
        folder.write(f"texts/{name}.parquet", _parquet(rows, {}))
    else:
        folder.write(f"texts/{name}.jsonl", _lines(map(records.text_to_dict, texts)))
    for kind, rows_ in (("guides", map(records.guide_to_dict, base.guides)), ("problems", map(records.problem_to_dict, base.problems))):
        if lines := _lines(rows_):
            folder.write(f"{kind}/{name}.jsonl", lines)
        else:
            folder.remove(f"{kind}/{name}.jsonl")
    return Part(
        name,
        texts=len(texts),
        guides=len(base.guides),
        problems=len(base.problems),
        characters=sum(len(t.text) for t in texts),
        **_counts(placed),
    )


def write_cases(folder: Folder, name: str, placed: list[Placed], form: str) -> dict[str, int]:
    """Write the cases of a part; returns their counts."""
    if form == "parquet":
        folder.write(f"cases/{name}.parquet", _parquet(_columns(placed), _types()))
    else:
        folder.write(f"cases/{name}.jsonl", _lines(records.case_to_dict(each.case) for each in placed))
    return _counts(placed)


def _counts(placed: list[Placed]) -> dict[str, int]:
    return {
        "cases": len(placed),
        "mentions": sum(len(each.case.mentions) for each in placed),
        "canonical": sum((each.case.cluster or each.case.id) == each.case.id for each in placed),
        "spread": sum(each.spread >= 0 for each in placed),
    }


def read_cases(folder: Folder, name: str) -> list[Case]:
    """All cases of a part, in either form."""
    if folder.exists(f"cases/{name}.parquet"):
        return [records.case_from_dict(row) for row in _records(folder, f"cases/{name}.parquet")]
    return list(_read(folder, f"cases/{name}.jsonl", records.case_from_dict))


def read_texts(folder: Folder, name: str, wanted: Callable[[str], bool] | None = None) -> dict[str, SourceText]:
    """The texts of a part by document; only those whose document is ``wanted``."""
    if folder.exists(f"texts/{name}.parquet"):
        rows = _records(folder, f"texts/{name}.parquet", wanted)
        return {text.doc: text for text in map(records.text_from_dict, rows)}
    found = _read(folder, f"texts/{name}.jsonl", records.text_from_dict)
    return {text.doc: text for text in found if wanted is None or wanted(text.doc)}


def read_part(folder: Folder, name: str) -> Cases:
    """A part as a case base of its own.

    Raises
    ------
    FormatError
        If a record cannot be read, or leads outside its text.
    """
    texts = read_texts(folder, name)
    guides: tuple[Guide, ...] = tuple(_read(folder, f"guides/{name}.jsonl", records.guide_from_dict))
    problems = tuple(_read(folder, f"problems/{name}.jsonl", records.problem_from_dict))
    cases = tuple(read_cases(folder, name))
    try:
        for text in texts.values():
            sound_text(text)
        for case in cases:
            sound_case(case, texts)
        for guide in guides:
            sound_guide(guide, texts)
    except (ValueError, TypeError, AttributeError) as error:
        raise FormatError(f"part {name} of {folder.root} cannot be used ({error}); restore the file or parse again") from error
    return Cases(cases, guides, texts, problems)


def in_parts(folder: Folder) -> bool:
    """Whether the folder is a finished case base in parts (the new one, where a run was stopped when it took the old one's place)."""
    if not folder.remote:
        finished(Path(folder.root))
    return folder.exists(INDEX) and folder.exists(PARTS)


def read_all(folder: Folder) -> Cases:
    """All parts as one case base in memory."""
    found = [read_part(folder, part.name) for part in read_index(folder)[0]]
    texts = {doc: text for each in found for doc, text in each.texts.items()}
    told, guides, problems = ([row for each in found for row in getattr(each, name)] for name in ("cases", "guides", "problems"))
    return Cases(tuple(told), tuple(guides), texts, tuple(problems))


def read_beside(folder: Folder, kind: str, parts: Iterable[Part]) -> Iterator[Any]:
    """The guides or problems of parts."""
    build: Callable[[dict[str, Any]], Any] = records.guide_from_dict if kind == "guides" else records.problem_from_dict
    for part in parts:
        if getattr(part, kind):
            yield from _read(folder, f"{kind}/{part.name}.jsonl", build)


def write_index(folder: Folder, parts: Iterable[Part], about: dict[str, Any]) -> None:
    """Write the index, its head last."""
    import yaml

    listed = list(parts)
    folder.write(PARTS, _lines(map(asdict, listed)))
    names = ("cases", "canonical", "texts", "guides", "problems", "mentions", "characters")
    counts = {"clusters" if name == "canonical" else name: sum(getattr(part, name) for part in listed) for name in names}
    head = {"format": records.FORMAT, **about, "counts": counts | {"parts": len(listed)}}
    folder.write(INDEX, yaml.safe_dump(head, allow_unicode=True, sort_keys=False).encode())


def read_index(folder: Folder) -> tuple[list[Part], dict[str, Any]]:
    """The parts in order, and the head.

    Raises
    ------
    InputError
        If the folder has no index: not a case base in parts, or a run that was interrupted.
    FormatError
        If the index is damaged or of a newer format.
    """
    import yaml

    head = folder.read(INDEX)
    if not head:
        raise InputError(
            f"{folder.root} holds no finished case base in parts; `caselib parse PATHS -o {folder.root}/` makes it, or goes on where it was interrupted"
        )
    try:
        about = yaml.safe_load(head)
        not_newer(folder.root, about["format"], records.FORMAT)
        return [Part(**json.loads(line)) for line in folder.read(PARTS).splitlines()], about
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise FormatError(f"the index of {folder.root} cannot be read ({reason}); parse again into the same folder") from error


def storable(text: str) -> str:
    """Text without lone surrogates, which Parquet has no place for (the records keep them, escaped)."""
    return _LONE.sub("\ufffd", text)


def code_key(role: str, code: str, status: str = "") -> str:
    """How a code stands in the column ``codes``."""
    return storable(f"|{role}:{code}/{status}|")


def _columns(placed: list[Placed]) -> dict[str, list[Any]]:
    told = [each.case for each in placed]
    columns: dict[str, list[Any]] = {name: [storable(getattr(case, name)) for case in told] for name in ("uid", "id", "doc")}
    columns |= {
        "start": [case.span.start for case in told],
        "end": [case.span.end for case in told],
        "kind": [storable(case.kind) for case in told],
    }
    columns |= {name: [_text(value(case, name)) for case in told] for name in FIELDS}
    columns["year"] = [year if isinstance(year := value(case, "year"), int) and abs(year) < 2**31 else None for case in told]
    columns |= {name: [_text(getattr(case, name)) for case in told] for name in ("duplicate_of", "cluster")}
    columns["spread"] = [each.spread for each in placed]
    columns["codes"] = ["".join(dict.fromkeys(code_key(*m.key) for m in case.mentions)) for case in told]
    columns["record"] = [_line(records.case_to_dict(case)) for case in told]
    return columns


def _types() -> dict[str, Any]:
    """Columns that may be empty throughout, and would then have no type."""
    arrow = pyarrow()
    return {**dict.fromkeys((*FIELDS, "duplicate_of", "cluster"), arrow.string()), "year": arrow.int64(), "spread": arrow.int16()}


def _text(found: object) -> str | None:
    return None if found is None else storable(str(found))


def _parquet(columns: dict[str, list[Any]], types: dict[str, Any]) -> bytes:
    arrow = pyarrow()
    return stored({name: arrow.array(rows, type=types.get(name, arrow.string() if rows == [] else None)) for name, rows in columns.items()})


def stored(columns: dict[str, Any]) -> bytes:
    """Columns of arrow as the file of a part."""
    arrow = pyarrow()
    buffer = io.BytesIO()
    arrow.parquet.write_table(arrow.table(columns), buffer, row_group_size=GROUP, compression="zstd")
    # What arrow keeps for its next table is 50 MB in every process.
    arrow.default_memory_pool().release_unused()
    return buffer.getvalue()


def read_text_lines(folder: Folder, name: str, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """The texts of a Parquet part whose document is ``wanted``, as they are stored: document (without lone surrogates) and record."""
    yield from _rows(folder, f"texts/{name}.parquet", wanted)


def _records(folder: Folder, name: str, wanted: Callable[[str], bool] | None = None) -> Iterator[dict[str, Any]]:
    for _, line in _rows(folder, name, wanted):
        yield json.loads(line)


def _rows(folder: Folder, name: str, wanted: Callable[[str], bool] | None) -> Iterator[tuple[str, str]]:
    """Document and record of every row whose document is wanted."""
    try:
        with folder.open(name) as file:
            table = pyarrow().parquet.ParquetFile(file)
            for group in range(table.num_row_groups):
                docs = table.read_row_group(group, columns=["doc"]).column(0).to_pylist()
                keep = [i for i, doc in enumerate(docs) if wanted is None or wanted(doc)]
                if keep:
                    column = table.read_row_group(group, columns=["record"]).column(0)
                    lines = (column if len(keep) == len(docs) else column.take(keep)).to_pylist()
                    yield from zip((docs[i] for i in keep), lines, strict=True)
    except (OSError, ValueError, KeyError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise FormatError(f"{folder.root}/{name} cannot be read ({reason}); parse again into the same folder") from error


def _line(data: dict[str, Any]) -> str:
    return json_line(data).rstrip("\n")


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(map(json_line, rows)).encode()


def _read(folder: Folder, name: str, build: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    # Bytes are split at line feeds only; a decoded text would be split at U+2028 too, which quotes may hold.
    for number, line in enumerate(folder.read(name).splitlines() if folder.exists(name) else (), 1):
        try:
            yield build(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise FormatError(f"{folder.root}/{name}:{number} cannot be read ({reason}); restore the file or parse again") from error
