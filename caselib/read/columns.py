"""Which column of a table is what: header names in Chinese (both scripts) and English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from caselib.lang.fold import fold
from caselib.read.options import Columns


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(", "))


# Header names, folded (simplified, half width, lower case, without spaces). A name counts 3 where it is the whole header
# and 1 where the header holds it; the longest name wins within a role, and roles are asked in this order.
NAMES: dict[str, tuple[str, ...]] = {
    "reply": _split(
        "答复意见, 答复内容, 答复详情, 答复, 回复内容, 回复意见, 回复详情, 回复, 处理结果, 处理过程, 处理情况, 处理意见, "
        "处理经过, 处理措施, 处理方案, 处理内容, 处理说明, 处理详情, 处置情况, 处置结果, 处置措施, 处置意见, 办理情况, "
        "办理结果, 办理意见, 办理答复, 办理过程, 办结情况, 办结意见, 办结内容, 解决方案, 解决办法, 解决情况, 解决结果, "
        "解决措施, 调解结果, 调解情况, 调解过程, 调查结果, 调查情况, 核实情况, 核查情况, 回访情况, 回访结果, 回访内容, "
        "反馈结果, 反馈情况, 商家回复, 企业回复, 企业答复, 官方回复, 客服回复, 部门回复, 整改措施, 整改情况, 最终结果, "
        "跟进情况, 跟进记录, 跟进结果, reply, response, answer, resolution, outcome, action, action taken, actions taken, "
        "handling, company response, solution, result"
    ),
    "text": _split(
        "投诉内容, 投诉详情, 投诉描述, 投诉事项, 投诉事由, 投诉原因, 投诉问题, 投诉经过, 投诉情况, 投诉理由, 投诉要点, "
        "投诉摘要, 问题描述, 问题内容, 问题详情, 问题说明, 问题概述, 留言详情, 留言内容, 留言正文, 诉求内容, 诉求描述, "
        "诉求详情, 诉求事项, 诉求, 客户诉求, 来电内容, 来信内容, 来访内容, 信件内容, 反映内容, 反映问题, 反映情况, 反映事项, "
        "举报内容, 事件描述, 事件经过, 事件内容, 事件详情, 事情经过, 事发经过, 情况描述, 情况说明, 工单内容, 工单描述, "
        "工单详情, 案情, 案情简介, 案情经过, 案例内容, 案例正文, 案例描述, 案例, 案件描述, 经过, 内容, 正文, 详情, 描述, "
        "评论内容, 评价内容, 评论, 客户反馈, 反馈内容, 意见内容, 用户反馈, 客户描述, 客户意见, 抱怨内容, 申诉内容, 咨询内容, "
        "通话内容, 对话内容, 聊天记录, 投诉, 陈述, text, content, complaint, complaint text, complaint details, description, "
        "details, narrative, consumer complaint narrative, message, body, issue description, problem, review, comment, "
        "feedback, summary"
    ),
    "title": _split(
        "留言主题, 留言标题, 投诉主题, 投诉标题, 主题, 标题, 题目, 题名, 信件标题, 来信标题, 工单标题, 工单主题, 诉求标题, "
        "诉求主题, 问题标题, 案例标题, 案例名称, 案件名称, 事件名称, 事件标题, 标题名称, 案由, title, subject, headline, "
        "topic, case name"
    ),
    "time": _split(
        "投诉时间, 投诉日期, 受理时间, 受理日期, 登记时间, 登记日期, 留言时间, 留言日期, 来电时间, 来电日期, 来信时间, "
        "来信日期, 发生时间, 发生日期, 事发时间, 发布时间, 发布日期, 提交时间, 提交日期, 创建时间, 创建日期, 接单时间, "
        "接诉时间, 诉求时间, 反映时间, 记录时间, 工单时间, 建单时间, 上报时间, 时间, 日期, time, date, created, created at, "
        "date received, timestamp, submitted, datetime"
    ),
    "id": _split(
        "工单编号, 工单号, 工单流水号, 投诉编号, 投诉单号, 投诉号, 留言编号, 信件编号, 来信编号, 诉求编号, 案件编号, 案件号, "
        "案例编号, 受理编号, 受理单号, 受理号, 事件编号, 登记编号, 登记号, 流水号, 单号, 编号, 序号, 编码, 记录号, id, no, "
        "no., number, ticket, ticket id, ticket no, case id, complaint id, case no, case number, ref, reference, uid, key, #"
    ),
}
# Headers that hold a name of a role and are something else all the same.
_OTHER = re.compile(
    r"人$|人员|者$|部门|单位|类型|类别|分类|状态|方式|渠道|来源|电话|地址|满意度|时限|金额|次数|数量|是否|评分|等级|级别"
    r"|type|category|status|channel|by$|count|person|name$"
)
_RUNNING = {"序号", "no", "no.", "number", "#", "编码"}  # ids that are counted anew when rows are added
_MANY = ("text", "reply")  # roles that several columns may have: a log has 处理过程 and 处理结果
_LATER = re.compile(r"(?:办结|回复|答复|处理|完成|结案|办理|回访|解决|更新|截止|关闭|派单|closed|updated|resolved|due)")


def plain_name(header: str) -> str:
    """A header as it is compared: folded, without white space, marks of required fields and remarks in brackets."""
    name = fold(header).replace("\n", "").strip().strip("*:").strip()
    name = re.sub(r"\([^()]*\)$", "", name).strip()
    return name if name.isascii() else name.replace(" ", "")


def roles(headers: Sequence[str], columns: Columns) -> list[str]:
    """The role of each column: ``title``, ``text``, ``reply``, ``time``, ``id`` or ``other``; a given name that is not there is guessed anew.

    Examples
    --------
    >>> roles(["留言编号", "留言主题", "留言详情", "答复意见", "答复时间"], Columns())
    ['id', 'title', 'text', 'reply', 'other']
    """
    found = ["other"] * len(headers)
    names = [plain_name(header) for header in headers]
    for role, name in columns.given.items():
        if plain_name(name) in names:
            found[names.index(plain_name(name))] = role
    for role in NAMES:
        if role not in found:
            _guess(role, names, found)
    return found


def _guess(role: str, names: list[str], found: list[str]) -> None:
    scores = [(score(role, name), -i) for i, name in enumerate(names) if found[i] == "other"]
    ranked = sorted((pair for pair in scores if pair[0] > 0), reverse=True)
    for points, minus in ranked if role in _MANY else ranked[:1]:
        if points >= 2 or (points, minus) == ranked[0]:
            found[-minus] = role


def score(role: str, name: str) -> int:
    """How well a header's plain name fits a role: 3 it is one of its names, 2 it ends in a long one, 1 it ends in a short one, 0 not."""
    if not name or len(name) > 30:
        return 0
    if name in NAMES[role]:
        return 1 if name in _RUNNING else 3
    if _OTHER.search(name) or (role == "time" and _LATER.search(name)):
        return 0
    ends = [
        len(known) for known in NAMES[role] if name.endswith(known) and (not known.isascii() or name[: -len(known)].endswith((" ", "_")))
    ]
    if not ends:
        return 0
    return 2 if max(ends) >= 4 else 1


def known(header: str) -> int:
    """Role names that a header cell answers to, weighed as in :func:`score` (the header row is the row with most)."""
    name = plain_name(header)
    return max(score(role, name) for role in NAMES)
