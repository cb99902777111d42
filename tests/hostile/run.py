"""One hostile input through the reader, beside a good file that must not suffer."""

from __future__ import annotations

from pathlib import Path

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read import Limits, read_file, sources

from .make import GOOD, GOOD_TEXT, Hostile


def prepare(case: Hostile, folder: Path) -> list[str]:
    """Make the input and the good file; the paths that a person would give."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GOOD).write_text(GOOD_TEXT, encoding="utf-8")
    case.write(folder)
    return [case.argument.format(folder=folder), str(folder / GOOD)] if case.argument else [str(folder)]


def limits(case: Hostile) -> Limits:
    """Those that the case sets."""
    return Limits(**dict(case.limits))


def outcome(case: Hostile, paths: list[str]) -> tuple[list[SourceText], list[Problem]]:
    """Texts and problems."""
    listed = sources(paths, limits=limits(case))
    if case.vanish:
        for one in listed:
            if one.path and one.path.name != GOOD:
                one.path.unlink()
    found = [one for item in listed for one in read_file(item, None, limits(case))]
    return [one for one in found if isinstance(one, SourceText)], [one for one in found if isinstance(one, Problem)]


def told(problems: list[Problem]) -> list[str]:
    """Codes as ``Hostile.codes`` has them."""
    return [("" if problem.level == "error" else "~") + problem.code for problem in problems]
