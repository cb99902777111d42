"""Labels: both languages, the same blanks, and only glyphs that the shipped font has."""

from __future__ import annotations

from string import Formatter

import pytest
from fontTools.ttLib import TTFont

from caselib.assets import FONT, labels


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(labels()))
def test_both_languages_fill_the_same_blanks(key: str) -> None:
    assert set(labels()[key]) == {"zh", "en"}
    assert blanks(labels()[key]["zh"]) == blanks(labels()[key]["en"])


def test_the_font_has_every_character_of_the_labels() -> None:
    glyphs = TTFont(FONT, lazy=True).getBestCmap()
    assert not {char for texts in labels().values() for text in texts.values() for char in text if ord(char) not in glyphs}
    assert {chr(code) for code in range(0x4E00, 0x9FFF)} - {chr(code) for code in glyphs} <= {chr(code) for code in range(0x9FA6, 0xA000)}
