"""Words behind which a name stands: labels of forms, and people's parts in a complaint."""

from __future__ import annotations

from importlib.resources import files


def _words(name: str) -> tuple[str, ...]:
    lines = (files("caselib.privacy") / "data" / name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def _by_last_character(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[-1]] = (*found.get(word[-1], ()), word)
    return found


LABELS = _words("labels.txt")
BOTH = tuple(sorted({*LABELS, *_words("roles.txt")}, key=lambda word: (-len(word), word)))
# Last character → words, so that looking back from a position costs a few comparisons.
ROLE_ENDS = _by_last_character(BOTH)
