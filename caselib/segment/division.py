"""Files of entries: the sign that divides a stretch best into complaints, each of somebody else.

Every sign that comes back (:mod:`signposts`) is tried. For a division speak entries that tell a complaint of their own; against it
entries that only go on with the one before (a reply, the same person, "later"), and entries that tell nothing. What one entry
alone could not carry, being short, is carried by its siblings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from caselib.segment.guided import NAMED
from caselib.segment.heads import TITLE, Head, is_turn, part_name
from caselib.segment.lexicon import ADVISES, ANEW, ASKS, CLOSES, CUSTOMER, OPENING_TIME, PRAISE
from caselib.segment.outline import Node
from caselib.segment.page import Found, Page, case_of
from caselib.segment.signposts import WEAK, signposts
from caselib.segment.signs import complains, concerns, faults, index, kinds, times
from caselib.segment.stories import NAMES

# Characters: what an entry has at least; where it says what it is about; by which a label is known; up to which
# a paragraph need not bring in anybody; from which siblings vouch for one.
_LEAST, _OPENING, _LABEL, _BRIEF, _WHOLE = 24, 70, 6, 150, 60
# Points of an entry that is a case among cases; one more for so many characters, up to a limit; then shares of entries that must
# be cases (of most files, of diaries, of paragraphs or a part of a document), and that may go on with others.
# The longer the entry the more must be told: in many words every kind of word turns up.
_CASE, _LONGER, _MOST = 1.6, 140, 11.0
_SHARE, _FEW, _MOSTLY, _GOING = 0.5, 0.3, 0.6, 0.25
_TOPIC = 3.0  # points that a heading takes away that promises types, methods or an analysis
_LIKE = -2.5  # points of an entry that its siblings vouch for
_UNTOLD, _UNCOMPLAINED = 1.5, 3.5  # points that an entry lacks in which no known word says that something happened, or that it was wrong
# Points above the least that entries have on average, and where nothing but blank lines or titles divide them; or against other rules; and more
# in a small part of a document.
_SURELY, _PLAINLY, _CLEAR, _DOUBT = 0.4, 1.2, 2.0, 1.3
# Signs under which much is written down that is no complaint.
_DIARY = ("clock", "date", "code")
_COMPLAINTS = re.compile(r"投诉|客诉|申诉|投訴|意见[簿本摘登箱收]|(?:家长|顾客|客户|患者|业主|住户|旅客|宾客)意见|信访|举报|热线|来信|留言办|差评|纠纷|糾紛|维权|诉求|工单|不满|吐槽|曝光|售后|赔偿")
# What reports of figures are full of, and the points that each of them beyond the first takes away.
_COUNTED, _FIGURES = re.compile(r"\d\s?%|\d[件宗起](?!事)|同比|环比|占比|百分点|居前|上升|下降|共(?:受理|接|收到)"), 1.0
# Who is meant when nobody in particular is.
_ANYBODY = {"客户", "客人", "顾客", "用户", "消费者"}
_GOES_ON = re.compile(
    r"(?:回[复覆]|re|答复|答|转发|补充|追加|更新|后续|再次)[:\s]|[他她它](?!人)|对方|双方|随后|于是|后来|次日|第二天|当[天晚日]|经(?!理|营|常|济)|"
    r"最[终后](?!难|一)|事后|此后|这[时次件样]|该|但|可是|然而|不过|因此|所以|结果|接着|对此|为此|原来|目前|截至"
)
_REPLY = re.compile(r"回复:|回覆:|答复:|re:|收到来信|来信收悉|来函收悉")
# Parts of a case that never open one; what was done about an entry, said under a label of its own, and the points that it is worth.
_BEHIND = ("reply", "handling", "outcome", "advice", "lesson", "analysis")
_HANDLED = re.compile(
    r"(?:[,。;!?\s\[【(|]|^)(?:处理|处置|办理|承办|反馈|回应|答复|回复|店主回|结果|措施|整改|调解)[\u4e00-\u9fff]{0,4}[】\])]?\s?:|[。\s](?:已|经)[\u4e00-\u9fff]"
)
_ANSWERED = 1.2
# A line that tells is no heading: the marks of a sentence, or its cells.
_SENTENCE = re.compile(r"[。,;!?\t|\s][\u4e00-\u9fff]|[。!?]$")
# Who speaks to everybody at the end: 消协提醒, 律师建议, 编者按.
_TURNS_TO_ALL = re.compile(
    r"[*【\[]{0,3}(?:[\u4e00-\u9fff]{0,8}(?:消[委费保协][^,。:]{0,6}|专家|律师|记者|编[者辑]|本[会报刊]|监管[局所]|质监所|法官|工商))?"
    r"(?:温馨|消费|友情|特别)?(?:提[醒示]|建议|点评|支招|意见|寄语|呼吁)(?:您|广大)?(?:消费者|市民|游客)?[*】\]]{0,3}\s?:"
)
_SUPPOSED = re.compile(r"市民可|可(?:以)?(?:扫码|拨打|登录|关注)|将[于在]|报名|如果|假如|假设|比如|例如|应(?:当|该)|必须|不得|请(?!假|求)|当(?:客户|顾客)|怎么办|你会|您会")


@dataclass(frozen=True, slots=True)
class Entry:
    """Pieces ``[first, end)``, by how many points they tell more than a case must, whether they go on with the entry before, and whether they
    name somebody or a time."""

    first: int
    end: int
    points: float
    goes_on: bool
    size: int
    particular: bool


@dataclass(frozen=True, slots=True)
class Division:
    """Entries by one sign, and what speaks for it."""

    sign: str
    entries: list[Entry]
    score: float

    @property
    def cases(self) -> list[Entry]:
        """Entries that are cases; where most are and the sign was set on purpose, also those that tell a little less."""
        told = sum(is_case(entry) for entry in self.entries)
        most = 5 * told >= 3 * len(self.entries)
        return [entry for entry in self.entries if is_case(entry) or (most and self._like(entry))]

    def _like(self, entry: Entry) -> bool:
        if self.sign in WEAK:
            return entry.points >= _LIKE / 2 and entry.particular and entry.size >= _WHOLE and not entry.goes_on
        return entry.points >= _LIKE and not entry.goes_on


def is_case(entry: Entry) -> bool:
    """Whether an entry tells a complaint of its own."""
    return entry.points >= 0 and not entry.goes_on


def divided(desk: Page, first: int, end: int) -> Division | None:
    """The best division of the pieces ``[first, end)``, if any is good enough."""
    found = []
    for sign, places in signposts(desk.folded, desk.pieces, desk.heads, first, end).items():
        made = _weighed(desk, sign, places, first, end)
        if made is not None:
            found.append(made)
    return max(found, key=lambda made: (round(made.score, 1), made.sign not in WEAK + _DIARY, -len(made.entries)), default=None)


def better(desk: Page, division: Division, new: list[Found], there: list[Found]) -> bool:
    """Whether a division is to stand in place of what other rules have found in its stretch."""
    if 4 * going(desk, there) > len(there):
        return True
    if any(case.rule == "entries" for case in there):
        return False
    marked = sum(case.rule == "parallel_headings" for case in there)
    if 2 * marked > len(there):
        # Headings have been weighed: a sibling more needs clear evidence, another way of dividing much more yield.
        clear = sum(entry.points for entry in division.cases) >= _CLEAR * len(new)
        return 2 * len(new) >= 3 * len(there) if division.sign in WEAK else len(new) > len(there) and clear
    return len(new) > len(there)


def going(desk: Page, cases: list[Found]) -> int:
    """How many of the cases that other rules have found only go on with the one before."""
    entries: list[Entry] = []
    for case in cases:
        first = desk.at(case.start)
        entries.append(_entry(desk, first, max(first + 1, desk.at(case.end)), entries[-1] if entries else None, "label"))
    return sum(entry.goes_on for entry in entries)


def found_in(desk: Page, division: Division) -> list[Found]:
    """The cases of a division."""
    made = []
    for entry in division.cases:
        head = desk.heads.get(entry.first) or Head(entry.first, "head", division.sign)
        case = case_of(desk, Node(head, entry.first, entry.end), "divided")
        last = max(i for i in range(entry.first, entry.end) if i not in desk.closing or i == entry.first)
        whole = desk.pieces[last].end
        made.append(replace(case, end=whole if 2 * (case.end - case.start) < whole - case.start or last == entry.end - 1 else case.end))
    return made


def _weighed(desk: Page, sign: str, places: list[int], first: int, end: int) -> Division | None:
    """A division with its score, or nothing if too few entries are cases or too many go on."""
    bounds = entries_by(desk, sign, places, end)
    if len(bounds) < 3:
        return None
    entries: list[Entry] = []
    promised = _promised(desk, bounds[0])
    for a, b in pairwise(bounds):
        entries.append(_entry(desk, a, b, entries[-1] if entries else None, sign, promised))
    told = [entry for entry in entries if is_case(entry)]
    counted = [entry for entry in entries if entry.size >= _LEAST]
    going = sum(entry.goes_on for entry in entries)
    part = end - first < len(desk.pieces)
    share = _MOSTLY if sign in WEAK or part else _FEW if sign in _DIARY and len(told) >= 3 else _SHARE
    if len(told) < 2 or len(told) < share * len(counted) or going > _GOING * len(entries):
        return None
    dealings = sum(concerns(desk.folded, desk.pieces[entry.first].start, desk.pieces[entry.end - 1].end) > 0 for entry in told)
    if 3 * dealings < len(told):
        return None
    if sign not in _DIARY and 2 * sum(entry.particular for entry in told) < len(told):
        return None
    mean = sum(entry.points for entry in told) / len(told)
    doubt = 0.0 if 2 * (end - first) >= len(desk.pieces) else _DOUBT
    if mean < doubt + (_PLAINLY if sign in WEAK else _SURELY):
        return None
    covered = sum(entry.size for entry in told) / max(1, desk.pieces[end - 1].end - desk.pieces[bounds[0]].start)
    worth = sum(min(1.5, 0.8 + entry.points / 6) for entry in told)
    score = worth * (0.6 + 0.4 * covered) - 1.0 * going - 0.1 * (len(counted) - len(told)) - (0.4 if sign in WEAK else 0.0)
    return Division(sign, entries, score)


def entries_by(desk: Page, sign: str, places: list[int], end: int) -> list[int]:
    """Where the entries begin that a sign opens at these pieces, and where the last one ends; nothing if there are not two."""
    places = _with_titles(desk, sign, _openings(desk, sign, places))
    return [*places, _end_of_last(desk, places, end)] if len(places) >= 2 else []


def _openings(desk: Page, sign: str, places: list[int]) -> list[int]:
    """Places that are no parts of a case: neither by name nor by coming again and again among others."""
    if ":" in sign:
        behind = part_name(sign.partition(":")[2] + ":") in _BEHIND
        spoken = sum(i + 1 < len(desk.pieces) and len(desk.pieces[i]) < _WHOLE and bool(is_turn(desk.folded, desk.pieces[i + 1])) for i in places)
        return [] if behind or (sign.startswith("label:") and 2 * spoken > len(places) and _talks(desk, places)) else places
    seen = Counter(desk.words(i)[:_LABEL] for i in places)
    again = {text for text, count in seen.items() if count >= 2} if len(seen) > 1 else set()
    return [
        i
        for i in places
        if not ((head := desk.heads.get(i)) and head.kind in ("part", "comment") and head.part not in ("situation", "demand"))
        and part_name(desk.words(i)) in ("", "situation", "demand")
        and desk.words(i)[:_LABEL] not in again
    ]


def _talks(desk: Page, places: list[int]) -> bool:
    """Whether the line behind most of these is a turn of the same other speaker."""
    others = Counter(is_turn(desk.folded, desk.pieces[i + 1]) for i in places if i + 1 < len(desk.pieces))
    return 2 * others.most_common(1)[0][1] > len(places)


def _with_titles(desk: Page, sign: str, places: list[int]) -> list[int]:
    """Openings moved up to the title that stands over every one of them."""
    if sign in WEAK:
        return places
    above = [i - 1 for i in places if i > 0]
    titles = [i for i in above if (head := desk.heads.get(i)) is not None and head.key == "title" and desk.pieces[i].opens]
    if len(above) == len(places) and (
        len(titles) == len(above) or (3 * len(titles) >= 2 * len(above) and all(_stands_alone(desk, i) for i in above))
    ):
        return above
    return places


def _stands_alone(desk: Page, i: int) -> bool:
    """Whether a piece is a short line behind a blank one: a title, however it ends."""
    piece = desk.pieces[i]
    return piece.opens and piece.closes and len(piece) <= TITLE and (piece.gap > 0 or i == 0)


def _end_of_last(desk: Page, places: list[int], end: int) -> int:
    """Where the last entry ends: at a closing line, or at what no earlier entry has inside."""
    inside = {desk.heads[i].key for i in range(places[0] + 1, places[-1]) if i in desk.heads}
    gaps = any(desk.pieces[i].gap for a, b in pairwise(places) for i in range(a + 1, b))
    for i in range(places[-1] + 1, end):
        head = desk.heads.get(i)
        if i in desk.closing or (head is not None and head.key not in inside) or (desk.pieces[i].gap and not gaps):
            return i
    return end


def _entry(desk: Page, first: int, end: int, before: Entry | None, sign: str, promised: bool = False) -> Entry:
    start, stop = desk.pieces[first].start, desk.pieces[end - 1].end
    goes_on = before is not None and _goes_on(desk, first, end, before, sign)
    particular = any(kinds(desk.folded, name, start, stop) for name in ("customer", "time", "first")) or bool(
        set(index(desk.folded).words("somebody", start, stop)) - _ANYBODY
    )
    least = min(_MOST, _CASE + (stop - start) / _LONGER)
    points = -_MOST if _closes(desk, first) else _points(desk, start, stop) - _TOPIC * _teaches(desk, first)
    vouched = promised and sign not in WEAK and stop - start >= _LEAST and not _closes(desk, first) and not _teaches(desk, first)
    if vouched and not _praises(desk.folded, start, stop):
        points = max(points + 1.0, -1.0)
    return Entry(first, end, points - least, goes_on, stop - start, particular)


def _teaches(desk: Page, first: int) -> bool:
    """Whether an entry's own heading says that it explains something (types, methods, an analysis)."""
    piece = desk.pieces[first]
    end = min(piece.end, piece.words + TITLE)
    if not piece.style and not (piece.closes and len(piece) <= TITLE):
        return False
    return ADVISES.search(desk.folded, piece.words, min(end, piece.words + 16)) is not None or (
        piece.closes and piece.end == end and NAMED.search(desk.folded, piece.words, end) is not None
    )


def _closes(desk: Page, first: int) -> bool:
    """Whether an entry's own heading says that it is about what is to be done, or about the whole."""
    piece = desk.pieces[first]
    if _TURNS_TO_ALL.match(desk.folded, piece.start, piece.end):
        return True
    titled = piece.closes and len(piece) <= TITLE and not _SENTENCE.search(desk.folded, piece.words, piece.end)
    return titled and CLOSES.search(desk.folded, piece.words, piece.end) is not None


def _promised(desk: Page, first: int) -> bool:
    """Whether the document or the lines above the first entry say that complaints follow (投诉台账), and not how to deal with them."""
    start = desk.pieces[first].start
    lead = desk.folded[: min(80, start)] + "\n" + desk.folded[max(0, start - 80) : start]
    return _COMPLAINTS.search(lead) is not None and ADVISES.search(lead) is None


def _points(desk: Page, start: int, stop: int) -> float:
    """What an entry among entries says for a complaint of its own."""
    folded = desk.folded
    if stop - start < _LEAST or _praises(folded, start, stop):
        return -_MOST
    complained = complains(folded, start, stop)
    if not complained and ASKS.search(folded, start, stop):
        return -_MOST
    told = {name: kinds(folded, name, start, stop) for name in ("customer", "time", "event", "past", "first", "concern", "somebody")}
    told["perfect"] = times(folded, "perfect", start, stop)
    missing = _UNTOLD * (told["event"] + told["past"] + told["perfect"] < 1) + _UNCOMPLAINED * (not complained)
    advice = times(folded, "advice", start, stop) + len(_SUPPOSED.findall(folded, start, stop))
    weights = (("customer", 1.5, 2), ("somebody", 0.7, 2), ("time", 0.6, 2), ("event", 0.6, 4), ("past", 0.6, 4), ("perfect", 0.25, 4),
               ("first", 0.3, 2), ("concern", 0.2, 3))  # fmt: skip
    points = sum(weight * min(most, told[name]) for name, weight, most in weights) + 0.2 * min(3, faults(folded, start, stop))
    general = times(folded, "generic", start, stop)
    missing -= _ANSWERED * (_HANDLED.search(folded, start, stop) is not None)
    missing += _FIGURES * max(0, len(_COUNTED.findall(folded, start, stop)) - 1)
    return points - missing - min(8.0, (110.0 * advice + 50.0 * general) / max(80, stop - start))


def _praises(folded: str, start: int, stop: int) -> bool:
    return PRAISE.search(folded, start, stop) is not None and faults(folded, start, stop) < 2


def _goes_on(desk: Page, first: int, end: int, before: Entry, sign: str) -> bool:
    """Whether an entry only goes on with the one before it."""
    piece = desk.pieces[first]
    start, stop = piece.start, desk.pieces[end - 1].end
    opening = min(stop, start + _OPENING)
    if _REPLY.search(desk.folded, start, opening):
        return True
    if sign not in WEAK and not sign.startswith("label"):
        return False
    shared = named(desk.folded, start, stop) & named(desk.folded, desk.pieces[before.first].start, start)
    if shared:
        return True
    new = CUSTOMER.search(desk.folded, start, opening) or OPENING_TIME.search(desk.folded, start, opening) or ANEW.match(desk.folded, start, opening)
    return _GOES_ON.match(desk.folded, piece.words, piece.end) is not None or (
        not new and (sign == "para" or (sign == "gap" and stop - start > _BRIEF))
    )


@lru_cache(maxsize=4)
def _all_named(folded: str) -> tuple[list[int], list[str]]:
    hits = [(found.start(), next(group for group in found.groups() if group)) for found in NAMES.finditer(folded)]
    return [at for at, _ in hits], [name for _, name in hits]


def named(folded: str, start: int, end: int) -> set[str]:
    """Surnames of persons told of in a stretch; looked up in the text once for all."""
    starts, found = _all_named(folded)
    return set(found[bisect_left(starts, start) : bisect_left(starts, end)])
