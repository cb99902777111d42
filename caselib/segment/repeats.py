"""Segments that a document has twice: found by the runs of characters that they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from caselib.lang.fold import code_points

# A retelling shares this share of its runs of eight characters with the earlier text. Chosen on the compilation of the open corpus:
# retold cases and guides share 0.6 and more, different ones of one author at most 0.2.
_RUN, _SHARED = 8, 0.5
# A prime for the hash of a run, and the bits left for the text that it stands in (a million of them).
_PRIME, _OWNER = np.uint64(1_000_003), np.uint64(20)
_NOISE = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")


def repeats(texts: Sequence[str]) -> list[int | None]:
    """For every text the index of the earlier one that it repeats, or ``None``.

    Examples
    --------
    >>> repeats(["客人在浴室滑倒，主管陪同就医并赔偿。", "前台退还押金。", "客人在浴室滑倒，主管陪同就医并赔偿三百元。"])
    [None, None, 0]
    """
    first: dict[str, int] = {}
    found: list[int | None] = [None] * len(texts)
    sizes: dict[int, int] = {}
    for i, plain in _sharing([_NOISE.sub("", text) for text in texts]):
        runs = {plain[k : k + _RUN] for k in range(max(1, len(plain) - _RUN + 1))}
        shared = Counter(first[run] for run in runs & first.keys())
        best = max(shared, key=lambda k: (shared[k], -k), default=-1)
        sizes[i] = len(runs)
        if best >= 0 and (shared[best] >= _SHARED * len(runs) or (shared[best] >= _SHARED * sizes[best] and sizes[best] >= 40)):
            found[i] = best
        else:
            first.update(dict.fromkeys(runs - first.keys(), i))
    return found


def _sharing(plain: list[str]) -> list[tuple[int, str]]:
    """The texts, with their index, that share a run with another one: told by a hash of each run, because nearly all share none."""
    if len(plain) < 2:
        return []
    codes = code_points("".join(plain)).astype(np.uint64)
    owners = np.repeat(np.arange(len(plain), dtype=np.uint64), [len(text) for text in plain])
    runs = np.zeros(max(0, len(codes) - _RUN + 1), dtype=np.uint64)
    for k in range(_RUN):
        runs = runs * _PRIME + codes[k : len(runs) + k]
    inside = owners[: len(runs)] == owners[len(owners) - len(runs) :]
    # The owner in the lower bits, the hash above: in order, what two texts share stands side by side.
    told = np.sort((runs[inside] << _OWNER) | owners[: len(runs)][inside])
    again = np.flatnonzero((told[1:] >> _OWNER == told[:-1] >> _OWNER) & (told[1:] != told[:-1]))
    sharing = set((told[np.concatenate([again, again + 1])] & np.uint64((1 << 20) - 1)).tolist())
    # What is shorter than a run is one by itself.
    return [(i, text) for i, text in enumerate(plain) if i in sharing or len(text) < _RUN]
