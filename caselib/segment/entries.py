"""One entry of a file among others: whether it tells a complaint of its own, goes on with the one before, or tells nothing.

The weights are a choice, made on the open corpus and the marked layouts. A logistic regression on character runs, trained on the entries
of both, told cases from others better entry by entry (area under the curve 0.97 against 0.93), but found no more cases end to end in
documents that it had not seen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from caselib.segment.guided import NAMED
from caselib.segment.heads import TITLE
from caselib.segment.lexicon import ADVISES, ANEW, CLOSES, PLEADED
from caselib.segment.page import Page
from caselib.segment.signposts import WEAK
from caselib.segment.signs import NUMBERS, complains, counts, faults, index, kept, seen

# Characters: what an entry has at least; where it says what it is about; up to which a paragraph need not bring in anybody.
LEAST, _OPENING, _BRIEF = 24, 70, 150
# Points of an entry that is a case among cases; one more for so many characters, up to a limit.
# The longer the entry the more must be told: in many words every kind of word turns up.
_CASE, _LONGER, _MOST = 1.6, 140, 11.0
# Class, weight of a word, and how many count at most.
_WEIGHTS = (
    ("customer", 1.5, 2), ("somebody", 0.7, 2), ("time", 0.6, 2), ("event", 0.6, 4), ("past", 0.6, 4), ("perfect", 0.25, 4),
    ("first", 0.3, 2), ("concern", 0.2, 3),
)  # fmt: skip
_TOPIC = 3.0  # points that a heading takes away that promises types, methods or an analysis
_UNTOLD, _UNCOMPLAINED = 1.5, 3.5  # points that an entry lacks in which no known word says that something happened, or that it was wrong
_COMPLAINTS = re.compile(
    r"投诉|客诉|申诉|投訴|意见[簿本摘登箱收]|(?:家长|顾客|客户|患者|业主|住户|旅客|宾客)意见|信访|举报|热线|来信|留言办|差评|纠纷|糾紛|维权|诉求|工单|"
    r"不满|吐槽|曝光|售后|赔偿"
)
_RULES = re.compile(r"流程|须知|指南|指引|规定|规范|条例|办法|守则|手册|制度|话术|说明$|技巧|常识|faq|问答集")
_NOTHING = 3.0  # points that it takes away to say that nobody complained
_DENIED = 80  # characters of an entry that says little else
_FIGURES = 1.0  # points that each figure of a report beyond the first takes away
# Who is meant when nobody in particular is.
_ANYBODY = frozenset(("客户", "客人", "顾客", "用户", "消费者"))
_GOES_ON = re.compile(
    r"(?:回[复覆]|re|答复|答|转发|补充|追加|更新|后续|再次)[:\s]|[他她它](?!人)|对方|双方|随后|于是|后来|次日|第二天|当[天晚日]|经(?!理|营|常|济)|"
    r"最[终后](?!难|一)|事后|此后|这[时次件样]|该|但|可是|然而|不过|因此|所以|结果|接着|对此|为此|原来|目前|截至|" + PLEADED.pattern
)
_NAME = 12  # characters of a name or a number above a reply
# Headings that only go on with the time: 第二天, 三个月后, 尾声, round 2.
STAGE = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,2}(?:个)?(?:小时|天|日|夜|周|星期|月|年|轮|回合|阶段|幕|季)|[一二两三四五六七八九十\d]{1,3}个?(?:小时|天|日|周|星期|月|年)(?:以?后|之后)|(?:次日|翌日|当[天晚夜]|后来|尾声|结局|"
    r"引言|序幕|落幕|余波|转折|后续|更新|结尾)[^,。;]{0,4}|(?:round|day|part|act)\s?\d{1,2})[:]?"
)
# A firm or an expert who only answers, at the head of a post of its own.
ONLY_ANSWERS = re.compile(r"(?:最佳|推荐|热心|采纳)(?:回答|答案)|(?:官方|客服|商家|店主)[^\n。]{0,30}\n[^\n]{0,4}(?:亲[,,]|您好|尊敬的|感谢您)")
_REPLY = re.compile(rf"回复:|回覆:|答复:|re:|收到来信|来信收悉|来函收悉|{ONLY_ANSWERS.pattern}")
# Points that it is worth that something was done about an entry, said under a label of its own.
_ANSWERED = 1.2
# A line that tells is no heading: the marks of a sentence, or its cells.
_SENTENCE = re.compile(r"[。,;!?\t|\s][\u4e00-\u9fff]|[。!?]$")
# Who speaks to everybody at the end: 消协提醒, 律师建议, 编者按.
_TURNS_TO_ALL = re.compile(
    r"[*【\[]{0,3}(?:[\u4e00-\u9fff]{0,8}(?:消[委费保协][^,。:]{0,6}|专家|律师|记者|编[者辑]|本[会报刊]|监管[局所]|质监所|法官|工商)(?:建议|点评|支招|意见|寄语|呼吁|提[醒示])|"
    r"(?:温馨|消费|友情|特别)?提[醒示])(?:您|广大)?(?:消费者|市民|游客)?[*】\]]{0,3}\s?:"
)


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


def is_case(entry: Entry) -> bool:
    """Whether an entry tells a complaint of its own."""
    return entry.points >= 0 and not entry.goes_on


def weigh(desk: Page, first: int, end: int, before: Entry | None, sign: str, promised: bool = False) -> Entry:
    """An entry with its points; ``promised`` says that complaints were announced."""
    start, stop = desk.pieces[first].start, desk.pieces[end - 1].end
    goes_on = before is not None and _goes_on(desk, first, end, before, sign)
    least = min(_MOST, _CASE + (stop - start) / _LONGER)
    closes, teaches = _closes(desk, first), _teaches(desk, first)
    closes = closes or _announces(desk, end)
    points = -_MOST if closes else _points(desk.folded, start, stop) - _TOPIC * teaches
    vouched = promised and sign not in WEAK and stop - start >= LEAST and not closes and not teaches
    if vouched and not praises(desk.folded, start, stop):
        points = max(points + 1.0, -1.0)
    return Entry(first, end, points - least, goes_on, stop - start, _particular(desk.folded, start, stop))


@kept
def _particular(folded: str, start: int, stop: int) -> bool:
    """Whether somebody in particular is named, or a time."""
    found, _ = counts(folded, start, stop)
    told = any(found[NUMBERS[name]] for name in ("customer", "time", "first"))
    return told or not _ANYBODY.issuperset(index(folded).words("somebody", start, stop))


@kept
def lived(folded: str, start: int, stop: int) -> bool:
    """Whether a question tells of what its writer lived through: by himself, at a time, or with what is over."""
    found, _ = counts(folded, start, stop)
    return any(found[NUMBERS[name]] for name in ("customer", "time", "first")) and found[NUMBERS["event"]] + found[NUMBERS["past"]] > 0


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


def taught_by(desk: Page) -> bool:
    """Whether the document's title promises rules of conduct: 退换货流程说明."""
    first = desk.pieces[0]
    return len(first) <= TITLE and _RULES.search(desk.folded, first.start, first.end) is not None


def _announces(desk: Page, end: int) -> bool:
    """Whether an entry ends with what announces others: 现通报如下:."""
    return desk.folded[desk.pieces[end - 1].end - 1] == ":"


def promised_by(desk: Page, first: int) -> bool:
    """Whether the document or the lines above the first entry say that complaints follow (投诉台账), and not how to deal with them."""
    start = desk.pieces[first].start
    lead = desk.folded[: min(80, start)] + "\n" + desk.folded[max(0, start - 80) : start]
    return _COMPLAINTS.search(lead) is not None and ADVISES.search(lead) is None


@kept
def _points(folded: str, start: int, stop: int) -> float:
    """What an entry among entries says for a complaint of its own."""
    if stop - start < LEAST or praises(folded, start, stop):
        return -_MOST
    denied = seen(folded, "nothing", start, stop)
    if denied and stop - start < _DENIED:
        return -_MOST
    complained = complains(folded, start, stop) or faults(folded, start, stop) > 0
    if not complained and seen(folded, "asks", start, stop):
        return -_MOST
    text, (different, all_) = index(folded), counts(folded, start, stop)
    told = {name: different[NUMBERS[name]] for name in ("customer", "time", "event", "past", "first", "concern", "somebody")}
    told["perfect"] = all_[NUMBERS["perfect"]]
    missing = _UNTOLD * (told["event"] + told["past"] + told["perfect"] < 1) + _UNCOMPLAINED * (not complained)
    advice = all_[NUMBERS["advice"]] + sum(1 for _ in text.found("supposed", start, stop))
    missing += _NOTHING * denied
    points = sum(weight * min(most, told[name]) for name, weight, most in _WEIGHTS) + 0.2 * min(3, faults(folded, start, stop))
    missing -= _ANSWERED * seen(folded, "handled", start, stop)
    missing += _FIGURES * max(0, sum(1 for _ in text.found("figure", start, stop)) - 1)
    return points - missing - min(8.0, (110.0 * advice + 50.0 * all_[NUMBERS["generic"]]) / max(80, stop - start))


@kept
def praises(folded: str, start: int, stop: int) -> bool:
    """Whether a stretch praises rather than complains."""
    praise = next(index(folded).found("praise", start, stop), None)
    if praise is None or faults(folded, start, stop) >= 2:
        return False
    # A good mark at the end of a row, behind what went wrong, is how it ended.
    return not ("好评" in praise[0] and faults(folded, start, praise.start()) and 2 * (praise.start() - start) > stop - start)


def _goes_on(desk: Page, first: int, end: int, before: Entry, sign: str) -> bool:
    """Whether an entry only goes on with the one before it."""
    piece = desk.pieces[first]
    start, stop = piece.start, desk.pieces[end - 1].end
    opening = min(stop, start + _OPENING)
    if len(piece) <= TITLE and STAGE.fullmatch(desk.words(first)):
        return True
    if _REPLY.search(desk.folded, start, min(opening, max(piece.end, start + _NAME))):
        return True
    if sign not in WEAK and not sign.startswith("label"):
        return False
    shared = named(desk.folded, start, stop) & named(desk.folded, desk.pieces[before.first].start, start)
    if shared:
        return True
    new = (
        seen(desk.folded, "customer", start, opening)
        or seen(desk.folded, "opening_time", start, opening)
        or ANEW.match(desk.folded, start, opening) is not None
    )
    return _GOES_ON.match(desk.folded, piece.words, piece.end) is not None or (
        not new and (sign == "para" or (sign == "gap" and stop - start > _BRIEF))
    )


def named(folded: str, start: int, end: int) -> set[str]:
    """Surnames of persons told of in a stretch; looked up in the text once for all."""
    starts, found = index(folded).surnames
    return set(found[bisect_left(starts, start) : bisect_left(starts, end)])
