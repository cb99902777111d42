"""Stored things carry a version: a newer one is refused in a sentence that says what to do, an older one is read or refused so."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from caselib.casebase import load, save
from caselib.casebase.folder import Folder
from caselib.casebase.parts import write_index, write_part
from caselib.coding.events import decide
from caselib.coding.log import append, read_log
from caselib.errors import FormatError
from caselib.extract.stored import DEFAULT, load_model
from caselib.privacy import Aliases, load_aliases
from caselib.teach import load_key
from caselib.teach.exercise.key import key_of, save_key
from tests.coding.make import base

TEXT = "事由：[m1 cause:delay|晚了]，店方[m2 action:refund/done|退款]，[m4 outcome:satisfied|满意]。"


def _cases(folder: Path) -> Path:
    return save(base(TEXT), folder / "x.jsonl")


def _texts(folder: Path) -> Path:
    return _cases(folder).with_name("x.texts.jsonl")


def _parts(folder: Path) -> Path:
    place = Folder(folder / "parts")
    write_index(place, [write_part(place, "p0", base(TEXT), "jsonl")], {})
    return folder / "parts" / "casebase.yaml"


def _log(folder: Path) -> Path:
    append(folder / "log.jsonl", decide("memo", "甲", base(TEXT).cases[0], note="看"))
    return folder / "log.jsonl"


def _aliases(folder: Path) -> Path:
    aliases = Aliases()
    aliases.of("name", "王先生")
    return aliases.save(folder / "key.json")


def _key(folder: Path) -> Path:
    return save_key(key_of(base(TEXT).cases), folder / "exercise.json")


# How it is made, how it is read, and what of it counts.
STORED: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Any]]] = {
    "cases": (_cases, lambda path: len(load(path))),
    "texts": (_texts, lambda path: len(load(path.with_name("x.jsonl")).texts)),
    "parts": (_parts, lambda path: len(load(path.parent))),
    "log": (_log, lambda path: len(read_log(path)[0])),
    "aliases": (_aliases, lambda path: len(load_aliases(path).entries)),
    "exercise": (_key, lambda path: len(load_key(path).cases)),
}


def versioned(path: Path, version: object) -> None:
    """Write another version into a file."""
    told = path.read_text(encoding="utf-8")
    changed, count = re.subn(r'("?format"?: ?)1\b', lambda match: match[1] + json.dumps(version), told)
    assert count
    path.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("name", STORED)
def test_newer_is_refused_in_a_sentence(tmp_path: Path, name: str):
    make, read = STORED[name]
    path = make(tmp_path)
    assert read(path) == 1
    versioned(path, 99)
    with pytest.raises(FormatError) as refused:
        read(path)
    said = str(refused.value)
    assert "99" in said and "update caselib" in said and "\n" not in said


@pytest.mark.parametrize("name", STORED)
def test_older_is_read(tmp_path: Path, name: str):
    make, read = STORED[name]
    path = make(tmp_path)
    versioned(path, 0)
    assert read(path) == 1


@pytest.mark.parametrize("version", ["1", None, [1]])
@pytest.mark.parametrize("name", [name for name in STORED if name != "log"])
def test_a_version_that_is_none_is_refused(tmp_path: Path, name: str, version: object):
    make, read = STORED[name]
    path = make(tmp_path)
    versioned(path, version)
    with pytest.raises(FormatError):
        read(path)


def test_a_scorer_of_another_version_is_refused(tmp_path: Path):
    with np.load(DEFAULT, allow_pickle=False) as stored:
        arrays = dict(stored)
    meta = json.loads(arrays["meta"].tobytes())
    for version in (0, 99):
        told = np.frombuffer(json.dumps({**meta, "version": version}).encode(), dtype=np.uint8)
        path = tmp_path / f"model{version}.npz"
        with zipfile.ZipFile(path, "w") as archive:
            for name, array in {**arrays, "meta": told}.items():
                buffer = io.BytesIO()
                np.save(buffer, array, allow_pickle=False)
                archive.writestr(f"{name}.npy", buffer.getvalue())
        with pytest.raises(FormatError, match=rf"is of version {version}; this release needs \d+: `make model` rebuilds it"):
            load_model(path)
