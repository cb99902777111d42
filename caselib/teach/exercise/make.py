"""What students get: a form that works from a file, a table for Excel, a notebook; and the key, apart."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from caselib.assets import word
from caselib.casebase import Cases
from caselib.casebase.cells import guarded
from caselib.codebook import load
from caselib.files import text_written_whole, written_whole
from caselib.messages import language
from caselib.model import Case
from caselib.model.case import ROLES
from caselib.teach.exercise import notebook
from caselib.teach.exercise.key import Key, key_of, save_key, statuses
from caselib.teach.pack import shelved
from caselib.teach.page import rendered
from caselib.teach.phrases import phrase

COLUMNS = ("exercise", "student", "case", "role", "code", "status")


def exercise(chosen: Case | Cases, folder: Path | str, *, base: Cases | None = None, roles: Sequence[str] = ROLES, lang: str | None = None) -> list[Path]:
    """Write a coding exercise.

    Parameters
    ----------
    chosen, base
        The cases to code (of those told twice the first), and the case base that holds their texts where ``chosen`` is one case.
    folder
        Gets ``coding.html`` (a form that saves a JSON file), ``coding.csv`` (a table for Excel) and ``coding.ipynb`` for students;
        ``teacher/key.json`` and ``teacher/coding.ipynb`` (nbgrader's source version) are the teacher's.
    roles
        What is to be coded.

    Returns
    -------
    list of pathlib.Path
        The students' files first.
    """
    folder, spoken = Path(folder), language(lang)
    shelf, cases = shelved(chosen, base)
    key = key_of(cases, roles)
    texts = [(case.uid, shelf.full(case)) for case in cases]
    written = [_form(folder / "coding.html", key, texts, spoken), _table(folder / "coding.csv", key), folder / "coding.ipynb", folder / "teacher" / "coding.ipynb"]
    source = notebook.source(key, texts, _codes(key, spoken), spoken)
    for path, made in zip(written[2:], (notebook.released(source), source), strict=True):
        with text_written_whole(path) as file:
            json.dump(made, file, ensure_ascii=False, indent=1)
            file.write("\n")
    return [*written, save_key(key, folder / "teacher" / "key.json")]


def _form(path: Path, key: Key, texts: Sequence[tuple[str, str]], lang: str) -> Path:
    book = load()
    groups = [
        {
            "role": role,
            "label": word(f"role.{role}", lang),
            "statuses": [(status, word(f"status.{status}", lang) if status else "") for status in statuses(role)],
            "codes": [(code, book.label(code, lang), book.codes[code].definition.get(lang, "")) for code in book.role(role)],
        }
        for role in key.roles
    ]
    words = {name: phrase(f"ex_{name}", lang) for name in ("saved", "need_name")}
    data = json.dumps({"exercise": key.name, "words": words}, ensure_ascii=False).replace("<", "\\u003c")
    with text_written_whole(path) as file:
        file.write(rendered("coding", lang, "coding.js", cases=texts, groups=groups, data=Markup(data)))
    return path


def _table(path: Path, key: Key) -> Path:
    """A table with a row a case to begin with; students add a row for every further code."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(key.name), "", guarded(case), "", "", ""] for case in key.cases)
    with written_whole(path) as temporary:
        # The byte-order mark tells Excel that the file is UTF-8.
        temporary.write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")
    return path


def _codes(key: Key, lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    book = load()
    return [(word(f"role.{role}", lang), [(f"{role}, {code}", book.label(code, lang)) for code in book.role(role)]) for role in key.roles]
