"""The lines that a cue nearly matches, at a length where anything but linear cost would not come to an end; ``benchmarks/linear.py`` measures."""

from __future__ import annotations

import re

import pytest

from caselib.codebook import load
from caselib.codebook.notation import NotationError, compile_cue

SIZE = 100_000


@pytest.mark.timeout(120)  # linear cost: a second in all
def test_the_longest_cues_come_to_an_end():
    """The cues with most ways through their gaps, on a line that holds nothing but their first words."""
    patterns = [pattern for code in load().codes.values() for pattern in code.patterns]
    for pattern in sorted(patterns, key=lambda pattern: -pattern.text.count("…"))[:12]:
        words = "".join(part.split("|")[0].strip("()[] ") for part in re.split(r" …\d* ", pattern.text)[:-1])
        line = (words * (SIZE // max(1, len(words)) + 1))[:SIZE]
        hit = pattern.search(line, 0, len(line))
        assert hit is None or hit[0] < hit[1] <= len(line), pattern.text


@pytest.mark.parametrize(
    "cue",
    ["[a]" * 40 + "b", "(a|b)" * 30, "a …99999999 b", "a" + " … b" * 12, "[" * 3000 + "a" + "]" * 3000, "()", "([a])"],
    ids=["optional parts", "alternatives", "gap", "gaps", "brackets", "empty", "empty optional"],
)
def test_a_cue_that_could_cost_too_much_is_refused(cue: str):
    with pytest.raises(NotationError):
        compile_cue(cue)
