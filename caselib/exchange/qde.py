"""The XML of a REFI-QDA project (``project.qde``, schema ``urn:QDA-XML:project:1.0``), built from a case base."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

import caselib
from caselib.casebase import Cases
from caselib.casebase.cases import value
from caselib.codebook import Codebook
from caselib.coding.apply import BY, memos
from caselib.coding.events import Event, Mark
from caselib.coding.log import effective
from caselib.exchange.codetree import Node, guid, key_guid, kind_guid, tree
from caselib.lang.printable import printable
from caselib.model import Case, Link, Mention, SourceText

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
# Facts of a case that travel as variables: what other tools can filter by.
VARIABLES = ("uid", "kind", "industry", "year", "final", "duplicate_of", "cluster")
MACHINE = "caselib"


@dataclass(frozen=True)
class Project:
    """What is written: applied cases, the log they were applied from, codebook and language."""

    cases: Cases
    events: Sequence[Event]
    book: Codebook
    lang: str
    name: str


def project_xml(project: Project) -> bytes:
    """The project as XML; the order of its elements is the schema's."""
    root = _element("Project", name=project.name, origin=f"caselib {caselib.__version__}")
    users = sorted({MACHINE, *(_coder(m) for case in project.cases for m in case.mentions), *(event.coder for event in project.events)})
    _add(root, "Users", [_element("User", guid=guid("user", name), name=name) for name in users])
    used = [m.key for case in project.cases for m in case.mentions]
    book = etree.SubElement(root, _tag("CodeBook"))
    _add(book, "Codes", [_code(node, PROJECT) for node in tree(project.book, project.lang, used)])
    _add(root, "Variables", [_element("Variable", guid=guid("variable", name), name=name, typeOfVariable="Text") for name in VARIABLES])
    _add(root, "Cases", map(_case, project.cases))
    notes = memos(project.cases, project.events)
    _add(root, "Sources", [_source(source, project, notes) for source in _sources(project.cases)])
    _add(root, "Notes", [_note(*note) for note in notes])
    _add(root, "Links", [_link(case, link) for case in project.cases for link in case.links])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def codebook_xml(book: Codebook, lang: str) -> bytes:
    """The code tree alone, as a REFI-QDA codebook (.qdc)."""
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK})
    root.set("origin", f"caselib {caselib.__version__}")
    codes = etree.SubElement(root, f"{{{CODEBOOK}}}Codes")
    codes.extend(_code(node, CODEBOOK) for node in tree(book, lang))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def source_guid(source: SourceText) -> str:
    """The GUID of a text: of its name and its characters."""
    return guid("source", source.doc, source.text)


def mention_guid(case: Case, mention: Mention) -> str:
    """The GUID of a marked place: of case, code and characters, not of numbers that parsing again gives anew."""
    return guid("mention", case.uid, *mention.key, *mention.span)


def _sources(cases: Cases) -> list[SourceText]:
    """The texts that hold cases, in order."""
    return [cases.texts[doc] for doc in dict.fromkeys(case.doc for case in cases) if doc in cases.texts]


def _source(source: SourceText, project: Project, notes: Iterable[tuple[Case, Mention | None, Event]]) -> etree._Element:
    made = source_guid(source)
    element = _element("TextSource", guid=made, name=source.doc, plainTextPath=f"internal://{made}.txt")
    attached: dict[str, list[str]] = {}
    for case, mention, event in notes:
        attached.setdefault(_place(case, mention), []).append(_note_guid(case, mention, event))
    times = {(e.case, m.key, m.span): e.time for e in effective(project.events) if (m := _coded(e))}
    for case in project.cases:
        if case.doc != source.doc:
            continue
        place = _place(case, None)
        border = _selection(place, str(value(case, "title") or case.id), case.span)
        border.append(_coding(place, kind_guid(case.kind), MACHINE, ""))
        element.append(_with_notes(border, attached.get(place, [])))
        for mention in case.mentions:
            place, time = mention_guid(case, mention), times.get((case.uid, mention.key, mention.span), "")
            marked = _selection(place, mention.quote, mention.span, _coder(mention), time)
            _text(marked, "Description", mention_facts(case, mention))
            marked.append(_coding(place, key_guid(mention.key, project.book), _coder(mention), time))
            element.append(_with_notes(marked, attached.get(place, [])))
    return element


def _coded(event: Event) -> Mark | None:
    """The mention that an event makes stand."""
    return event.to if event.kind == "recode" else event.at if event.kind in ("accept", "span") else None


def mention_facts(case: Case, mention: Mention) -> str:
    """What the standard has no place for: number, rule, confidence, realisation, actor and episode."""
    episode = next((n for n, e in enumerate(case.episodes) if mention.id in (*e.causes, *e.actions, *e.outcomes)), None)
    told = {
        "id": mention.id,
        "rule": mention.rule,
        "confidence": mention.confidence,
        "realised": mention.realised,
        "actor": mention.actor,
        "episode": episode,
    }
    return json.dumps({name: said for name, said in told.items() if said not in ("", None)}, ensure_ascii=False)


def _case(case: Case) -> etree._Element:
    element = _element("Case", guid=guid("case", case.uid), name=str(value(case, "title") or case.id))
    for name in VARIABLES:
        if (told := value(case, name)) not in (None, ""):
            held = etree.SubElement(element, _tag("VariableValue"))
            held.append(_element("VariableRef", targetGUID=guid("variable", name)))
            _text(held, "TextValue", str(told))
    element.append(_element("SelectionRef", targetGUID=_place(case, None)))
    return element


def _note(case: Case, mention: Mention | None, event: Event) -> etree._Element:
    name = mention.quote if mention else str(value(case, "title") or case.id)
    element = _element(
        "Note", guid=_note_guid(case, mention, event), name=_line(name), creatingUser=guid("user", event.coder), creationDateTime=event.time
    )
    _text(element, "PlainTextContent", event.note)
    return element


def _link(case: Case, link: Link) -> etree._Element:
    """Basis, episode and cue stand in the name, which all tools show: ``explicit #1 [12-14]``."""
    by_id = {m.id: m for m in case.mentions}
    cue = f" [{link.cue.start}-{link.cue.end}]" if link.cue else ""
    ends = [mention_guid(case, by_id[i]) for i in (link.source, link.target)]
    name = f"{link.basis} #{link.episode + 1}{cue}"
    return _element("Link", guid=guid("link", *ends), name=name, direction="OneWay", originGUID=ends[0], targetGUID=ends[1])


def _place(case: Case, mention: Mention | None) -> str:
    return mention_guid(case, mention) if mention else guid("border", case.uid)


def _note_guid(case: Case, mention: Mention | None, event: Event) -> str:
    return guid("note", _place(case, mention), event.coder, event.time, event.note)


def _coder(mention: Mention) -> str:
    return mention.rule.removeprefix(BY) if mention.rule.startswith(BY) else MACHINE


def _selection(made: str, name: str, span: tuple[int, int], user: str = MACHINE, time: str = "") -> etree._Element:
    """A stretch of the plain text in code points from 0, its end not included, as the standard counts."""
    return _element(
        "PlainTextSelection", guid=made, name=_line(name), startPosition=str(span[0]), endPosition=str(span[1]),
        creatingUser=guid("user", user), creationDateTime=time,
    )  # fmt: skip


def _coding(place: str, code: str, user: str, time: str) -> etree._Element:
    element = _element("Coding", guid=guid("coding", place, code, user), creatingUser=guid("user", user), creationDateTime=time)
    element.append(_element("CodeRef", targetGUID=code))
    return element


def _with_notes(element: etree._Element, notes: Iterable[str]) -> etree._Element:
    element.extend(_element("NoteRef", targetGUID=note) for note in notes)
    return element


def _code(node: Node, space: str) -> etree._Element:
    element = etree.Element(f"{{{space}}}Code", nsmap={None: space})
    attributes = {"guid": node.guid, "name": _line(node.name), "isCodable": str(node.codable).lower(), "color": node.colour}
    for name, said in attributes.items():
        element.set(name, printable(said))
    if node.description:
        etree.SubElement(element, f"{{{space}}}Description").text = printable(node.description)
    element.extend(_code(child, space) for child in node.children)
    return element


def _tag(name: str) -> str:
    return f"{{{PROJECT}}}{name}"


def _element(tag: str, /, **attributes: str) -> etree._Element:
    """An element with its attributes, empty ones left out."""
    element = etree.Element(_tag(tag), nsmap={None: PROJECT})
    for key, said in attributes.items():
        if said:
            element.set(key, printable(said))
    return element


def _add(parent: etree._Element, name: str, children: Iterable[etree._Element]) -> None:
    """A group with its children; the schema has no empty groups."""
    listed = list(children)
    if listed:
        etree.SubElement(parent, _tag(name)).extend(listed)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = printable(text)


def _line(text: str) -> str:
    """A text as a name: one line, not too long for a list of codings."""
    joined = " ".join(text.split())
    return joined if len(joined) <= 80 else joined[:79] + "…"
