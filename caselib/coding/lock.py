"""One process at a time on one log."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from caselib import files


def held(path: Path | str) -> AbstractContextManager[None]:
    """Hold the lock of a log (see :func:`caselib.files.held`)."""
    return files.held(path, "close the notebook or program that has it open, or give this coder a log file of their own")
