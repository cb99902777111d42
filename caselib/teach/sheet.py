"""What a handout consists of, whatever file it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Both languages' marks for what the teacher is to add; they are set off in every output.
_TODO = re.compile(r"【待教师补充[^】]{0,200}】|\[For the teacher to add[^\]]{0,200}\]")


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; numbered unless ``plain``."""

    text: str
    level: int = 1
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: ``body``, ``source`` (the source's own words, Chinese), ``note`` (small) or ``item`` (of a list)."""

    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``widths`` are shares of the line, ``roomy`` leaves room to write in its rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A new page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as the bytes of a PNG file; ``alt`` says what it shows."""

    png: bytes
    alt: str


Block = Head | Para | Grid | Leaf | Picture


@dataclass(frozen=True)
class Sheet:
    """A whole handout."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    lang: str = "zh"
    running: str = ""


def marked(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it asks the teacher to add something.

    Examples
    --------
    >>> list(marked("规模：【待教师补充：人数】"))
    [('规模：', False), ('【待教师补充：人数】', True)]
    """
    at = 0
    for found in _TODO.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(text):
        yield text[at:], False
