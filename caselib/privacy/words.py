"""Ordinary words, so that 提高 does not give a Mr Gao: jieba's dictionary, read as a table and never run as a segmenter."""

from __future__ import annotations

from functools import cache

# Rarer entries of the dictionary are names and slips as often as words.
_RARE = 5
# Ordinary words that the dictionary takes for names (文明, 高峰, 张贴) are frequent; names proper are not.
_FREQUENT_NAME = 300
_LONGEST = 3
_HEADINGS = ("手机", "电话", "护照", "身份证", "证件", "微信", "工号", "失联", "先生", "女士")


@cache
def tags() -> dict[str, str]:
    """Word of up to three characters → first letter of its part of speech; rare entries marked as personal names are left out."""
    from importlib.resources import files

    found: dict[str, str] = {}
    with (files("jieba") / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, count, tag = line.split()
            least = _RARE if not tag.startswith("nr") else _FREQUENT_NAME if len(word) == 2 else 10**9
            if len(word) <= _LONGEST and int(count) >= least:
                found[word] = tag[0]
    return found


def is_word(text: str) -> bool:
    """Whether the dictionary has the text as an ordinary word."""
    return text in tags()


def opens_predicate(folded: str, at: int) -> bool:
    """Whether a verb, adverb, preposition, conjunction or particle begins at ``at``: what follows a name in a sentence.

    Numbers and points in time (三次, 次日) count too, and so do the headings of forms (手机, 护照).
    """
    table = tags()
    return any(table.get(folded[at : at + size], " ") in "vdpcumt" for size in (3, 2, 1)) or folded.startswith(_HEADINGS, at)
