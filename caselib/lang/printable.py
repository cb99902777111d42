"""Text of documents on its way to a page, a terminal or an XML file."""

from __future__ import annotations

# What XML 1.0 forbids (control characters, surrogates, two non-characters) and what a terminal would obey. Line feed, tab and
# carriage return stay. Bidirectional overrides would let a text rearrange the words around it (CVE-2021-42574), so they go too.
_UNSAFE = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)
_TABLE = dict.fromkeys((*_UNSAFE, *range(0xD800, 0xE000)), "\ufffd")


def printable(text: str) -> str:
    """``text`` of equal length with every character that a page, a terminal or XML cannot carry replaced by U+FFFD.

    Examples
    --------
    >>> printable("退\\x1b[2J款\\ud800")
    '退�[2J款�'
    """
    return text.translate(_TABLE)
