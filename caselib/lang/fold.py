"""Fold text to one script and width for matching, character by character, so that positions stay.

What is folded: traditional → simplified (OpenCC's character table), full width → half width, quotes
to one form, Latin letters to lower case. What is not: anything that would change the length (NFKC
turns ``㎏`` into two characters; ``str.casefold`` turns ``ß`` into two), and words (OpenCC's phrase
tables): a folded text is for searching, never for showing.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt

# 著 is both 着 (the aspect particle, written so in Taiwan) and 著 (as in 著名). OpenCC's character table keeps 著;
# these are the words of the Modern Chinese Dictionary in which simplified text keeps it too.
_ZHU = re.compile(r"(?<![名原专编论巨译遗显卓昭土合所])著(?![名作称述书者录])")
_HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’"}
_LINES = {"\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\u000b": "\n", "\u000c": "\n", "\r": "\n"}


@cache
def simplified() -> dict[str, str]:
    """One-to-one traditional → simplified, from OpenCC's ``t2s`` applied to single characters."""
    from opencc import OpenCC

    chars = [chr(code) for start, end in _HAN_RANGES for code in range(start, end)]
    plain = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {was: now for was, now in zip(chars, plain, strict=True) if was != now and len(now) == 1}


@cache
def table() -> dict[int, str]:
    """The whole folding table, in the form of ``str.translate``."""
    folds = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    folds |= {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    folds |= {chr(code): chr(code - 0xFEE0 + 32) for code in range(ord("Ａ"), ord("Ｚ") + 1)}
    folds |= {"\u3000": " ", "\u00a0": " ", "\t": " ", "﹐": ",", "﹔": ";", "﹕": ":", "﹗": "!", "﹖": "?", "｡": "。", "､": "、", "〜": "~"}
    folds |= _QUOTES | _LINES | simplified()
    return {ord(was): now for was, now in folds.items()}


@cache
def _codes() -> npt.NDArray[np.uint32]:
    """The table as an array over all code points: looking up by index is ten times as quick as ``str.translate``."""
    codes = np.arange(0x110000, dtype=np.uint32)
    for was, now in table().items():
        codes[was] = ord(now)
    return codes


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The text's code points; surrogates that stand alone pass as they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def fold(text: str) -> str:
    """The folded twin of ``text``, of equal length.

    Examples
    --------
    >>> fold("經消保委調解，退還「押金」ＡＢ１２")
    '经消保委调解,退还“押金”ab12'
    """
    folded: str = _codes()[code_points(text)].tobytes().decode("utf-32-le", "surrogatepass")
    if "著" in folded:
        folded = _ZHU.sub("着", folded)
    assert len(folded) == len(text)
    return folded


def short(digest: str) -> str:
    """The first twelve characters of a hash in hexadecimal that are not digits alone: such an id would be taken for somebody's number.

    Examples
    --------
    >>> short("1f8a3c5b7d9e00"), short("123456789012f0")
    ('1f8a3c5b7d9e', '23456789012f')
    """
    return next((part for i in range(len(digest) - 11) if not (part := digest[i : i + 12]).isdigit()), digest[:12])
