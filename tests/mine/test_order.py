"""Dates beat cues, cues beat the order of the text, and what judges takes no part."""

from __future__ import annotations

import pytest

from caselib.casebase import Cases
from caselib.mine import mine
from caselib.mine.order import Order, told_order
from caselib.model import Case, Episode, Link, Mention, SourceText, Span


def told(text, *, linked="", parts=()):
    """A case whose text marks the cause as ``<…>`` and the action as ``[…]``."""
    plain, marks = "", {}
    for char in text:
        if char in "<[":
            marks[char] = len(plain)
        elif char in ">]":
            marks[{">": "<", "]": "["}[char]] = Span(marks[{">": "<", "]": "["}[char]], len(plain))
        else:
            plain += char
    mentions = tuple(
        Mention(name, role, code, status, marks[mark], marks[mark].of(plain), "made", 0.9)
        for name, role, code, status, mark in (("m1", "cause", "delay", "", "<"), ("m2", "action", "refund", "done", "["))
    )
    links = (Link("m1", "m2", linked, None, 0),) if linked else ()
    spans = tuple((name, Span(plain.index(words), plain.index(words) + len(words))) for name, words in parts)
    case = Case(uid="u", doc="a.txt", span=Span(0, len(plain)), kind="incident", mentions=mentions, links=links, parts=spans,
                episodes=(Episode(("m1",), ("m2",), ()),))  # fmt: skip
    return case, SourceText("a.txt", plain)


@pytest.mark.parametrize(
    ("text", "linked", "expected"),
    [
        ("<等了一个月>。店方[退款]。", "", (1, "text")),
        ("店方[退款]。原来是<仓库发货慢>。", "", (0, "text")),
        ("店方[退款]。此前顾客<等了一个月>。", "", (1, "cue")),
        ("店方[退款]。原来是<仓库发货慢>。", "explicit", (1, "cue")),
        ("店方[退款]。原来是<仓库发货慢>。", "sequence", (0, "text")),
        ("3月8日店方[退款]。3月1日<仍未发货>。", "", (1, "date")),
        ("2021年3月8日店方[退款]。2021年3月1日<仍未发货>。", "explicit", (1, "date")),
        ("2020年12月30日店方[退款]。2021年1月2日<又晚到>。", "explicit", (0, "date")),
        ("2021年3月8日店方[退款]。3月1日<仍未发货>。", "", (0, "text")),
        ("３月８日店方[退款]。３月１日<仍未發貨>。", "", (1, "date")),
    ],
)
def test_order(text, linked, expected):
    case, source = told(text, linked=linked)
    assert told_order(Order(case, source), *case.mentions, explicit=linked == "explicit") == expected


def test_analysis_takes_no_part():
    case, source = told("店方[退款]。分析:<发货流程太慢>。", parts=[("analysis", "分析:发货流程太慢。")])
    assert told_order(Order(case, source), *case.mentions, explicit=False) == (-1, "")


def test_the_edge_says_on_what_its_order_rests():
    cases = [told("<等了一个月>。店方[退款]。")[0], told("店方[退款]。此前<等了一个月>。")[0], told("店方[退款]。原来<发货慢>。")[0]]
    texts = {
        f"{i}.txt": SourceText(f"{i}.txt", told(t)[1].text)
        for i, t in enumerate(["<等了一个月>。店方[退款]。", "店方[退款]。此前<等了一个月>。", "店方[退款]。原来<发货慢>。"])
    }
    from dataclasses import replace

    base = Cases(tuple(replace(case, doc=f"{i}.txt") for i, case in enumerate(cases)), (), texts)
    row = mine(base, roles=("cause", "action"), draws=0).edges["delay", "refund"]
    assert (row["n_forward"], row["n_ordered"], row["order_basis"]) == (2, 3, "cue:1;text:2")
    assert row["undirected"]


def test_a_long_sentence_is_quick():
    case, source = told("月" * 100_000 + "<迟到>" + "1" * 100_000 + "[退款]")
    assert told_order(Order(case, source), *case.mentions, explicit=False) == (1, "text")
