"""Which stretches of a document are cases, decided on its outline.

Rules, each named in the verdict: ``case_heading`` (案例三), ``part_headings`` (a heading over 案情, 处理 …), ``parallel_headings``
(siblings that tell complaints), ``told_under_heading``, ``told_in_prose``, ``dialogue``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace

from caselib.segment.heads import REVIEW, THANKS, Head, head, is_closing, is_turn, words
from caselib.segment.outline import Node, outline
from caselib.segment.pieces import Piece
from caselib.segment.signs import IMPERATIVE, PRAISE, REFERS, Evidence, complains, evidence
from caselib.segment.stories import names, stories

# A heading that announces cases: the word 案例 at its end, and no comment or talk about cases.
_ANNOUNCES = re.compile(r"(?<!评)案例(?:选编?|精选|集锦|大全|汇编|如下|介绍|分享|展示|回放)?[:]?$")
_CLOSES = re.compile(r"要求|总结|小结|提示|建议|措施|通知|结语|说明|附|目录|前言|概况|情况|统计|安排|后记|编者")
_ADVISES = re.compile(r"流程|技巧|原则|讲解|分析|方法|步骤|要求|注意|须知|制度|办法|措施|策略")
# Points that a section must have to be a case beside others of its kind, and alone.
_AMONG, _ALONE = 4.0, 7.0


@dataclass(frozen=True, slots=True)
class Found:
    """A case: its pieces ``[first, last]``, clean ``[start, end)``, kind, rule, and the index of its heading (or -1)."""

    start: int
    end: int
    kind: str
    rule: str
    title: int = -1


@dataclass(slots=True)
class Page:
    """A document on the desk: folded text, pieces, headings by piece."""

    folded: str
    pieces: list[Piece]
    heads: dict[int, Head]
    closing: frozenset[int]

    def told(self, first: int, end: int) -> Evidence:
        """Signs in the pieces ``[first, end)``."""
        end = next((i for i in range(first + 1, end) if i in self.closing), end)
        if first >= end:
            return Evidence(0, 0, 0, 0, 0, 0, 0)
        return evidence(self.folded, self.pieces[first].start, self.pieces[end - 1].end)

    def text(self, i: int) -> str:
        """Folded text of piece ``i``."""
        return self.folded[self.pieces[i].start : self.pieces[i].end]


def page(folded: str, pieces: list[Piece]) -> Page:
    """Lay the document out with its headings."""
    heads = {i: found for i in range(len(pieces)) if (found := head(folded, pieces, i))}
    closing = frozenset(i for i, piece in enumerate(pieces) if is_closing(folded[piece.start : piece.end]))
    return Page(folded, pieces, _repeated_titles(folded, pieces, heads), closing)


def _repeated_titles(folded: str, pieces: list[Piece], heads: dict[int, Head]) -> dict[int, Head]:
    """A title that comes again and again under different cases names a part of them."""
    seen = Counter(words(folded, pieces[i]) for i, found in heads.items() if found.key == "title")
    cases = sum(found.kind == "case" for found in heads.values())
    often = {text for text, times in seen.items() if times >= 3 and times >= cases / 2 > 0}
    return {i: replace(found, kind="part", key="line", part="situation") if words(folded, pieces[i]) in often else found for i, found in heads.items()}


def cases(desk: Page) -> list[Found]:
    """The document's cases, in order, none overlapping another.

    First what headings mark, from the top of the outline down; then stories and dialogues in what is left; then a reply or a
    comment that stands next to one case alone is joined to it.
    """
    tree = outline([desk.heads[i] for i in sorted(desk.heads)], len(desk.pieces))
    found: list[Found] = []
    todo = [tree]
    while todo:
        node = todo.pop()
        whole, rest = _decide(desk, node)
        found += whole
        todo += rest
    found = _with_replies(desk, _disjoint(found))
    found = _disjoint(found + _left_over(desk, found))
    return _with_comments(desk, found)


def _disjoint(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for case in sorted(found, key=lambda case: (case.start, -case.end)):
        if not kept or case.start >= kept[-1].end:
            kept.append(case)
    return kept


def _left_over(desk: Page, found: list[Found]) -> list[Found]:
    """Dialogues and stories in the runs of pieces that no case holds and no heading divides."""
    runs: list[tuple[int, int]] = []
    first, k = 0, 0
    for i, piece in enumerate(desk.pieces):
        while k < len(found) and found[k].end <= piece.start:
            k += 1
        inside = k < len(found) and piece.start >= found[k].start
        head = desk.heads.get(i)
        if inside or (head is not None and head.kind != "part"):
            runs.append((first, i))
            first = i + 1 if inside or (head is not None and head.kind == "comment") else i
    runs.append((first, len(desk.pieces)))
    return [case for a, b in runs if a < b for case in _prose(desk, a, b)]


def _with_replies(desk: Page, found: list[Found]) -> list[Found]:
    """Cases with the reply that stands before them (slides in broken order), where it stands free."""
    made: list[Found] = []
    for case in found:
        floor = made[-1].end if made else 0
        first = _piece_at(desk, case.start)
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
        after = _piece_at(desk, case.end)
        if case.rule in ("told_in_prose", "told_under_heading", "dialogue"):
            while after < len(desk.pieces) and desk.pieces[after].end <= ceiling and _speaks_of(desk, after, case):
                case = replace(case, end=desk.pieces[after].end)
                after += 1
        made.append(case)
    return made


def _speaks_of(desk: Page, i: int, case: Found) -> bool:
    """Whether the piece behind a story is its comment."""
    head = desk.heads.get(i)
    if head is not None:
        return head.kind == "part" and head.part not in ("situation", "demand") and not is_closing(desk.text(i))
    return bool(REFERS.search(desk.text(i)[:30])) and not is_closing(desk.text(i))


def _decide(desk: Page, node: Node) -> tuple[list[Found], list[Node]]:
    """Cases that the node itself makes, and the nodes below it that are still to be looked at."""
    if node.head is not None:
        if node.head.kind == "comment":
            return [], node.children
        if node.head.kind == "case":
            return _headed(desk, node)
    eight = [child for child in node.children if child.head and child.head.key == "eight"]
    if len(eight) >= 3:
        return [_case(desk, node if node.head else replace_end(eight[0], node.end), "eight_steps")], []
    found, rest = [], list(node.children)
    if node.head and node.head.kind == "head" and _ANNOUNCES.search(words(desk.folded, desk.pieces[node.first]).strip()):
        made = _announced(desk, node)
        if made:
            return made, [child for child in node.children if all(desk.pieces[child.first].start != case.start for case in made)]
    parts = _by_parts(desk, node)
    if parts is not None:
        found.append(parts)
        rest = [child for child in rest if not parts.start <= desk.pieces[child.first].start < parts.end]
    for key in dict.fromkeys(child.head.key for child in rest if child.head):
        group = [child for child in rest if child.head and child.head.key == key]
        made, done = _parallel(desk, group)
        found += made
        rest = [child for child in rest if child not in done]
    if found:
        return found, rest
    single = _single(desk, node)
    return (single, []) if single else ([], rest)


def _announced(desk: Page, node: Node) -> list[Found]:
    """The numbered sections under a heading that promises cases (对应案例, 投诉案例选)."""
    first = next((child.head.key for child in node.children if child.head and child.head.kind == "head"), "")
    group = [child for child in node.children if child.head and child.head.key == first and desk.pieces[child.first].number]
    if any(_ADVISES.search(words(desk.folded, desk.pieces[child.first])[:30]) for child in group):
        return []
    weighed = [(child, desk.told(child.first, child.end)) for child in group]
    kept = [child for child, told in weighed if told.size >= 60 and told.event + told.past >= 1 and not _nested(desk, child)]
    return [_case(desk, child, "announced") for child in kept] if 2 * len(kept) >= len(group) else []


def _piece_at(desk: Page, position: int) -> int:
    return bisect_left(desk.pieces, position, key=lambda piece: piece.start)


def _prose(desk: Page, first: int, end: int) -> list[Found]:
    talk = _dialogue(desk, first, end)
    if talk is not None:
        return [talk]
    return [Found(story.start, story.end, "incident", "told_in_prose") for story in stories(desk.folded, desk.pieces, first, end)]


def _dialogue(desk: Page, first: int, end: int) -> Found | None:
    turns = [i for i in range(first, end) if is_turn(desk.folded, desk.pieces[i])]
    speakers = Counter(is_turn(desk.folded, desk.pieces[i]) for i in turns)
    if len(turns) < 6 or sum(times for _, times in speakers.most_common(2)) < 0.7 * len(turns) or min(n for _, n in speakers.most_common(2)) < 2:
        return None
    told = desk.told(turns[0], turns[-1] + 1)
    if told.event < 2:
        return None
    return Found(desk.pieces[turns[0]].start, desk.pieces[turns[-1]].end, "incident", "dialogue")


def _headed(desk: Page, node: Node) -> tuple[list[Found], list[Node]]:
    """A section that calls itself a case: one case, or several if its own sections tell one each."""
    for key in dict.fromkeys(child.head.key for child in node.children if child.head and child.head.kind == "head"):
        group = [child for child in node.children if child.head and child.head.key == key]
        tales = [child for child in group if (told := desk.told(child.first, child.end)).story >= 5 and told.customer and told.size >= 80]
        if len(tales) >= 2 and len(tales) >= len(group) / 2:
            return [_case(desk, child, "parallel_headings") for child in group], []
    told = desk.told(node.first, node.end)
    piece = desk.pieces[node.first]
    if told.size < 45 or (piece.number == 0 and told.story < 3) or (told.event == 0 and told.past < 2 and told.size < 80):
        return [], node.children
    return [_case(desk, node, "case_heading")], []


def _parallel(desk: Page, group: list[Node]) -> tuple[list[Found], list[Node]]:
    """Siblings of one style: if most of them tell a complaint, each that is no advice is a case."""
    group = [child for child in group if child.head and child.head.kind == "head"]
    if not group:
        return [], []
    if _reviews(desk, group):
        kept = [child for child in group if complains(desk.folded, desk.pieces[child.first].start, desk.pieces[child.end - 1].end)]
        return [_case(desk, child, "reviews") for child in kept], group
    weighed = [(child, desk.told(child.first, child.end)) for child in group]
    weighed = [(child, told) for child, told in weighed if told.size >= 45]
    least = 2.5 if group[0].head and group[0].head.key == "row" else _AMONG
    tales = [child for child, told in weighed if _has_parts(child) or told.story >= least and (told.event or told.past >= 2) and _particular(told) and _told_through(desk, child, told) and not _nested(desk, child)]
    if len(tales) < 2 or 2 * len(tales) < len(weighed):
        return [], []
    if _same_matter(desk, tales):
        whole = replace_end(tales[0], tales[-1].end)
        return [_case(desk, whole, "told_under_heading")], [child for child in group if tales[0].first <= child.first <= tales[-1].first]
    done = [child for child, told in weighed if child in tales or (_like(desk, child, told, len(tales)) and not _nested(desk, child))]
    return [_case(desk, child, "parallel_headings") for child in done], done


def _particular(told: Evidence) -> bool:
    return told.customer > 0 or (told.time > 0 and told.past >= 2) or (told.first > 0 and told.past >= 2)


def _has_parts(node: Node) -> bool:
    """Whether the section is laid out as a case: a part that tells the matter, and another."""
    parts = [child.head.part for child in node.children if child.head and child.head.kind == "part"]
    return "situation" in parts and len(set(parts)) >= 2


def _told_through(desk: Page, node: Node, told: Evidence) -> bool:
    """Whether a long section is a story for a good part of it: in a long text every kind of word turns up."""
    if told.size <= 300:
        return True
    body = stories(desk.folded, desk.pieces, node.first, node.end)
    return 10 * sum(story.end - story.start for story in body) >= 3 * told.size


def _reviews(desk: Page, group: list[Node]) -> bool:
    """Whether the siblings are ratings of customers: one line each, most with stars or a score."""
    lines = [child for child in group if child.end - child.first <= 2]
    rated = sum(bool(REVIEW.match(words(desk.folded, desk.pieces[child.first]))) for child in lines)
    return len(lines) >= 3 and 2 * rated >= len(group)


def replace_end(node: Node, end: int) -> Node:
    """The node stretched to ``end``."""
    return Node(node.head, node.first, end, node.parent, node.children)


def _nested(desk: Page, node: Node) -> bool:
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
    return len(sets) >= 2 and bool(set.intersection(*sets))


def _like(desk: Page, node: Node, told: Evidence, among: int) -> bool:
    """Whether a sibling of told cases is a case too: it speaks of complaints and is no list of orders."""
    text = words(desk.folded, desk.pieces[node.first])
    lines = [words(desk.folded, desk.pieces[i]) for i in range(node.first + 1, node.end)]
    orders = sum(bool(IMPERATIVE.match(line)) for line in lines)
    some = told.event + told.past >= 2 and (told.event >= 2 or among >= 4) or told.customer > 0
    if not told.customer and _CLOSES.search(text):
        return False
    return some and told.story >= 0.8 and orders * 2 <= len(lines) and not is_closing(text) and not PRAISE.search(desk.folded, desk.pieces[node.first].start, desk.pieces[node.end - 1].end)


def _by_parts(desk: Page, node: Node) -> Found | None:
    """A section whose headings are those of a case (案情, 处理结果 …), or one that begins with such a part."""
    parts = [child for child in node.children if child.head and child.head.kind == "part"]
    begins = next((child for child in parts if child.head and child.head.part in ("situation", "demand")), None)
    if begins is None or begins.head is None:
        return None
    behind = [child for child in parts if child.first > begins.first]
    stop = node.end
    number = desk.pieces[begins.first].number
    for child in node.children:
        if child.first <= begins.first or child.head is None or child.head.kind == "part" or child.head.key not in ("title", "bracket", begins.head.key):
            continue
        if child.head.key == begins.head.key and number < desk.pieces[child.first].number <= number + 4 and child.head.key != "title":
            continue
        stop = child.first
        break
    told = max((desk.told(begins.first, end) for end in (stop, begins.end)), key=lambda told: told.story)
    if told.story < 3.5 or not (behind or begins.head.key != "line") or told.size < 80:
        return None
    titled = node.head is not None and node.head.kind == "head" and node.own == begins.first and begins.first - node.first <= 3
    first = node.first if titled else begins.first
    return _case(desk, Node(node.head if titled else begins.head, first, stop, node.parent, node.children), "part_headings")


def _single(desk: Page, node: Node) -> list[Found]:
    """A heading over one story that fills its section."""
    if node.head is None or node.head.kind != "head" or _nested(desk, node):
        return []
    told = desk.told(node.first, node.end)
    if told.story < _ALONE or not told.customer or told.event < 2 or told.size > 3000 or 40 * told.generic > told.size:
        return []
    body = stories(desk.folded, desk.pieces, node.first, node.end)
    covered = sum(story.end - story.start for story in body)
    if len(body) != 1 or 2 * covered < told.size - len(desk.text(node.first)):
        return []
    return [_case(desk, node, "told_under_heading")]


def _case(desk: Page, node: Node, rule: str) -> Found:
    """The section as a case, what follows it trimmed off."""
    last = _last(desk, node, rule)
    start, end = desk.pieces[node.first].start, desk.pieces[last].end
    if thanks := THANKS.search(desk.text(last)):
        end = desk.pieces[last].start + thanks.start()
    told = evidence(desk.folded, start, end)
    kind = "incident" if told.story >= 3.0 and (told.customer or told.time) else "scenario"
    return Found(start, end, kind, rule, node.first)


def _chunk(piece: Piece) -> bool:
    """Whether a piece is a chunk of a slide: a part of a line, without a mark of its own."""
    return not piece.style and not (piece.opens and piece.closes)


def _last(desk: Page, node: Node, rule: str) -> int:
    """Index of the last piece that speaks of this case: general talk, titles and closing lines behind it are left out."""
    last, general = node.first, 0
    persons = names(desk.folded, desk.pieces[node.first].start, desk.pieces[node.end - 1].end)
    for i in range(node.first, node.end):
        piece, text = desk.pieces[i], desk.text(i)
        if i > node.first and (is_closing(text) or (_chunk(piece) and piece.start - desk.pieces[node.first].start >= 45 and len(text) <= 24 and not any(mark in text for mark in "。,;:!?"))):
            break
        if THANKS.search(text):
            return i
        if general >= 2 and len(text) >= 60 and not any(h.kind == "part" for j in range(i, node.end) if (h := desk.heads.get(j))):
            break
        if rule == "part_headings" and i > node.first and (h := desk.heads.get(i)) and h.kind == "head" and h.key in ("bracket", "title"):
            break
        found = desk.heads.get(i)
        if found and found.key == "title" and i > node.first:
            continue
        if found is not None or piece.style or piece.number or is_turn(desk.folded, piece):
            last, general = i, 0
            continue
        told = evidence(desk.folded, piece.start, piece.end)
        refers = bool(REFERS.search(text)) or bool(names(desk.folded, piece.start, piece.end) & persons)
        if told.story >= 1.0 or refers or i == node.first + 1:
            last, general = i, 0
        elif general == 0 and told.size <= 400:
            last, general = i, 1
        else:
            general += 1
    return last
