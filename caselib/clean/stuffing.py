"""Search-engine stuffing: a pasted query that stands in for one of its own words (退货流程怎么走 for 退货).

It is found by how it behaves, not by a list of phrases: it is far more frequent than phrases are, its
neighbours vary as those of a word do, the word inside hardly stands alone any more, the rest of it
hardly stands elsewhere, and it stands where only the word fits (退货流程怎么走率, 没有退货流程怎么走过).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import numpy as np

from caselib.clean.draft import Draft, Edit
from caselib.clean.lines import HAN
from caselib.clean.words import fluency, frequency
from caselib.lang.fold import fold

_GRAM = 4
"""Characters of the shortest stuffed phrase: a word of two and an addition of two."""
_LONGEST = 12
_TIMES = 8
_PER = 1000
"""A stuffed phrase comes at least 8 times and once in 1,000 characters: it replaced every use of the page's topic (seen: once in 100)."""
_AGREE = 0.9
"""Share of its uses in which the next character is the same: it then belongs to the phrase."""
_ALONE = 0.25
"""The word inside stands without the phrase in at most so many cases per use of the phrase. (In ordinary text the word is the more frequent of the two.)"""
_MISFIT = 0.08
"""Share of uses that fit the word only; 0 to 0.01 for names of firms, products and offices, which are as frequent and as fixed."""
_VARIED = 5
"""Different characters that stand before it and behind it."""
_BOUND_AFTER = re.compile("[者率过]|了(?!解|结|然|不起)|时(?!间|候|代|常)|性(?!格|别|能|命)")
_BOUND_BEFORE = re.compile("[不没未曾次起件]$|没有$")
_ASKS = ("怎么", "怎样", "怎办", "如何", "多少", "哪里", "哪家", "哪个", "什么", "为何")
_HAN = re.compile(f"[{HAN}]")
_WHOLE_HAN = re.compile(f"[{HAN}]{{{_GRAM}}}")


class _Stuffed(NamedTuple):
    phrase: str
    word: str


def stuffing(draft: Draft) -> list[Edit]:
    """A stuffed phrase is put back to the word that it replaced.

    Why: in a spun page nine of ten uses of the topic's word are hidden in a search phrase, in the middle of every sentence.
    Not: phrases that are only frequent (names, 有限公司, 消费者权益保护); a line that consists of the phrase, or
    asks it as a question: there it may be meant.
    """
    hot = _hot(draft.text)
    if not hot:
        return []
    folded = fold(draft.text)
    phrases = {_grown(folded, gram) for gram in hot}
    found = [stuffed for phrase in sorted(phrases, key=len, reverse=True) if (stuffed := _stuffed(folded, phrase)) is not None]
    edits: dict[int, Edit] = {}
    taken: list[tuple[int, int]] = []
    for stuffed in found:
        for start in _uses(folded, stuffed.phrase):
            end = start + len(stuffed.phrase)
            if not _meant(folded, start, end) and not any(left < end and start < right for left, right in taken[-1:]):
                at = start + stuffed.phrase.index(stuffed.word)
                edits.setdefault(start, Edit(start, end, draft.text[at : at + len(stuffed.word)]))
        taken = [(edit.start, edit.end) for edit in edits.values()]
    return _apart(edits)


def _apart(edits: dict[int, Edit]) -> list[Edit]:
    """The edits in order, those left out that overlap an earlier one."""
    kept: list[Edit] = []
    for start in sorted(edits):
        if not kept or kept[-1].end <= start:
            kept.append(edits[start])
    return kept


def _hot(text: str) -> list[str]:
    """Four-character strings of Han that come often enough; counted by a hash first, because nearly no text has any."""
    need = max(_TIMES, len(text) // _PER)
    if len(text) < _TIMES * _GRAM:
        return []
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    mixed = ((codes[:-3] * np.uint32(31) + codes[1:-2]) * np.uint32(8191) + codes[2:-1] * np.uint32(127) + codes[3:]) & np.uint32(0xFFFF)
    counts = np.bincount(mixed, minlength=0x10000)
    if counts.max() < need:
        return []
    places = np.flatnonzero(counts[mixed] >= need).tolist()
    grams = Counter(text[i : i + _GRAM] for i in places)
    return [gram for gram, count in grams.items() if count >= need and _WHOLE_HAN.fullmatch(fold(gram))]


def _uses(text: str, phrase: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(phrase), text)]


def _grown(folded: str, gram: str) -> str:
    """The phrase around a frequent string: what stands beside nearly all of its uses belongs to it."""
    phrase = fold(gram)
    while len(phrase) < _LONGEST:
        uses = _uses(folded, phrase)
        left = Counter(folded[i - 1 : i] for i in uses)
        right = Counter(folded[i + len(phrase) : i + len(phrase) + 1] for i in uses)
        before, n_before = left.most_common(1)[0]
        after, n_after = right.most_common(1)[0]
        if n_after >= _AGREE * len(uses) and _HAN.match(after):
            phrase += after
        elif n_before >= _AGREE * len(uses) and _HAN.match(before):
            phrase = before + phrase
        else:
            break
    return phrase


def _stuffed(folded: str, phrase: str) -> _Stuffed | None:
    """The phrase with the word that it stands for, if it behaves so."""
    uses = _uses(folded, phrase)
    words = [word for word in _words(phrase) if folded.count(word) - len(uses) <= _ALONE * len(uses)]
    words = [word for word in words if _rest_is_bound(folded, phrase, word, len(uses))]
    if not words or not _varied(folded, phrase, uses):
        return None
    misfits = sum(_misfit(folded, start, start + len(phrase)) for start in uses)
    if misfits < _MISFIT * len(uses):
        return None
    return _Stuffed(phrase, max(words, key=lambda word: _fit(folded, phrase, word, uses)))


def _words(phrase: str) -> list[str]:
    """Words inside that could be the topic; a word that asks is none."""
    spans = ((i, j) for i in range(len(phrase)) for j in range(i + 2, min(i + 4, len(phrase) - 1 + (i > 0)) + 1))
    return [word for i, j in spans if frequency(word := phrase[i:j]) and not any(ask in word or word in ask for ask in _ASKS)]


def _rest_is_bound(folded: str, phrase: str, word: str, uses: int) -> bool:
    """Whether what was added behind the word (or before it, where nothing is behind) hardly stands elsewhere."""
    before, after = phrase.split(word, 1)
    rest = after if len(after) >= 2 else before
    return len(rest) >= 2 and folded.count(rest) - uses <= _ALONE * uses


def _varied(folded: str, phrase: str, uses: list[int]) -> bool:
    before = {folded[i - 1 : i] for i in uses}
    after = {folded[i + len(phrase) : i + len(phrase) + 1] for i in uses}
    return len(before) >= _VARIED and len(after) >= _VARIED


def _misfit(folded: str, start: int, end: int) -> bool:
    """Whether something stands beside this use that goes with a verb or a single word only, or a question runs on as if it were none."""
    if _BOUND_AFTER.match(folded, end) or _BOUND_BEFORE.search(folded[max(start - 2, 0) : start]):
        return True
    return any(ask in folded[start:end] for ask in _ASKS) and _HAN.match(folded, end) is not None


def _fit(folded: str, phrase: str, word: str, uses: list[int]) -> float:
    """How well the word reads in place of the phrase, per use: above zero where it makes words with its neighbours."""
    gain = 0.0
    for start in uses[:200]:
        left, right = folded[max(start - 2, 0) : start], folded[start + len(phrase) : start + len(phrase) + 2]
        gain += fluency(left + word + right) - fluency(left) - fluency(word) - fluency(right)
    return gain / len(uses[:200])


def _meant(folded: str, start: int, end: int) -> bool:
    """Whether this use is a question or a line of its own."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return after == "?" or (before in ("", "\n") and after in ("", "\n"))
