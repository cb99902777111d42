"""A case for the terminal: plain text with its mentions in brackets."""

from __future__ import annotations

from caselib.codebook import load
from caselib.lang.printable import printable
from caselib.messages import language
from caselib.model import Case, SourceText
from caselib.view.marks import case_runs, label


def marked(case: Case, source: SourceText, lang: str | None = None) -> str:
    """The case's text with ⟦…｜role·code⟧ around every mention; overlapping ones nest or chain.

    Parameters
    ----------
    case, source
        The record and the source text of its document.
    lang
        Language of the labels.
    """
    lang = language(lang)
    book = load()
    pieces: list[str] = []
    for run in case_runs(case, source):
        pieces += ["⟦"] * sum(m.span.start == run.start for m in run.mentions)
        pieces.append(printable(run.text))
        pieces += [f"｜{label(m, book, lang)}⟧" for m in run.ends]
    return "".join(pieces)
