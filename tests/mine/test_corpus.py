"""Every number that is shown equals the rows of evidence behind it, over the open corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

import caselib as cl
from caselib.casebase import Cases
from caselib.mine import compare, edges, gap, leads_to, mine, paths, triples
from caselib.view import plot
from tests.view.trial import gold_cases

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture(scope="module", params=["gold", pytest.param("parsed", marks=pytest.mark.slow)])
def base(request: pytest.FixtureRequest) -> Cases:
    """Five documents as annotated; all documents as parsed."""
    return gold_cases(CORPUS) if request.param == "gold" else cl.parse(CORPUS / "open", progress=False)


def test_numbers_of_edges_are_rows_of_evidence(base: Cases):
    for row in edges(mine(base, draws=0)).to_dict("records"):
        named = [base[found.case] for found in row["evidence"]]
        assert row["n_clusters"] == len({case.cluster or case.id for case in named})
        assert row["n_cases"] == len({case.id for case in named})
        assert row["n_docs"] == len({case.doc for case in named})
        assert row["n_explicit"] + row["n_sequence"] + row["n_order"] == row["n_clusters"]


def test_every_piece_of_evidence_opens_its_sentence(base: Cases):
    for found in [found for row in edges(mine(base, draws=0)).head(40).to_dict("records") for found in row["evidence"]]:
        case = base[found.case]
        for name in (found.source, found.target):
            mention = base.mention(case, name)
            assert base.quote(case.doc, mention.span) == mention.quote
            assert case.span.contains(mention.span)


def test_answers_and_paths_too(base: Cases):
    graph = mine(base, draws=0)
    for row in paths(graph).to_dict("records"):
        assert row["n_clusters"] == len({base[step.case].cluster or step.case for step in row["evidence"]})
        assert row["n_cases"] == len({step.case for step in row["evidence"]})
    for row in leads_to(graph, "satisfied").table.to_dict("records"):
        assert row["n_clusters"] == len({base[found.case].cluster or found.case for found in row["evidence"]})


def test_the_gap_counts_what_a_plain_loop_counts(base: Cases):
    alone = base.keep(lambda case: not case.cluster or case.cluster in (case.id, case.uid))
    for row in gap(alone).head(60).to_dict("records"):
        with_cause = list(alone.where(cause=row["cause"], kind="incident"))
        assert row["n_clusters"] == len(with_cause)
        for status in ("demanded", "done"):
            assert row[status] == sum((row["action"], status) in {(m.code, m.status) for m in case.mentions} for case in with_cause)


def test_cells_of_the_matrix_are_clusters(base: Cases):
    alone = base.keep(lambda case: not case.cluster or case.cluster in (case.id, case.uid))
    table = plot.matrix_table(alone, "cause", "action", colour="final")
    for row in table.head(60).to_dict("records"):
        assert row["n_clusters"] == len(alone.where(cause=row["row"], action=row["column"], kind="incident"))


def test_every_table_of_a_graph_is_stamped(base: Cases):
    graph = mine(base, draws=0, by="industry")
    tables = [edges(graph), triples(graph), paths(graph), leads_to(graph, "satisfied").table, leads_to(graph, "satisfied", cause="delay").table]
    for table in tables:
        assert {"n_cases", "n_clusters", "codebook_version", "codebook_digest", "settings", "seed"} <= table.attrs["stamp"].keys()
        assert table.attrs["stamp"]["settings"] == graph.graph["settings"]
    assert {"stamp_a", "stamp_b"} <= compare(graph, graph).attrs.keys()
