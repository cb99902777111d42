"""A case in words for teaching: titles that give nothing away, labels with quotes, facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from caselib.assets import word
from caselib.casebase import Cases
from caselib.codebook import Codebook, load
from caselib.model import Case, Mention
from caselib.teach.phrases import known, phrase
from caselib.teach.story import Story
from caselib.view import record

# Facts that may stand in a students' text, with the kind of phrase that says their values. How long it took, who was responsible
# and what was paid belong to the ending.
FACTS = (
    ("industry", ""), ("organisation", ""), ("product", ""), ("year", ""), ("place", ""), ("channel", "channel"),
    ("customer", ""), ("customer_mood", "mood"), ("customer_type", "type"),
)  # fmt: skip
WANTED = ("industry", "organisation", "product", "year", "place", "customer")  # asked of the teacher where the text does not tell them
LONGEST = 24  # characters of a value in running text


def title(case: Case, lang: str) -> str:
    """A title that names trade and year only: neither the cause, which is asked for, nor the ending."""
    trade = industry(case, lang)
    return phrase("title_year", lang, industry=trade, year=case.year.value) if case.year else phrase("title", lang, industry=trade)


def industry(case: Case, lang: str) -> str:
    """The trade's label."""
    return load().label(str(case.industry.value), lang) if case.industry else load().label("other", lang)


def facts(case: Case, story: Story, lang: str) -> list[tuple[str, str]]:
    """(name, value) of what students may know; what is not told is a mark for the teacher."""
    found = []
    for name, kind in FACTS:
        field = word(f"field.{'location' if name == 'place' else name}", lang)
        value = said(case, story, name, kind, lang)
        if value or name in WANTED:
            found.append((field, value or phrase("todo", lang, what=field)))
    return found


def said(case: Case, story: Story, name: str, kind: str, lang: str) -> str:
    """A field's value in words if students may know it, else nothing. The year stands in the title: no ending can be read from it."""
    field = getattr(case, name)
    value = field.value if field and name == "year" else story.open(field)
    if value is None:
        return ""
    key = f"{kind}.{value}"
    return phrase(key, lang) if kind and known(key) else load().label(str(value), lang)[:LONGEST]


def labelled(mentions: Iterable[Mention], lang: str, book: Codebook | None = None) -> str:
    """``退款退费（“…”）、道歉（“…”）``: each code once, with its words; nothing if there are none."""
    book = book or load()
    once = {m.code: m for m in reversed(list(mentions))}
    items = [phrase("quoted", lang, label=book.label(m.code, lang), quote=in_quotes(m.quote)) for m in reversed(once.values())]
    return phrase("list_join", lang).join(items)


def in_quotes(words: str) -> str:
    """Words in quotation marks, in corner brackets where they hold quotation marks themselves.

    Examples
    --------
    >>> in_quotes("一直没人接"), in_quotes("回了一句“等着”")
    ('“一直没人接”', '「回了一句“等着”」')
    """
    tidy = " ".join(words.split())
    return f"「{tidy}」" if "“" in tidy or "”" in tidy else f"“{tidy}”"


def of(case: Case, role: str, status: str = "") -> list[Mention]:
    """The case's mentions of a role, and of a status where one is named, in order of the text."""
    found = [m for m in case.mentions if m.role == role and (not status or m.status == status)]
    return sorted(found, key=lambda m: m.span)


def family(mention: Mention) -> str:
    """The family of the mention's code (remedy, communicate …); empty for a code that the codebook does not know."""
    code = load().codes.get(mention.code)
    return code.family if code else ""


def missing(wished: Sequence[Mention], done: Sequence[Mention]) -> list[Mention]:
    """Of what was demanded or advised, what is not told as done."""
    kept = {m.code for m in done}
    return [m for m in wished if m.code not in kept]


def place(cases: Cases, case: Case, lang: str) -> str:
    """Document and page, row or line of a case."""
    source = cases.texts.get(case.doc)
    return phrase("place_of", lang, doc=case.doc, where=record.where(source, case.span.start, lang)) if source else case.doc
