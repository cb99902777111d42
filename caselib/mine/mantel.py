"""Mantel-Haenszel and Breslow-Day over stacks of 2 × 2 tables: axis 0 is the edge, axis 1 the stratum; empty strata say nothing."""

from __future__ import annotations

import numpy as np

from caselib.mine.measures import Floats, Z, ratio

Tables = tuple[Floats, Floats, Floats, Floats]


def odds_ratio(tables: Tables) -> Floats:
    """Mantel-Haenszel's common odds ratio; NaN where no stratum has any b c."""
    a, b, c, d = tables
    n = a + b + c + d
    return ratio(_over(a * d, n), _over(b * c, n))


def interval(tables: Tables, z: float = Z) -> tuple[Floats, Floats]:
    """Interval of the common odds ratio (Robins, Breslow, Greenland 1986)."""
    a, b, c, d = tables
    n = a + b + c + d
    r, s = ratio(a * d, n), ratio(b * c, n)
    p, q = ratio(a + d, n), ratio(b + c, n)
    total_r, total_s = np.nansum(r, axis=1), np.nansum(s, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (
            np.nansum(p * r, axis=1) / (2 * total_r**2)
            + np.nansum(p * s + q * r, axis=1) / (2 * total_r * total_s)
            + np.nansum(q * s, axis=1) / (2 * total_s**2)
        )
        centre, half = np.log(total_r / total_s), z * np.sqrt(variance)
        return np.exp(centre - half), np.exp(centre + half)


def conditional(tables: Tables) -> tuple[Floats, Floats]:
    """Cochran-Mantel-Haenszel without continuity correction: signed root of the statistic, and its two-sided p."""
    from scipy.special import chdtrc

    a, b, c, d = tables
    n = a + b + c + d
    row, column = a + b, a + c
    excess = np.nansum(a - ratio(row * column, n), axis=1)
    variance = np.nansum(ratio(row * column * (n - row) * (n - column), n**2 * np.maximum(n - 1, 1)), axis=1)
    z = ratio(excess, np.sqrt(variance))
    return z, np.where(np.isnan(z), np.nan, chdtrc(1, np.nan_to_num(z) ** 2))


def heterogeneity(tables: Tables) -> tuple[Floats, Floats]:
    """Breslow-Day's statistic with Tarone's adjustment, and its p; NaN with fewer than two strata that can tell."""
    from scipy.special import chdtrc

    a, b, c, d = tables
    common = odds_ratio(tables)
    row, column, n = a + b, a + c, a + b + c + d
    telling = (row > 0) & (column > 0) & (row < n) & (column < n) & np.isfinite(common)[:, None] & (common > 0)[:, None]
    r, k, m = np.where(telling, row, 1), np.where(telling, column, 1), np.where(telling, n, 2)
    expected = np.where(telling, _expected(r, k, m, common[:, None]), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cells = 1 / expected + 1 / (row - expected) + 1 / (column - expected) + 1 / (n - row - column + expected)
        variance = np.where(telling, 1 / cells, 0)
        off = np.where(telling, a - expected, 0)
        statistic = np.where(telling, off**2 / variance, 0).sum(axis=1)
        statistic -= np.where(variance.sum(axis=1) > 0, off.sum(axis=1) ** 2 / variance.sum(axis=1), 0)
    strata = telling.sum(axis=1)
    able = strata > 1
    statistic = np.where(able, np.maximum(statistic, 0), np.nan)
    return statistic, np.where(able, chdtrc(np.maximum(strata - 1, 1), np.nan_to_num(statistic)), np.nan)


def _expected(row: Floats, column: Floats, n: Floats, common: Floats) -> Floats:
    """The joint cell that has the common odds ratio under the stratum's margins: the root of a quadratic."""
    lead = 1 - common
    middle = n - row - column + common * (row + column)
    last = -common * row * column
    with np.errstate(divide="ignore", invalid="ignore"):
        # This form of the root loses no digits where the odds ratio is near 1 and the quadratic nearly a line.
        return -2 * last / (middle + np.sqrt(np.maximum(middle**2 - 4 * lead * last, 0)))


def _over(part: Floats, n: Floats) -> Floats:
    return np.asarray(np.nansum(ratio(part, n), axis=1))
