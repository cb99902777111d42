"""Where in a text matches of many patterns can begin: found for all patterns at once, by two of the first four characters of a match.

A pattern is then tried at the few places that are left rather than at every character. Nothing is lost: the characters are read off the
pattern itself, and what cannot be told counts as any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.lang.fold import code_points

# What a character can be: one of these code points, or (None) any. Digits and spaces are those of ASCII; see _odd for others.
Chars = frozenset[int] | None
Prefix = tuple[Chars, ...]
_CATEGORIES = {"CATEGORY_DIGIT": frozenset(map(ord, "0123456789")), "CATEGORY_SPACE": frozenset(map(ord, " \t\n\r\f\v\x1c\x1d\x1e\x1f"))}
# A range of more characters than this (all Han) counts as any character: every pair of them would be an entry of the table.
_WIDE = 1_000
# How far behind the first character another one is looked at.
_FAR = 3
# Pairs of characters go by a hash of so many bits; of two pairs with one hash a pattern is at worst tried in vain.
_BITS = 17
_K = np.uint32(40503)
# Code points from here on (emoji, rare characters) count as this one, which can be anything.
_LAST = 0xFFFF
_ALL = ~np.uint32(0)
# Characters that are looked up together, at 32 bytes each.
_TOGETHER = 100_000
Bits = NDArray[np.uint32]


class _Tables(NamedTuple):
    """The patterns, as bits.

    ``chars`` has a row for every character: the patterns for which it tells alone (by its distance from the place, columns 0 to 3), those for which
    it tells together with another one, as that other one (by distance, columns 4 to 6), and as the first of such two (column 7).
    ``pairs`` are those for which two characters tell, by distance and hash.
    """

    chars: Bits
    pairs: Bits


class Places:
    """The places of patterns, told by number in the order given; at most 32.

    Examples
    --------
    >>> places = Places([re.compile("退[货款]"), re.compile(r"\\d{1,2}月")])
    >>> places.of("退回的货,3月5日退款")
    [[9], [5]]
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self.patterns = tuple(patterns)

    @cached_property
    def _tables(self) -> _Tables:
        tables = _Tables(np.zeros((_LAST + 1, 2 * _FAR + 2), dtype=np.uint32), np.zeros((_FAR + 1, 1 << _BITS), dtype=np.uint32))
        for number, pattern in enumerate(self.patterns):
            _enter(tables, _beginnings(pattern.pattern), np.uint32(1 << number))
        tables.chars[_odd(), : _FAR + 1] = _ALL
        return tables

    def of(self, text: str) -> list[list[int]]:
        """By pattern, the places of a text at which a match can begin, in order."""
        codes = np.minimum(code_points(text + "\0" * _FAR), _LAST)
        bits = np.concatenate([self._bits(codes[at : at + _TOGETHER + _FAR]) for at in range(0, max(1, len(text)), _TOGETHER)])
        places = bits.nonzero()[0]
        masks = np.uint32(1) << np.arange(len(self.patterns), dtype=np.uint32)
        numbers, which = (bits[places] & masks[:, None]).nonzero()
        listed = places[which].tolist()
        ends = np.bincount(numbers, minlength=len(masks)).cumsum().tolist()
        return [listed[start:end] for start, end in pairwise([0, *ends])]

    def _bits(self, codes: NDArray[np.uint32]) -> Bits:
        """The patterns that can begin at each place but the last few, which are only looked at."""
        chars, pairs = self._tables
        size = len(codes) - _FAR
        rows = chars.take(codes, axis=0)
        bits = rows[:size, 0].copy()
        for far in range(1, _FAR + 1):
            bits |= rows[far : size + far, far]
            two = rows[:size, -1] & rows[far : size + far, _FAR + far]
            at = two.nonzero()[0]
            bits[at] |= two[at] & pairs[far].take(_hash(codes[at], codes[at + far]))
        return bits


def found_at(pattern: re.Pattern[str], places: list[int], text: str, end: int) -> Iterator[re.Match[str]]:
    """The matches that ``pattern.finditer(text, start, end)`` gives, with the pattern's places between ``start`` and ``end``."""
    done = 0
    for at in places:
        if at >= done and (match := pattern.match(text, at, end)):
            yield match
            done = match.end()


def _enter(tables: _Tables, prefixes: Iterable[Prefix], bit: np.uint32) -> None:
    """Note how a pattern's matches can begin."""
    alone: list[set[int]] = [set() for _ in range(_FAR + 1)]
    pairs: dict[tuple[int, frozenset[int]], set[int]] = {}
    for prefix in prefixes:
        known = [(far, chars) for far, chars in enumerate(prefix) if chars is not None]
        if not known:
            tables.chars[:, 0] |= bit  # it can begin anywhere
        elif len(known) == 1 or known[0][0]:
            alone[known[0][0]] |= known[0][1]
        else:
            pairs.setdefault((known[1][0], known[0][1]), set()).update(known[1][1])
    for far, telling in enumerate(alone):
        tables.chars[_array(telling), far] |= bit
    for (far, chars), others in pairs.items():
        one, two = _array(chars), _array(others)
        tables.chars[one, -1] |= bit
        tables.chars[two, _FAR + far] |= bit
        tables.pairs[far][_hash(one[:, None], two)] |= bit


def _array(chars: Iterable[int]) -> NDArray[np.uint32]:
    return np.minimum(np.fromiter(chars, dtype=np.uint32), _LAST)


def _hash(one: NDArray[np.uint32], two: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (one * _K ^ two) & np.uint32((1 << _BITS) - 1)


@cache
def _odd() -> NDArray[np.uint32]:
    """Digits and spaces outside ASCII (none of them among the Han characters), and the character that stands for all beyond the table."""
    codes = (code for start, end in ((0x80, 0x3400), (0xA000, 0x10000)) for code in range(start, end))
    return np.asarray([code for code in codes if chr(code).isdecimal() or chr(code).isspace() or code == _LAST], dtype=np.uint32)


def _beginnings(pattern: str) -> set[Prefix]:
    try:
        # The parser of ``re`` has no public name; where a later Python hides it every place is one.
        return _prefixes(re._parser.parse(pattern))  # type: ignore[attr-defined]
    except AttributeError:
        return {()}


def _prefixes(sequence: Iterable[Any]) -> set[Prefix]:
    """What the first characters of a match can be, up to the second one that is told; a shorter one ends there, and anything may follow."""
    made: set[Prefix] = {()}
    for code, value in sequence:
        kind = str(code)
        if kind in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            options = _repeated(_prefixes(value[2]), *value[:2])
        elif kind == "SUBPATTERN":
            options = _prefixes(value[3])
        elif kind == "BRANCH":
            options = {option for branch in value[1] for option in _prefixes(branch)}
        else:
            options = {(_one(kind, value),)}
        made = _joined(made, options)
        if all(map(_told, made)):
            break
    return made


def _told(prefix: Prefix) -> bool:
    """Whether a prefix is long enough."""
    return len(prefix) > _FAR or len(prefix) - prefix.count(None) > 1


def _joined(left: set[Prefix], right: set[Prefix]) -> set[Prefix]:
    made: set[Prefix] = set()
    for one in left:
        if _told(one):
            made.add(one)
            continue
        for two in right:
            prefix = one
            for chars in two:
                prefix += (chars,)
                if _told(prefix):
                    break
            made.add(prefix)
    return made


def _repeated(once: set[Prefix], least: int, most: int) -> set[Prefix]:
    made: set[Prefix] = {()} if least == 0 else set()
    several: set[Prefix] = {()}
    for times in range(1, min(most, max(least, _FAR + 1)) + 1):
        several = _joined(several, once)
        if times >= least:
            made |= several
    return made


def _one(kind: str, value: Any) -> Chars:
    """What one character can be."""
    if kind == "LITERAL":
        return frozenset((value,))
    if kind != "IN":
        return None
    chars: set[int] = set()
    for code, inner in value:
        name = str(code)
        if name == "LITERAL":
            chars.add(inner)
        elif name == "RANGE" and inner[1] - inner[0] < _WIDE:
            chars.update(range(inner[0], inner[1] + 1))
        elif name == "CATEGORY" and str(inner) in _CATEGORIES:
            chars |= _CATEGORIES[str(inner)]
        else:
            return None
    return frozenset(chars)
