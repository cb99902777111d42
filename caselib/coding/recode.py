"""Older annotations under a newer codebook: its ``recoded`` says what a code is called now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from caselib.casebase import Cases
from caselib.codebook import Codebook
from caselib.coding.events import Event, Mark
from caselib.errors import Address, Problem
from caselib.model import Case, Episode, Mention


def recode_cases(cases: Cases, book: Codebook) -> Cases:
    """The case base with the codes of ``book``: renamed and merged ones under their present id.

    Two mentions that come to say the same of the same words are one. A code that was given up stays as it is, and what was renamed
    or is given up is told in ``problems``. A codebook without ``recoded`` changes nothing.
    """
    if not book.recoded:
        return cases
    counts = Counter(m.code for case in cases for m in (*case.mentions, *case.suggestions) if m.code in book.recoded)
    told = (
        Problem("recoded" if book.current(code) else "given_up_code", Address("codebook.yaml"), {"code": code, "to": book.current(code), "count": n}, "notice")
        for code, n in sorted(counts.items())
    )
    known = set(map(str, cases.problems))
    problems = (*cases.problems, *(problem for problem in told if str(problem) not in known))
    return Cases(tuple(_case(case, book) for case in cases), cases.guides, cases.texts, problems)


def recode_events(events: Iterable[Event], book: Codebook) -> list[Event]:
    """The decisions of a log with the codes of ``book``; undo and redo still name the decisions that they are about."""
    ids: dict[str, str] = {}
    made = []
    for event in events:
        at, to = (place and _place(place, book) for place in (event.at, event.to))
        now = replace(event, at=at, to=to, of=ids.get(event.of, event.of))
        ids[event.id] = now.id
        made.append(now)
    return made


def _place(place: Mark, book: Codebook) -> Mark:
    return replace(place, code=_now(place.code, book))


def _now(code: str, book: Codebook) -> str:
    return book.current(code) or code


def _case(case: Case, book: Codebook) -> Case:
    same: dict[str, str] = {}  # id of a mention → of the one that says the same
    mentions = _merged(case.mentions, book, same)
    suggestions = _merged(case.suggestions, book, same)
    if mentions == case.mentions and suggestions == case.suggestions:
        return case
    links = tuple(dict.fromkeys(replace(link, source=same[link.source], target=same[link.target]) for link in case.links))
    episodes = tuple(Episode(*(tuple(dict.fromkeys(same[i] for i in ids)) for ids in (e.causes, e.actions, e.outcomes))) for e in case.episodes)
    return replace(case, mentions=mentions, suggestions=suggestions, links=links, episodes=episodes)


def _merged(mentions: tuple[Mention, ...], book: Codebook, same: dict[str, str]) -> tuple[Mention, ...]:
    kept: dict[object, Mention] = {}
    for mention in mentions:
        now = replace(mention, code=_now(mention.code, book))
        first = kept.setdefault((now.key, now.span), now)
        same[mention.id] = first.id
        if now.confidence > first.confidence:
            kept[now.key, now.span] = replace(first, confidence=now.confidence, rule=now.rule)
    return tuple(kept.values())
