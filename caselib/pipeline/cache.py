"""Parsed files kept between runs: by the hash of their content and of everything that the result depends on."""

from __future__ import annotations

import json
import os
from pathlib import Path

from caselib.casebase import records
from caselib.errors import InputError
from caselib.files import text_written_whole
from caselib.pipeline.one import Parsed


def folder() -> Path | None:
    """Where parsed files are kept: ``CASELIB_CACHE``, else the user's cache folder; ``None`` if it is set to ``off``."""
    chosen = os.environ.get("CASELIB_CACHE", "")
    if chosen.lower() == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path("~/.cache").expanduser())
    return Path(base) / "caselib"


def fetch(key: str) -> Parsed | None:
    """The result stored under ``key``, or ``None``; what cannot be read counts as not there."""
    place = _place(key)
    if place is None or not place.is_file():
        return None
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        return Parsed(
            [records.case_from_dict(row) for row in data["cases"]],
            [records.guide_from_dict(row) for row in data["guides"]],
            [records.text_from_dict(row) for row in data["texts"]],
            [records.problem_from_dict(row) for row in data["problems"]],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def store(key: str, parsed: Parsed) -> None:
    """Keep a result; a cache that cannot be written is no error."""
    place = _place(key)
    if place is None:
        return
    data = {
        "cases": [records.case_to_dict(case) for case in parsed.cases],
        "guides": [records.guide_to_dict(guide) for guide in parsed.guides],
        "texts": [records.text_to_dict(text) for text in parsed.texts],
        "problems": [records.problem_to_dict(problem) for problem in parsed.problems],
    }
    try:
        with text_written_whole(place) as file:
            json.dump(data, file)
    except (OSError, InputError):
        return


def _place(key: str) -> Path | None:
    base = folder()
    return base / key[:2] / f"{key}.json" if base else None
