"""Look-alike characters put in to defeat copying and search: 嘚 for 的, 囸 for 正, 比洳 for 比如.

A table proposes (``data/lookalikes.txt``), the words around decide: the candidate with which the
characters beside it read best, by the counts of jieba's dictionary. Characters that only rare text
has (outside GB2312 and the first level of Big5) are the evidence; ordinary characters are looked
at only in a document where enough of those show that somebody has tampered with it.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache, lru_cache
from pathlib import Path

from caselib.clean.draft import Draft, Edit
from caselib.clean.words import COMMON, LONGEST, fluency, frequency
from caselib.lang.fold import simplified

_TABLE = Path(__file__).with_name("data") / "lookalikes.txt"
_REACH = 4
"""Characters on each side that are read along with the one in doubt: one word, as long as the dictionary has them."""
_TAMPERED = 5
"""Rare look-alikes from which a document counts as tampered with; a spun page has one to every 200 characters, a stray variant comes alone."""
_GAIN = 6.0
"""Nats by which an ordinary character must read worse than its mend: the odds are then 400 to 1."""
_FORM_GAIN = 2.0
"""The same for a traditional form in simplified text, which is out of place in any case (財 for 才 as well as for 财)."""
_USUAL = 3.0
"""Nats by which another candidate must beat the first one of the table, which is the usual meaning."""
_PARTICLES = frozenset("的了在是我你他她它们这那不有人就都也和与而且但更才最很太再又还把被让给对从到向以之其")
"""Characters that stand alone and need no word around them."""
_TRADITIONAL = 0.15
"""Share of traditional forms from which a document is traditional. Spun simplified pages: under 0.01; traditional ones: over 0.25."""


@cache
def common_sets() -> frozenset[str]:
    """Han characters of GB2312 and of the first level of Big5 (rows A4 to C6), which ordinary text is written with."""
    trails = range(0x40, 0xFF)
    pairs = (code for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for code in (row, cell))
    simplified_set = bytes(pairs).decode("gb2312", "ignore")
    traditional_set = "".join(bytes((row, cell)).decode("big5", "ignore") for row in range(0xA4, 0xC7) for cell in trails)
    return frozenset(char for char in simplified_set + traditional_set if char >= "\u3400")


@cache
def table() -> dict[str, str]:
    """What each look-alike may stand for, from ``data/lookalikes.txt``."""
    meant: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            base, odd = line.split()
            for char in odd:
                meant[char] = meant.get(char, "") + base
    return meant


def rare_lookalikes(draft: Draft) -> list[Edit]:
    """Look-alikes outside the common sets are put back: 嘚 → 的, 愙户 → 客户.

    Why: one hides its word from every search, and a spun page has dozens.
    Not: traditional forms and variants (葯, 饋), which folding understands; rare characters that the table does not
    know (囍, 犇, 淼 in names); where the document is not tampered with, one that makes no frequent word when mended.
    """
    odd = _rare(draft.alphabet)
    if not odd:
        return []
    tampered = _tampered(draft)
    found = (_mend_rare(draft, i, tampered) for i in _places(draft.text, odd))
    return [edit for edit in found if edit is not None]


def lookalikes_in_context(draft: Draft) -> list[Edit]:
    """In a document tampered with, ordinary characters that stand for others are put back: 比洳 → 比如, 客戶 → 客户.

    Why: the tools that put in 嘚 put in 洳 and 哽 too, and traditional forms into simplified text.
    Not: in any other document; where the characters around do not read far better with the mend.
    """
    if not _tampered(draft):
        return []
    suspects = {char for char in draft.alphabet if char in table() or char in simplified()}
    traditional = _is_traditional(draft.source.text)
    found = (_mend_ordinary(draft, i, traditional) for i in _places(draft.text, suspects))
    return [edit for edit in found if edit is not None]


def _places(text: str, chars: Set[str]) -> list[int]:
    if not chars:
        return []
    return [match.start() for match in re.finditer(f"[{re.escape(''.join(sorted(chars)))}]", text)]


@lru_cache(maxsize=2)
def _rare(chars: frozenset[str]) -> frozenset[str]:
    """Look-alikes of the table that no common set has; traditional forms of a simplified character are none."""
    unusual = {char for char in chars - common_sets() if "\u3400" <= char <= "\u9fff"}
    return frozenset(char for char in unusual if char in table() and char not in simplified()) if unusual else frozenset()


def _tampered(draft: Draft) -> bool:
    return sum(draft.source.text.count(char) for char in _rare(draft.alphabet)) >= _TAMPERED


def _is_traditional(text: str) -> bool:
    sample = text[:20_000]
    return sum(char in simplified() for char in sample) > _TRADITIONAL * len(sample)


def _mend_rare(draft: Draft, at: int, tampered: bool) -> Edit | None:
    char = draft.text[at]
    left, right = _around(draft.folded, at)
    meant = _best(left, table()[char], right)
    if not tampered and (_in_word(left, char, right) or not _in_word(left, meant, right)):
        return None
    return Edit(at, at + 1, meant)


def _mend_ordinary(draft: Draft, at: int, traditional: bool) -> Edit | None:
    char = draft.text[at]
    plain = simplified().get(char, char)
    candidates = table().get(char, "") + (table().get(plain, "") if plain != char else "")
    if candidates:
        left, right = _around(draft.folded, at)
        best = _best(left, candidates, right)
        gain = fluency(left + best + right) - fluency(left + plain + right)
        fits = best in _PARTICLES or _in_word(left, best, right)
        if (fits and gain >= (_GAIN if plain == char else _FORM_GAIN)) or (plain != char and gain >= _GAIN):
            return Edit(at, at + 1, best)
    return Edit(at, at + 1, plain) if plain != char and not traditional else None


def _best(left: str, candidates: str, right: str) -> str:
    """The candidate that reads best, the first one having an advantage."""
    reads = {char: fluency(left + char + right) - (_USUAL if rank else 0.0) for rank, char in enumerate(candidates)}
    return max(reads, key=reads.__getitem__)


def _around(folded: str, at: int) -> tuple[str, str]:
    """Han characters directly before and behind a position, up to :data:`_REACH`."""
    start, end = at, at + 1
    while start > max(at - _REACH, 0) and _han(folded[start - 1]):
        start -= 1
    while end < min(at + 1 + _REACH, len(folded)) and _han(folded[end]):
        end += 1
    return folded[start:at], folded[at + 1 : end]


def _han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _in_word(left: str, char: str, right: str) -> bool:
    """Whether ``char`` makes a word of two or more characters with its neighbours."""
    whole = left + char + right
    at = len(left)
    spans = (
        (start, end) for start in range(max(at - LONGEST + 1, 0), at + 1) for end in range(at + 1, min(start + LONGEST, len(whole)) + 1)
    )
    return any(end - start > 1 and frequency(whole[start:end]) >= COMMON for start, end in spans)
