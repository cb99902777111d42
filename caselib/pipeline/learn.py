"""``caselib learn``: a scorer of the user's own, from the decisions that people took on their cases.

Cases that somebody worked on are taken as coded in full: what stands is right, what was rejected is wrong, and of open
suggestions nothing is known. They are trained on beside the codebook's passages. The other cases of the base take part with
what the present scorer is sure of, so that it keeps what it knows of this kind of text (self-training, Scudder 1965).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from caselib.casebase import Cases
from caselib.clean import clean
from caselib.coding.apply import apply
from caselib.coding.events import Event
from caselib.coding.log import effective
from caselib.errors import TooFewError
from caselib.extract.case import Tools
from caselib.extract.scorer import Model
from caselib.extract.training.fit import fit
from caselib.extract.training.samples import Key, Sample, case_sample, passage_samples
from caselib.model import Case, CleanText, Mention, Segment, Span
from caselib.pipeline.redo import drawn, recompute
from caselib.pipeline.settings import Settings
from caselib.pipeline.train import layout
from caselib.segment import segment

KINDS = ("accept", "reject", "recode", "span")
# Below this many decisions a scorer of one's own would be noise.
LEAST = 10
# A corrected case counts as this many: it is of the user's field, and the passages are three thousand.
REPEAT = 3
# Mentions of cases that nobody looked at are taken for right from this confidence on.
SURE = 0.6
# More cases than this teach little and take long (a minute for each three hundred).
MOST = 600


@dataclass(frozen=True)
class Learned:
    """A scorer, and what it was made of."""

    model: Model
    decisions: int
    corrected: int
    others: int


def learn(cases: Cases, events: Iterable[Event], settings: Settings | None = None, more: Iterable[Sample] = ()) -> Learned:
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
        Samples of annotated cases besides (:func:`caselib.pipeline.train.annotated_cases`), where they are at hand.

    Raises
    ------
    TooFewError
        If there are fewer than ``LEAST`` decisions that stand.
    """
    settings = settings or Settings()
    tools = settings.tools()
    standing = effective(events)
    decisions = [event for event in standing if event.kind in KINDS]
    if len(decisions) < LEAST:
        raise TooFewError(f"the log holds {len(decisions)} corrections; a scorer of one's own takes at least {LEAST}: review some more suggestions")
    applied = apply(cases, standing, recompute(settings))
    touched = _touched(applied, decisions)
    corrected: list[Sample] = []
    others: list[Sample] = []
    for case, sample in samples(applied, touched, tools):
        (corrected if case.uid in touched else others).append(sample)
    others = others[:MOST]
    taught = [*passage_samples(tools.codebook, tools.cues), *more, *others, *(corrected * REPEAT)]
    note = {"codebook": tools.codebook.digest, "corrections": len(decisions), "cases": len(corrected)}
    return Learned(_settled(fit(taught, layout(tools.codebook), note), tools.model), len(decisions), len(corrected), len(others))


def samples(applied: Cases, touched: set[str], tools: Tools) -> Iterator[tuple[Case, Sample]]:
    """The cases of a base as labelled clauses; those that no one touched only with what the scorer is sure of."""
    by_doc: dict[str, tuple[CleanText, Sequence[Segment]]] = {}
    for case in applied:
        source = applied.texts.get(case.doc)
        if source is None:
            continue
        if case.doc not in by_doc:
            cleaned = clean(source)
            by_doc = {case.doc: (cleaned, segment(cleaned))}
        cleaned, found = by_doc[case.doc]
        labelled = case.mentions if case.uid in touched else tuple(m for m in case.mentions if m.confidence >= SURE)
        if labelled:
            sample = case_sample(cleaned, drawn(case, list(found)), _quotes(labelled), tools.cues)
            # Of codes that are suggested or doubtful nothing is known: no clause is a negative for them.
            unknown = {m.code for m in (*case.mentions, *case.suggestions)}
            yield case, replace(sample, known=sample.known | unknown)


def _quotes(mentions: Iterable[Mention]) -> Iterator[tuple[Key, Span]]:
    return ((m.key, m.span) for m in mentions)


def _touched(applied: Cases, decisions: Iterable[Event]) -> set[str]:
    """Uids of the cases that the decisions lie in now."""
    named = {event.case for event in decisions}
    places = {(event.doc, event.at.span) for event in decisions if event.at}
    held = {case.uid for case in applied for doc, span in places if case.doc == doc and case.span.contains(span)}
    return held | {case.uid for case in applied if case.uid in named}


def _settled(model: Model, base: Model) -> Model:
    """What corrections say nothing of is taken over: links and endings; and, of the same codes, how a whole case decides."""
    kept: dict[str, Any] = {name: base.meta[name] for name in ("links", "link_threshold", "final") if name in base.meta}
    if base.layout.codes != model.layout.codes:
        return replace(model, meta={**model.meta, **kept})
    return replace(model, case=base.case, together=base.together, meta={**model.meta, **kept, "thresholds": base.thresholds})
