"""What a report consists of, whatever file it becomes: headings, findings, tables, figures, case cards.

The writers (Word, HTML, PDF, slides) only lay these parts out; none of them adds a statement of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from caselib.model import Case, Span

if TYPE_CHECKING:
    from caselib.casebase import Cases

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that a statement rests on: ``text[span] == quote`` in the document's source text."""

    case: str
    doc: str
    place: str
    span: Span
    quote: str
    against: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence, as shown, with the cell of the report's tables that it was taken from."""

    shown: str
    value: float
    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that states something, with its numbers and the passages behind it.

    ``key`` names the sentence pattern. A sentence that states nothing about the cases (a method, a caution) has neither numbers nor evidence.
    """

    sentence: str
    numbers: tuple[Number, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` counts from 1. ``plain`` ones carry no number."""

    text: str
    level: int = 1
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together; ``bullet`` makes it an item of a list."""

    findings: tuple[Finding, ...]
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Quotes:
    """Passages shown in the text itself, each with its place."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table. ``key`` is what sentences refer to; ``numeric`` are the columns set to the right; ``wide`` asks for a landscape page."""

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numeric: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A captioned figure, drawn when it is needed; ``alt`` says in words what it shows."""

    key: str
    caption: str
    draw: Callable[[], Any]
    alt: str
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A case in full, as an appendix shows it."""

    case: Case


Part = Heading | Paragraph | Quotes | Table | Figure | Card


@dataclass(frozen=True, repr=False)
class Report:
    """A whole report.

    Attributes
    ----------
    facts
        The lines of its cover, (name, value).
    cases, graph
        What it was composed from: where the writers find texts and, for the figure that answers clicks, edges.
    stamp
        By what it was made: versions and settings.
    grids
        Every table that numbers were taken from: table → row → column → value.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    cases: Cases
    graph: Any = None
    lang: str = "zh"
    stamp: str = ""
    grids: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)

    def laid_out(self, what: str) -> Iterator[tuple[Part, Part | None]]:
        """Each part with the one behind it, under a progress bar where somebody waits at a terminal for more than a moment."""
        yield from zip(watched(self.parts, what), (*self.parts[1:], None), strict=False)

    def __repr__(self) -> str:
        return f"Report({self.title!r}, {len(self.parts)} parts, {len(self.findings())} findings, {len(self.cases)} cases)"

    def _repr_html_(self) -> str:
        from caselib.report.preview import preview

        return preview(self)

    def findings(self) -> list[Finding]:
        """Every sentence of the report, in order."""
        return [finding for part in self.parts if isinstance(part, Paragraph) for finding in part.findings]


def watched(items: Sequence[T], what: str) -> Iterator[T]:
    """The items in turn, under a progress bar where somebody waits at a terminal for more than a moment."""
    from tqdm.auto import tqdm

    yield from tqdm(items, desc=what, disable=None, delay=2, leave=False)
