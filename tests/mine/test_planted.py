"""Planted data: the checks see what was planted, and their texts carry their spans."""

from __future__ import annotations

import pytest

from caselib.mine import edges, mine
from caselib.mine.planted import confounded, reprinted


@pytest.mark.parametrize("base", [confounded(80), reprinted(40), reprinted(40, known=False)], ids=["confounded", "reprinted", "unknown"])
def test_quotes_stand_in_the_text(base):
    assert all(base.quote(case.doc, m.span) == m.quote for case in base for m in case.mentions)
    assert all(base.text(case).endswith("。") for case in base)


def test_the_reversal_is_flagged_and_the_harm_found():
    row = mine(confounded(), by="industry", draws=0).edges["refund", "satisfied"]
    assert "reversal" in row["strata_flag"]
    assert row["or_pooled"] > 1 > row["or_stratified"]


def test_reprints_make_associations_until_they_are_known():
    false = [(edges(mine(reprinted(seed=3, known=known), draws=0))["q"] < 0.05).sum() for known in (False, True)]
    assert false[0] >= 3
    assert false[1] == 0


def test_same_seed_same_cases():
    assert list(confounded(50, 2)) == list(confounded(50, 2))
    assert list(reprinted(50, 2)) != list(reprinted(50, 3))
