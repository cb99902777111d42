"""What a REFI-QDA project says, out of its XML and its texts: plain records, nothing interpreted yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from caselib.errors import Address, Problem
from caselib.exchange.qde import PROJECT
from caselib.model import Span

_N = {"q": PROJECT}
_INTERNAL = re.compile(r"internal://([^/\\]{1,200})")


@dataclass(frozen=True)
class Coding:
    """One code on one stretch: who and when, and the memos."""

    selection: str
    code: str
    span: Span
    user: str
    time: str
    description: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A text with its codings."""

    guid: str
    name: str
    text: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True)
class Note:
    """A memo: its words, who and when."""

    text: str
    user: str
    time: str


@dataclass
class Content:
    """A project: names of codes by guid; sources; cases as (name, variables, selections, sources); notes; links (origin, target, name)."""

    codes: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    cases: list[tuple[str, dict[str, str], list[str], list[str]]] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    time: str = ""
    problems: list[Problem] = field(default_factory=list)


def content(root: etree._Element, members: Mapping[str, bytes]) -> Content:
    """Everything in a project that caselib has a place for; what it cannot read is listed in ``problems``."""
    users = {_get(e, "guid"): _get(e, "name") or _get(e, "id") or _get(e, "guid") for e in root.iterfind("q:Users/q:User", _N)}
    found = Content(time=_get(root, "creationDateTime"))
    found.codes = {_get(e, "guid"): _get(e, "name") for e in root.iterfind("q:CodeBook/q:Codes//q:Code", _N)}
    variables = {_get(e, "guid"): _get(e, "name") for e in root.iterfind("q:Variables/q:Variable", _N)}
    for entry in root.iterfind("q:Cases/q:Case", _N):
        selections, sources = ([_get(e, "targetGUID") for e in entry.iterfind(f"q:{kind}", _N)] for kind in ("SelectionRef", "SourceRef"))
        found.cases.append((_get(entry, "name"), dict(_values(entry, variables)), selections, sources))
    for entry in root.iterfind("q:Notes/q:Note", _N):
        text = _plain(entry, members)
        if text:
            found.notes[_get(entry, "guid")] = Note(text, users.get(_get(entry, "creatingUser"), ""), _get(entry, "creationDateTime"))
    found.links = [(_get(e, "originGUID"), _get(e, "targetGUID"), _get(e, "name")) for e in root.iterfind("q:Links/q:Link", _N)]
    for entry in root.iterfind("q:Sources/*", _N):
        _source(entry, members, users, found)
    return found


def _source(entry: etree._Element, members: Mapping[str, bytes], users: Mapping[str, str], found: Content) -> None:
    """Add a source; a PDF or picture by the text that stands for it."""
    name = _get(entry, "name") or _get(entry, "guid")
    holder = entry if entry.tag == f"{{{PROJECT}}}TextSource" else entry.find("q:Representation", _N)
    text = _plain(holder, members) if holder is not None else None
    if holder is None or text is None:
        found.problems.append(Problem("no_plain_text", Address(name), {"source": name}))
        return
    taken = {source.name for source in found.sources}
    doc = next(n for n in (name, *(f"{name} ({i})" for i in range(2, len(taken) + 3))) if n not in taken)
    codings, outside = [], 0
    for selection in holder.iterfind("q:PlainTextSelection", _N):
        span = _span(selection, len(text))
        if span is None:
            outside += 1
        else:
            codings += list(_codings(selection, span, users))
    if outside:
        found.problems.append(Problem("bad_selection", Address(doc), {"source": doc, "count": outside}))
    found.sources.append(Source(_get(entry, "guid"), doc, text, tuple(codings)))


def _codings(selection: etree._Element, span: Span, users: Mapping[str, str]) -> Iterator[Coding]:
    description = selection.findtext("q:Description", "", _N)
    notes = tuple(_get(e, "targetGUID") for e in selection.iterfind("q:NoteRef", _N))
    for coding in selection.iterfind("q:Coding", _N):
        ref = coding.find("q:CodeRef", _N)
        mine = tuple(_get(e, "targetGUID") for e in coding.iterfind("q:NoteRef", _N))
        user = users.get(_get(coding, "creatingUser") or _get(selection, "creatingUser"), "")
        time = _get(coding, "creationDateTime") or _get(selection, "creationDateTime")
        if ref is not None:
            yield Coding(_get(selection, "guid"), _get(ref, "targetGUID"), span, user, time, description, notes + mine)


def _span(selection: etree._Element, length: int) -> Span | None:
    try:
        start, end = int(_get(selection, "startPosition")), int(_get(selection, "endPosition"))
    except ValueError:
        return None
    return Span(start, end) if 0 <= start < end <= length else None


def _plain(entry: etree._Element, members: Mapping[str, bytes]) -> str | None:
    """The text of a source or note: inside the XML, or a file of the package named without any folder."""
    inside = entry.find("q:PlainTextContent", _N)
    if inside is not None:
        return inside.text or ""
    named = _INTERNAL.fullmatch(_get(entry, "plainTextPath"))
    data = (
        next((members[f"{folder}/{named[1]}"] for folder in ("sources", "Sources") if f"{folder}/{named[1]}" in members), None)
        if named
        else None
    )
    return None if data is None else data.decode("utf-8", "replace").removeprefix("\ufeff")


def _values(entry: etree._Element, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for held in entry.iterfind("q:VariableValue", _N):
        ref = held.find("q:VariableRef", _N)
        said = next((e.text or "" for e in held if e.tag != f"{{{PROJECT}}}VariableRef"), "")
        if ref is not None and _get(ref, "targetGUID") in variables:
            yield variables[_get(ref, "targetGUID")], said


def _get(element: etree._Element, name: str) -> str:
    return str(element.get(name, ""))
