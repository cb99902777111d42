"""Episodes and links of a case after its mentions have been changed by hand."""

from __future__ import annotations

from dataclasses import replace

from caselib.model import Case, Episode, Mention
from caselib.model.case import ROLES


def regroup(case: Case, was: Case) -> Case:
    """The case with episodes and links that name only mentions that stand.

    A mention that is new, or has another role or status than it had in ``was``, joins the episode of its nearest neighbour in
    the text; advice and demands join none. What was grouped stays so, and what was not (the analysis of a case) stays out.
    An incident without episodes gets one when it gets its first mention.
    """
    before = {m.id: (m.role, m.status) for m in was.mentions}
    eligible = {m.id: m for m in case.mentions if m.status in ("", "done") and m.role in ROLES}
    group = {i: n for n, e in enumerate(case.episodes) for i in (*e.causes, *e.actions, *e.outcomes) if i in eligible}
    if not case.episodes and case.kind != "incident":
        group = {}
    else:
        for mention in (m for m in eligible.values() if before.get(m.id) != (m.role, m.status)):
            group.setdefault(mention.id, _nearest(mention, [(eligible[i], n) for i, n in group.items()]))
    kept = sorted(set(group.values()))
    episodes = tuple(_episode([m for m in eligible.values() if group.get(m.id) == n]) for n in kept)
    number = {i: kept.index(n) for i, n in group.items()}
    standing = {m.id for m in case.mentions}
    links = tuple(
        replace(link, episode=number.get(link.source, link.episode if link.episode < len(episodes) else 0))
        for link in case.links
        if link.source in standing and link.target in standing
    )
    return replace(case, episodes=episodes, links=links)


def _nearest(mention: Mention, placed: list[tuple[Mention, int]]) -> int:
    """The episode of the mention that stands nearest; the earlier one of two."""

    def distance(entry: tuple[Mention, int]) -> tuple[int, int]:
        other, number = entry
        return max(other.span.start - mention.span.end, mention.span.start - other.span.end, 0), number

    return min(placed, key=distance)[1] if placed else 0


def _episode(mentions: list[Mention]) -> Episode:
    return Episode(*(tuple(m.id for m in mentions if m.role == role) for role in ROLES))
