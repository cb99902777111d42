"""Episodes and links of a case after its mentions have been changed by hand."""

from __future__ import annotations

from dataclasses import replace

from caselib.model import Case, Episode, Mention

_PLACES = {"cause": "causes", "action": "actions", "outcome": "outcomes"}


def regroup(case: Case) -> Case:
    """The case with episodes and links that name only mentions that stand.

    A new mention joins the episode of its nearest neighbour in the text; advice and demands join none. What was
    grouped stays so. An incident without episodes gets one when it gets its first mention.
    """
    eligible = {m.id: m for m in case.mentions if m.role in _PLACES and m.status in ("", "done")}
    group = {i: n for n, e in enumerate(case.episodes) for i in (*e.causes, *e.actions, *e.outcomes) if i in eligible}
    if not case.episodes and case.kind != "incident":
        group = {}
    else:
        for mention in eligible.values():
            group.setdefault(mention.id, _nearest(mention, [(eligible[i], n) for i, n in group.items()]))
    kept = sorted(set(group.values()))
    episodes = tuple(_episode(n, case.episodes[n] if n < len(case.episodes) else Episode((), (), ()), group, eligible) for n in kept)
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


def _episode(number: int, was: Episode, group: dict[str, int], eligible: dict[str, Mention]) -> Episode:
    """The old order where it was, then the new ones in order of the text."""
    old = {i: n for n, i in enumerate((*was.causes, *was.actions, *was.outcomes))}
    mine = sorted((i for i, n in group.items() if n == number), key=lambda i: (i not in old, old.get(i, 0), eligible[i].span))
    return Episode(*(tuple(i for i in mine if eligible[i].role == role) for role in _PLACES))
