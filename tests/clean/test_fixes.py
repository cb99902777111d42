"""Each fix by what goes in and what comes out, and what it leaves alone.

Origin of a case: ``wild`` is noise of a kind seen in real pages, ``written`` was made up to reach a rule, ``negative`` must stay as it is.
"""

from __future__ import annotations

import pytest

from caselib.clean import clean
from caselib.model import Block, SourceText, Span

WILD = [
    ("line ends", "甲店道歉。\r\n乙店拒绝。\r丙店退款。", "甲店道歉。\n乙店拒绝。\n丙店退款。"),
    ("form feed", "上页完。\f下页起。", "上页完。\n下页起。"),
    ("zero width", "客\u200b服\ufeff道\u00ad歉", "客服道歉"),
    ("direction marks", "订单\u202d12345\u202c已退", "订单12345已退"),
    ("bullet of a symbol font", "\uf06c 先道歉\n\uf06c 再登记", "• 先道歉\n• 再登记"),
    ("variant selector", "葛\U000e0101女士", "葛女士"),
    ("private use inside", "先道\ue5f1歉", "先道歉"),
    ("letter-spaced heading", "目　录\n倾 听", "目录\n倾听"),
    (
        "space of a broken html line",
        "顾客在店里等了四十多分钟也没有人来接待，后来经理出面说明情 况并且答应当天把押金退到原来的卡上。",
        "顾客在店里等了四十多分钟也没有人来接待，后来经理出面说明情况并且答应当天把押金退到原来的卡上。",
    ),
    ("indents and line ends", "　　店长道歉。  \n\t顾客离开。\u3000", "店长道歉。\n顾客离开。"),
    ("runs of spaces", "姓名：张三    电话：无", "姓名：张三 电话：无"),
    ("page number alone", "经理道歉。\n- 5 -\n顾客离开。", "经理道歉。\n顾客离开。"),
    ("page of pages", "经理道歉。\n第 3 页 共 12 页\n顾客离开。", "经理道歉。\n顾客离开。"),
    ("traditional page mark", "經理道歉。\n第3頁/共12頁\n顧客離開。", "經理道歉。\n顧客離開。"),
    ("page mark with a code and a warning", "经理道歉。\n第 3 页共 9 页 AB-CD-07 内部资料严禁外传\n顾客离开。", "经理道歉。\n顾客离开。"),
    (
        "page break within a sentence",
        "顾客多次到店里要求更换，\n第 3 页 共 12 页\n店方一直没有答复。",
        "顾客多次到店里要求更换，店方一直没有答复。",
    ),
    ("page mark within a line", "加强班组长的培训。 第 3 页 共 12 页 二、处理结果", "加强班组长的培训。 二、处理结果"),
    ("secret and version marks", "内部资料 请勿外传\n版本：V2.1\n一、情况", "一、情况"),
    ("breadcrumb and buttons", "当前位置：首页 > 案例\n经理道歉。\n分享到：微信 微博\n查看更多\n返回顶部", "经理道歉。"),
    ("copyright at the foot", "顾客离开。\n版权声明：本文来源于网络，如有侵权请联系我们删除。", "顾客离开。"),
    ("paywall at the head", "本站文档一经付费，不支持退款，仅供个人学习研究。\n顾客要求退款。\n店方拒绝。", "顾客要求退款。\n店方拒绝。"),
    (
        "terms of use at the head",
        "- 1、本站资料由网友上传，内容概不负责。\n- 2、会员每月可免费下载十次，用完为止。\n- 3、开通会员请联系客服。\n顾客要求退款。\n店方拒绝。",
        "顾客要求退款。\n店方拒绝。",
    ),
    ("related links", "顾客离开。\n\n推荐阅读：\n怎样和同事相处？\n冬天穿什么\nTAG：生活 | 职场", "顾客离开。"),
    ("related link in the middle", "顾客离开。\n相关阅读：冬天穿什么\n经理追了出去。", "顾客离开。\n经理追了出去。"),
]

PAGE = {n: "\n".join(f"{who}{what}。" for what in "来等问说走看") for n, who in ((4, "甲"), (5, "乙"), (6, "丙"))}
WRITTEN = [
    ("running head", "A。\n第 1 页\n某公司培训资料\nB。\n第 2 页\n某公司培训资料\nC。", "A。\nB。\nC。"),
    ("counted pages", "\n".join(f"{n}\n{PAGE[n]}" for n in PAGE), "\n".join(PAGE.values())),
    ("one look-alike that a word supports", "经理愙气地请他坐下。", "经理客气地请他坐下。"),
    ("a variant of a PDF font", "店方让他自己处臵。", "店方让他自己处置。"),
]

NEGATIVE = [
    ("plain", "顾客要求退款，店方拒绝。\n经调解，双方和解。"),
    ("punctuation of the document", "顧客說：「退款！」，店方說：『不行』。"),
    ("new emoji", "满意\U0001fae8"),
    ("family emoji", "满意👨\u200d👩\u200d👧❤\ufe0f"),
    ("replacement character", "金额为\ufffd元"),
    ("a page that the text speaks of", "请看合同第5页的约定。"),
    ("numbers of a list", "1\n先道歉。\n2\n再登记。\n3\n后回访。"),
    ("spaces that divide", "案例一 王女士买到坏的水壶\n投诉人 李某\n第 2 次维修"),
    (
        "a question, a greeting and a person begin anew",
        "修了三次，到底是为什么 店方解释说零件缺货，一直没有补上，只好先用旧的\n"
        "抱怨多次检修，总是修不好 您好，故障属于偶发，需要时间来找，请再给我们一次机会吧\n"
        "二、窗口排起长龙 王小姐到支行办理汇款，等了一个半小时仍然没有轮到，于是投诉",
    ),
    ("pieces of a slide", "倾听 记录 确认 道歉 解决 回访 感谢 总结"),
    ("tab between cells", "姓名\t电话\n张三\t无"),
    ("short lines without marks", "先道歉\n再登记\n后回访"),
    ("dialogue", "顾客：我买的水壶漏水已经换过两次了还是一样\n店员：您把水壶带来了吗我们先看一下再说好不好"),
    ("traditional variants", "葯店把葯賣錯了，店長回饋說會換。"),
    ("rare names", "李犇和王淼、张囍都在场。"),
    ("dialect word", "他嘚瑟了半天。"),
    ("source and date", "来源：某某晚报 2019-03-15\n顾客要求退款。"),
    ("complaint about a site", "他在网站下载文档付了钱，却打不开，客服说不支持退款。\n他又打电话。" + "\n平台没有回复。" * 70),
    ("list about downloads", "1、顾客说下载的资料打不开。\n2、客服要他付费成为会员。\n3、他去举报，平台退了钱。"),
    ("frequent names", "\n".join(f"{n}号顾客到海蓝科技有限公司{verb}。" for n, verb in enumerate("问换退修查看取交等谈坐站" * 3))),
]


@pytest.mark.parametrize(("name", "was", "now"), WILD + WRITTEN, ids=[case[0] for case in WILD + WRITTEN])
def test_mended(name: str, was: str, now: str) -> None:
    assert clean(SourceText("a.txt", was)).text == now


@pytest.mark.parametrize(("name", "text"), NEGATIVE, ids=[case[0] for case in NEGATIVE])
def test_left_alone(name: str, text: str) -> None:
    cleaned = clean(SourceText("a.txt", text))
    assert (cleaned.text, cleaned.origin, cleaned.changes) == (text, None, ())


def test_blocks_that_are_no_text_are_left_out() -> None:
    text = "某公司\n顾客离开。\n更多案例\n- 1 -"
    blocks = (Block(Span(0, 3), "header"), Block(Span(4, 9), "paragraph"), Block(Span(10, 14), "link"), Block(Span(15, 20), "footer"))
    assert clean(SourceText("a.docx", text, blocks)).text == "顾客离开。\n"


def test_paragraphs_of_word_are_not_joined() -> None:
    blocks = (Block(Span(0, 30), "paragraph", place="paragraph:1"),)
    assert clean(SourceText("a.docx", WRAPPED, blocks)).text == WRAPPED


def test_a_record_keeps_what_customers_type() -> None:
    text = "第 1 页 共 2 页\n查看更多\n客\u200b服嘚态度  不好"
    assert clean(SourceText("a.csv!1", text, kind="record")).text == "第 1 页 共 2 页\n查看更多\n客服嘚态度 不好"


WRAPPED = """\
顾客王女士于去年十月在本市一家电器商场购买了一台洗衣机，
使用不到两个月便出现漏水，先后三次报修，每次师傅都说已经修
好，但没过几天又漏。王女士要求更换新机，商场以超过十五天为
由拒绝，王女士于是向消协投诉。
经消协调解，商场同意更换同型号新机，并承担搬运费用，王女士
表示接受。
"""


def test_lines_broken_at_the_edge_are_joined() -> None:
    paragraphs = clean(SourceText("a.pdf", WRAPPED)).text.strip().split("\n")
    assert len(paragraphs) == 2
    assert "每次师傅都说已经修好" in paragraphs[0]
    assert paragraphs[1].startswith("经消协调解")


@pytest.mark.parametrize("opening", ["一、", "3. ", "（2）", "● ", "案例二 ", "店员：", "　　", "第三章 "])
def test_a_line_that_opens_something_is_never_joined(opening: str) -> None:
    lines = WRAPPED.split("\n")
    lines[2] = opening + lines[2]
    assert any(
        line.startswith(opening.strip() or "好") for line in map(str.strip, clean(SourceText("a.pdf", "\n".join(lines))).text.split("\n"))
    )
