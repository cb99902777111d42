"""Characters that nobody reads: line ends of other systems, control, zero-width, bidi and private-use characters."""

from __future__ import annotations

import re
import unicodedata

from caselib.clean.draft import Draft, Edit

_LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_OTHER_ENDS = frozenset("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_JOINER = "\N{ZERO WIDTH JOINER}"
_SELECTOR = "\N{VARIATION SELECTOR-16}"
# Word's and PDF's bullets in the private area (Wingdings, Symbol): F06C ●, F06E ■, F075 ◆, F0A7 ▪, F0B7 •, F0D8 ➢, F0FC ✓, and so on.
_BULLETS = range(0xF020, 0xF100)
_KEPT_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn"})


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
    return {char for char in alphabet if char not in "\n\t" and (unicodedata.category(char) in _KEPT_CATEGORIES or char == _SELECTOR)}


def _mends(text: str, start: int, end: int) -> list[Edit]:
    if ord(text[start]) in _BULLETS and text[text.rfind("\n", 0, start) + 1 : start].isspace() | (start == 0 or text[start - 1] == "\n"):
        return [Edit(start, end, "•")]
    if _builds_emoji(text, start, end):
        return []
    return [Edit(start, end)]


def _builds_emoji(text: str, start: int, end: int) -> bool:
    """Whether a joiner or selector follows a symbol: it then belongs to it."""
    if not set(text[start:end]) <= {_JOINER, _SELECTOR} or start == 0:
        return False
    return unicodedata.category(text[start - 1]) in ("So", "Sk", "Sm", "Nd", "Po")
