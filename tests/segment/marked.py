"""Test texts that carry their answer: ⟦incident …⟧, ⟦scenario …⟧, ⟦guide …⟧ around what is to be found."""

from __future__ import annotations

import re

from caselib.clean import clean
from caselib.model import CleanText, SourceText
from caselib.segment import segment

Answer = list[tuple[str, str]]
_MARK = re.compile(r"⟦(incident|scenario|guide) |⟧")


def unmark(marked: str) -> tuple[str, Answer]:
    """The text without its marks, and the (kind, text) pairs that they show."""
    plain, answer, opened = "", [], []
    at = 0
    for found in _MARK.finditer(marked):
        plain += marked[at : found.start()]
        at = found.end()
        if found[1]:
            opened.append((found[1], len(plain)))
        else:
            kind, start = opened.pop()
            answer.append((kind, plain[start:]))
    return plain + marked[at:], answer


def cleaned(text: str, name: str = "t.txt") -> CleanText:
    return clean(SourceText(name, text))


def found(text: str, *kinds: str) -> Answer:
    """What ``segment`` finds of these kinds, as (kind, source text)."""
    laid = cleaned(text)
    return [(each.kind, each.span.of(text)) for each in segment(laid) if each.kind in kinds]
