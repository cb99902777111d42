"""What was joined and why: thresholds, sizes, the largest clusters, and where a chain may have joined strangers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from caselib.dedupe.clusters import duplicate_pairs
from caselib.dedupe.compare import overlap
from caselib.dedupe.judge import DEFAULT, Limits
from caselib.dedupe.shingles import content, shingles
from caselib.dedupe.union import components


@dataclass(frozen=True)
class Large:
    """One of the largest clusters.

    ``weakest`` is the least containment of the pairs that joined it. ``ends`` is the least containment between its canonical
    text and any other member: where it lies far under the threshold, members were joined through others, as in a chain.
    """

    canonical: str
    members: tuple[str, ...]
    weakest: float
    ends: float


@dataclass(frozen=True)
class Report:
    """Thresholds, how many clusters of which size, and the largest ones."""

    limits: Limits
    texts: int
    clusters: int
    sizes: dict[int, int]
    largest: tuple[Large, ...]

    def __str__(self) -> str:
        """One line on all, one on the thresholds, one a large cluster."""
        lines = [
            f"{self.texts} texts in {self.clusters} clusters",
            ", ".join(f"{name} {limit}" for name, limit in asdict(self.limits).items()),
        ]
        for each in self.largest:
            lines.append(
                f"{each.canonical}: {len(each.members)} members, weakest join {each.weakest:.2f}, farthest from the canonical {each.ends:.2f}"
            )
        return "\n".join(lines)


def report(texts: Sequence[str], ids: Sequence[str] | None = None, limits: Limits = DEFAULT, largest: int = 10) -> Report:
    """The clusters of ``texts`` in numbers; the canonical text of a cluster is its first.

    Examples
    --------
    >>> print(report(["王女士在本店买的手机用了3天就死机，店方退款2680元。"] * 3 + ["物业停水两天没有通知。"]))
    4 texts in 2 clusters
    same 0.48, reprint 0.6, told 0.15, shared 3, smallest 12
    0: 3 members, weakest join 1.00, farthest from the canonical 1.00
    """
    names = [str(i) for i in range(len(texts))] if ids is None else list(ids)
    pairs, shares = duplicate_pairs(texts, limits)
    roots = components(len(texts), map(tuple, pairs.tolist()))
    weakest: dict[int, float] = {}
    for (one, _), share in zip(pairs.tolist(), shares.tolist(), strict=True):
        weakest[roots[one]] = min(weakest.get(roots[one], 1.0), share)
    count = Counter(roots)
    shown = sorted((root for root, size in count.items() if size > 1), key=lambda root: (-count[root], root))[:largest]
    found = tuple(_large(root, [i for i, r in enumerate(roots) if r == root], names, texts, weakest) for root in shown)
    return Report(limits, len(texts), len(count), dict(sorted(Counter(count.values()).items())), found)


def _large(root: int, members: list[int], names: list[str], texts: Sequence[str], weakest: dict[int, float]) -> Large:
    of = shingles([content(texts[i]) for i in members])
    pairs = np.array([(0, i) for i in range(1, len(members))], dtype=np.int64)
    ends = overlap(of, pairs, np.ones(len(of.df))).containment
    return Large(names[root], tuple(names[i] for i in members), weakest[root], float(ends.min()))
