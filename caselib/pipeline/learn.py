"""``caselib learn``: a scorer of the user's own, from the decisions that people took on their cases.

Cases that somebody worked on are taken as coded in full: what stands is right, what was rejected is wrong, and of open
suggestions nothing is known. The present scorer is moved towards them, which takes seconds and forgets nothing; where annotated
documents are given too, or the codebook is another than the scorer's, a new one is trained from the codebook's passages and all cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from caselib.casebase import Cases
from caselib.casebase.cases import value
from caselib.clean import clean
from caselib.coding.apply import apply
from caselib.coding.events import Event
from caselib.coding.gold import GoldCase
from caselib.coding.log import effective
from caselib.coding.recode import recode_cases, recode_events
from caselib.errors import TooFewError
from caselib.extract.case import Tools
from caselib.extract.scorer import Model
from caselib.extract.training.adapt import adapt
from caselib.extract.training.samples import case_sample
from caselib.model import Case, CleanText, Segment
from caselib.pipeline.redo import drawn, recompute
from caselib.pipeline.settings import Settings
from caselib.pipeline.train import Annotation, train
from caselib.segment import segment

KINDS = ("accept", "reject", "recode", "span")
# Below this many decisions a scorer of one's own would be noise.
LEAST = 10
# A corrected case counts as this many: it is of the user's field, and the passages are three thousand.
REPEAT = 3


@dataclass(frozen=True)
class Learned:
    """A scorer, and what it was made of."""

    model: Model
    decisions: int
    corrected: int


def learn(cases: Cases, events: Iterable[Event], settings: Settings | None = None, more: Iterable[Annotation] = ()) -> Learned:
    """Train a scorer on corrections.

    Parameters
    ----------
    cases
        The case base as parsed, with its texts.
    events
        The log (of several coders: merged).
    settings
        The codebook, and the scorer to start from; what caselib ships by default.
    more
        Annotated cases (:func:`caselib.pipeline.train.annotated_cases`), where they are at hand: training anew on
        them and the corrections takes minutes and gives the better scorer.

    Raises
    ------
    TooFewError
        If there are fewer than ``LEAST`` decisions that stand.
    """
    settings = settings or Settings()
    tools = settings.tools()
    cases, standing = recode_cases(cases, tools.codebook), effective(recode_events(events, tools.codebook))
    decisions = [event for event in standing if event.kind in KINDS]
    if len(decisions) < LEAST:
        raise TooFewError(
            f"the log holds {len(decisions)} corrections; a scorer of one's own takes at least {LEAST}: review some more suggestions"
        )
    applied = apply(cases, standing, recompute(settings))
    corrected = list(_annotated(applied, _touched(applied, decisions), tools))
    more = list(more)
    if more or tools.model.meta.get("cues_only"):
        model = _settled(train(tools.codebook, tools.cues, [*more, *(corrected * REPEAT)]), tools.model)
    else:
        model = adapt(tools.model, [a.sample for a in corrected])
    note = {"corrections": len(decisions), "corrected_cases": len(corrected)}
    return Learned(replace(model, meta={**model.meta, **note}), len(decisions), len(corrected))


def _annotated(applied: Cases, touched: set[str], tools: Tools) -> Iterator[Annotation]:
    """The cases that people worked on, as if they were gold."""
    laid: dict[str, tuple[CleanText, list[Segment]]] = {}
    for case in applied:
        source = applied.texts.get(case.doc)
        if source is None or case.uid not in touched:
            continue
        if case.doc not in laid:
            cleaned = clean(source)
            laid = {case.doc: (cleaned, segment(cleaned))}
        cleaned, found = laid[case.doc]
        quotes = {m.key: m.span for m in case.mentions}
        sample = case_sample(cleaned, drawn(case, found), quotes.items(), tools.cues)
        # Of codes that are still suggested nothing is known: no clause is a negative for them.
        sample = replace(sample, known=sample.known | {m.code for m in case.suggestions})
        final = str(value(case, "final") or "unknown")
        yield Annotation(
            GoldCase(case.uid, case.doc, case.span, case.kind, "", None, final, None, quotes, episodes=_rounds(case)), sample, cleaned
        )


def _rounds(case: Case) -> tuple[dict[str, list[str]], ...]:
    """The episodes by code, as gold has them; a case without any has one that is empty."""
    code = {m.id: m.code for m in case.mentions}
    rounds = [{"causes": e.causes, "actions": e.actions, "outcomes": e.outcomes} for e in case.episodes] or [
        {"causes": (), "actions": (), "outcomes": ()}
    ]
    return tuple({part: [code[i] for i in ids if i in code] for part, ids in entry.items()} for entry in rounds)


def _touched(applied: Cases, decisions: Iterable[Event]) -> set[str]:
    """Uids of the cases that the decisions lie in now."""
    named = {event.case for event in decisions}
    places = {(event.doc, event.at.span) for event in decisions if event.at}
    held = {case.uid for case in applied for doc, span in places if case.doc == doc and case.span.contains(span)}
    return held | {case.uid for case in applied if case.uid in named}


def _settled(model: Model, base: Model) -> Model:
    """What corrections say nothing of is taken over from the scorer that was there: links, rounds and endings."""
    kept: dict[str, Any] = {name: base.meta[name] for name in ("links", "link_threshold", "rounds", "final") if name in base.meta}
    return replace(model, meta={**model.meta, **kept})
