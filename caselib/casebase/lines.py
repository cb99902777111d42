"""How a record stands in a file: one line of JSON; and the library that reads and writes Parquet."""

from __future__ import annotations

import json
from typing import Any

from caselib.errors import InputError


def json_line(data: dict[str, Any]) -> str:
    """One line of JSON, as every file of a case base holds it: Chinese as it is, lone surrogates escaped."""
    line = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(data, separators=(", ", ": "))
    return line + "\n"


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
