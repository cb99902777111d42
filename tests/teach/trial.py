"""Cases made from the gold of the open corpus: what the tests of teaching material work on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from caselib.casebase import Cases
from caselib.coding.gold import GoldCase, GoldGuide, load_gold
from caselib.model import Case, Episode, Field, Guide, GuideItem, Mention, SourceText, Span
from caselib.read import read


@cache
def gold_cases(corpus: Path) -> Cases:
    """Every annotated case of the open corpus, with guides and texts."""
    texts = {text.doc: text for text in read(corpus / "open") if isinstance(text, SourceText)}
    gold = load_gold(corpus / "gold" / "open.jsonl", texts)
    cases = [_case(case, texts[case.doc]) for document in gold for case in document.cases]
    guides = [_guide(document.doc, guide, texts[document.doc]) for document in gold for guide in document.guides or () if not guide.duplicate]
    return Cases(tuple(sorted(cases, key=lambda case: (case.doc, case.span))), tuple(guides), texts, ())


def _case(gold: GoldCase, text: SourceText) -> Case:
    mentions = [
        Mention(f"m{i}", role, code, status, span, span.of(text.text), "gold", 1.0, "carried_out" if status == "done" else "")
        for i, ((role, code, status), span) in enumerate(gold.quotes.items(), 1)
    ]
    year = Field(gold.year, None, "gold") if gold.year else None
    return Case(
        uid=gold.id, doc=gold.doc, span=gold.span, kind=gold.kind, rule="gold", title=Field(gold.title, None, "gold"),
        industry=Field(gold.industry, None, "gold"), year=year, final=Field(gold.final, None, "gold"), mentions=tuple(mentions),
        episodes=tuple(_episode(told, mentions) for told in gold.episodes or ()), cluster=gold.duplicate_of or gold.id, duplicate_of=gold.duplicate_of,
    )  # fmt: skip


def _episode(told: dict[str, list[str]], mentions: list[Mention]) -> Episode:
    def ids(role: str) -> tuple[str, ...]:
        return tuple(m.id for m in mentions if m.role == role and m.status in ("", "done") and m.code in told.get(role + "s", ()))

    return Episode(ids("cause"), ids("action"), ids("outcome"))


def _guide(doc: str, gold: GoldGuide, text: SourceText) -> Guide:
    starts = [span.start for span, _ in gold.items]
    ends = [*starts[1:], gold.span.end]
    items = [
        GuideItem(span.of(text.text), text.text[span.start : max(end, span.end)].strip(), Span(span.start, max(end, span.end)), tuple(sorted(codes)))
        for (span, codes), end in zip(gold.items, ends, strict=True)
    ]
    return Guide(doc, gold.kind, gold.title, gold.span, tuple(items), "gold")
