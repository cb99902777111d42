"""How common a Chinese word is: read from jieba's dictionary the first time that a text needs mending.

Only the frequencies are taken; the segmenter, which takes a second to load, is not. A clean document never comes here.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

COMMON = 3
"""Count from which an entry is a word that people use; jieba's dictionary gives 3 to many entries that it never saw."""

_ENTRY = re.compile(r"^([\u4e00-\u9fff]{1,4}) (\d+)", re.MULTILINE)


@cache
def frequencies() -> dict[str, int]:
    """Words of one to four Han characters (simplified) with their counts in jieba's corpus."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return {}
    text = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")
    return {word: int(count) for word, count in _ENTRY.findall(text)}


def frequency(word: str) -> int:
    """Occurrences of a folded word in jieba's corpus (about 60 million words); 0 for no word.

    Examples
    --------
    >>> frequency("投诉") > frequency("客诉")
    True
    """
    return frequencies().get(word, 0)
