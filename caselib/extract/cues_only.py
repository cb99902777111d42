"""A scorer that was not trained: the cues of a codebook decide, for a codebook that has no scorer of its own yet.

Where a cue stands, its code is taken; whether an action is done, advised or demanded is told as the shipped scorer tells it,
for that is a matter of the language and not of the field.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from caselib.codebook import Codebook
from caselib.extract import crosses
from caselib.extract.decide import width
from caselib.extract.hashing import BUCKETS
from caselib.extract.layout import CLAUSE, FRONT, NAME, PAIR, STATUSES, Floats, Layout, layout_of
from caselib.extract.scorer import Model

# Of the shipped codebook's cues, measured on the open corpus, half to four fifths of the hits are right: a round number that claims no precision.
TRUST = 0.75
# Log-odds of a code that no cue speaks for, and of a cause or outcome that is denied, asked or supposed before its cue.
_NOTHING, _TURNED = -6.0, -4.0
_TURNING = ("negated", "hypothetical", "asked", "obliged", "demanded")
# How much a status must be likelier than the others: at 1.5 one that has less than half of the probability falls below one half.
_STATUS = 1.5
_CUE, _SHARE, _THRESHOLD = 1, 15, 0.5
# positive, negative, mixed, unknown: told by good and bad outcomes alone.
FINAL = {"bias": [0.0, 0.0, 0.0, 1.0], "any good": [3.0, -1.0, 1.5, 0.0], "any bad": [-1.0, 3.0, 1.5, 0.0]}


def fits(model: Model, book: Codebook) -> bool:
    """Whether a model's codes are those of the codebook, in its order."""
    return model.layout.codes == tuple(book.codes)


def cues_only(book: Codebook, shipped: Model) -> Model:
    """A model of the codebook's cues; statuses are told by the words and weights of ``shipped``."""
    layout = layout_of(book)
    codes, statuses = len(layout.codes), len(STATUSES)
    words = np.zeros((BUCKETS, codes + statuses), dtype=np.int8)
    words[:, codes:] = shipped.words[:, -statuses:]
    case = np.zeros((width(layout) + 1, 1), dtype=np.float32)
    case[0, 0] = 1
    meta: dict[str, Any] = {"codebook": book.digest, "thresholds": {"*": _THRESHOLD}, "cues_only": True, "final": FINAL}
    return Model(
        layout, words, shipped.idf, np.append(np.zeros(codes), shipped.scale[-statuses:]).astype(np.float32),
        np.append(np.full(codes, _NOTHING), shipped.bias[-statuses:]).astype(np.float32), shipped.status, _pair(layout), case,
        np.zeros((codes, codes), np.float32), meta,
    )  # fmt: skip


def _pair(layout: Layout) -> Floats:
    """Weights of the pair layer: a cue, the share of the status, and what turns causes and outcomes into their opposite."""
    pair = np.zeros((layout.width + crosses.WIDTH + 1, 1), dtype=np.float32)
    pair[-1] = _NOTHING
    pair[_CUE] = np.log(TRUST / (1 - TRUST)) - _NOTHING
    pair[_SHARE] = _STATUS
    for kind in range(2):  # causes and outcomes
        front = PAIR + CLAUSE + kind * (CLAUSE + FRONT) + CLAUSE
        pair[[front + NAME[name] for name in _TURNING]] = _TURNED
    # An action that is denied, asked or supposed is none: the status "" wins, and it is dropped.
    return pair
