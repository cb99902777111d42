"""Cases made by hand for the tests: one line of codes a case."""

from __future__ import annotations

from collections.abc import Sequence

from caselib.casebase import Cases
from caselib.model import Case, Episode, Field, Link, Mention, Span

ROLES = ("cause", "action", "outcome")


def case(line: str, at: int = 0, **fields: object) -> Case:
    """A case from ``"delay; refund; satisfied | repeat; stall; escalated"``: episodes by ``|``, roles by ``;``, codes by space.

    A link is marked on the later code: ``refund=`` (explicit) or ``refund-`` (sequence) links it with the last code of the role before.
    ``?`` in front of an action makes it advised, ``!`` demanded; both stand outside the episodes. Mentions stand in the order of the line.
    """
    mentions: list[Mention] = []
    episodes: list[Episode] = []
    links: list[Link] = []
    for number, part in enumerate(line.split("|")):
        ids: dict[str, list[str]] = {role: [] for role in ROLES}
        for role, words in zip(ROLES, part.split(";"), strict=False):
            for word in words.split():
                status = {"?": "advised", "!": "demanded"}.get(word[0], "done") if role == "action" else ""
                name = f"m{len(mentions) + 1}"
                place = at * 1000 + 10 * len(mentions)
                code = word.strip("?!=-")
                mentions.append(
                    Mention(name, role, code, status, Span(place, place + 4), "四个字符", "made", 0.9, "carried_out" * (status == "done"))
                )
                if word[-1] in "=-":
                    before = ids[ROLES[ROLES.index(role) - 1]][-1]
                    links.append(Link(before, name, "explicit" if word[-1] == "=" else "sequence", None, number))
                if status in ("", "done"):
                    ids[role].append(name)
        episodes.append(Episode(*(tuple(ids[role]) for role in ROLES)))
    given = {
        name: Field(value, None, "made") if name in ("industry", "final", "year", "days_to_resolution", "date") else value
        for name, value in fields.items()
    }
    record = {"uid": f"u{at}", "doc": "a.txt", "kind": "incident"} | given
    return Case(span=Span(at * 1000, at * 1000 + 999), mentions=tuple(mentions), episodes=tuple(episodes), links=tuple(links), **record)  # type: ignore[arg-type]


def cases(lines: Sequence[str], **fields: Sequence[object]) -> Cases:
    """One case a line; fields by name, one value a line."""
    return Cases(tuple(case(line, at, **{name: values[at] for name, values in fields.items()}) for at, line in enumerate(lines)))
