"""Weights that do not depend on the division of the data; parts that add up to the whole; same seed, same bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from caselib.casebase import Cases
from caselib.mine import edges, mine
from caselib.mine.bootstrap import Plan, blocks, keys, patterns, poisson_table, weights
from caselib.mine.coded import Choice, code
from caselib.mine.family import family
from caselib.mine.votes import vote
from tests.mine.make import cases
from tests.mine.test_graph import base_, mined

NAMES = tuple(f"doc{i}.txt#0-9" for i in range(3000))


def test_variates_are_poisson():
    counts = np.bincount(poisson_table(), minlength=9)[:9] / 65536
    assert counts == pytest.approx(stats.poisson(1).pmf(np.arange(9)), abs=1.6e-5)


def test_weights_are_poisson_over_clusters_and_draws():
    drawn = weights(keys(NAMES, 0), 0, 256).astype(float)
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert drawn.var() == pytest.approx(1, abs=0.01)
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) < 0.06
    assert abs(np.corrcoef(drawn[0], drawn[1])[0, 1]) < 0.2


def test_weights_depend_on_seed_cluster_and_draw_only():
    some = (NAMES[7], NAMES[3])
    assert (weights(keys(some, 5), 0, 64) == weights(keys(NAMES, 5), 0, 64)[[7, 3]]).all()
    assert (weights(keys(some, 5), 32, 32) == weights(keys(some, 5), 0, 64)[:, 32:]).all()
    assert (weights(keys(some, 5), 0, 64) != weights(keys(some, 6), 0, 64)).any()


def weighted_counts(base, draws=64):
    """Joint counts of every pair of codes in every draw, by name."""
    votes = vote(code(base, Choice()).rows)
    number, sample = patterns(votes)
    found = {}
    for key, pairs in votes.pairs.items():
        f = family(votes, pairs)
        joint, _, _, both = next(Plan(votes, f, sample).counts(block) for block in blocks(votes, number, len(sample), 3, draws))
        found[key, "n"] = both
        for i, (x, y) in enumerate(zip(f.x, f.y, strict=True)):
            found[votes.codes[key[0]][x], votes.codes[key[1]][y]] = joint[i]
    return found


@settings(max_examples=30, deadline=None)
@given(base_, st.integers(0, 6))
def test_parts_counted_apart_and_merged_equal_the_whole(base, split):
    parts = [Cases(tuple(c for c in base if (int(c.cluster[1:]) < split) == side)) for side in (True, False)]
    whole, (one, other) = weighted_counts(base), [weighted_counts(part) for part in parts]
    for name, total in whole.items():
        merged = one.get(name, np.zeros(64)) + other.get(name, np.zeros(64))
        assert merged.tolist() == total.tolist()


@settings(max_examples=30, deadline=None)
@given(base_)
def test_pattern_counts_are_cluster_counts(base):
    votes = vote(code(base, Choice()).rows)
    drawn = weights(keys(votes.rows.names, 3), 0, 64)
    found = weighted_counts(base)
    for (left, right), pairs in votes.pairs.items():
        f = family(votes, pairs)
        for i, (x, y) in enumerate(zip(f.x, f.y, strict=True)):
            mine_ = pairs.cluster[(pairs.x == x) & (pairs.y == y)]
            name = votes.codes[left][x], votes.codes[right][y]
            assert found[name].tolist() == drawn[mine_].sum(axis=0).tolist(), i


BASE = cases((["delay; refund; satisfied"] * 3 + ["defect; stall; escalated"] * 2 + ["delay; stall; satisfied"]) * 8)


def test_bootstrap_and_delta_method_agree():
    drawn, delta = mine(BASE).edges["refund", "satisfied"], mined(BASE).edges["refund", "satisfied"]
    assert drawn["lift_lo"] == pytest.approx(delta["lift_lo"], rel=0.05)
    assert drawn["lift_hi"] == pytest.approx(delta["lift_hi"], rel=0.05)
    assert drawn["lift_lo"] < drawn["lift"] < drawn["lift_hi"]


def test_same_seed_same_numbers_and_another_seed_others():
    one, same, other = (edges(mine(BASE, seed=seed), full=True) for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one["lift_lo"].equals(other["lift_lo"])
    assert one["p"].equals(other["p"])
