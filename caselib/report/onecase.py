"""Reports on one case: the usual Chinese case report, and 8D. Both say only what the case tells, in its own words; what it does not tell is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import caselib
from caselib.assets import word
from caselib.casebase import Cases
from caselib.messages import language
from caselib.model import Case
from caselib.report import onecase_tell as tell
from caselib.report.onecase_tell import Teller
from caselib.report.parts import Card, Heading, Part, Report
from caselib.report.tally import tally
from caselib.view import record

Section = Callable[[Teller], Iterator[Part]]
# Codes of actions by the section that tells of them; what is named nowhere stands under the handling (D3), so that nothing gets lost.
INQUIRY = ("register", "listen", "investigate", "inspect")
REFORM = ("improve_process", "train", "discipline", "enforce")
FOLLOW = ("follow_up",)
FINDING_OUT = ("register", "investigate", "inspect")
CORRECTION = ("improve_process", "discipline", "enforce", "follow_up")
PREVENTION = ("train",)
# Causes that lie in the firm's own working: where an 8D report looks for the root.
SYSTEM = ("process_gap", "competence", "coordination", "work_error", "third_party", "misinformation")

SINGLE: dict[str, tuple[Section, ...]] = {
    "single_overview": (tell.opening, tell.facts, tell.causes(), tell.wishes),
    "single_story": (tell.rounds, tell.passages("single.story", "situation", "demand")),
    "single_inquiry": (tell.done("single.inquiry", INQUIRY),),
    "single_responsibility": (tell.responsible,),
    "single_handling": (tell.done("single.handling", others=(*INQUIRY, *REFORM, *FOLLOW)), tell.adverse, tell.unmet),
    "single_reform": (tell.done("single.reform", REFORM), tell.advised(REFORM)),
    "single_follow": (tell.done("single.follow", FOLLOW), tell.advised(FOLLOW)),
    "single_summary": (tell.outcomes, tell.sums, tell.advised(others=(*REFORM, *FOLLOW)), tell.passages("single.comment", "analysis", "comment", "lesson")),
}
EIGHT_D: dict[str, tuple[Section, ...]] = {
    "d1_team": (tell.team,),
    "d2_problem": (tell.opening, tell.facts, tell.causes(others=SYSTEM), tell.wishes, tell.adverse, tell.passages("single.story", "situation", "demand")),
    "d3_interim": (tell.done("single.handling", others=(*FINDING_OUT, *CORRECTION, *PREVENTION)), tell.unmet),
    "d4_root": (tell.done("single.inquiry", FINDING_OUT), tell.causes(SYSTEM), tell.passages("single.comment", "analysis")),
    "d5_chosen": (tell.proposed,),
    "d6_done": (tell.done("single.correction", CORRECTION), tell.advised(CORRECTION)),
    "d7_prevent": (tell.done("single.prevention", PREVENTION), tell.advised(PREVENTION), tell.passages("single.lesson", "lesson")),
    "d8_close": (tell.outcomes, tell.sums, tell.passages("single.comment", "comment")),
}


def single_case(cases: Cases, case: Case | str, *, lang: str | None = None, title: str | None = None) -> Report:
    """投诉概述 → 经过 → 调查核实 → 责任认定 → 处理 → 整改 → 跟进 → 总结. What the case does not tell is named as not told.

    Parameters
    ----------
    cases
        The case base that the case is of; it holds the text.
    case
        The case, or its id or uid.
    lang, title
        As for :func:`caselib.report.case_base`; the title is the case's own by default.
    """
    return _report(cases, case, SINGLE, ("single", title), language(lang))


def eight_d(cases: Cases, case: Case | str, *, lang: str | None = None, title: str | None = None) -> Report:
    """The eight disciplines, D1 to D8, filled with what the case tells; the rest is marked as to be supplied. Parameters as for :func:`single_case`."""
    return _report(cases, case, EIGHT_D, ("eight_d", title), language(lang))


def _report(cases: Cases, case: Case | str, sections: dict[str, tuple[Section, ...]], names: tuple[str, str | None], lang: str) -> Report:
    found = cases[case] if isinstance(case, str) else case
    base = Cases((found,), (), {found.doc: cases.texts[found.doc]} if found.doc in cases.texts else {})
    say = Teller(tally(base), lang, found)
    parts: list[Part] = []
    for name, tellers in sections.items():
        heading = word(f"report.{name}", lang)
        told = [part for teller in tellers for part in teller(say)]
        # The disciplines carry their own numbers.
        parts += [Heading(heading, plain=sections is EIGHT_D), *(told or [say.untold(heading)])]
    parts += [Heading(word("report.card", lang), plain=True), Card(found)]
    kind, title = names
    source = cases.texts.get(found.doc)
    facts = ((word("field.doc", lang), record.place(found, source, lang)),)
    stamp = f"caselib {caselib.__version__} · {say.book.name} {say.book.version}"
    shown = title or record.title(found, lang, source)
    return Report(shown, word(f"report.{kind}", lang), facts, tuple(parts), base, None, lang, stamp, say.tally.grids)
