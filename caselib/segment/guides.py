"""How-to material: runs of items under a heading or behind a sentence that announces them, with the kind of guide they make."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from caselib.lang.clauses import sentences
from caselib.segment.cases import tree
from caselib.segment.guided import LEAD, NAMED, Guided, kind_of
from caselib.segment.guides_behind import goes_on, with_shares
from caselib.segment.heads import is_closing, words
from caselib.segment.lines import unnumbered
from caselib.segment.outline import Node
from caselib.segment.page import Found, Page
from caselib.segment.pieces import Piece

_TOPIC = re.compile(
    r"原则|流程|步骤|类型|原因|技巧|方法|做法|注意|问题|意义|制度|分析|应对|话术|要点|措施|策略|要求|程序|心态|种类|来由|层次|须知"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十\d]\s?[:、]|[一二三四五六七八九十\d]$|之[一二三四五六七八九十\d]")
_NEAR = 300  # characters between figures of one guide
_PROSE = 110  # characters an item, on average, from which a list that nothing announces is chapters
_NUMERALS = re.compile(r"[一二三四五六七八九十\d]+")
_NO_GUIDE = re.compile(
    r"(?:学习|教学|本讲|本章|本课|培训|课程)(?:目标|大纲)$|(?:思考|讨论|练习|复习)题[:]?$|主要内容|内容提要|案例.{0,4}(?:分析|剖析|讲解)|热榜|推荐阅读|"
    r"岗位职责|任职要求|我们希望你"
)
_APPENDED = re.compile(r"资料|附|部分|章|讲|单元|篇|表")
_RUNS_ON = re.compile(r"[。!] (?=[\u4e00-\u9fff])")
_ASKED = re.compile(r"(?:怎么办|怎么回|怎么处理|如何处理|怎么做|分析)[^。?]{0,6}[?。]?$|假如你是|如果你是|你是[^,。]{2,12}[,。]")
_TITLED = 8  # characters of an item that is a title alone
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]{1,4}[条章]")


def guides(desk: Page, found: list[Found]) -> list[Guided]:
    """Guides in what the cases leave, in order, none inside another."""
    listed = _outer(with_shares(desk, guide, found) for guide in _listed(desk, tree(desk), found))
    taken = [(case.start, case.end) for case in found] + [(guide.start, guide.end) for guide in listed]
    clear = (_clear(guide, found) for guide in [*listed, *unnumbered(desk, taken)])
    return _merged(_outer(guide for guide in clear if guide), found)


def _clear(guide: Guided, found: list[Found]) -> Guided | None:
    """The guide without what lies in a case (its heading, say, in the midst of the case's last line); fewer than two items are none."""
    if _free(guide.start, guide.end, found):
        return guide
    items = tuple(item for item in guide.items if _free(*item, found))
    if len(items) < 2 or not _free(items[0][0], items[-1][1], found):
        return None
    return replace(guide, start=items[0][0], end=items[-1][1], items=items, title=None)


def _merged(made: list[Guided], found: list[Found]) -> list[Guided]:
    """Figures of neighbouring paragraphs are one guide."""
    kept: list[Guided] = []
    for guide in made:
        last = kept[-1] if kept else None
        if last and last.kind == guide.kind == "figures" and guide.start - last.end <= _NEAR and _free(last.end, guide.start, found):
            kept[-1] = replace(last, end=guide.end, items=last.items + guide.items)
        else:
            kept.append(guide)
    return kept


def _outer(made: Iterable[Guided]) -> list[Guided]:
    """Of guides that lie in one another the outer ones, in order."""
    kept: list[Guided] = []
    for guide in sorted(made, key=lambda guide: (guide.start, -guide.end)):
        if not kept or guide.start >= kept[-1].end:
            kept.append(guide)
    return kept


def _free(start: int, end: int, found: list[Found]) -> bool:
    """Whether no case (they stand in order, apart) has a part of ``[start, end)``."""
    k = bisect_left(found, end, key=lambda case: case.start) - 1
    return k < 0 or found[k].end <= start


def _listed(desk: Page, root: Node, found: list[Found]) -> Iterator[Guided]:
    """Guides made of numbered or marked items."""
    todo = [root]
    while todo:
        node = todo.pop()
        for run in _runs(desk, node):
            stepped = run[0].head is not None and run[0].head.key == "step"
            whole = max(len(run), desk.pieces[run[-1].first].number if stepped else 0)
            run, last = _without_last(desk, run)
            todo += last
            if not run or whole < 2 or _topics(desk, run) or _contents(desk, run[0].first):
                todo += run
                continue
            made = [guide for part in _around(desk, run, found) if (guide := _from_run(desk, node, part, found, whole))]
            yield from (guide if guide is made[0] or guide.title else goes_on(desk, made[0], guide, found) for guide in made)
            todo += run


def _without_last(desk: Page, run: list[Node]) -> tuple[list[Node], list[Node]]:
    """The run, and apart from it a last item that is a list of its own (7、基本原则：a) b) c))."""
    if len(run) < 2 or any(len(item.children) >= 2 for item in run[:-1]):
        return run, []
    last = run[-1]
    numbered = [child for child in last.children if desk.pieces[child.first].number]
    title = desk.words(last.first)[:24]
    stepped = last.head is not None and last.head.key == "step" and len(numbered) >= 2 and NAMED.search(title)
    if stepped or (len(run) >= 4 and len(numbered) >= 3 and _TOPIC.search(title)):
        return run[:-1], [last]
    return run, []


def _contents(desk: Page, first: int) -> bool:
    """Whether the run is a table of contents, or goes through cases that were told."""
    above = desk.text(first - 1).replace(" ", "") if first else ""
    return above in ("目录", "contents", "目次", "本期目录") or bool(_NO_GUIDE.search(above[-40:]))


def _around(desk: Page, run: list[Node], found: list[Found]) -> Iterator[list[Node]]:
    """The run in parts, divided where a case is told between or inside its items; items that are cases are left out."""
    # A heading may stand right above the case that it announces (9.2 教学案例).
    begins = {case.start for case in found}
    told = sum(not begins.isdisjoint(piece.start for piece in desk.pieces[item.first : item.first + 2]) for item in run)
    if 3 * told >= len(run):
        return
    part: list[Node] = []
    for item in run:
        start, end = desk.pieces[item.first].start, desk.pieces[item.end - 1].end
        if not _free(start, desk.pieces[item.first].end, found):
            if part:
                yield part
            part = []
            continue
        part.append(item)
        if not _free(start, end, found):
            yield part
            part = []
    if part:
        yield part


def _runs(desk: Page, node: Node) -> Iterator[list[Node]]:
    """Children in runs of one style, each with numbers that rise; a child of another style ends no run."""
    by_key: dict[str, list[Node]] = {}
    for child in node.children:
        if child.head is None:
            continue
        key = child.head.key
        if key == "bracket":
            key += _NUMERALS.sub("#", desk.pieces[child.first].sign).partition("#")[0]
        run = by_key.setdefault(key, [])
        number = desk.pieces[child.first].number
        if run and number and number <= desk.pieces[run[-1].first].number:
            yield run
            by_key[key] = run = []
        run.append(child)
    yield from by_key.values()


def _topics(desk: Page, run: list[Node]) -> bool:
    """Whether the siblings are chapters, each with items of its own, rather than items."""
    head = run[0].head
    if head is None or head.level or head.key in ("title", "row", "review", "line") or head.kind in ("case", "comment"):
        return True
    if head.key == "bracket" and not all(_NUMBERED.search(desk.pieces[n.first].sign) for n in run):
        return True
    if _ARTICLE.match(desk.folded, desk.pieces[run[0].first].start):
        return True
    stepped = head.key == "step" or (head.key == "bracket" and not _APPENDED.search(desk.pieces[run[0].first].sign))
    parted = sum(len([c for c in n.children if desk.pieces[c.first].number]) >= 2 for n in run)
    named = sum(bool(_TOPIC.search(words(desk.folded, desk.pieces[n.first])[:24])) and bool(n.children) for n in run)
    long = sum(n.end - n.first > 14 or desk.pieces[n.end - 1].end - desk.pieces[n.first].start > 700 for n in run)
    return 2 * named >= len(run) or (not stepped and (2 * long > len(run) or 3 * parted >= 2 * len(run)))


def _from_run(desk: Page, node: Node, run: list[Node], found: list[Found], whole: int) -> Guided | None:
    first, last = run[0].first, _end(desk, run[-1], found, _lines(desk, run))
    start = desk.pieces[first].start
    lead = first - 1
    if _exercise(desk, run):
        return None
    title = announced = ""
    named: tuple[int, int] | None = None
    if (
        lead >= 0
        and LEAD.search(desk.text(lead))
        and _free(desk.pieces[lead].start, desk.pieces[lead].end, found)
        and not is_closing(desk.text(lead))
    ):
        start = _sentence_start(desk.folded, desk.pieces[lead])
        announced = desk.folded[start : desk.pieces[lead].end]
    heading = desk.pieces[node.first] if node.head is not None and not _question(desk, node) else None
    if heading is not None and node.own == first and node.head is not None and node.head.kind != "case" and first > node.first:
        title = words(desk.folded, heading)
        named = (heading.start, heading.end) if len(heading) <= 60 else None
        apart = announced and lead - node.first > 1  # a paragraph of its own stands between the heading and the announcement
        near = desk.pieces[first].start - heading.start <= 160 and _free(heading.start, desk.pieces[first].start, found)
        if near and not apart:
            start = min(start, heading.start)
    marked = _marked(desk, run, last)
    ends = [*marked[1:], last + 1]
    spans = tuple((desk.pieces[i].start, desk.pieces[j - 1].end) for i, j in zip(marked, ends, strict=True)) if marked else ()
    alone = len(run) == 1 and not (whole >= 3 and (announced or NAMED.search(title) or (run[0].head and run[0].head.key == "step")))
    if whole < 2 or not spans or alone:
        return None
    items = [words(desk.folded, desk.pieces[n.first]) for n in run]
    mean = (desk.pieces[last].end - desk.pieces[first].start) / len(run)
    if mean > _PROSE and not announced and not NAMED.search(title) and not NAMED.search(desk.pieces[first].sign):
        return None
    end = min([_without_tail(desk, run, last), *(case.start for case in found if start < case.start < desk.pieces[last].end)])
    named_last = announced[-60:].rpartition(",")[2]
    lead_words = named_last if NAMED.search(named_last) else announced[-60:]
    kind = kind_of(title[:40] or desk.pieces[first].sign, lead_words, items)
    shown = named if named and start <= named[0] else None
    return Guided(start, end, kind, "items", shown, tuple((a, min(b, end)) for a, b in spans if a < end))


def _marked(desk: Page, run: list[Node], last: int) -> list[int]:
    """The pieces that are items: those of the run, and the marked ones inside them, but no step that stands there alone (第一步先…)."""
    alone = {child.first for item in run for child in item.children if child.head and child.head.key == "step" and len(item.children) == 1}
    return [i for i in range(run[0].first, last + 1) if i in desk.heads and desk.pieces[i].style and i not in alone]


def _without_tail(desk: Page, run: list[Node], last: int) -> int:
    """Where the last item ends: in a list of short items that share a line, before the text that runs on behind a space."""
    piece = desk.pieces[last]
    longest = max((len(desk.pieces[node.first]) for node in run[:-1]), default=0)
    if not piece.opens and piece.style and 2 * longest < len(piece):
        found = _RUNS_ON.search(desk.folded, piece.start, piece.end)
        return found.start() + 1 if found else piece.end
    return piece.end


def _question(desk: Page, node: Node) -> bool:
    """Whether a heading only asks the reader; one that asks what or how names a list."""
    text = desk.words(node.first)
    return text.endswith("?") and not re.search(r"什么|怎|如何|哪些|为何", text)


def _exercise(desk: Page, run: list[Node]) -> bool:
    """Whether the items are a table of contents with gaps, all titles, or questions put to students."""
    items = [words(desk.folded, desk.pieces[node.first]) for node in run]
    numbers = [desk.pieces[node.first].number for node in run]
    gaps = any(b > a + 1 for a, b in pairwise(numbers))
    asked = sum(_ASKED.search(item) is not None for item in items)
    bare = all(node.end - node.first <= 2 for node in run[:-1]) and all(len(item) <= _TITLED for item in items)
    return (gaps and bare) or 2 * asked > len(items)


def _sentence_start(folded: str, piece: Piece) -> int:
    """Where the last sentence of the piece begins."""
    parts = sentences(folded[piece.start : piece.end])
    return piece.start + (parts[-1][0] if parts else 0)


def _lines(desk: Page, run: list[Node]) -> int:
    """How many lines an item has, where all have as many and one of them says the same in each (name, description, 应对:, what to do); else one."""
    sizes = {node.end - node.first for node in run[:-1]}
    if len(run) < 3 or len(sizes) > 1:
        return 1
    lines = sizes.pop()
    ends = [node.first + lines for node in run]
    alike = any(len({desk.text(node.first + k) for node in run}) == 1 for k in range(1, lines)) if ends[-1] <= len(desk.pieces) else False
    return lines if alike else 1


def _end(desk: Page, node: Node, found: list[Found], lines: int) -> int:
    """Last piece of the last item: its own line, the paragraph below a short one, and the items inside it; as many lines as the others have."""
    last = node.first
    for i in range(node.first + 1, node.end):
        head = desk.heads.get(i)
        if is_closing(desk.text(i)) or not _free(desk.pieces[i].start, desk.pieces[i].end, found):
            break
        if head is None and lines > 1:
            if i >= node.first + lines:
                break
            last = i
            continue
        if head is None and (desk.pieces[i].gap > 1 or (len(desk.pieces[last]) > 24 and desk.pieces[i].opens) or i > last + 1):
            break
        if head is not None and head.key in ("title", "bracket", "step", "serial"):
            break
        if head is None and i > node.first + 1 and LEAD.search(desk.text(i)):
            break
        last = i
    return last
