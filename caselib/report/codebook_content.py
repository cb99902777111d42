"""What a codebook's page shows, whatever file it becomes: every key spelled out in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caselib.assets import labels, word
from caselib.codebook import Code, Codebook, Passage
from caselib.codebook.readable import Piece, spelled
from caselib.lang.printable import printable
from caselib.model.case import ROLES


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a passage; ``role`` is empty where it is not marked, ``tag`` says what a mark stands for."""

    text: str
    role: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ReadCue:
    """A cue in pieces, with the clause that it must match and the one that it must not."""

    pieces: tuple[Piece, ...]
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its names, its rules as (name, items), its cues, and its passages by register."""

    id: str
    role: str
    label: str
    other: str
    definitions: tuple[str, ...]
    polarity: str
    belongs: tuple[str, ...]
    excludes: tuple[str, ...]
    neighbours: tuple[tuple[str, str, str], ...]
    schemes: tuple[tuple[str, str], ...]
    cues: tuple[ReadCue, ...]
    hints: int
    examples: tuple[tuple[str, tuple[tuple[Run, ...], ...]], ...]
    counter: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The codes of one family of a role."""

    role: str
    title: str
    entries: tuple[Entry, ...]


def groups(book: Codebook, lang: str) -> tuple[Group, ...]:
    """Role by role, family by family, in the order of the codebook."""
    found: dict[tuple[str, str], list[Code]] = {}
    for role in ROLES:
        for code in book.codes.values():
            if code.role == role:
                found.setdefault((role, code.family), []).append(code)
    return tuple(
        Group(role, " · ".join(filter(None, (word(f"role.{role}", lang), family_name(book, family, lang)))), tuple(_entry(c, book, lang) for c in codes))
        for (role, family), codes in found.items()
    )


def family_name(book: Codebook, family: str, lang: str) -> str:
    """As the codebook names it, else as caselib does, else the key."""
    own = book.families.get(family, {})
    return printable(own.get(lang) or next(iter(own.values()), "") or _known("family", family, lang))


def counts(book: Codebook, lang: str) -> str:
    """How much there is, in one line."""
    codes = book.codes.values()
    return word("codebook.counts", lang, codes=len(codes), cues=sum(len(c.cues) for c in codes), passages=sum(len(c.passages) for c in codes))


def _entry(code: Code, book: Codebook, lang: str) -> Entry:
    first, *others = ("zh", "en") if lang == "zh" else ("en", "zh")
    label, other = (code.label.get(each, "") for each in (first, *others))
    definitions = [code.definition[each] for each in (first, *others) if code.definition.get(each)]
    examples: dict[str, list[tuple[Run, ...]]] = {}
    for passage in code.passages:
        if not passage.counter:
            examples.setdefault(_known("register", passage.register, lang), []).append(runs(passage, book, lang))
    return Entry(
        id=printable(code.id),
        role=code.role,
        label=printable(label or other or code.id),
        other=printable(other if label else ""),
        definitions=tuple(map(printable, definitions)),
        polarity=_known("polarity", code.polarity, lang) if code.polarity else "",
        belongs=tuple(map(printable, code.belongs)),
        excludes=tuple(map(printable, code.excludes)),
        neighbours=tuple((each if each in book.codes else "", printable(book.label(each, lang)), printable(why)) for each, why in code.neighbours.items()),
        schemes=tuple(_scheme(name, place, lang) for name, place in code.schemes.items()),
        cues=tuple(ReadCue(tuple(_shown(cue.text)), printable(cue.yes), printable(cue.no)) for cue in code.cues),
        hints=len(code.hints),
        examples=tuple((printable(name), tuple(passages)) for name, passages in examples.items()),
        counter=tuple(runs(passage, book, lang) for passage in code.passages if passage.counter),
    )


def runs(passage: Passage, book: Codebook, lang: str) -> tuple[Run, ...]:
    """The passage cut at its marks; marks at one place share their words and, in the tag, their names.

    Joined, the texts give the passage back.
    """
    places: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for mark in passage.marks:
        places.setdefault((mark.start, mark.end), []).append((mark.code, mark.status))
    made: list[Run] = []
    at = 0
    for (start, end), names in sorted(places.items()):
        made += [Run(printable(passage.text[at:start]))] if start > at else []
        tag = " + ".join(_tag(code, status, book, lang) for code, status in names)
        known = book.codes.get(names[0][0])
        made.append(Run(printable(passage.text[start:end]), known.role if known else "cause", tag))
        at = end
    return (*made, *([Run(printable(passage.text[at:]))] if at < len(passage.text) else []))


def _tag(code: str, status: str, book: Codebook, lang: str) -> str:
    name = printable(book.label(code, lang))
    return f"{name}·{_known('status', status, lang)}" if status else name


def _scheme(name: str, place: str, lang: str) -> tuple[str, str]:
    return printable(_known("scheme", name, lang)), printable(_known("justice", place, lang) if name == "justice" else place)


def _shown(cue: str) -> Iterator[Piece]:
    for piece in spelled(cue):
        yield Piece(piece.kind, tuple(map(printable, piece.words)), piece.most)


def _known(group: str, key: str, lang: str) -> str:
    """The label of a key, or the key where a codebook of another field has one of its own."""
    entry = labels().get(f"{group}.{key}")
    return entry[lang] if entry else printable(key)
