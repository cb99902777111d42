"""The cue notation: patterns for one clause that a researcher can read and write.

=====================  ==================================================================
``拒绝|不给``            alternatives
``(退|返)还``            a group of alternatives inside a word
``退[还]款``             an optional part
``拒绝 … 退款``          in this order, 0 to 10 characters apart, inside one clause
``拒绝 …20 退款``        the same, up to 20 characters apart
``短信 & 退订``          both in the clause, in any order
``退款 !如果|要是``      none of these anywhere in the clause
``退款 !<未|没``         none of these directly before
``退款 !>吗|么``         none of these directly behind
=====================  ==================================================================

Cues are written in simplified script; they are matched on folded text. A cue becomes regular
expressions without nested repetition over a clause of bounded length, so matching stays linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from caselib.lang.fold import fold

# A researcher who writes 10 gaps as a rule wants "the same phrase"; measured on the labelled examples, nine in
# ten verb-object pairs of one clause lie within it.
GAP = 10
# A term with more readings than this is anchored on one of its pieces: every reading costs memory in the index.
MAX_LITERALS = 4_000
# A codebook may come from anywhere, and nested optional parts and wide gaps multiply: what one place of a text can cost is bounded.
# The shipped codebook's largest are 15,525 readings, 14,641 ways through the gaps of a cue, and three brackets within brackets.
MAX_READINGS, MAX_WAYS, MAX_DEPTH = 50_000, 50_000, 20

_GAP = re.compile(r" …([0-9]*) ")
_NOT = re.compile(r" (![<>]?)(?=\S)")


class NotationError(ValueError):
    """A cue that cannot be read; the text says what and where in the cue."""


@dataclass(frozen=True)
class Pattern:
    """A cue, compiled.

    ``needs`` are sets of literals; of each, at least one stands in every match: they are looked for first (:mod:`index`), and
    :meth:`search` is asked only where all are met. Empty where the index comes ready-made with the codebook.
    """

    text: str
    parts: tuple[str, ...]
    absent: str
    needs: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def first(self) -> Callable[[str, int, int], re.Match[str] | None]:
        """The search for the first part."""
        return re.compile(self.parts[0]).search

    @cached_property
    def _further(self) -> tuple[tuple[Callable[..., Any], ...], Callable[..., Any] | None]:
        """The searches for the other parts, and for what must be absent."""
        return tuple(re.compile(part).search for part in self.parts[1:]), re.compile(self.absent).search if self.absent else None

    def search(self, folded: str, start: int, end: int) -> tuple[int, int] | None:
        """First match inside the clause ``[start, end)`` of folded text, or ``None``."""
        match = self.first(folded, start, end)
        return self.whole(match, folded, start, end) if match else None

    def whole(self, match: re.Match[str], folded: str, start: int, end: int) -> tuple[int, int] | None:
        """The place of the whole pattern, of whose first part there is a match in the clause; ``None`` where the rest does not fit."""
        others, absent = self._further
        if absent and absent(folded, start, end):
            return None
        left, right = match.span()
        for other in others:
            further = other(folded, start, end)
            if further is None:
                return None
            left, right = min(left, further.start()), max(right, further.end())
        return left, right


def compile_cue(cue: str) -> Pattern:
    """Read one cue.

    Raises
    ------
    NotationError
        If a bracket is left open or closes nothing, a part may be empty, or it could cost too much to match.

    Examples
    --------
    >>> pattern = compile_cue("(退还|返还) … (押金|定金) !<未")
    >>> pattern.search("商家退还了全部押金", 0, 9)
    (2, 9)
    >>> pattern.search("商家未退还押金", 0, 7) is None
    True
    """
    text = fold(cue.strip())
    body, *rest = _NOT.split(text)
    rules = [(kind, _parse(words, cue)) for kind, words in zip(rest[::2], rest[1::2], strict=True)]
    before = "".join(f"(?<!{re.escape(word)})" for kind, words in rules if kind == "!<" for word in words.literals())
    behind = "".join(f"(?!{words.regex()})" for kind, words in rules if kind == "!>")
    absent = "|".join(words.regex() for kind, words in rules if kind == "!")
    parts = []
    needs: list[tuple[str, ...]] = []
    for conjunct in body.split(" & "):
        pieces = _GAP.split(conjunct.strip())
        if prod(int(bound or GAP) + 1 if len(bound) < 6 else MAX_WAYS + 1 for bound in pieces[1::2]) > MAX_WAYS:
            raise NotationError(f"cue {cue!r}: its gaps are too wide or too many; narrow them or make two cues of it")
        terms = [_parse(term, cue) for term in pieces[::2]]
        pattern = terms[0].regex()
        for bound, term in zip(pieces[1::2], terms[1:], strict=True):
            pattern += f".{{0,{int(bound or GAP)}}}?{term.regex()}"
        parts.append(before + pattern + behind)
        needs += (tuple(anchors) for term in terms if all(anchors := term.anchors()))
    if not needs:
        raise NotationError(f"cue {cue!r}: every part may be empty, so it says nothing")
    return Pattern(text, tuple(parts), absent, tuple(needs))


def _worth(anchors: list[str]) -> tuple[int, int]:
    """Long anchors first (they are seen seldom and so cost little), then few."""
    return min(map(len, anchors)), -len(anchors)


@dataclass(frozen=True)
class _Choice:
    """Alternatives, each a sequence of literal runs and further choices."""

    options: tuple[tuple[str | _Choice, ...], ...]
    optional: bool = False

    def regex(self) -> str:
        """As a regular expression, longer alternatives first, so that what is marked is the whole phrase."""
        options = ["".join(re.escape(node) if isinstance(node, str) else node.regex() for node in option) for option in self.options]
        return "(?:" + "|".join(sorted(options, key=len, reverse=True)) + ")" + ("?" if self.optional else "")

    def count(self) -> int:
        """How many readings there are."""
        return sum(prod(1 if isinstance(node, str) else node.count() for node in option) for option in self.options) + self.optional

    def literals(self) -> list[str]:
        """Every reading, spelled out."""
        words = [""] if self.optional else []
        for option in self.options:
            readings = [[node] if isinstance(node, str) else node.literals() for node in option]
            words += ["".join(parts) for parts in product(*readings)]
        return list(dict.fromkeys(words))

    def anchors(self) -> list[str]:
        """Literals of which one stands in every match: the readings, or where they are too many those of the best required piece."""
        if self.count() <= MAX_LITERALS:
            return self.literals()
        chosen: list[str] = []
        for option in self.options:
            required: list[list[str]] = [[node] if isinstance(node, str) else node.anchors() for node in option if isinstance(node, str) or not node.optional]
            best = max(required, key=_worth)
            chosen += best
        return list(dict.fromkeys(chosen))


def _parse(term: str, cue: str) -> _Choice:
    choice, at = _choice(term.strip(), 0, cue, 0)
    if at != len(term.strip()):
        raise NotationError(f"cue {cue!r}: {term.strip()[at]!r} closes nothing")
    if any(not any(isinstance(node, str) or not node.optional for node in option) for option in choice.options):
        raise NotationError(f"cue {cue!r}: a part may be empty, so it says nothing")
    if choice.count() > MAX_READINGS:
        raise NotationError(f"cue {cue!r}: a part has {choice.count():,} readings, more than {MAX_READINGS:,}; make several cues of it")
    return choice


def _choice(term: str, at: int, cue: str, depth: int) -> tuple[_Choice, int]:
    if depth > MAX_DEPTH:
        raise NotationError(f"cue {cue[:40]!r}…: more than {MAX_DEPTH} brackets within brackets")
    options: list[list[str | _Choice]] = [[]]
    while at < len(term) and term[at] not in ")]":
        char = term[at]
        option = options[-1]
        if char == "|":
            options.append([])
        elif char in "([":
            end = ")" if char == "(" else "]"
            inner, at = _choice(term, at + 1, cue, depth + 1)
            if at >= len(term) or term[at] != end:
                raise NotationError(f"cue {cue!r}: {char!r} is never closed")
            option.append(_Choice(inner.options, optional=char == "["))
        elif option and isinstance(option[-1], str):
            option[-1] += char
        else:
            option.append(char)
        at += 1
    return _Choice(tuple(tuple(option) for option in options)), at
