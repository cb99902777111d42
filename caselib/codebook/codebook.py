"""The codebook as a record: codes with their definitions, cues and labelled passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from caselib.codebook.examples import Passage
from caselib.codebook.index import Index, build, gram_counts
from caselib.codebook.notation import Pattern, compile_cue
from caselib.lang.fold import fold
from caselib.lang.printable import printable


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern with the clause that it must match and the one that it must not."""

    text: str
    yes: str
    no: str


@dataclass(frozen=True)
class Code:
    """One code.

    ``cues`` are precise patterns, ``hints`` broad ones that the scorer weighs. ``label`` and ``definition`` are by language;
    ``polarity`` (good, bad or empty) stands on outcomes;
    ``schemes`` gives its place in published schemes.
    """

    id: str
    role: str
    family: str
    label: dict[str, str]
    definition: dict[str, str]
    belongs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    neighbours: dict[str, str] = field(default_factory=dict)
    schemes: dict[str, str] = field(default_factory=dict)
    polarity: str = ""
    cues: tuple[Cue, ...] = ()
    hints: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The cues, compiled, in order."""
        return tuple(compile_cue(cue.text) for cue in self.cues)

    @cached_property
    def hint_patterns(self) -> tuple[Pattern, ...]:
        """The hints, compiled, in order."""
        return tuple(map(compile_cue, self.hints))


@dataclass(frozen=True, slots=True)
class Industry:
    """A trade that a case may belong to, with words that speak for it (weights: how many votes one occurrence is)."""

    id: str
    label: dict[str, str]
    words: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Codebook:
    """All codes of a field, in the order of its files.

    ``families`` names the families of codes by language, where the codebook does; ``digest`` changes with any change of its content.
    ``recoded`` tells what codes of earlier versions are called now (old id → new id; empty where a code was given up).
    """

    name: str
    version: str
    title: dict[str, str]
    codes: dict[str, Code]
    industries: dict[str, Industry]
    digest: str = ""
    families: dict[str, dict[str, str]] = field(default_factory=dict)
    recoded: dict[str, str] = field(default_factory=dict)

    @property
    def patterns(self) -> list[Pattern]:
        """All patterns as :attr:`index` numbers them: code after code, its cues, then its hints."""
        return [pattern for code in self.codes.values() for pattern in (*code.patterns, *code.hint_patterns)]

    @cached_property
    def index(self) -> Index:
        """Finds the patterns that can match in a clause; what is rare is told from the labelled passages."""
        return build(self.patterns, gram_counts(fold(passage.text) for code in self.codes.values() for passage in code.passages))

    def role(self, role: str) -> tuple[str, ...]:
        """Ids of the codes of one role."""
        return tuple(code.id for code in self.codes.values() if code.role == role)

    def current(self, code: str) -> str:
        """What a code of this or an earlier version is called now: empty where it was given up, itself where nothing is known of it."""
        for _ in self.recoded:  # a code may have been renamed several times
            if code in self.codes or code not in self.recoded:
                break
            code = self.recoded[code]
        return code

    def label(self, code: str, lang: str = "zh") -> str:
        """A code's or industry's label, an older code's by what it is called now; the id itself where the codebook does not know it."""
        entry = self.codes.get(self.current(code)) or self.industries.get(code)
        return entry.label.get(lang, code) if entry else printable(code)
