"""Names and reasons as they are shown: one line, without characters that steer a terminal."""

from __future__ import annotations

import errno
import re
import zipfile
import zlib

# Control characters, line and paragraph separators, marks that turn the direction of writing, lone surrogates.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (PermissionError, "no_permission"),
    (FileNotFoundError, "vanished"),
    (zipfile.BadZipFile, "damaged"),
    (EOFError, "damaged"),
    (zlib.error, "damaged"),
    (SyntaxError, "damaged"),  # what both XML libraries raise
    (LookupError, "damaged"),  # a part or a relationship that should be there
    (MemoryError, "no_memory"),
    (RecursionError, "nested"),
)
_NUMBERED = {errno.ELOOP: "link_loop", errno.ENAMETOOLONG: "long_name"}


def doc_name(name: str) -> str:
    """A file's name as a document's: text without surrogates (names in GB18030 are decoded), characters that are not shown as ``_``.

    Examples
    --------
    >>> doc_name("a\\nb.txt")
    'a_b.txt'
    """
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8 come from the system as lone surrogates
        raw = name.encode("utf-8", "surrogateescape" if not re.search("[\ud800-\udc7f]", name) else "replace")
        try:
            name = raw.decode("gb18030")
        except UnicodeDecodeError:
            name = raw.decode("utf-8", "replace")
    return _UNSHOWN.sub("_", name)


def reason(error: BaseException) -> str:
    """Why something could not be read: a name in ``caselib.messages.REASONS``, else the error in one line."""
    if isinstance(error, SyntaxError) and "depth" in str(error):  # libxml2: "Excessive depth in document"
        return "nested"
    for kind, name in _REASONS:
        if isinstance(error, kind):
            return name
    if isinstance(error, OSError) and error.strerror:
        return _NUMBERED.get(error.errno or 0, error.strerror)
    first = _UNSHOWN.sub(" ", str(error).strip().partition("\n")[0])[:160]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
