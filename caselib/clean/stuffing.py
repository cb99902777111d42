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
from caselib.clean.words import LONGEST, fluency, frequency, verbs
from caselib.lang.fold import fold

_GRAM = 4
"""Characters of the shortest stuffed phrase: a word of two and an addition of two."""
_LONGEST = 12
_TIMES = 8
_PER = 500
"""A stuffed phrase comes at least 8 times and once in 500 characters: it replaced every use of the page's topic (seen: once in 100)."""
_SAMPLE = 200
"""Uses of a phrase that are looked at; what holds of 200 holds of the others."""
_AGREE = 0.9
"""Share of its uses in which the next character is the same: that then belongs to the phrase."""
_ALONE = 0.25
"""The word inside stands without the phrase at most once to four uses of the phrase; in ordinary text it is the more frequent of the two."""
_MISFIT = 0.08
"""Share of uses (and three at least) that fit the word only; names of firms, products and offices, as frequent and as fixed, have 0 to 0.01."""
_VARIED = 5
"""Different characters that stand before it and behind it."""
_FEWEST = 3
_BOUND_AFTER = re.compile("[者率]|过(?![于程分度高低长慢多来去期])|了(?!解|结|然|不起)")
_BOUND_BEFORE = frozenset("不没未曾")
_PARTICLES = re.compile("[呢吗呀啊吧]")
_ASKS = ("怎么", "怎样", "怎办", "如何", "多少", "哪里", "哪家", "哪个", "什么", "为何")
_IS_HAN = re.compile(f"[{HAN}]")
_ALL_HAN = re.compile(f"[{HAN}]{{{_GRAM}}}")


class _Phrase(NamedTuple):
    """A frequent phrase and where it stands (a sample of its uses)."""

    text: str
    uses: list[int]


def stuffing(draft: Draft) -> list[Edit]:
    """A stuffed phrase is put back to the word that it replaced.

    Why: in a spun page nine of ten uses of the topic's word are hidden in a search phrase, in the middle of every sentence.
    Not: phrases that are only frequent (names, 有限公司, 消费者权益保护); a line that consists of the phrase, or
    asks it as a question: there it may be meant.
    """
    mends: dict[str, str] = {}
    for gram in _hot(draft.text):
        if not any(gram in phrase for phrase in mends):
            phrase = _grown(draft.folded, gram)
            word = _word_meant(draft.folded, phrase)
            if word:
                mends[phrase.text] = word
    if not mends:
        return []
    longest_first = "|".join(re.escape(phrase) for phrase in sorted(mends, key=len, reverse=True))
    return [_mend(draft, match, mends[match.group()]) for match in re.finditer(longest_first, draft.folded) if not _meant(match)]


def _mend(draft: Draft, match: re.Match[str], word: str) -> Edit:
    kept = match.start() + match.group().index(word)
    return Edit(match.start(), match.end(), draft.text[kept : kept + len(word)])


def _hot(text: str) -> list[str]:
    """Four Han characters in a row that come often enough: counted by a hash, because nearly no text has any."""
    if len(text) < _TIMES * _GRAM:
        return []
    need = max(_TIMES, len(text) // _PER)
    raw = text.encode("utf-16-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype=np.uint16)
    mixed = codes[:-3] * np.uint16(40503) + codes[1:-2] * np.uint16(8191) + codes[2:-1] * np.uint16(127) + codes[3:]
    counts = np.bincount(mixed, minlength=0x10000)
    if counts.max() < need:
        return []
    places = np.flatnonzero(counts[mixed] >= need)
    places = places[np.argsort(mixed[places], kind="stable")]
    middles = np.searchsorted(mixed[places], np.flatnonzero(counts >= need)) + counts[counts >= need] // 2
    grams = {raw[2 * i : 2 * (i + _GRAM)].decode("utf-16-le", "ignore") for i in places[middles].tolist()}
    return sorted(gram for gram in grams if _ALL_HAN.fullmatch(gram))


def _grown(folded: str, gram: str) -> _Phrase:
    """The phrase around a frequent string: what stands beside nearly all of its uses belongs to it."""
    phrase = fold(gram)
    uses = [match.start() for match, _ in zip(re.finditer(phrase, folded), range(_SAMPLE), strict=False)]
    while uses and len(phrase) < _LONGEST:
        after, n_after = Counter(folded[i + len(phrase) : i + len(phrase) + 1] for i in uses).most_common(1)[0]
        before, n_before = Counter(folded[i - 1 : i] for i in uses).most_common(1)[0]
        if n_after >= _AGREE * len(uses) and _IS_HAN.match(after):
            phrase, step = phrase + after, 0
        elif n_before >= _AGREE * len(uses) and _IS_HAN.match(before):
            phrase, step = before + phrase, 1
        else:
            break
        uses = [i - step for i in uses if folded.startswith(phrase, i - step)]
    return _Phrase(phrase, uses)


def _word_meant(folded: str, phrase: _Phrase) -> str:
    """The word that the phrase stands for, or nothing if it does not behave so."""
    if not _varied(folded, phrase):
        return ""
    misfits = sum(_misfit(folded, start, start + len(phrase.text)) for start in phrase.uses)
    if misfits < max(_FEWEST, _MISFIT * len(phrase.uses)):
        return ""
    total = folded.count(phrase.text)
    words = [word for word in _words(phrase.text) if folded.count(word) - total <= _ALONE * total]
    words = [word for word in words if _rest_is_bound(folded, phrase.text, word, total)]
    actions = verbs(frozenset(words))
    return max(words, key=lambda word: (word in actions, _fit(folded, phrase, word)), default="")


def _words(phrase: str) -> list[str]:
    """Words inside that could be the topic: none that asks, and what is asked comes first (退货怎么办理 is about 退货)."""
    asks = [phrase.index(ask) for ask in _ASKS if ask in phrase]
    topic = phrase[: min(asks)] if asks and min(asks) > 0 else phrase
    spans = ((i, j) for i in range(len(topic)) for j in range(i + 2, min(i + LONGEST, len(topic)) + 1) if j - i < len(phrase))
    return [word for i, j in spans if frequency(word := topic[i:j]) and not any(ask in word or word in ask for ask in _ASKS)]


def _rest_is_bound(folded: str, phrase: str, word: str, total: int) -> bool:
    """Whether what was added behind the word (or before it, where nothing is behind) hardly stands elsewhere."""
    before, after = phrase.split(word, 1)
    rest = after if len(after) >= 2 else before
    return len(rest) >= 2 and folded.count(rest) - total <= _ALONE * total


def _varied(folded: str, phrase: _Phrase) -> bool:
    before = {folded[i - 1 : i] for i in phrase.uses}
    after = {folded[i + len(phrase.text) : i + len(phrase.text) + 1] for i in phrase.uses}
    return len(before) >= _VARIED and len(after) >= _VARIED


def _misfit(folded: str, start: int, end: int) -> bool:
    """Whether something stands beside this use that goes with a verb or a single word only, or text runs on behind a question."""
    if _BOUND_AFTER.match(folded, end) or folded[start - 1 : start] in _BOUND_BEFORE:
        return True
    asks = any(ask in folded[start:end] for ask in _ASKS)
    return asks and _IS_HAN.match(folded, end) is not None and not _PARTICLES.match(folded, end)


def _fit(folded: str, phrase: _Phrase, word: str) -> float:
    """How well the word reads in place of the phrase: the higher, the more words it makes with its neighbours."""
    gain = 0.0
    for start in phrase.uses:
        end = start + len(phrase.text)
        left, right = folded[max(start - 2, 0) : start], folded[end : end + 2]
        gain += fluency(left + word + right) - fluency(left) - fluency(word) - fluency(right)
    return gain


def _meant(match: re.Match[str]) -> bool:
    """Whether this use is a question or a line of its own."""
    text, start, end = match.string, match.start(), match.end()
    after = text[end : end + 1]
    return after == "?" or (text[start - 1 : start] in ("", "\n") and after in ("", "\n"))
