"""What in a stretch of words speaks for a told case and what for advice: the classes of :mod:`lexicon`, counted.

Every class is searched once in a text; what a stretch has of it is then looked up by position.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, wraps
from typing import Any, NamedTuple, TypeVar

import numpy as np

from caselib.lang.places import Places, found_at
from caselib.segment import lexicon

CLASSES: dict[str, re.Pattern[str]] = {
    "customer": lexicon.CUSTOMER, "first": lexicon.FIRST_PERSON, "time": lexicon.TIME, "event": lexicon.EVENT, "past": lexicon.PAST,
    "generic": lexicon.GENERIC, "advice": lexicon.ADVICE, "anaphor": lexicon.ANAPHOR, "refers": lexicon.REFERS, "fault": lexicon.FAULT,
    "praise": lexicon.PRAISE, "concern": lexicon.CONCERN, "person": lexicon.PERSON,
    "somebody": lexicon.SOMEBODY, "perfect": lexicon.PERFECT,
}  # fmt: skip
# What is only looked for, not counted.
PATTERNS = CLASSES | {
    "name": lexicon.NAMES, "opening_time": lexicon.OPENING_TIME, "asks": lexicon.ASKS, "supposed": lexicon.SUPPOSED,
    "handled": lexicon.HANDLED, "figure": lexicon.FIGURE, "counted": lexicon.COUNTED, "nothing": lexicon.NOTHING,
}  # fmt: skip
_PLACES = Places(PATTERNS.values())
_SHORT = 400  # characters
NUMBERS = {name: number for number, name in enumerate(PATTERNS)}
_CUSTOMER, _FIRST, _TIME, _EVENT, _PAST, _GENERIC, _ADVICE, _ANAPHOR, _REFERS = (
    NUMBERS[name] for name in ("customer", "first", "time", "event", "past", "generic", "advice", "anaphor", "refers")
)


class Index:
    """Where the words of the classes stand in a text, and what has been asked of its stretches (see :func:`kept`)."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        # A short text is searched sooner than its places are looked up.
        self._places = _PLACES.of(folded) if len(folded) > _SHORT else None
        self._words: dict[str, tuple[list[int], list[str]]] = {}
        self.kept: dict[tuple[str, int, int], Any] = {}

    def found(self, name: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What ``PATTERNS[name].finditer(folded, start, end)`` gives."""
        if self._places is None:
            return PATTERNS[name].finditer(self.folded, start, end)
        places = self._places[NUMBERS[name]]
        first = bisect_left(places, start)
        return found_at(PATTERNS[name], places[first : bisect_left(places, end, first)], self.folded, end)

    def of_class(self, name: str) -> tuple[list[int], list[str]]:
        """Where the words of a class begin in the text, and the words."""
        known = self._words.get(name)
        if known is None:
            known = self._words[name] = [], []
            for match in self.found(name, 0, len(self.folded)):
                known[0].append(match.start())
                known[1].append(match[0])
        return known

    def words(self, name: str, start: int, end: int) -> list[str]:
        """The words of a class that begin in ``[start, end)``."""
        starts, words = self.of_class(name)
        first = bisect_left(starts, start)
        return words[first : bisect_left(starts, end, first)]

    @cached_property
    def surnames(self) -> tuple[list[int], list[str]]:
        """Where persons are named in the text, and by which surname."""
        found = list(self.found("name", 0, len(self.folded)))
        return [match.start() for match in found], [match[match.lastindex or 0] for match in found]

    @cached_property
    def _all(self) -> tuple[list[int], list[int], list[int]]:
        """Of all classes together: where words begin, the words by number, and the class of every number."""
        numbers: dict[tuple[int, str], int] = {}
        starts: list[int] = []
        words: list[int] = []
        for name in CLASSES:
            own_starts, own = self.of_class(name)
            starts += own_starts
            words += [numbers.setdefault((NUMBERS[name], word), len(numbers)) for word in own]
        both = np.asarray([starts, words], dtype=np.int64)
        in_order = both[:, both[0].argsort()].tolist()
        return in_order[0], in_order[1], [number for number, _ in numbers]

    def counts(self, start: int, end: int) -> tuple[list[int], list[int]]:
        """By class, how many different words begin there, and how many in all."""
        starts, words, classes = self._all
        first = bisect_left(starts, start)
        found = words[first : bisect_left(starts, end, first)]
        different = set(found)
        all_ = _tally(classes, found)
        return (all_ if len(different) == len(found) else _tally(classes, different)), all_


def _tally(classes: list[int], words: Iterable[int]) -> list[int]:
    made = [0] * len(CLASSES)
    for word in words:
        made[classes[word]] += 1
    return made


# The indexes of the texts at hand, the latest first.
_AT_HAND: list[Index] = []


def index(folded: str) -> Index:
    """The index of a text, made once for the text at hand.

    A text is known by which object it is: to compare two long ones, a hundred thousand times, would take longer than all the rest.
    """
    global _AT_HAND
    for known in _AT_HAND:
        if known.folded is folded:
            return known
    made = Index(folded)
    _AT_HAND = [made, *_AT_HAND[:3]]
    return made


Asked = TypeVar("Asked")


def kept(function: Callable[[str, int, int], Asked]) -> Callable[[str, int, int], Asked]:
    """A function of ``(folded, start, end)`` that keeps its answers with the index of the text: rules ask for the same stretches again and again."""
    name = function.__qualname__

    @wraps(function)
    def ask(folded: str, start: int, end: int) -> Asked:
        answers = index(folded).kept
        key = (name, start, end)
        found: Asked | None = answers.get(key)
        if found is None:
            found = answers[key] = function(folded, start, end)
        return found

    return ask


@kept
def counts(folded: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """By class (see :data:`NUMBERS`), how many different words begin in ``folded[start:end]``, and how many in all."""
    return index(folded).counts(start, end)


def kinds(folded: str, name: str, start: int, end: int) -> int:
    """How many different words of a class begin in ``folded[start:end]``: a repeated one does not carry the day."""
    return len(set(index(folded).words(name, start, end)))


def times(folded: str, name: str, start: int, end: int) -> int:
    """How many words of a class begin there."""
    return len(index(folded).words(name, start, end))


def seen(folded: str, name: str, start: int, end: int) -> bool:
    """Whether one of the :data:`PATTERNS` is found in ``folded[start:end]``."""
    return next(index(folded).found(name, start, end), None) is not None


def seen_alone(folded: str, name: str, start: int, end: int) -> bool:
    """The same for the stretch by itself, of a pattern that may exclude what stands before: nothing does so at the beginning."""
    return PATTERNS[name].match(folded[start:end]) is not None or seen(folded, name, start, end)


class Evidence(NamedTuple):
    """Counts in a stretch of text (of different words, so that a repeated one does not carry the day).

    ``story`` is the points for a told case less those for advice; about 0 where neither is to be seen.
    """

    customer: int
    first: int
    time: int
    event: int
    past: int
    generic: int
    size: int
    story: float


NOTHING = Evidence(0, 0, 0, 0, 0, 0, 0, 0.0)


@kept
def evidence(folded: str, start: int, end: int) -> Evidence:
    """The signs in ``folded[start:end]``, with its points.

    The weights are a choice: a particular customer counts most, advice counts by its density, since a long case may hold a lesson.
    """
    found, all_ = counts(folded, start, end)
    customer, first, time, event, past = found[_CUSTOMER], found[_FIRST], found[_TIME], found[_EVENT], found[_PAST]
    told = 2.0 * min(customer, 2) + min(first, 2) * 0.7 + min(time, 3) + 0.7 * min(event, 6) + 0.7 * min(past, 6)
    generic, size = all_[_GENERIC], end - start
    return Evidence(customer, first, time, event, past, generic, size, told - min(8.0, 160.0 * generic / max(size, 60)))


@kept
def points(folded: str, start: int, end: int) -> tuple[float, float]:
    """What one sentence says for a story (customer, time, event, finished action) less what it says for advice; outside and inside of a story.

    Inside an open story only what plainly turns to everybody counts in full.
    """
    found, all_ = counts(folded, start, end)
    told = (
        1.5 * min(2, found[_CUSTOMER])
        + 1.0 * min(2, found[_TIME])
        + 0.5 * min(3, found[_EVENT])
        + 0.7 * min(3, found[_PAST])
        + 0.4 * min(1, found[_FIRST])
    )
    general, plain = all_[_GENERIC], all_[_ADVICE]
    weight = 0.4 if folded.count("“", start, end) + folded.count("”", start, end) >= 2 else 1.0
    refers = 1.0 if found[_REFERS] else 0.0
    advice = 0.8 * plain + 0.2 * max(0, general - plain)
    inside = told + 0.5 if found[_ANAPHOR] else told
    return told - 0.8 * general * weight + refers, inside - advice * weight + refers


def persons(folded: str, start: int, end: int) -> set[str]:
    """First two characters of what may be persons' names; most are none, and only those that come back are of use."""
    return set(index(folded).words("person", start, end))


@kept
def complains(folded: str, start: int, end: int) -> bool:
    """Whether a customer's own words (a review, a message, a ticket) complain, rather than praise or only ask."""
    told = faults(folded, start, end)
    return told > kinds(folded, "praise", start, end) or (told >= 2 and folded.find("差评", start, end) >= 0)


@kept
def faults(folded: str, start: int, end: int) -> int:
    """How many different words of fault the stretch has."""
    return kinds(folded, "fault", start, end)


@kept
def concerns(folded: str, start: int, end: int) -> int:
    """How many different words the stretch has of dealings with a firm or an office."""
    return kinds(folded, "concern", start, end)
