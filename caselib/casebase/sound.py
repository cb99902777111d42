"""Whether a record that was read from a file is one: a case base may come from anybody, and its spans lead into a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from caselib.lang.printable import printable
from caselib.model import Case, Field, Guide, SourceText, Span
from caselib.model.case import ROLES, STATUSES

_NOWHERE = Span(0, 0)
_TEXTS = ("uid", "doc", "kind", "rule", "cluster")


def sound_text(source: SourceText) -> SourceText:
    """The text itself.

    Raises
    ------
    ValueError
        If a part of it has another type than it should.
    """
    _strings(source.doc, source.text, source.kind, source.sha256, source.reader)
    for block in source.blocks:
        _strings(block.kind, block.place)
        _whole(block.level)
        _inside(block.span, None)
    return source


def sound_case(case: Case, texts: Mapping[str, SourceText]) -> Case:
    """The case itself, every span of it inside its text and every quote the words under its span.

    Raises
    ------
    ValueError
        If not; the text says what is wrong.
    """
    _strings(*(getattr(case, name) for name in _TEXTS))
    source = texts.get(case.doc)
    length = None if source is None else len(source.text)
    mentions = (*case.mentions, *case.suggestions)
    spans = [case.span, *(m.span for m in mentions), *(m.span for m in case.money), *(s for _, s in case.parts)]
    found: list[Field] = [value for field in fields(case) if isinstance(value := getattr(case, field.name), Field)]
    for span in (*spans, *(f.span for f in found if f.span), *(link.cue for link in case.links if link.cue)):
        _inside(span, length)
    for mention in mentions:
        _strings(mention.id, mention.code, mention.quote, mention.rule, mention.realised, mention.actor)
        if printable(mention.code) != mention.code:  # it names rows, figures and identifiers
            raise ValueError(f"the code {mention.code!r} holds characters that cannot be shown")
        _number(mention.confidence)
        if mention.role not in ROLES or mention.status not in ("", *STATUSES):
            raise ValueError(f"mention {mention.id}: {mention.role}:{mention.status} is no role and status")
        if source is not None and mention.span.of(source.text) != mention.quote:
            raise ValueError(f"mention {mention.id} quotes words that do not stand at its place in {case.doc}")
    _fields(case, found)
    _grouped(case)
    return case


def sound_guide(guide: Guide, texts: Mapping[str, SourceText]) -> Guide:
    """The guide itself, its items inside its text.

    Raises
    ------
    ValueError
        If not.
    """
    _strings(guide.doc, guide.kind, guide.title, guide.rule)
    length = len(texts[guide.doc].text) if guide.doc in texts else None
    for span in (guide.span, *(item.span for item in guide.items)):
        _inside(span, length)
    for item in guide.items:
        _strings(item.label, item.text, *item.codes, *item.figures)
        if item.deadline_hours is not None:
            _number(item.deadline_hours)
    return guide


def _fields(case: Case, found: list[Field]) -> None:
    for field in found:
        _strings(field.rule)
        _number(field.confidence)
        if isinstance(field.value, bool) or not isinstance(field.value, str | int | float):
            raise ValueError(f"a field's value is a {type(field.value).__name__}")
    for money in case.money:
        _number(money.amount)
        _strings(money.role, money.rule, money.currency)
    _strings(*(name for name, _ in case.parts), *(() if case.duplicate_of is None else (case.duplicate_of,)))


def _grouped(case: Case) -> None:
    for link in case.links:
        _strings(link.source, link.target, link.basis)
        _whole(link.episode)
    _strings(*(i for e in case.episodes for i in (*e.causes, *e.actions, *e.outcomes)))


def _inside(span: Span, length: int | None) -> None:
    start, end = span
    _whole(start, end)
    if span != _NOWHERE and not (0 <= start <= end and (length is None or end <= length)):
        raise ValueError(f"[{start}, {end}) lies outside the text")


def _strings(*values: Any) -> None:
    _all(values, str, "text")


def _whole(*values: Any) -> None:
    _all(values, int, "whole number")


def _number(*values: Any) -> None:
    _all(values, (int, float), "number")
    if any(value != value or abs(value) > 1e300 for value in values):
        raise ValueError("a number is not finite")


def _all(values: Iterable[Any], kind: type | tuple[type, ...], name: str) -> None:
    for value in values:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"a {name} was expected, not {type(value).__name__}")
