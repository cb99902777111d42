"""Beta-binomial shrinkage: confidences of few clusters are drawn towards the base rate."""

from __future__ import annotations

import numpy as np

from caselib.mine.measures import Floats

# Strength (prior clusters) where the data cannot tell it: fewer than this many edges to learn from.
FALLBACK = 10.0
_LEAST_EDGES = 10
_GRID = np.geomspace(0.5, 5000, 60)


def strength(hits: Floats, of: Floats, mean: Floats) -> float:
    """Prior strength s of Beta(s·mean, s·(1 - mean)) with the highest marginal likelihood over all edges of a family.

    Where the likelihood rises to the end of the grid (no edge differs from its base rate by more than chance),
    the end of the grid (5,000 clusters) is taken: everything shrinks to the base rate.
    """
    usable = (of > 0) & (mean > 0) & (mean < 1)
    if usable.sum() < _LEAST_EDGES:
        return FALLBACK
    k, n, m = hits[usable], of[usable], mean[usable]
    from scipy.special import betaln

    s = _GRID[:, None]
    fit = (betaln(k + s * m, n - k + s * (1 - m)) - betaln(s * m, s * (1 - m))).sum(axis=1)
    return float(_GRID[int(np.argmax(fit))]) if np.isfinite(fit).all() else FALLBACK


def shrunk(hits: Floats, of: Floats, mean: Floats, s: float) -> tuple[Floats, Floats]:
    """Posterior mean and 5 % quantile of the confidence; the base rate itself where it is 0 or 1."""
    from scipy.special import betaincinv

    centre = (hits + s * mean) / (of + s)
    open_ = (mean > 0) & (mean < 1)
    inner = np.where(open_, mean, 0.5)
    low = betaincinv(hits + s * inner, of - hits + s * (1 - inner), 0.05)
    return np.where(open_, centre, mean), np.where(open_, low, mean)
