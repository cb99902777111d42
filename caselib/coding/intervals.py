"""How sure the figures of an evaluation are, and where it went wrong.

Intervals come from a bootstrap over cases within documents (Efron & Tibshirani 1993, percentile form): each document keeps its
number of cases, drawn with replacement; a gold case that was missed and a false alarm are cases too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.casebase.cases import value
from caselib.coding.counts import Counts, overlap
from caselib.coding.evaluate import MACRO_MIN, Evaluation, Pair
from caselib.coding.gold import Key
from caselib.model import SourceText, Span

Floats = NDArray[np.float64]
RATES = ("right", "false", "missed")
# Cases in a document up to which it has several: a news page or a memo; more make a booklet or a table.
SEVERAL = 5


class Interval(NamedTuple):
    """A figure with the interval that holds it in 95 % of the resamples (or another share)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class _Table:
    """Counts by pair (rows): what every figure is a function of."""

    columns: dict[str, int]
    rows: Floats

    @classmethod
    def of(cls, rows: list[dict[str, float]]) -> _Table:
        columns = {name: i for i, name in enumerate(dict.fromkeys(name for row in rows for name in row))}
        filled = np.zeros((len(rows), len(columns)))
        for i, row in enumerate(rows):
            filled[i, [columns[name] for name in row]] = list(row.values())
        return cls(columns, filled)


def _resamples(docs: Sequence[str], times: int, seed: int, by_document: bool = False) -> Floats:
    """How often each pair is drawn, one row a resample."""
    rng = np.random.default_rng(seed)
    strata: defaultdict[str, list[int]] = defaultdict(list)
    for i, doc in enumerate(docs):
        strata[doc].append(i)
    # How often each document takes part: once, or as often as it is drawn.
    parts = np.ones((times, len(strata)), dtype=np.int64)
    if by_document:
        parts = rng.multinomial(len(strata), np.full(len(strata), 1 / len(strata)), size=times)
    drawn = np.zeros((times, len(docs)))
    for places, part in zip(strata.values(), parts.T, strict=True):
        # A document drawn twice gives twice its number of cases, drawn anew.
        drawn[:, places] = rng.multinomial(part * len(places), np.full(len(places), 1 / len(places)), size=times)
    return drawn


def intervals(
    result: Evaluation, times: int = 1000, *, level: float = 0.95, seed: int = 0, by_document: bool = False
) -> dict[str, Interval]:
    """The figures of an evaluation with bootstrap intervals, by the names of :func:`caselib.coding.evaluate.figures`.

    Parameters
    ----------
    result
        Of :func:`caselib.coding.evaluate.evaluate`. Figures on guides are not over cases and have no interval.
    times
        Resamples.
    level
        Share of the resamples inside the interval.
    seed
        The same seed gives the same intervals.
    by_document
        Draw the documents too: wider, and what to quote for documents of another origin.
    """
    table = _table(result)
    if not len(table.rows):
        return {}
    return _spread(table, _resamples([pair.doc for pair in result.pairs], times, seed, by_document), level)


def _spread(table: _Table, drawn_pairs: Floats, level: float) -> dict[str, Interval]:
    whole = _figures(table, table.rows.sum(axis=0, keepdims=True))
    drawn = _figures(table, drawn_pairs @ table.rows)
    tails = (1 - level) / 2
    return {name: Interval(float(whole[name][0]), *(float(q) for q in np.quantile(drawn[name], [tails, 1 - tails]))) for name in whole}


def by_group(
    result: Evaluation, group: str, times: int = 1000, *, level: float = 0.95, seed: int = 0
) -> dict[str, tuple[Counts, Interval]]:
    """Mention counts and F1 with its interval, by ``role``, ``status``, ``code``, ``structure``, ``industry`` or ``doc``; most gold first.

    The industry is the gold's, or for a false alarm the one found. The structure is that of the document: no case annotated in it (``none``),
    a ``single`` one, ``several`` (up to five) or ``many``;
    its interval draws whole documents as well.
    """
    cells: defaultdict[str, list[dict[str, float]]] = defaultdict(lambda: [{} for _ in result.pairs])
    told = Counter(pair.doc for pair in result.pairs if pair.gold)
    named = _GROUPS[group] if group != "structure" else lambda pair, _: _structure(told[pair.doc])
    for i, pair in enumerate(result.pairs):
        for key in pair.gold_keys | pair.found_keys:
            if name := named(pair, key):
                counts = overlap(pair.gold_keys & {key}, pair.found_keys & {key})
                row = cells[name][i]
                row |= {f"mentions/{rate}": row.get(f"mentions/{rate}", 0) + getattr(counts, rate) for rate in RATES}
    # Within documents of one case there is nothing to draw: where documents are what is grouped, whole documents are drawn too.
    drawn = _resamples([pair.doc for pair in result.pairs], times, seed, by_document=group == "structure")
    found = {}
    for name, rows in cells.items():
        table = _Table.of(rows)
        total = Counts(*(int(table.rows[:, table.columns[f"mentions/{rate}"]].sum()) for rate in RATES))
        found[name] = total, _spread(table, drawn, level)["mentions_f1"]
    return dict(sorted(found.items(), key=lambda entry: (-entry[1][0].right - entry[1][0].missed, entry[0])))


def _structure(cases: int) -> str:
    return "none" if not cases else "single" if cases == 1 else "several" if cases <= SEVERAL else "many"


_GROUPS: dict[str, Callable[[Pair, Key], str]] = {
    "role": lambda pair, key: key[0], "status": lambda pair, key: key[2], "code": lambda pair, key: f"{key[0]}:{key[1]}",
    "industry": lambda pair, key: _industry(pair), "doc": lambda pair, key: pair.doc,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worst:
    """A case on which gold and finding differ, with the words of both sides: (role, code, status) and quote."""

    doc: str
    span: Span
    gold: str
    missed: tuple[tuple[Key, str], ...]
    false: tuple[tuple[Key, str], ...]
    text: str


def worst(result: Evaluation, n: int = 10, texts: Mapping[str, SourceText] | None = None) -> list[Worst]:
    """The ``n`` cases with most wrong and missing mentions, with their text where ``texts`` holds it.

    ``gold`` is the annotated case's id, empty for a false alarm.
    """
    ordered = sorted(result.pairs, key=lambda pair: (-len(pair.gold_keys ^ pair.found_keys), pair.doc, _extent(pair)))
    return [_worst(pair, texts or {}) for pair in ordered[:n] if pair.gold_keys != pair.found_keys or not (pair.gold and pair.found)]


def _worst(pair: Pair, texts: Mapping[str, SourceText]) -> Worst:
    text, span = texts[pair.doc].text if pair.doc in texts else "", _extent(pair)
    quotes = pair.gold.quotes if pair.gold else {}
    missed = tuple((key, place.of(text)) for key, place in sorted(quotes.items(), key=lambda entry: entry[1]) if key not in pair.found_keys)
    mentions = pair.found.mentions if pair.found else ()
    return Worst(
        pair.doc,
        span,
        pair.gold.id if pair.gold else "",
        missed,
        tuple((m.key, m.quote) for m in mentions if m.key not in quotes),
        span.of(text),
    )


def _extent(pair: Pair) -> Span:
    spans = [case.span for case in (pair.gold, pair.found) if case]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _industry(pair: Pair) -> str:
    return pair.gold.industry if pair.gold else str((pair.found and value(pair.found, "industry")) or "")


def _table(result: Evaluation) -> _Table:
    return _Table.of([_row(pair) for pair in result.pairs])


def _row(pair: Pair) -> dict[str, float]:
    """All counts of one pair, by column name."""
    one = Evaluation((pair,))
    rates = {"segmentation": one.segmentation, "mentions": one.mentions(), "links": one.links()}
    rates |= {role: one.mentions(role) for role in ("cause", "action", "outcome")}
    rates |= {f"code:{role}:{code}": Counts() for role, code, _ in one.by_code()}
    for (role, code, _), counts in one.by_code().items():
        rates[f"code:{role}:{code}"] += counts
    shares = {
        "status": one.status,
        "evidence": one.evidence,
        "episodes": one.episodes,
        **{f: one.field(f) for f in ("industry", "final", "year")},
    }
    row = {f"{name}/{rate}": float(getattr(counts, rate)) for name, counts in rates.items() for rate in RATES}
    row |= {f"{name}/{part}": float(n) for name, share in shares.items() for part, n in zip(("hit", "of"), share, strict=True)}
    return row | {"rand/hit": one.rand, "rand/of": float(len(one.rands))}


def _figures(table: _Table, sums: Floats) -> dict[str, Floats]:
    """The figures of every row of sums."""

    def column(name: str) -> Floats:
        return np.asarray(sums[:, table.columns[name]]) if name in table.columns else np.zeros(len(sums))

    def share(part: Floats, whole: Floats) -> Floats:
        return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)

    def f1(name: str) -> Floats:
        right, false, missed = (column(f"{name}/{rate}") for rate in RATES)
        return share(2 * right, 2 * right + false + missed)

    right, false, missed = (column(f"mentions/{rate}") for rate in RATES)
    found = {"segmentation_f1": f1("segmentation"), "mentions_f1": f1("mentions")}
    found |= {"mentions_precision": share(right, right + false), "mentions_recall": share(right, right + missed)}
    codes = sorted({name.rpartition("/")[0] for name in table.columns if name.startswith("code:")})
    # The codes that count are those of the whole, so that all resamples average over the same.
    whole = table.rows.sum(axis=0)
    counted = [code for code in codes if whole[table.columns[f"{code}/right"]] + whole[table.columns[f"{code}/missed"]] >= MACRO_MIN]
    found["macro_f1"] = np.mean([f1(code) for code in counted], axis=0) if counted else np.zeros(len(sums))
    found |= {f"{role}_f1": f1(role) for role in ("cause", "action", "outcome")}
    found |= {
        name: share(column(f"{name}/hit"), column(f"{name}/of")) for name in ("status", "evidence", "industry", "final", "year", "episodes")
    }
    return found | {"episodes_rand": share(column("rand/hit"), column("rand/of")), "links_f1": f1("links")}
