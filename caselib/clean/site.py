"""What a web page puts around and between its text.

Menus, share buttons, related links, tags, paywall and copyright notices. The words of buttons and of
headings above links are data (``data/buttons.txt``, ``data/related.txt``).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from caselib.clean.draft import Draft, Edit, Line
from caselib.clean.lines import without
from caselib.lang.quick import quick

_DATA = Path(__file__).with_name("data")
_OPENS = re.compile(
    r"(?:当前位置|您(?:的|所在的|现在的)?位置|您现在的位置是?|所在位置)[:> ]|首页 ?[>›»/|]|tags? ?[:|]|标签[:|]|分享(?:到|至)[:| ]"
    r"|(?:上|下)一(?:篇|页|条|主题)[:|]|(?:相关|推荐|延伸)阅读[:|]|(?:责任)?(?:编辑|校对|排版)[:|] ?\S{1,8}$"
    r"|(?:浏览|阅读|点击|下载)(?:次数|量|数)?[:(] ?\d|更多关于.{1,40}的(?:文章|内容|资讯|信息|问题)|©|\(c\)|copyright"
    r"|(?:扫一?扫?|长按|扫描)(?:上方|下方|左侧|右侧|识别)?二维码|(?:微信|长按|扫码)?关注.{0,12}(?:公众号|微信号)"
    r"|本?文?(?:转载自|转自)|展开剩余 ?\d|点击(?:阅读原文|上方蓝字|下方链接|这里下载)|\(?本文(?:已被)?(?:浏览|阅读) ?\d"
)
_FIRST = frozenset("当您所首t标分上下相推延责编校排浏阅点下更©(c扫长微关本转展")
"""What :data:`_OPENS` can begin with."""
# A notice speaks of the site itself (who) and of rights, payment or liability (what); one alone is ordinary text.
_WHO = quick("本站|本网|本页|本平台|网站|文档|本文|本资料|文章|原作者|上传者?|网友|站长|转载|版权|文库|vip")
_WHAT = quick(
    r"侵权必究|违者必究|版权归|版权所有|(?:侵权|侵犯).{0,30}(?:联系|告知|删除|申诉)|(?:联系|通知).{0,16}删除"
    r"|未经.{0,12}(?:授权|许可|同意|允许|书面).{0,16}(?:转载|复制|使用|传播|摘编)|(?:转载|引用)(?:请|须|需|时请)?(?:注明|标明|保留)"
    r"|仅供.{0,12}(?:学习|参考|研究|个人)|不代表.{0,12}(?:观点|立场)|不(?:承担|负).{0,16}(?:责任|义务)|不做任何保证"
    r"|(?:来源|来自|转自|摘自)于?(?:互联)?网络|下载(?:权益|次数|免费|后,?不支持)|次下载权益|vip(?:文档|会员|后)|会员后"
    r"|概不(?:担保|负责|退|承担)|恕不退|不(?:代表|意味着).{0,10}(?:著作权|版权)|(?:付费|付款)(?:前|后).{0,12}(?:下载|鉴别|文档)"
)
_ITEM = re.compile(r"[-•·*]|[(（]?\d{1,2} ?[.、)]|[一二三四五六七八九十]{1,2}[、.]")
_SITE_WORDS = re.compile(
    "本站|网站|文档|资料|下载|上传|会员|vip|用户|付费|扣除|点数|积分|权益|特权|版权|著作权|举报|网友|免费|阅读全文|客服|侵"
)
_LIST = 3
"""Items from which a list about the site is its terms of use; two of :data:`_SITE_WORDS` to an item, on the average."""
_RIGHTS = ("侵权", "版权", "转载", "icp备", "公网安备")
_EDGE = 30
"""Filled lines from the top and the bottom in which notices may stand in lists: those of library sites run to about ten items."""
_LONGEST = 400
"""Characters of the longest notice; a longer line with such words is a page in one line."""
_SHORT = 80
"""Characters of the longest line of a menu."""
_BUTTON = 16
_LINK = 45
"""Characters of the longest line of a list of links: headlines."""
_CLOSING = " \t.。…:>»()0123456789!"


@cache
def phrases(name: str) -> frozenset[str]:
    """The lines of a data file, its comments left out."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def site_furniture(draft: Draft) -> list[Edit]:
    """Menus, buttons, tags, lists of related links, paywall and copyright notices are left out.

    Why: they stand at the head and foot of every saved page and between its paragraphs, and would be read as text (``举报``, ``不支持退款``).
    Not: lines of source and date, which date a case; sentences about rights or downloads inside the text, of which complaints
    about such sites are made: a notice must speak of the site and of rights, payment or liability, be a line of its own,
    and stand among the first or last lines unless it says 侵权, 版权 or 转载.
    """
    if "\n" not in draft.text:
        return []
    lines, filled = draft.lines, draft.filled
    rights = any(word in draft.folded for word in _RIGHTS)
    gone = _at_edge(lines, filled) | _at_edge(lines, filled[::-1])
    gone.update(i for i in filled if _furniture(lines[i], False, rights))
    return without(lines, gone | _links(lines, filled) | _terms(lines, filled) | _terms(lines, filled[::-1]))


def _at_edge(lines: list[Line], inwards: list[int]) -> set[int]:
    """Furniture among the first lines (or the last, seen from there); what is found does not count towards their number."""
    gone: set[int] = set()
    for rank, i in enumerate(inwards):
        if rank - len(gone) >= _EDGE:
            break
        if _furniture(lines[i], True, True):
            gone.add(i)
    return gone


def _furniture(line: Line, edge: bool, rights: bool) -> bool:
    if len(line.folded) > _LONGEST:
        return False
    body = line.folded.strip(" •·-*|")
    if len(body) <= _BUTTON and body.rstrip(_CLOSING) in phrases("buttons"):
        return True
    if len(body) <= _SHORT and body[:1] in _FIRST and _OPENS.match(body):
        return True
    return (edge or (rights and len(body) <= 2 * _SHORT)) and _notice(body, edge)


def _notice(body: str, edge: bool) -> bool:
    """Whether a line is a notice of the site about itself."""
    if "icp备" in body or "公网安备" in body:
        return len(body) <= _SHORT
    if not edge and not any(word in body for word in _RIGHTS):
        return False
    return _WHO.search(body) is not None and _WHAT.search(body) is not None


def _terms(lines: list[Line], inwards: list[int]) -> set[int]:
    """Terms of use: a list at the very head (or foot) whose items speak of the site, one of them as a notice does."""
    run: list[int] = []
    words = 0
    for i in inwards[:_EDGE]:
        found = set(_SITE_WORDS.findall(lines[i].folded[:_LONGEST])) if _ITEM.match(lines[i].folded) else set()
        if not found:
            break
        words += len(found)
        run.append(i)
    notice = any(_notice(lines[i].folded, True) for i in run)
    return set(run) if len(run) >= _LIST and words >= 2 * len(run) and notice else set()


def _links(lines: list[Line], filled: list[int]) -> set[int]:
    """The heading of a list of related links, and below it, near the end of the page, the links: short lines without a full stop."""
    gone: set[int] = set()
    for rank, i in enumerate(filled):
        if len(lines[i].text) > _BUTTON or lines[i].folded.strip(_CLOSING + "•·-*|") not in phrases("related"):
            continue
        gone.add(i)
        tail = [lines[j] for j in filled[rank + 1 :]]
        if len(tail) <= _EDGE and all(_is_link(line.folded) or _furniture(line, True, True) for line in tail):
            gone.update(filled[rank + 1 :])
    return gone


def _is_link(line: str) -> bool:
    body = line.strip()
    return len(body) <= _LINK and not body.endswith(("。", ",", ";"))
