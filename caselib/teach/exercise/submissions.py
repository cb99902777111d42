"""What students hand in: JSON from the form and the notebook, CSV from the table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from caselib.casebase.cells import bare
from caselib.codebook import load
from caselib.errors import Address, Problem
from caselib.teach.exercise.key import FORMAT, Coding, Key, statuses

LARGEST = 2_000_000  # bytes: a submission has some kilobytes


@dataclass(frozen=True)
class Submission:
    """One student's coding."""

    student: str
    codings: frozenset[Coding]
    file: str


def merge(paths: Iterable[Path | str] | Path | str, key: Key) -> tuple[list[Submission], list[Problem]]:
    """Read what students handed in.

    Parameters
    ----------
    paths
        Files, or folders of ``.json`` and ``.csv`` files.
    key
        Of the exercise; files of another one are left out.

    Returns
    -------
    tuple
        One submission a student, by name (of several the file that sorts last counts), and what could not be used.
    """
    found: dict[str, Submission] = {}
    problems: list[Problem] = []
    for path in _files(paths):
        try:
            student, name, rows = _read(path)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError, csv.Error) as error:
            problems.append(_problem("bad_submission", path, reason=type(error).__name__))
            continue
        student = student or path.stem
        if name and name != key.name:
            problems.append(_problem("other_exercise", path))
            continue
        kept = frozenset(row for row in rows if _valid(row, key))
        if left := sum(not _valid(row, key) for row in rows):
            problems.append(_problem("unknown_codings", path, "notice", count=left))
        if student in found:
            problems.append(_problem("second_submission", path, "notice", student=student))
        found[student] = Submission(student, kept, path.name)
    return [found[student] for student in sorted(found)], problems


def _files(paths: Iterable[Path | str] | Path | str) -> list[Path]:
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    files: list[Path] = []
    for path in map(Path, given):
        files += sorted(each for each in path.rglob("*") if each.suffix.lower() in {".json", ".csv"} and each.is_file()) if path.is_dir() else [path]
    return files


def _read(path: Path) -> tuple[str, str, list[Coding]]:
    """Student, exercise, codings of a file."""
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise ValueError("too large")
    text = _decoded(data)
    if path.suffix.lower() == ".json":
        content = json.loads(text)
        if content.get("format", FORMAT) > FORMAT:
            raise ValueError("written by a newer caselib")
        return str(content["student"]).strip(), str(content["exercise"]), [_coding(*row) for row in content["codings"]]
    rows = [{column: bare(cell) if isinstance(cell, str) else "" for column, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]
    coded = [_coding(row["case"], row["role"], row["code"], row.get("status") or "") for row in rows if row["code"]]
    names = [row.get("student") or "" for row in rows]
    return next((name.strip() for name in names if name.strip()), ""), next((row.get("exercise") or "" for row in rows), ""), coded


def _coding(case: object, role: object, code: object, status: object = "") -> Coding:
    told = str(status).strip()
    return str(case).strip(), str(role).strip(), str(code).strip(), told or ("done" if role == "action" else "")


def _decoded(data: bytes) -> str:
    # Excel in Chinese Windows saves CSV in GB 18030.
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _valid(row: Coding, key: Key) -> bool:
    case, role, code, status = row
    return case in key.cases and role in key.roles and code in load().role(role) and status in statuses(role)


def _problem(code: str, path: Path, level: str = "error", **details: str | int) -> Problem:
    return Problem(code, Address(path.name), details, level)
