"""Claim, advice, demand, negation, hypothesis and question, through the shipped codebook and scorer."""

from __future__ import annotations

import pytest

from tests.extract.make import case_of, keys

LEAD = "5月3日，周女士投诉酒店多收了房费。"

TOLD = [
    ("经理核实后全额退款。", "action:refund:done"),
    ("經理核實後全額退款。", "action:refund:done"),
    ("周女士要求酒店全额退款。", "action:refund:demanded"),
    ("店方当面向她道歉。", "action:apologise:done"),
    ("她要求当事员工当面道歉。", "action:apologise:demanded"),
    ("酒店一口拒绝退款。", "action:refuse:done"),
    ("经消保委调解，双方达成一致。", "action:mediate:done"),
    ("她对处理结果表示满意。", "outcome:satisfied"),
    ("她对处理结果很不满意。", "outcome:dissatisfied"),
    ("她随后向12315投诉。", "outcome:escalated"),
]
NOT_TOLD = [
    ("如果您不满意，可以全额退款。", "action:refund:done"),
    ("酒店没有道歉。", "action:apologise:done"),
    ("酒店始终未退款。", "action:refund:done"),
    ("能退款吗？", "action:refund:done"),
    ("她要求酒店全额退款。", "action:refund:done"),
    ("周女士要求当面道歉。", "action:apologise:done"),
    ("她对处理结果不满意。", "outcome:satisfied"),
]


@pytest.mark.parametrize(("words", "key"), TOLD)
def test_told(words, key):
    assert key in keys(case_of(LEAD + words))


@pytest.mark.parametrize(("words", "key"), NOT_TOLD)
def test_not_told(words, key):
    assert key not in keys(case_of(LEAD + words))


@pytest.mark.parametrize("words", ["酒店应当先道歉，再全额退款。", "遇到这种情况，员工应先道歉并全额退款。"])
def test_advice_in_its_part_is_advice(words):
    case = case_of(LEAD + "\n正确做法：" + words, parts=(("advice", words),))
    assert {"action:apologise:advised", "action:refund:advised"} <= keys(case)
    assert not [m for m in case.mentions if m.status == "done"]


@pytest.mark.parametrize(
    ("words", "code", "actor"),
    [
        ("值班经理向她道歉。", "apologise", "staff"),
        ("酒店向她退款500元。", "refund", "firm"),
        ("消保委组织双方调解。", "mediate", "mediator"),
        ("她要求全额退款。", "refund", "customer"),
        ("市场监管局对酒店罚款五千元。", "enforce", "regulator"),
    ],
)
def test_actor(words, code, actor):
    assert [m.actor for m in case_of(LEAD + words).mentions if m.code == code] == [actor]


@pytest.mark.parametrize(
    ("words", "realised"),
    [
        ("酒店已将500元退还到她账户。", "carried_out"),
        ("酒店同意退款500元。", "agreed"),
        ("酒店方面提出可以退款500元。", "offered"),
        ("酒店提出退款500元。", "offered"),
    ],
)
def test_how_far_it_went(words, realised):
    assert [m.realised for m in case_of(LEAD + words).mentions if m.code == "refund" and m.status == "done"] == [realised]
