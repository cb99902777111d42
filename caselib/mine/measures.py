"""Measures of a 2 × 2 table over many edges at once: plain functions on arrays, no loops over edges.

The table of an edge x → y over N clusters: a with both, b with x only, c with y only, d the rest.
"""

from __future__ import annotations

from math import lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Standard normal quantile of 0.975.
Z = 1.959963984540054
# n! against Stirling's formula, exact for small n (Loader 2000, "Fast and accurate computation of binomial probabilities").
_STIRLING = np.array([0.0] + [lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * pi) for n in range(1, 16)])


def wilson(hits: Floats, of: Floats, z: float = Z) -> tuple[Floats, Floats]:
    """Wilson's interval of a share; NaN where ``of`` is 0.

    Examples
    --------
    >>> [round(float(end), 4) for end in wilson(np.array(8.0), np.array(10.0))]
    [0.4902, 0.9433]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / of
        middle = (share + z * z / (2 * of)) / (1 + z * z / of)
        half = z / (1 + z * z / of) * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def ratio(part: Floats, whole: Floats) -> Floats:
    """``part / whole``, NaN where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def lift(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """a N / ((a + b)(a + c)): how many times more often y stands beside x than anywhere."""
    return ratio(a * (a + b + c + d), (a + b) * (a + c))


def lift_sd(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Standard error of log lift by the delta method on the multinomial; NaN where a = 0."""
    n = a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = a * (1 / a - 1 / (a + b) - 1 / (a + c)) ** 2 + b / (a + b) ** 2 + c / (a + c) ** 2 - 1 / n
    return np.where(a > 0, np.sqrt(np.maximum(spread, 0)), np.nan)


def leverage(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """a/N - (a + b)(a + c)/N²: the share of clusters beyond what independence would give."""
    n = a + b + c + d
    return ratio(a, n) - ratio((a + b) * (a + c), n * n)


def odds_ratio(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Odds ratio with Haldane's correction of one half in every cell."""
    return (a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5))


def fisher(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """One-sided Fisher test: probability of a or more joint clusters, the margins given.

    Sums Loader's saddle-point densities away from the mode, so that small p keep their digits and N may be millions.

    Examples
    --------
    >>> float(fisher(*map(np.array, ([3.0], [1.0], [1.0], [3.0])))[0].round(6))
    0.242857
    """
    shape = np.broadcast(a, b, c, d).shape
    a, b, c, d = (np.broadcast_to(np.asarray(v, dtype=float), shape).ravel() for v in (a, b, c, d))
    rows, columns, n = a + b, a + c, a + b + c + d
    upper = a > rows * columns / np.maximum(n, 1)
    start = np.where(upper, a, a - 1)
    tail = _tail(start, rows, columns, n, upper)
    lowest = np.maximum(0, rows + columns - n)
    p = np.where(upper, tail, 1 - tail)
    return np.clip(np.where(a <= lowest, 1.0, p), 0, 1).reshape(shape)


def least_p(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """The smallest p that Fisher's test could give with these margins (Tarone 1990)."""
    rows, columns, n = a + b, a + c, a + b + c + d
    return np.exp(_log_density(np.minimum(rows, columns), rows, columns, n))


def testable(least: Floats, alpha: float = 0.05) -> NDArray[np.bool_]:
    """Which tests of a family can reach significance at all.

    Tarone (1990): the smallest K such that no more than K tests have a least p of ``alpha / K``; used before Benjamini-Hochberg as in Gilbert (2005).
    """
    ordered = np.sort(least)
    k = np.arange(1, len(least) + 1)
    able = np.searchsorted(ordered, alpha / k, "right")
    found = np.flatnonzero(able <= k)
    return least <= alpha / (found[0] + 1) if len(found) else np.zeros(len(least), dtype=bool)


def false_discovery(p: Floats) -> Floats:
    """Benjamini-Hochberg q-values over the tests that are not NaN.

    Examples
    --------
    >>> false_discovery(np.array([0.01, np.nan, 0.04, 0.03])).round(4).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    q = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    raw = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1)
    return q


def _tail(start: Floats, rows: Floats, columns: Floats, n: Floats, upper: NDArray[np.bool_]) -> Floats:
    """Sum of hypergeometric densities from ``start`` upwards (or downwards), stopping when terms no longer count."""
    low, high = np.maximum(0, rows + columns - n), np.minimum(rows, columns)
    inside = (start >= low) & (start <= high)
    total = np.where(inside, np.exp(_log_density(np.clip(start, low, high), rows, columns, n)), 0.0)
    at = np.flatnonzero(inside)
    k, term = start[at], total[at]
    r, c, m, up = rows[at], columns[at], n[at], upper[at]
    while len(at):
        step = np.where(up, (r - k) * (c - k) / ((k + 1) * (m - r - c + k + 1)), k * (m - r - c + k) / ((r - k + 1) * (c - k + 1)))
        term = term * step
        k = np.where(up, k + 1, k - 1)
        total[at] += term
        go = term > 1e-18 * total[at]
        at, k, term, r, c, m, up = at[go], k[go], term[go], r[go], c[go], m[go], up[go]
    return total


def _log_density(k: Floats, rows: Floats, columns: Floats, n: Floats) -> Floats:
    """Log of the hypergeometric density, as three binomials of one rate, which cancels (Loader 2000)."""
    rate = np.where(n > 0, columns / np.maximum(n, 1), 0.0)
    return _log_binomial(k, rows, rate) + _log_binomial(columns - k, n - rows, rate) - _log_binomial(columns, n, rate)


def _log_binomial(k: Floats, n: Floats, rate: Floats) -> Floats:
    rest = n - k
    with np.errstate(divide="ignore", invalid="ignore"):
        none, all_ = n * np.log1p(-rate), n * np.log(rate)
        body = _stirling(n) - _stirling(k) - _stirling(rest) - _deviance(k, n * rate) - _deviance(rest, n * (1 - rate))
        inner = body + 0.5 * np.log(n / (2 * pi * k * rest))
    lowest, highest = np.where(rate == 0, 0.0, none), np.where(rate == 1, 0.0, all_)
    return np.where(n == 0, 0.0, np.where(k == 0, lowest, np.where(rest == 0, highest, inner)))


def _stirling(n: Floats) -> Floats:
    small = _STIRLING[np.clip(n, 0, 15).astype(np.int64)]
    m = np.maximum(n, 1)
    square = m * m
    series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / m
    return np.where(n < 16, small, series)


def _deviance(x: Floats, mean: Floats) -> Floats:
    """x log(x / mean) + mean - x without cancellation near the mean."""
    with np.errstate(divide="ignore", invalid="ignore"):
        far = x * np.log(x / mean) + mean - x
        v = (x - mean) / (x + mean)
        near = (x - mean) * v
        power = 2 * x * v
        for j in range(1, 10):
            power = power * v * v
            near = near + power / (2 * j + 1)
    return np.where(np.abs(x - mean) < 0.1 * (x + mean), near, far)
