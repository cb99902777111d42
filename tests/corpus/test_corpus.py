"""The corpus: its lists are right, its gold is found in it, and every span of every file quotes its source."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.coding.evaluate import evaluate
from caselib.coding.gold import load_gold
from caselib.model import Case, SourceText, Span
from caselib.pipeline import parse
from caselib.privacy import find
from caselib.read import read

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
# The blind part measures: here it is hashed and listed, never read.
OPEN = sorted(path for path in (CORPUS / "open").rglob("*") if path.is_file())
ALL = sorted(path for part in ("open", "blind") for path in (CORPUS / part).rglob("*") if path.is_file())
GOLD = CORPUS / "gold" / "open.jsonl"


def manifest() -> list[dict[str, str]]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_lists_every_file_once_with_its_hash():
    rows = manifest()
    assert [*rows[0]] == ["file", "sha256", "genre", "script", "noise", "licence"]
    assert sorted(row["file"] for row in rows) == [path.relative_to(CORPUS).as_posix() for path in ALL]
    assert not [row["file"] for row in rows if hashlib.sha256((CORPUS / row["file"]).read_bytes()).hexdigest() != row["sha256"]]
    assert {row["licence"] for row in rows} == {"CC-BY-4.0"}
    assert {row["script"] for row in rows} <= {"simplified", "traditional", "mixed"}
    assert all(row["genre"] and row["noise"] for row in rows)


def test_the_readme_tells_of_every_part():
    text = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert not [path.name for path in CORPUS.iterdir() if f"`{path.name}" not in text and path.name != "README.md"]
    assert f"{sum(path.parent.name == 'open' for path in OPEN)} documents" in text
    assert "CC BY 4.0" in text


def test_every_promised_format_and_genre_is_there():
    assert {".txt", ".md", ".html", ".docx", ".pptx", ".pdf", ".xlsx", ".csv"} <= {path.suffix for path in OPEN}
    assert len(OPEN) >= 15


@pytest.fixture(scope="module")
def texts() -> dict[str, SourceText]:
    return {text.doc: text for text in read(CORPUS / "open") if isinstance(text, SourceText)}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASELIB_CACHE", str(tmp_path_factory.mktemp("cache")))
        return parse(CORPUS / "open")


def test_every_gold_quote_is_found_inside_its_case(texts):
    documents = load_gold(GOLD, texts)
    cases = [case for document in documents for case in document.cases]
    assert len(cases) >= 90
    for case in cases:
        assert case.span.of(texts[case.doc].text).strip()
        # A quote may stand in the comment that several cases share, so it is asked for in the document, not in the case.
        assert all(0 <= span.start < span.end <= len(texts[case.doc].text) for span in case.quotes.values())


def test_gold_uses_known_codes_and_values(texts):
    book = load()
    lines = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        ids = [case["id"] for case in line["cases"]]
        assert len(set(ids)) == len(ids), line["doc"]
        for case in line["cases"]:
            assert case["kind"] in {"incident", "scenario"}
            assert case["final"] in {"positive", "negative", "mixed", "unknown"}
            assert case["industry"] in book.industries
            assert case["duplicate_of"] is None or case["duplicate_of"] in {other["id"] for each in lines for other in each["cases"]}
            for mention in case["mentions"]:
                assert book.codes[mention["code"]].role == mention["role"], (case["id"], mention)
                assert (mention.get("status") in {"done", "advised", "demanded"}) == (mention["role"] == "action"), (case["id"], mention)


def test_gold_names_every_open_document_or_says_that_it_holds_no_case(texts):
    docs = {line["doc"] for line in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())}
    assert docs == {path.name for path in OPEN}


def spans(case: Case) -> Iterator[tuple[str, Span]]:
    """Every span of a case that must lie inside its text."""
    yield "case", case.span
    yield from case.parts
    for name in case.__dataclass_fields__:
        field = getattr(case, name)
        if hasattr(field, "rule") and getattr(field, "span", None):
            yield name, field.span
    yield from ((f"money {m.role}", m.span) for m in case.money)
    yield from (("cue", link.cue) for link in case.links if link.cue)


@pytest.mark.slow
def test_no_file_of_the_corpus_has_a_problem(base):
    assert not [str(problem) for problem in base.problems]


@pytest.mark.slow
def test_every_span_of_every_file_quotes_its_source(base):
    assert len(base) >= 90
    for case in base:
        text = base.texts[case.doc].text
        for mention in (*case.mentions, *case.suggestions):
            assert mention.span.of(text) == mention.quote, (case.id, mention)
            assert case.span.contains(mention.span), (case.id, mention)
        for name, span in spans(case):
            assert 0 <= span.start < span.end <= len(text), (case.id, name, span)
        if case.title:
            assert case.title.span is None or case.title.span.of(text).strip() == case.title.value
    for guide in base.guides:
        text = base.texts[guide.doc].text
        assert all(guide.span.contains(item.span) and item.span.of(text).strip() for item in guide.items), guide.id


@pytest.mark.slow
def test_records_hold_together(base):
    assert len({case.uid for case in base}) == len({case.id for case in base}) == len(base)
    for case in base:
        ids = [mention.id for mention in case.mentions]
        assert len(set(ids)) == len(ids)
        grouped = [i for e in case.episodes for i in (*e.causes, *e.actions, *e.outcomes)]
        assert len(set(grouped)) == len(grouped), case.id
        assert set(grouped) <= set(ids)
        assert all({link.source, link.target} <= set(ids) and 0 <= link.episode < len(case.episodes) for link in case.links), case.id
        assert case.duplicate_of is None or base[case.duplicate_of].cluster == case.cluster
        assert case.cluster


@pytest.mark.slow
def test_cases_of_a_document_do_not_overlap(base):
    for doc in base.texts:
        found = sorted(case.span for case in base if case.doc == doc)
        assert all(a.end <= b.start for a, b in pairwise(found)), doc


@pytest.mark.slow
def test_the_open_corpus_is_read_as_its_gold_says(base):
    """Floors of the walking whole, on text that the scorer has seen: lower would mean that something is broken."""
    result = evaluate(base, GOLD)
    assert result.segmentation.f1 >= 0.85
    assert result.mentions().f1 >= 0.60
    assert result.guides.f1 >= 0.5
    right, total = result.episodes
    assert right / total >= 0.65
    right, total = result.evidence
    assert right / total >= 0.9


def test_personal_data_is_masked(texts):
    """Whole telephone, identity and bank card numbers are nobody's business, invented or not; addresses under .example are nobody's by definition."""
    found = {(doc, hit.kind, hit.text) for doc, text in texts.items() for hit in find(text.text) if hit.kind in {"mobile", "id_card", "bank_card", "email", "plate"}}
    assert not {hit for hit in found if re.fullmatch(r"[\w.@+-]+", hit[2]) and not hit[2].endswith(".example")}
