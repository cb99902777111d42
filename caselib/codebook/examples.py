"""Labelled passages: the text carries its own answer, ``⟦code:status|words⟧``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"⟦([^⟦⟧|]+)\|([^⟦⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Mark:
    """``code`` (and ``status`` for actions) at ``text[start:end]`` of a passage."""

    start: int
    end: int
    code: str
    status: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled passage of a code; ``counter`` says that it only looks like the code."""

    text: str
    marks: tuple[Mark, ...]
    register: str
    counter: bool = False


def unmark(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Plain text and marks of a marked passage.

    Raises
    ------
    ValueError
        If a bracket is left over: a mark without ``|``, nested or unclosed marks.

    Examples
    --------
    >>> unmark("店方⟦refund:done|退还押金⟧")
    ('店方退还押金', (Mark(start=2, end=6, code='refund', status='done'),))
    """
    text, marks, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        start = len(text)
        text += match.group(2)
        for label in match.group(1).split("+"):
            code, _, status = label.strip().partition(":")
            marks.append(Mark(start, len(text), code, status))
        last = match.end()
    text += marked[last:]
    if "⟦" in text or "⟧" in text:
        raise ValueError(f"a mark is not of the form ⟦code|words⟧ in {marked!r}")
    return text, tuple(marks)
