"""Reports on one case: the usual Chinese case report, and 8D. Both say only what the case tells, in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import caselib
from caselib.assets import word
from caselib.casebase import Cases
from caselib.messages import language
from caselib.model import Case, Mention, Span
from caselib.report.parts import Card, Evidence, Finding, Heading, Paragraph, Part, Quotes, Report, Table
from caselib.report.say import Listed, Speaker
from caselib.report.tally import tally
from caselib.view import record

INQUIRY = ("register", "listen", "investigate", "inspect")
REFORM = ("improve_process", "train", "discipline")
INTERIM = ("contact", "apologise", "explain", "replace", "repair", "refund", "waive", "gift", "fulfil", "hand_over")
SYSTEM = ("process_gap", "competence", "coordination", "work_error", "third_party", "misinformation")
LASTING = ("refund", "compensate", "repair", "replace", "fulfil", "enforce", "discipline")
AFTER = ("follow_up",)


@dataclass(frozen=True, slots=True)
class Stage:
    """One section: its heading, the mentions that belong to it, and the parts of the case that it quotes whole.

    ``codes`` empty means every code of the role that no other stage names; ``status`` is that of actions.
    """

    name: str
    role: str = ""
    codes: tuple[str, ...] = ()
    status: str = "done"
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


SINGLE = (
    Stage("single_overview", "cause"),
    Stage("single_story", parts=("situation", "demand")),
    Stage("single_inquiry", "action", INQUIRY),
    Stage("single_responsibility"),
    Stage("single_handling", "action", others=(*INQUIRY, *REFORM, *AFTER)),
    Stage("single_reform", "action", REFORM),
    Stage("single_follow", "action", AFTER),
    Stage("single_summary", "outcome", parts=("analysis", "comment", "lesson")),
)
EIGHT_D = (
    Stage("d1_team"),
    Stage("d2_problem", "cause", parts=("situation", "demand")),
    Stage("d3_interim", "action", INTERIM),
    Stage("d4_root", "cause", SYSTEM, parts=("analysis",)),
    Stage("d5_chosen", "action", status="advised"),
    Stage("d6_done", "action", LASTING),
    Stage("d7_prevent", "action", REFORM),
    Stage("d8_close", "outcome", parts=("lesson",)),
)


def single_case(cases: Cases, case: Case | str, *, lang: str | None = None) -> Report:
    """投诉概述 → 经过 → 调查核实 → 责任认定 → 处理 → 整改 → 跟进 → 总结. What the case does not tell is named as not told.

    Parameters
    ----------
    cases
        The case base that the case is of; it holds the text.
    case
        The case, or its id or uid.
    """
    return _report(cases, case, SINGLE, "single", language(lang))


def eight_d(cases: Cases, case: Case | str, *, lang: str | None = None) -> Report:
    """The eight disciplines, D1 to D8, filled with what the case tells; the rest is marked as to be supplied. Parameters as for :func:`single_case`."""
    return _report(cases, case, EIGHT_D, "eight_d", language(lang))


def _report(cases: Cases, case: Case | str, stages: tuple[Stage, ...], kind: str, lang: str) -> Report:
    found = cases[case] if isinstance(case, str) else case
    base = Cases((found,), (), cases.texts)
    say = Speaker(tally(base), lang)
    parts: list[Part] = []
    for stage in stages:
        parts += [Heading(word(f"report.{stage.name}", lang)), *_stage(say, found, stage)]
    parts += [Heading(word("report.card", lang), plain=True), Card(found)]
    facts = ((word("field.doc", lang), record.place(found, cases.texts.get(found.doc), lang)),)
    title = record.title(found, lang)
    return Report(title, word(f"report.{kind}", lang), facts, tuple(parts), base, None, lang, f"caselib {caselib.__version__}", say.tally.grids)


def _stage(say: Speaker, case: Case, stage: Stage) -> Iterator[Part]:
    said: list[Finding] = []
    if stage.name in ("single_overview", "d2_problem"):
        yield _facts(say, case, stage.name)
    if stage.name == "d1_team":
        said = list(_team(say, case))
    elif stage.name == "single_responsibility":
        said = list(_responsible(say, case))
    elif stage.role:
        said = list(_told(say, case, stage))
    quoted = list(_passages(say, case, stage))
    if said:
        yield Paragraph(tuple(said))
        yield Quotes(tuple(dict.fromkeys(each for finding in said for each in finding.evidence)))
    if quoted:
        yield Quotes(tuple(quoted))
    if not said and not quoted:
        yield Paragraph((say.say("single.untold", name=word(f"report.{stage.name}", say.lang)),))


def _facts(say: Speaker, case: Case, key: str) -> Table:
    rows = record.facts(case, say.book, say.lang)
    head = (word("report.fact", say.lang), word("report.value", say.lang))
    return Table(key, word("report.facts", say.lang), head, tuple(rows), widths=(0.3, 0.7))


def _told(say: Speaker, case: Case, stage: Stage) -> Iterator[Finding]:
    told = _mentions(case, stage, stage.status)
    if told:
        key = "single.chosen" if stage.status == "advised" else f"single.{stage.role}"
        yield say.say(key, _quoted(say, case, told), list=_labels(say, told))
    if stage.role == "action" and stage.status == "done":
        done = {m.code for m in case.mentions if m.role == "action" and m.status == "done"}
        for status in ("demanded", "advised"):
            wanted = [m for m in _mentions(case, stage, status) if m.code not in done]
            if wanted:
                yield say.say(f"single.{status}", _quoted(say, case, wanted), list=_labels(say, wanted))
    if stage.role == "outcome" and case.final:
        final = case.final.value
        yield say.say("single.final", [say.ending(case)], final=word(f"final.{final}", say.lang))


def _mentions(case: Case, stage: Stage, status: str) -> list[Mention]:
    wanted = status if stage.role == "action" else ""
    found = [m for m in case.mentions if m.role == stage.role and m.status == wanted]
    return [m for m in found if (m.code in stage.codes if stage.codes else m.code not in stage.others)]


def _team(say: Speaker, case: Case) -> Iterator[Finding]:
    acting = [m for m in case.mentions if m.role == "action" and m.status == "done" and m.actor not in ("unknown", "customer")]
    if acting:
        actors = ("、" if say.lang == "zh" else ", ").join(dict.fromkeys(word(f"actor.{m.actor}", say.lang) for m in acting))
        first = {m.actor: m for m in reversed(acting)}
        yield say.say("single.team", _quoted(say, case, list(first.values())), list=actors)


def _responsible(say: Speaker, case: Case) -> Iterator[Finding]:
    if case.responsibility:
        span = case.responsibility.span
        shown = [say.of(case, span)] if span else []
        yield say.say("single.responsibility", shown, label=word(f"responsibility.{case.responsibility.value}", say.lang))


def _passages(say: Speaker, case: Case, stage: Stage) -> Iterator[Evidence]:
    """The lines of the case's parts of these names."""
    text = say.cases.texts.get(case.doc)
    for name, span in _whole(case):
        if name not in stage.parts or text is None:
            continue
        at = span.start
        for line in span.of(text.text).splitlines(keepends=True):
            body = line.strip()
            if body:
                start = at + line.index(body)
                if passage := say.of(case, Span(start, start + len(body))):
                    yield passage
            at += len(line)


def _whole(case: Case) -> Iterator[tuple[str, Span]]:
    """The case's parts with what lies between them: what no part covers is situation, the title left out."""
    title = case.title.span if case.title else None
    at = max(case.span.start, title.end) if title and title.start == case.span.start else case.span.start
    for name, span in sorted(case.parts, key=lambda part: part[1]):
        if at < span.start:
            yield "situation", Span(at, span.start)
        yield name, span
        at = max(at, span.end)
    if at < case.span.end:
        yield "situation", Span(at, case.span.end)


def _quoted(say: Speaker, case: Case, found: list[Mention]) -> list[Evidence | None]:
    return [say.of(case, span) for span in dict.fromkeys(m.span for m in sorted(found, key=lambda m: m.span))]


def _labels(say: Speaker, found: list[Mention]) -> Listed:
    labels = dict.fromkeys(say.label(m.code) for m in found)
    return Listed(("、" if say.lang == "zh" else ", ").join(f"“{each}”" for each in labels), ())
