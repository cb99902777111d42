"""Output files are written whole or not at all, several together where they belong together, and by one process at a time."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from caselib.errors import InputError

# What a disk says that is full, a folder that is not ours to write to, a file that may not grow.
_REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR}
_STALE = 600  # seconds
_guard = threading.RLock()
_held: dict[tuple[int, Path], list[int]] = {}  # (process, path): file handle, depth


@contextmanager
def written_whole(path: Path | str, *, private: bool = False) -> Iterator[Path]:
    """A temporary path beside ``path``; it takes its place when the block ends well and vanishes when not.

    The file is flushed to disk before the rename, so that neither a crash nor a full disk leaves half a
    file under the real name. A ``private`` file is never readable by anybody but its owner (mode 0600).

    Raises
    ------
    InputError
        If the disk is full or the folder cannot be written to; what stood there before still stands.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with written_whole(folder / "a.txt") as temporary:
    ...     _ = temporary.write_text("whole", encoding="utf-8")
    >>> [path.name for path in folder.iterdir()]
    ['a.txt']
    """
    path = Path(path)
    with _refusals(path), _temporary(path) as temporary:
        yield temporary
        _finish(temporary, private)
        temporary.replace(path)
        _settle_folder(path.parent)


@contextmanager
def text_written_whole(path: Path | str) -> Iterator[IO[str]]:
    """The same, as an open UTF-8 text file with ``\\n`` line ends."""
    with written_whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def written_together(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Temporary paths for files that are right only together: after a crash at any moment all are old or all are new.

    A note beside the first tells, once all are on the disk, which take whose place; :func:`settled` carries it out where a
    crash came between.
    """
    first = paths[0]
    with _refusals(first), ExitStack() as stack:
        temporaries = [stack.enter_context(_temporary(path)) for path in paths]
        yield temporaries
        for temporary in temporaries:
            _finish(temporary)
        with written_whole(_note(first)) as note:
            note.write_text(json.dumps([[old.name, new.name] for old, new in zip(temporaries, paths, strict=True)]), encoding="utf-8")
        settled(first)


def settled(first: Path) -> None:
    """Finish what :func:`written_together` had decided when it was stopped; nothing where it was not."""
    note = _note(first)
    with suppress(OSError, ValueError, TypeError):
        if note.is_file():
            for temporary, name in json.loads(note.read_text(encoding="utf-8")):
                source, target = first.parent / Path(temporary).name, first.parent / Path(name).name
                if source.exists():
                    source.replace(target)
            note.unlink()
            _settle_folder(first.parent)


@contextmanager
def held(path: Path | str, advice: str, keep: bool = True) -> Iterator[None]:
    """Hold the lock of ``path`` (a file ``path.lock`` beside it), which the system releases when its holder dies.

    May be nested inside one process. With ``keep`` the lock file stays and tells who had it last.

    Raises
    ------
    InputError
        If another process holds it; the sentence names that process and ends with ``advice``.
    """
    path = Path(path).resolve()
    with _guard:
        key = (os.getpid(), path)  # a forked child does not hold what its parent holds
        if key in _held:
            _held[key][1] += 1
        else:
            _held[key] = [_take(path, advice), 1]
    try:
        yield
    finally:
        with _guard:
            _held[key][1] -= 1
            if not _held[key][1]:
                if not keep:
                    with suppress(OSError):
                        _lock_of(path).unlink()
                os.close(_held.pop(key)[0])


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{_prefix(path)}{os.getpid()}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _finish(temporary: Path, private: bool = False) -> None:
    with temporary.open("rb") as done:
        os.fsync(done.fileno())
    # mkstemp makes private files; a report is to be readable as any other file that the user writes.
    temporary.chmod(0o600 if private else 0o666 & ~_umask())


def _prefix(path: Path) -> str:
    return f".{path.stem[:40]}."


def _note(first: Path) -> Path:
    return first.with_name(f".{first.name}.together")


def _sweep(path: Path) -> None:
    """Take away what processes that were killed left of this file, unless a note still needs it."""
    if os.name != "posix" or any(path.parent.glob(".*.together")):
        return
    prefix = _prefix(path)
    for old in path.parent.iterdir():
        number = old.name.removeprefix(prefix).partition(".")[0] if old.name.startswith(prefix) and old.suffix == path.suffix else ""
        # A process of another machine that shares the folder is not seen as alive: only what nobody has touched for a while goes.
        if number.isdecimal() and not _alive(int(number)) and time.time() - old.stat().st_mtime > _STALE:
            old.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """A refusal of the disk as one sentence, also where a library has wrapped it in an error of its own."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        cause = _refusal(error)
        if cause is None or (cause.filename and Path(str(cause.filename)).resolve().parent != path.resolve().parent):
            raise
        raise InputError(
            f"{path} cannot be written ({cause.strerror}); free some space or choose a folder that you may write to, then run again: "
            "what stood there before is unharmed"
        ) from error


def _refusal(error: BaseException | None) -> OSError | None:
    for _ in range(8):
        if error is None or (isinstance(error, OSError) and error.errno in _REFUSED):
            return error
        inner = next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        error = inner or error.__cause__ or error.__context__
    return None


def _settle_folder(folder: Path) -> None:
    """Make names as durable as contents, where the system can."""
    if os.name == "posix":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _take(path: Path, advice: str) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _refusals(path):
        handle = os.open(_lock_of(path), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle)
        if not _is_there(handle, _lock_of(path)):  # its holder has just taken it away: this one is nobody's
            os.close(handle)
            return _take(path, advice)
    except OSError:
        holder = _holder(handle)
        os.close(handle)
        raise InputError(f"{path.name.removeprefix('.')} is in use by another process{holder}; {advice}") from None
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
    return handle


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _is_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


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
