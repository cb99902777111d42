"""What a run depends on besides its files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import caselib
from caselib.codebook import Codebook, digest, load
from caselib.errors import InputError
from caselib.extract.case import Tools
from caselib.extract.cues import Cues
from caselib.extract.cues_only import cues_only, fits
from caselib.extract.scorer import Model
from caselib.extract.stored import DEFAULT, load_model
from caselib.read import DEFAULT as DEFAULT_LIMITS
from caselib.read import Columns, Limits


@dataclass(frozen=True)
class Settings:
    """Codebook and scorer (their paths), the least confidence of a mention, and how tables and large files are read.

    ``None`` means what caselib ships: the complaint codebook, its scorer, the scorer's own thresholds. With a codebook that the
    shipped scorer is not for and none of its own, the cues alone code.
    """

    codebook: Path | None = None
    model: Path | None = None
    least: float | None = None
    columns: Columns | None = None
    limits: Limits = field(default=DEFAULT_LIMITS)

    def tools(self) -> Tools:
        """The codebook and scorer, loaded once a process."""
        return _tools(self.codebook, self.model, self.least)

    def digest(self) -> str:
        """A hash of all that a result depends on besides the file: what the cache and the stamps carry."""
        model = Path(self.model or DEFAULT)
        parts = (caselib.__version__, digest(self.codebook), _sha(model), repr(self.least), repr(self.columns), repr(self.limits), _code())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def _tools(codebook: Path | None, model: Path | None, least: float | None) -> Tools:
    book = load(codebook)
    return Tools(book, Cues(book), _scorer(book, model), least)


def _scorer(book: Codebook, model: Path | None) -> Model:
    """The scorer named; else the shipped one where it is for these codes, else the codebook's cues alone."""
    found = load_model(model or DEFAULT)
    if fits(found, book):
        return found
    if model is None:
        return cues_only(book, found)
    raise InputError(
        f"the scorer {model.name} is for other codes than the codebook {book.name}; "
        "train one for it with `caselib codebook train`, or leave the scorer out: then the cues alone code"
    )


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else "none"


@cache
def _code() -> str:
    """A hash of the stages' own code: while it changes between releases, old cache entries must not be served."""
    total = hashlib.sha256()
    root = Path(caselib.__file__).parent
    for stage in ("read", "clean", "segment", "extract", "lang", "model"):
        for path in sorted((root / stage).rglob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()[:16]
