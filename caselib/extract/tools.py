"""What extraction needs, made once a process."""

from __future__ import annotations

from dataclasses import dataclass

from caselib.codebook import Codebook
from caselib.extract.cues import Cues
from caselib.extract.scorer import Model


@dataclass(frozen=True)
class Tools:
    """The codebook, its cues, the scorer, and the least confidence if the user sets one."""

    codebook: Codebook
    cues: Cues
    model: Model
    least: float | None = None
