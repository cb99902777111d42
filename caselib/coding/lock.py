"""One process at a time on one file: a lock that the system releases when its holder dies."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from caselib.errors import InputError

_guard = threading.RLock()
_held: dict[tuple[int, Path], list[int]] = {}  # (process, path): file handle, depth


@contextmanager
def held(path: Path | str) -> Iterator[None]:
    """Hold the lock of ``path`` (a file ``path.lock`` beside it); may be nested inside one process.

    The lock file stays where it is: deleting it would let two processes lock two files of the same name.

    Raises
    ------
    InputError
        If another process holds it; the sentence names that process.
    """
    path = Path(path).resolve()
    with _guard:
        key = (os.getpid(), path)  # a forked child does not hold what its parent holds
        if key in _held:
            _held[key][1] += 1
        else:
            _held[key] = [_take(path), 1]
    try:
        yield
    finally:
        with _guard:
            _held[key][1] -= 1
            if not _held[key][1]:
                os.close(_held.pop(key)[0])


def _take(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle)
    except OSError:
        holder = _holder(handle)
        os.close(handle)
        raise InputError(
            f"{path.name} is in use by another process{holder}; close the notebook or program that has it open, "
            "or give this coder a log file of their own"
        ) from None
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
    return handle


def _holder(handle: int) -> str:
    number = ""
    with suppress(OSError, ValueError):
        os.lseek(handle, 0, os.SEEK_SET)
        number = str(int(os.read(handle, 32)))
    return f" (number {number})" if number else ""


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        # A byte far behind the text, so that the process number can still be read.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
