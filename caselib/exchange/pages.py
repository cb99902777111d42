"""What tools that mark one text at a time exchange: a case as a page with its codings, between the case base and their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from caselib.casebase import Cases
from caselib.casebase.cases import value
from caselib.codebook import Codebook
from caselib.coding.anchor import Finder
from caselib.coding.apply import BY, memos, stale
from caselib.coding.events import Event, Key, Mark, mark, mark_of
from caselib.errors import Address, Problem
from caselib.exchange.codetree import Resolver, key_guid, kind_guid
from caselib.exchange.qde import MACHINE, mention_facts
from caselib.exchange.qderead import Coding, Content, Note, Source
from caselib.exchange.qdpx import Imported, import_content
from caselib.model import Case, Mention, SourceText, Span
from caselib.model.case import ROLES, STATUSES

FACTS = ("uid", "kind", "industry", "year", "final", "duplicate_of", "cluster")


@dataclass(frozen=True)
class Coded:
    """One coding of a page; ``label`` is ``role:code`` or another program's name, ``more`` the JSON of what other programs have no place for."""

    id: str
    label: str
    status: str
    span: Span
    coder: str = ""
    more: str = ""
    memos: tuple[str, ...] = ()


@dataclass
class Page:
    """A case on its own: its text, and spans counted in code points from its beginning."""

    name: str
    text: str
    facts: dict[str, str] = field(default_factory=dict)
    codings: list[Coded] = field(default_factory=list)
    links: list[tuple[str, str, str, str]] = field(default_factory=list)  # from, to, basis, note
    memos: list[tuple[str, str]] = field(default_factory=list)  # coder, text


def pages(cases: Cases, events: Iterable[Event] = ()) -> list[Page]:
    """The cases as pages: mentions that stand, links with their notes, memos."""
    events = list(events)
    noted: dict[tuple[str, str], list[Event]] = {}
    for case, mention, event in memos(cases, events):
        noted.setdefault((case.uid, mention.id if mention else ""), []).append(event)
    linked = {(e.case, e.at.key, e.to.key): e.note for e in events if e.kind == "link" and e.at and e.to}
    made = []
    for number, case in enumerate(cases, 1):
        if case.doc not in cases.texts:
            continue
        codings = [_coded(case, m, [e.note for e in noted.get((case.uid, m.id), ())]) for m in case.mentions]
        keys = {m.id: m.key for m in case.mentions}
        links = [(k.source, k.target, k.basis, linked.get((case.uid, keys[k.source], keys[k.target]), "")) for k in case.links]
        told = [(e.coder, e.note) for e in noted.get((case.uid, ""), ())]
        made.append(Page(f"{number:04d}_{case.uid}", cases.text(case), _facts(case), codings, links, told))
    return made


def label_key(label: str, status: str, resolver: Resolver) -> Key | None:
    """The code that a label stands for: ``cause:delay``, ``action:refund:advised``, or a name that the resolver knows."""
    role, _, rest = label.partition(":")
    code, _, inside = rest.partition(":")
    if role in ROLES and code:
        told = status or inside
        return role, code, (told if told in STATUSES else "done") if role == "action" else ""
    key = resolver.key("", label)
    return (key[0], key[1], status) if key and key[0] == "action" and status in STATUSES else key


def as_cases(found: Sequence[Page], codebook: Codebook, codes: Mapping[str, str]) -> Imported:
    """Pages as a case base of their own, one document a page."""
    resolver = Resolver(codebook, codes)
    content = Content(codes={})
    for page in found:
        _add_page(page, content, resolver)
    return import_content(content, resolver)


def as_events(
    found: Sequence[Page], cases: Cases, codebook: Codebook, codes: Mapping[str, str], *, coder: str, time: str, complete: bool = False
) -> tuple[list[Event], list[Problem]]:
    """Pages as decisions on the cases that they were written from, and the codings that have no place in them.

    ``complete``: the pages hold the whole coding, so that a mention of the case that a page lacks was deleted there.
    """
    resolver, known = Resolver(codebook, codes), {case.uid: case for case in cases}
    events: list[Event] = []
    problems: list[Problem] = []
    for page in found:
        case = known.get(page.facts.get("uid", ""))
        source = cases.texts.get(case.doc) if case else None
        if case is None or source is None:
            problems.append(stale(Event("memo", coder, time, "?", page.name, note=page.text)))
            continue
        events += _decisions(page, case, source, resolver, coder, time, complete, problems)
    return events, problems


def _decisions(
    page: Page, case: Case, source: SourceText, resolver: Resolver, coder: str, time: str, complete: bool, problems: list[Problem]
) -> list[Event]:
    own = SourceText(case.doc, page.text)
    finder = None if page.text == case.span.of(source.text) else Finder(source)
    placed: dict[str, Mark] = {}
    events = []
    for each in page.codings:
        key = label_key(each.label, each.status, resolver)
        at = _placed(each.span, own, case, source, finder)
        if key is None or at is None:
            problems.append(stale(Event("span", coder, time, case.uid, case.doc, mark(own, each.span), note=each.label)))
            continue
        placed[each.id] = mark(source, at, *key)
        events.append(Event("span", _who(each, coder), time, case.uid, case.doc, placed[each.id]))
        events += [Event("memo", _who(each, coder), time, case.uid, case.doc, placed[each.id], note=text) for text in each.memos]
    for a, b, basis, note in page.links:
        if a in placed and b in placed:
            events.append(Event("link", coder, time, case.uid, case.doc, placed[a], placed[b], basis=basis, note=note))
    events += [Event("memo", who or coder, time, case.uid, case.doc, note=text) for who, text in page.memos]
    if complete:
        kept = {(m.key, m.span) for m in placed.values()}
        gone = [m for m in case.mentions if (m.key, m.span) not in kept]
        events += [Event("reject", coder, time, case.uid, case.doc, mark_of(m, source)) for m in gone]
    return events


def _placed(span: Span, own: SourceText, case: Case, source: SourceText, finder: Finder | None) -> Span | None:
    """Where a span of the page stands in the source; sought by its words where the other program has changed the text."""
    if not 0 <= span.start < span.end <= len(own.text):
        return None
    if finder is None:
        return Span(span.start + case.span.start, span.end + case.span.start)
    found = finder.place(mark(own, span))
    return found if found and case.span.contains(found) else None


def _who(each: Coded, coder: str) -> str:
    return each.coder if each.coder and each.coder != MACHINE else coder


def _coded(case: Case, mention: Mention, notes: list[str]) -> Coded:
    span = Span(mention.span.start - case.span.start, mention.span.end - case.span.start)
    who = mention.rule.removeprefix(BY) if mention.rule.startswith(BY) else MACHINE
    return Coded(mention.id, f"{mention.role}:{mention.code}", mention.status, span, who, mention_facts(case, mention), tuple(notes))


def _facts(case: Case) -> dict[str, str]:
    told = {"doc": case.doc, "title": value(case, "title")} | {name: value(case, name) for name in FACTS}
    return {name: str(said) for name, said in told.items() if said not in (None, "")}


def _add_page(page: Page, content: Content, resolver: Resolver) -> None:
    kind = page.facts.get("kind", "incident")
    border = f"border {page.name}"
    notes = [f"{page.name} memo {n}" for n, _ in enumerate(page.memos)]
    content.notes |= {name: Note(text, who, "") for name, (who, text) in zip(notes, page.memos, strict=True)}
    codings = [Coding(border, kind_guid(kind), Span(0, len(page.text)), MACHINE, "", "", tuple(notes))]
    inside = [each for each in page.codings if 0 <= each.span.start < each.span.end <= len(page.text)]
    if outside := len(page.codings) - len(inside):
        content.problems.append(Problem("bad_selection", Address(page.name), {"source": page.name, "count": outside}))
    for each in inside:
        key = label_key(each.label, each.status, resolver)
        code = key_guid(key, resolver.book) if key and key[1] in resolver.known else each.label
        content.codes.setdefault(code, each.label)
        mine = [f"{page.name} {each.id} memo {n}" for n, _ in enumerate(each.memos)]
        content.notes |= {name: Note(text, each.coder, "") for name, text in zip(mine, each.memos, strict=True)}
        codings.append(Coding(f"{page.name} {each.id}", code, each.span, each.coder, "", each.more, tuple(mine)))
    content.sources.append(Source(page.name, page.name, page.text, tuple(codings)))
    variables = {name: said for name, said in page.facts.items() if name in FACTS}
    content.cases.append((page.facts.get("title", ""), variables, [border], []))
    content.links += [(f"{page.name} {a}", f"{page.name} {b}", f"{basis} #1") for a, b, basis, _ in page.links]

