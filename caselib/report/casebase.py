"""The case-base report: everything that a collection of cases says, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import caselib
from caselib.assets import word
from caselib.casebase import Cases, tables
from caselib.messages import language
from caselib.report import sections
from caselib.report.associations import associations, unsupported
from caselib.report.parts import Card, Finding, Heading, Paragraph, Part, Report, Table
from caselib.report.recommend import recommendations
from caselib.report.say import Speaker
from caselib.report.tally import ALL, tally

SUMMARY = (
    "overview.read", "industry.top", "cause.top", "severity.escalated", "action.top", "gap.demanded", "gap.advised", "final.good",
    "edges.tested", "edges.none_tested",
)  # fmt: skip
PROBLEMS = 40  # rows of the appendix; the workbook lists all


def case_base(cases: Cases, graph: Any = None, *, lang: str | None = None, title: str | None = None, cards: bool = True) -> Report:
    """Compose the report.

    Parameters
    ----------
    cases
        The case base; its texts are needed for the passages.
    graph
        As :func:`caselib.mine.mine` makes it; without it the section on associations is left out.
    lang
        ``"zh"`` or ``"en"``.
    title
        On the cover; else a general one.
    cards
        Whether an appendix holds every case in full.
    """
    lang = language(lang)
    say = Speaker(tally(cases, graph), lang)
    body = [part for section in sections.ORDER for part in section(say)]
    if graph is not None:
        body += associations(say, graph)
    body += unsupported(say, graph)
    body += recommendations(say)
    body += method(say)
    parts = [*_summary(body, lang), *body, *_appendix(say, cards)]
    facts = tuple((word(f"report.{key}", lang), value) for key, value in _facts(say))
    stamp = f"caselib {caselib.__version__} · {say.book.name} {say.book.version} · {(graph.graph.get('settings') if graph is not None else '') or say.book.digest}"
    return Report(title or word("report.title", lang), word("report.subtitle", lang), facts, tuple(parts), cases, graph, lang, stamp, say.tally.grids)


def composed(source: Cases | Report, graph: Any = None, lang: str | None = None) -> Report:
    """The report given, or the case-base report of the cases given."""
    return source if isinstance(source, Report) else case_base(source, graph, lang=lang)


def method(say: Speaker) -> Iterator[Part]:
    """How it was done, and its limits."""
    yield Heading(word("report.method", say.lang))
    coding = say.say("method.codes", codebook=say.book.title[say.lang], version=say.book.version)
    yield Paragraph((say.say("method.read"), coding, say.say("method.votes"), say.say("method.shares")))
    errors = say.say("method.errors", _doubtful(say), suggestions=say.n("overview", ALL, "suggestions"))
    yield Paragraph((say.say("method.edges"), errors, say.say("method.evidence")))


def _doubtful(say: Speaker) -> list[Any]:
    return [say.of(case, case.suggestions[0].span) for case in say.cases if case.suggestions][:1]


def _summary(body: list[Part], lang: str) -> Iterator[Part]:
    """The main findings, taken word for word from the sections."""
    yield Heading(word("report.summary", lang), plain=True)
    said = {finding.key: finding for part in body if isinstance(part, Paragraph) for finding in part.findings}
    for key in SUMMARY:
        if key in said:
            yield Paragraph((said[key],), bullet=True)


def _appendix(say: Speaker, cards: bool) -> Iterator[Part]:
    if cards:
        yield Heading(word("report.cards", say.lang), plain=True)
        yield Paragraph((Finding(word("report.cards_note", say.lang)),))
        yield from map(Card, say.cases)
    if say.cases.problems:
        yield Heading(word("report.problems", say.lang), plain=True)
        frame = tables.problems(say.cases, say.lang)
        rows = tuple((str(row.file), str(row.where), str(row.message)) for row in frame.head(PROBLEMS).itertuples())
        head = tuple(word(f"report.{key}", say.lang) for key in ("document", "where", "message"))
        yield Table("problems", word("report.problems", say.lang), head, rows, widths=(0.32, 0.16, 0.52))


def _facts(say: Speaker) -> Iterator[tuple[str, str]]:
    numbers = say.tally.grids["overview"][ALL]
    yield "cover_docs", f"{numbers['docs']:.0f}"
    yield "cover_cases", f"{numbers['cases']:.0f}"
    yield "cover_clusters", f"{numbers['clusters']:.0f}"
    yield "cover_codebook", f"{say.book.title[say.lang]} {say.book.version}"
