"""``caselib codebook train``: a scorer for a codebook of one's own, from its passages, its stories and annotated documents where there are some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from caselib.clean import clean
from caselib.codebook import Codebook, Passage, load
from caselib.codebook.stories import load_stories
from caselib.extract.case import extract
from caselib.extract.cues import Cues
from caselib.extract.cues_only import FINAL, cues_only
from caselib.extract.scorer import Model
from caselib.extract.stored import load_model
from caselib.extract.tools import Tools
from caselib.model import Segment, SourceText, Span
from caselib.pipeline.train import annotated_cases, story_cases, train

FOLDS = 5
# Thresholds that are tried; of those that are about as good as the best the highest is taken: it shows the reader fewer wrong ones.
_GRID = np.linspace(0.15, 0.6, 46)
_FLAT = 0.005


def train_own(folder: Path | str | None = None, gold: Path | str | None = None, documents: Path | str | None = None) -> Model:
    """A scorer for the codebook in ``folder``; deterministic.

    Parameters
    ----------
    folder
        The shipped codebook, if none is given.
    gold, documents
        Annotated cases and the folder of their documents. Without any, and without stories, the passages are all there is to learn
        from: the least confidence of a mention is then chosen on passages that were left out of the training.
    """
    book = load(folder)
    cues = Cues(book)
    annotated = [*story_cases(load_stories(book, folder), book, cues)]
    if gold is not None and documents is not None:
        annotated += annotated_cases(gold, documents, cues)
    model = train(book, cues, annotated)
    meta = {"final": FINAL, **model.meta}
    if not annotated:
        least, rate = least_confidence(book, cues)
        alone = _f1(_judged(cues_only(book, load_model()), passages(book), book, cues), 0.5)
        meta |= {"thresholds": {"*": least}, "passages_f1": round(rate, 3), "cues_f1": round(alone, 3)}
    return replace(model, meta=meta)


def passages(book: Codebook) -> list[Passage]:
    """Every passage of a codebook once."""
    return list(dict.fromkeys(passage for code in book.codes.values() for passage in code.passages))


def least_confidence(book: Codebook, cues: Cues) -> tuple[float, float]:
    """The threshold with the best F1 over passages scored by a model that has not seen them, and that F1."""
    every = passages(book)
    judged: list[_Judged] = []
    for number in range(FOLDS):
        unseen = every[number::FOLDS]
        judged += _judged(train(_without(book, set(unseen)), cues, []), unseen, book, cues)
    f1 = np.asarray([_f1(judged, float(limit)) for limit in _GRID])
    best = int(np.flatnonzero(f1 >= f1.max() - _FLAT)[-1])
    return round(float(_GRID[best]), 3), float(f1[best])


_Key = tuple[str, str]
_Judged = tuple[set[_Key], dict[_Key, float]]
"""What a passage carries, and the confidence of what is found in it."""


def _f1(judged: Iterable[_Judged], limit: float) -> float:
    right = total = 0
    for wanted, found in judged:
        kept = {key for key, p in found.items() if p >= limit}
        right += len(kept & wanted)
        total += len(kept) + len(wanted)
    return 2 * right / max(total, 1)


def _judged(model: Model, some: list[Passage], book: Codebook, cues: Cues) -> list[_Judged]:
    tools = Tools(book, cues, model, 0.0)
    made = []
    for passage in some:
        cleaned = clean(SourceText("passage", passage.text))
        case = extract(cleaned, Segment(Span(0, len(passage.text)), "incident", "passage"), tools)
        made.append(({(m.code, m.status) for m in passage.marks}, {(m.code, m.status): m.confidence for m in case.mentions}))
    return made


def _without(book: Codebook, unseen: set[Passage]) -> Codebook:
    codes = {name: replace(code, passages=tuple(p for p in code.passages if p not in unseen)) for name, code in book.codes.items()}
    return replace(book, codes=codes)
