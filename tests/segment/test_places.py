"""A pattern tried at its places alone finds what it finds anywhere."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.lang import places
from caselib.lang.places import Places, found_at
from caselib.segment import signs
from caselib.segment.signs import PATTERNS, index, seen, seen_alone

LETTERS = "".join(sorted({char for pattern in PATTERNS.values() for char in pattern.pattern if "\u4e00" <= char <= "\u9fff"}))
# Digits and spaces of other scripts, and characters beyond the basic plane, are what a table of Han characters could forget.
TEXTS = st.text(alphabet=st.sampled_from(LETTERS + "0123456789,。:“”/.- ¥$*xa\n\u2003\u0663\U0001d7d9😡"), max_size=80)


def spans(found):
    return [match.span() for match in found]


@pytest.mark.parametrize("name", sorted(PATTERNS))
@pytest.mark.parametrize("short", [0, 400])
@settings(max_examples=60)
@given(text=TEXTS, start=st.integers(0, 40), size=st.integers(0, 60))
def test_the_classes(name, short, text, start, size):
    with patch.object(signs, "_SHORT", short):
        signs._AT_HAND.clear()
        pattern, found = PATTERNS[name], index(text)
    assert spans(found.found(name, 0, len(text))) == spans(pattern.finditer(text))
    end = min(start + size, len(text))
    assert spans(found.found(name, start, end)) == spans(pattern.finditer(text, start, end))
    assert seen(text, name, start, end) == (pattern.search(text, start, end) is not None)
    if name == "customer":
        assert seen_alone(text, name, start, end) == (pattern.search(text[start:end]) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("退[货款]", "退,退款", [2]),
        ("(?<!不)退", "不退", [1]),  # what stands before is left to the pattern
        (r"\d月|(?:甲|乙)?丙", "3月甲丙9日", [0, 2, 3]),
        ("[王李][\u4e00-\u9fff]{1,2}?先生", "王大先生王大", [0]),
        (".客", "来客", [0]),
        ("[^客]", "客客", [0, 1]),
        (r"\d月", "3\u0663月", [0, 1]),  # a digit of another script: tried there, and wherever it could be among the first
        ("😡", "😡", [0]),
    ],
)
def test_places(pattern, text, expected):
    found = Places([re.compile(pattern)]).of(text)[0]
    assert found == expected
    assert spans(found_at(re.compile(pattern), found, text, len(text))) == spans(re.finditer(pattern, text))


def test_several_at_once():
    assert Places(map(re.compile, ("退款", "退", "款"))).of("退款,退") == [[0], [0, 3], [1]]
    assert Places([re.compile("退")]).of("") == [[]]


def test_a_long_text_is_looked_up_in_parts():
    text = "退款,退货" * 10
    whole = Places([re.compile("退货"), re.compile("[退,]款?")]).of(text)
    with patch.object(places, "_TOGETHER", 7):
        assert Places([re.compile("退货"), re.compile("[退,]款?")]).of(text) == whole
