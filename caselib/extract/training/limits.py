"""The least confidence that makes a candidate a mention, chosen on unseen documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from caselib.extract.layout import Layout
from caselib.extract.training.samples import Sample


def limits_on(
    samples: Sequence[Sample], sizes: Sequence[int], judged: tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]], layout: Layout
) -> dict[str, float]:
    """Thresholds from the candidates (``sizes`` of them a sample) of documents; of all samples where there is no document among them."""
    some = any(sample.found for sample in samples)
    counted = [sample.found or not some for sample in samples]
    honest, y, codes = (column[np.repeat(counted, sizes)] for column in judged)
    missed = sum(len(sample.keys) for sample, yes in zip(samples, counted, strict=True) if yes) - int(y.sum())
    return _limits(honest, y, codes, layout, missed)


def _limits(p: NDArray[np.float64], y: NDArray[np.bool_], codes: NDArray[np.int64], layout: Layout, missed: int) -> dict[str, float]:
    """Thresholds that give the best micro F1 on unseen documents; per code where there are 20 right candidates or more."""
    grid = np.linspace(0.15, 0.7, 56)
    total = y.sum() + missed

    def f1(limit: float, mask: NDArray[np.bool_], there: float) -> float:
        taken = (p >= limit) & mask
        return float(2 * (y & taken).sum() / max(taken.sum() + there, 1))

    everywhere = np.ones_like(y)
    rates = np.asarray([f1(limit, everywhere, total) for limit in grid])
    common = float(grid[rates.argmax()])
    limits = {"*": round(common, 3)}
    for j, code in enumerate(layout.codes):
        mine = codes == j
        if y[mine].sum() >= 20:
            rates = np.asarray([f1(limit, mine, y[mine].sum()) for limit in grid])
            best = float(grid[rates.argmax()])
            limits[code] = round((common + best) / 2, 3)
    return limits
