"""Output files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def written_whole(path: Path | str, *, private: bool = False) -> Iterator[Path]:
    """A temporary path beside ``path``; it takes its place when the block ends well and vanishes when not.

    The file is flushed to disk before the rename, so that neither a crash nor a full disk leaves half a
    file under the real name. A ``private`` file is never readable by anybody but its owner (mode 0600).

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with written_whole(folder / "a.txt") as temporary:
    ...     _ = temporary.write_text("whole", encoding="utf-8")
    >>> [path.name for path in folder.iterdir()]
    ['a.txt']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as done:
            os.fsync(done.fileno())
        # mkstemp makes private files; a report is to be readable as any other file that the user writes.
        temporary.chmod(0o600 if private else 0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def text_written_whole(path: Path | str) -> Iterator[IO[str]]:
    """The same, as an open UTF-8 text file with ``\\n`` line ends."""
    with written_whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        yield file


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
