"""Where a name begins and ends: judged by its characters, by what stands around, and by the dictionary."""

from __future__ import annotations

from caselib.privacy.names_data import AMBIGUOUS, COMPOUND, GIVEN, SURNAMES
from caselib.privacy.roles_data import BOTH, ROLE_ENDS
from caselib.privacy.words import is_word, opens_predicate, tags

# What may stand directly before a name inside a sentence, and ends no word there.
_BEFORE = frozenset("和与向对被由让给找叫是把跟及同请问到为的了在以将、即名位由派经")
# A name of two characters before these is not cut short: what follows is a word of its own.
_PARTICLES = frozenset("在的和与向对被把将因从于到说称等已也就又再都是有未没不及或即按拿给让请买要想说会")
ENOUGH = 3.0
# For a surname that is a preposition or an ordinary word besides: a whole given name and a border behind it, say.
MORE = 4.0
_ROLE_WORDS = frozenset(BOTH)


def is_han(char: str) -> bool:
    """Whether the character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"


def boundary(folded: str, at: int, *, after: bool = False) -> bool:
    """Whether a mark, a space, a digit or the text's edge stands before (or behind) position ``at``, or a word that names a role ends there."""
    if after:
        return at >= len(folded) or not is_han(folded[at])
    return at == 0 or not is_han(folded[at - 1]) or _role_before(folded, at)


def preceded_well(folded: str, at: int) -> bool:
    """Whether a name can begin at ``at``: no ordinary word spans the border (提|高, 对|于)."""
    if boundary(folded, at) or (folded[at - 1] in _BEFORE and not is_word(folded[at - 1 : at + 1])):
        return True
    return not is_word(folded[at - 1 : at + 1]) and not is_word(folded[max(0, at - 2) : at + 1])


def _role_before(folded: str, at: int) -> bool:
    return any(folded.endswith(role, 0, at) for role in ROLE_ENDS.get(folded[at - 1], ()))


def name_end(folded: str, start: int, enough: float = ENOUGH) -> int | None:
    """Where the full name that begins at ``start`` ends, or ``None`` where none does.

    Each candidate length is scored: characters frequent in given names speak for it, so does a border or a
    predicate behind it; an ordinary word in it or across its end speaks against it.
    """
    family = 2 if folded[start : start + 2] in COMPOUND else 1
    if family == 1 and (start >= len(folded) or folded[start] not in SURNAMES):
        return None
    if folded.startswith("万", start) and start and folded[start - 1].isdigit():  # 3100万元定向拨付
        return None
    best, end = (max(enough, MORE) if family == 1 and folded[start] in AMBIGUOUS else enough) - 0.01, None
    for given in (2, 1):
        stop = start + family + given
        if stop <= len(folded) and folded[start:stop] not in _ROLE_WORDS and (value := _worth(folded, start, start + family, stop)) > best:
            best, end = value, stop
    return end


def _worth(folded: str, start: int, given: int, end: int) -> float:
    characters = folded[given:end]
    if not all(map(is_han, characters)):
        return -9.0
    value = sum(2.0 if char in GIVEN else -2.0 for char in characters)
    if boundary(folded, end, after=True):
        value += 3.0
    elif folded[end] in _PARTICLES or (opens_predicate(folded, end) and is_word(folded[end : end + 2])):
        value += 2.0
    elif opens_predicate(folded, end):
        value += 1.0
    else:
        value -= 1.0
    # 志明|报警: the next word begins behind the name, whatever 明报 is.
    crossing = end < len(folded) and is_word(folded[end - 1 : end + 1]) and is_han(folded[end]) and not is_word(folded[end : end + 2])
    return value - (4.0 if _holds_word(folded, start, end) else 0.0) - (3.5 if crossing else 0.0)


def _holds_word(folded: str, start: int, end: int) -> bool:
    """Whether the name is an ordinary word, begins with one that says no name (任何|时; but 魏国 begins 魏国强), or, for a doubtful surname, ends with one (解|老人)."""
    if is_word(folded[start:end]):
        return True
    if end - start != 3:
        return False
    head, tail = folded[start : start + 2], folded[start + 1 : end]
    return tags().get(head, " ") in "rdcpvbqm" or (head[0] in AMBIGUOUS and (is_word(head) or (is_word(tail) and tail[0] != tail[1])))
