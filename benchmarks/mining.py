"""Do the statistics keep their promises? Simulations with known truth, and speed at a million cases.

Run ``python benchmarks/mining.py`` (all), or with the names of parts: null confounded planted coverage speed.
Prints a table with the settings, the figure and the bound it must keep; results go to benchmarks/results/mining.json. Times are medians of five,
counting stands beside the same by pandas.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd
from kept import keep, timed

from caselib.mine.bootstrap import lift_intervals
from caselib.mine.family import family
from caselib.mine.graph import measure
from caselib.mine.votes import Rows, vote

RUNS = 200
ROLES = ("cause", "action", "outcome")
SHOWN = {}


def rows(columns, sizes, cluster=None, stratum=None, names=None):
    """Rows of cases with one code of each role in one episode; ``columns`` are the codes, one array a role."""
    cases = len(columns[0])
    cluster = np.arange(cases) if cluster is None else cluster
    clusters = int(cluster.max()) + 1
    stratum = np.zeros(clusters, dtype=np.int64) if stratum is None else stratum
    member = np.tile(np.arange(cases), len(columns))
    return Rows(
        ROLES[: len(columns)] if len(columns) == 3 else ROLES[1 : 1 + len(columns)],
        tuple(tuple(f"{r}{i}" for i in range(size)) for r, size in enumerate(sizes)),
        np.repeat(np.arange(len(columns)), cases), np.concatenate(columns), member, member,
        cluster, tuple(map(str, range(clusters))) if names is None else names, stratum, tuple((str(i),) for i in range(int(stratum.max()) + 1)),
    )  # fmt: skip


def reprints(rng, stories):
    """Copies of each story: heavy-tailed (Pareto, exponent 1.2, at most 60)."""
    return np.minimum(np.floor(rng.pareto(1.2, stories) + 1), 60).astype(int)


def null():
    """No code has anything to do with another; stories are reprinted."""
    any_clustered = any_naive = 0
    per_family = np.zeros(3)
    for run in range(RUNS):
        rng = np.random.default_rng(run)
        sizes = (12, 10, 6)
        stories = [rng.choice(size, 400, p=rng.dirichlet(np.full(size, 2.0))) for size in sizes]
        copies = np.repeat(np.arange(400), reprints(rng, 400))
        columns = [column[copies] for column in stories]
        clustered = [(f.columns["q"] < 0.05).any() for f in families(rows(columns, sizes, copies))]
        per_family += clustered
        any_clustered += any(clustered)
        any_naive += any((f.columns["q"] < 0.05).any() for f in families(rows(columns, sizes)))
    show(
        "null, 400 stories of 12 x 10 x 6 codes, Pareto(1.2) reprints: runs with a false edge in a family, worst family",
        per_family.max() / RUNS,
        "<= 0.06",
    )
    show("  the same: in any of three families, one vote a cluster", any_clustered / RUNS, "")
    show("  the same: in any of three families, every reprint counted", any_naive / RUNS, "")


def confounded():
    """Severity divides the strata; in each the action harms, pooled it seems to help (firms use it where cases are mild)."""
    flagged = pooled = inside = false = checked = 0
    for run in range(RUNS):
        rng = np.random.default_rng(run)
        stratum = (rng.random(600) < 0.5).astype(np.int64)
        acts = rng.random(600) < np.where(stratum == 1, 0.8, 0.2)
        good = rng.random(600) < np.where(stratum == 1, 0.85, 0.30) - 0.15 * acts
        other = rng.integers(0, 2, 600)
        made = rows([np.where(acts, 0, 1 + other), 1 - good.astype(int)], (3, 2), stratum=stratum)
        f = strata(made)
        at = f.index[0, 0]
        flagged += "reversal" in f.columns["strata_flag"][at]
        pooled += f.columns["or_pooled"][at] > 1
        inside += f.columns["or_stratified"][at] > 1
        # The same without confounding: nothing to flag.
        good = rng.random(600) < 0.6 - 0.15 * acts
        f = strata(rows([np.where(acts, 0, 1 + other), 1 - good.astype(int)], (3, 2), stratum=stratum))
        false += "reversal" in f.columns["strata_flag"][f.index[0, 0]]
        checked += 1
    show("confounded, 600 cases, 2 strata: the harmful action is flagged", flagged / RUNS, ">= 0.95")
    show("  called helpful by the pooled odds ratio", pooled / RUNS, "")
    show("  called helpful by Mantel-Haenszel", inside / RUNS, "")
    show("  flagged where nothing is confounded", false / checked, "")


def planted():
    """Ten pairs of 40 x 8 codes meet more often than chance; the ten edges ranked first are looked at."""
    precision = raw = false = found = 0.0
    for run in range(RUNS):
        rng = np.random.default_rng(run)
        actions = rng.choice(40, 800, p=rng.dirichlet(np.full(40, 1.0)))
        base = rng.dirichlet(np.full(8, 3.0))
        outcomes = rng.choice(8, 800, p=base)
        common = np.flatnonzero(np.bincount(actions, minlength=40) >= 10)
        pairs = {(int(x), int(rng.integers(8))) for x in rng.choice(common, 10, replace=False)}
        for x, y in pairs:
            of = np.flatnonzero(actions == x)
            outcomes[of[rng.random(len(of)) < 0.4]] = y
        f = families(rows([actions, outcomes], (40, 8)))[0]
        edges = list(zip(f.x.tolist(), f.y.tolist(), strict=True))
        enough = f.cells[0] >= 5
        first = np.argsort(-np.where(enough, f.columns["rank"], -1), kind="stable")[:10]
        precision += sum(edges[i] in pairs for i in first) / 10
        first = np.argsort(-np.nan_to_num(f.columns["lift"]), kind="stable")[:10]
        raw += sum(edges[i] in pairs for i in first) / 10
        called = np.flatnonzero(f.columns["q"] < 0.05)
        found += sum(edges[i] in pairs for i in called) / 10
        false += sum(edges[i] not in pairs for i in called) / max(1, len(called))
    show(
        "planted, 800 cases of 40 x 8 codes, 10 edges (0.4 of an action's cases moved): precision at 10, by shrunk rank",
        precision / RUNS,
        ">= 0.6",
    )
    show("  by raw lift", raw / RUNS, "")
    show("  found at q < 0.05", found / RUNS, "")
    show("  false among those", false / RUNS, "<= 0.05")


def coverage():
    """Is the true lift inside the interval? Truth is the lift of the distribution drawn from."""
    bins = {"3-4": [0, 0], "5-9": [0, 0], "10-19": [0, 0], ">= 20": [0, 0], ">= 10": [0, 0]}
    for run in range(RUNS):
        rng = np.random.default_rng(run)
        joint = rng.dirichlet(np.full(60, 0.8)).reshape(10, 6)
        drawn = rng.choice(60, 500, p=joint.ravel())
        truth = joint / (joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True))
        made = vote(rows([drawn // 6, drawn % 6], (10, 6), names=tuple(f"{run}-{i}" for i in range(500))))
        f = family(made, made.pairs[0, 1])
        low, high = lift_intervals(made, [f], run, 1000)[0]
        # Whether an edge is looked at must not depend on its own count: bins are of the expected count.
        expected = 500 * joint[f.x, f.y]
        hit = (low <= truth[f.x, f.y]) & (truth[f.x, f.y] <= high)
        for name, (least, most) in {"3-4": (3, 5), "5-9": (5, 10), "10-19": (10, 20), ">= 20": (20, 1e9), ">= 10": (10, 1e9)}.items():
            inside = (expected >= least) & (expected < most) & (f.cells[0] >= 1)
            bins[name][0] += int(hit[inside].sum())
            bins[name][1] += int(inside.sum())
    for name, (hits, of) in bins.items():
        show(f"coverage of 95 % lift intervals, a {name} ({of} edges)", hits / of, "0.92-0.98" if name == ">= 10" else "stated")


def speed():
    """A million cases, 76,000 triples, 12,000 edges."""
    rng = np.random.default_rng(0)
    sizes = (80, 80, 12)
    cases = 1_000_000
    columns = [rng.choice(size, cases, p=rng.dirichlet(np.full(size, 20.0))) for size in sizes]
    names = tuple(map(str, range(cases)))
    made = rows(columns, sizes, stratum=rng.integers(0, 19, cases), names=names)
    began = time.perf_counter()
    voted = vote(made)
    show("1,000,000 cases: votes (coding of clusters), s", time.perf_counter() - began, "")
    t = voted.triples

    def counted():
        return np.bincount((t[:, 1] * 80 + t[:, 2]) * 12 + t[:, 3], minlength=80 * 80 * 12)

    frame = pd.DataFrame(t[:, 1:], columns=list(ROLES))
    grouped = frame.groupby(list(ROLES)).size()
    assert grouped.sum() == counted().sum()
    own, rival = timed(counted, clock=time.perf_counter), timed(lambda: frame.groupby(list(ROLES)).size(), clock=time.perf_counter)
    show(f"  counts of {len(grouped):,} triples once coded, s", own, "< 0.1")
    show("  the same by pandas group-by, s", rival, f"{rival / own:.0f} times")
    began = time.perf_counter()
    whole, busy = time.perf_counter(), time.process_time()
    found = {key: family(voted, pairs) for key, pairs in voted.pairs.items()}
    show(f"  counts and tests of {sum(len(f.x) for f in found.values()):,} edges, s", time.perf_counter() - began, "")
    from caselib.mine.family import _measures

    a, b, c, silent = (np.tile(column, 2)[:12_000] for column in (*found[0, 1].cells[:3], found[0, 1].silent))
    for clock, name in ((time.perf_counter, "by the clock"), (time.process_time, "of one processor")):
        spent = timed(lambda: _measures(a, b, c, found[0, 1].n, silent), clock=clock)
        show(f"  all statistics of 12,000 edges from their counts, s {name}", spent, "< 0.5")
    measure(voted, found, 0, 1000)
    show("  full mine with 1,000 draws, s by the clock", time.perf_counter() - whole, "< 20")
    show("  the same, s of one processor (the clock of a machine with nothing else to do)", time.process_time() - busy, "< 20")
    show("  memory, GB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, "< 2")


def families(made):
    """All families of the rows, without intervals."""
    voted = vote(made)
    return [family(voted, pairs) for pairs in voted.pairs.values()]


def strata(made):
    """The first family with its strata."""
    voted = vote(made)
    f = family(voted, voted.pairs[0, 1])
    return measure(voted, {(0, 1): f}, 0, 0)[0, 1]


def show(what, figure, bound):
    """One line of the table."""
    SHOWN[what.strip()] = round(float(figure), 4)
    print(f"{what:<120} {figure:8.3f}  {bound}", flush=True)


if __name__ == "__main__":
    parts = {f.__name__: f for f in (null, confounded, planted, coverage, speed)}
    for name in sys.argv[1:] or parts:
        SHOWN.clear()
        parts[name]()
        keep("mining", name, {"figures": SHOWN})
