"""The shipped codebook in the form that loads quickly: one ``.npz`` of plain arrays, made from the YAML files by ``make model``.

Reading the YAML and compiling 7,000 patterns takes two seconds, this file 0.1. It carries the digest of the YAML files that it was made
from: once these are changed it is not used until it is made anew, and a test fails.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from caselib.codebook.codebook import Code, Codebook, Cue, Industry
from caselib.codebook.examples import Mark, Passage
from caselib.codebook.index import Index
from caselib.codebook.notation import Pattern
from caselib.files import written_whole

FILE = Path(__file__).parent / "complaint.npz"
# Of this file's form and of what the notation compiles to: a change of either makes older files useless.
VERSION = 3
_ARRAYS = tuple(field.name for field in fields(Index))
_PLAIN = ("id", "role", "family", "label", "definition", "belongs", "excludes", "neighbours", "schemes", "polarity", "hints")


def write(book: Codebook, path: Path = FILE) -> None:
    """Compile a codebook to ``path``; the same codebook gives the same bytes."""
    words = json.dumps(_as_dict(book), ensure_ascii=False, separators=(",", ":")).encode()
    arrays = {"words": np.frombuffer(words, dtype=np.uint8), **{name: getattr(book.index, name) for name in _ARRAYS}}
    with written_whole(path) as temporary, zipfile.ZipFile(temporary, "w", compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            # A fixed date, so that the file says nothing of when it was made.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def read(digest: str, path: Path = FILE) -> Codebook | None:
    """The compiled codebook, or ``None`` where there is none of this version and digest."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            words = json.loads(stored["words"].tobytes())
            if words["version"] != VERSION or words["digest"] != digest:
                return None
            arrays = {name: stored[name] for name in _ARRAYS}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None
    book = Codebook(
        words["name"], words["book_version"], words["title"], {entry["id"]: _code(entry) for entry in words["codes"]},
        {entry["id"]: Industry(**entry) for entry in words["industries"]}, digest, words.get("families", {}), words.get("recoded", {}),
    )  # fmt: skip
    book.__dict__["index"] = Index(**arrays)
    return book


def _as_dict(book: Codebook) -> dict[str, Any]:
    return ({"recoded": book.recoded} if book.recoded else {}) | {
        "version": VERSION, "digest": book.digest, "name": book.name, "book_version": book.version, "title": book.title, "families": book.families,
        "industries": [{"id": each.id, "label": each.label, "words": each.words} for each in book.industries.values()],
        "codes": [
            {name: getattr(code, name) for name in _PLAIN} | {
                "cues": [(cue.text, cue.yes, cue.no) for cue in code.cues],
                "passages": [(p.text, [(m.start, m.end, m.code, m.status) for m in p.marks], p.register, p.counter) for p in code.passages],
                "patterns": [(p.text, p.parts, p.absent) for p in code.patterns],
                "hint_patterns": [(p.text, p.parts, p.absent) for p in code.hint_patterns],
            }
            for code in book.codes.values()
        ],
    }  # fmt: skip


def _code(entry: dict[str, Any]) -> Code:
    patterns, hint_patterns = entry.pop("patterns"), entry.pop("hint_patterns")
    entry |= {name: tuple(entry[name]) for name in ("belongs", "excludes", "hints")}
    entry["cues"] = tuple(Cue(*cue) for cue in entry["cues"])
    entry["passages"] = tuple(Passage(text, tuple(Mark(*mark) for mark in marks), *rest) for text, marks, *rest in entry["passages"])
    code = Code(**entry)
    # What the cached properties of the same names would compile.
    code.__dict__["patterns"] = tuple(Pattern(text, tuple(parts), absent) for text, parts, absent in patterns)
    code.__dict__["hint_patterns"] = tuple(Pattern(text, tuple(parts), absent) for text, parts, absent in hint_patterns)
    return code
