"""Near-duplicate clusters of texts: candidates, overlap, particulars, union-find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from caselib.dedupe.candidates import candidates
from caselib.dedupe.compare import Overlap, overlap
from caselib.dedupe.facts import conflict, facts
from caselib.dedupe.shingles import Shingles, content, shingles
from caselib.dedupe.union import components
from caselib.errors import InputError
from caselib.lang.fold import fold


@dataclass(frozen=True, slots=True)
class Limits:
    """How much two texts must share.

    Attributes
    ----------
    same
        Containment of trigrams that makes two texts one, unless their particulars disagree. A text with 10 % of its
        characters changed keeps 0.9³ = 0.73 of its trigrams; below 0.45 lie two texts of one author on one subject.
    told
        Weighted containment that is enough where the particulars agree (a shortened retelling).
    shared
        Particulars that a retelling must share with the longer text.
    smallest
        Texts with fewer trigrams are joined only when equal: too short to be told apart.
    """

    same: float = 0.45
    told: float = 0.15
    shared: int = 3
    smallest: int = 12


DEFAULT = Limits()


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

    Not all pairs of a cluster: enough of them that union-find gives the clusters. Equal texts are paired with the first of them.
    """
    contents = [content(text) for text in texts]
    first: dict[str, int] = {}
    equal = [(first.setdefault(text, i), i) for i, text in enumerate(contents)]
    distinct = np.fromiter(first.values(), dtype=np.int64, count=len(first))
    of = shingles([contents[i] for i in distinct.tolist()])
    pairs = candidates(of)
    measured = overlap(of, pairs, rarity(of))
    kept = _judge(pairs, measured, of, [texts[i] for i in distinct.tolist()], limits)
    same = np.array([pair for pair in equal if pair[0] != pair[1] and contents[pair[1]]], dtype=np.int64).reshape(-1, 2)
    near = distinct[pairs[kept]].reshape(-1, 2)
    return np.concatenate((same, near)), np.concatenate((np.ones(len(same)), measured.containment[kept]))


def rarity(of: Shingles) -> NDArray[np.float64]:
    """Weight of each trigram: log(1 + texts / texts that have it)."""
    return np.log1p((len(of.starts) - 1) / np.maximum(of.df, 1))


def _judge(pairs: NDArray[np.int64], measured: Overlap, of: Shingles, texts: Sequence[str], limits: Limits) -> NDArray[np.bool_]:
    long_enough = np.minimum(of.sizes[pairs[:, 0]], of.sizes[pairs[:, 1]]) >= limits.smallest
    possible = np.flatnonzero(long_enough & ((measured.containment >= limits.same) | (measured.weighted >= limits.told)))
    known: dict[int, frozenset[str]] = {}
    for text in np.unique(pairs[possible]).tolist():
        known[text] = facts(fold(texts[text]))
    kept = np.zeros(len(pairs), dtype=bool)
    for at in possible.tolist():
        one, other = known[int(pairs[at, 0])], known[int(pairs[at, 1])]
        share = float(measured.containment[at])
        if share >= limits.same:
            kept[at] = not conflict(one, other, share)
        else:
            kept[at] = _retold(one, other, limits)
    return kept


def _retold(one: frozenset[str], other: frozenset[str], limits: Limits) -> bool:
    shared = len(one & other)
    return shared >= limits.shared and shared >= 0.6 * min(len(one), len(other))
