"""Questions to the graph, endings, gap, comparison, doubt: small cases with answers by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from scipy.stats import hypergeom

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.mine import compare, contrast, edges, gap, leads_to, noise, paths, rounds, rounds_graph, sensitivity, separates, told
from caselib.mine.triples import triples
from caselib.model import Case, Episode, Field, Mention, SourceText, Span
from tests.mine.make import cases
from tests.mine.test_graph import THREE, base_, mined

MANY = cases(
    ["delay; refund-; satisfied="] * 9
    + ["delay; refund; churn"]
    + ["delay; stall; churn"] * 8
    + ["delay; stall; satisfied"] * 2
    + ["defect; refund; satisfied"] * 6,
    final=["positive"] * 9 + ["negative"] * 9 + ["positive"] * 2 + ["positive"] * 6,
)


def test_leads_to_answers_in_rows_and_sentences():
    answer = leads_to(mined(MANY), "satisfied", lang="zh")
    first = answer.table.iloc[0]
    assert (first["source"], first["n_clusters"], first["n_source"]) == ("refund", 15, 16)
    assert answer.sentences[0].startswith("出现“退款退费”的 16 个案例簇中，15 个（94%，95% 区间 72%–99%）有“顾客满意”")
    assert len(answer.sentences) == len(answer.table) + 1
    assert "26 个案例簇" in answer.sentences[-1]


def test_leads_to_within_a_cause():
    answer = leads_to(mined(MANY), "satisfied", cause="delay", lang="en")
    assert answer.table[["source", "n_clusters", "n_source", "n_cause"]].values.tolist() == [["refund", 9, 10, 20], ["stall", 2, 10, 20]]
    assert "too few to tell" in answer.sentences[1]
    assert "%" not in answer.sentences[1]
    assert len(answer.table.iloc[0]["evidence"]) == 9


def test_html_is_escaped():
    answer = leads_to(mined(cases(["delay; <b>; satisfied"] * 6)), "satisfied")
    assert "<b>" not in answer._repr_html_()


def test_an_unknown_node_names_its_neighbours():
    with pytest.raises(InputError, match="near ones: satisfied"):
        leads_to(mined(MANY), "satisfyed")


@pytest.mark.parametrize("names", [("顾客满意", "延误久等"), ("满意", "延误"), ("Customer satisfied", "Delay"), ("satisfied", "delay")])
def test_codes_may_be_named_by_their_labels(names):
    # "满意" alone stands in one label of this graph.
    assert leads_to(mined(MANY), names[0], cause=names[1]).table["n_clusters"].tolist() == [9, 2]


def test_a_part_of_several_labels_names_them():
    graph = mined(cases(["delay; refund; satisfied", "delay; refund; dissatisfied"] * 6))
    with pytest.raises(InputError, match="near ones: dissatisfied, satisfied"):
        leads_to(graph, "顾客")


def test_where_words_stand_among_the_mentions():
    text = "顧客說賬單多收；店方免費轉卡，顧客滿意。"
    at = {word: text.index(word) for word in ("多收", "免費轉卡", "滿意")}
    made = [("m1", "cause", "overcharge", "", "多收"), ("m2", "action", "gift", "done", "免費轉卡"), ("m3", "outcome", "satisfied", "", "滿意")]
    mentions = tuple(Mention(i, role, code, status, Span(at[q], at[q] + len(q)), q, "made", 0.9) for i, role, code, status, q in made)
    case = Case("u", "a.txt", Span(0, len(text)), "incident", mentions=mentions, episodes=(Episode(("m1",), ("m2",), ("m3",)),), final=Field("positive", None, "m"))
    base = Cases((case,), (), {"a.txt": SourceText("a.txt", text)})
    answer = told(base, "免费转卡", lang="zh")
    row = answer.table.iloc[0]
    assert (row["code"], row["status"], row["round"], row["before"], row["after"]) == ("gift", "done", 1, "overcharge", "satisfied")
    assert answer.sentences == (
        "“免费转卡”出现在 1 个案例（1 个案例簇）的 1 处提及里。",
        "作为“赠礼补偿·已做”1 处：所在案例 1 个结局圆满，0 个不圆满，0 个未述或部分解决。",
    )
    assert base.evidence(row["evidence"])["action"].tolist() == ["免費轉卡"]
    assert told(base, "退货").table.empty
    assert told(base, "").table.empty


def test_nothing_leads_there():
    assert len(leads_to(mined(cases(["delay; ; satisfied", "defect; refund;"]), roles=("action", "outcome")), "satisfied").sentences) == 2


def test_triples_are_tables_within_the_cause():
    table = triples(mined(MANY)).set_index(["cause", "action", "outcome"])
    row = table.loc["delay", "refund", "satisfied"]
    assert (row["n_clusters"], row["n_action"], row["n_outcome"], row["n_cause"]) == (9, 10, 11, 20)
    assert row["p"] == pytest.approx(0.002739, abs=1e-6)
    assert row["adds"] == "yes"
    # Every defect is refunded and every one ends well: refunds show nothing there.
    assert table.loc["defect", "refund", "satisfied"]["adds"] == "too few"


def test_paths_and_their_evidence():
    table = paths(MANY)
    first = table.iloc[0]
    assert first[["cause", "action", "outcome", "n_clusters", "n_linked", "n_cause"]].tolist() == ["delay", "refund", "satisfied", 9, 9, 20]
    assert all(len({step.case for step in row["evidence"]}) == row["n_cases"] for _, row in table.iterrows())
    assert paths(mined(MANY), cause="defect")["n_clusters"].tolist() == [6]


ROUNDS = cases(["delay; stall; escalated | repeat; refund; satisfied"] * 2 + ["delay; refund; satisfied"])


def test_rounds():
    assert rounds(ROUNDS, least=2)[["variant", "n_rounds", "n_clusters"]].values.tolist() == [
        ["delay → stall → escalated ‖ repeat → refund → satisfied", 2, 2]
    ]
    graph = rounds_graph(ROUNDS)
    assert graph.nodes["refund@2"]["n_clusters"] == 2
    assert graph.edges["escalated@1", "refund@2"]["n_clusters"] == 2
    assert graph.edges["delay@1", "refund@1"]["n_clusters"] == 1


def test_separates():
    table = separates(MANY, "delay").set_index("action")
    refund = table.loc["refund"]
    assert refund[["good_with", "n_with", "good_without", "n_without", "n_unknown"]].tolist() == [9, 10, 2, 10, 0]
    assert refund["p"] < 0.05 < table.loc["refund", "p_bad"]
    assert refund["difference"] == pytest.approx(0.7)
    assert refund["difference_lo"] < 0.7 < refund["difference_hi"]


def test_separates_leaves_untold_endings_out_and_says_so():
    base = cases(["delay; refund; satisfied"] * 3, final=["positive", "unknown", "mixed"])
    row = separates(base, "delay").iloc[0]
    assert (row["n_clusters"], row["n_with"], row["n_unknown"]) == (3, 1, 2)
    assert math.isnan(row["share_with"])
    assert row["too_few"]


def test_separates_without_cases():
    assert separates(Cases(), "delay").empty


def test_gap():
    lines = ["delay; !refund ?apologise stall; churn"] * 4 + ["delay; !refund refund; satisfied"] * 2
    base = cases(lines, final=["negative"] * 4 + ["positive"] * 2)
    table = gap(base).set_index("action")
    assert table.loc["refund", ["n_clusters", "demanded", "done", "unmet", "unasked"]].tolist() == [6, 6, 2, 4, 0]
    assert table.loc["apologise", ["advised", "done"]].tolist() == [4, 0]
    assert table.loc["refund", ["good_with", "n_with", "good_without", "n_without"]].tolist() == [2, 2, 0, 4]
    assert table.loc["stall", "unasked"] == 4


def test_gap_counts_advice_of_scenarios_apart():
    base = cases(["delay; ?apologise;", "delay; refund;"], kind=["scenario", "incident"])
    row = gap(base).set_index("action").loc["apologise"]
    assert (row["n_clusters"], row["n_advisable"], row["advised"]) == (1, 2, 1)


def test_compare_tests_the_difference():
    one = cases(["delay; refund; satisfied"] * 12 + ["delay; refund; churn"] * 2, doc=["one.txt"] * 14)
    other = cases(["delay; refund; satisfied"] * 3 + ["delay; refund; churn"] * 12, doc=["two.txt"] * 15)
    row = compare(mined(one), mined(other)).set_index(["source", "target"]).loc["refund", "satisfied"]
    assert row[["n_a", "x_a", "n_b", "x_b"]].tolist() == [12, 14, 3, 15]
    assert row["p"] == pytest.approx(2 * hypergeom.sf(11, 29, 14, 15), abs=1e-9)
    assert row["q"] < 0.05


def test_compare_with_the_whole_leaves_the_part_out():
    whole = mined(MANY)
    table = compare(mined(MANY.where(cause="defect")), whole).set_index(["source", "target"])
    assert table.loc["refund", "satisfied"][["n_a", "x_a", "n_b", "x_b"]].tolist() == [6, 6, 9, 10]
    assert (compare(whole, whole)["n_b"] == 0).all()


def test_contrast():
    table = contrast(MANY, MANY[9])
    assert set(table["ending"]) == {"good"}
    assert table.iloc[0]["other_actions"] == "stall"
    with pytest.raises(InputError, match="not told"):
        contrast(THREE, THREE[0])


def test_noise_finds_little_where_nothing_is_and_much_where_something_is():
    assert noise(mined(cases(["delay; refund; satisfied", "delay; stall; churn"] * 30, industry=["hotel"] * 60)), 50).p < 0.05
    flat = cases(["delay; refund; satisfied", "delay; stall; churn", "delay; refund; churn", "delay; stall; satisfied"] * 15)
    found = noise(mined(flat), 50)
    assert (found.found, found.median) == (0, 0)
    assert found.p == 1


@settings(max_examples=40, deadline=None)
@given(base_)
def test_noise_starts_from_the_graphs_own_edges(base):
    alone = Cases(tuple(replace(each, cluster="") for each in base))
    table = edges(mined(alone))
    into = table[table["role_pair"].str.endswith("outcome")]
    assert noise(mined(alone), 3).found == (into["q"] < 0.05).sum()


def test_noise_keeps_strata():
    # Everything that is seen is the industries' doing: shuffled inside them, nothing changes.
    lines = ["delay; refund; satisfied"] * 20 + ["delay; stall; churn"] * 20
    found = noise(mined(cases(lines, industry=["hotel"] * 20 + ["banking"] * 20), by="industry"), 20)
    assert set(found.permuted) == {found.found}


def test_sensitivity():
    graph = mined(MANY)
    sure, unsure = sensitivity(graph, {}, runs=20), sensitivity(graph, {"stall": 0.3}, {"stall": 0.6}, runs=20)
    row = unsure.set_index(["source", "target"]).loc["stall", "churn"]
    assert set(sure["survives"]) <= {0.0, 1.0}
    assert row["expected"] == pytest.approx(8 * 0.3 / 0.6)
    assert row["survives"] < 1
    with pytest.raises(InputError, match="above 0"):
        sensitivity(graph, {"stall": 0.0})


def test_survival_without_errors_is_the_test_itself():
    graph = mined(MANY)
    sure = sensitivity(graph, {}, runs=3).set_index(["source", "target"])["survives"]
    table = edges(graph).set_index(["source", "target"])["q"]
    assert all(sure[edge] == float(q < 0.05) for edge, q in table.items())
