"""``make model``: train the scorer from the codebook's passages and stories and from annotated documents.

The seeds and the blind part of the corpus are never trained on: they measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from caselib.clean import clean
from caselib.codebook import Codebook, load
from caselib.codebook.stories import Story, load_stories, stories_digest
from caselib.coding.gold import GoldCase, GoldDocument, load_gold
from caselib.coding.match import pairs
from caselib.extract.cues import Cues
from caselib.extract.episodes import Course, rounds_features, story_of
from caselib.extract.features import STATUSES
from caselib.extract.fields.final import final_features
from caselib.extract.fields.industry import industry_features
from caselib.extract.layout import Floats, layout_of
from caselib.extract.net import Heard
from caselib.extract.scorer import Model
from caselib.extract.training.finals import fit_finals, fit_industry, fit_rounds, fit_trades
from caselib.extract.training.fit import Judged, fit
from caselib.extract.training.linking import Linked, fit_links
from caselib.extract.training.samples import Sample, case_sample, passage_samples
from caselib.model import CleanText, Episode, Mention, Segment, SourceText, Span
from caselib.read import read
from caselib.segment import segment


@dataclass(frozen=True)
class Annotation:
    """One gold case with its laid-out sample, and the text that it stands in."""

    gold: GoldCase
    sample: Sample
    cleaned: CleanText


def annotated_cases(gold: Path | str, documents: Path | str, cues: Cues) -> list[Annotation]:
    """The annotated cases of a gold file, laid out on the borders of the gold with the parts that ``segment`` finds."""
    texts = {text.doc: text for text in read(documents) if isinstance(text, SourceText)}
    return [found for document in load_gold(gold, texts) for found in _document(document, texts[document.doc], cues)]


def story_cases(stories: Iterable[Story], codebook: Codebook, cues: Cues) -> Iterator[Annotation]:
    """The codebook's stories as annotated cases, each a document of its own, with the parts that ``segment`` finds in it."""
    for story in stories:
        quotes = {(codebook.codes[mark.code].role, mark.code, mark.status): Span(mark.start, mark.end) for mark in story.marks}
        gold = GoldCase(story.id, story.id, Span(0, len(story.text)), story.kind, story.industry, None, story.final, None, quotes)
        gold = replace(gold, episodes=story.episodes(codebook), links=story.links)
        for annotation in _document(GoldDocument(story.id, (gold,)), SourceText(story.id, story.text), cues):
            yield replace(annotation, sample=replace(annotation.sample, found=False))


def train(codebook: Codebook, cues: Cues, annotated: Iterable[Annotation]) -> Model:
    """A scorer from the codebook's passages and annotated cases; deterministic for the same input."""
    annotated = list(annotated)
    samples = [*passage_samples(codebook, cues), *(a.sample for a in annotated)]
    model, found, heard = fit(samples, layout_of(codebook), {"codebook": codebook.digest})
    meta: dict[str, Any] = dict(model.meta)
    meta["links"], meta["link_threshold"] = fit_links(_linked(annotated))
    told = [_found(a, kept, said, codebook) for a, kept, said in zip((a for a in annotated if a.sample.keys), found, heard, strict=True)]
    meta["industry"] = fit_industry(
        (industry_features(a.sample.reading.folded, a.cleaned.folded, codebook), a.gold.industry) for a in annotated
    )
    meta["trades"], trades = fit_trades(((a.sample.reading.folded, a.gold.industry) for a in annotated), model.idf)
    if told:
        meta["final"] = fit_finals((_final_features(each, codebook), each.annotation.gold.final) for each in told)
        meta["rounds"] = fit_rounds(
            (rounds_features(each.story, each.annotation.sample.reading.folded), len(each.annotation.gold.episodes), each.annotation.sample.found)
            for each in told
            if each.annotation.gold.episodes
        )
    return replace(model, meta=meta, trades=trades)


@dataclass(frozen=True)
class _Found:
    """What an honest model finds in a case, as mentions, suggestions, a story and an end: later layers learn from such, not from gold."""

    annotation: Annotation
    mentions: list[Mention]
    doubts: list[Mention]
    story: Course
    end: Floats | None


def _found(a: Annotation, judged: list[Judged], heard: Heard, codebook: Codebook) -> _Found:
    laid = a.sample.reading
    codes = list(codebook.codes.values())
    rows = sorted(
        (laid.clauses[c.clause], codes[c.code].role, codes[c.code].id, STATUSES[c.status], c.clause, each.confidence, each.stands)
        for each in judged
        for c in [each.candidate]
    )
    made = [
        (Mention(str(n), role, code, status, Span(*clause), "", "", confidence), i, stands)
        for n, (clause, role, code, status, i, confidence, stands) in enumerate(rows)
    ]
    kept = [(mention, i) for mention, i, stands in made if stands]
    mentions = [mention for mention, _ in kept]
    doubts = [mention for mention, _, stands in made if not stands]
    return _Found(a, mentions, doubts, story_of(mentions, [i for _, i in kept], laid.sections, heard.turns), heard.ends[0] if heard.ends is not None else None)


def _final_features(each: _Found, codebook: Codebook) -> dict[str, float]:
    laid = each.annotation.sample.reading
    return final_features(each.mentions, each.doubts, laid, Span(0, len(laid.folded)), each.end, codebook)


def retrain(gold: Path | str, documents: Path | str, codebook: Path | None = None) -> Model:
    """The model that ships: from ``codebook`` and the open part of the corpus."""
    book = load(codebook)
    cues = Cues(book)
    stories = story_cases(load_stories(book, codebook), book, cues)
    model = train(book, cues, [*stories, *annotated_cases(gold, documents, cues)])
    return replace(model, meta={**model.meta, "stories": stories_digest(codebook)})


def _document(document: GoldDocument, source: SourceText, cues: Cues) -> Iterator[Annotation]:
    cleaned = clean(source)
    found = [s for s in segment(cleaned) if s.kind in ("incident", "scenario")]
    drawn = dict(pairs([case.span for case in document.cases], [s.span for s in found]))
    for number, gold in enumerate(document.cases):
        near = found[drawn[number]] if number in drawn else None
        parts = tuple((name, span) for name, span in (near.parts if near else ()) if gold.span.overlaps(span))
        laid = Segment(gold.span, gold.kind, "gold", title=near.title if near else None, parts=parts)
        sample = case_sample(cleaned, laid, gold.quotes.items(), cues)
        yield Annotation(gold, replace(sample, final=gold.final or "", turns=_turns(gold, sample)), cleaned)


def _turns(gold: GoldCase, sample: Sample) -> tuple[int, ...] | None:
    """The clauses with which further episodes begin: the first of an action or outcome of each."""
    if gold.episodes is None:
        return None
    places = {label: row for row in reversed(range(len(sample.labels))) for label in sample.labels[row]}
    told = [{(code, "done") for code in entry["actions"]} | {(code, "") for code in entry["outcomes"]} for entry in gold.episodes[1:]]
    return tuple(sorted({min(places[label] for label in labels if label in places) for labels in told if labels & set(places)}))


def _mentions(gold: GoldCase) -> list[Mention]:
    """The gold mentions as records, in order of the text."""
    made = [Mention(":".join(key), *key, span, "", "gold", 1.0) for key, span in gold.quotes.items()]
    return sorted(made, key=lambda m: m.span)


def _linked(annotated: Iterable[Annotation]) -> Iterator[Linked]:
    for a in annotated:
        if not a.gold.episodes or a.gold.links is None:
            continue
        mentions = _mentions(a.gold)
        known = {m.id for m in mentions}
        rounds = [_episode(entry, known) for entry in a.gold.episodes]
        yield Linked(
            a.cleaned, a.sample.reading, mentions, rounds, {(source, target) for source, target, _ in a.gold.links}, a.sample.found
        )


def _episode(entry: dict[str, list[str]], known: set[str]) -> Episode:
    def ids(role: str, status: str) -> tuple[str, ...]:
        return tuple(key for code in entry[f"{role}s"] if (key := f"{role}:{code}:{status}") in known)

    return Episode(ids("cause", ""), ids("action", "done"), ids("outcome", ""))


if __name__ == "__main__":
    from caselib.extract.stored import save_model

    save_model(retrain("corpus/gold/open.jsonl", "corpus/open"))
