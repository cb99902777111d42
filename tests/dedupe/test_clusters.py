"""Which texts are one story, and which are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.dedupe import Limits, clusters, report
from caselib.dedupe.facts import facts
from caselib.dedupe.shingles import content, shingles
from caselib.dedupe.union import components
from caselib.errors import InputError

STORY = (
    "2019年6月3日,周女士在南湖店购买了一台k820型净水器,花费3680元。安装后第5天接头漏水,泡坏了厨房的木地板。"
    "周女士多次打电话给客服,对方一直推说师傅排不开,直到她把照片发到网上,店长才上门道歉,并答应更换机器,另外赔偿地板损失1200元。"
)
OTHER = (
    "顾客带着孩子在餐厅用餐时发现汤里有一只苍蝇,服务员说可以换一份,顾客坚持要求免单,经理出面后免去了当桌的菜金并送了果盘,顾客没有再追究。"
)
FORM = (
    "{when}客户{who}来电反映在{shop}购买的{what}使用{days}天后出现故障,"
    "客户认为属于质量问题,要求退还{price}元。工作人员已登记并告知客户将在规定时间内处理,客户表示理解。"
)
TICKETS = [
    FORM.format(when="2020年3月8日", who="王先生", shop="城东店", what="热水器", days=12, price=2599),
    FORM.format(when="2021年11月27日", who="林女士", shop="江北店", what="行李箱", days=40, price=388),
    FORM.format(when="2018年7月15日", who="郑太太", shop="机场店", what="电动车", days=75, price=4150),
]


def changed(text, share, seed=0):
    """The text with this share of its characters replaced."""
    rng = random.Random(seed)
    return "".join(rng.choice("的一是了我不人在他有这上们来到时大地为子") if rng.random() < share else c for c in text)


SAME = [
    ("equal", STORY),
    ("traditional", "2019年6月3日，周女士在南湖店購買了一台K820型淨水器，花費3680元。安裝後第5天接頭漏水，泡壞了廚房的木地板。"
     "周女士多次打電話給客服，對方一直推說師傅排不開，直到她把照片發到網上，店長才上門道歉，並答應更換機器，另外賠償地板損失1200元。"),
    ("full width, spaces and line breaks", STORY.replace(",", "，\n").replace("周女士", " 周 女 士 ").replace("3680", "３６８０")),
    ("one in ten characters changed", changed(STORY, 0.1)),
    ("shortened, in other words", "周女士2019年6月3日花3680元买了一台k820型净水器,装好第5天接头就漏水,厨房木地板被泡坏。"
     "客服一直说师傅排不开,后来店长上门道歉,换了机器,另赔1200元。"),
    ("inside a longer text", "【案例】编者按:下面这个案例很有代表性。" + STORY + "点评:店方如果第一时间上门,就不会闹到网上,教训值得记取。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), SAME, ids=[kind for kind, _ in SAME])
def test_one_story(kind, text):
    assert clusters([OTHER, STORY, *TICKETS, text])[-1] == 1


@pytest.mark.parametrize("text", [OTHER, *TICKETS, "周女士", "", "。。。"])
def test_another_story(text):
    assert clusters([STORY, text]) == [0, 1]


def test_one_form_is_not_one_story():
    assert clusters(TICKETS) == [0, 1, 2]


def test_empty_texts_are_not_duplicates():
    assert clusters(["", "。", ""]) == [0, 1, 2]


def test_no_texts():
    assert clusters([]) == []


def test_canonical_is_the_smallest_id():
    assert clusters([STORY, OTHER, STORY], ids=["c", "b", "a"]) == [2, 1, 2]


def test_ids_must_match():
    with pytest.raises(InputError, match="2 ids were given for 1 texts"):
        clusters(["a"], ids=["a", "b"])


def test_large_families_stay_together():
    family = [changed(STORY, 0.03, seed) for seed in range(80)]
    assert set(clusters([*family, OTHER, *TICKETS])[:80]) == {0}


@settings(max_examples=20, deadline=None)
@given(st.permutations([STORY, OTHER, *TICKETS, changed(STORY, 0.08), changed(OTHER, 0.05)]))
def test_order_does_not_matter(texts):
    found = clusters(texts)
    groups = {frozenset(texts[j] for j in range(len(texts)) if found[j] == root) for root in found}
    assert groups == {
        frozenset({STORY, changed(STORY, 0.08)}),
        frozenset({OTHER, changed(OTHER, 0.05)}),
        *(frozenset({t}) for t in TICKETS),
    }


@settings(deadline=None)
@given(st.lists(st.text(alphabet="退款了吗a1,。 \n退😀", max_size=12), max_size=8))
def test_any_texts(texts):
    found = clusters(texts)
    assert all(found[root] == root <= i for i, root in enumerate(found))
    assert all(found[i] == found[j] for i in range(len(texts)) for j in range(i) if content(texts[i]) == content(texts[j]) != "")


@settings(deadline=None)
@given(st.lists(st.text(alphabet="退款了a1", max_size=9), max_size=6), st.integers(1, 5))
def test_shingles_are_the_sets_of_grams(texts, size):
    grams = [{text[i : i + size] for i in range(max(1, len(text) - size + 1))} if text else set() for text in texts]
    of = shingles(texts, size)
    assert of.sizes.tolist() == [len(each) for each in grams]
    for i in range(len(texts)):
        for j in range(i):
            assert len(set(of.of(i).tolist()) & set(of.of(j).tolist())) == len(grams[i] & grams[j])


@settings(deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=15))
    )
)
def test_components_are_those_of_networkx(given_):
    import networkx as nx

    size, pairs = given_
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs)
    expected = {node: min(group) for group in nx.connected_components(graph) for node in group}
    assert components(size, pairs) == [expected[i] for i in range(size)]


def test_facts():
    assert facts("2006年5月,张女士花3680元,第2次,三十五天") == {"2006年", "5月", "张女士", "3680元", "三十五天"}


def test_a_long_line_of_digits_and_numerals_is_quick():
    assert clusters(["1" * 100_000, "一" * 100_000, "a" * 100_000]) == [0, 1, 2]


def test_report_shows_the_chain():
    links = [STORY, changed(STORY, 0.1, 1), changed(changed(STORY, 0.1, 1), 0.1, 3), OTHER]
    shown = report(links, ids=list("abcd"))
    assert (shown.texts, shown.clusters, shown.sizes) == (4, 2, {1: 1, 3: 1})
    assert shown.largest[0].members == ("a", "b", "c")
    assert shown.largest[0].ends < shown.largest[0].weakest
    assert "same 0.48" in str(shown)


def test_limits_can_be_moved():
    assert clusters([STORY, changed(STORY, 0.1)], limits=Limits(same=0.99, reprint=0.99, told=0.99)) == [0, 1]
