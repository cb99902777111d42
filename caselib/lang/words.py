"""Words: jieba behind one door.

Loaded when first asked for (its dictionary takes about a second) and kept quiet. Text is folded first:
on traditional text jieba finds few words and its tagger is dozens of times slower. ``rjieba``, the same
algorithm in Rust, is used where it is installed.
"""

from __future__ import annotations

import logging
import warnings
from functools import cache
from typing import Any

from caselib.lang.fold import fold

_ADDED: dict[str, None] = {}


def words(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of every word in ``text``, punctuation and spaces left out; positions are those of the text itself.

    Examples
    --------
    >>> text = "消費者要求退款"
    >>> [text[start:end] for start, end in words(text)]
    ['消費者', '要求', '退款']
    """
    found = []
    at = 0
    for word in _cutter()(fold(text)):
        if any(char.isalnum() for char in word):
            found.append((at, at + len(word)))
        at += len(word)
    return found


def add_word(word: str) -> None:
    """Make ``word`` one word everywhere from now on (a new firm, 消保委, an abbreviation)."""
    _ADDED[fold(word)] = None
    _cutter.cache_clear()


def added() -> tuple[str, ...]:
    """The words added so far."""
    return tuple(_ADDED)


@cache
def _cutter() -> Any:
    try:
        from rjieba import Jieba

        rust = Jieba()
        for word in _ADDED:
            # Its frequency and class are left to rjieba, which asks that this be said.
            rust.add_word(word, None, None)
        return rust.cut
    except ImportError:
        pass
    with warnings.catch_warnings():
        # jieba has been unmaintained since 2020 and warns of its own use of pkg_resources and of escape sequences.
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.ERROR)
        tokenizer = jieba.Tokenizer()
        for word in _ADDED:
            tokenizer.add_word(word)
    return tokenizer.lcut
