"""A pattern with a look at the first character finds what the pattern alone finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.lang import dates, money
from caselib.lang.quick import Beginnings, quick
from caselib.segment import heads, marks

# The look is a group at the front; what stands behind it is the pattern as written.
_LOOK = re.compile(r"\(\?=\[.*?(?<!\\)\]\)\(\?:(.*)\)", re.DOTALL)
LOOKING = {"date": dates._DATE, "span": dates._SPAN, "money": money._MONEY, "closing": heads._CLOSING}
LETTERS = "".join(sorted({char for pattern in LOOKING.values() for char in pattern.pattern if "\u4e00" <= char <= "\u9fff"}))


def test_the_slow_ones_look_first():
    assert all(_LOOK.fullmatch(pattern.pattern) for pattern in LOOKING.values())


@pytest.mark.parametrize("patterns", [marks._PATTERNS, heads.PARTS], ids=["marks", "parts"])
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_patterns_by_their_beginning_leave_none_out(patterns, data):
    letters = sorted({char for _, pattern in patterns for char in pattern if not char.isascii()})
    text = data.draw(st.text(alphabet=st.sampled_from([*letters, *"0123456789.、,:#*-( d)\u0663\u2003"]), min_size=1, max_size=8))
    tried = Beginnings(patterns).at(text[0])
    assert [name for name, pattern in patterns if re.match(pattern, text)] == [name for name, pattern in tried if pattern.match(text)]


@pytest.mark.parametrize("name", sorted(LOOKING))
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(LETTERS + "0123456789,。:“”/.- ¥$a\n"), max_size=80))
def test_the_matches_are_those_of_the_pattern_alone(name, text):
    pattern = LOOKING[name]
    written = _LOOK.fullmatch(pattern.pattern)
    assert written is not None
    plain = re.compile(written[1])
    assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize("pattern", ["退?", "(?:退|)", "[^退]款", ".款", "(?<=不)", "", r"\w退", "(?:退|[^款])还"])
def test_a_pattern_that_may_begin_with_anything_stays_as_it_is(pattern):
    assert quick(pattern).pattern == pattern


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(?<!不)要求|[一某]客户", "不要求,要求,某客户", ["要求", "某客户"]),
        (r"(?:\d{2}\s?)?年", "99 年,年", ["99 年", "年"]),
        ("(退)(?:还|回)款", "退还款", ["退"]),
        (r"[\]\-^]款|(?:-|x)y", "]款^款-款-y", ["]款", "^款", "-款", "-y"]),
        ("(?:甲|乙)*丙", "甲乙丙", ["甲乙丙"]),
    ],
)
def test_what_a_look_lets_through(pattern, text, found):
    assert quick(pattern).findall(text) == found == re.compile(pattern).findall(text)
    assert quick(pattern).pattern.startswith("(?=[")
