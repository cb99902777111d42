"""Which actions a guide's item tells staff to take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caselib.extract.case import Tools
from caselib.extract.features import ROLES
from caselib.extract.reading import Reading
from caselib.extract.scorer import score

# Advice stands alone, without a case around it that could confirm it: only what is more likely than not.
LEAST = 0.5


def advised(laid: Reading, tools: Tools) -> Iterator[str]:
    """Ids of action codes in an item's text, in order of the codebook."""
    scores = score(tools.model, laid, tools.model.cue_weights)
    layout = tools.model.layout
    top = np.zeros(len(layout.codes))
    np.maximum.at(top, scores.codes, scores.probability)
    for code, role, p in zip(layout.codes, layout.roles, top, strict=True):
        if ROLES[role] == "action" and p >= LEAST:
            yield code
