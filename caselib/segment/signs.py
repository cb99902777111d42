"""What in a stretch of words speaks for a told case and what for advice: the classes of :mod:`lexicon`, counted.

Every class is searched once in a text; what a stretch has of it is then looked up by position.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from caselib.segment import lexicon

CLASSES: dict[str, re.Pattern[str]] = {
    "customer": lexicon.CUSTOMER, "first": lexicon.FIRST_PERSON, "time": lexicon.TIME, "event": lexicon.EVENT, "past": lexicon.PAST,
    "generic": lexicon.GENERIC, "advice": lexicon.ADVICE, "anaphor": lexicon.ANAPHOR, "refers": lexicon.REFERS, "fault": lexicon.FAULT,
    "praise": lexicon.PRAISE, "concern": lexicon.CONCERN, "person": lexicon.PERSON,
    "somebody": lexicon.SOMEBODY, "perfect": lexicon.PERFECT,
}  # fmt: skip

# Class, weight of a word, and how many different words count at most in one sentence.
_WORTH = (("customer", 1.5, 2), ("time", 1.0, 2), ("event", 0.5, 3), ("past", 0.7, 3), ("first", 0.4, 1))


class Index:
    """Where the words of each class stand in a text, and what has been counted of its stretches."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.found: dict[str, tuple[list[int], list[str]]] = {}
        self.weighed: dict[tuple[int, int], Evidence] = {}

    def words(self, name: str, start: int, end: int) -> list[str]:
        """The words of a class that begin in ``[start, end)``."""
        if name not in self.found:
            hits = [(found.start(), found[0]) for found in CLASSES[name].finditer(self.folded)]
            self.found[name] = ([at for at, _ in hits], [word for _, word in hits])
        starts, words = self.found[name]
        first = bisect_left(starts, start)
        # Most stretches are short, and most have none.
        if first == len(starts) or starts[first] >= end:
            return []
        return words[first : bisect_left(starts, end, first)]

    def kinds(self, name: str, start: int, end: int) -> int:
        """How many different words of a class begin there."""
        found = self.words(name, start, end)
        return len(set(found)) if len(found) > 1 else len(found)

    def evidence(self, start: int, end: int) -> Evidence:
        """The signs in a stretch, counted once: rules ask for the same section again and again."""
        made = self.weighed.get((start, end))
        if made is None:
            customer, first, time, event, past = (self.kinds(name, start, end) for name in ("customer", "first", "time", "event", "past"))
            generic = len(self.words("generic", start, end))
            made = self.weighed[start, end] = Evidence(customer, first, time, event, past, generic, end - start)
        return made


@lru_cache(maxsize=4)
def index(folded: str) -> Index:
    """The index of a text, made once for the text at hand."""
    return Index(folded)


def kinds(folded: str, name: str, start: int, end: int) -> int:
    """How many different words of a class begin in ``folded[start:end]``: a repeated one does not carry the day."""
    return index(folded).kinds(name, start, end)


def times(folded: str, name: str, start: int, end: int) -> int:
    """How many words of a class begin there."""
    return len(index(folded).words(name, start, end))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts in a stretch of text (of different words, so that a repeated one does not carry the day)."""

    customer: int
    first: int
    time: int
    event: int
    past: int
    generic: int
    size: int

    @property
    def story(self) -> float:
        """Points for a told case less points for advice; about 0 where neither is to be seen.

        The weights are a choice: a particular customer counts most, advice counts by its density, since a long case may hold a lesson.
        """
        told = (
            2.0 * min(self.customer, 2) + min(self.first, 2) * 0.7 + min(self.time, 3) + 0.7 * min(self.event, 6) + 0.7 * min(self.past, 6)
        )
        return told - min(8.0, 160.0 * self.generic / max(self.size, 60))


def evidence(folded: str, start: int, end: int) -> Evidence:
    """Count the signs in ``folded[start:end]``."""
    return index(folded).evidence(start, end)


def points(folded: str, start: int, end: int, inside: bool = False) -> float:
    """What one sentence says for a story (customer, time, event, finished action) less what it says for advice.

    ``inside`` an open story only what plainly turns to everybody counts in full.
    """
    found = index(folded)
    told = sum(weight * min(most, found.kinds(name, start, end)) for name, weight, most in _WORTH)
    general = len(found.words("generic", start, end))
    plain = len(found.words("advice", start, end)) if inside else general
    advice = 0.8 * plain + 0.2 * max(0, general - plain)
    if inside and found.words("anaphor", start, end):
        told += 0.5
    quoted = folded.count("“", start, end) + folded.count("”", start, end)
    return told - advice * (0.4 if quoted >= 2 else 1.0) + (1.0 if found.words("refers", start, end) else 0.0)


def persons(folded: str, start: int, end: int) -> set[str]:
    """First two characters of what may be persons' names; most are none, and only those that come back are of use."""
    return set(index(folded).words("person", start, end))


def complains(folded: str, start: int, end: int) -> bool:
    """Whether a customer's own words (a review, a message, a ticket) complain, rather than praise or only ask."""
    told = faults(folded, start, end)
    return told > kinds(folded, "praise", start, end) or (told >= 2 and folded.find("差评", start, end) >= 0)


def faults(folded: str, start: int, end: int) -> int:
    """How many different words of fault the stretch has."""
    return kinds(folded, "fault", start, end)


def concerns(folded: str, start: int, end: int) -> int:
    """How many different words the stretch has of dealings with a firm or an office."""
    return kinds(folded, "concern", start, end)
