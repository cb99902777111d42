"""A text under repair: what it says now, where each character came from, and how an edit is carried out.

The map to the source is kept while cleaning, never rebuilt by comparing afterwards.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from caselib.lang.fold import fold
from caselib.model import Change, SourceText, Span

_SMALL = 20_000
"""Characters up to which a Python set is quicker than a table of all code points."""


class Edit(NamedTuple):
    """Put ``now`` in place of ``text[start:end]``. It is never longer than what it replaces.

    Where ``now`` stands inside the replaced characters (``投诉`` in ``客户投诉怎么写``), those are the
    ones kept; else it takes the places of the first ones.
    """

    start: int
    end: int
    now: str = ""


class Line(NamedTuple):
    """One line without its end: half-open, in positions of the draft; its text and the folded twin."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read on it."""
        return not self.text or self.text.isspace()


@dataclass(frozen=True)
class Draft:
    """The text between two fixes.

    Attributes
    ----------
    source
        The document as read.
    text
        What it says by now.
    origin
        Source offset of every character; a ``range`` as long as nothing was changed.
    alphabet
        The distinct characters, and those of drafts before: most fixes see from these alone that there is nothing to do.
    """

    source: SourceText
    text: str
    origin: Sequence[int]
    alphabet: frozenset[str]

    @cached_property
    def folded(self) -> str:
        """The folded twin, of equal length."""
        return fold(self.text)

    @cached_property
    def lines(self) -> list[Line]:
        """All lines, the blank ones included; for fixes behind ``line_ends``, which leaves one kind of line end."""
        found = []
        at = 0
        for body, folded in zip(self.text.split("\n"), self.folded.split("\n"), strict=True):
            found.append(Line(at, at + len(body), body, folded))
            at += len(body) + 1
        return found

    @cached_property
    def filled(self) -> list[int]:
        """Indices of the lines on which there is something to read."""
        return [i for i, line in enumerate(self.lines) if line.text and not line.text.isspace()]

    def at(self, offset: int) -> int:
        """Position of the first character that stands at or behind source ``offset``."""
        return bisect_left(self.origin, offset)


Fix = Callable[[Draft], list[Edit]]


def alphabet(text: str) -> frozenset[str]:
    """The distinct characters of a text.

    Examples
    --------
    >>> sorted(alphabet("退货退款"))
    ['款', '货', '退']
    """
    if len(text) <= _SMALL:
        return frozenset(text)
    seen = np.zeros(0x110000, dtype=np.bool_)
    seen[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)] = True
    return frozenset(map(chr, np.flatnonzero(seen).tolist()))


def start(source: SourceText) -> Draft:
    """The draft before the first fix."""
    return Draft(source, source.text, range(len(source.text)), alphabet(source.text))


def apply(draft: Draft, edits: list[Edit], rule: str) -> tuple[Draft, list[Change]]:
    """The text with all ``edits`` made, and the record of them in source coordinates.

    Edits must be in order and not overlap; one that changes nothing is not recorded.

    Raises
    ------
    ValueError
        If two edits overlap or one makes the text longer: a fault of the fix, named in the text.
    """
    pieces: list[str] = []
    origin = array("l")
    changes: list[Change] = []
    done = 0
    for edit in edits:
        was = draft.text[edit.start : edit.end]
        if edit.start < done or not was or len(edit.now) > len(was):
            raise ValueError(f"fix {rule!r} made an impossible edit at {edit.start}: {was!r} -> {edit.now!r}")
        kept = edit.start + max(was.find(edit.now), 0)
        pieces += draft.text[done : edit.start], edit.now
        origin.extend(draft.origin[done : edit.start])
        origin.extend(draft.origin[kept : kept + len(edit.now)])
        done = edit.end
        if was != edit.now:
            changes.append(_change(draft, edit, rule))
    pieces.append(draft.text[done:])
    origin.extend(draft.origin[done:])
    now = draft.alphabet.union(*(edit.now for edit in edits))
    return Draft(draft.source, "".join(pieces), origin, now), changes


def _change(draft: Draft, edit: Edit, rule: str) -> Change:
    span = Span(draft.origin[edit.start], draft.origin[edit.end - 1] + 1)
    return Change(rule, span, span.of(draft.source.text), edit.now)
