"""What the Coder's screen is filled with: one case in its surroundings, and the work that is left. Positions are code points of the source."""

from __future__ import annotations

from typing import Any

from caselib.casebase import Cases
from caselib.coding.agreement import Disagreement
from caselib.coding.apply import BY
from caselib.coding.events import Event, Mark
from caselib.coding.review import Item, Precision, doubt
from caselib.coding.session import Session
from caselib.lang.clauses import sentences
from caselib.lang.fold import fold
from caselib.lang.printable import printable
from caselib.messages import LANGUAGES
from caselib.model import Case, Mention, SourceText, Span
from caselib.view import record

# Characters shown on either side of a case, so that a border can be dragged outwards: about a screen.
AROUND = 1200
# Items of the queue that are sent ahead: what a person decides while the next message is on its way, many times over.
AHEAD = 40
# A paragraph longer than this offers its sentences as places for a border too.
LONG = 120


def desk(session: Session, uid: str) -> dict[str, Any]:
    """One case as it stands, with the text around it."""
    case, source = session.case(uid), session.text(uid)
    near = session.neighbours(uid)
    window = _window(case, source)
    memos = session.memos(uid)
    own = {(e.at.key, e.to.key, e.case): e for e in session.standing if e.kind == "link" and e.at and e.to}
    keys = {m.id: m.key for m in case.mentions}
    return {
        "uid": uid, "doc": printable(case.doc), "number": session.number(uid), "kind": case.kind,
        "title": {lang: record.title(case, lang) for lang in LANGUAGES},
        "place": {lang: record.place(case, source, lang) for lang in LANGUAGES},
        "base": window.start, "text": printable(window.of(source.text)), "start": case.span.start, "end": case.span.end,
        "mentions": [*(_mention(m, False) for m in case.mentions), *(_mention(m, True) for m in case.suggestions)],
        "links": [
            _link(link.source, link.target, link.basis, own.get((keys[link.source], keys[link.target], uid))) for link in case.links
        ],
        "memos": [_memo(event, mention, session.coder) for mention, event in memos],
        "stops": stops(source, window),
        "others": [
            {"uid": c.uid, "start": c.span.start, "end": c.span.end, "title": {lang: record.title(c, lang) for lang in LANGUAGES}}
            for c in near
            if c.uid != uid and c.span.overlaps(window)
        ],
    }  # fmt: skip


def work(session: Session, wanted: str = "") -> dict[str, Any]:
    """What is left, what can be taken back, and how it went; ``wanted`` narrows the queue to one ``role:code``."""
    items = session.queue()
    chosen = narrowed(items, wanted)
    steps = session.steps()
    return {
        "queue": [queued(item) for item in chosen[:AHEAD]], "left": len(chosen), "all": len(items),
        "codes": sorted({f"{role}:{code}" for role, code in {(item.mention.role, item.mention.code) for item in items}}),
        "decided": len([e for e in session.standing if e.coder == session.coder]),
        "undo": told(steps[0]) if steps[0] else None, "redo": told(steps[1]) if steps[1] else None,
        "precision": [shares(row) for row in session.precision()],
        "rows": [side_by_side(n, row, state) for n, (row, state) in enumerate(session.disagreements())],
        "awaiting": [awaiting(event) for event in session.stale()],
    }  # fmt: skip


def narrowed(items: list[Item], wanted: str) -> list[Item]:
    """The queue of one ``role:code``; the whole one if none is wanted."""
    role, _, code = wanted.partition(":")
    return [item for item in items if (item.mention.role, item.mention.code) == (role, code)] if wanted else items


def contents(cases: Cases) -> list[dict[str, Any]]:
    """One entry a case."""
    return [{"uid": c.uid, "doc": printable(c.doc), "title": {lang: record.title(c, lang) for lang in LANGUAGES}} for c in cases]


def stops(source: SourceText, window: Span) -> list[list[int]]:
    """Where a border may lie: ``[start, end, paragraph]`` of every stretch with words; 1 where a paragraph begins, 0 for a sentence inside one."""
    found, at, text = [], window.start, window.of(source.text)
    for line in text.splitlines(keepends=True):
        pieces = list(sentences(fold(line))) if len(line) > LONG else [(0, len(line))]
        first = 1
        for start, end in pieces:
            words = line[start:end]
            if words.strip():
                low = at + start + len(words) - len(words.lstrip())
                found.append([low, at + start + len(words.rstrip()), first])
                first = 0
        at += len(line)
    return found


def queued(item: Item) -> dict[str, Any]:
    """One entry of the queue: enough to name it before its case is there."""
    return {"uid": item.case.uid, "doubt": round(doubt(item.mention), 3), **_mention(item.mention, item.suggested)}


def told(event: Event) -> dict[str, str]:
    """A decision in the words of a button's hint: its kind, code and quote."""
    at = event.to if event.kind == "recode" and event.to else event.at
    words = " ".join((event.note if event.kind == "memo" else at.quote if at else "").split())[:24]
    return {"kind": event.kind, "code": at.code if at else "", "words": printable(words), "case": event.case}


def shares(row: Precision) -> dict[str, Any]:
    """A line of the table of precision."""
    bounds = {"low": round(row.low, 3), "high": round(row.high, 3)}
    return {"by": row.by, "name": printable(row.name), "right": row.right, "reviewed": row.reviewed, "share": round(row.share, 3), **bounds}


def side_by_side(number: int, row: Disagreement, state: str) -> dict[str, Any]:
    """A disagreement with both views and the text around them."""
    views = {name: _mention(m, False) if m else None for name, m in (("a", row.a), ("b", row.b))}
    return {"n": number, "uid": row.case.uid, "kind": row.kind, "state": state, "text": printable(row.text), "start": row.start, **views}


def awaiting(event: Event) -> dict[str, Any]:
    """A decision that has lost its place, with what it was taken on."""
    at = event.to if event.kind in ("recode", "border") and event.to else event.at
    mark = at or Mark(Span(0, 0), "")
    words = {"before": mark.before, "quote": mark.quote, "after": mark.after}
    key = {"role": mark.role, "code": mark.code, "status": mark.status}
    placed = event.kind in ("span", "accept", "recode", "memo")
    return {"id": event.id, "kind": event.kind, "doc": printable(event.doc), "note": printable(event.note), "placed": placed, **key, **words}


def _window(case: Case, source: SourceText) -> Span:
    """The case with whole lines around it."""
    text = source.text
    low, high = max(0, case.span.start - AROUND), min(len(text), case.span.end + AROUND)
    low = text.rfind("\n", 0, low) + 1 if low else 0
    after = text.find("\n", high)
    # A text of one line has no line to be cut at.
    if case.span.start - low > 2 * AROUND:
        low = case.span.start - AROUND
    high = len(text) if after < 0 else after + 1
    return Span(low, min(high, case.span.end + 2 * AROUND, len(text)))


def _mention(mention: Mention, suggested: bool) -> dict[str, Any]:
    coder = mention.rule.removeprefix(BY) if mention.rule.startswith(BY) else ""
    return {
        "id": mention.id, "role": mention.role, "code": mention.code, "status": mention.status, "start": mention.span.start,
        "end": mention.span.end, "quote": printable(mention.quote), "rule": printable(mention.rule),
        "confidence": round(mention.confidence, 3), "suggested": suggested, "coder": printable(coder),
    }  # fmt: skip


def _link(source: str, target: str, basis: str, event: Event | None) -> dict[str, str]:
    return {"source": source, "target": target, "basis": basis, "note": printable(event.note if event else ""), "coder": printable(event.coder if event else "")}


def _memo(event: Event, mention: Mention | None, coder: str) -> dict[str, Any]:
    own = event.coder == coder
    return {"id": event.id, "mention": mention.id if mention else "", "text": printable(event.note), "coder": printable(event.coder), "time": event.time, "own": own}
