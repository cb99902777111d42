"""Text under construction: pieces go in, the text and its blocks come out."""

from __future__ import annotations

from dataclasses import dataclass, field

from caselib.model import Block, Span


@dataclass(slots=True)
class Builder:
    """Joins pieces into one text and keeps the span of each as a block.

    Examples
    --------
    >>> build = Builder()
    >>> build.add("投诉处理", "heading", level=1)
    >>> build.add("客户来电。", "paragraph", place="paragraph:2")
    >>> build.text
    '投诉处理\\n客户来电。'
    """

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, kind: str, level: int = 0, place: str = "", joint: str = "\n") -> None:
        """Append a piece, divided by ``joint`` from the one before; a blank piece is left out."""
        if not text.strip():
            return
        if self.pieces:
            self._put(joint)
        start = self.length
        self._put(text)
        self.blocks.append(Block(Span(start, self.length), kind, level, place))

    def skip(self, joint: str) -> None:
        """Append text that belongs to no block (the tab of an empty cell)."""
        self._put(joint)

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """All that was added."""
        return "".join(self.pieces)
