"""Characters that nobody reads: line ends of other systems, control, zero-width, bidi and private-use characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from caselib.clean.draft import Draft, Edit

_LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_OTHER_ENDS = frozenset("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_JOINER = "\N{ZERO WIDTH JOINER}"
_EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Bullets of Word and PDF in the private area (Wingdings, Symbol): F06C ●, F06E ■, F075 ◆, F0A7 ▪, F0B7 •, F0D8 ➢, F0FC ✓, and so on.
_BULLETS = re.compile("[\uf020-\uf0ff]")
# Control, format and private use. Unassigned code points are none: they are the emoji of next year.
_UNREADABLE = frozenset({"Cc", "Cf", "Co"})


def line_ends(draft: Draft) -> list[Edit]:
    """Every line ends with one line feed.

    Why: files come from three systems, and word processors leave vertical tabs and form feeds; what looks for lines should know one end only.
    Not: joining lines; the number of lines stays, ``\\r\\n`` being one end.
    """
    if draft.alphabet.isdisjoint(_OTHER_ENDS):
        return []
    return [_line_end(match) for match in _LINE_END.finditer(draft.text)]


def _line_end(match: re.Match[str]) -> Edit:
    return Edit(match.start(), match.end(), "\n")


def control_characters(draft: Draft) -> list[Edit]:
    """Control, zero-width, direction and private-use characters are left out.

    Why: they are invisible, break words for a search, and turn up where text was pasted from PDF or protected against copying.
    Not: tabs and line feeds; the joiners and selectors that build an emoji (👨‍👩‍👧, ❤️); the replacement character, because content was lost there.
    A private-use character at the start of a line is a bullet of a symbol font and becomes ``•``.
    """
    noise = _noise(draft.alphabet)
    if not noise:
        return []
    found = re.finditer(f"[{re.escape(''.join(sorted(noise)))}]+", draft.text)
    return [edit for match in found for edit in _mends(draft.text, match.start(), match.end())]


def _noise(alphabet: frozenset[str]) -> set[str]:
    return set(filter(_unreadable, alphabet))


@cache
def _unreadable(char: str) -> bool:
    return char not in "\n\t" and (unicodedata.category(char) in _UNREADABLE or _SELECTORS.match(char) is not None)


def _mends(text: str, start: int, end: int) -> list[Edit]:
    line = text.rfind("\n", 0, start) + 1
    if _BULLETS.match(text[start]) and not text[line:start].strip():
        return [Edit(start, end, "•")]
    return [] if _builds_emoji(text, start, end) else [Edit(start, end)]


def _builds_emoji(text: str, start: int, end: int) -> bool:
    """Whether joiners or selectors follow a symbol: they then belong to it."""
    if start == 0 or not set(text[start:end]) <= {_JOINER, _EMOJI_STYLE}:
        return False
    return unicodedata.category(text[start - 1]) in ("So", "Sk", "Sm", "Po")
