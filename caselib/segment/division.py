"""Files of entries: the sign that divides a stretch best into complaints, each of somebody else.

Every sign that comes back (:mod:`signposts`) is tried. For a division speak entries that tell a complaint of their own; against it
entries that only go on with the one before (a reply, the same person, "later"), and entries that tell nothing. What one entry
alone could not carry, being short, is carried by its siblings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from caselib.segment.entries import LEAST, Entry, is_case, promised_by, taught_by, weigh
from caselib.segment.form import MOST, in_form
from caselib.segment.heads import TITLE, Head, is_turn, part_name
from caselib.segment.lexicon import ANY_LABEL, HANDLED_LABEL
from caselib.segment.outline import Node
from caselib.segment.page import Found, Page, case_of
from caselib.segment.serial import ANSWERS, BEHIND
from caselib.segment.signposts import GREETS, LETTER, WEAK, is_rule, signposts
from caselib.segment.signs import concerns, seen

# Characters of a line that may name a part; from which siblings vouch for an entry.
_LABEL, _WHOLE = 12, 60
# Shares of entries that must be cases (of most files, of diaries, of paragraphs or a part of a document), and that may go on with others.
_SHARE, _FEW, _MOSTLY, _GOING = 0.5, 0.3, 0.6, 0.25
_LIKE = -2.5  # points of an entry that its siblings vouch for
# Points above the least that entries have on average (numbered ones need none), and where nothing but blank lines or titles divide them; or
# against other rules; and more in a small part of a document.
_SURELY, _PLAINLY, _CLEAR, _DOUBT = 0.4, 1.2, 2.0, 1.3
# Share of the best division's cases that one must have whose sign opens the same entries sooner: a word with a number, another label.
_NUMBERED, _ROWED = 0.6, 0.75
_TAUGHT = 1.5  # points more that entries have on average under a title that promises rules
# Signs under which much is written down that is no complaint.
_DIARY = ("clock", "date", "code")


@dataclass(frozen=True, slots=True)
class Division:
    """Entries by one sign, and what speaks for it."""

    sign: str
    entries: list[Entry]
    score: float
    vouched: bool = False  # complaints were promised, and the entries are numbered without a gap

    @property
    def cases(self) -> list[Entry]:
        """Entries that are cases; where most are and the sign was set on purpose, also those that tell a little less."""
        told = sum(is_case(entry) for entry in self.entries)
        most = 5 * told >= 3 * sum(entry.size >= LEAST / 2 for entry in self.entries)
        most = most or (self.vouched and 2 * told >= len(self.entries))
        return [entry for entry in self.entries if is_case(entry) or (most and self._like(entry))]

    def _like(self, entry: Entry) -> bool:
        if self.sign in WEAK:
            return entry.points >= _LIKE / 2 and entry.particular and entry.size >= _WHOLE and not entry.goes_on
        return entry.points >= _LIKE and not entry.goes_on


def divided(desk: Page, first: int, end: int) -> Division | None:
    """The best division of the pieces ``[first, end)``, if any is good enough."""
    found = []
    tried: set[tuple[bool, bool, str, tuple[int, ...]]] = set()
    for sign, places in signposts(desk.folded, desk.pieces, desk.heads, first, end).items():
        # Two signs at the same places divide alike, unless their sort is weighed in another way.
        sort = (sign in WEAK, sign in _DIARY, sign if ":" in sign else "", tuple(places))
        if sort in tried:
            continue
        tried.add(sort)
        made = _weighed(desk, sign, places, first, end)
        if made is not None:
            found.append(made)
    best = max(found, key=lambda made: (round(made.score, 1), made.sign not in WEAK + _DIARY, -len(made.entries)), default=None)
    return best and _first_of(best, found)


def _first_of(best: Division, found: list[Division]) -> Division:
    """Of divisions whose signs stand in every entry one behind the other, the one whose sign comes first in it."""
    number = len(best.entries)
    rows = [
        made
        for made in found
        if len(made.cases) >= (_NUMBERED if made.sign.startswith("count:") else _ROWED) * len(best.cases)
        and made.score > 1
        and number <= len(made.entries) <= number + 1
        and all(a.first <= b.first < a.end for a, b in zip(made.entries, best.entries, strict=False))
    ]
    return min(rows, key=lambda made: made.entries[0].first, default=best)


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
        # A case may begin inside of the last piece.
        first = min(desk.at(case.start), len(desk.pieces) - 1)
        entries.append(weigh(desk, first, max(first + 1, desk.at(case.end)), entries[-1] if entries else None, "label"))
    return sum(entry.goes_on for entry in entries)


def found_in(desk: Page, division: Division) -> list[Found]:
    """The cases of a division."""
    made = []
    for entry in division.cases:
        head = desk.heads.get(entry.first) or Head(entry.first, "head", division.sign)
        case = case_of(desk, Node(head, entry.first, entry.end), "divided")
        inside = range(entry.first, entry.end)
        last = max(i for i in inside if i == entry.first or not (i in desk.closing or is_rule(desk.folded, desk.pieces[i])))
        whole = desk.pieces[last].end
        made.append(replace(case, end=whole if 2 * (case.end - case.start) < whole - case.start or last == entry.end - 1 else case.end))
    return made


def _weighed(desk: Page, sign: str, places: list[int], first: int, end: int) -> Division | None:
    """A division with its score, or nothing if too few entries are cases or too many go on."""
    bounds = entries_by(desk, sign, places, end)
    if len(bounds) < 3:
        return None
    entries: list[Entry] = []
    promised = promised_by(desk, bounds[0])
    for a, b in pairwise(bounds):
        entries.append(weigh(desk, a, b, entries[-1] if entries else None, sign, promised))
    going = sum(entry.goes_on for entry in entries)
    # Of entries that tell still less, form makes no case.
    if going > _GOING * len(entries) or sum(entry.points >= -MOST for entry in entries) < 2:
        return None
    entries = in_form(desk, entries)
    told = [entry for entry in entries if is_case(entry)]
    counted = [entry for entry in entries if entry.size >= LEAST]
    part = end - first < len(desk.pieces)
    share = _MOSTLY if sign in WEAK or part else _FEW if sign in _DIARY and len(told) >= 3 else _SHARE
    if len(told) < 2 or len(told) < share * len(counted):
        return None
    dealings = sum(concerns(desk.folded, desk.pieces[entry.first].start, desk.pieces[entry.end - 1].end) > 0 for entry in told)
    if 3 * dealings < len(told):
        return None
    if sign not in _DIARY and 2 * sum(entry.particular for entry in told) < len(told):
        return None
    if sign in WEAK and _one_voice(desk, first, bounds, told):
        return None
    mean = sum(entry.points for entry in told) / len(told) - _TAUGHT * taught_by(desk)
    doubt = 0.0 if 2 * (end - first) >= len(desk.pieces) else _DOUBT
    counting = [desk.pieces[entry.first].number for entry in entries] == list(range(1, len(entries) + 1)) and len(entries) >= 3
    if mean < doubt + (_PLAINLY if sign in WEAK else 0.0 if counting else _SURELY):
        return None
    covered = sum(entry.size for entry in told) / max(1, desk.pieces[end - 1].end - desk.pieces[bounds[0]].start)
    worth = sum(min(1.5, 0.8 + entry.points / 6) for entry in told)
    score = worth * (0.6 + 0.4 * covered) - 1.0 * going - 0.1 * (len(counted) - len(told)) - (0.4 if sign in WEAK else 0.0)
    return Division(sign, entries, score, promised and counting)


def _one_voice(desk: Page, first: int, bounds: list[int], told: list[Entry]) -> bool:
    """Whether the entries are paragraphs of one letter: it greets somebody once, before them, and few of them bring in anybody."""
    greetings = [i for i in range(first, bounds[-1]) if GREETS.match(desk.text(i))]
    if (not greetings and not LETTER.search(desk.folded, 0, desk.pieces[0].end)) or (greetings and greetings[-1] > bounds[0]):
        return False
    spans = [(desk.pieces[entry.first].start, desk.pieces[entry.end - 1].end) for entry in told]
    return 2 * sum(not seen(desk.folded, "customer", *span) for span in spans) >= len(told)


def entries_by(desk: Page, sign: str, places: list[int], end: int) -> list[int]:
    """Where the entries begin that a sign opens at these pieces, and where the last one ends; nothing if there are not two."""
    places = _with_titles(desk, sign, _openings(desk, sign, places))
    return [*places, _end_of_last(desk, places, end)] if len(places) >= 2 else []


def _openings(desk: Page, sign: str, places: list[int]) -> list[int]:
    """Places that are no parts of a case: neither by name nor by coming again and again among others."""
    if ":" in sign:
        label = sign.partition(":")[2]
        behind = part_name(label + ":") in BEHIND or (
            sign.startswith("label:") and (ANSWERS.search(label) is not None or HANDLED_LABEL.match(label) is not None)
        )
        if behind:
            return _tops(desk, places)
        return [] if sign.startswith("label:") and _talks(desk, places) else places
    numbers = [desk.pieces[i].number for i in places]
    names = [_name(desk, i) for i in places]
    seen = Counter(name for name in names if name)
    # What opens nearly all of the places is no part but the label of every entry.
    again = {text for text, count in seen.items() if count >= 2 and 5 * count < 4 * len(places)}
    if numbers == list(range(1, len(numbers) + 1)):
        again = set()
    return [
        i
        for i, name in zip(places, names, strict=True)
        if not ((head := desk.heads.get(i)) and head.kind in ("part", "comment") and head.part not in ("situation", "demand"))
        and desk.part(i) in ("", "situation", "demand")
        and name not in again
    ]


def _tops(desk: Page, places: list[int]) -> list[int]:
    """Answers moved up to the first line of the blocks between blank lines in which they stand, where none stands first itself."""
    gaps = [0, *(k for k, piece in enumerate(desk.pieces) if piece.gap and k)]
    tops = [gaps[bisect_right(gaps, i) - 1] for i in places]
    inner = sum(top < i for top, i in zip(tops, places, strict=True))
    return tops if len(set(tops)) == len(places) == inner else []


def _name(desk: Page, i: int) -> str:
    """By what a line would be known again as the same part of every entry: its label, or the whole of a short one."""
    text = desk.words(i)
    if desk.pieces[i].style == "bracket":
        return desk.pieces[i].sign
    found = ANY_LABEL.match(text)
    return found[1] if found else text if len(text) <= _LABEL else ""


def _talks(desk: Page, places: list[int]) -> bool:
    """Whether these are turns of a dialogue: mostly short, and the line behind is a turn of one and the same other speaker, who is no
    third in a row of labels (编号: … 客户: … 问题: …)."""
    short = [i for i in places if i + 1 < len(desk.pieces) and len(desk.pieces[i]) < _WHOLE]
    others = Counter(speaker for i in short if (speaker := is_turn(desk.folded, desk.pieces[i + 1])))
    if 2 * max(others.values(), default=0) <= len(places):
        return False
    talking = {*others, *(is_turn(desk.folded, desk.pieces[i]) for i in places)}
    third = [label for i in short if i + 2 < len(desk.pieces) and (label := desk.label(i + 2))]
    return 2 * sum(label not in talking for label in third) < len(places)


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
    ruled = all(is_rule(desk.folded, desk.pieces[b - 1]) for b in places[1:])
    for i in range(places[-1] + 1, end):
        if ruled and is_rule(desk.folded, desk.pieces[i]):
            return i
        head = desk.heads.get(i)
        if i in desk.closing or (head is not None and head.key not in inside) or (desk.pieces[i].gap and not gaps):
            return i
    return end
