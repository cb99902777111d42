"""The exercise as a notebook for nbgrader: solution cells, a test with hidden part and partial credit, a cell graded by hand.

Metadata as nbgrader's documentation has it (schema version 3). The students' version is made here, as ``nbgrader generate_assignment``
would make it, so that the exercise works without nbgrader too.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from caselib.teach.exercise.key import FORMAT, Key
from caselib.teach.phrases import phrase

Cell = dict[str, Any]
POINTS = 10  # for the codes of a case; the reasons, graded by hand, get REASONS
REASONS = 2
STUB = "# YOUR CODE HERE\n    raise NotImplementedError()"


def source(key: Key, texts: Sequence[tuple[str, str]], codes: Sequence[tuple[str, list[tuple[str, str]]]], lang: str) -> dict[str, Any]:
    """The teacher's version, with solutions and hidden tests."""
    listed = "\n\n".join(f"**{role}**：" + "、".join(f"`{code}` {label}" for code, label in each) for role, each in codes)
    cells = [_told("intro", phrase("ex_nb_intro", lang, intro=phrase("ex_intro", lang), codes=listed))]
    for n, (uid, text) in enumerate(texts, 1):
        cells += _case(n, uid, text, key, lang)
    cells.append(_code("save", _save(key, [uid for uid, _ in texts], lang)))
    info = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    for n, cell in enumerate(cells):
        cell["id"] = f"cell-{n}"
    return {"cells": cells, "metadata": info, "nbformat": 4, "nbformat_minor": 5}


def released(made: dict[str, Any]) -> dict[str, Any]:
    """The students' version: solutions give way to a stub, hidden tests vanish."""
    students = copy.deepcopy(made)
    for cell in students["cells"]:
        solved = _cut(cell["source"], "### BEGIN SOLUTION\n", "### END SOLUTION", STUB)
        cell["source"] = _cut(solved, "\n### BEGIN HIDDEN TESTS\n", "### END HIDDEN TESTS", "")
    return students


def _cut(source: str, begin: str, end: str, instead: str) -> str:
    """The source with what stands between the marks replaced; where the end is missing it stays."""
    made, *rest = source.split(begin)
    for piece in rest:
        _, closed, after = piece.partition(end)
        made += instead + after if closed else begin + piece
    return made


def _case(n: int, uid: str, text: str, key: Key, lang: str) -> list[Cell]:
    wanted = sorted((role, code, status) if status else (role, code) for case, role, code, status in key.codings if case == uid)
    solution = f"def codes_{n}():\n    ### BEGIN SOLUTION\n    return {json.dumps([list(each) for each in wanted])}\n    ### END SOLUTION"
    test = (
        f"given_{n} = {{tuple(each) for each in codes_{n}()}}\nassert all(len(each) in (2, 3) for each in given_{n})"
        f"\n### BEGIN HIDDEN TESTS\nwanted_{n} = {{tuple(each) for each in {json.dumps([list(each) for each in wanted])}}}\n"
        f"round({POINTS} * 2 * len(given_{n} & wanted_{n}) / max(1, len(given_{n}) + len(wanted_{n})), 2)\n### END HIDDEN TESTS"
    )
    return [
        _told(f"case-{n}", f"## {phrase('ex_case', lang, n=n)}\n\n{_fenced(text)}"),
        _code(f"codes-{n}", solution, solution=True),
        _code(f"test-{n}", test, points=POINTS),
        _told(f"why-{n}-task", phrase("ex_nb_why", lang, n=n)),
        _markdown(f"why-{n}", phrase("ex_nb_answer", lang), grade=True, locked=False, solution=True, points=REASONS),
    ]


def _fenced(text: str) -> str:
    """The source's words as they are: a fence longer than any run of backquotes in them."""
    longest = max((len(run) for run in re.findall("`{1,1000}", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _save(key: Key, uids: list[str], lang: str) -> str:
    """The last cell: writes what the form would save."""
    calls = ", ".join(f"({json.dumps(uid, ensure_ascii=False)}, codes_{n})" for n, uid in enumerate(uids, 1))
    return (
        f"import json\n{phrase('ex_nb_save', lang)}\ncodings = []\nfor case, codes in [{calls}]:\n    for role, code, *status in codes():\n"
        f"        codings.append([case, role, code, status[0] if status else ('done' if role == 'action' else '')])\n"
        f"if student:\n    with open(f'coding-{{student}}.json', 'w', encoding='utf-8') as file:\n"
        f"        json.dump({{'format': {FORMAT}, 'exercise': {json.dumps(key.name)}, 'student': student, 'codings': codings}}, file, ensure_ascii=False, indent=1)"
    )


def _told(name: str, text: str) -> Cell:
    return _markdown(name, text, grade=False, locked=True, solution=False)


def _markdown(name: str, text: str, *, grade: bool, locked: bool, solution: bool, points: int = 0) -> Cell:
    return {"cell_type": "markdown", "metadata": _grader(name, grade, locked, solution, points), "source": text}


def _code(name: str, text: str, *, solution: bool = False, points: int = 0) -> Cell:
    metadata = _grader(name, bool(points), not solution, solution, points) if solution or points else {}
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": text}


def _grader(name: str, grade: bool, locked: bool, solution: bool, points: int) -> dict[str, Any]:
    told: dict[str, Any] = {"grade": grade, "grade_id": name, "locked": locked, "schema_version": 3, "solution": solution, "task": False}
    return {"nbgrader": {**told, "points": points} if grade else told}
