"""Guides by class: texts written for the test, what is found in them, and what must not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.segment import segment
from caselib.segment.prose import advice, duties, told
from tests.segment.marked import cleaned, unmark

WRITTEN = {
    "duties": ("⟦guide 行李一旦遗失，车站应当立即广播寻找，登记旅客的联系方式，并在三天内答复。⟧\n", "checklist", 3),
    "mode": ("⟦guide “2+1”模式：每单问两遍需求，交付前查一遍，交付后再打一次电话。月底抽三单重听。⟧\n", "steps", 4),
    "concentrated": ("⟦guide 今年的投诉主要集中在送货迟到、包装破损、少件漏件、客服不接电话等方面。⟧\n", "reasons", 4),
    "cause_colon": ("⟦guide 门店盘点过，熟客流失的原因：嫌远；嫌贵；嫌服务员脸色难看。⟧归根到底还是人的事。\n", "reasons", 3),
    "summed_up": ("⟦guide 接待的规矩，可以概括为：快，铃响三声就接；诚，错了就认；实，答应的当天办。⟧\n", "principles", 3),
    "maxims": ("⟦guide 办卡的时候记住三个“不”：不多充，不代签，不借人。⟧\n", "checklist", 3),
    "two_sorts": ("⟦guide 来敲门的人分讲理的和闹事的，前者帮我们找漏洞，后者耗我们的工夫。⟧\n", "types", 2),
    "told_on": ("⟦guide 老话说，一个高兴的食客会告诉三个人，一个生气的食客会告诉十五个人。⟧\n", "figures", 2),
    "several_figures": ("⟦guide 调查显示，只有5%的顾客会投诉，解决后有六成的顾客愿意再来。⟧店里没有人不信。\n", "figures", 2),
    "script": (
        "接机时要会说⟦guide “您一路辛苦了，我来拿行李”，也可以说“对不起，让您久等了”，末了问一句“您还需要什么”⟧。\n",
        "script",
        3,
    ),
    "ordinals": ("⟦guide 客人走掉有三个原因：一是等得太久，二是没有人道歉，三是账单算错。⟧\n", "reasons", 3),
    "counted_heading": ("⟦guide 一、三种公平\n结果上的，看赔得够不够；过程上的，看等得久不久；态度上的，看有没有人低头。⟧\n", "types", 3),
    "advice": (
        "⟦guide 客房的投诉，必须先到现场。楼层主管要带上备用房卡，应当把处理结果写进交班本。\n"
        "夜里来的投诉，须由值班经理答复。第二天早上要再打一次电话，不得推给下一班。⟧\n",
        "checklist",
        4,
    ),
    "inline_headings": (
        "⟦guide 一、接待投诉的基本方法 安静聆听 听的时候手里不做别的事。让他把话说完。 当面致歉 道歉不等于认错，先让火气降下来。 "
        "当场答复 能定的马上定，不能定的说好时间。⟧\n",
        "checklist",
        3,
    ),
}  # fmt: skip


WRITTEN |= {
    "mode_with_reasons": (
        "⟦guide “1+2”做法：接到一封来信，先一字不改地抄录，一天之内转到科室，办完再念给写信人听。"
        "每月要挑一封最重的，查清它从哪里来，改一条规章，降低同类来信的发生率。通过这套做法，大家都少跑冤枉路，避免旧账重提。⟧\n",
        "steps",
        6,
    ),
    "mark_missing": ("⟦guide 好馆员看四个要素：耐心、细心、虚心、恒心而读者的意见多半和这四个要素有关，可以归进其中一样。⟧\n", "types", 4),
    "last_as_the_others": (
        "⟦guide 三类读者\n1、催书的：\n天天来问新书到了没有。\n应对：\n登记书名，到馆就打电话。\n"
        "2、吵闹的：\n在阅览室里接电话。\n应对：\n请到走廊，递上一张提示卡。\n"
        "3、挑剔的：\n嫌灯暗，嫌椅子硬。\n应对：\n记下座位号，当天报修。⟧\n\n后面的话与读者无关，是说馆舍的。\n",
        "types",
        3,
    ),
    "one_step_inside": (
        "⟦guide 借书纠纷的处理步骤\n1.1查记录\n先看系统里的借还记录，再看登记本。\n1.2听说明\n请读者把经过讲完，不插话。\n"
        "1.3给办法\n第一步是问读者想怎么办，然后再说馆里能怎么办。\n1.4谢读者\n当面道谢，送到门口。⟧\n",
        "steps",
        4,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("marked", "kind", "items"), WRITTEN.values(), ids=WRITTEN)
def test_written(marked: str, kind: str, items: int) -> None:
    text, answer = unmark(marked)
    made = [each for each in segment(cleaned(text)) if each.kind == "guide"]
    assert [("guide", each.span.of(text)) for each in made] == answer
    assert [(each.guide, len(each.items)) for each in made] == [(kind, items)]


SHARES = (
    "根据去年的统计，阅览室里最难服务的读者有以下三类：\n"
    "1、占座的人\n这种读者不看书，只用书包占位子。\n"
    "去年十月，读者秦女士到馆投诉，说她放在座位上的水杯被管理员扔掉，要求赔偿。馆长道歉，并赔了二十元，秦女士表示满意。占座的人占难服务读者的41%。\n"
    "2、拍照的人\n这种读者整页整页地拍书，快门声不断。拍照的人占难服务读者的22%。\n"
    "3、睡觉的人\n这种读者一来就趴下，鼾声很响。睡觉的人占难服务读者的19%。\n"
    "还有人把外卖带进来，汤汁洒在书上，劝也不听。这类人占难服务读者的13%。\n\n馆舍\n今年换了灯。\n"
)


def test_types_told_with_a_case_between_keep_their_shares() -> None:
    made = [each for each in segment(cleaned(SHARES)) if each.kind == "guide"]
    assert [each.guide for each in made] == ["types", "types"]
    items = [item.of(SHARES) for each in made for item in each.items]
    assert [share for share in ("41%", "22%", "19%", "13%") if sum(share in item for item in items) == 1] == ["41%", "22%", "19%", "13%"]
    assert made[1].rule == "continued"
    assert made[1].title is not None
    assert "以下三类" in made[1].title.of(SHARES)


def test_a_case_inside_a_list_without_shares_takes_its_rest_along() -> None:
    text = SHARES.replace("占座的人占难服务读者的41%。", "后来大家都知道了。")
    made = [each for each in segment(cleaned(text)) if each.kind == "guide"]
    assert not [item for each in made for item in each.items if "后来大家" in item.of(text)]


NEGATIVE = {
    "exercise": "课后练习\n思考一：客人要见经理，你怎么回？\n思考二：客人摔了杯子，你怎么回？\n思考三：客人不肯走，你怎么回？\n",
    "minutes": "周会纪要\n时间：周一上午\n地点：二楼\n主持：副总\n记录：小邓\n出席：各部门\n",
    "aims": "学习目标\n1. 理解投诉的含义；\n2. 掌握补救的办法；\n3. 能够独立答复。\n",
    "contents": "一、总体情况\n三、后续要求\n",
    "counted": "信件登记了七本，有的结了，有的没结，有的结了等于没结。\n",
    "reasoned": "网点应当道歉，因为客户会生气，客户就不再来了。\n",
    "plain": "这条街上有三家面馆，味道都不差，价钱也公道。\n",
}


@pytest.mark.parametrize("text", NEGATIVE.values(), ids=NEGATIVE)
def test_negative(text: str) -> None:
    assert [each.rule for each in segment(cleaned(text)) if each.kind == "guide"] == []


def test_figures_under_a_heading_stand_apart_from_the_reasons() -> None:
    text = (
        "【顾客为何不开口】\n研究表明，95%的顾客吃了亏也不投诉，只有5%的顾客会说出来。\n"
        "不开口的缘故：有的人怕麻烦；有的人不知道找谁；还有的人觉得说了也白说。\n"
    )
    made = [each.guide for each in segment(cleaned(text)) if each.kind == "guide"]
    assert made == ["figures", "reasons"]


def test_an_enumeration_before_an_announced_list_keeps_its_own() -> None:
    text = "食客不再来的原因是：嫌贵；嫌慢；嫌脏。我们把办法归纳为下面几条：\n1、明码标价。\n2、十五分钟上菜。\n3、每桌换新桌布。\n"
    made = [(each.guide, len(each.items)) for each in segment(cleaned(text)) if each.kind == "guide"]
    assert made == [("reasons", 3), ("checklist", 3)]


SLIDE = (
    "前台培训 目录 接待礼仪 退房流程 换房规定 早餐服务 行李寄存 叫醒服务 旅客要什么 冲着事: 房间干净 空调不响 热水够用 "
    "冲着人: 有人听他说 有人替他办 有人记得他 总之,他要的是一句准话 问 少问为什么 少问谁的错 多听一分钟 少说不归我管 少推给同事 少看手机 "
)


def test_slides_chunks_that_begin_alike_or_stand_under_labels() -> None:
    text = SLIDE + "客房服务中心 礼宾部门 餐饮部门 工程部门 安保部门 财务部门 人事部门 采购部门 洗衣房间 总机班组 " * 6
    made = [each for each in segment(cleaned(text)) if each.kind == "guide"]
    shown = [[item.of(text) for item in each.items] for each in made]
    assert ["房间干净", "空调不响", "热水够用", "有人听他说", "有人替他办", "有人记得他", "总之,他要的是一句准话"] in shown
    assert ["少说不归我管", "少推给同事", "少看手机"] in shown


@given(st.text(alphabet="应当必须要，。；并“”前者后者模式：1+3 客户告诉\n", max_size=200))
def test_items_lie_in_their_guide_and_in_order(text: str) -> None:
    for made in [*told(text, 0, len(text)), *duties(text, 0, len(text)), *advice(text, [(0, len(text))])]:
        assert made.items
        assert all(made.start <= a < b <= made.end for a, b in made.items)
        assert all(first[1] <= second[0] for first, second in zip(made.items, made.items[1:], strict=False))
