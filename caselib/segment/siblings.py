"""Headings of one style beside one another: cases where most of their sections tell of a complaint."""

from __future__ import annotations

from itertools import pairwise

from caselib.segment.entries import ONLY_ANSWERS, STAGE, praises
from caselib.segment.heads import is_closing
from caselib.segment.lexicon import CLOSES, IMPERATIVE
from caselib.segment.outline import Node
from caselib.segment.page import Found, Page, case_of
from caselib.segment.signs import Evidence, complains, concerns, index, seen
from caselib.segment.stories import apart, names, stories

Verdict = tuple[list[Found], list[Node]]

# Points (see signs.Evidence.story) that a section must have to be a case beside others of its kind, and as a row of a table.
_AMONG, _ROW = 4.0, 2.5
SMALL = 45  # characters; shorter sections (menus, tables of contents) are not weighed
# Characters within which a paragraph names its customer, and by which paragraphs open alike.
_NAMED, _ALIKE = 14, 2
_STAGES = 3  # headings that make stages of one story, and words of dealings that it has
_LONG = 300  # characters; from here on a section must be told for a good part of it


def parallel_headings(desk: Page, node: Node, rest: list[Node]) -> Verdict | None:
    """Siblings of one style: if most of them tell a complaint, each that is no advice is a case."""
    found: list[Found] = []
    handled: list[Node] = []
    for group in groups(rest):
        # Steps are how-to; what is told in one is an anecdote.
        made, done = _parallel(desk, group) if group[0].head and group[0].head.key != "step" else ([], [])
        found += made
        handled += done
    return (found, handled) if found else None


def _parallel(desk: Page, group: list[Node]) -> Verdict:
    stages = [child for child in group if STAGE.fullmatch(desk.words(child.first))]
    if len(stages) >= _STAGES and 2 * len(stages) >= len(group):
        return _in_stages(desk, stages)
    weighed = [(child, told) for child in group if (told := desk.told(child.first, child.end)).size >= SMALL]
    tales = [child for child, told in weighed if _has_parts(child) or _tale(desk, child, told)]
    if len(tales) < 2 or 2 * len(tales) < len(weighed):
        return [], []
    if _same_matter(desk, tales):
        whole = stretched(tales[0], tales[-1].end)
        return [case_of(desk, whole, "told_under_heading")], [child for child in group if tales[0].first <= child.first <= tales[-1].first]
    done = [child for child, told in weighed if child in tales or (_like(desk, child, told, len(tales)) and not nested(desk, child))]
    return [case for child in done for case in _apart(desk, child)], done


def _in_stages(desk: Page, stages: list[Node]) -> Verdict:
    """Sections that follow one another in time (第一天, 第二天 …) as the one case whose stages they tell."""
    whole = stretched(stages[0], stages[-1].end)
    told = complains(desk.folded, *desk.range(whole)) and concerns(desk.folded, *desk.range(whole)) >= _STAGES
    return ([case_of(desk, whole, "told_under_heading")] if told else []), stages


def _apart(desk: Page, node: Node) -> list[Found]:
    """The section as a case, or as several where its paragraphs open alike and each brings in a customer of its own."""
    told = [i for i in range(node.first + 1, node.end) if len(desk.pieces[i]) >= SMALL and i not in desk.heads]
    own = [i for i in told if _brings_in(desk, i)]
    alike = [i for i in own if desk.text(i)[:_ALIKE] == desk.text(own[0])[:_ALIKE]]
    if len(alike) < 2 or len(alike) < len(told) or node.children:
        return [case_of(desk, node, "parallel_headings")]
    bounds = [node.first, *alike[1:], node.end]
    return [case_of(desk, Node(node.head, a, b), "parallel_headings") for a, b in pairwise(bounds)]


def _brings_in(desk: Page, i: int) -> bool:
    """Whether a paragraph tells of a customer whom its first words bring in."""
    start = desk.pieces[i].start
    named = seen(desk.folded, "customer", start, start + _NAMED) or seen(desk.folded, "somebody", start, start + _NAMED)
    return named and desk.told(i, i + 1).event > 0


def _tale(desk: Page, node: Node, told: Evidence) -> bool:
    """Whether a section tells a particular complaint."""
    if ONLY_ANSWERS.search(desk.folded, *_opening(desk, node)) or praises(desk.folded, *desk.range(node)):
        return False
    if told.size < _LONG and seen(desk.folded, "nothing", *desk.range(node)):
        return False
    least = _ROW if node.head and node.head.key == "row" else _AMONG
    if told.story < least or not (told.event or told.past >= 2) or not _somebody(desk, node, told):
        return False
    if told.size > _LONG:
        # In a long text every kind of word turns up: it must be one story, told for two fifths of it.
        body = stories(desk.folded, desk.pieces, node.first, node.end)
        if apart(body) or 5 * sum(story.end - story.start for story in body) < 2 * told.size:
            return False
    return not nested(desk, node)


def _somebody(desk: Page, node: Node, told: Evidence) -> bool:
    """Whether a section brings in somebody; a time alone does not do so among figures."""
    if told.customer > 0 or told.past < 2:
        return told.customer > 0
    return told.first > 0 or (told.time > 0 and sum(1 for _ in index(desk.folded).found("counted", *desk.range(node))) < 3)


def groups(children: list[Node]) -> list[list[Node]]:
    """Children that are headings of no special kind, by style."""
    by_style: dict[str, list[Node]] = {}
    for child in children:
        if child.head is not None and child.head.kind == "head":
            by_style.setdefault(child.head.key, []).append(child)
    return list(by_style.values())


def stretched(node: Node, end: int) -> Node:
    """The node with another end."""
    return Node(node.head, node.first, end, node.parent, node.children)


def _has_parts(node: Node) -> bool:
    """Whether the section is laid out as a case: a part that tells the matter, and another."""
    parts = [child.head.part for child in node.children if child.head and child.head.kind == "part"]
    return "situation" in parts and len(set(parts)) >= 2


def nested(desk: Page, node: Node) -> bool:
    """Whether cases of their own stand under the node."""
    todo = list(node.children)
    tales = 0
    while todo:
        child = todo.pop()
        todo += child.children
        if child.head and child.head.kind == "case":
            return True
        told = desk.told(child.first, child.end) if child.head and child.head.kind == "head" else None
        tales += bool(told and told.story >= _AMONG and told.customer and told.event)
    return tales >= 2


def _same_matter(desk: Page, tales: list[Node]) -> bool:
    """Whether the sections go on telling of the same person (subtitles of one report)."""
    sets = [names(desk.folded, desk.pieces[n.first].start, desk.pieces[n.end - 1].end) for n in tales]
    return len(sets) >= 2 and bool(frozenset.intersection(*sets))


def _opening(desk: Page, node: Node) -> tuple[int, int]:
    start, end = desk.range(node)
    return start, min(end, start + SMALL)


def _like(desk: Page, node: Node, told: Evidence, among: int) -> bool:
    """Whether a sibling of ``among`` told cases is a case too: it speaks of complaints, does not praise, and is no list of orders."""
    text = desk.words(node.first)
    lines = [desk.words(i) for i in range(node.first + 1, node.end)]
    orders = sum(bool(IMPERATIVE.match(line)) for line in lines)
    if CLOSES.search(text[:20]) and len(text) <= 40:
        return False
    if node.first == 0 or seen(desk.folded, "nothing", *desk.range(node)) or ONLY_ANSWERS.search(desk.folded, *_opening(desk, node)):
        return False
    if is_closing(text) or 2 * orders > len(lines) or seen(desk.folded, "praise", *desk.range(node)) or told.story < 0.8:
        return False
    if told.customer:
        return True
    if text.endswith("?") and not (told.first or told.time):
        return False
    return told.event + told.past >= 2 and (told.event >= 2 or among >= 4)
