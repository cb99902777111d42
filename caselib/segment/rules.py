"""Rules that find cases by headings, from the top of the outline down; their order in :data:`RULES` is the policy.

A rule looks at a node and at those of its children that no rule before it has taken, and returns the cases that it
makes and the children that it has dealt with; ``None`` means that it has no say.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from caselib.segment.entries import lived
from caselib.segment.heads import REVIEW, TITLE
from caselib.segment.lexicon import ADVISES
from caselib.segment.outline import Node
from caselib.segment.page import Page, case_of
from caselib.segment.siblings import SMALL, Verdict, groups, nested, parallel_headings, stretched
from caselib.segment.signs import complains, faults, seen
from caselib.segment.stories import stories

Rule = Callable[[Page, Node, list[Node]], Verdict | None]

_ALONE = 7.0  # points (see signs.Evidence.story) that a section must have to be a case alone
_BODY = 25  # characters that a section must have under a heading that calls it a case
# A heading that announces cases: the word 案例 at its end, and no comment or talk about cases.
_ANNOUNCES = re.compile(r"(?<!评)案例(?:选编?|精选|集锦|大全|汇编|如下|介绍|分享|展示|回放)?[:]?$")
# A heading that puts a situation: a customer who does something, or something wrong.
_SITUATION = re.compile(
    r"(?:客人|客户|顾客|患者|业主|用户|家属|乘客|旅客|学员|买家|有人)[^、。:]{0,12}(?:说|催|要|投诉|嫌|反映|发现|丢|吵|不|没|抱怨|拒|醉|闹|骂)"
    r"|[慢错漏少吵脏坏洒丢]了|吃出|太[慢吵咸贵脏]|不能用|多收|打翻|洒在|索赔|停电|超售|过敏|投诉$"
)
_TOPIC = re.compile(r"为什么|为何|如何|怎么|怎样|类型|原因|方法|技巧|原则|意义|步骤|流程")
_GIVEN = re.compile(r"(?<![\d.])([1-5])(?:\.\d)?[星分](?![级钟之期店])")  # a rating in figures


def comment(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """A comment that stands beside cases, or an exercise, is none."""
    if node.head is None or node.head.kind != "comment":
        return None
    return [], []


def case_heading(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """A section that calls itself a case (案例三): one case, or several if its own sections tell one each."""
    if node.head is None or node.head.kind != "case":
        return None
    for group in groups(rest):
        tales = [child for child in group if (told := desk.told(child.first, child.end)).story >= 5 and told.customer and told.size >= 80]
        if len(tales) >= 2 and 2 * len(tales) >= len(group):
            return [case_of(desk, child, "parallel_headings") for child in group], rest
    told = desk.told(node.first, node.end)
    unnumbered = desk.pieces[node.first].number == 0
    heading = len(desk.pieces[node.first]) if len(desk.pieces[node.first]) <= TITLE else 0
    if told.size < _BODY + heading or (unnumbered and told.story < 3) or (told.event == 0 and told.past < 2 and told.size < 80):
        return [], []
    return [case_of(desk, node, "case_heading")], rest


def eight_steps(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """A section whose headings are D1 to D8: a report in eight disciplines is one case."""
    steps = [child for child in rest if child.head and child.head.key == "eight"]
    if len(steps) < 3:
        return None
    return [case_of(desk, node if node.head else stretched(steps[0], node.end), "eight_steps")], rest


def announced(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """The numbered sections under a heading that promises cases (对应案例, 投诉案例选)."""
    if node.head is None or node.head.kind != "head" or not _ANNOUNCES.search(desk.words(node.first).strip()):
        return None
    group = [child for child in next(iter(groups(rest)), []) if desk.pieces[child.first].number]
    if not group or any(ADVISES.search(desk.words(child.first)[:30]) for child in group):
        return None
    weighed = [(child, desk.told(child.first, child.end)) for child in group]
    kept = [child for child, told in weighed if told.size >= 60 and told.event + told.past >= 1 and not nested(desk, child)]
    if not kept or 2 * len(kept) < len(group):
        return None
    return [case_of(desk, child, "announced") for child in kept], kept


def part_headings(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """Headings that are those of a case (案情, 处理结果 …), and the section's own where they begin it."""
    begins = next((child for child in rest if child.head and child.head.part in ("situation", "demand")), None)
    if begins is None or begins.head is None:
        return None
    stop = _end_of_parts(desk, node, begins)
    told = max((desk.told(begins.first, end) for end in (stop, begins.end)), key=lambda told: told.story)
    alone = not any(child.head and child.head.kind == "part" for child in rest if child.first > begins.first)
    answered = any(child.head and child.head.part == "reply" for child in rest) and complains(
        desk.folded, desk.pieces[begins.first].start, desk.pieces[stop - 1].end
    )
    if not answered and (told.story < 3.5 or told.size < 80 or (alone and begins.head.key == "line")):
        return None
    titled = node.head is not None and node.head.kind == "head" and node.own == begins.first and begins.first - node.first <= 3
    whole = Node(node.head if titled else begins.head, node.first if titled else begins.first, stop, node.parent, node.children)
    case = case_of(desk, whole, "part_headings")
    return [case], [child for child in rest if case.start <= desk.pieces[child.first].start < case.end]


def _end_of_parts(desk: Page, node: Node, begins: Node) -> int:
    """Where the parts of a case end: at a title, or at a heading of the first part's style whose number does not go on."""
    first = begins.head
    for child in node.children:
        if child.first <= begins.first or child.head is None or first is None or child.head.kind == "part":
            continue
        follows = 0 < desk.pieces[child.first].number - desk.pieces[begins.first].number <= 4
        if child.head.key in ("title", "bracket") or (child.head.key == first.key and not follows):
            return child.first
    return node.end


def reviews(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """Ratings of customers (most with stars or a score): those that complain are cases."""
    for group in groups(rest):
        brief = [child for child in group if child.end - child.first <= 4]
        rated = sum(bool(REVIEW.match(desk.text(child.first)) or REVIEW.match(desk.words(child.first))) for child in brief)
        if len(brief) >= 3 and 2 * rated >= len(group):
            return [case_of(desk, child, "reviews") for child in group if _complains(desk, child)], group
    return None


def _complains(desk: Page, node: Node) -> bool:
    """Whether a rating is a complaint: its stars before its words."""
    start, end = desk.range(node)
    given = _GIVEN.search(desk.folded, start, min(end, start + 30))
    stars = int(given[1]) if given else min(5, desk.folded.count("★", start, min(end, start + 60)))
    if end - start < 20:
        return False
    if 0 < stars <= 3:
        return faults(desk.folded, start, end) > 0 or not seen(desk.folded, "praise", start, end)
    return complains(desk.folded, start, end)


def entries(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """Entries of a file (tickets, conversations, questions) that repetition shows: those that complain are cases."""
    group = [child for child in rest if child.head and child.head.key == "serial"]
    if len(group) < 3:
        return None
    group_told = [child for child in group if desk.told(child.first, child.end).size >= SMALL]
    if 2 * sum(complains(desk.folded, *desk.range(child)) for child in group_told) < len(group):
        return None
    kept = [
        child
        for child in group_told
        if (complains(desk.folded, *desk.range(child)) and (lived(desk.folded, *desk.range(child)) or not _asks(desk, child)))
        or not (seen(desk.folded, "praise", *desk.range(child)) or _asks(desk, child))
    ]
    return [case_of(desk, child, "entries") for child in kept], group


def _asks(desk: Page, node: Node) -> bool:
    """Whether an entry only asks for something to be explained."""
    return seen(desk.folded, "asks", *desk.range(node))


def scenarios(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """Numbered headings that each put a complaint (客人催了三遍), with what to do under them: cases that nobody lived through."""
    for group in groups(rest):
        numbered = [child for child in group if desk.pieces[child.first].number and desk.told(child.first, child.end).size >= SMALL]
        put = [
            child
            for child in numbered
            if _SITUATION.search(desk.words(child.first)[:40]) and not _TOPIC.search(desk.words(child.first)[:40])
        ]
        apart_enough = len(numbered) >= 4 and 5 * len(put) >= 3 * len(numbered) and len(numbered) * 3 >= len(group) * 2
        if apart_enough and all(len(desk.pieces[child.first]) <= 40 and child.end > child.first + 1 for child in numbered):
            return [case_of(desk, child, "scenarios") for child in numbered], numbered
    return None


def told_under_heading(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """A heading over one story that fills its section."""
    if node.head is None or node.head.kind != "head" or len(rest) < len(node.children) or nested(desk, node):
        return None
    told = desk.told(node.first, node.end)
    if told.story < _ALONE or not told.customer or told.event < 2 or told.size > 3000 or 40 * told.generic > told.size:
        return None
    body = stories(desk.folded, desk.pieces, node.first, node.end)
    if len(body) != 1 or 2 * (body[0].end - body[0].start) < told.size - len(desk.text(node.first)):
        return None
    return [case_of(desk, node, "told_under_heading")], rest


RULES: tuple[Rule, ...] = (
    comment, case_heading, eight_steps, announced, entries, part_headings, reviews, parallel_headings, scenarios, told_under_heading,
)  # fmt: skip
