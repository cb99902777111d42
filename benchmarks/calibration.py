"""Does a confidence mean what it says, and what does the candidate filter lose? Parts of ``benchmarks/quality.py``.

Both look at annotated cases on the borders of the gold, so that segmentation plays no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from caselib.clean import clean
from caselib.extract.case import Tools, extract
from caselib.extract.features import candidates, cue_matrix
from caselib.extract.scorer import hear, word_scores
from caselib.model import Case, SourceText
from caselib.pipeline.redo import drawn
from caselib.pipeline.train import Annotation
from caselib.segment import segment

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Judged mentions whose confidence lies in one stretch: how many, their mean confidence, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(judged: Sequence[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """The reliability curve as a table of bins of equal width; empty bins are left out.

    Examples
    --------
    >>> for each in reliability([(0.1, False), (0.15, False), (0.9, True), (0.95, True), (1.0, False)], 2):
    ...     print(each.count, round(each.confidence, 3), round(each.right, 3))
    2 0.125 0.0
    3 0.95 0.667
    """
    found = []
    for number in range(bins):
        mine = [(p, right) for p, right in judged if min(int(p * bins), bins - 1) == number]
        if mine:
            mean, share = sum(p for p, _ in mine) / len(mine), sum(right for _, right in mine) / len(mine)
            found.append(Bin(number / bins, (number + 1) / bins, len(mine), mean, share))
    return found


def calibration_error(curve: Iterable[Bin]) -> float:
    """Expected calibration error (Naeini, Cooper and Hauskrecht 2015): mean distance of confidence and share, weighed by the bins' counts.

    Examples
    --------
    >>> round(calibration_error(reliability([(0.2, False), (0.8, True)])), 3)
    0.2
    """
    curve = list(curve)
    return sum(each.count * abs(each.confidence - each.right) for each in curve) / max(sum(each.count for each in curve), 1)


def judged(annotated: Iterable[Annotation], texts: dict[str, SourceText], tools: Tools) -> list[tuple[float, bool]]:
    """Confidence of everything that is found in annotated cases, however unlikely, and whether the gold has it."""
    made: list[tuple[float, bool]] = []
    open_tools = replace(tools, least=0.0)
    laid: dict[str, tuple] = {}
    for a in annotated:
        if a.gold.doc not in laid:
            cleaned = clean(texts[a.gold.doc])
            laid = {a.gold.doc: (cleaned, segment(cleaned))}
        cleaned, found = laid[a.gold.doc]
        case = extract(cleaned, drawn(Case(a.gold.id, a.gold.doc, a.gold.span, a.gold.kind), found), open_tools)
        made += [(m.confidence, m.key in a.gold.quotes) for m in (*case.mentions, *case.suggestions)]
    return made


def lost(annotated: Iterable[Annotation], tools: Tools) -> tuple[int, int]:
    """How many pairs of (case, code) of the gold are never looked at, and how many there are.

    A code counts as lost if none of the clauses that carry it has a cue or a hint of it, or has it among its strongest by words.
    """
    gone = total = 0
    layout = tools.model.layout
    for a in annotated:
        laid = a.sample.reading
        found = candidates(layout, word_scores(tools.model, laid)[0], cue_matrix(laid, layout, tools.model.cue_weights), hear(tools.model, laid))
        seen = {(int(i), layout.codes[j]) for i, j in zip(found.rows, found.columns, strict=True)}
        carried = {code: {i for i, labels in enumerate(a.sample.labels) if any(code == name for name, _ in labels)} for code in a.sample.known}
        total += sum(bool(clauses) for clauses in carried.values())
        gone += sum(bool(clauses) and not any((i, code) in seen for i in clauses) for code, clauses in carried.items())
    return gone, total


def table(everything: Sequence[tuple[float, bool]], gone: int, total: int) -> str:
    """What ``quality.py`` prints below its figures."""
    curve = reliability(everything)
    lines = ["confidence".ljust(14) + "mentions".rjust(10) + "mean".rjust(8) + "right".rjust(8)]
    lines += [f"{each.low:.1f} to {each.high:.1f}".ljust(14) + f"{each.count:10}{each.confidence:8.3f}{each.right:8.3f}" for each in curve]
    lines.append(f"expected calibration error {calibration_error(curve):.3f}")
    shown = [(p, right) for p, right in everything if p >= 0.3]
    lines.append(f"the same of what reaches 0.3 {calibration_error(reliability(shown)):.3f}")
    lines.append(f"lost by the candidate filter: {gone} of {total} codes of cases ({gone / max(total, 1):.1%})")
    return "\n".join(lines)
