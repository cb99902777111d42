"""A raw text and its clean twin, cut into lines that stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from caselib.model import CleanText, Span


class Piece(NamedTuple):
    """A stretch of one side; ``hint`` names the rules where it was changed."""

    changed: bool
    text: str
    hint: str


def paired(cleaned: CleanText) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """(raw pieces, clean pieces) for every line of the clean text; joined, each side gives its whole text back but for line ends of the clean one."""
    parts = list(stretches(cleaned))
    edges = [0, *(cleaned.span(i, i + 1).end for i, char in enumerate(cleaned.text) if char == "\n"), len(cleaned.source.text)]
    position = 0
    for left, right in pairwise(edges):
        while position < len(parts) and parts[position][0].end <= left:
            position += 1
        raw, clean = [], []
        for span, rules in parts[position:]:
            if span.start >= right:
                break
            part = Span(max(span.start, left), min(span.end, right))
            start, end = cleaned.range(part)
            raw.append(Piece(bool(rules), part.of(cleaned.source.text), rules))
            clean.append(Piece(bool(rules), cleaned.text[start:end].removesuffix("\n"), rules))
        yield [piece for piece in raw if piece.text], [piece for piece in clean if piece.text]


def stretches(cleaned: CleanText) -> Iterator[tuple[Span, str]]:
    """The source from end to end: changed stretches (overlapping changes merged) with their rules, and what lies between with none."""
    merged: list[tuple[int, int, list[str]]] = []
    for change in sorted(cleaned.changes, key=lambda change: change.span):
        if merged and change.span.start < merged[-1][1]:
            start, end, rules = merged[-1]
            merged[-1] = (start, max(end, change.span.end), [*rules, change.rule])
        else:
            merged.append((change.span.start, change.span.end, [change.rule]))
    at = 0
    for start, end, rules in merged:
        if at < start:
            yield Span(at, start), ""
        yield Span(start, end), ", ".join(dict.fromkeys(rules))
        at = end
    if at < len(cleaned.source.text):
        yield Span(at, len(cleaned.source.text)), ""
