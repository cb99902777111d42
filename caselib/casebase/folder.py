"""The files of a case base in parts: a folder of this machine, or any fsspec address."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO, Any

from caselib.errors import InputError
from caselib.files import written_whole


class Folder:
    """The files under a path of this machine or an fsspec address; every write is whole or not at all."""

    def __init__(self, root: str | Path) -> None:
        self.root = str(root).rstrip("/") or "/"
        self.remote = "://" in self.root

    def __fspath__(self) -> str:
        return self.root

    def write(self, name: str, data: bytes) -> None:
        """Write one file."""
        if self.remote:
            # An object store shows an object when it is complete; a file system behind fsspec gets a rename.
            self._fs.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
            with self._fs.transaction, self._fs.open(self._at(name), "wb") as file:
                file.write(data)
            return
        with written_whole(Path(self.root, name)) as temporary:
            temporary.write_bytes(data)

    def open(self, name: str) -> IO[bytes]:
        """One file for reading."""
        if self.remote:
            return self._fs.open(self._at(name), "rb")  # type: ignore[no-any-return]
        return Path(self.root, name).open("rb")

    def read(self, name: str) -> bytes:
        """One file's bytes; nothing where there is none."""
        try:
            with self.open(name) as file:
                return file.read()
        except FileNotFoundError:
            return b""

    def names(self, folder: str) -> list[str]:
        """The files in a folder, by name; temporary ones of a run that was killed among them."""
        if self.remote:
            return (
                sorted(str(name).rpartition("/")[2] for name in self._fs.ls(self._at(folder), detail=False))
                if self._fs.exists(self._at(folder))
                else []
            )
        here = Path(self.root, folder)
        return sorted(path.name for path in here.iterdir()) if here.is_dir() else []

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return bool(self._fs.exists(self._at(name))) if self.remote else Path(self.root, name).exists()

    def remove(self, name: str) -> None:
        """Take one file away, if it is there."""
        if not self.remote:
            Path(self.root, name).unlink(missing_ok=True)
        elif self.exists(name):
            # Another worker may have been quicker.
            with contextlib.suppress(FileNotFoundError):
                self._fs.rm(self._at(name))

    @property
    def _fs(self) -> Any:
        return _filesystem(self.root)

    def _at(self, name: str) -> str:
        return f"{self._fs._strip_protocol(self.root)}/{name}"


def _filesystem(address: str) -> Any:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"the address {address} needs fsspec; install the extra: pip install 'caselib[scale]'") from error
    return url_to_fs(address)[0]
