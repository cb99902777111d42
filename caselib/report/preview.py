"""What a report shows of itself in a notebook: its findings with their passages to fold out; tables, figures and cards are left to the files."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from caselib.assets import word
from caselib.lang.printable import printable
from caselib.report.parts import Finding, Heading, Paragraph, Report
from caselib.report.references import TODO, captions, pieces


def preview(report: Report) -> str:
    """Title, cover facts, and every heading with its sentences."""
    facts = " · ".join(f"{name} {value}" for name, value in report.facts)
    head = Markup("<h3>{}</h3><p><small>{}</small></p>").format(printable(report.title), printable(facts))
    return str(Markup('<div class="caselib-report">{}{}</div>').format(head, Markup("").join(_parts(report))))


def _parts(report: Report) -> Iterator[Markup]:
    heading: Heading | None = None
    for part in report.parts:
        if isinstance(part, Heading):
            heading = part
        elif isinstance(part, Paragraph):
            if heading is not None:
                yield Markup("<h{0}>{1}</h{0}>").format(min(6, heading.level + 3), printable(heading.text))
                heading = None
            said = Markup(" " if report.lang == "en" else "").join(_said(finding, report) for finding in part.findings)
            yield Markup("<li>{}</li>" if part.bullet else "<p>{}</p>").format(said)


def _said(finding: Finding, report: Report) -> Markup:
    known = captions(report.parts, report.lang)
    text = Markup("").join(Markup("<mark>{}</mark>").format(piece) if key == TODO else escape(printable(piece)) for piece, key in pieces(finding.sentence, known))
    if not finding.evidence:
        return text
    quotes = Markup("").join(Markup("<blockquote>{} <small>{} {}</small></blockquote>").format(*map(printable, (e.quote, e.doc, e.place))) for e in finding.evidence)
    fold = Markup('<details style="display:inline"><summary style="display:inline;cursor:pointer"><small> [{} {}]</small></summary>{}</details>')
    return text + fold.format(word("report.evidence", report.lang), len(finding.evidence), quotes)
