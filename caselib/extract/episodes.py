"""Rounds of failure, handling and result (annotation guide, "Episodes and links").

Text order is not event order: narrators explain causes last, so causes before the second round all belong to the first.
A new round needs two things: a result that carries the complaint on, told after some handling, and further
handling after it.
"""

from __future__ import annotations

from collections.abc import Sequence

from caselib.model import Episode, Mention

# Outcomes that end a round and open the next (dissatisfied, renewed, carried further).
CARRY_ON = frozenset({"dissatisfied", "escalated", "repeat", "unresolved", "churn", "legal"})
# Taking a complaint down is how a round begins, not a handling that could have failed.
NOT_HANDLING = frozenset({"register"})
OUTSIDE_STORY = frozenset({"analysis", "advice", "lesson", "comment"})


def episodes(mentions: Sequence[Mention], sections: Sequence[str], carry_on: frozenset[str] = CARRY_ON) -> tuple[Episode, ...]:
    """Group the mentions of a story into rounds.

    Parameters
    ----------
    mentions
        In order of the text.
    sections
        The section that each mention stands in; causes are taken from anywhere, actions and outcomes from the story.
    carry_on
        Codes of outcomes after which a further handling is a new round.

    Returns
    -------
    One episode at least where there is any cause, done action or outcome; none otherwise.
    """
    story = [
        mention
        for mention, section in zip(mentions, sections, strict=True)
        if mention.status in ("", "done") and (mention.role == "cause" or section not in OUTSIDE_STORY)
    ]
    if not story:
        return ()
    rounds: list[dict[str, list[str]]] = [{"cause": [], "action": [], "outcome": []}]
    handled = False
    for i, mention in enumerate(story):
        if mention.role == "cause":
            # A failure told behind the first handling opens nothing by itself; told in a later round it belongs there.
            rounds[-1 if len(rounds) > 1 else 0]["cause"].append(mention.id)
            continue
        rounds[-1][mention.role].append(mention.id)
        if mention.role == "action":
            handled = handled or mention.code not in NOT_HANDLING
        elif mention.code in carry_on and handled and _handled_later(story[i + 1 :]):
            rounds.append({"cause": [], "action": [], "outcome": []})
            handled = False
    return tuple(Episode(tuple(r["cause"]), tuple(r["action"]), tuple(r["outcome"])) for r in rounds)


def _handled_later(rest: Sequence[Mention]) -> bool:
    return any(mention.role == "action" and mention.code not in NOT_HANDLING for mention in rest)
