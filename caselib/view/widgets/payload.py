"""A case as the screen needs it: its text, its mentions and facts in both languages, and what cleaning changed in it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from caselib.assets import word
from caselib.casebase import Cases
from caselib.clean import clean
from caselib.codebook import Codebook, load
from caselib.messages import LANGUAGES
from caselib.model import Case, CleanText, Mention, SourceText, Span
from caselib.view import record
from caselib.view.sides import stretches
from caselib.view.widgets.page import plain


def case_payload(cases: Cases, case: Case) -> dict[str, Any]:
    """Everything that a view of one case shows; positions are code points from the beginning of the case.

    Where the collection has no text of the case, ``text`` is empty and the quotes stand in the mentions.
    """
    source = cases.texts.get(case.doc)
    book = load()
    members = [other for other in cases if other.cluster == case.cluster and other.uid != case.uid] if case.cluster else []
    told = {
        "uid": case.uid,
        "id": case.id,
        "doc": case.doc,
        "start": case.span.start,
        "text": case.span.of(source.text) if source else "",
        "title": {lang: record.title(case, lang) for lang in LANGUAGES},
        "place": {lang: record.place(case, source, lang) for lang in LANGUAGES},
        "facts": {lang: _facts(case, book, lang) for lang in LANGUAGES},
        "rounds": {lang: record.rounds(case, book, lang) for lang in LANGUAGES},
        "parts": [[name, span.start - case.span.start, span.end - case.span.start] for name, span in case.parts],
        "mentions": [*(_mention(m, case, False) for m in case.mentions), *(_mention(m, case, True) for m in case.suggestions)],
        "links": [{"source": link.source, "target": link.target, "basis": link.basis, "episode": link.episode} for link in case.links],
        "changes": changes(case, source) if source else [],
        "duplicates": [{"uid": other.uid, "title": {lang: record.title(other, lang) for lang in LANGUAGES}, "doc": other.doc} for other in members],
    }
    return cast("dict[str, Any]", plain(told))


def _facts(case: Case, book: Codebook, lang: str) -> list[tuple[str, str, int | None, int | None]]:
    """(name, value, start, end): what the case tells, and the characters that say it where some do."""
    places: dict[str, Span] = {}
    for name in record.FACTS:
        field = getattr(case, name)
        if field and field.span and case.span.contains(field.span):
            places[word(f"field.{'location' if name == 'place' else name}", lang)] = field.span
    found = []
    for name, told in record.facts(case, book, lang):
        span = places.get(name)
        found.append((name, told, span.start - case.span.start if span else None, span.end - case.span.start if span else None))
    return found


def changes(case: Case, source: SourceText) -> list[list[Any]]:
    """``[start, end, now, rules]`` of every mend inside the case, in order; mends that touch the same characters are one.

    Put in place of their stretches, from first to last, they turn the raw text into the clean one.
    """
    cleaned, base = _cleaned(source), case.span.start
    return [
        [span.start - base, span.end - base, cleaned.text[slice(*cleaned.range(span))], rules.split(", ")]
        for span, rules in stretches(cleaned)
        if rules and case.span.contains(span)
    ]


@lru_cache(maxsize=8)
def _cleaned(source: SourceText) -> CleanText:
    return clean(source)


def _mention(mention: Mention, case: Case, suggested: bool) -> dict[str, Any]:
    return {
        "id": mention.id, "key": f"{case.uid}/{mention.id}", "role": mention.role, "code": mention.code, "status": mention.status,
        "realised": mention.realised, "actor": mention.actor, "start": mention.span.start - case.span.start,
        "end": mention.span.end - case.span.start, "quote": mention.quote, "rule": mention.rule,
        "confidence": mention.confidence, "suggested": suggested,
    }  # fmt: skip
