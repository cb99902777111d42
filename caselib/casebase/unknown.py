"""Candidates for words that the cutter does not know, from counts of characters alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log2

from caselib.lang.words import words

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LONGEST = 4
# Fewer places or clusters than this say nothing of a word's surroundings.
_PLACES, _CLUSTERS = 6, 3
# Bits: a pair that meets eight times as often as chance; two equally frequent neighbours on either side, and a little more.
_COHESION, _FREEDOM = 3.0, 1.2
# Characters that begin or end a phrase and no word: 的房间, 他说.
_LOOSE = frozenset(
    "的了是在和与及或有也都就不没我你他她它们这那其之与为以对将把被给到从向又并但而则于中"
    "上下后前时个一二三四五六七八九十两几多每该此各很太更最再还只来去说要会能可着里内外过成"
)
# Measures and units stand before nouns and behind numbers: 位老人, 句话, 点半.
_MEASURES = frozenset("位件句点日号名笔份条间种次年月天元倍台部张家辆")


def candidates(texts: Iterable[str], top: int) -> list[tuple[str, int, int, float, float]]:
    """``(word, count, clusters, cohesion, freedom)`` of the best, most frequent first; one text a cluster."""
    count: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    sides: tuple[dict[str, Counter[str]], dict[str, Counter[str]]] = (defaultdict(Counter), defaultdict(Counter))
    known: Counter[str] = Counter()
    total = 0
    for text in texts:
        runs = _HAN.findall(text)
        total += sum(map(len, runs))
        known.update(text[start:end] for start, end in words(text))
        seen: set[str] = set()
        for run in runs:
            seen |= _count(run, count, sides)
        spread.update(seen)
    rows = []
    for word, n in count.items():
        if len(word) < 2 or n < _PLACES or spread[word] < _CLUSTERS or 5 * known[word] >= n or word[0] in _LOOSE | _MEASURES or word[-1] in _LOOSE:
            continue
        cohesion, freedom = _cohesion(word, count, total), min(_entropy(side[word]) for side in sides)
        if cohesion >= _COHESION and freedom >= _FREEDOM and len(words(word)) > 1:
            rows.append((word, n, spread[word], round(cohesion, 2), round(freedom, 2)))
    return sorted(_longest(rows), key=lambda row: (-row[1], row[0]))[:top]


def _count(run: str, count: Counter[str], sides: tuple[dict[str, Counter[str]], dict[str, Counter[str]]]) -> set[str]:
    """Count the strings of a run of characters and their neighbours; the border of a run is a neighbour of its own kind."""
    seen = set()
    for start in range(len(run)):
        for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
            word = run[start:end]
            count[word] += 1
            if end - start > 1:
                seen.add(word)
                # Each border is another neighbour: a word that often ends a clause is free there.
                sides[0][word][run[start - 1] if start else f"^{len(sides[0][word])}"] += 1
                sides[1][word][run[end] if end < len(run) else f"${len(sides[1][word])}"] += 1
    return seen


def _cohesion(word: str, count: Counter[str], total: int) -> float:
    return min(log2(count[word] * total / (count[word[:i]] * count[word[i:]])) for i in range(1, len(word)))


def _entropy(neighbours: Counter[str]) -> float:
    total = neighbours.total()
    return -sum(n / total * log2(n / total) for n in neighbours.values())


def _longest(rows: list[tuple[str, int, int, float, float]]) -> list[tuple[str, int, int, float, float]]:
    """Without what stands inside a longer candidate nearly every time (保委 inside 消保委)."""
    count = {row[0]: row[1] for row in rows}
    return [row for row in rows if not any(row[0] in other and other != row[0] and count[other] >= 0.8 * row[1] for other in count)]
