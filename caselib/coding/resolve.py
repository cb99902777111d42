"""Settle what two coders see differently: which disagreements are open, and the decisions that settle one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from caselib.coding.agreement import Disagreement
from caselib.coding.events import Event, Key, mark, mark_of, now
from caselib.model import Mention, SourceText

CHOICES = ("a", "b", "both", "neither", "other")


def settled(row: Disagreement, events: Sequence[Event]) -> str:
    """How a third person's standing decisions settle a disagreement: one of :data:`CHOICES`, or empty while it is open.

    ``a`` and ``b`` are that coder's view, which may be that nothing stands there.
    """
    first, second = (_verdict(row, m, events) if m else None for m in (row.a, row.b))
    if (row.a and first is None) or (row.b and second is None):
        return ""
    if row.a and row.b:
        plain = {(True, False): "a", (False, True): "b", (True, True): "both", (False, False): "neither"}[bool(first), bool(second)]
    else:
        plain = "a" if bool(first) == bool(row.a) and (first if row.a else not second) else "b"
    rejected = not first and not second
    return "other" if rejected and _elsewhere(row, events) else plain


def resolution(row: Disagreement, choice: str, coder: str, source: SourceText, key: Key | None = None) -> list[Event]:
    """The decisions that settle a disagreement, all of one moment, so that one undo takes them back.

    Parameters
    ----------
    row
        The disagreement.
    choice
        One of :data:`CHOICES`.
    coder
        Who settles it.
    source
        The text of its document.
    key
        For ``other``: role, code and status that are right instead.

    Raises
    ------
    ValueError
        If there is no such choice, or ``other`` comes without a key.
    """
    if choice not in CHOICES or (choice == "other" and key is None):
        raise ValueError(f"a disagreement is not settled by {choice!r}; choices: {', '.join(CHOICES)} (other: with a code)")
    time = now()
    keeps = {"a": (True, False), "b": (False, True), "both": (True, True)}.get(choice, (False, False))
    made = []
    for mention, keep in zip((row.a, row.b), keeps, strict=True):
        if mention:
            made.append(Event("accept" if keep else "reject", coder, time, row.case.uid, row.case.doc, mark_of(mention, source)))
    if choice == "other" and key:
        place = row.a or row.b
        assert place is not None
        made.append(Event("span", coder, time, row.case.uid, row.case.doc, mark(source, place.span, *key)))
    return made


def _verdict(row: Disagreement, mention: Mention, events: Iterable[Event]) -> bool | None:
    """Whether the last decision on a mention lets it stand; ``None`` where there is none."""
    found = None
    for event in events:
        if event.doc == row.case.doc and event.at and event.at.key == mention.key and event.at.span.overlaps(mention.span):
            found = {"accept": True, "span": True, "reject": False, "recode": False}.get(event.kind, found)
    return found


def _elsewhere(row: Disagreement, events: Iterable[Event]) -> bool:
    """Whether another code was given to the place."""
    spans = [m.span for m in (row.a, row.b) if m]
    keys = {m.key for m in (row.a, row.b) if m}
    return any(
        e.kind == "span" and e.doc == row.case.doc and e.at and e.at.key not in keys and any(e.at.span.overlaps(s) for s in spans) for e in events
    )
