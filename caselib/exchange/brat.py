"""Standoff annotation as brat writes it (``.txt`` and ``.ann``), which INCEpTION and many scripts read too.

One pair of files a case. Offsets count code points of the text, as caselib does; a span over a line end is written as
fragments, because brat has no annotation across lines. Status is an attribute, a link a relation, a memo a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from caselib.assets import word
from caselib.casebase import Cases
from caselib.codebook import Codebook, load
from caselib.coding.events import Event, now
from caselib.errors import FormatError, InputError
from caselib.exchange.pages import Coded, Page, as_cases, as_events, pages
from caselib.exchange.qdpx import Imported
from caselib.files import text_written_whole
from caselib.messages import language
from caselib.model import Span
from caselib.model.case import ROLES, STATUSES

BASES = ("explicit", "sequence")
_SPAN = re.compile(r"(\d{1,12}) (\d{1,12})")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def write_brat(cases: Cases, folder: Path | str, events: Iterable[Event] = (), *, codebook: Codebook | None = None, lang: str | None = None) -> list[Path]:
    """Write a folder that brat opens: ``NUMBER_UID.txt`` and ``.ann`` for each case, ``annotation.conf`` and ``visual.conf``.

    Parameters
    ----------
    cases
        With the decisions of ``events`` already applied.
    folder
        Where to.
    events
        The log: gives memos and the notes of links.
    """
    book, written = codebook or load(), []
    for page in pages(cases, events):
        for suffix, text in ((".txt", page.text.translate(_SURROGATES)), (".ann", "".join(_lines(page)))):
            path = Path(folder) / (page.name + suffix)
            with text_written_whole(path) as file:
                file.write(text)
            written.append(path)
    for name, text in (("annotation.conf", _annotation(book)), ("visual.conf", _visual(book, language(lang)))):
        with text_written_whole(Path(folder) / name) as file:
            file.write(text)
        written.append(Path(folder) / name)
    return written


def read_brat(
    folder: Path | str, cases: Cases | None = None, *, coder: str = "brat", codes: Mapping[str, str] | None = None,
    codebook: Codebook | None = None, complete: bool = False,
) -> Imported:  # fmt: skip
    """Read such a folder.

    Parameters
    ----------
    folder
        With ``.txt`` and ``.ann`` files; subfolders too.
    cases
        The case base that the files were written from: the annotations come back as decisions on it (``cases`` of the result is
        the same case base, with what had no place among its problems). Without it each text is a case of its own.
    coder
        Who annotated, where the files do not tell.
    codes
        Other types → ``cause:delay``, ``action:refund:done``, …
    complete
        The files hold the whole coding: mentions of ``cases`` that they lack were deleted, and are rejected.

    Raises
    ------
    InputError
        If there is no annotated text in the folder.
    FormatError
        If a text is not UTF-8.
    """
    found = [_page(path) for path in sorted(Path(folder).rglob("*.ann")) if path.with_suffix(".txt").is_file()]
    if not found:
        raise InputError(f"{folder} holds no .ann file beside a .txt file; name the folder of a brat collection")
    return imported(found, cases, coder=coder, codes=codes or {}, codebook=codebook or load(), complete=complete)


def imported(found: list[Page], cases: Cases | None, *, coder: str, codes: Mapping[str, str], codebook: Codebook, complete: bool) -> Imported:
    """Pages as a case base of their own, or as decisions on the one that they came from."""
    if cases is None:
        return as_cases(found, codebook, codes)
    events, problems = as_events(found, cases, codebook, codes, coder=coder, time=now(), complete=complete)
    return Imported(Cases(cases.cases, cases.guides, cases.texts, (*cases.problems, *problems)), events)


# --- writing ---


def _lines(page: Page) -> Iterator[str]:
    number = {each.id: f"T{n}" for n, each in enumerate(page.codings, 1)}
    for each in page.codings:
        parts = list(_fragments(page.text, each.span)) or [each.span]
        words = " ".join(" ".join(part.of(page.text).translate(_SURROGATES).splitlines()) for part in parts)
        yield f"{number[each.id]}\t{_type(each.label)} {';'.join(f'{a} {b}' for a, b in parts)}\t{words}\n"
    coded = [each for each in page.codings if each.status]
    for n, each in enumerate(coded, 1):
        yield f"A{n}\tstatus {number[each.id]} {each.status}\n"
    for n, (a, b, basis, _) in enumerate(page.links, 1):
        yield f"R{n}\t{basis} Arg1:{number[a]} Arg2:{number[b]}\n"
    notes = [("facts", "-", f"{name}={said}") for name, said in page.facts.items()]
    notes += [("caselib", number[each.id], each.more) for each in page.codings]
    notes += [("coder", number[each.id], each.coder) for each in page.codings if each.coder]
    # A line end at the border of a span is in no fragment: the whole span stands in a note.
    notes += [("span", number[each.id], f"{each.span.start} {each.span.end}") for each in page.codings]
    notes += [("AnnotatorNotes", number[each.id], text) for each in page.codings for text in each.memos]
    notes += [("AnnotatorNotes", f"R{n}", note) for n, (*_, note) in enumerate(page.links, 1) if note]
    notes += [("memo", "-", f"{who}={text}") for who, text in page.memos]
    for n, (kind, on, text) in enumerate(notes, 1):
        yield f"#{n}\t{kind} {on}\t{_escaped(text)}\n"


def _fragments(text: str, span: Span) -> Iterator[Span]:
    """The stretches of a span inside its lines."""
    at = span.start
    for piece in re.split(r"([\r\n]+)", span.of(text)):
        if piece.strip("\r\n"):
            yield Span(at, at + len(piece))
        at += len(piece)


def _type(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", label.replace(":", "-", 1))


def _escaped(text: str) -> str:
    """One line: brat's notes have no line ends."""
    told = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return "".join(c if c.isprintable() or c in "\u3000 " else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c for c in told)


def _plain(text: str) -> str:
    named = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(?:u([0-9a-f]{4})|([nrt\\]))", lambda hit: chr(int(hit[1], 16)) if hit[1] else named[hit[2]], text)


def _annotation(book: Codebook) -> str:
    kinds = "".join(f"!{role}\n" + "".join(f"\t{role}-{code}\n" for code in book.role(role)) for role in ROLES)
    links = "".join(f"{basis}\tArg1:<ENTITY>, Arg2:<ENTITY>\n" for basis in BASES)
    overlaps = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n"
    return f"[entities]\n{kinds}\n[relations]\n{overlaps}{links}\n[events]\n\n[attributes]\nstatus\tArg:<ENTITY>, Value:{'|'.join(STATUSES)}\n"


def _visual(book: Codebook, lang: str) -> str:
    colours = {"cause": "#f4c9ad", "action": "#b5d5ee", "outcome": "#b3e0cf"}
    labels = "".join(f"{role}-{code} | {book.label(code, lang)}\n" for role in ROLES for code in book.role(role))
    labels += "".join(f"{basis} | {word(f'basis.{basis}', lang)}\n" for basis in BASES)
    drawn = "".join(f"{role}-{code}\tbgColor:{colours[role]}\n" for role in ROLES for code in book.role(role))
    return f"[labels]\n{labels}\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken\n{drawn}"


# --- reading ---


def _page(path: Path) -> Page:
    try:
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path.name} is not UTF-8 ({error}); export it again as UTF-8") from error
    page = Page(path.stem, text)
    rows = [line.split("\t") for line in lines if line.strip()]
    status = {on: value for mark, body in _of("A", rows) for _, on, value in [_three(body[0])] if value in STATUSES}
    notes = [(*_three(body[0])[:2], _plain(body[1]) if len(body) > 1 else "") for mark, body in _of("#", rows)]
    by = {kind: {on: text for name, on, text in notes if name == kind} for kind in ("caselib", "coder", "span")}
    for mark, body in _of("T", rows):
        label, _, places = body[0].partition(" ")
        ends = [int(n) for pair in _SPAN.findall(places) for n in pair]
        if not ends or not 0 <= min(ends) < max(ends) <= len(text):
            continue
        told = tuple(said for kind, on, said in notes if kind == "AnnotatorNotes" and on == mark)
        span = _whole(Span(min(ends), max(ends)), by["span"].get(mark, ""), text)
        known = label.replace("-", ":", 1) if label.partition("-")[0] in ROLES else label
        page.codings.append(
            Coded(mark, known, status.get(mark, ""), span, by["coder"].get(mark, ""), by["caselib"].get(mark, ""), told)
        )
    said = {on: text for kind, on, text in notes if kind == "AnnotatorNotes"}
    for mark, body in _of("R", rows):
        basis, a, b = _three(body[0])
        page.links.append((a.partition(":")[2], b.partition(":")[2], basis if basis in BASES else "sequence", said.get(mark, "")))
    page.facts = dict(text.partition("=")[::2] for kind, _, text in notes if kind == "facts")
    page.memos = [(who, note) for kind, _, text in notes if kind == "memo" for who, _, note in [text.partition("=")]]
    return page


def _whole(found: Span, note: str, text: str) -> Span:
    """The span as it was written, if only line ends make the difference: else somebody has moved it."""
    told = _SPAN.fullmatch(note)
    if told:
        span = Span(int(told[1]), int(told[2]))
        if span.contains(found) and span.end <= len(text) and span.of(text).strip("\r\n") == found.of(text).strip("\r\n"):
            return span
    return found


def _of(kind: str, rows: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    return ((row[0], row[1:]) for row in rows if row[0].startswith(kind) and len(row) > 1)


def _three(body: str) -> tuple[str, str, str]:
    parts = [*body.split(" "), "", "", ""]
    return parts[0], parts[1], parts[2]

