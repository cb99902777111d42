"""read: path → :class:`~caselib.model.SourceText`.

Files, folders, globs and standard input become texts with blocks that keep their page, slide, sheet
row or paragraph; every row of a complaint log becomes a text of its own. What cannot be read becomes
a :class:`~caselib.errors.Problem`, and the rest goes on. One format a module: :mod:`plain`, :mod:`html`,
:mod:`docx`, :mod:`pptx`, :mod:`pdf`, :mod:`xlsx` and :mod:`csv` (both over :mod:`table`), :mod:`office`
(old formats), :mod:`archive`; :mod:`detect` looks at the content before the suffix.

Examples
--------
>>> import tempfile, pathlib
>>> folder = pathlib.Path(tempfile.mkdtemp())
>>> _ = (folder / "a.txt").write_bytes("客户投诉空调不制冷。".encode("gbk"))
>>> _ = (folder / "log.csv").write_text("编号,投诉内容\\nTS-1,快递三天没有更新\\n")
>>> [(text.doc, text.text) for text in read(folder)]
[('a.txt', '客户投诉空调不制冷。'), ('log.csv!TS-1', '编号：TS-1\\n投诉内容：快递三天没有更新')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from caselib.errors import Problem
from caselib.model import SourceText
from caselib.read.formats import read_listed
from caselib.read.listing import sources
from caselib.read.options import DEFAULT, Columns, Limits, Listed, Options

__all__ = ["DEFAULT", "Columns", "Limits", "Listed", "read", "read_file", "sources"]


def read(
    paths: str | Path | Iterable[str | Path],
    *,
    columns: Columns | None = None,
    limits: Limits = DEFAULT,
    root: Path | None = None,
) -> Iterator[SourceText | Problem]:
    """Every text of the files that ``paths`` name, and every problem met, in order.

    Parameters
    ----------
    paths
        One path or several: files, folders, globs, ``"-"`` for standard input; see :func:`sources`.
    columns
        Names of a table's columns; those not given are guessed.
    limits
        What is too large to be read.
    root
        The folder that document names are relative to; by default what was named.
    """
    for listed in sources(paths, limits=limits, root=root):
        yield from read_file(listed, columns, limits)


def read_file(listed: Listed, columns: Columns | None = None, limits: Limits = DEFAULT) -> Iterator[SourceText | Problem]:
    """The texts and problems of one file (an archive or a table holds many). Raises nothing for what the file is like."""
    return read_listed(listed, Options(columns or Columns(), limits))
