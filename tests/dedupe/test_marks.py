"""What is told by numbers alone: pairs whose particulars rule them out, and families that are joined bit by bit."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.dedupe import judge
from caselib.dedupe.facts import facts
from caselib.dedupe.marks import joined, marks
from caselib.dedupe.union import Families, components
from tests.pipeline.make import story

known = st.lists(st.frozensets(st.sampled_from([*"张王李", "3680元", "x200", "5月", "12天"])), min_size=1, max_size=8)


@given(known)
def test_shared_particulars_are_counted(told):
    pairs = np.array([(i, j) for i in range(len(told)) for j in range(len(told))])
    few, both = marks(told).shared(pairs)
    assert few.tolist() == [min(len(told[i]), len(told[j])) for i, j in pairs]
    assert both.tolist() == [len(told[i] & told[j]) if i != j else len(told[i]) for i, j in pairs]


def test_two_particulars_with_one_number_rule_nothing_out():
    few, both = joined(np.array([2, 3]), np.array([7, 7, 7, 7, 1], dtype=np.uint32)).shared(np.array([[0, 1]]))
    assert few.tolist() == [2] and both[0] >= 2


def test_no_pairs():
    assert [each.tolist() for each in marks([frozenset()]).shared(np.zeros((0, 2), dtype=np.int64))] == [[], []]


def test_what_is_ruled_out_never_told_the_same(monkeypatch: pytest.MonkeyPatch):
    rng = random.Random(11)
    told = [story(rng) for _ in range(150)]
    told += [text[: len(text) * rng.randint(5, 10) // 10].replace("了", "") for text in told[::3]]
    particulars = list(map(facts, told))
    found = judge.near_pairs(told, particulars, judge.DEFAULT)[0].tolist()
    pairs = np.array([(i, j) for i in range(len(told)) for j in range(i + 1, len(told))])
    out = ~judge.possible(marks(particulars), pairs)
    assert out.any() and len(found) > 30
    monkeypatch.setattr(judge, "possible", lambda _, pairs: np.ones(len(pairs), dtype=bool))
    assert judge.near_pairs(told, particulars, judge.DEFAULT)[0].tolist() == found
    back = judge.sampled(told, particulars)
    assert not judge.near_against(told, particulars, pairs, back)[0][out].any()


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.lists(st.tuples(*[st.integers(0, n - 1)] * 2), max_size=9)))))
def test_families_joined_bit_by_bit_are_the_components(given_):
    size, bits = given_
    families = Families(size)
    for bit in bits:
        families.join(np.array(bit, dtype=np.int64).reshape(-1, 2))
    roots = components(size, [pair for bit in bits for pair in bit])
    assert families.roots(np.arange(size)).tolist() == roots
    every = np.array([(i, j) for i in range(size) for j in range(size)])
    assert families.apart(every).tolist() == [roots[i] != roots[j] for i, j in every]
