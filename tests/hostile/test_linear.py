"""Short form of ``benchmarks/linear.py``: the lines that a pattern nearly matches, for patterns that read corpus text."""

from __future__ import annotations

import re
import time

import pytest

from caselib.codebook import load
from caselib.codebook.notation import NotationError, compile_cue

SIZES = (4_000, 32_000)


def seconds(run, size: int) -> float:
    started = time.process_time()
    run(size)
    return time.process_time() - started


def test_the_longest_cues_take_linear_time():
    """The cues with most ways through their gaps, on a line that holds nothing but their first words."""
    patterns = [pattern for code in load().codes.values() for pattern in code.patterns]
    for pattern in sorted(patterns, key=lambda pattern: -pattern.text.count("…"))[:12]:
        words = "".join(part.split("|")[0].strip("()[] ") for part in re.split(r" …\d* ", pattern.text)[:-1])

        def run(size: int, words: str = words, pattern=pattern) -> None:
            line = (words * (size // max(1, len(words)) + 1))[:size]
            pattern.search(line, 0, len(line))

        short, long = (seconds(run, size) for size in SIZES)
        assert long < 0.05 or long < 2.5 * SIZES[1] / SIZES[0] * max(short, 0.001), pattern.text


@pytest.mark.parametrize(
    "cue",
    ["[a]" * 40 + "b", "(a|b)" * 30, "a …99999999 b", "a" + " … b" * 12, "[" * 3000 + "a" + "]" * 3000, "()", "([a])"],
    ids=["optional parts", "alternatives", "gap", "gaps", "brackets", "empty", "empty optional"],
)
def test_a_cue_that_could_cost_too_much_is_refused(cue: str):
    with pytest.raises(NotationError):
        compile_cue(cue)
