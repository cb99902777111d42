"""One person at work on a case base: every decision is on the disk before it is shown.

What the coding view does, without a screen: a script can do the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from caselib.coding.apply import replay
from caselib.coding.desk import Desk, names
from caselib.coding.events import Event, Key, Mark, decide, mark, mark_of, move_border, now
from caselib.coding.log import append, redo, undo
from caselib.coding.resolve import resolution
from caselib.errors import InputError
from caselib.model import Case, Span

__all__ = ["Session", "names"]


class Session(Desk):
    """A coder's work: what stands, what awaits a decision, and the ways to decide.

    Parameters
    ----------
    cases
        As parsed, with their texts.
    coder
        Whose decisions these are.
    log
        The coder's own file; by default ``log.NAME.jsonl`` in the working folder. It is held while the session lives, so that
        a second program is told at once.
    blind
        Start without what the machine coded.
    compare
        Name → log of other coders, whose decisions stand here too; the first two are put side by side in ``disagreements``.
    recompute
        See :func:`caselib.coding.apply.apply`.

    Raises
    ------
    InputError
        If another program holds the log, the coder has no name, or a log to compare is not there.
    FormatError
        If a log is of a newer format.
    """

    def code(self, uid: str, span: Span, key: Key) -> list[Event]:
        """Mark a stretch of the source text with a code."""
        return self._add(decide("span", self.coder, self.case(uid), mark(self.text(uid), span, *key)))

    def accept(self, uid: str, mention: str) -> list[Event]:
        """Let a mention or suggestion stand."""
        return self._add(decide("accept", self.coder, self.case(uid), self._mark(uid, mention)))

    def reject(self, uid: str, mention: str) -> list[Event]:
        """Take a mention or suggestion out, with its links; it does not come back."""
        return self._add(decide("reject", self.coder, self.case(uid), self._mark(uid, mention)))

    def recode(self, uid: str, mention: str, key: Key, span: Span | None = None) -> list[Event]:
        """Another code, status or place for a mention."""
        at = self._mark(uid, mention)
        to = mark(self.text(uid), span or at.span, *key)
        return self._add(decide("recode", self.coder, self.case(uid), at, to)) if to != at else []

    def link(self, uid: str, source: str, target: str, basis: str = "sequence", note: str = "") -> list[Event]:
        """Draw a link between two mentions that stand; a suggestion is accepted by it."""
        at, to = self._mark(uid, source), self._mark(uid, target)
        if source == target:
            raise InputError("a link needs two different mentions; choose another target")
        case, time = self.case(uid), now()
        suggested = {m.id for m in case.suggestions}
        first = [Event("accept", self.coder, time, uid, case.doc, m) for i, m in ((source, at), (target, to)) if i in suggested]
        return self._add(*first, Event("link", self.coder, time, uid, case.doc, at, to, basis=basis, note=note))

    def unlink(self, uid: str, source: str, target: str) -> list[Event]:
        """Take a link out."""
        return self._add(decide("unlink", self.coder, self.case(uid), self._mark(uid, source), self._mark(uid, target)))

    def move(self, uid: str, side: str, to: int) -> list[Event]:
        """Move a border of a case to a character of the source; the neighbour that touches it goes along."""
        case = self.case(uid)
        made = move_border(self.coder, case, self.text(uid), side, to)
        was = case.span.start if side == "start" else case.span.end
        if to == was:
            return []
        tried = replay(self._parts[case.doc], [*self._standing_in(case.doc), made], self._recompute)
        if made.id in {event.id for event in tried.stale}:
            raise InputError("the border would leave a case without text; choose a place further out")
        return self._add(made)

    def memo(self, uid: str, mention: str | None, note: str) -> list[Event]:
        """Write down a thought on a case or a mention."""
        if not note.strip():
            raise InputError("the memo is empty; write something, or close it")
        return self._add(decide("memo", self.coder, self.case(uid), self._mark(uid, mention) if mention else None, note=note))

    def drop(self, event: str) -> list[Event]:
        """Take back one decision of one's own, whichever: a memo, or one that has lost its place."""
        found = next((e for e in self.standing if e.id == event and e.coder == self.coder), None)
        if found is None:
            raise InputError("this decision does not stand, or is not this coder's own")
        return self._add(Event("undo", self.coder, now(), found.case, found.doc, of=event))

    def place(self, event: str, uid: str, span: Span) -> list[Event]:
        """Give a decision that has lost its place a new one; it replaces the old one."""
        found = next((e for e in self.stale() if e.id == event), None)
        if found is None:
            raise InputError("this decision has its place already")
        case, source, at = self.case(uid), self.text(uid), found.at
        if found.kind not in ("span", "accept", "recode", "memo"):
            raise InputError(f"a decision of kind {found.kind} cannot be placed on a stretch of text; take it anew, or drop it")
        if found.kind == "memo":
            return self._add(replace(found, time=now(), case=uid, doc=case.doc, at=at and self._covering(case, span), of=event))
        key = (found.to if found.kind == "recode" and found.to else at or mark(source, span)).key
        return self._add(Event("span", self.coder, now(), uid, case.doc, mark(source, span, *key), note=found.note, of=event))

    def resolve(self, number: int, choice: str, key: Key | None = None) -> list[Event]:
        """Settle a disagreement: ``a``, ``b``, ``both``, ``neither``, or ``other`` with a code."""
        if not 0 <= number < len(self._rows):
            raise InputError(f"there is no disagreement number {number}; there are {len(self._rows)}")
        row = self._rows[number]
        return self._add(*resolution(row, choice, self.coder, self._base.texts[row.case.doc], key))

    def undo(self) -> list[Event]:
        """Take back the latest decision; decisions of one moment go together."""
        return self._back(undo)

    def redo(self) -> list[Event]:
        """Bring back what was taken back last."""
        return self._back(redo)

    def _mark(self, uid: str, mention: str) -> Mark:
        return mark_of(self.mention(uid, mention), self.text(uid))

    def _covering(self, case: Case, span: Span) -> Mark | None:
        found = next((m for m in case.mentions if m.span.overlaps(span)), None)
        return mark_of(found, self.text(case.uid)) if found else None

    def _back(self, step: Callable[[Sequence[Event], str], Event | None]) -> list[Event]:
        self._read()
        made: list[Event] = []
        while (event := step([*self.events, *made], self.coder)) is not None:
            moment = self._time(event.of)
            if made and moment != self._time(made[0].of):
                break
            made.append(event)
        return self._add(*made)

    def _time(self, event: str) -> str:
        return next((e.time for e in self.events if e.id == event), "")

    def _add(self, *events: Event) -> list[Event]:
        self._read()
        for event in events:
            append(self.log, event)
            self.events.append(event)
            self._made.pop(event.doc, None)
        self._size = self.log.stat().st_size if events else self._size
        self._changed()
        return list(events)
