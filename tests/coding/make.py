"""Small case bases written out in marked text: ``[m1 cause:delay|words]``, cases divided by ``---``."""

from __future__ import annotations

import re

from caselib.casebase import Cases
from caselib.coding.events import Event, Mark, mark
from caselib.model import Case, Episode, Field, Link, Mention, SourceText, Span

_MARK = re.compile(r"\[(\w+) (\w+):(\w+)(?:/(\w+))?\|([^\]]*)\]")
TIME = "2024-05-01T08:00:{:02d}+00:00"


def base(marked: str, doc: str = "a.txt", links: dict[str, list[tuple[str, str]]] | None = None) -> Cases:
    """Cases of a marked text; ids that start with ``s`` are suggestions, ids that start with ``p`` only places."""
    text, cases = "", []
    for number, part in enumerate(marked.split("---"), 1):
        start, found, at = len(text), [], 0
        for hit in _MARK.finditer(part):
            text += part[at : hit.start()]
            span = Span(len(text), len(text) + len(hit[5]))
            text, at = text + hit[5], hit.end()
            found.append(Mention(hit[1], hit[2], hit[3], hit[4] or "", span, hit[5], "cue", 0.8 if hit[1][0] == "m" else 0.3))
        text += part[at:]
        mentions = tuple(m for m in found if m.id[0] == "m")
        cases.append(
            Case(
                f"u{number}", doc, Span(start, len(text)), "incident",
                title=Field(f"案例{number}", None, "test"), mentions=mentions,
                suggestions=tuple(m for m in found if m.id[0] == "s"), episodes=_episodes(mentions),
                links=tuple(Link(a, b, "sequence", None, 0) for a, b in (links or {}).get(f"u{number}", ())),
            )
        )  # fmt: skip
    return Cases(tuple(cases), (), {doc: SourceText(doc, text)})


def _episodes(mentions: tuple[Mention, ...]) -> tuple[Episode, ...]:
    by_role = (tuple(m.id for m in mentions if m.role == role and m.status in ("", "done")) for role in ("cause", "action", "outcome"))
    return (Episode(*by_role),) if mentions else ()


def at(cases: Cases, words: str, key: str = "::", nth: int = 0) -> Mark:
    """The mark of the ``nth`` place of ``words``, with ``role:code:status``."""
    source = next(iter(cases.texts.values()))
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(words, start + 1)
    return mark(source, Span(start, start + len(words)), *key.split(":"))


def event(
    kind: str, at: Mark | None = None, to: Mark | None = None, *, coder: str = "甲", case: str = "u1", second: int = 0, **more: str
) -> Event:
    """An event with a fixed time."""
    doc = "" if kind in ("undo", "redo") else "a.txt"
    return Event(kind, coder, TIME.format(second), case if doc else "", doc, at, to, **more)


def shown(case: Case) -> list[str]:
    """The mentions of a case as text: ``cause:delay 快递延误``."""
    return [":".join(part for part in m.key if part) + " " + m.quote for m in case.mentions]
