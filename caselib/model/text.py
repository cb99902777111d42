"""Texts on their way: as read (:class:`SourceText`) and as matched on (:class:`CleanText`)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from caselib.model.span import Span


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document as its format divides it.

    Attributes
    ----------
    span
        Where it stands in the source text.
    kind
        ``heading``, ``paragraph``, ``item`` (list item), ``cell``, ``row``, ``notes``, ``header``, ``footer``, ``caption``, ``link``;
        in a record (a table's row) the column's role instead: ``title``, ``text``, ``reply``, ``time``, ``id`` or ``other``.
    level
        Depth of a heading or item (1 is the top), else 0.
    place
        What a person would turn to: ``"page:3"``, ``"slide:2"``, ``"slide:2/notes"``, ``"sheet:投诉/row:5"``, ``"paragraph:12"``.
    """

    span: Span
    kind: str
    level: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document as it was read: what is quoted, and what every span points into.

    Attributes
    ----------
    doc
        Path relative to what the user named, with ``/``; a member of an archive or a row of a table
        is told by ``!`` (``"a.zip!b.txt"``, ``"log.csv!TS-0417"``).
    text
        The decoded text without its byte-order mark, line ends as they are.
    blocks
        In order of the text; may be empty for plain text.
    kind
        ``document``, or ``record`` for one row of a table.
    sha256
        Of the file's bytes (of the row's text for a record).
    reader
        Name and version of the reader, for the cache and the stored texts.
    """

    doc: str
    text: str
    blocks: tuple[Block, ...] = ()
    kind: str = "document"
    sha256: str = ""
    reader: str = "text/1"

    def place(self, at: int) -> str:
        """The place (page, slide, row …) of the block around character ``at``, or an empty string."""
        starts = [block.span.start for block in self.blocks]
        i = bisect_left(starts, at + 1) - 1
        while i >= 0:
            if self.blocks[i].span.start <= at < self.blocks[i].span.end:
                return self.blocks[i].place
            i -= 1
        return ""

    def line_column(self, at: int) -> tuple[int, int]:
        """1-based line and column of character ``at``; lines end at a line feed."""
        before = self.text[:at]
        return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True, slots=True)
class Change:
    """One mend: ``source.text[span]`` was shown, ``now`` is what the clean text has instead.

    ``rule`` is the fix's name; ``now`` is empty for what was left out.
    """

    rule: str
    span: Span
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """Readable text with the way back.

    Attributes
    ----------
    source
        The document as read.
    text
        In the document's own script, mended; furniture left out.
    folded
        Of equal length: simplified script, half width, variants to one form, lower case. What is searched.
    origin
        The source offset of every character of ``text``; ``None`` where nothing changed (identity).
    changes
        Every mend, in order of the source.
    """

    source: SourceText
    text: str
    folded: str
    origin: Sequence[int] | None = None
    changes: tuple[Change, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The source span of clean characters ``[start, end)``; noise removed inside it is included, as in a true quote."""
        if self.origin is None:
            return Span(start, end)
        return Span(self.origin[start], self.origin[end - 1] + 1)

    def at(self, offset: int) -> int:
        """The clean position of the first character that stands at or behind source ``offset``."""
        return offset if self.origin is None else bisect_left(self.origin, offset)

    def range(self, span: Span) -> tuple[int, int]:
        """Clean ``[start, end)`` of what is left of a source span; may be empty."""
        return self.at(span.start), self.at(span.end)
