"""Counts of parts add up to what the whole gives, to the last digit."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.mine import mine, parts
from caselib.mine.coded import Choice, code
from caselib.mine.evidence import grades
from caselib.mine.graph import from_counts
from caselib.mine.light import Light, joined, light
from caselib.mine.votes import vote
from tests.mine.make import case
from tests.mine.same import same

CAUSES, ACTIONS, OUTCOMES = ("delay", "defect", "attitude"), ("refund", "repair=", "stall"), ("satisfied", "unresolved-", "escalated")


def base(size: int, seed: int) -> Cases:
    """Random cases with episodes, links, strata and clusters of up to five."""
    rng = random.Random(seed)
    told = []
    for n in range(size):
        episodes = []
        for _ in range(rng.choice((1, 1, 2))):
            picked = [rng.sample(codes, rng.randint(1, 2)) for codes in (CAUSES, ACTIONS, OUTCOMES)]
            episodes.append("; ".join(" ".join(codes) for codes in picked))
        made = case(" | ".join(episodes) + (" ?retrain" if rng.random() < 0.2 else ""), n, industry=rng.choice(("hotel", "retail", "banking")))
        root = told[n - n % 5].id if n % 5 and rng.random() < 0.4 else None
        told.append(replace(made, doc=f"log{n % 4}.csv!{n // 2}", kind=rng.choice(("incident",) * 8 + ("scenario",))))
        told[-1] = replace(told[-1], cluster=root or told[-1].id)
    return Cases(tuple(told))


def divided(whole: Cases, number: int, seed: int) -> list[Cases]:
    """Any division that leaves clusters whole."""
    rng = random.Random(seed)
    of = {each.cluster: rng.randrange(number) for each in whole}
    return [Cases(tuple(each for each in whole if of[each.cluster] == n)) for n in range(number)]


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(1, 9), st.sampled_from(("done", "advised")), st.sampled_from((0, 5, 300)))
def test_any_division_gives_the_graph_of_the_whole(seed, number, status, draws):
    whole = base(120, seed)
    choice = Choice(status=status)
    counted = [parts.count(part, choice, seed=3, draws=draws, shared=None) for part in divided(whole, number, seed)]
    same(from_counts(parts.merge(counted)), mine(whole, status=status, seed=3, draws=draws))


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from(("done", "advised")))
def test_cases_coded_apart_are_counted_as_if_together(seed, number, status):
    """However they are divided: here clusters are, too."""
    whole, rng = base(120, seed), random.Random(seed)
    choice, of = Choice(status=status), {each.id: rng.randrange(number) for each in whole}
    some = [light(code([each for each in whole if of[each.id] == n], choice)) for n in range(number)]
    together, once = joined(some), light(code(whole, choice))
    assert (together.cases, together.heads) == (once.cases, once.heads)
    assert listed(together) == listed(once)
    counted = parts.counted_light(together, choice, 3, 40, None)
    same(from_counts(counted), mine(whole, status=status, seed=3, draws=40))
    assert counted.families.keys() == parts.count(whole, choice, seed=3, draws=40, shared=None).families.keys()


def listed(coded: Light) -> list[tuple[object, ...]]:
    """The evidence of coded cases, in order."""
    table, ids = coded.found.table, [case.id for case in coded.cases]
    return [*zip(*(table[name].tolist() for name in ("member", "left", "right", "x", "y")), coded.found.told(table, ids), strict=True)]


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.sampled_from(("done", "advised")))
def test_evidence_in_columns_is_the_evidence(seed, status):
    coded = code(base(60, seed), Choice(status=status))
    assert listed(light(coded)) == [(each.member, each.left, each.right, each.x, each.y, each.evidence) for each in coded.found]
    votes = vote(coded.rows)
    for key in votes.pairs:
        assert grades(light(coded), votes, key) == grades(coded, votes, key)


@pytest.mark.parametrize("grouping", [2, 3, 7])
def test_the_grouping_does_not_matter(grouping):
    whole = base(300, 1)
    counted = [parts.count(part, draws=40, shared=None) for part in divided(whole, 12, 2)]
    tree = counted
    while len(tree) > 1:
        tree = [parts.merge(tree[at : at + grouping]) for at in range(0, len(tree), grouping)]
    same(from_counts(tree[0]), from_counts(parts.merge(reversed(counted))))
    same(from_counts(parts.folded(counted, 2)), mine(whole, draws=40))


def test_the_first_places_of_evidence_are_kept_and_all_are_counted(monkeypatch):
    whole = base(200, 4)
    full = mine(whole, draws=0)
    monkeypatch.setattr(parts, "SHOWN", 3)
    cut = from_counts(parts.merge([parts.count(part, draws=0, shared=None) for part in divided(whole, 5, 5)]))
    assert max(row["n_cases"] for _, _, row in cut.edges(data=True)) > 3
    for source, target, row in cut.edges(data=True):
        assert row["evidence"] == full.edges[source, target]["evidence"][:3]
        assert row["n_cases"] == full.edges[source, target]["n_cases"]


def test_what_was_counted_differently_is_not_added():
    one, other = (parts.count(base(10, 0), draws=draws) for draws in (4, 8))
    with pytest.raises(ValueError, match="same choice, seed and draws"):
        parts.merge([one, other])
    with pytest.raises(ValueError, match="nothing to merge"):
        parts.merge([])


def test_a_divided_cluster_would_be_counted_twice():
    """Why units leave clusters whole: the condition of :mod:`caselib.mine.parts` is not idle."""
    whole = base(40, 6)
    halves = [Cases(whole.cases[::2]), Cases(whole.cases[1::2])]
    assert int(parts.merge([parts.count(half, draws=0) for half in halves]).sizes.sum()) > mine(whole, draws=0).graph["n_clusters"]
