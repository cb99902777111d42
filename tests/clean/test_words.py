"""A word looked up in the dictionary's file has the count that the table of all words gives it."""

from __future__ import annotations

import random

import pytest

from caselib.clean import words

pytest.importorskip("jieba")
ODD = ("", " ", "\n", "的 1", "的\n的", "\ud800", "🙂", "a", "云计算机科学", "的.", "(", "1号")


@pytest.fixture
def fresh():
    for cached in (words.frequencies, words._file, words._looked_up):
        cached.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_the_file_says_what_the_table_says():
    entries = words._dictionary().splitlines()
    drawn = [line.split(" ")[0] for line in random.Random(1).sample(entries, 200)]
    asked = [entries[0].split(" ")[0], entries[-1].split(" ")[0], *drawn, *(word[::-1] for word in drawn), *ODD]
    found = [words._looked_up(word) for word in asked]
    assert 30 < sum(map(bool, found)) < len(found)
    assert found == [words.frequencies().get(word, 0) for word in asked]


@pytest.mark.usefixtures("fresh")
def test_few_words_need_no_table():
    assert words.frequency("心理") > words.COMMON
    assert not words.frequencies.cache_info().currsize
    for number in range(words._FEW + 1):
        words.frequency(str(number))
    assert words.frequencies.cache_info().currsize == 1 and not words._file.cache_info().currsize
