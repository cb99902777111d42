"""A stretch of text that nearly reads as sought: bounded edit distance inside a bounded window."""

from __future__ import annotations

# A quarter of the characters may differ: more, and in Chinese, where a word is two characters, it says something else.
_SHARE = 4
# Characters of the text looked at on either side of the expected place; and of a long quote, at either end.
_REACH, _ENDS = 240, 48


def nearest(quote: str, text: str, expected: int, low: int, high: int) -> tuple[int, int] | None:
    """The stretch of ``text[low:high]`` next to ``expected`` that differs from ``quote`` in at most a quarter of its characters.

    Of a long quote only its two ends are compared, and its length may change by a quarter. Time is bounded by
    constants whatever the texts' lengths.

    Examples
    --------
    >>> text = "商家最终同意全额退款"
    >>> start, end = nearest("商家最后同意全额退款", text, 0, 0, len(text))
    >>> text[start:end]
    '商家最终同意全额退款'
    """
    low, high = max(low, expected - _REACH), min(high, expected + len(quote) + _REACH)
    if low >= high:
        return None
    if len(quote) <= 2 * _ENDS:
        return _match(quote, text, low, high, expected)
    head = _match(quote[:_ENDS], text, low, min(high, expected + _ENDS + _REACH), expected)
    if head is None:
        return None
    at = head[0] + len(quote) - _ENDS
    slack = len(quote) // _SHARE
    tail = _match(quote[-_ENDS:], text, max(head[1], at - slack), min(len(text), at + _ENDS + slack), at)
    return (head[0], tail[1]) if tail else None


def _match(quote: str, text: str, low: int, high: int, expected: int) -> tuple[int, int] | None:
    """Best stretch by edit distance (Sellers 1980), then by closeness to where it is expected."""
    limit = len(quote) // _SHARE
    if not limit or low >= high:
        return None
    size = len(quote)
    costs = list(range(size + 1))
    starts = [low] * (size + 1)
    best: tuple[int, int, int, int] | None = None
    for j in range(low, high):
        char = text[j]
        diagonal, diagonal_start = costs[0], starts[0]
        costs[0], starts[0] = 0, j + 1
        for i in range(1, size + 1):
            same = diagonal + (quote[i - 1] != char)
            up, left = costs[i] + 1, costs[i - 1] + 1
            cost = min(same, up, left)
            start = diagonal_start if cost == same else starts[i] if cost == up else starts[i - 1]
            diagonal, diagonal_start = costs[i], starts[i]
            costs[i], starts[i] = cost, start
        if costs[size] <= limit:
            found = (costs[size], abs(starts[size] - expected), starts[size], j + 1)
            best = min(best, found) if best else found
    return (best[2], best[3]) if best and best[2] < best[3] else None
