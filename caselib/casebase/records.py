"""Records as plain dictionaries, the form that is exchanged (one JSON object a case), and back.

The exchange form is flat where people read it: ``industry``, ``year`` and ``final`` stand as bare values,
and ``fields`` carries the same with span, rule and confidence. Keys are stable; tests pin them.
"""

from __future__ import annotations

from typing import Any

from caselib.errors import Address, Problem
from caselib.model import Block, Case, Episode, Field, Guide, GuideItem, Link, Mention, Money, SourceText, Span

FORMAT = 1
FIELDS = (
    "title", "industry", "organisation", "product", "date", "year", "place", "channel", "customer", "customer_count",
    "customer_mood", "customer_type", "days_to_resolution", "responsibility", "final",
)  # fmt: skip
_FLAT = ("title", "industry", "year", "final")


def case_to_dict(case: Case) -> dict[str, Any]:
    """The case as JSON-ready data; :func:`case_from_dict` is its exact inverse."""
    fields = {name: _field_to_dict(value) for name in FIELDS if (value := getattr(case, name)) is not None}
    flat = {name: fields[name]["value"] if name in fields else None for name in _FLAT}
    return {
        "format": FORMAT,
        "uid": case.uid,
        "id": case.id,
        "doc": case.doc,
        "start": case.span.start,
        "end": case.span.end,
        "kind": case.kind,
        **flat,
        "duplicate_of": case.duplicate_of,
        "cluster": case.cluster,
        "mentions": [mention_to_dict(mention) for mention in case.mentions],
        "episodes": [{"causes": [*e.causes], "actions": [*e.actions], "outcomes": [*e.outcomes]} for e in case.episodes],
        "links": [_link_to_dict(link) for link in case.links],
        "suggestions": [mention_to_dict(mention) for mention in case.suggestions],
        "fields": fields,
        "money": [
            {"amount": m.amount, "role": m.role, "start": m.span.start, "end": m.span.end, "rule": m.rule, "currency": m.currency}
            for m in case.money
        ],
        "parts": [{"name": name, "start": span.start, "end": span.end} for name, span in case.parts],
        "rule": case.rule,
        "problems": [problem_to_dict(problem) for problem in case.problems],
    }


def case_from_dict(data: dict[str, Any]) -> Case:
    """The case that :func:`case_to_dict` wrote.

    Raises
    ------
    KeyError
        If a key of the record is missing.
    """
    fields = {name: _field_from_dict(value) for name, value in data.get("fields", {}).items() if name in FIELDS}
    return Case(
        uid=data["uid"],
        doc=data["doc"],
        span=_span(data),
        kind=data["kind"],
        rule=data.get("rule", ""),
        parts=tuple((part["name"], _span(part)) for part in data.get("parts", ())),
        money=tuple(Money(m["amount"], m["role"], _span(m), m["rule"], m["currency"]) for m in data.get("money", ())),
        mentions=tuple(map(mention_from_dict, data["mentions"])),
        episodes=tuple(Episode(tuple(e["causes"]), tuple(e["actions"]), tuple(e["outcomes"])) for e in data.get("episodes", ())),
        links=tuple(map(_link_from_dict, data.get("links", ()))),
        suggestions=tuple(map(mention_from_dict, data.get("suggestions", ()))),
        duplicate_of=data.get("duplicate_of"),
        cluster=data.get("cluster", ""),
        problems=tuple(map(problem_from_dict, data.get("problems", ()))),
        **fields,
    )


def guide_to_dict(guide: Guide) -> dict[str, Any]:
    """The guide as JSON-ready data."""
    return {
        "format": FORMAT,
        "id": guide.id,
        "doc": guide.doc,
        "start": guide.span.start,
        "end": guide.span.end,
        "kind": guide.kind,
        "title": guide.title,
        "duplicate_of": guide.duplicate_of,
        "rule": guide.rule,
        "items": [
            {"label": i.label, "text": i.text, "start": i.span.start, "end": i.span.end, "codes": [*i.codes], "figures": [*i.figures], "deadline_hours": i.deadline_hours}
            for i in guide.items
        ],
    }  # fmt: skip


def guide_from_dict(data: dict[str, Any]) -> Guide:
    """The guide that :func:`guide_to_dict` wrote."""
    items = tuple(
        GuideItem(i["label"], i["text"], _span(i), tuple(i["codes"]), tuple(i.get("figures", ())), i.get("deadline_hours"))
        for i in data["items"]
    )
    return Guide(data["doc"], data["kind"], data["title"], _span(data), items, data.get("rule", ""), data.get("duplicate_of"))


def text_to_dict(source: SourceText) -> dict[str, Any]:
    """The source text as JSON-ready data: what every span of the records points into."""
    blocks = [[b.span.start, b.span.end, b.kind, b.level, b.place] for b in source.blocks]
    return {
        "format": FORMAT, "doc": source.doc, "sha256": source.sha256, "reader": source.reader, "kind": source.kind,
        "text": source.text, "blocks": blocks,
    }  # fmt: skip


def text_from_dict(data: dict[str, Any]) -> SourceText:
    """The source text that :func:`text_to_dict` wrote."""
    blocks = tuple(Block(Span(start, end), kind, level, place) for start, end, kind, level, place in data["blocks"])
    return SourceText(data["doc"], data["text"], blocks, data["kind"], data["sha256"], data["reader"])


def mention_to_dict(mention: Mention) -> dict[str, Any]:
    """One mention as JSON-ready data; ``status`` is ``None`` on causes and outcomes."""
    return {
        "id": mention.id, "role": mention.role, "code": mention.code, "status": mention.status or None,
        "start": mention.span.start, "end": mention.span.end, "quote": mention.quote, "rule": mention.rule,
        "confidence": mention.confidence, "realised": mention.realised or None, "actor": mention.actor,
    }  # fmt: skip


def mention_from_dict(data: dict[str, Any]) -> Mention:
    """The mention that :func:`mention_to_dict` wrote."""
    return Mention(
        data["id"], data["role"], data["code"], data["status"] or "", _span(data), data["quote"], data["rule"],
        data["confidence"], data.get("realised") or "", data.get("actor", "unknown"),
    )  # fmt: skip


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """One problem as JSON-ready data, with its sentence in Chinese for people who read the file."""
    where = problem.address
    return {
        "file": where.file, "place": where.place, "line": where.line, "column": where.column, "code": problem.code,
        "level": problem.level, "details": problem.details, "message": problem.message("zh"),
    }  # fmt: skip


def problem_from_dict(data: dict[str, Any]) -> Problem:
    """The problem that :func:`problem_to_dict` wrote."""
    return Problem(data["code"], Address(data["file"], data["place"], data["line"], data["column"]), dict(data["details"]), data["level"])


def _span(data: dict[str, Any]) -> Span:
    return Span(data["start"], data["end"])


def _field_to_dict(field: Field) -> dict[str, Any]:
    start, end = field.span or (None, None)
    return {"value": field.value, "start": start, "end": end, "rule": field.rule, "confidence": field.confidence}


def _field_from_dict(data: dict[str, Any]) -> Field:
    span = None if data["start"] is None else _span(data)
    return Field(data["value"], span, data["rule"], data["confidence"])


def _link_to_dict(link: Link) -> dict[str, Any]:
    start, end = link.cue or (None, None)
    return {"source": link.source, "target": link.target, "basis": link.basis, "cue_start": start, "cue_end": end, "episode": link.episode}


def _link_from_dict(data: dict[str, Any]) -> Link:
    cue = None if data["cue_start"] is None else Span(data["cue_start"], data["cue_end"])
    return Link(data["source"], data["target"], data["basis"], cue, data["episode"])
