"""Where clauses and sentences lie in folded text: bare positions, to be used inside one stage."""

from __future__ import annotations

import re
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from caselib.lang.fold import code_points

# A comma or colon between digits belongs to a number or a time of day (1,000 or 18:30).
# Text without any mark is cut at LONGEST characters, so that work on a clause is bounded: 99.9 % of the clauses of the corpus are shorter.
LONGEST = 200
_CLAUSE = re.compile(r"(?:[^,。;!?:\n]|(?<=\d)[,:](?=\d)){1,200}")
# Whether a character is white space, by its code point; none is behind U+3000, and what lies behind is looked up at the end.
_SPACE = np.asarray([chr(point).isspace() for point in range(0x3002)])
_SENTENCE = re.compile(r"[^。!?\n;]+[。!?;]*[”’)]*")


def clauses(folded: str) -> list[tuple[int, int]]:
    """``(start, end)`` of every clause that holds more than white space, white space at its ends left out.

    Examples
    --------
    >>> text = "退款1,200元,已到账。谢谢"
    >>> [text[start:end] for start, end in clauses(text)]
    ['退款1,200元', '已到账', '谢谢']
    """
    return [found for match in _CLAUSE.finditer(folded) if (found := trimmed(folded, *match.span()))]


def clause_spans(folded: str) -> NDArray[np.int32]:
    """What :func:`clauses` finds, as an array of rows ``start, end``.

    Examples
    --------
    >>> clause_spans("退款1,200元, 已到账。 ").tolist()
    [[0, 8], [10, 13]]
    """
    spans = np.fromiter(chain.from_iterable(match.span() for match in _CLAUSE.finditer(folded)), np.int32).reshape(-1, 2)
    points = code_points(folded)
    first, last = (_SPACE.take(points.take(at).astype(np.int64), mode="clip") for at in (spans[:, 0], spans[:, 1] - 1))
    for row in np.flatnonzero(first | last).tolist():
        spans[row] = trimmed(folded, *spans[row].tolist()) or (0, 0)
    return spans[spans[:, 1] > 0]


def sentence_ends(folded: str) -> NDArray[np.int32]:
    """Where sentences end: what stands between two ends is one sentence, or white space behind one."""
    return np.fromiter((match.end() for match in _SENTENCE.finditer(folded)), np.int32)


def sentences(folded: str) -> list[tuple[int, int]]:
    """``(start, end)`` of every sentence, its closing mark included.

    Examples
    --------
    >>> text = "等了三天!没人管。"
    >>> [text[start:end] for start, end in sentences(text)]
    ['等了三天!', '没人管。']
    """
    return [found for match in _SENTENCE.finditer(folded) if (found := trimmed(folded, *match.span()))]


def lines(folded: str) -> list[tuple[int, int]]:
    """``(start, end)`` of every line that is not blank, trimmed.

    Examples
    --------
    >>> lines("甲\\n\\n  乙")
    [(0, 1), (5, 6)]
    """
    breaks = [-1, *(i for i, char in enumerate(folded) if char == "\n"), len(folded)]
    return [found for left, right in pairwise(breaks) if (found := trimmed(folded, left + 1, right))]


def trimmed(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """``[start, end)`` without white space at its ends, or ``None`` if nothing is left."""
    body = folded[start:end]
    if body and not (body[0].isspace() or body[-1].isspace()):
        return start, end
    left = len(body) - len(body.lstrip())
    right = len(body.rstrip())
    return (start + left, start + right) if left < right else None
