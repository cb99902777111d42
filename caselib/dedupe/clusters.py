"""Near-duplicate clusters of texts: candidates, overlap, particulars, union-find."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe import banded
from caselib.dedupe.facts import facts
from caselib.dedupe.judge import DEFAULT, Limits, near_pairs
from caselib.dedupe.shingles import content
from caselib.dedupe.union import components
from caselib.errors import InputError
from caselib.lang.fold import fold


def clusters(texts: Sequence[str], ids: Sequence[str] | None = None, limits: Limits = DEFAULT) -> list[int]:
    """The near-duplicate cluster of each text, as the position of its canonical member (the smallest id; else the first text).

    Texts are compared folded (one script and width) and by letters, digits and Han characters only.

    Raises
    ------
    InputError
        If ``ids`` has another length than ``texts``.

    Examples
    --------
    >>> clusters(["王女士在本店买的手机用了3天就死机，店方同意退款2680元。", "物业停水两天没有通知。",
    ...           "王女士在本店買的手機用了3天就死機,店方同意退款2680元!"])
    [0, 1, 0]
    """
    if ids is not None and len(ids) != len(texts):
        raise InputError(f"{len(ids)} ids were given for {len(texts)} texts")
    rank = sorted(range(len(texts)), key=lambda i: ids[i]) if ids is not None else list(range(len(texts)))
    place = {text: at for at, text in enumerate(rank)}
    pairs, _ = duplicate_pairs(texts, limits)
    roots = components(len(texts), ((place[a], place[b]) for a, b in pairs.tolist()))
    return [rank[roots[place[i]]] for i in range(len(texts))]


def duplicate_pairs(texts: Sequence[str], limits: Limits = DEFAULT) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of texts judged to tell the same, and the share of trigrams (containment) that each pair has in common.

    Above :data:`caselib.dedupe.banded.ONE_PIECE` distinct texts candidates are found by bands instead of by the rarest grams.
    Not all pairs of a cluster: enough of them that union-find gives the clusters. Equal texts are paired with the first of them.
    """
    contents = [content(text) for text in texts]
    first: dict[str, int] = {}
    equal = [(first.setdefault(text, i), i) for i, text in enumerate(contents)]
    distinct = np.fromiter(first.values(), dtype=np.int64, count=len(first))
    own = [contents[i] for i in first.values()]
    known = [facts(fold(texts[i])) for i in first.values()] if len(own) <= banded.ONE_PIECE else []
    pairs, shares = near_pairs(own, known, limits) if len(own) <= banded.ONE_PIECE else banded.banded_pairs(own, limits)
    same = np.array([pair for pair in equal if pair[0] != pair[1] and contents[pair[1]]], dtype=np.int64).reshape(-1, 2)
    return np.concatenate((same, distinct[pairs].reshape(-1, 2))), np.concatenate((np.ones(len(same)), shares))
