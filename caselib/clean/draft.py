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

from caselib.model import Change, SourceText, Span


class Edit(NamedTuple):
    """Put ``now`` in place of ``text[start:end]``. It is never longer than what it replaces.

    Where ``now`` stands inside the replaced characters (``投诉`` in ``客户投诉怎么写``), those are the
    ones kept; else it takes the places of the first ones.
    """

    start: int
    end: int
    now: str = ""


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
    """

    source: SourceText
    text: str
    origin: Sequence[int]

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The distinct characters: most fixes see from these alone that there is nothing to do."""
        return frozenset(self.text)

    def at(self, offset: int) -> int:
        """Position of the first character that stands at or behind source ``offset``."""
        return bisect_left(self.origin, offset)


Fix = Callable[[Draft], list[Edit]]


def start(source: SourceText) -> Draft:
    """The draft before the first fix."""
    return Draft(source, source.text, range(len(source.text)))


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
    return Draft(draft.source, "".join(pieces), origin), changes


def _change(draft: Draft, edit: Edit, rule: str) -> Change:
    span = Span(draft.origin[edit.start], draft.origin[edit.end - 1] + 1)
    return Change(rule, span, span.of(draft.source.text), edit.now)
