"""Text under construction: pieces go in, the text and its blocks come out."""

from __future__ import annotations

from dataclasses import dataclass, field

from caselib.model import Block, Span


@dataclass(slots=True)
class _Row:
    """A table row being written: whether it has text yet, cells begun, tabs owed."""

    begun: bool = False
    cells: int = 0
    tabs: int = 0


@dataclass(slots=True)
class Builder:
    """Joins pieces into one text and keeps the span of each as a block.

    Pieces stand on lines of their own; in a table row the cells are divided by tabs (an empty cell
    leaves its tab, those at the end of a row do not) and only the lines of one cell by line feeds.

    Examples
    --------
    >>> build = Builder()
    >>> build.add("投诉处理", "heading", level=1)
    >>> build.begin_row()
    >>> for cell in ("渠道", "", "电话"):
    ...     build.begin_cell()
    ...     build.add(cell, "cell", place="paragraph:2")
    >>> build.end_row()
    >>> build.text
    '投诉处理\\n渠道\\t\\t电话'
    """

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0
    rows: list[_Row] = field(default_factory=list)

    def add(self, text: str, kind: str, level: int = 0, place: str = "") -> None:
        """Append a piece; a blank one is left out."""
        if not text.strip():
            return
        if self.pieces:
            self._put(self._joint())
        for row in self.rows:
            row.begun, row.tabs = True, 0
        start = self.length
        self._put(text)
        self.blocks.append(Block(Span(start, self.length), kind, level, place))

    def begin_row(self) -> None:
        """Begin a table row; rows may stand within cells."""
        self.rows.append(_Row())

    def begin_cell(self) -> None:
        """Begin the row's next cell."""
        row = self.rows[-1]
        row.cells += 1
        row.tabs += row.cells > 1

    def end_row(self) -> None:
        """End the innermost row."""
        self.rows.pop()

    def _joint(self) -> str:
        if not self.rows or (self.rows[-1].begun and not self.rows[-1].tabs):
            return "\n"
        row = self.rows[-1]
        return ("" if row.begun else "\n") + "\t" * row.tabs

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """All that was added."""
        return "".join(self.pieces)
