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


class Index:
    """Where the words of each class stand in a text."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.found: dict[str, tuple[list[int], list[str]]] = {}

    def words(self, name: str, start: int, end: int) -> list[str]:
        """The words of a class that begin in ``[start, end)``."""
        if name not in self.found:
            hits = [(found.start(), found[0]) for found in CLASSES[name].finditer(self.folded)]
            self.found[name] = ([at for at, _ in hits], [word for _, word in hits])
        starts, words = self.found[name]
        return words[bisect_left(starts, start) : bisect_left(starts, end)]


@lru_cache(maxsize=4)
def index(folded: str) -> Index:
    """The index of a text, made once for the text at hand."""
    return Index(folded)


def kinds(folded: str, name: str, start: int, end: int) -> int:
    """How many different words of a class begin in ``folded[start:end]``: a repeated one does not carry the day."""
    return len(set(index(folded).words(name, start, end)))


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
    return Evidence(
        customer=kinds(folded, "customer", start, end),
        first=kinds(folded, "first", start, end),
        time=kinds(folded, "time", start, end),
        event=kinds(folded, "event", start, end),
        past=kinds(folded, "past", start, end),
        generic=times(folded, "generic", start, end),
        size=end - start,
    )


def points(folded: str, start: int, end: int, inside: bool = False) -> float:
    """What one sentence says for a story (customer, time, event, finished action) less what it says for advice.

    ``inside`` an open story only what plainly turns to everybody counts in full.
    """
    weights = (("customer", 1.5, 2), ("time", 1.0, 2), ("event", 0.5, 3), ("past", 0.7, 3), ("first", 0.4, 1))
    told = sum(weight * min(most, kinds(folded, name, start, end)) for name, weight, most in weights)
    general = times(folded, "generic", start, end)
    plain = times(folded, "advice", start, end) if inside else general
    advice = 0.8 * plain + 0.2 * max(0, general - plain)
    if inside and times(folded, "anaphor", start, end):
        told += 0.5
    quoted = folded.count("“", start, end) + folded.count("”", start, end)
    return told - advice * (0.4 if quoted >= 2 else 1.0) + (1.0 if times(folded, "refers", start, end) else 0.0)


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
