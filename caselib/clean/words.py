"""How common Chinese words are, and how well a stretch of text reads: from the counts in jieba's dictionary.

Only the counts are taken, when the first text needs mending; the segmenter, which takes a second to
load, is not. A clean document never comes here, and one page with a few doubtful places asks for a few words only: these are looked
up in the file, which takes a hundredth of the time that a table of all takes.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

COMMON = 10
"""Count from which an entry is a word that people use; jieba's dictionary gives 3 to many entries that it never saw."""
LONGEST = 4
_TOTAL = 60_000_000
"""Sum of the counts in jieba's dictionary."""
_FEW = 30
"""Words that are looked up in the file, at 2 ms each, before a table of all is made, which takes 150 ms."""
_UNSEEN = math.log(0.1 / _TOTAL)
_ENTRY = re.compile(r"^([^ \n]{1,4}) (\d\d+)", re.MULTILINE)
_COUNT = re.compile(rb"[0-9]{2,}")


@cache
def frequencies() -> dict[str, int]:
    """Simplified words of one to four characters with their counts, those of :data:`COMMON` and above."""
    found = {word: int(count) for word, count in _ENTRY.findall(_dictionary())}
    _file.cache_clear()
    return found


def _dictionary() -> str:
    return _file().decode("utf-8")


@cache
def _file() -> bytes:
    """jieba's dictionary, found without importing jieba: one line a word, its count and its part of speech."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed; its dictionary says which characters make a word")
    return Path(spec.origin).with_name("dict.txt").read_bytes().replace(b"\r\n", b"\n")


def frequency(word: str) -> int:
    """Occurrences of a folded word in jieba's corpus of 60 million words; 0 for no word and for rare ones.

    Examples
    --------
    >>> frequency("心理") > frequency("惢理")
    True
    """
    many = frequencies.cache_info().currsize or _looked_up.cache_info().misses >= _FEW
    return frequencies().get(word, 0) if many else _looked_up(word)


@lru_cache(maxsize=_FEW)
def _looked_up(word: str) -> int:
    """What the table of :func:`frequencies` holds, read off the file."""
    if not 0 < len(word) <= LONGEST or not {" ", "\n"}.isdisjoint(word):
        return 0
    entry = b"%b " % word.encode("utf-8", "surrogatepass")
    file = _file()
    at = 0 if file.startswith(entry) else file.find(b"\n" + entry) + 1
    found = _COUNT.match(file, at + len(entry)) if at or file.startswith(entry) else None
    return int(found.group()) if found else 0


@cache
def verbs(words: frozenset[str]) -> frozenset[str]:
    """Those of the words that the dictionary has as verbs.

    Examples
    --------
    >>> sorted(verbs(frozenset({"退货", "技巧"})))
    ['退货']
    """
    choices = "|".join(map(re.escape, sorted(words)))
    return frozenset(re.findall(rf"^({choices}) \d+ v", _dictionary(), re.MULTILINE)) if words else frozenset()


def fluency(text: str) -> float:
    """Log probability of the most probable way to read folded ``text`` as words (a unigram model).

    Examples
    --------
    >>> fluency("有更多的") > fluency("有哽多的")
    True
    """
    known = frequencies()
    best = [0.0]
    for end in range(1, len(text) + 1):
        single = known.get(text[end - 1], 0)
        top = best[end - 1] + (math.log(single / _TOTAL) if single else _UNSEEN)
        for start in range(max(end - LONGEST, 0), end - 1):
            count = known.get(text[start:end], 0)
            if count:
                top = max(top, best[start] + math.log(count / _TOTAL))
        best.append(top)
    return best[-1]
