"""Every measure against scipy and statsmodels, to 1e-9."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from caselib.mine import mantel, measures
from caselib.mine.shrink import shrunk, strength

CLOSE = 1e-9
cells = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda t: t[0] + t[1] and t[0] + t[2] and sum(t) > 1)
tables = st.lists(cells, min_size=1, max_size=20).map(
    lambda rows: tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))
)


@given(tables)
def test_fisher_is_the_hypergeometric_tail(t):
    a, b, c, d = t
    assert measures.fisher(a, b, c, d) == pytest.approx(stats.hypergeom.sf(a - 1, a + b + c + d, a + b, a + c), abs=CLOSE)


@given(tables)
def test_least_p_is_that_of_the_fullest_table(t):
    a, b, c, d = t
    full = np.minimum(a + b, a + c)
    assert measures.least_p(a, b, c, d) == pytest.approx(stats.hypergeom.sf(full - 1, a + b + c + d, a + b, a + c), abs=CLOSE)


@pytest.mark.parametrize("n", [100, 10_000, 1_000_000])
def test_fisher_keeps_its_digits(n):
    rng = np.random.default_rng(n)
    rows, columns = rng.integers(1, n // 5, 200).astype(float), rng.integers(1, n // 5, 200).astype(float)
    a = np.minimum(np.floor(rows * columns / n * rng.uniform(0.7, 1.6, 200)), np.minimum(rows, columns))
    p = measures.fisher(a, rows - a, columns - a, n - rows - columns + a)
    expected = stats.hypergeom.sf(a - 1, n, rows, columns)
    assert p == pytest.approx(expected, abs=CLOSE)
    seen = expected > 1e-200
    assert np.log(p[seen]) == pytest.approx(np.log(expected[seen]), abs=1e-6)


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson(hits, more):
    of = hits + more
    low, high = measures.wilson(np.array(float(hits)), np.array(float(of)))
    assert (low, high) == pytest.approx(proportion_confint(hits, of, method="wilson"), abs=CLOSE)


@given(cells)
def test_odds_ratio_is_that_of_statsmodels_after_haldane(t):
    table = Table2x2(np.array(t, dtype=float).reshape(2, 2) + 0.5)
    assert measures.odds_ratio(*np.array(t, dtype=float)) == pytest.approx(table.oddsratio, rel=CLOSE)


@given(cells.filter(lambda t: t[0]))
def test_lift_and_leverage(t):
    a, b, c, _ = map(float, t)
    n = sum(t)
    assert measures.lift(*np.array(t, dtype=float)) == pytest.approx((a / n) / ((a + b) / n * (a + c) / n), rel=CLOSE)
    assert measures.leverage(*np.array(t, dtype=float)) == pytest.approx(a / n - (a + b) / n * (a + c) / n, abs=CLOSE)


def test_spread_of_log_lift_is_that_of_drawn_tables():
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(2000, [0.1, 0.2, 0.15, 0.55], 20_000).T.astype(float)
    assert np.log(measures.lift(*drawn)).std() == pytest.approx(float(measures.lift_sd(*np.array([200.0, 400, 300, 1100]))), rel=0.02)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_false_discovery(p):
    assert measures.false_discovery(np.array(p)) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=CLOSE)


@given(st.lists(st.floats(1e-9, 1), min_size=1, max_size=60))
def test_testable_is_tarones_definition(least):
    k = next(k for k in range(1, len(least) + 1) if sum(p <= 0.05 / k for p in least) <= k)
    assert measures.testable(np.array(least)).tolist() == [p <= 0.05 / k for p in least]


strata = st.lists(st.tuples(*[st.integers(1, 40)] * 4), min_size=2, max_size=6)


@given(strata)
def test_mantel_haenszel(rows):
    stack = tuple(np.array([column], dtype=float) for column in zip(*rows, strict=True))
    oracle = StratifiedTable([np.array(row, dtype=float).reshape(2, 2) for row in rows])
    assert mantel.odds_ratio(stack)[0] == pytest.approx(oracle.oddsratio_pooled, rel=CLOSE)
    assert [end[0] for end in mantel.interval(stack)] == pytest.approx(oracle.oddsratio_pooled_confint(), rel=CLOSE)
    null = oracle.test_null_odds(correction=False)
    z, p = mantel.conditional(stack)
    assert (z[0] ** 2, p[0]) == pytest.approx((null.statistic, null.pvalue), abs=CLOSE)
    if abs(oracle.oddsratio_pooled - 1) < 0.01:
        return  # there statsmodels divides by nearly nothing
    equal = oracle.test_equal_odds(adjust=True)
    statistic, p = mantel.heterogeneity(stack)
    assert (statistic[0], p[0]) == pytest.approx((max(equal.statistic, 0), min(equal.pvalue, 1)), rel=1e-9, abs=1e-9)


@given(strata)
def test_empty_strata_say_nothing(rows):
    stack = tuple(np.array([column], dtype=float) for column in zip(*rows, strict=True))
    padded = tuple(np.concatenate((t, np.zeros((1, 3))), axis=1) for t in stack)
    for measure in (mantel.odds_ratio, mantel.interval, mantel.conditional, mantel.heterogeneity):
        assert np.ravel(measure(padded)) == pytest.approx(np.ravel(measure(stack)), rel=CLOSE, nan_ok=True)


@settings(max_examples=20)
@given(st.floats(2, 60), st.integers(0, 10**6))
def test_strength_is_the_best_of_the_marginal_likelihood(s, seed):
    rng = np.random.default_rng(seed)
    mean = rng.uniform(0.1, 0.6, 300)
    of = rng.integers(20, 200, 300).astype(float)
    hits = rng.binomial(of.astype(int), rng.beta(s * mean, s * (1 - mean))).astype(float)

    def fit(strength_):
        return stats.betabinom.logpmf(hits, of, strength_ * mean, strength_ * (1 - mean)).sum()

    found = strength(hits, of, mean)
    assert fit(found) >= max(fit(found * 1.35), fit(found / 1.35))


def test_shrunk_is_the_posterior():
    hits, of, mean = np.array([0.0, 3, 10]), np.array([4.0, 3, 40]), np.array([0.2, 0.5, 0.3])
    centre, low = shrunk(hits, of, mean, 10.0)
    posterior = stats.beta(hits + 10 * mean, of - hits + 10 * (1 - mean))
    assert centre == pytest.approx(posterior.mean(), abs=CLOSE)
    assert low == pytest.approx(posterior.ppf(0.05), abs=CLOSE)


def test_too_few_edges_fall_back():
    assert strength(np.array([1.0]), np.array([2.0]), np.array([0.5])) == 10.0
