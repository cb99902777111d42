"""Which actions a guide's item tells staff to take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caselib.extract.case import Tools
from caselib.extract.features import ROLES
from caselib.extract.reading import Readings
from caselib.extract.scorer import Scores, hear, scores

# Advice stands alone, without a case around it that could confirm it: only what is more likely than not.
LEAST = 0.5


def advised(laid: Readings, tools: Tools) -> list[tuple[str, ...]]:
    """Ids of action codes in the text of each item, in order of the codebook."""
    return [tuple(_codes(found, tools)) for found in scores(tools.model, laid, hear(tools.model, laid.whole))]


def _codes(scores: Scores, tools: Tools) -> Iterator[str]:
    layout = tools.model.layout
    top = np.zeros(len(layout.codes))
    np.maximum.at(top, scores.codes, scores.probability)
    for code, role, p in zip(layout.codes, layout.roles, top, strict=True):
        if ROLES[role] == "action" and p >= LEAST:
            yield code
