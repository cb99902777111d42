"""How a record stands in a file: one line of JSON, of a format; and the library that reads and writes Parquet."""

from __future__ import annotations

import json
from typing import Any

from caselib.errors import FormatError, InputError


def json_line(data: dict[str, Any]) -> str:
    """One line of JSON, as every file of a case base holds it: Chinese as it is, lone surrogates escaped."""
    line = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(data, separators=(", ", ": "))
    return line + "\n"


def not_newer(where: object, found: int, reads: int) -> None:
    """Refuse what a newer release has written.

    Raises
    ------
    FormatError
        If the format found is above the one that this release reads.
    """
    if found > reads:
        raise FormatError(f"{where} is of format {found}; this release reads {reads}: update caselib")


def pyarrow() -> Any:
    """The library that reads and writes Parquet.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import pyarrow as found
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise InputError("Parquet needs pyarrow; install the extra: pip install 'caselib[scale]'") from error
    return found
