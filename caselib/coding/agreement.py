"""Agreement between coders, and where they disagree.

α and κ as in the literature (:mod:`caselib.coding.reliability`), over cases, marked stretches, sentences,
characters or links (:mod:`caselib.coding.units`), for all codes together and code by code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from caselib.casebase import Cases
from caselib.coding.apply import apply
from caselib.coding.borders import Recompute
from caselib.coding.events import Event
from caselib.coding.log import read_log
from caselib.coding.reliability import cohen, krippendorff, masi, percent
from caselib.coding.units import LEVELS, Coded, groups, name, units
from caselib.model import Case, Mention, Span

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Figures:
    """Coefficients over ``units`` units; ``masi`` is α with the MASI distance (``nan`` for a single code, which is there or not)."""

    units: int
    percent: float
    kappa: float
    alpha: float
    masi: float


@dataclass(frozen=True)
class Agreement:
    """Agreement at one level: over whole sets of codes, and by code."""

    level: str
    coders: tuple[str, ...]
    overall: Figures
    by_code: dict[str, Figures]

    @property
    def table(self) -> pd.DataFrame:
        """One row a code, the first for all together."""
        import pandas as pd

        rows = {"": self.overall, **self.by_code}
        return pd.DataFrame([[code, *(getattr(f, n) for n in _COLUMNS)] for code, f in rows.items()], columns=["code", *_COLUMNS])


_COLUMNS = ("units", "percent", "kappa", "alpha", "masi")


def agreement(coders: Mapping[str, Cases], level: str = "case", *, uncoded: bool = True, statuses: bool = True) -> Agreement:
    """How far coders agree.

    Parameters
    ----------
    coders
        Name → case base as that coder left it (:func:`from_logs` makes them from logs).
    level
        One of ``case``, ``mention``, ``sentence``, ``character``, ``link``.
    uncoded
        Whether units that nobody coded count (they agree, and most text is of that kind); by code, whether units
        without any code count.
    statuses
        Whether done, advised and demanded are told apart.

    Examples
    --------
    >>> agreement({"a": Cases(), "b": Cases()}).overall.units
    0
    """
    found = [unit for unit in units(coders, level, statuses) if uncoded or any(unit.values)]
    names = sorted({code for unit in found for value in unit.values if value for code in value})
    return Agreement(level, tuple(coders), _overall(found), {code: _one(found, code) for code in names})


def all_levels(coders: Mapping[str, Cases], *, uncoded: bool = True, statuses: bool = True) -> dict[str, Agreement]:
    """Agreement at every level."""
    return {level: agreement(coders, level, uncoded=uncoded, statuses=statuses) for level in LEVELS}


def from_logs(
    cases: Cases, logs: Mapping[str, Path | str | Iterable[Event]], *, blind: bool = True, recompute: Recompute | None = None
) -> dict[str, Cases]:
    """Each coder's case base, from their logs (files or events) on the same cases.

    ``blind`` starts from cases without the machine's mentions and links, so that only what people did is compared;
    otherwise what nobody touched stands for all and they agree on it.
    """
    start, anew = (bare(cases), bare_recompute(recompute)) if blind else (cases, recompute)
    told: dict[str, Iterable[Event]] = {coder: read_log(log)[0] if isinstance(log, (str, Path)) else log for coder, log in logs.items()}
    return {coder: apply(start, events, anew) for coder, events in told.items()}


def bare(cases: Cases) -> Cases:
    """The cases without what the machine coded: what a coder who works blind starts from."""
    return Cases(tuple(map(_bare, cases)), cases.guides, cases.texts, cases.problems)


def bare_recompute(recompute: Recompute | None) -> Recompute | None:
    """Records made anew after a border has moved, without the mentions that the machine finds there."""
    return (lambda case, source: _bare(recompute(case, source))) if recompute else None


def _bare(case: Case) -> Case:
    return replace(case, mentions=(), suggestions=(), links=(), episodes=())


def _overall(found: list[Coded]) -> Figures:
    values, weights = [unit.values for unit in found], [unit.weight for unit in found]
    return Figures(
        sum(weights), percent(values, weights), cohen(values, weights), krippendorff(values, weights), krippendorff(values, weights, masi)
    )


def _one(found: list[Coded], code: str) -> Figures:
    values = [tuple(None if value is None else code in value for value in unit.values) for unit in found]
    weights = [unit.weight for unit in found]
    return Figures(sum(weights), percent(values, weights), cohen(values, weights), krippendorff(values, weights), float("nan"))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that two coders see differently.

    ``kind`` is ``only_a``, ``only_b``, ``code`` (overlapping places with different codes) or ``status`` (equal codes of
    another status). ``text`` is the source around both; ``start`` its offset.
    """

    kind: str
    case: Case
    a: Mention | None
    b: Mention | None
    text: str
    start: int


# Characters shown on either side: about a line on the screen.
_AROUND = 40


def disagreements(a: Cases, b: Cases) -> list[Disagreement]:
    """All disagreements of two coders on mentions, side by side, in order of the text.

    A mention that the other coder has in the same case under the same code and status is no disagreement, wherever they
    marked it. Of different codes those are put side by side whose places overlap.
    """
    found: list[Disagreement] = []
    for mine, theirs in groups({"a": a, "b": b}):
        if mine is None or theirs is None:
            continue
        source = a.texts.get(mine.doc) or b.texts.get(mine.doc)
        left = [m for m in mine.mentions if m.key not in {other.key for other in theirs.mentions}]
        right = [m for m in theirs.mentions if m.key not in {other.key for other in mine.mentions}]
        for one, other in _side_by_side(left, right):
            spans = [m.span for m in (one, other) if m]
            around = Span(max(0, min(s.start for s in spans) - _AROUND), max(s.end for s in spans) + _AROUND)
            found.append(Disagreement(_kind(one, other), mine, one, other, around.of(source.text) if source else "", around.start))
    return found


def _side_by_side(left: list[Mention], right: list[Mention]) -> list[tuple[Mention | None, Mention | None]]:
    """Pairs whose places overlap (equal codes first, then the largest overlap), and what is left alone."""

    def worth(one: Mention, other: Mention) -> tuple[bool, float]:
        return name(one, False) == name(other, False), one.span.iou(other.span)

    near = [(worth(x, y), i, j) for i, x in enumerate(left) for j, y in enumerate(right) if x.role == y.role and x.span.overlaps(y.span)]
    taken: dict[int, int] = {}
    for _, i, j in sorted(near, key=lambda entry: (not entry[0][0], -entry[0][1], entry[1], entry[2])):
        if i not in taken and j not in taken.values():
            taken[i] = j
    rows: list[tuple[Mention | None, Mention | None]] = [(left[i], right[j]) for i, j in taken.items()]
    rows += [(x, None) for i, x in enumerate(left) if i not in taken]
    rows += [(None, y) for j, y in enumerate(right) if j not in taken.values()]
    return sorted(rows, key=lambda row: min(m.span for m in row if m))


def _kind(one: Mention | None, other: Mention | None) -> str:
    if one is None or other is None:
        return "only_b" if one is None else "only_a"
    return "status" if one.code == other.code else "code"
