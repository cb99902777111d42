"""Questions on cases, whatever file they go to."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass

KINDS = ("cause", "step", "decide", "ending", "claim", "tactic")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; ``case`` is the id of the case that it is taken from."""

    text: str
    right: bool
    feedback: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to choose one of ``options``, or to match ``pairs``; one of the two is empty.

    ``stem`` is the task, ``passage`` the source's words that it is about (may be empty), ``feedback`` what is said after any answer.
    """

    id: str
    kind: str
    title: str
    stem: str
    passage: str = ""
    options: tuple[Option, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    feedback: str = ""
    case: str = ""

    @property
    def answer(self) -> str:
        """The right choice as a letter, or the right matches."""
        if self.options:
            return letter(next(i for i, option in enumerate(self.options) if option.right))
        return "；".join(f"{left} — {right}" for left, right in self.pairs)


def letter(n: int) -> str:
    """A, B, C …"""
    return chr(ord("A") + n)


def dice(*parts: object) -> random.Random:
    """A source of chance that is the same in every run: seeded by what it is for."""
    return random.Random(_hash(parts).digest())


def name(kind: str, *parts: object) -> str:
    """A question's id: short, the same in every run, letters and digits only."""
    return f"{kind}-{_hash(parts).hexdigest()[:10]}"


def _hash(parts: Iterable[object]) -> hashlib._Hash:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"))
