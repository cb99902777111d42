"""segment: CleanText → cases, guides, chrome.

The text is laid out in pieces (:mod:`pieces`: lines, divided where a heading or item opens inside one), the pieces that are
headings are told by kind (:mod:`heads`) and nested by how their styles open and close (:mod:`outline`). Then ordered, named
rules decide: :data:`RULES` on headings (those side by side in :mod:`siblings`), :data:`LOOSE` on what the headings leave
(:mod:`stories` weighs sentence by sentence whether somebody's complaint is told or everybody advised, with the word classes of
:mod:`signs`). What they find less surely gives way to the matters of mails (:mod:`mails`), of a chat or board (:mod:`threads`), to the
sign that divides a file best into entries (:mod:`signposts`, :mod:`division`; what is laid out alike, :mod:`form`, vouches for one
another), or to the document as one case (:mod:`whole`). :mod:`guides` finds how-to lists in the rest; :mod:`parts` divides a case;
:mod:`repeats` finds what the document has twice; a row of a table is judged as a whole (:mod:`record`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from caselib.model import CleanText, Segment, Span
from caselib.segment.cases import LOOSE, cases
from caselib.segment.guides import guides
from caselib.segment.page import Found, Page, page
from caselib.segment.parts import parts_of
from caselib.segment.pieces import layout
from caselib.segment.record import record
from caselib.segment.repeats import repeats
from caselib.segment.rules import RULES

__all__ = ["LOOSE", "RULES", "Boundary", "explain", "segment"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A segment's borders and the rules that drew them: ``begins`` found it, ``ends`` is what stands behind it."""

    span: Span
    kind: str
    begins: str
    ends: str
    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.span.start}-{self.span.end} {self.kind}: {self.begins} [{self.first}] … {self.ends} [{self.last}]"


def segment(cleaned: CleanText) -> list[Segment]:
    """The document's segments, in order, none overlapping another; spans in source coordinates.

    What is neither case nor guide is ``chrome``. A document without cases gives none.

    Examples
    --------
    >>> from caselib.clean import clean
    >>> from caselib.model import SourceText
    >>> text = "案例一：浴室滑倒\\n11月20日，龚女士在浴室滑倒，酒店起初不肯赔偿。经协商赔付一万元，龚女士表示接受。\\n教训：先关心伤情。"
    >>> [(found.kind, found.rule, [name for name, _ in found.parts]) for found in segment(clean(SourceText("a", text)))]
    [('incident', 'case_heading', ['lesson'])]
    """
    if cleaned.source.kind == "record":
        return record(cleaned)
    if not cleaned.text.strip():
        return []
    desk = page(cleaned.folded, layout(cleaned))
    found = cases(desk)
    made = [(case.start, case.end, _case(cleaned, desk, case)) for case in found]
    made += [
        (guide.start, guide.end, Segment(
            cleaned.span(guide.start, guide.end), "guide", guide.rule, guide.kind,
            title=cleaned.span(*guide.title) if guide.title else None,
            items=tuple(cleaned.span(a, b) for a, b in guide.items),
        ))
        for guide in guides(desk, found)
    ]  # fmt: skip
    made.sort(key=lambda entry: entry[:2])
    return _numbered(cleaned, made)


def _case(cleaned: CleanText, desk: Page, case: Found) -> Segment:
    title = None
    if case.title >= 0:
        piece = desk.pieces[case.title]
        title = cleaned.span(piece.start, min(piece.end, case.end)) if piece.end - piece.start <= 80 else None
    parts = tuple((name, cleaned.span(a, b)) for name, a, b in parts_of(desk, case))
    return Segment(cleaned.span(case.start, case.end), case.kind, case.rule, title=title, parts=parts)


def _numbered(cleaned: CleanText, made: list[tuple[int, int, Segment]]) -> list[Segment]:
    """With the chrome between them, and with the index of what each repeats."""
    segments: list[tuple[int, int, Segment]] = []
    at = 0
    for start, end, found in [*made, (len(cleaned.text), len(cleaned.text), None)]:
        if cleaned.text[at:start].strip():
            segments.append((at, start, Segment(cleaned.span(at, start), "chrome", "left_over")))
        if found is not None:
            segments.append((start, end, found))
        at = end
    result = [found for _, _, found in segments]
    for told in (("incident", "scenario"), ("guide",)):
        numbers = [i for i, found in enumerate(result) if found.kind in told]
        again = repeats([cleaned.folded[segments[i][0] : segments[i][1]] for i in numbers])
        for i, earlier in zip(numbers, again, strict=True):
            if earlier is not None:
                result[i] = replace(result[i], duplicate_of=numbers[earlier])
    return result


def explain(cleaned: CleanText) -> list[Boundary]:
    """For every case and guide, which rule found it and what ended it."""
    text = cleaned.source.text
    found = segment(cleaned)
    made = []
    for k, each in enumerate(found):
        if each.kind != "chrome":
            body = each.span.of(text)
            made.append(Boundary(each.span, each.kind, each.rule, _ends(cleaned, found, k), body[:12], body[-12:]))
    return made


def _ends(cleaned: CleanText, found: list[Segment], k: int) -> str:
    """What stands behind a segment: the next one, a heading, closing lines, general talk, or nothing."""
    if cleaned.source.kind == "record" or k + 1 == len(found):
        return "end_of_text"
    following = found[k + 1]
    if following.kind != "chrome":
        return f"next_{following.kind}"
    desk = page(cleaned.folded, layout(cleaned))
    i = desk.at(cleaned.at(following.span.start))
    if i >= len(desk.pieces):
        return "end_of_text"
    if i in desk.closing:
        return "closing_lines"
    return "heading" if i in desk.heads else "general_talk"
