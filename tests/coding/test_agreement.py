"""Coefficients against the formulas written out, and units against texts counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.coding.agreement import agreement, all_levels, disagreements, from_logs
from caselib.coding.reliability import cohen, krippendorff, masi, nominal, percent
from caselib.coding.units import LEVELS, units
from tests.coding.make import at, base, event


def alpha_by_definition(rows, distance) -> float:
    """1 - D_o / D_e straight from Krippendorff (2004, ch. 11): every pair of values is visited."""
    pairable = [[v for v in row if v is not None] for row in rows]
    pairable = [row for row in pairable if len(row) > 1]
    values = [v for row in pairable for v in row]
    n = len(values)
    if n < 2:
        return math.nan
    observed = sum(distance(a, b) / (len(row) - 1) for row in pairable for a, b in permutations(row, 2)) / n
    expected = sum(distance(a, b) for a, b in permutations(values, 2)) / (n * (n - 1))
    return 1 - observed / expected if expected else math.nan


def kappa_by_definition(rows) -> float:
    both = [(a, b) for a, b in rows if a is not None and b is not None]
    if not both:
        return math.nan
    agree = sum(a == b for a, b in both) / len(both)
    labels = {v for row in both for v in row}
    chance = sum(sum(a == v for a, _ in both) * sum(b == v for _, b in both) for v in labels) / len(both) ** 2
    return (agree - chance) / (1 - chance) if chance < 1 else math.nan


def masi_by_definition(a: frozenset[str], b: frozenset[str]) -> float:
    if not a and not b:
        return 0.0
    monotone = 1 if a == b else 2 / 3 if a < b or b < a else 1 / 3 if a & b else 0
    return 1 - len(a & b) / len(a | b) * monotone


def close(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-9


letters = st.one_of(st.none(), st.sampled_from("abcd"))
sets = st.one_of(st.none(), st.frozensets(st.sampled_from("abcd"), max_size=4))


@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.tuples(*[letters] * n), max_size=30)))
def test_alpha_is_the_definition(rows):
    assert close(krippendorff(rows), alpha_by_definition(rows, nominal))


@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.tuples(*[sets] * n), max_size=20)))
def test_alpha_with_masi_is_the_definition(rows):
    assert close(krippendorff(rows, distance=masi), alpha_by_definition(rows, masi_by_definition))


@given(st.lists(st.tuples(letters, letters), max_size=40))
def test_kappa_and_percent_are_the_definitions(rows):
    assert close(cohen(rows), kappa_by_definition(rows))
    both = [a == b for a, b in rows if a is not None and b is not None]
    assert close(percent(rows), sum(both) / len(both) if both else math.nan)


@given(st.lists(st.tuples(st.tuples(letters, letters, letters), st.integers(1, 5)), max_size=12))
def test_weights_are_repetition(rows):
    given_, weights = [row for row, _ in rows], [n for _, n in rows]
    written = [row for row, n in rows for _ in range(n)]
    for figure in (krippendorff, cohen, percent):
        assert close(figure(given_, weights), figure(written))


def test_alpha_against_the_package_where_it_is_installed():
    package = pytest.importorskip("krippendorff")
    rows = KRIPPENDORFF_EXAMPLE
    data = [[math.nan if row[c] is None else row[c] for row in rows] for c in range(4)]
    assert close(krippendorff(rows), package.alpha(data, level_of_measurement="nominal"))


# Krippendorff (2011), example C: four observers, twelve units, missing values; the paper gives α = 0.743.
KRIPPENDORFF_EXAMPLE = list(
    zip(
        (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
        (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
        strict=True,
    )
)


def test_published_examples():
    assert round(krippendorff(KRIPPENDORFF_EXAMPLE), 3) == 0.743
    # Cohen's form: 20 and 15 agreed of 50, margins 25/25 and 30/20.
    rows = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert (cohen(rows), percent(rows)) == (pytest.approx(0.4, abs=1e-12), 0.7)
    assert masi(frozenset("abc"), frozenset("bcd")) == pytest.approx(1 - 0.5 / 3)


def test_what_cannot_disagree_has_no_coefficient():
    for rows in ([], [("a", None)], [("a", "a")] * 3):
        assert math.isnan(krippendorff(rows))
        assert math.isnan(cohen(rows))


A = "甲事：[m1 cause:delay|晚了五天]。店方[m2 action:refund/done|退了款]，[m3 action:apologise/done|道了歉]。无事发生。"
B = "甲事：[m1 cause:delay|晚了五天]。店方[m2 action:compensate/done|退了款]，[m3 action:apologise/advised|道了歉]。无事发生。"


@pytest.fixture
def two() -> dict[str, Cases]:
    return {"甲": base(A, links={"u1": [("m1", "m2"), ("m2", "m3")]}), "乙": base(B, links={"u1": [("m1", "m3")]})}


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("case", [(1, "cause:delay action:apologise:done action:refund:done", "cause:delay action:apologise:advised action:compensate:done")]),
        ("mention", [(1, "cause:delay", "cause:delay"), (1, "action:refund:done", "action:compensate:done"), (1, "action:apologise:done", "action:apologise:advised")]),
        ("sentence", [
            (1, "cause:delay", "cause:delay"),
            (1, "action:apologise:done action:refund:done", "action:apologise:advised action:compensate:done"),
            (1, "", ""),
        ]),
        ("character", [
            (3, "", ""), (4, "cause:delay", "cause:delay"), (3, "", ""), (3, "action:refund:done", "action:compensate:done"), (1, "", ""),
            (3, "action:apologise:done", "action:apologise:advised"), (6, "", ""),
        ]),
        ("link", [(1, "action:refund:done → action:apologise:done cause:delay → action:refund:done", "cause:delay → action:apologise:advised")]),
    ],
)  # fmt: skip
def test_units_of_each_level(two, level: str, shown):
    def text(codes) -> str:
        return " ".join(sorted(codes, key=lambda code: (not code.startswith("cause") or "→" in code, code)))

    assert [(u.weight, *map(text, u.values)) for u in units(two, level)] == shown


def test_figures_by_code_and_with_uncoded_text_left_out(two):
    whole, coded = agreement(two, "character"), agreement(two, "character", uncoded=False)
    assert (whole.overall.units, coded.overall.units) == (23, 10)
    assert whole.overall.percent == pytest.approx(17 / 23)
    assert coded.overall.percent == pytest.approx(4 / 10)
    assert whole.by_code["cause:delay"].alpha == whole.by_code["cause:delay"].kappa == 1.0
    assert whole.by_code["action:refund:done"].percent == pytest.approx(20 / 23)
    assert agreement(two, "character", statuses=False).overall.percent == pytest.approx(20 / 23)
    assert list(whole.table.columns) == ["code", "units", "percent", "kappa", "alpha", "masi"]


def test_agreement_is_symmetric_and_complete_with_oneself(two):
    turned = {"乙": two["乙"], "甲": two["甲"]}
    for level in LEVELS:
        one, other = agreement(two, level).overall, agreement(turned, level).overall
        assert close(one.alpha, other.alpha)
        assert close(one.kappa, other.kappa)
        assert agreement({"a": two["甲"], "b": two["甲"]}, level).overall.percent == 1.0
    assert set(all_levels(two)) == set(LEVELS)


def test_three_coders_and_a_case_that_one_has_not():
    second = "---乙事：[m4 cause:defect|坏了]。"
    three = {"a": base(A + second), "b": base(B + second), "c": base(A)}
    found = units(three, "case")
    assert [[v is None for v in u.values] for u in found] == [[False] * 3, [False, False, True]]
    assert 0 < agreement(three, "case").overall.masi < 1


def test_cases_cut_by_another_hand_are_paired_by_overlap():
    other = base("甲事：[m1 cause:delay|晚了五天]。店方退了款，道了歉。---无事发生。")
    renamed = Cases((replace(other[0], uid="x"),), (), other.texts)
    assert len(units({"a": base(A), "b": renamed}, "case")) == 1


def test_from_logs_blind_and_not():
    cases = base(A)
    mark = at(cases, "晚了五天", "cause:delay:")
    logs = {"甲": [event("span", mark)], "乙": [event("reject", at(cases, "道了歉", "action:apologise:done"), coder="乙")]}
    blind = from_logs(cases, logs)
    assert [[m.code for m in base_[0].mentions] for base_ in blind.values()] == [["delay"], []]
    seen = from_logs(cases, logs, blind=False)
    assert [[m.code for m in base_[0].mentions] for base_ in seen.values()] == [["delay", "refund", "apologise"], ["delay", "refund"]]


def test_disagreements_stand_side_by_side_with_their_text(two):
    found = disagreements(two["甲"], two["乙"])
    assert [(d.kind, d.a and d.a.code, d.b and d.b.code) for d in found] == [
        ("code", "refund", "compensate"),
        ("status", "apologise", "apologise"),
    ]
    assert all(d.a.quote in d.text for d in found)
    less = disagreements(two["甲"], base(A.replace("[m1 cause:delay|晚了五天]", "晚了五天")))
    assert [(d.kind, d.a.quote, d.b) for d in less] == [("only_a", "晚了五天", None)]
    assert disagreements(two["甲"], two["甲"]) == []
