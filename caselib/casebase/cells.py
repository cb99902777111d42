"""Cells of tables as text that no spreadsheet runs as a formula, and back (OWASP, "CSV injection")."""

from __future__ import annotations

# What starts a formula in Excel, LibreOffice or WPS; and the apostrophe itself, so that taking one off is always right.
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would run it.

    Examples
    --------
    >>> [guarded(text) for text in ("退款", "=1+1", "'a")], bare(guarded("=1+1"))
    (['退款', "'=1+1", "''a"], '=1+1')
    """
    return f"'{text}" if text.startswith(ACTIVE) else text


def bare(cell: str) -> str:
    """What :func:`guarded` was given."""
    return cell.removeprefix("'")
