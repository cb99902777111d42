"""What separates good from bad endings, and the gap between what is demanded, advised and done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from caselib.casebase.cases import Cases
from caselib.mine import mantel
from caselib.mine import measures as m
from caselib.mine.coded import stratum
from caselib.mine.family import LEAST
from caselib.mine.measures import Floats
from caselib.mine.poll import codes, endings, poll
from caselib.mine.shrink import shrunk, strength
from caselib.mine.strata import pooled
from caselib.model import Case

if TYPE_CHECKING:
    import pandas as pd

GOOD_BAD = ("good", "bad")


def separates(cases: Cases | Iterable[Case], cause: str | None = None, *, by: str = "industry") -> pd.DataFrame:
    """Which done actions separate good from bad endings, among incidents with ``cause`` (all incidents if none is named).

    One row an action, over clusters whose ending is told as good or bad: good_with of n_with against good_without of
    n_without, both shares, the difference with Newcombe's interval, shrunk share, odds ratio pooled and within strata
    (``by``), Fisher's two p (more good, more bad), q of the smaller, and n_unknown: clusters with the action whose end is
    mixed or not told. Shares of fewer than 5 clusters are not given.
    """
    import pandas as pd

    kept = [case for case in cases if case.kind == "incident" and (cause is None or cause in codes(case, "cause"))]
    actions = poll(kept, lambda case: codes(case, "action", "done"))
    ends = endings(kept)
    known = [cluster for cluster in sorted(ends) if ends[cluster]]
    names = sorted({name for said in actions.values() for name in said})
    place = _strata(kept, known, by)
    good = np.array([ends[cluster] == "good" for cluster in known], dtype=bool)
    does = np.array([[name in actions[cluster] for name in names] for cluster in known], dtype=bool).reshape(len(known), len(names))
    layers = _layers(does, good, place)
    a, b, c, d = (layer.sum(axis=1) for layer in layers)
    unknown = [sum(name in actions[cluster] for cluster in ends if not ends[cluster]) for name in names]
    rows = {"action": names, "n_clusters": [sum(name in said for said in actions.values()) for name in names], "n_unknown": unknown}
    rows |= contrasted(a, b, c, d) | _stratified(layers)
    frame = pd.DataFrame(rows)
    return frame.sort_values(["rank", "n_clusters", "action"], ascending=[False, False, True], ignore_index=True)


def contrasted(a: Floats, b: Floats, c: Floats, d: Floats) -> dict[str, object]:
    """Shares of good endings with (a of a + b) and without (c of c + d) something, their difference, and its tests."""
    with_, without = a + b, c + d
    low, high = newcombe(a, with_, c, without)
    base = m.ratio(a + c, with_ + without)
    mean, quantile = shrunk(a, with_, base, strength(a, with_, base))
    refused, alone = with_ < LEAST, without < LEAST
    more, less = m.fisher(a, b, c, d), m.fisher(b, a, d, c)
    least = np.minimum(m.least_p(a, b, c, d), m.least_p(b, a, d, c))
    p = np.where((with_ > 0) & (without > 0), np.minimum(1, 2 * np.minimum(more, less)), np.nan)
    q = m.false_discovery(np.where(np.nan_to_num(p, nan=1) <= 1, np.where(m.testable(2 * least), p, np.nan), np.nan))
    return {
        "n_with": with_.astype(int), "good_with": a.astype(int), "n_without": without.astype(int), "good_without": c.astype(int),
        "share_with": np.where(refused, np.nan, m.ratio(a, with_)), "share_without": np.where(alone, np.nan, m.ratio(c, without)),
        "difference": np.where(refused | alone, np.nan, m.ratio(a, with_) - m.ratio(c, without)),
        "difference_lo": np.where(refused | alone, np.nan, low), "difference_hi": np.where(refused | alone, np.nan, high),
        "shrunk": np.where(refused, np.nan, mean), "rank": np.where(refused, np.nan, m.ratio(quantile, base)), "odds_ratio": m.odds_ratio(a, b, c, d),
        "p_good": more, "p_bad": less, "p": p, "q": q, "too_few": refused | alone | np.isnan(q),
    }  # fmt: skip


def newcombe(a: Floats, n: Floats, c: Floats, k: Floats) -> tuple[Floats, Floats]:
    """Interval of the difference a/n - c/k from two Wilson intervals (Newcombe 1998, method 10)."""
    one, other = m.ratio(a, n), m.ratio(c, k)
    (low1, high1), (low2, high2) = m.wilson(a, n), m.wilson(c, k)
    down, up = np.hypot(one - low1, high2 - other), np.hypot(high1 - one, other - low2)
    return one - other - down, one - other + up


def _strata(kept: list[Case], known: list[str], by: str) -> np.ndarray:
    first: dict[str, str] = {}
    for case in kept:
        cluster = case.cluster or case.id
        if cluster not in first or case.id == cluster:
            first[cluster] = stratum(case, (by,))[0]
    names = {name: i for i, name in enumerate(sorted({first[cluster] for cluster in known}))}
    return np.array([names[first[cluster]] for cluster in known], dtype=np.int64)


def _layers(does: np.ndarray, good: np.ndarray, place: np.ndarray) -> mantel.Tables:
    """Tables actions × strata: good with, bad with, good without, bad without."""
    strata = np.eye(int(place.max(initial=0)) + 1)[place]
    cells = (does & good[:, None], does & ~good[:, None], ~does & good[:, None], ~does & ~good[:, None])
    a, b, c, d = (cell.T.astype(float) @ strata for cell in cells)
    return a, b, c, d


def _stratified(layers: mantel.Tables) -> dict[str, object]:
    merged = pooled(layers, np.zeros(layers[0].shape[1], dtype=np.int64))
    used = ((merged[0] + merged[1] + merged[2] + merged[3]) > 0).sum(axis=1)
    low, high = mantel.interval(merged)
    inside = np.where(used > 1, mantel.odds_ratio(merged), np.nan)
    return {"or_stratified": inside, "or_lo": np.where(used > 1, low, np.nan), "or_hi": np.where(used > 1, high, np.nan), "n_strata": used}


def gap(cases: Cases | Iterable[Case], cause: str | None = None) -> pd.DataFrame:
    """Per cause and action: what customers demand, what authors advise, what is done, and what ends well.

    Demanded and done are counted over incident clusters with the cause (``n_clusters``), advised over incidents and
    scenarios with it (``n_advisable``); ``unmet`` are clusters that demand and do not get the action, ``unasked`` those
    that get it without having asked. ``good_with`` of ``n_with`` and ``good_without`` of ``n_without`` count endings told
    as good or bad. Shares of fewer than 5 clusters are not given.
    """
    import pandas as pd

    base = list(cases)
    incidents = [case for case in base if case.kind == "incident"]
    advising = poll(base, lambda case: _per_cause(case, "advised"))
    facts = poll(incidents, lambda case: [*_per_cause(case, "done"), *_per_cause(case, "demanded")])
    ends = endings(incidents)
    rows = []
    for name in sorted({item[1] for said in (*advising.values(), *facts.values()) for item in said if item[0] == "cause"}):
        if cause in (None, name):
            rows += _gap_rows(name, advising, facts, ends)
    frame = pd.DataFrame(rows, columns=GAP)
    return frame.sort_values(
        ["n_clusters", "cause", "unmet", "done", "action"], ascending=[False, True, False, False, True], ignore_index=True
    )


GAP = [
    "cause", "action", "n_clusters", "n_advisable", "demanded", "advised", "done", "unmet", "unasked", "share_demanded", "share_advised",
    "share_done", "good_with", "n_with", "good_without", "n_without",
]  # fmt: skip
Said = dict[str, set[tuple[str, str, str]]]


def _per_cause(case: Case, status: str) -> list[tuple[str, str, str]]:
    causes = codes(case, "cause")
    return [("cause", cause, "") for cause in causes] + [
        (status, cause, name) for cause in causes for name in codes(case, "action", status)
    ]


def _gap_rows(cause: str, advising: Said, facts: Said, ends: dict[str, str]) -> list[tuple[object, ...]]:
    mine = [cluster for cluster, said in facts.items() if ("cause", cause, "") in said]
    able = [cluster for cluster, said in advising.items() if ("cause", cause, "") in said]
    names = {item[2] for said in (*(facts[k] for k in mine), *(advising[k] for k in able)) for item in said if item[1] == cause and item[2]}
    rows: list[tuple[object, ...]] = []
    for name in sorted(names):
        done = {cluster for cluster in mine if ("done", cause, name) in facts[cluster]}
        demanded = {cluster for cluster in mine if ("demanded", cause, name) in facts[cluster]}
        advised = sum(("advised", cause, name) in advising[cluster] for cluster in able)
        with_ = [ends[cluster] for cluster in mine if cluster in done and ends[cluster]]
        without = [ends[cluster] for cluster in mine if cluster not in done and ends[cluster]]
        rows.append((
            cause, name, len(mine), len(able), len(demanded), advised, len(done), len(demanded - done), len(done - demanded),
            _share(len(demanded), len(mine)), _share(advised, len(able)), _share(len(done), len(mine)),
            with_.count("good"), len(with_), without.count("good"), len(without),
        ))  # fmt: skip
    return rows


def _share(part: int, whole: int) -> float:
    return part / whole if whole >= LEAST else float("nan")
