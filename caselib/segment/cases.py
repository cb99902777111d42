"""A document's cases: what headings mark, then what is told in the rest.

The names of the rules stand in every verdict: those of :data:`caselib.segment.rules.RULES` for headings, then :data:`LOOSE`
for dialogues and stories in what the headings leave.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from caselib.segment.division import better, divided, found_in
from caselib.segment.heads import is_turn
from caselib.segment.lexicon import REFERS
from caselib.segment.mails import mails
from caselib.segment.outline import Node, outline
from caselib.segment.page import Found, Page, disjoint
from caselib.segment.rules import RULES
from caselib.segment.stories import stories
from caselib.segment.threads import threads
from caselib.segment.whole import whole

# A dialogue has this many turns, and two speakers who take this share of them.
_TURNS, _TWO = 6, 0.7
# Rules whose cases no division of the text takes apart.
_OF_TURNS = ("dialogue", "told_in_prose", "told_under_heading")  # what a thread of turns stands in place of
_FIRM = ("case_heading", "eight_steps", "announced", "scenarios", "reviews")


def cases(desk: Page) -> list[Found]:
    """The document's cases, in order, none overlapping another.

    First what headings mark, from the top of the outline down; then stories and dialogues in what is left; then a reply or a
    comment that stands next to one case alone is joined to it.
    """
    found: list[Found] = []
    todo = [tree(desk)]
    while todo:
        node = todo.pop()
        made, rest = _decide(desk, node)
        found += made
        todo += rest
    found = _with_replies(desk, disjoint(found))
    found = disjoint(found + _left_over(desk, found))
    found = whole(desk, _divided(desk, found))
    return _with_comments(desk, found)


def tree(desk: Page) -> Node:
    """The outline of the document's headings."""
    if desk.root is None:
        desk.root = outline([desk.heads[i] for i in sorted(desk.heads)], len(desk.pieces))
    return desk.root


def _decide(desk: Page, node: Node) -> tuple[list[Found], list[Node]]:
    """Cases that the rules make of the node, and the nodes below it that are still to be looked at."""
    found: list[Found] = []
    rest = list(node.children)
    for rule in RULES:
        verdict = rule(desk, node, rest)
        if verdict is None:
            continue
        made, handled = verdict
        found += made
        taken = {child.first for child in handled}
        rest = [child for child in rest if child.first not in taken]
        if node.head is not None and node.head.kind in ("comment", "case"):
            break
    return found, rest


def dialogue(desk: Page, first: int, end: int) -> list[Found]:
    """Turns of two speakers, from the first to the last."""
    turns = [i for i in range(first, end) if is_turn(desk.folded, desk.pieces[i])]
    speakers = Counter(is_turn(desk.folded, desk.pieces[i]) for i in turns).most_common(2)
    if len(turns) < _TURNS or len(speakers) < 2 or sum(times for _, times in speakers) < _TWO * len(turns) or speakers[1][1] < 2:
        return []
    told = desk.told(turns[0], turns[-1] + 1)
    if told.event < 2 or told.story <= 0:
        return []
    return [Found(desk.pieces[turns[0]].start, desk.pieces[turns[-1]].end, "incident", "dialogue")]


def told_in_prose(desk: Page, first: int, end: int) -> list[Found]:
    """Stories without a heading."""
    return [Found(story.start, story.end, "incident", "told_in_prose") for story in stories(desk.folded, desk.pieces, first, end)]


LOOSE: tuple[Callable[[Page, int, int], list[Found]], ...] = (dialogue, told_in_prose)


def _left_over(desk: Page, found: list[Found]) -> list[Found]:
    """What the loose rules find in the runs of pieces that no case holds and no heading divides; the first that finds something wins."""
    made: list[Found] = []
    for first, end in _runs(desk, found):
        made += next((hits for rule in LOOSE if (hits := rule(desk, first, end))), [])
    return made


def _divided(desk: Page, found: list[Found]) -> list[Found]:
    """Cases with what a division into entries finds between the firm ones, where it finds more than stands there."""
    starts = [case.start for case in found]
    made: list[Found] = []
    at = 0
    for first, end in _gaps(desk, [case for case in found if case.rule in _FIRM]):
        a = bisect_left(starts, desk.pieces[first].start, at)
        b = bisect_left(starts, desk.pieces[end - 1].end, a)
        made += found[at:a] + _anew(desk, first, end, found[a:b])
        at = b
    return disjoint(made + found[at:])


def _anew(desk: Page, first: int, end: int, there: list[Found]) -> list[Found]:
    """The cases of a gap: those that are there, or what a thread's turns or a division make of it."""
    if exchanged := mails(desk, first, end):
        return exchanged
    if all(case.rule in _OF_TURNS for case in there) and (matters := threads(desk, first, end)):
        return matters
    division = divided(desk, first, end)
    if division is None or division.score <= 1:
        return there
    new = found_in(desk, division)
    return new if better(desk, division, new, there) else there


def _gaps(desk: Page, firm: list[Found]) -> list[tuple[int, int]]:
    """Runs of pieces that no firm case holds."""
    gaps, first = [], 0
    for case in firm:
        gaps.append((first, desk.at(case.start)))
        first = desk.at(case.end)
    gaps.append((first, len(desk.pieces)))
    return [(a, b) for a, b in gaps if b - a >= 2]


def _runs(desk: Page, found: list[Found]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    first, k = 0, 0
    for i, piece in enumerate(desk.pieces):
        while k < len(found) and found[k].end <= piece.start:
            k += 1
        inside = k < len(found) and piece.start >= found[k].start
        head = desk.heads.get(i)
        # What opens inside a line goes on with what the line tells.
        if inside or (head is not None and head.kind != "part" and piece.opens):
            runs.append((first, i))
            first = i + 1 if inside or (head is not None and head.kind == "comment") else i
    runs.append((first, len(desk.pieces)))
    return [(a, b) for a, b in runs if a < b]


def _with_replies(desk: Page, found: list[Found]) -> list[Found]:
    """Cases with the reply that stands before them (slides in broken order), where it stands free."""
    made: list[Found] = []
    for case in found:
        floor = made[-1].end if made else 0
        first = desk.at(case.start)
        before, own = desk.heads.get(first - 1), desk.heads.get(first)
        if before and before.part == "reply" and desk.pieces[first - 1].start >= floor and own and own.kind == "case":
            case = replace(case, start=desk.pieces[first - 1].start)
        made.append(case)
    return made


def _with_comments(desk: Page, found: list[Found]) -> list[Found]:
    """Stories with the comment behind them, where it speaks of one alone."""
    made: list[Found] = []
    for k, case in enumerate(found):
        ceiling = found[k + 1].start if k + 1 < len(found) else len(desk.folded)
        after = desk.at(case.end)
        if case.rule in ("told_in_prose", "told_under_heading", "dialogue"):
            while after < len(desk.pieces) and desk.pieces[after].end <= ceiling and _speaks_of(desk, after):
                case = replace(case, end=desk.pieces[after].end)
                after += 1
        made.append(case)
    return made


def _speaks_of(desk: Page, i: int) -> bool:
    """Whether the piece behind a story is its comment."""
    head = desk.heads.get(i)
    if i in desk.closing:
        return False
    if head is not None:
        return head.kind == "part" and head.part not in ("situation", "demand")
    return bool(REFERS.search(desk.text(i)[:30]))
