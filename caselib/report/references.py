"""Numbers of figures and tables, and the references to them inside sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from caselib.assets import word
from caselib.report.parts import Figure, Part, Table

_MARK = re.compile(r"\[\[([a-z_]{1,40})\]\]")
# What a person is still to add or check, in both languages; every writer sets it off.
_TODO = re.compile(r"【待(?:补充|核)】|\[(?:To be supplied|to be checked)\]")
TODO = "!"  # the key of such a piece


class Caption(NamedTuple):
    """The number of a figure or table: ``kind`` is ``figure`` or ``table``, ``label`` is what is printed (图1)."""

    kind: str
    number: int
    label: str


def captions(parts: Sequence[Part], lang: str) -> dict[str, Caption]:
    """Key → caption, numbered in order of appearance, figures and tables apart."""
    found: dict[str, Caption] = {}
    counts = {"figure": 0, "table": 0}
    for part in parts:
        if isinstance(part, (Figure, Table)):
            kind = "figure" if isinstance(part, Figure) else "table"
            counts[kind] += 1
            found[part.key] = Caption(kind, counts[kind], f"{word('report.' + kind, lang)}{counts[kind]}")
    return found


def pieces(sentence: str, known: dict[str, Caption]) -> list[tuple[str, str]]:
    """(text, key) in order: plain text has an empty key, a reference its label and key, a mark of what is still to be added ``TODO``.

    An unknown reference stays as it stands.

    Examples
    --------
    >>> pieces("见[[flow]]。", {"flow": Caption("figure", 1, "图1")})
    [('见', ''), ('图1', 'flow'), ('。', '')]
    >>> pieces("没有讲到。【待补充】", {})
    [('没有讲到。', ''), ('【待补充】', '!')]
    """
    found: list[tuple[str, str]] = []
    at = 0
    for match in _MARK.finditer(sentence):
        if match[1] in known:
            found += [*_marked(sentence[at : match.start()]), (known[match[1]].label, match[1])]
            at = match.end()
    found += _marked(sentence[at:])
    return [piece for piece in found if piece[0]]


def _marked(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    for match in _TODO.finditer(text):
        found += [(text[at : match.start()], ""), (match[0], TODO)]
        at = match.end()
    return [*found, (text[at:], "")]
