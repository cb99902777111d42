"""One edge over strata: rows by hand, and the same common odds ratio as the graph's."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2

from caselib.errors import InputError
from caselib.mine import over_strata
from caselib.mine.planted import confounded
from tests.mine.make import cases
from tests.mine.test_graph import mined

PLANTED = mined(confounded(), by="industry")


def test_rows_are_the_strata_then_all_together():
    table = over_strata(PLANTED, "refund", "satisfied")
    assert table["level"].tolist() == ["stratum", "stratum", "pooled", "stratified"]
    assert table["stratum"].tolist() == ["healthcare", "hotel", "", ""]
    assert table.loc[:1, ["n_clusters", "b", "c", "d"]].sum().tolist() == table.loc[2, ["n_clusters", "b", "c", "d"]].tolist()
    assert (table["n"] == table[["n_clusters", "b", "c", "d"]].sum(axis=1)).all()


def test_the_common_odds_ratio_is_that_of_the_edge_and_of_statsmodels():
    table, row = over_strata(PLANTED, "refund", "satisfied"), PLANTED.edges["refund", "satisfied"]
    assert table.iloc[-1]["odds_ratio"] == pytest.approx(row["or_stratified"], rel=1e-12)
    layers = [np.array([[r.n_clusters, r.b], [r.c, r.d]]) for r in table.head(2).itertuples()]
    reference = StratifiedTable(layers)
    assert table.iloc[-1]["odds_ratio"] == pytest.approx(reference.oddsratio_pooled, rel=1e-9)
    assert table.iloc[-1][["or_lo", "or_hi"]].tolist() == pytest.approx(reference.oddsratio_pooled_confint(), rel=1e-9)


def test_single_strata_are_haldanes_with_woolfs_interval():
    row = over_strata(PLANTED, "refund", "satisfied").iloc[0]
    reference = Table2x2(np.array([[row["n_clusters"], row["b"]], [row["c"], row["d"]]]) + 0.5, shift_zeros=False)
    assert row["odds_ratio"] == pytest.approx(reference.oddsratio, rel=1e-9)
    assert row[["or_lo", "or_hi"]].tolist() == pytest.approx(reference.oddsratio_confint(), rel=1e-9)


def test_small_strata_stand_together_and_silent_ones_do_not_stand_alone():
    lines = ["delay; refund; satisfied", "delay; stall; churn"] * 4 + ["delay; refund; satisfied"] * 2
    table = over_strata(mined(cases(lines, industry=["hotel"] * 4 + ["banking"] * 4 + ["express"] * 2), by="industry"), "refund", "satisfied")
    assert table[["stratum", "level", "n_clusters", "d"]].values.tolist() == [
        ["banking", "small", 2, 2], ["hotel", "small", 2, 2], ["", "other", 6, 4], ["", "pooled", 6, 4],
    ]  # fmt: skip


def test_wrong_names_are_told():
    with pytest.raises(InputError, match="no edge"):
        over_strata(PLANTED, "refund", "repeat")
    with pytest.raises(InputError, match="divided by industry"):
        over_strata(PLANTED, "refund", "satisfied", field="year")
