"""The structured records: cases with their mentions, episodes and links; guides with their items."""

from __future__ import annotations

from dataclasses import dataclass

from caselib.errors import Problem
from caselib.model.span import Span

ROLES = ("cause", "action", "outcome")
STATUSES = ("done", "advised", "demanded")
FINALS = ("positive", "negative", "mixed", "unknown")
GUIDE_KINDS = ("steps", "types", "principles", "checklist", "reasons", "figures", "script")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a record with the characters that say it.

    ``span`` is ``None`` where a fact follows from the record as a whole (the final state, say);
    ``rule`` then names what decided it. A fact that is not told is ``None``, never a guess.
    """

    value: str | int | float
    span: Span | None
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in yuan (other currencies: ``currency``) and the part it plays: claimed, offered, paid, charged or price."""

    amount: float
    role: str
    span: Span
    rule: str
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Mention:
    """A code that the case supports, at the place that carries it.

    ``status`` (done, advised, demanded) and ``realised`` (carried_out, agreed, offered, unknown) stand on actions only and are empty elsewhere.
    ``actor`` is firm, staff, customer, mediator, regulator, court, media, third_party or unknown.
    ``confidence`` is calibrated: of mentions at 0.8, four in five are right.
    """

    id: str
    role: str
    code: str
    status: str
    span: Span
    quote: str
    rule: str
    confidence: float
    realised: str = ""
    actor: str = "unknown"

    @property
    def key(self) -> tuple[str, str, str]:
        """(role, code, status): what is compared with a gold annotation."""
        return self.role, self.code, self.status


@dataclass(frozen=True, slots=True)
class Link:
    """A cause and the action that answers it, or an action and the outcome that it brought, by mention id.

    ``basis`` is ``explicit`` (words say so; then ``cue`` is their span) or ``sequence`` (the next step told). ``episode`` counts from 0.
    """

    source: str
    target: str
    basis: str
    cue: Span | None
    episode: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One round of failure, handling and result: ids of its mentions, in order of the text."""

    causes: tuple[str, ...]
    actions: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint case; every field points to the characters that it came from.

    ``uid`` is made from the content when the case is first found; ``id`` is its address, ``doc#start-end``.
    ``suggestions`` are mentions below the threshold: for review, never counted.
    """

    uid: str
    doc: str
    span: Span
    kind: str
    rule: str = ""
    title: Field | None = None
    parts: tuple[tuple[str, Span], ...] = ()
    industry: Field | None = None
    organisation: Field | None = None
    product: Field | None = None
    date: Field | None = None
    year: Field | None = None
    place: Field | None = None
    channel: Field | None = None
    customer: Field | None = None
    customer_count: Field | None = None
    customer_mood: Field | None = None
    customer_type: Field | None = None
    money: tuple[Money, ...] = ()
    days_to_resolution: Field | None = None
    responsibility: Field | None = None
    mentions: tuple[Mention, ...] = ()
    episodes: tuple[Episode, ...] = ()
    links: tuple[Link, ...] = ()
    suggestions: tuple[Mention, ...] = ()
    final: Field | None = None
    duplicate_of: str | None = None
    cluster: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The case's address: ``doc#start-end``."""
        return f"{self.doc}#{self.span.start}-{self.span.end}"

    def __repr__(self) -> str:
        title = f" {self.title.value!r}" if self.title else ""
        return f"<Case {self.id} {self.kind}{title}: {len(self.mentions)} mentions, {len(self.episodes)} episodes>"

    def _repr_html_(self) -> str:
        from caselib.view.html import display

        return display(self)


@dataclass(frozen=True, slots=True)
class GuideItem:
    """One item of a guide: its label or first words, its whole text, the actions it tells staff to take, figures, and a deadline in hours."""

    label: str
    text: str
    span: Span
    codes: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    deadline_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """How-to material with an order or a set of items of its own. ``duplicate_of`` is the id of the guide it repeats."""

    doc: str
    kind: str
    title: str
    span: Span
    items: tuple[GuideItem, ...]
    rule: str = ""
    duplicate_of: str | None = None

    @property
    def id(self) -> str:
        """The guide's address: ``doc#start-end``."""
        return f"{self.doc}#{self.span.start}-{self.span.end}"

    def __repr__(self) -> str:
        return f"<Guide {self.id} {self.kind} {self.title!r}: {len(self.items)} items>"
