"""A case base on disk: ``cases.jsonl`` and, beside it, its texts, guides and problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from caselib.casebase import records
from caselib.casebase.cases import Cases
from caselib.casebase.folder import Folder
from caselib.casebase.lines import json_line, not_newer, pyarrow
from caselib.casebase.parts import in_parts, read_all, storable
from caselib.casebase.sound import sound_case, sound_guide, sound_text
from caselib.errors import FormatError, InputError
from caselib.files import held, settled, written_together
from caselib.model import Case

PARTS = ("texts", "guides", "problems")
T = TypeVar("T")


def beside(path: Path, part: str) -> Path:
    """The file of ``part`` that belongs to a case file: ``cases.jsonl`` → ``cases.texts.jsonl``."""
    return path.with_name(f"{path.name.removesuffix('.jsonl').removesuffix('.parquet')}.{part}.jsonl")


def save(cases: Cases, path: Path | str) -> Path:
    """Write a case base; after a crash at any moment its four files are all the old ones or all the new. Returns the path of the cases.

    A folder as ``path`` gets ``cases.jsonl`` inside; a path that ends in ``.parquet`` gets the cases as Parquet (extra ``scale``),
    the other three beside it as JSON Lines.

    Raises
    ------
    InputError
        If another process is writing it, the disk is full, or the folder cannot be written to.
    """
    path = _case_file(Path(path))
    with held(path.with_name(f".{path.name}"), "wait until it is done, or write to another folder", keep=False):
        settled(path)
        with written_together([path, *(beside(path, part) for part in PARTS)]) as (own, texts, guides, problems):
            _write(texts, map(records.text_to_dict, cases.texts.values()))
            _write(guides, map(records.guide_to_dict, cases.guides))
            _write(problems, map(records.problem_to_dict, cases.problems))
            if path.suffix == ".parquet":
                _write_parquet(own, list(map(records.case_to_dict, cases)))
            else:
                _write(own, map(records.case_to_dict, cases))
    return path


def load(path: Path | str) -> Cases:
    """Read a case base that :func:`save` wrote, or one in parts, whole into memory; files that are missing are empty.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If a line cannot be read or is of a newer format; the text names file and line.
    """
    if in_parts(folder := Folder(path)):
        return read_all(folder)
    path = _case_file(Path(path))
    settled(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; `caselib parse FOLDER -o {path}` makes it")
    texts = {text.doc: text for text in _read(beside(path, "texts"), lambda row: sound_text(records.text_from_dict(row)))}
    guides = tuple(_read(beside(path, "guides"), lambda row: sound_guide(records.guide_from_dict(row), texts)))
    problems = tuple(_read(beside(path, "problems"), records.problem_from_dict))

    def case(row: dict[str, Any]) -> Case:
        return sound_case(records.case_from_dict(row), texts)

    rows = _read_parquet(path, case) if path.suffix == ".parquet" else _read(path, case)
    return Cases(tuple(rows), guides, texts, problems)


def _case_file(path: Path) -> Path:
    return path / "cases.jsonl" if path.is_dir() or path.suffix == "" else path


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json_line(row))


# Columns that other tools filter by; ``record`` holds the whole case as JSON.
_COLUMNS = ("uid", "id", "doc", "start", "end", "kind", "title", "industry", "year", "final", "duplicate_of", "cluster")


def _write_parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    arrow = pyarrow()
    columns = {name: [storable(row[name]) if isinstance(row[name], str) else row[name] for row in rows] for name in _COLUMNS}
    table = arrow.table({**columns, "record": [json_line(row).rstrip("\n") for row in rows]})
    arrow.parquet.write_table(table, path)


def _read_parquet(path: Path, build: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    try:
        for line in pyarrow().parquet.read_table(path, columns=["record"]).column("record").to_pylist():
            yield build(json.loads(line))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FormatError(f"{path} cannot be read ({type(error).__name__}: {error}); restore the file or parse again") from error


def _read(path: Path, build: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                data = json.loads(line.decode())
                not_newer(f"{path}:{number}", data.get("format", records.FORMAT), records.FORMAT)
                yield build(data)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
                raise FormatError(f"{path}:{number} cannot be read ({reason}); restore the file or parse again") from error
