"""Rounds of failure, handling and result (annotation guide, "Episodes and links").

Text order is not event order: narrators explain causes last, so causes before the second round all belong to the first.
A new round needs two things: a result that carries the complaint on, told after some handling, and further
handling after it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from caselib.extract.layout import Floats
from caselib.model import Episode, Mention

# Outcomes that end a round and open the next (dissatisfied, renewed, carried further).
CARRY_ON = frozenset({"dissatisfied", "escalated", "repeat", "unresolved", "churn", "legal"})
# Taking a complaint down is how a round begins, not a handling that could have failed.
NOT_HANDLING = frozenset({"register"})
OUTSIDE_STORY = frozenset({"analysis", "advice", "lesson", "comment"})


# Words that tell of another round: the complaint comes again, or the same thing fails again.
_AGAIN = re.compile(
    r"再次|又一次|第二次|第三次|二次|又来|又打|又找|又投诉|再度|继续投诉|多次|几次|"
    r"反复|依然|仍然|仍未|仍不|还是没|还是不|不料|没想到|谁知|于是又|随后又|一再"
)


class Course(NamedTuple):
    """What takes part in the rounds of a case, in order of the text.

    ``turns`` says of each mention how likely (log-odds, by the network) another round begins behind the mention before and no later than with it;
    ``heard`` is the largest of the case.
    """

    mentions: Sequence[Mention]
    turns: Sequence[float] = ()
    heard: float = 0.0


def rounds_features(told: Course, folded: str, carry_on: frozenset[str] = CARRY_ON) -> dict[str, float]:
    """Named features of whether a story has more than one round."""
    story = told.mentions
    split = _split(story, carry_on, strict=True)
    features = {"bias": 1.0, "rule": float(len(split) > 1), "length": math.log1p(len(folded) / 100), "heard": told.heard}
    features["again"] = math.log1p(len(_AGAIN.findall(folded)))
    features["actions"] = math.log1p(sum(m.role == "action" for m in story))
    first = next((i for i, m in enumerate(story) if m.role == "action" and m.code not in NOT_HANDLING), len(story))
    features |= {f"after {m.code}": 1.0 for m in story[first:] if m.code in carry_on}
    features |= {f"has {m.code}": 1.0 for m in story if m.code in carry_on}
    features |= {f"did {m.code}": 1.0 for m in story if m.code in ("refuse", "stall", "deflect", "mediate")}
    return features


def story_of(mentions: Sequence[Mention], clauses: Sequence[int], sections: Sequence[str], turns: Floats) -> Course:
    """What takes part in rounds: causes from anywhere, done actions and outcomes outside of analysis and advice.

    ``clauses`` are those of the mentions; ``sections`` and ``turns`` those of all clauses of the case.
    """
    kept, heard, last = [], [], 0
    for mention, clause in zip(mentions, clauses, strict=True):
        if mention.status in ("", "done") and (mention.role == "cause" or sections[clause] not in OUTSIDE_STORY):
            kept.append(mention)
            heard.append(float(turns[min(last, clause) : clause + 1].max()))
            last = clause + 1
    return Course(kept, heard, float(turns.max()) if len(turns) else 0.0)


def episodes(told: Course, folded: str, weights: Mapping[str, float], carry_on: frozenset[str] = CARRY_ON) -> tuple[Episode, ...]:
    """Group the mentions of a story into rounds.

    Parameters
    ----------
    told
        As :func:`story_of` gives it.
    folded
        The case's folded text.
    weights
        Learned weights of :func:`rounds_features`; without any the rule alone decides.
    carry_on
        Codes of outcomes after which a further handling is a new round.

    Returns
    -------
    One episode at least: what happened once is a round even where nothing of it could be coded.
    """
    story = told.mentions
    if not story:
        return (Episode((), (), ()),)
    rounds = _split(story, carry_on, strict=True)
    if weights:
        several = sum(weights.get(name, 0.0) * value for name, value in rounds_features(told, folded, carry_on).items()) > 0
        rounds = _rounds(told, carry_on) if several else [list(story)]
    return tuple(Episode(*(tuple(m.id for m in part if m.role == role) for role in ("cause", "action", "outcome"))) for part in rounds)


def _rounds(told: Course, carry_on: frozenset[str]) -> list[list[Mention]]:
    """Two rounds or more: by the outcomes that carry on, else at the likeliest turn."""
    story, turns, _ = told
    for strict in (True, False):
        split = _split(story, carry_on, strict=strict)
        if len(split) > 1:
            return split
    places = [n for n, mention in enumerate(story) if n and mention.role != "cause"]
    if not places or not turns:
        return split
    turn = max(places, key=turns.__getitem__)
    return [list(story[:turn]), list(story[turn:])]


def _split(story: Sequence[Mention], carry_on: frozenset[str], strict: bool) -> list[list[Mention]]:
    """A new round behind an outcome that carries the complaint on, told after some handling; ``strict`` asks for handling behind it too."""
    rounds: list[list[Mention]] = [[]]
    handled = False
    for i, mention in enumerate(story):
        if mention.role == "cause":
            # Narrators explain causes late: told before the second round they belong to the first.
            rounds[-1].append(mention)
            continue
        rounds[-1].append(mention)
        if mention.role == "action":
            handled = handled or mention.code not in NOT_HANDLING
        elif mention.code in carry_on and handled and _told_later(story[i + 1 :], strict):
            rounds.append([])
            handled = False
    return rounds


def _told_later(rest: Sequence[Mention], strict: bool) -> bool:
    return any((mention.role == "action" and mention.code not in NOT_HANDLING) or (not strict and mention.role == "outcome") for mention in rest)
