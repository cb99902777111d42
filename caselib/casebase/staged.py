"""A case base in parts that is made anew while the old one stands: it grows in a folder inside and takes the old one's place when it is finished.

Files that stay as they are are links, not copies. A run that is stopped leaves the old case base as it was and what was done
by then in ``.next``, where the same run goes on.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from caselib.files import text_written_whole

KINDS = ("cases", "texts", "guides", "problems", "state")
HEADS = ("parts.jsonl", "casebase.yaml")  # in the order in which they are written
NEXT, READY = ".next", "ready.json"


def staged(root: Path) -> Path:
    """Where to work: the folder itself where it holds no finished case base, else the one inside, with all that the old one has."""
    if not all((root / head).is_file() for head in HEADS):
        return root
    inside = root / NEXT
    if not inside.is_dir():
        for kind in KINDS:
            (inside / kind).mkdir(parents=True, exist_ok=True)
            for path in (root / kind).iterdir() if (root / kind).is_dir() else ():
                if not path.name.startswith("."):
                    _link(path, inside / kind / path.name)
        for head in HEADS:
            _link(root / head, inside / head)
    return inside


def adopt(root: Path) -> None:
    """Let the finished case base inside take the old one's place; what was decided is carried out even after a crash (:func:`finished`)."""
    inside = root / NEXT
    kept = {kind: sorted(path.name for path in (inside / kind).iterdir()) if (inside / kind).is_dir() else [] for kind in KINDS}
    with text_written_whole(inside / READY) as file:
        json.dump(kept, file)
    finished(root)


def finished(root: Path) -> None:
    """Carry out what :func:`adopt` had decided when it was stopped; nothing where it was not."""
    inside = root / NEXT
    with suppress(OSError, ValueError, TypeError, AttributeError):
        if not (inside / READY).is_file():
            return
        kept = json.loads((inside / READY).read_text(encoding="utf-8"))
        for kind in KINDS:
            names = {Path(name).name for name in kept.get(kind, ())}
            for name in names:
                _move(inside / kind / name, root / kind / name)
            for path in (root / kind).iterdir() if (root / kind).is_dir() else ():
                if path.name not in names:
                    path.unlink(missing_ok=True)
        for head in HEADS:
            _move(inside / head, root / head)
        shutil.rmtree(inside)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):  # moved before the crash
        source.replace(target)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a stick formatted for every system has no links
        shutil.copy2(source, target)
