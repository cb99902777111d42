"""Similar cases: found in any script, explained, one a cluster."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.casebase.similar import phrases, similar
from caselib.errors import InputError
from caselib.model import SourceText, Span
from tests.mine.make import case

TEXTS = {
    "delay; repair; unresolved": "周女士家的空调有异响,维修师傅上门两次都没修好,一直拖到夏天结束。",
    "overcharge; refund; satisfied": "酒店结账时多收了一晚房费,前台核对后当场退还,客人表示满意。",
    "attitude; apologise; satisfied": "银行柜员与储户争吵,支行长登门道歉,储户接受了道歉。",
    "delay; stall; escalated": "快递一个月没有送到,客服反复推诿,寄件人向邮政部门申诉。",
}


def base(extra=()):
    """One case a document."""
    made, sources = [], {}
    for n, (codes, text) in enumerate([*TEXTS.items(), *extra]):
        doc = f"{n}.txt"
        made.append(
            replace(case(codes, industry="hotel" if n == 1 else "retail", final="positive"), doc=doc, uid=doc, span=Span(0, len(text)))
        )
        sources[doc] = SourceText(doc, text)
    return Cases(tuple(made), (), sources)


BASE = base()


@pytest.mark.parametrize(
    "query",
    [
        "空调异响，两次维修都没修好",
        "空調異響，兩次維修都沒修好",
        "我家的空 调老是有异响呀，修了两次师傅都没修好！！",
        "空调有异想，维修帅傅来了两次没修好",
    ],
    ids=["plain", "traditional", "chatty", "typing errors"],
)
def test_a_complaint_in_free_words_finds_its_case(query):
    table = similar(BASE, query)
    first = table.iloc[0]
    assert (first["case"], first["actions"], first["outcomes"], first["final"]) == (BASE[0].id, "repair", "unresolved", "positive")
    assert first["shared_words"]
    assert table["score"].is_monotonic_decreasing


def test_a_complaint_is_coded_first_so_that_other_words_for_the_same_matter_count():
    # No phrase of three characters is shared; the cause (service staff's attitude) is.
    query = "柜台那个姑娘态度恶劣，冲着我嚷嚷。"
    table = similar(BASE, query)
    assert (table.iloc[0]["case"], table.iloc[0]["shared_causes"]) == (BASE[2].id, "attitude")
    alone = similar(BASE, query, weights={"wording": 1})
    assert not alone["shared_causes"].any()


def test_a_case_is_explained_by_codes_and_words():
    table = similar(BASE, BASE[0])
    assert BASE[0].id not in set(table["case"])
    first = table.iloc[0]
    assert (first["case"], first["shared_causes"], first["cause"], first["industry"]) == (BASE[3].id, "delay", 1.0, 1.0)
    assert first["score"] == pytest.approx(0.5 * first["wording"] + 0.25 + 0.1, abs=1e-6)


def test_weights_decide():
    assert similar(BASE, BASE[0], weights={"outcome": 1.0}).empty
    assert similar(BASE, BASE[1], weights={"outcome": 1.0})["case"].tolist() == [BASE[2].id]


def test_one_case_a_cluster():
    again = ("delay; repair; unresolved", TEXTS["delay; repair; unresolved"])
    twice = base([again])
    joined = Cases(tuple(replace(c, cluster=twice[0].id if c.doc in ("0.txt", "4.txt") else c.id) for c in twice), (), twice.texts)
    assert len({"0.txt", "4.txt"} & {i.split("#")[0] for i in similar(joined, "空调异响没修好")["case"]}) == 1
    assert not {"0.txt", "4.txt"} & {i.split("#")[0] for i in similar(joined, joined[0])["case"]}


def test_nothing_shared_nothing_found():
    assert similar(BASE, "xyz").empty
    assert similar(BASE, "").empty
    assert similar(Cases(), "空调").empty


@pytest.mark.parametrize(("weights", "sentence"), [({"colour": 1.0}, "colour"), ({"cause": 1.0}, "above 0")])
def test_wrong_weights_are_refused(weights, sentence):
    with pytest.raises(InputError, match=sentence):
        similar(BASE, "空调", weights=weights)


def test_k():
    assert len(similar(BASE, BASE[0], k=1)) == 1


@settings(deadline=None)
@given(st.text(alphabet="空调异响ab1 ", max_size=30), st.text(alphabet="空调异响ab1", max_size=30))
def test_phrases_stand_in_both(one, other):
    found = phrases(one, other)
    assert all(len(run) >= 3 and run in one and run in other for run in found)
    assert bool(found) == any(one[i : i + 3] in other for i in range(len(one) - 2))


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=50)
def test_any_query(query):
    table = similar(BASE, query)
    assert ((table["score"] > 0) & (table["score"] <= 1 + 1e-6)).all()
