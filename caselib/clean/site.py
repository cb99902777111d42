"""What a web page puts around and between its text: menus, share buttons, related links, tags, paywall and copyright notices."""

from __future__ import annotations

import re

from caselib.clean.draft import Draft, Edit
from caselib.clean.lines import Line, split, without
from caselib.lang.fold import fold

# Whole lines, folded, without white space and closing dots.
BUTTONS = frozenset(
    "查看更多 查看全部 查看全文 查看原文 阅读全文 阅读原文 展开全文 展开阅读全文 点击展开 点击展开全文 点击查看更多 显示全部 收起 更多 更多>> 更多推荐 更多内容 没有更多了 展开全部 加载中 加载更多 加载中请稍候 加载中,请稍候 正在加载 正在载入 正在加载,请稍候 正在载入,请稍候 "
    "分享 分享到 分享到微信 分享到朋友圈 一键分享 转发 收藏 收藏本文 收藏此文 加入收藏 设为首页 点赞 点赞收藏 赞 踩 举报 举报反馈 投诉举报本页 打印 打印本页 打印本文 关闭 关闭窗口 【打印】【关闭】 返回 返回顶部 返回首页 "
    "返回列表 回到顶部 首页 网站首页 网站地图 登录 注册 登录/注册 登录|注册 立即登录 立即注册 免费注册 忘记密码 搜索 站内搜索 关注 +关注 已关注 关注我们 联系我们 关于我们 加入我们 友情链接 意见反馈 在线客服 "
    "免责声明 版权声明 隐私政策 用户协议 法律声明 网站声明 我要回帖 我要评论 发表评论 写评论 全部评论 热门评论 暂无评论 文档评论 点击添加站长微信 扫码关注 扫码添加 扫一扫 微信扫一扫 扫码下载app 下载app 打开app 客户端下载 "
    "下载文档 下载本文 立即下载 免费下载 全屏阅读 上一篇 下一篇 上一页 下一页 末页 尾页 上一页下一页 目录导航 广告 推广 赞助商链接 字号:大中小 字体:大中小 大中小 复制链接 复制".split()
)
# Headings behind which only links to other pages follow.
RELATED = frozenset(
    "推荐阅读 相关阅读 延伸阅读 相关文章 相关推荐 相关内容 相关链接 相关新闻 相关主题 相关文档 相关资料 相关搜索 相关问题 相关话题 热门文章 热门推荐 热门文档 热门搜索 热门标签 热点推荐 最新文章 最新推荐 最新文档 随机推荐 "
    "猜你喜欢 你可能喜欢 您可能感兴趣 您可能还喜欢 大家都在看 大家都在搜 精彩推荐 为你推荐 为您推荐 编辑推荐 今日推荐 更多文章 更多相关文章 其他人还看了 本周热门 点击排行 阅读排行".split()
)
_OPENS = re.compile(
    r"(?:当前位置|您(?:的|所在的|现在的)?位置|您现在的位置是?|所在位置)[:> ]|首页 ?[>›»/|]|tags? ?[:|]|标签[:|]|分享(?:到|至)[:|: ]|(?:上|下)一(?:篇|页|条|主题)[:|]|(?:相关|推荐|延伸)阅读[:|]|"
    r"(?:责任)?(?:编辑|校对|排版)[:|] ?\S{1,8}$|(?:浏览|阅读|点击|下载)(?:次数|量|数)?[:(] ?\d|更多关于.{1,40}的(?:文章|内容|资讯|信息|问题)|(?:©|\(c\)|copyright)|.{0,12}icp备|.{0,12}公网安备|"
    r"(?:扫一?扫?|长按|扫描)(?:上方|下方|左侧|右侧|识别)?二维码|(?:微信|长按|扫码)?关注.{0,12}(?:公众号|微信号)|本文?(?:转载自|转自)|展开剩余 ?\d|点击(?:阅读原文|上方蓝字|下方链接|这里下载)|\(?本文(?:已被)?(?:浏览|阅读) ?\d"
)
# A notice speaks about the site itself (who) and about rights, payment or liability (what); one alone is ordinary text.
_WHO = re.compile(r"本站|本网|本平台|网站|文档|本文|本资料|文章|原作者|上传者?|网友|站长|转载|版权|豆丁|文库|道客|vip")
_WHAT = re.compile(
    r"侵权必究|违者必究|版权归|版权所有|(?:侵权|侵犯).{0,30}(?:联系|告知|删除|申诉)|(?:联系|通知).{0,16}删除|未经.{0,12}(?:授权|许可|同意|允许|书面).{0,16}(?:转载|复制|使用|传播|摘编)|(?:转载|引用)(?:请|须|需|时请)?(?:注明|标明|保留)|"
    r"仅供.{0,12}(?:学习|参考|研究|个人)|不代表.{0,12}(?:观点|立场)|不(?:承担|负).{0,16}(?:责任|义务)|不做任何保证|(?:来源|来自|转自|摘自)于?(?:互联)?网络|下载(?:权益|次数|免费|后,?不支持)|次下载权益|vip(?:文档|会员|后)|会员后|(?:付费|付款)(?:前|后).{0,12}(?:下载|鉴别|文档)"
)
_EDGE = 30
"""Filled lines from the top and the bottom in which notices may stand in lists: site notices of library sites run to about ten items."""
_LONGEST = 400
"""Characters of the longest notice; a longer line that holds such words is a page in one line, not a notice."""
_LINK = 45
"""Characters of the longest line of a list of links: headlines."""
_CLOSING = " \t\u3000\u00a0.。…:>»()0123456789!"


def site_furniture(draft: Draft) -> list[Edit]:
    """Menus, buttons, tags, lists of related links, paywall and copyright notices are left out.

    Why: they stand at the head and foot of every saved page and between its paragraphs, and would be read as text (``举报``, ``不支持退款``).
    Not: source and date lines, which date a case; sentences about rights or downloads inside the text, which complaints about such sites are made of: a notice must
    speak of the site and of rights, payment or liability, be a line of its own, and stand among the first or last lines unless it says 侵权, 版权 or 转载.
    """
    lines = split(draft.text)
    if len(lines) < 2:
        return []
    bodies = [fold(line.text).strip(" •·-*|") if len(line.text) <= _LONGEST else "" for line in lines]
    filled = [i for i, line in enumerate(lines) if not line.blank]
    edge = set(filled[:_EDGE]) | set(filled[-_EDGE:])
    gone = {i for i in filled if _furniture(bodies[i], i in edge)} | _links(lines, bodies, filled)
    return without(lines, gone)


def _furniture(body: str, edge: bool) -> bool:
    if not body:
        return False
    return body.rstrip(_CLOSING) in BUTTONS or (len(body) <= 80 and _OPENS.match(body) is not None) or _notice(body, edge)


def _notice(body: str, edge: bool) -> bool:
    """Whether a line is a notice of the site about itself."""
    what = _WHAT.search(body)
    if what is None or _WHO.search(body) is None:
        return False
    return edge or (len(body) <= 120 and any(word in body for word in ("侵权", "版权", "转载")))


def _links(lines: list[Line], bodies: list[str], filled: list[int]) -> set[int]:
    """The heading of a list of related links, and below it, near the end of the page, the links: short lines without a full stop."""
    gone: set[int] = set()
    for rank, i in enumerate(filled):
        if bodies[i].rstrip(_CLOSING) not in RELATED:
            continue
        gone.add(i)
        tail = filled[rank + 1 :]
        if len(tail) <= _EDGE and all(_is_link(lines[j].text) or _furniture(bodies[j], True) for j in tail):
            gone.update(tail)
    return gone


def _is_link(line: str) -> bool:
    body = line.strip()
    return len(body) <= _LINK and not body.endswith(("。", ",", "，", ";", "；"))
