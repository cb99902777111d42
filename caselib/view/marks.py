"""A text cut at the borders of the spans marked in it: what every view of a case is drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from caselib.assets import word
from caselib.codebook import Codebook
from caselib.lang.printable import printable
from caselib.model import Case, Mention, SourceText


class Run(NamedTuple):
    """A stretch of text under the same mentions; ``ends`` are those of them that end with it."""

    text: str
    start: int
    mentions: tuple[Mention, ...]
    ends: tuple[Mention, ...]


def runs(text: str, offset: int, mentions: Iterable[Mention]) -> list[Run]:
    """Cut ``text`` wherever a mention begins or ends; joined, the runs give the text back.

    Parameters
    ----------
    text
        A stretch of a source text.
    offset
        Where it begins in the source text: mentions are in source coordinates. What lies outside is cut off.
    mentions
        May overlap and nest.
    """
    end = offset + len(text)
    inside = sorted((m for m in mentions if m.span.start < end and m.span.end > offset), key=lambda m: (m.span, m.id))
    cuts = {offset, end} | {min(max(at, offset), end) for m in inside for at in m.span}
    found = []
    points = sorted(cuts)
    for left, right in pairwise(points):
        under = tuple(m for m in inside if m.span.start < right and m.span.end > left)
        ends = tuple(m for m in under if min(m.span.end, end) == right)
        found.append(Run(text[left - offset : right - offset], left, under, ends))
    return found


def case_runs(case: Case, source: SourceText) -> list[Run]:
    """The runs of a case's own text under its mentions."""
    return runs(case.span.of(source.text), case.span.start, case.mentions)


def label(mention: Mention, book: Codebook, lang: str | None = None) -> str:
    """What a mention is, in a few words: role, code and, where it is not done, status."""
    status = "" if mention.status in {"", "done"} else f"（{word('status.' + mention.status, lang)}）"
    spoken = printable(book.label(mention.code, lang or "zh"))
    return f"{word('role.' + mention.role, lang)}·{spoken}{status}"
