"""Who acts, and how far it went: lexical rules over the sentence up to a mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind

from caselib.extract.reading import Reading

# In order of rank where two end at the same character: 消委会工作人员 is the mediator, not staff.
ACTORS: dict[str, str] = {
    "court": (
        "法院|法庭|仲裁委|仲裁庭|法官|判决|裁定|终审|一审|二审"
    ),
    "mediator": (
        "消委会|消协|消保委|消费者协会|消费者委员会|消费者权益保护委员会|消费者保护委员会|消保会|消基会|消保官|"
        "消协组织|调解员|调解委员会|调委会|调解中心|行业协会|纠纷调解"
    ),
    "regulator": (
        "市场监管局|市场监督管理局|市监局|监管所|监管部门|工商局|工商所|工商部门|工商人员|执法人员|执法员|质监|"
        "物价局|管理局|卫生局|卫健委|住建局|教育局|交通局|邮政管理|银保监|金融监管|通信管理局|文旅局|旅游局|街道办|"
        "民警|警方|派出所|城管|主管部门|相关部门|有关部门|县局|市局|区局|我局|本局|我委|我办|12345|专班"
    ),
    "media": (
        "记者|电视台|报社|媒体|栏目组|晚报|日报|节目组"
    ),
    "customer": (
        "客户|顾客|消费者|业主|先生|女士|小姐|太太|阿姨|大爷|客人|用户|旅客|乘客|患者|病人|家属|家长|学员|"
        "学生|车主|买家|投诉人|当事人|原告|申诉人|住户|租客|会员|游客|市民|储户|投保人|老人|网友|我们|我"
    ),
    "staff": (
        "服务员|店员|员工|客服|店长|经理|主管|前台|柜员|导购|营业员|技师|维修工|师傅|业务员|销售|导游|司机|"
        "快递员|护士|医生|老师|教练|保安|收银|工作人员|值班|接待|顾问|话务员|坐席|领班|部长|大堂|人员"
    ),
    "firm": (
        "公司|商家|店家|店方|厂家|厂商|酒店|宾馆|银行|医院|学校|机构|商场|超市|餐厅|饭店|酒楼|物业|开发商|"
        "平台|卖家|经营者|企业|维修站|4s店|经销商|门店|中介|影楼|健身房|旅行社|航空|保险|运营商|营业厅|支行|"
        "总部|售后|被告|商户|网点|服务站|校方|院方|厂方|对方|该店|站方|我司|本店|我店|馆方|园方|会所|网站|"
        "店主|老板"
    ),
}
_WORDS = {word: name for name, words in ACTORS.items() for word in sorted(words.split("|"), key=len, reverse=True)}
_NAMES = list(_WORDS.values())
# A person who is told or given something is not the one who acts: 向客户道歉, 给顾客退款, 与业主协商.
_RECEIVER = re.compile(r"(?:向|给|与|和|跟|对|为|同|让|将|把|帮|替|代|被|由于|送|退还|赔偿|补偿|返还|陪同|联系|告知|通知|安抚|请|致电|回访)[^,。;]{0,3}$")
_REALISED = (
    ("offered", re.compile("提出|愿意|可以给|提议|表示可以|拟|打算|准备|方案")),
    ("agreed", re.compile("同意|答应|承诺|达成|协议|许诺|约定|商定|判令|判决|裁定|保证|将于|会在|将在")),
    ("carried_out", re.compile("已|了|完毕|到账|当场|当即|当天|当日|立即|随即|随后|先后|办结|完成|为其|为他|为她|经")),
)


class Named(NamedTuple):
    """Every possible actor in a reading, in order: ``[start, end)``, who, and whether it may be the one who acts (and is not told or given something)."""

    starts: list[int]
    ends: list[int]
    whos: list[str]
    acting: list[bool]


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(list(_WORDS), matchkind=MatchKind.LeftmostFirst)


def named(laid: Reading) -> Named:
    """Every possible actor in a reading."""
    found = _automaton().find_matches_as_indexes(laid.folded)
    starts = [start for _, start, _ in found]
    clause = np.maximum(np.searchsorted(laid.spans[:, 0], starts, side="right") - 1, 0)
    lefts = laid.spans[laid.sentences[clause], 0].tolist() if len(laid) else [0] * len(found)
    acting = [_acts(laid.folded, left, start) for left, start in zip(lefts, starts, strict=True)]
    return Named(starts, [end for _, _, end in found], [_NAMES[word] for word, _, _ in found], acting)


def _acts(folded: str, left: int, at: int) -> bool:
    """Whether the one named at ``at`` is not told or given something; ``left`` is where the sentence begins."""
    return not _RECEIVER.search(folded, max(left, at - 12), at)


def actor(laid: Reading, clause: int, start: int, everybody: Named) -> str:
    """The last possible actor named before ``start`` in the sentence of the clause, else the first one in the clause, else unknown.

    ``everybody`` is what :func:`named` finds in the reading. Of a word that is cut by ``start`` or by the clause's end what is left of it counts.
    """
    left, (begin, right) = laid.clauses[laid.sentence_firsts[clause]][0], laid.clauses[clause]
    starts, ends, whos, acting = everybody
    end = max(start, begin)
    last = bisect_left(starts, end) - 1
    if last >= 0 and ends[last] > end and starts[last] >= left:
        for at, who in reversed(_rest(laid.folded, starts[last], end)):
            if _acts(laid.folded, left, at):
                return who
        last -= 1
    while last >= 0 and starts[last] >= left:
        if acting[last]:
            return whos[last]
        last -= 1
    first = bisect_left(starts, begin)
    if first == len(starts) or starts[first] >= right:
        return "unknown"
    if ends[first] <= right:
        return whos[first]
    return next((who for _, who in _rest(laid.folded, starts[first], right)), "unknown")


def _rest(folded: str, start: int, end: int) -> list[tuple[int, str]]:
    """Where actors are named in a piece of text, and who."""
    return [(start + at, _NAMES[word]) for word, at, _ in _automaton().find_matches_as_indexes(folded[start:end])]


def realised(words: str) -> str:
    """How far a done action went, by the words of its clause: offered, agreed, carried_out or unknown.

    Examples
    --------
    >>> realised("店方同意全额退款"), realised("当天就把钱退了")
    ('agreed', 'carried_out')
    """
    return next((name for name, pattern in _REALISED if pattern.search(words)), "unknown")
