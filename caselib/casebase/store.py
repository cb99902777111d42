"""A case base on disk: ``cases.jsonl`` and, beside it, its texts, guides and problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from caselib.casebase import records
from caselib.casebase.cases import Cases
from caselib.errors import FormatError, InputError
from caselib.files import text_written_whole

PARTS = ("texts", "guides", "problems")
T = TypeVar("T")


def beside(path: Path, part: str) -> Path:
    """The file of ``part`` that belongs to a case file: ``cases.jsonl`` → ``cases.texts.jsonl``."""
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.{part}.jsonl")


def save(cases: Cases, path: Path | str) -> Path:
    """Write a case base; each of its four files whole or not at all. Returns the path of the cases.

    A folder as ``path`` gets ``cases.jsonl`` inside.
    """
    path = _case_file(Path(path))
    _write(beside(path, "texts"), map(records.text_to_dict, cases.texts.values()))
    _write(beside(path, "guides"), map(records.guide_to_dict, cases.guides))
    _write(beside(path, "problems"), map(records.problem_to_dict, cases.problems))
    _write(path, map(records.case_to_dict, cases))
    return path


def load(path: Path | str) -> Cases:
    """Read a case base that :func:`save` wrote; parts that are missing are empty.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If a line cannot be read or is of a newer format; the text names file and line.
    """
    path = _case_file(Path(path))
    if not path.is_file():
        raise InputError(f"{path} is not there; `caselib parse FOLDER -o {path}` makes it")
    texts = {text.doc: text for text in _read(beside(path, "texts"), records.text_from_dict)}
    guides = tuple(_read(beside(path, "guides"), records.guide_from_dict))
    problems = tuple(_read(beside(path, "problems"), records.problem_from_dict))
    return Cases(tuple(_read(path, records.case_from_dict)), guides, texts, problems)


def json_line(data: dict[str, Any]) -> str:
    """One line of JSON, as every file of a case base holds it: Chinese as it is, lone surrogates escaped."""
    line = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(data, separators=(", ", ": "))
    return line + "\n"


def _case_file(path: Path) -> Path:
    return path / "cases.jsonl" if path.is_dir() or path.suffix == "" else path


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with text_written_whole(path) as file:
        for row in rows:
            file.write(json_line(row))


def _read(path: Path, build: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                data = json.loads(line)
                if data.get("format", records.FORMAT) > records.FORMAT:
                    raise FormatError(f"{path}:{number} is of format {data['format']}; this release reads {records.FORMAT}: update caselib")
                yield build(data)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                reason = f"{type(error).__name__}: {error}"
                raise FormatError(f"{path}:{number} cannot be read ({reason}); restore the file or parse again") from error
