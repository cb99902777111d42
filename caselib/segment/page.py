"""A document on the desk: folded text, pieces, headings; and a section of it cut out as a case."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace

from caselib.segment.heads import Head, head, is_closing, is_turn, part_name, thanks, words
from caselib.segment.lexicon import ANY_LABEL
from caselib.segment.outline import Node
from caselib.segment.pieces import Piece
from caselib.segment.serial import serial
from caselib.segment.signs import NOTHING, Evidence, evidence, seen
from caselib.segment.stories import names

# A case is an incident rather than a scenario from this many points on, if it names a customer or a time.
_TOLD = 2.0
# Rules that go by what customers themselves said; turns that make a dialogue.
_LIVED = ("entries", "reviews", "eight_steps", "told_under_heading", "part_headings")
_SPOKEN = 4
# Characters: a chunk of a slide that is shorter and has no mark of a sentence is a title; and what a case has at least before one ends it.
_CHUNK, _BODY = 24, 45
# Pieces from which a document is judged, and the share of title lines from which on it is slides.
_SLIDES, _TITLES = 20, 0.35
_PARAGRAPH = 40  # characters from which a heading's line is a paragraph
_GENERAL = 60  # characters from which a line of general talk is a paragraph


@dataclass(frozen=True, slots=True)
class Found:
    """A case: clean ``[start, end)``, kind, the rule that found it, and the index of its heading's piece (or -1)."""

    start: int
    end: int
    kind: str
    rule: str
    title: int = -1


@dataclass(slots=True)
class Page:
    """Folded text, pieces, headings by piece, and which pieces close a text (credits, links, readers' comments), as a set
    and in order; ``root`` is the tree of the headings once it was asked for, ``known`` and ``parts`` hold what lines were asked for.
    """

    folded: str
    pieces: list[Piece]
    heads: dict[int, Head]
    closing: frozenset[int]
    closings: list[int]
    root: Node | None = None
    known: dict[int, str] = field(default_factory=dict)
    parts: dict[int, str] = field(default_factory=dict)

    def told(self, first: int, end: int) -> Evidence:
        """Signs in the pieces ``[first, end)``, up to the first that closes a text."""
        if first >= end:
            return NOTHING
        k = bisect_left(self.closings, first + 1)
        if k < len(self.closings):
            end = min(end, self.closings[k])
        return evidence(self.folded, self.pieces[first].start, self.pieces[end - 1].end)

    def text(self, i: int) -> str:
        """Folded text of piece ``i``."""
        return self.folded[self.pieces[i].start : self.pieces[i].end]

    def words(self, i: int) -> str:
        """Words of piece ``i`` behind its mark."""
        return words(self.folded, self.pieces[i])

    def label(self, i: int) -> str:
        """The label that piece ``i`` opens with, or an empty string; asked again for every sign that may divide a text."""
        found = self.known.get(i)
        if found is None:
            match = ANY_LABEL.match(self.folded, self.pieces[i].start, self.pieces[i].end)
            found = self.known[i] = match[1] if match else ""
        return found

    def part(self, i: int) -> str:
        """The part of a case that the words of piece ``i`` name, or an empty string; kept like the labels."""
        found = self.parts.get(i)
        if found is None:
            found = self.parts[i] = part_name(self.words(i))
        return found

    def range(self, node: Node) -> tuple[int, int]:
        """Clean ``[start, end)`` of a section."""
        return self.pieces[node.first].start, self.pieces[node.end - 1].end

    def at(self, position: int) -> int:
        """Index of the first piece that begins at or behind a clean position."""
        return bisect_left(self.pieces, position, key=lambda piece: piece.start)


def page(folded: str, pieces: list[Piece]) -> Page:
    """Lay the document out with its headings."""
    heads = {i: found for i in range(len(pieces)) if (found := head(folded, pieces, i))}
    closing = [i for i, piece in enumerate(pieces) if is_closing(folded[piece.start : piece.end])]
    titles = [i for i, found in heads.items() if found.key == "title"]
    if len(pieces) >= _SLIDES and len(titles) > _TITLES * len(pieces):
        # Slides and posters are nothing but short lines: none of them is above the others.
        heads = {i: found for i, found in heads.items() if found.key != "title"}
    heads |= serial(folded, pieces, heads)
    return Page(folded, pieces, _repeated_titles(folded, pieces, heads), frozenset(closing), closing)


def _repeated_titles(folded: str, pieces: list[Piece], heads: dict[int, Head]) -> dict[int, Head]:
    """A title or a label 【…】 that comes again and again names a part of the cases between which it stands."""
    seen = Counter(_label(folded, pieces[i]) for i, found in heads.items() if found.key in ("title", "bracket"))
    cases = sum(found.kind == "case" for found in heads.values())
    made = dict(heads)
    for i, found in heads.items():
        label = _label(folded, pieces[i])
        if found.key == "title" and seen[label] >= 3 and seen[label] >= cases / 2 > 0:
            made[i] = replace(found, kind="part", key="line", part="situation")
        elif found.key == "bracket" and found.kind == "head" and seen[label] >= 3:
            made[i] = replace(found, kind="part", key="line", part="comment")
    return made


def _label(folded: str, piece: Piece) -> str:
    return piece.sign if piece.style == "bracket" else words(folded, piece)


def disjoint(found: list[Found]) -> list[Found]:
    """Of cases that overlap the first, and the longer of two that begin together; in order."""
    kept: list[Found] = []
    for case in sorted(found, key=lambda case: (case.start, -case.end)):
        if not kept or case.start >= kept[-1].end:
            kept.append(case)
    return kept


def case_of(desk: Page, node: Node, rule: str) -> Found:
    """The section as a case, what follows it trimmed off."""
    last = last_piece(desk, node, rule)
    start, end = desk.pieces[node.first].start, desk.pieces[last].end
    if (parting := thanks(desk.folded, desk.pieces[last])) >= 0:
        end = parting
    told = evidence(desk.folded, start, end)
    turns = sum(bool(is_turn(desk.folded, desk.pieces[i])) for i in range(node.first, last + 1))
    best = max(desk.told(i, i + 1).story for i in range(node.first, last + 1))
    return Found(start, end, _kind(told, rule, turns, best), rule, node.first)


def _kind(told: Evidence, rule: str, turns: int, best: float) -> str:
    """An incident, unless only a heading presents it as a case and it names nobody and no time, or no paragraph of it tells a story."""
    if rule in _LIVED or turns >= _SPOKEN:
        return "incident"
    if rule == "scenarios":
        return "scenario"
    somebody = told.customer > 0 or told.time > 0 or (told.first > 0 and told.past >= 2)
    return "incident" if somebody and max(best, told.story) >= _TOLD else "scenario"


def last_piece(desk: Page, node: Node, rule: str) -> int:
    """Index of the last piece that speaks of this case: general talk, titles and closing lines behind it are left out."""
    last, general = node.first, 0
    start, end = desk.range(node)
    persons = names(desk.folded, start, end)
    parts = [i for i in range(node.first, node.end) if (found := desk.heads.get(i)) and found.kind == "part"]
    for i in range(node.first, _end_like_siblings(desk, node)):
        size = len(desk.pieces[i])
        if thanks(desk.folded, desk.pieces[i]) >= 0:
            return i
        behind = bool(parts) and parts[-1] >= i
        if (i > node.first and _stops(desk, node, i, rule)) or (general >= 2 and size >= _GENERAL and not behind):
            break
        found = desk.heads.get(i)
        if found and found.key == "title" and i > node.first:
            continue
        if (
            found is not None
            or desk.pieces[i].style
            or is_turn(desk.folded, desk.pieces[i])
            or _tells(desk, i, persons)
            or i == node.first + 1
        ):
            last, general = i, 0
        elif general == 0 and size <= 400:
            last, general = i, 1
        else:
            general += 1
    return last


def _end_like_siblings(desk: Page, node: Node) -> int:
    """Where the last of several siblings ends: before a blank line where no earlier one has any inside, and with its first paragraph
    where all others are one paragraph each."""
    children = node.parent.children if node.parent else []
    last = next((child for child in reversed(children) if _same_style(child, node)), node)
    if last.first != node.first:
        return node.end
    earlier = [child for child in children if _same_style(child, node) and child.first < node.first]
    if len(earlier) < 2:
        return node.end
    blank = any(desk.pieces[i].gap for child in earlier for i in range(child.first + 1, child.end))
    single = all(child.end == child.first + 1 for child in earlier) and len(desk.pieces[node.first]) >= _PARAGRAPH
    behind = range(node.first + 1, node.end)
    return next((i for i in behind if single or (desk.pieces[i].gap and not blank)), node.end)


def _same_style(child: Node, node: Node) -> bool:
    return child.head is not None and node.head is not None and child.head.key == node.head.key


def _stops(desk: Page, node: Node, i: int, rule: str) -> bool:
    """Whether a case cannot go on past piece ``i``."""
    piece, head = desk.pieces[i], desk.heads.get(i)
    if i in desk.closing or (head is not None and head.kind == "comment" and head.key == "line"):
        return True
    if rule == "part_headings" and head is not None and head.kind == "head" and head.key in ("bracket", "title"):
        return True
    chunk = not piece.style and not (piece.opens and piece.closes)
    told = piece.start - desk.pieces[node.first].start >= _BODY
    return chunk and told and len(piece) <= _CHUNK and not any(mark in desk.text(i) for mark in "。,;:!?")


def _tells(desk: Page, i: int, persons: frozenset[str]) -> bool:
    """Whether a paragraph speaks of the case: it tells, refers, or names its persons."""
    piece = desk.pieces[i]
    if evidence(desk.folded, piece.start, piece.end).story >= 1.0 or seen(desk.folded, "refers", piece.start, piece.end):
        return True
    return bool(names(desk.folded, piece.start, piece.end) & persons)
