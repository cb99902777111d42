"""Cases made from the gold of the corpus, so that views and reports can be tried without the extraction."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.coding.gold import GoldCase, load_gold
from caselib.model import Case, Episode, Field, Mention, SourceText

DOCS = ("zh_hant_qa.txt", "training_slides.txt", "spun_article.txt", "compilation.txt", "zh_hant_types.txt")


def gold_cases(corpus: Path) -> Cases:
    """The annotated cases of the five plain-text documents, with their texts."""
    texts = {}
    for doc in DOCS:
        texts[doc] = SourceText(doc, (corpus / "open" / doc).read_bytes().decode("utf-8-sig"))
    with TemporaryDirectory() as folder:
        lines = (corpus / "gold" / "open.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        part = Path(folder) / "gold.jsonl"
        part.write_text("".join(line for line in lines if json.loads(line)["doc"] in DOCS), encoding="utf-8")
        gold = load_gold(part, texts)
    cases = [_case(case, texts[case.doc]) for document in gold for case in document.cases if case.doc in texts]
    return Cases(tuple(sorted(cases, key=lambda case: (case.doc, case.span))), (), texts, ())


def _case(gold: GoldCase, text: SourceText) -> Case:
    found = [
        Mention(f"m{i}", role, code, status, span, span.of(text.text), "gold", 1.0, "carried_out" if status == "done" else "")
        for i, ((role, code, status), span) in enumerate(gold.quotes.items(), 1)
    ]

    def ids(role: str) -> tuple[str, ...]:
        return tuple(m.id for m in found if m.role == role and m.status in ("", "done"))

    title = Field(gold.title, None, "gold") if gold.title else None
    year = Field(gold.year, None, "gold") if gold.year else None
    return Case(
        uid=gold.id, doc=gold.doc, span=gold.span, kind=gold.kind, rule="gold", title=title, industry=Field(gold.industry, None, "gold"),
        year=year, final=Field(gold.final, None, "gold"), mentions=tuple(found), cluster=gold.duplicate_of or gold.id,
        episodes=(Episode(ids("cause"), ids("action"), ids("outcome")),) if gold.kind == "incident" else (), duplicate_of=gold.duplicate_of,
    )  # fmt: skip


def counted_graph(cases: Cases) -> nx.DiGraph:
    """Causes, actions done and outcomes of the cases with their cluster counts: a graph of the mined form, without its statistics."""
    graph = nx.DiGraph()
    book = load()
    votes: dict[str, set[str]] = {}
    pairs: dict[tuple[str, str], set[str]] = {}
    for case in cases:
        kept = {role: [m.code for m in case.mentions if m.role == role and m.status in ("", "done")] for role in ("cause", "action", "outcome")}
        for role, codes in kept.items():
            for code in codes:
                votes.setdefault(code, set()).add(case.cluster)
                graph.add_node(code, role=role, label_zh=book.label(code, "zh"), label_en=book.label(code, "en"))
        for left, right in (("cause", "action"), ("action", "outcome")):
            for a in kept[left]:
                for b in kept[right]:
                    pairs.setdefault((a, b), set()).add(case.cluster)
    for code, clusters in votes.items():
        graph.nodes[code]["n_clusters"] = len(clusters)
    for (a, b), clusters in sorted(pairs.items()):
        q = 0.01 if len(clusters) >= 8 else 0.4
        graph.add_edge(a, b, n_clusters=len(clusters), q=q, lift=2.0, lift_lo=1.2 if q < 0.05 else 0.6, lift_hi=3.1)
    return graph
