"""Stories that stand in running prose without a heading: found sentence by sentence, bounded by advice and by the next story."""

from __future__ import annotations

import re
from dataclasses import dataclass

from caselib.lang.clauses import sentences
from caselib.segment.heads import is_closing
from caselib.segment.lexicon import ANEW, OPENING_TIME, PLEADED
from caselib.segment.pieces import Piece
from caselib.segment.signs import complains, concerns, evidence, index, kept, persons, points, seen, seen_alone

_SUPPOSED = re.compile(
    r"^[“\"]?(?:比如|例如|譬如|比方|如果|假如|假设|比如说?有?[些人]|例如有些|当(?:客户|顾客|您|你)|若|一旦|试想|要是|无论|不管|每当|凡)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年|前[些几]年|早[几些]年|近日|日前")
_HAPPENS = re.compile(r"发生|推出|出过|有人|有一|一[位名家起款]|接到")
_OPENS = re.compile(
    r"有(?:一?(?:家|位|个|名|次|款|天|回|户)|人)|一(?:位|个|名|家|天|次|对|起)[^,。;:]{0,12}|前[些几][年天]|早[几些]年|(?:19|20)\d{2}年|"
    r"某[\u4e00-\u9fff]{0,6}|近日|日前|最近|不久前|那[天年]|当[\u4e00-\u9fff]{2,8}(?:刚|时)"
)
# Points that a run of sentences needs, and that a sentence needs to open one: chosen on the open corpus, where advice with an
# invented customer ("一个不满的客户会告诉十个人") stays below 3 and the shortest anecdote has 4.
# A paragraph tells a story of its own from this many points and characters on; a story that begins in its first third begins with it.
_OWN, _WHOLE, _LEAD = 2.8, 60, 0.35
# Paragraphs from which "one story each" is considered, and the share of them that must bring in customers of their own.
_PARAGRAPHS, _OWN_SHARE = 3, 0.6
_FADES = 4  # sentences that say neither, after which a story is over within a paragraph
_OPINES = re.compile(r"(?:专家|律师|业内|消[协费委保][^,。]{0,6}提[醒示]|编者|记者手记|评论|点评|调查显示|数据显示)")
# What takes up the paragraph before.
_TAKES_UP = re.compile(
    r"[他她]们?|该|对方|随后|于是|后来|次日|第二天|当[天晚日]|经|最终|最后|事后|此后|接到|接报|受理|调解|工作人员|消[协委保]|记者|商家|店方|公司|"
    r"双方|面对|为此|对此|目前|截至|据|[“\"]|" + PLEADED.pattern
)
# Characters up to which one word of dealings with a firm is enough, and two.
_BRIEF, _AT_LENGTH = 300, 1500
_BACK = 3000  # characters of a story in which its persons are looked for
# What a story is told for that is put to pupils or staff as an exercise, and how far behind the story it is looked for.
_TASK = re.compile(
    r"(?:假如|如果|假设|若)你是|你(?:会|该|应该?)(?:怎么|怎样|如何)(?:做|办|处理|回[答应])|请(?:你)?(?:写出|回答|谈谈|分析)|\(\d{1,2}分\)"
)
_BEHIND = 40
_IDLE = 2  # paragraphs that say neither, after which a story is over
_HINT, _OPENING, _ENOUGH, _STOP = 1.2, 2.0, 4.0, -1.0


@dataclass(slots=True)
class Story:
    """Clean ``[start, end)`` of a story and the surnames that it names."""

    start: int
    end: int
    names: frozenset[str] = frozenset()
    points: float = 0.0


@kept
def names(folded: str, start: int, end: int) -> frozenset[str]:
    """Surnames of persons told of in the stretch."""
    return frozenset(found[found.lastindex or 0] for found in index(folded).found("name", start, end))


def stories(folded: str, pieces: list[Piece], first: int, end: int) -> list[Story]:
    """Stories in the pieces ``[first, end)``, in order; several paragraphs on one matter are one story."""
    return _one_each(folded, pieces[first:end]) or _running(folded, pieces[first:end])


def _one_each(folded: str, pieces: list[Piece]) -> list[Story]:
    """Where most long paragraphs bring in customers of their own, each tells one story from its first word to its last."""
    long = [piece for piece in pieces if len(piece) >= _WHOLE and not is_closing(folded[piece.start : piece.end])]
    if len(long) < _PARAGRAPHS:
        return []
    told = [(piece, evidence(folded, piece.start, piece.end), names(folded, piece.start, piece.end)) for piece in long]
    weighed = [entry for entry in told if entry[1].story >= 0.5 and not _OPINES.match(folded, entry[0].start, entry[0].end)]
    own = sum(
        bool(e.story >= 3.0 and e.customer and not n & before and not PLEADED.match(folded, piece.start, piece.end))
        for (piece, e, n), before in zip(weighed, [frozenset(), *(n for *_, n in weighed)], strict=False)
    )
    if len(weighed) < _PARAGRAPHS or own < _OWN_SHARE * len(weighed):
        return []
    found: list[Story] = []
    for piece, signs, who in weighed:
        same = found and (who & found[-1].names or PLEADED.match(folded, piece.start, piece.end))
        if found and (same or (not signs.customer and _TAKES_UP.match(folded, piece.start, piece.end) and signs.story < 2)):
            found[-1] = Story(found[-1].start, piece.end, found[-1].names | who, found[-1].points + signs.story)
        elif (signs.customer or signs.event + signs.past >= 3) and _complaint(folded, piece.start, piece.end):
            found.append(Story(piece.start, piece.end, who, signs.story))
    return found


def _running(folded: str, pieces: list[Piece]) -> list[Story]:
    """Stories in running prose, sentence by sentence."""
    found: list[Story] = []
    story: Story | None = None
    idle = 0
    for piece in pieces:
        if is_closing(folded[piece.start : piece.end]):
            _finish(found, story, folded)
            story = None
            continue
        going = _goes_on(folded, piece, story) if story is not None else 0
        if going < 0:
            _finish(found, story, folded)
            story = None
        elif going == 0 and story is not None:
            idle += 1
            if idle > _IDLE:
                _finish(found, story, folded)
                story = None
            continue
        idle = 0
        story = _scan(folded, piece, story, found)
    _finish(found, story, folded)
    return found


def _scan(folded: str, piece: Piece, story: Story | None, found: list[Story]) -> Story | None:
    """Go through a paragraph's sentences, with the story that is open or none."""
    weak = 0
    for a, b in _sentences(folded, piece.start, piece.end):
        outside, worth = points(folded, a, b)
        if story is None:
            if outside >= _HINT and _opens(folded, a, b) and (outside >= _OPENING or _brings_in(folded, a, b)):
                story = Story(_widened(piece, a), b, names(folded, a, b), worth)
                weak = 0
            continue
        if worth <= _STOP or (worth <= 0 and weak >= _FADES):
            _finish(found, story, folded)
            story = None
            continue
        weak = weak + 1 if worth <= 0.3 else 0
        if worth > 0.3:
            story.end, story.points = b, story.points + worth
            story.names |= names(folded, a, b)
    return story


@kept
def _sentences(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in sentences(folded[start:end])]


@kept
def _opens(folded: str, start: int, end: int) -> bool:
    """Whether a sentence can open a story: it supposes nothing, asks nothing, and brings in somebody or a time."""
    text = folded[start:end]
    if _SUPPOSED.match(text) or text.endswith("?") or (end - start < 40 and text[-1] not in "。!”;:)"):
        return False
    return seen_alone(folded, "customer", start, end) or seen(folded, "opening_time", start, end) or _OPENS.search(text, 0, 20) is not None


@kept
def _brings_in(folded: str, start: int, end: int) -> bool:
    return seen(folded, "customer", start, end) or OPENING_TIME.match(folded, start, end) is not None


def _goes_on(folded: str, piece: Piece, story: Story) -> int:
    """1 if a new paragraph still tells the open story, -1 if it opens another or turns to advice, 0 if it says neither."""
    new = names(folded, piece.start, piece.end)
    back = max(story.start, story.end - _BACK)
    if new & story.names or any(folded.count(person, back, story.end) >= 2 for person in persons(folded, piece.start, piece.end)):
        return 1
    told = evidence(folded, piece.start, piece.end)
    another = story.points >= _ENOUGH or ANEW.match(folded, piece.start, piece.end) is not None
    if another and not _TAKES_UP.match(folded, piece.start, piece.end) and told.story >= _OWN and told.size >= _WHOLE:
        opening = folded[piece.start : min(piece.end, piece.start + 120)]
        someone = (new or not story.names or told.customer) and seen_alone(folded, "customer", piece.start, piece.start + len(opening))
        if someone or (told.customer and ANEW.match(opening)) or (_YEAR.match(opening) and _HAPPENS.search(opening)):
            return -1
    worth = [points(folded, a, b)[1] for a, b in _sentences(folded, piece.start, piece.end)]
    mean = sum(worth) / max(1, len(worth))
    return 1 if sum(worth) >= 1.5 and mean >= 0.35 else -1 if mean <= -0.3 else 0


def apart(found: list[Story]) -> bool:
    """Whether several stories tell of different people."""
    return len(found) >= 2 and not frozenset.intersection(*(story.names for story in found))


def _widened(piece: Piece, start: int) -> int:
    """Where the story really begins: with its paragraph, if little stands before it there."""
    return piece.start if start - piece.start <= _LEAD * len(piece) else start


def _finish(found: list[Story], story: Story | None, folded: str) -> None:
    """Keep the story if it tells enough of one."""
    if story is None:
        return
    told = evidence(folded, story.start, story.end)
    enough = (
        told.story >= _ENOUGH
        and told.event >= 2
        and (told.past >= 1 or told.event >= 4)
        and (told.customer or seen(folded, "opening_time", story.start, story.end))
    )
    short = (
        told.story >= 0.5
        and story.points >= 2.5
        and told.customer
        and told.past
        and told.event + told.past + told.first >= 3
        and (told.event or concerns(folded, story.start, story.end) >= 2 or (told.past >= 3 and ANEW.match(folded, story.start)))
    )
    public = told.event >= 3 and told.past >= 2 and story.points >= _ENOUGH and seen(folded, "opening_time", story.start, story.end)
    if (
        (enough or short or public)
        and not _TASK.search(folded, story.start, story.end + _BEHIND)
        and _complaint(folded, story.start, story.end)
    ):
        found.append(story)


def _complaint(folded: str, start: int, end: int) -> bool:
    """Whether a story is about a complaint: fiction and reports of other things have dealings with no firm."""
    least = 1 if end - start < _BRIEF else 2 if end - start < _AT_LENGTH else 3
    return complains(folded, start, end) and concerns(folded, start, end) >= least
