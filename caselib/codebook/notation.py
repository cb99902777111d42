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
from dataclasses import dataclass
from functools import cached_property

from caselib.lang.fold import fold

# A researcher who writes 10 gaps as a rule wants "the same phrase"; measured on the labelled examples, nine in
# ten verb-object pairs of one clause lie within it.
GAP = 10
# One term may not spell out more literals than this: beyond it a pattern is a list and wants splitting.
MAX_LITERALS = 2000

_GAP = re.compile(r" …(\d*) ")
_NOT = re.compile(r" (![<>]?)(?=\S)")


class NotationError(ValueError):
    """A cue that cannot be read; the text says what and where in the cue."""


@dataclass(frozen=True)
class Pattern:
    """A cue, compiled.

    ``anchors`` are literals of which at least one stands in every match: an automaton looks for them
    first and :meth:`search` is asked only where one was seen.
    """

    text: str
    anchors: tuple[str, ...]
    parts: tuple[str, ...]
    absent: str

    @cached_property
    def _parts(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(part) for part in self.parts)

    @cached_property
    def _absent(self) -> re.Pattern[str] | None:
        return re.compile(self.absent) if self.absent else None

    def search(self, folded: str, start: int, end: int) -> tuple[int, int] | None:
        """First match inside the clause ``[start, end)`` of folded text, or ``None``."""
        found: tuple[int, int] | None = None
        for part in self._parts:
            match = part.search(folded, start, end)
            if match is None:
                return None
            left, right = match.span()
            found = (left, right) if found is None else (min(found[0], left), max(found[1], right))
        if found and self._absent and self._absent.search(folded, start, end):
            return None
        return found


def compile_cue(cue: str) -> Pattern:
    """Read one cue.

    Raises
    ------
    NotationError
        If a bracket is left open, a part is empty, or a term has more than ``MAX_LITERALS`` readings.

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
    rules = list(zip(rest[::2], rest[1::2], strict=True))
    before = "".join(f"(?<!{re.escape(word)})" for kind, words in rules if kind == "!<" for word in _literals(words, cue))
    behind = "".join(f"(?!{_regex(words, cue)})" for kind, words in rules if kind == "!>")
    absent = "|".join(_regex(words, cue) for kind, words in rules if kind == "!")
    parts, anchors = [], [""]
    for conjunct in body.split(" & "):
        terms = _GAP.split(conjunct.strip())
        pattern = _regex(terms[0], cue)
        for bound, term in zip(terms[1::2], terms[2::2], strict=True):
            pattern += f".{{0,{int(bound or GAP)}}}?{_regex(term, cue)}"
        parts.append(before + pattern + behind)
        anchors = max(anchors, *(_literals(term, cue) for term in terms[::2]), key=lambda words: min(map(len, words)))
    return Pattern(text, tuple(anchors), tuple(parts), absent)


def _regex(term: str, cue: str) -> str:
    """The term as a regular expression: longest reading first, so that what is marked is the whole phrase."""
    words = sorted(_literals(term, cue), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + ")"


def _literals(term: str, cue: str) -> list[str]:
    """Every reading of a term, spelled out."""
    words, at = _alternatives(term.strip(), 0, cue)
    if at != len(term.strip()):
        raise NotationError(f"cue {cue!r}: unexpected {term.strip()[at]!r}")
    if len(words) > MAX_LITERALS:
        raise NotationError(f"cue {cue!r}: {len(words)} readings in one term, more than {MAX_LITERALS}; split it")
    if "" in words:
        raise NotationError(f"cue {cue!r}: a part may be empty, so it says nothing")
    return words


def _alternatives(term: str, at: int, cue: str, close: str = "") -> tuple[list[str], int]:
    words: list[str] = []
    current = [""]
    while at < len(term) and term[at] != close:
        char = term[at]
        if char == "|":
            words += current
            current = [""]
            at += 1
            continue
        if char in "([":
            inner, at = _alternatives(term, at + 1, cue, ")" if char == "(" else "]")
            if at >= len(term):
                raise NotationError(f"cue {cue!r}: {char!r} is never closed")
            options = inner if char == "(" else [*inner, ""]
        elif char in ")]":
            raise NotationError(f"cue {cue!r}: {char!r} closes nothing")
        else:
            options = [char]
        at += 1
        current = [left + right for left in current for right in options]
        if len(current) > MAX_LITERALS:
            raise NotationError(f"cue {cue!r}: more than {MAX_LITERALS} readings in one term; split it")
    return list(dict.fromkeys(words + current)), at
