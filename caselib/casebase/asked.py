"""A complaint in free words, coded as a case would be: what similar cases are asked for besides its words."""

from __future__ import annotations

from functools import cache
from typing import Any

from caselib.model import Case, Segment, SourceText, Span


def coded(text: str) -> Case | None:
    """The text as a case with its mentions and industry, by the shipped codebook and scorer; ``None`` if it is empty.

    Examples
    --------
    >>> case = coded("快递把花瓶摔碎了，客服只肯退运费。")
    >>> sorted({m.code for m in case.mentions if m.role == "cause"})
    ['loss_damage']
    """
    from caselib.clean import clean
    from caselib.extract.case import extract

    cleaned = clean(SourceText("", text))
    if not cleaned.text.strip():
        return None
    return extract(cleaned, Segment(Span(0, len(text)), "incident", "asked"), _tools())


@cache
def _tools() -> Any:
    from caselib.codebook import load
    from caselib.extract.case import Tools
    from caselib.extract.cues import Cues
    from caselib.extract.stored import DEFAULT, load_model

    book = load()
    return Tools(book, Cues(book), load_model(DEFAULT))
