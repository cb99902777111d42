"""The report as PDF, set by typst; evidence stands in notes at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from caselib.assets import FONT, TEMPLATES, word
from caselib.codebook import load
from caselib.errors import InputError
from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.model import Case, SourceText
from caselib.report.casebase import composed
from caselib.report.numbering import numbered
from caselib.report.parts import Card, Evidence, Figure, Finding, Heading, Paragraph, Part, Quotes, Report, Table
from caselib.report.references import Caption, captions, pieces
from caselib.view import plot, record
from caselib.view.fonts import FAMILY
from caselib.view.marks import Run, case_runs, label

if TYPE_CHECKING:
    from caselib.casebase import Cases

SERIFS = ["Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC"]  # body type where the machine has one


def pdf(source: Cases | Report, path: Path | str, graph: Any = None, *, lang: str | None = None, date: str = "") -> Path:
    """Write a report as PDF. Parameters as for :func:`caselib.report.word`.

    Raises
    ------
    InputError
        If typst (the extra ``report``) is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise InputError("PDF needs typst; install it with: pip install 'caselib[report]'") from error
    path, report = Path(path), composed(source, graph, lang)
    with TemporaryDirectory(prefix="caselib-") as folder:
        root = Path(folder)
        content = _content(report, root, date)
        (root / "report.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        (root / "report.typ").write_text((TEMPLATES / "report.typ").read_text(encoding="utf-8"), encoding="utf-8")
        with written_whole(path) as temporary:
            temporary.write_bytes(typst.compile(str(root / "report.typ"), root=str(root), font_paths=[str(FONT.parent)]))
    return path


def _content(report: Report, root: Path, date: str) -> dict[str, Any]:
    notes: list[list[dict[str, Any]]] = []
    known = captions(report.parts, report.lang)
    parts = [_part(part, number, report, known, root, notes) for part, number in numbered(report.parts, report.lang)]
    return {
        "title": printable(report.title), "subtitle": report.subtitle, "facts": [[name, printable(value)] for name, value in report.facts],
        "lang": report.lang, "date": date, "fonts": [*SERIFS, FAMILY], "parts": parts, "notes": notes,
        "words": {"contents": word("report.contents", report.lang), "evidence": word("report.evidence_notes", report.lang), "page": word("report.page", report.lang)},
    }  # fmt: skip


def _part(part: Part, number: str, report: Report, known: dict[str, Caption], root: Path, notes: list[list[dict[str, Any]]]) -> dict[str, Any]:
    match part:
        case Heading():
            return {"kind": "heading", "level": part.level, "text": printable(number + part.text)}
        case Paragraph():
            return {"kind": "paragraph", "bullet": part.bullet, "findings": [_finding(each, known, notes) for each in part.findings]}
        case Quotes():
            return {"kind": "quotes", "evidence": [_passage(each) for each in part.evidence]}
        case Table():
            rows = [[printable(cell) for cell in row] for row in part.rows]
            widths = part.widths or tuple(1 / len(part.head) for _ in part.head)
            return {"kind": "table", "key": part.key, "label": known[part.key].label, "caption": part.caption, "head": part.head, "rows": rows,
                    "note": part.note, "numeric": part.numeric, "widths": widths}  # fmt: skip
        case Figure():
            name = f"{part.key}.svg"
            (root / name).write_bytes(plot.rendered(part.draw(), "svg"))
            return {"kind": "figure", "key": part.key, "label": known[part.key].label, "caption": part.caption, "file": name, "alt": part.alt,
                    "note": part.note, "wide": part.wide}  # fmt: skip
        case Card():
            return _card(part.case, report.cases.texts.get(part.case.doc), report.lang)


def _finding(finding: Finding, known: dict[str, Caption], notes: list[list[dict[str, Any]]]) -> dict[str, Any]:
    if finding.evidence:
        notes.append([_passage(each) for each in finding.evidence])
    return {"pieces": [[printable(text), key] for text, key in pieces(finding.sentence, known)], "note": len(notes) if finding.evidence else 0}


def _passage(each: Evidence) -> dict[str, Any]:
    return {"quote": printable(" ".join(each.quote.split())), "place": printable(f"{each.doc} {each.place}"), "against": each.against}


def _card(case: Case, source: SourceText | None, lang: str) -> dict[str, Any]:
    book = load()
    facts = [*record.facts(case, book, lang), (word("field.doc", lang), record.place(case, source, lang))]
    found = case_runs(case, source) if source else [Run(m.quote + "\n", m.span.start, (m,), (m,)) for m in case.mentions]
    return {
        "kind": "card", "title": printable(record.title(case, lang, source)), "facts": [[name, printable(told)] for name, told in facts],
        "rounds": record.rounds(case, book, lang), "lines": list(_lines(found, lang)),
    }  # fmt: skip


def _lines(found: list[Run], lang: str) -> Iterator[list[dict[str, Any]]]:
    """The runs cut at line ends; blank lines are left out."""
    book = load()
    line: list[dict[str, Any]] = []
    for run in found:
        for n, text in enumerate(printable(run.text).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if n and any(each["text"].strip() for each in line):
                yield line
            line = [] if n else line
            line.append({"text": text, "role": run.mentions[-1].role if run.mentions else "", "tags": []})
        line[-1]["tags"] = [[m.role, label(m, book, lang)] for m in run.ends]
    if any(each["text"].strip() for each in line):
        yield line
