"""What stands in a coder's work and what awaits a decision: the reading half of a session (:mod:`caselib.coding.session`)."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from caselib.casebase import Cases
from caselib.coding.agreement import Disagreement, bare, bare_recompute, disagreements
from caselib.coding.apply import Replayed, memos, replay
from caselib.coding.borders import Recompute
from caselib.coding.events import Event
from caselib.coding.lock import held
from caselib.coding.log import effective, merge, read_log, redo, undo
from caselib.coding.resolve import settled
from caselib.coding.review import Item, Precision, precision, queue
from caselib.errors import InputError, Problem
from caselib.model import Case, Link, Mention, SourceText, Span

# Characters of a name that every file system takes.
_PLAIN = frozenset("-_.·")


class Desk:
    """A case base with the decisions of a log on it; only the document that a decision lies in is made anew."""

    def __init__(
        self,
        cases: Cases,
        coder: str,
        log: Path | str | None = None,
        *,
        blind: bool = False,
        compare: Mapping[str, Path | str] | None = None,
        recompute: Recompute | None = None,
    ) -> None:
        if not coder.strip():
            raise InputError("a coder needs a name, under which the decisions are kept; give one: coder='A'")
        self.cases, self.coder, self.blind = cases, coder, blind
        self.log = Path(log or f"log.{''.join(c if c.isalnum() or c in _PLAIN else '_' for c in coder)}.jsonl")
        self._base = bare(cases) if blind else cases
        self._recompute = _kept(bare_recompute(recompute) if blind else recompute)
        self.compared = {name: _known(path) for name, path in (compare or {}).items()}
        self._stack = ExitStack()
        self._stack.enter_context(held(self.log))
        self._end = weakref.finalize(self, self._stack.close)
        self._parts: dict[str, Cases] = {}
        for case in self._base:
            self._parts.setdefault(case.doc, Cases((), (), _only(self._base, case.doc)))
        for doc, part in self._parts.items():
            self._parts[doc] = Cases(tuple(c for c in self._base if c.doc == doc), (), part.texts)
        self._made: dict[str, Replayed] = {}
        self._waiting: list[Item] | None = None
        self._size = -1
        self.problems: list[Problem] = []
        self.events: list[Event] = []
        self._read()

    def close(self) -> None:
        """Let go of the log; the decisions are in it already."""
        self._end()

    # What stands

    @property
    def coding(self) -> Cases:
        """The case base with all decisions carried out."""
        made = {case.uid: case for doc in self._parts for case in self._replayed(doc).cases}
        problems = tuple(p for doc in self._parts for p in self._replayed(doc).cases.problems)
        return Cases(tuple(made[case.uid] for case in self._base), self._base.guides, self._base.texts, (*self._base.problems, *problems))

    @cached_property
    def order(self) -> list[str]:
        """The uids of the cases, in order."""
        return [case.uid for case in self._base]

    def number(self, uid: str) -> int:
        """Its place in that order, from 0."""
        return self._numbers[uid]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {uid: n for n, uid in enumerate(self.order)}

    def case(self, uid: str) -> Case:
        """A case as it stands."""
        return next(case for case in self._replayed(self._base[uid].doc).cases if case.uid == uid)

    def neighbours(self, uid: str) -> list[Case]:
        """The cases of the same document as they stand, in order."""
        return sorted(self._replayed(self._base[uid].doc).cases, key=lambda case: case.span)

    def text(self, uid: str) -> SourceText:
        """The source text of a case's document."""
        return self._base.texts[self._base[uid].doc]

    def mention(self, uid: str, mention: str) -> Mention:
        """A mention or suggestion of a case as it stands."""
        case = self.case(uid)
        found = next((m for m in (*case.mentions, *case.suggestions) if m.id == mention), None)
        if found is None:
            raise InputError(f"the case has no mention {mention!r} any more; choose one that is shown")
        return found

    def links(self, uid: str, mention: str) -> list[Link]:
        """The links that hang on a mention: what goes with it when it is deleted."""
        return [link for link in self.case(uid).links if mention in (link.source, link.target)]

    def memos(self, uid: str) -> list[tuple[Mention | None, Event]]:
        """The memos on a case and on its mentions."""
        part = self._replayed(self._base[uid].doc).cases
        return [(mention, event) for case, mention, event in memos(part, self._standing_in(part.cases[0].doc)) if case.uid == uid]

    # What awaits a decision

    def queue(self) -> list[Item]:
        """What the machine found and nobody has decided on, the most doubtful first."""
        if self._waiting is None:
            self._waiting = queue(Cases(tuple(case for doc in self._parts for case in self._replayed(doc).cases)))
        return self._waiting

    def precision(self) -> list[Precision]:
        """How often rules and codes were right among what this coder reviewed."""
        return precision(self.cases, self.events)

    def stale(self) -> list[Event]:
        """This coder's decisions that have no place in the texts as they are now."""
        mine = [event for event in self.standing if event.coder == self.coder]
        lost = {event.id for doc in self._parts for event in self._replayed(doc).stale}
        shown = {event.id for doc in self._parts for *_, event in memos(self._replayed(doc).cases, self._standing_in(doc))}
        replaced = {event.of for event in mine if event.of}

        def homeless(event: Event) -> bool:
            gone = event.doc not in self._base.texts or event.id in lost or (event.kind == "memo" and event.id not in shown)
            return gone and not self._elsewhere(event)

        return [event for event in mine if event.id not in replaced and homeless(event)]

    def _elsewhere(self, event: Event) -> bool:
        """Whether a decision stands, word for word, in a case that is not among these: a part of the cases was taken up."""
        source = self._base.texts.get(event.doc)
        if event.case in self._numbers or source is None or event.at is None:
            return False
        return event.at.span.of(source.text) == event.at.quote and not any(
            case.span.contains(event.at.span) for case in self._base if case.doc == event.doc
        )

    def steps(self) -> tuple[Event | None, Event | None]:
        """The decisions that undo would take back and redo would bring back."""
        by_id = {event.id: event for event in self.events}
        back, again = undo(self.events, self.coder), redo(self.events, self.coder)
        return (by_id.get(back.of) if back else None), (by_id.get(again.of) if again else None)

    def disagreements(self) -> list[tuple[Disagreement, str]]:
        """What the first two compared coders see differently, and how it was settled here (empty: open)."""
        mine = [event for event in self.standing if event.coder == self.coder]
        return [(row, settled(row, mine)) for row in self._rows]

    def _read(self) -> None:
        """Read the log where it has changed behind our back: a second view of the same kernel, a file put in its place."""
        size = self.log.stat().st_size if self.log.is_file() else 0
        if size != self._size:
            self.events, self.problems = read_log(self.log)
            self._size = size
            self._made.clear()
            self._changed()

    @cached_property
    def standing(self) -> list[Event]:
        """All decisions that stand, the compared coders' too, in order of time."""
        return effective(merge([*self.compared.values(), self.events]))

    def _changed(self) -> None:
        self._waiting = None
        self.__dict__.pop("standing", None)

    def _standing_in(self, doc: str) -> list[Event]:
        return [event for event in self.standing if event.doc == doc]

    def _replayed(self, doc: str) -> Replayed:
        if doc not in self._made:
            self._made[doc] = replay(self._parts[doc], self._standing_in(doc), self._recompute)
        return self._made[doc]

    @cached_property
    def _rows(self) -> list[Disagreement]:
        if len(self.compared) < 2:
            return []
        one, other = list(self.compared.values())[:2]
        return disagreements(*(replay(self._base, events, self._recompute).cases for events in (one, other)))


def _only(base: Cases, doc: str) -> dict[str, SourceText]:
    if doc not in base.texts:
        raise InputError(f"the text of {doc} is not at hand and cannot be coded; parse the documents again, or load the whole case base")
    return {doc: base.texts[doc]}


def _known(path: Path | str) -> list[Event]:
    if not Path(path).is_file():
        raise InputError(f"{path} is not there; name the log that the other coder's view wrote")
    return read_log(path)[0]


def _kept(recompute: Recompute | None) -> Recompute | None:
    """The same, each case and place once: a log with a moved border is replayed at every decision."""
    if recompute is None:
        return None
    made: dict[tuple[str, Span], Case] = {}

    def anew(case: Case, source: SourceText) -> Case:
        if (case.uid, case.span) not in made:
            made[case.uid, case.span] = recompute(case, source)
        return made[case.uid, case.span]

    return anew


def names(logs: Iterable[Path | str]) -> dict[str, Path | str]:
    """Coders' names for log files: as their decisions are signed, else as the file is called."""
    found: dict[str, Path | str] = {}
    for path in logs:
        signed = [event.coder for event in _known(path)]
        name = max(set(signed), key=signed.count) if signed else Path(path).stem
        found[name if name not in found else f"{name} ({Path(path).stem})"] = path
    return found
