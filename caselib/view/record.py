"""A case in the words that people see: what its card shows, in every output alike."""

from __future__ import annotations

import re

from caselib.assets import labels, word
from caselib.casebase.cases import value
from caselib.codebook import Codebook
from caselib.lang.printable import printable
from caselib.model import Case, Field, Mention, Money, SourceText

FACTS = (
    "industry", "organisation", "product", "date", "year", "place", "channel", "customer", "customer_count", "customer_mood",
    "customer_type", "responsibility", "days_to_resolution", "final",
)  # fmt: skip
OPENING = 24  # characters of a case that stand for its title: what a line of a contents list holds
_MARKS = re.compile(r"^[#\s]{1,20}(?=\S)|\*\*")


def title(case: Case, lang: str, source: SourceText | None = None) -> str:
    """The case's title without the marks of Markdown, else its first words, else what stands for a title."""
    told = _MARKS.sub("", str(value(case, "title") or ""))
    if not told and source is not None:
        opening = case.span.of(source.text).strip().split("\n", 1)[0]
        told = opening if len(opening) <= OPENING else opening[:OPENING] + "……"
    return told or word("case.untitled", lang)


def place(case: Case, source: SourceText | None, lang: str) -> str:
    """Where a person turns to: the document, and page, slide, row, paragraph or line."""
    return f"{case.doc} {where(source, case.span.start, lang)}" if source else case.doc


def where(source: SourceText, at: int, lang: str) -> str:
    """Page, slide, row or paragraph of a character, else its line."""
    found = source.place(at)
    return spoken_place(found, lang) if found else word("place.line", lang, n=source.line_column(at)[0])


def spoken_place(compact: str, lang: str) -> str:
    """``"sheet:投诉/row:5"`` as 工作表投诉 第5行.

    Examples
    --------
    >>> spoken_place("slide:2/notes", "zh"), spoken_place("page:3", "en")
    ('第 2 张幻灯片 备注', 'page 3')
    """
    said = []
    for part in compact.split("/"):
        kind, _, n = part.partition(":")
        key = f"place.{kind}"
        said.append(word(key, lang, n=n) if key in labels() else part)
    return " ".join(said)


def facts(case: Case, book: Codebook, lang: str) -> list[tuple[str, str]]:
    """(name, value) of every fact that the case tells, in a fixed order."""
    found = [(word("field.kind", lang), word(f"kind.{case.kind}", lang))]
    for name in FACTS:
        told = getattr(case, name)
        if isinstance(told, Field):
            key = "location" if name == "place" else name
            found.append((word(f"field.{key}", lang), spoken(name, told.value, book, lang)))
    if case.money:
        found.append((word("field.money", lang), "；".join(dict.fromkeys(amount(money, lang) for money in case.money))))
    if case.duplicate_of:
        found.append((word("field.duplicate_of", lang), case.duplicate_of))
    return found


def spoken(name: str, told: str | int | float, book: Codebook, lang: str) -> str:
    """A field's value in words: codes by their labels, days with their unit."""
    if name == "days_to_resolution":
        if told == 0:
            return word("case.same_day", lang)
        return word("case.days", lang, n=f"{told:g}" if isinstance(told, (int, float)) else told)
    key = f"{name}.{told}"
    return labels()[key][lang] if key in labels() else book.label(str(told), lang)


def amount(money: Money, lang: str) -> str:
    """``索要 5,000 元``."""
    unit = word(f"currency.{money.currency}", lang) if f"currency.{money.currency}" in labels() else money.currency
    key = f"money.{money.role}"
    return f"{word(key, lang) if key in labels() else money.role} {money.amount:,.10g} {unit}"


def rounds(case: Case, book: Codebook, lang: str) -> list[str]:
    """Each episode in one line: causes → actions → outcomes; numbered where there are several."""
    by_id = {m.id: m for m in case.mentions}
    lines = []
    for n, episode in enumerate(case.episodes, 1):
        groups = [names([by_id[i] for i in ids if i in by_id], book, lang) for ids in (episode.causes, episode.actions, episode.outcomes)]
        head = word("case.episode", lang, n=n) + "：" if len(case.episodes) > 1 else ""
        lines.append(head + " → ".join(group or word("case.nothing", lang) for group in groups))
    return lines


def names(mentions: list[Mention], book: Codebook, lang: str) -> str:
    """The labels of the mentions' codes, each once, in order."""
    return printable(("、" if lang == "zh" else ", ").join(dict.fromkeys(book.label(m.code, lang) for m in mentions)))
