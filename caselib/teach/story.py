"""What students may read of a case, and what is kept for the teacher.

A teaching case stops where somebody has to decide. The story is told in the source's own words up to that
point: before the first outcome, the first deciding step of the last round of handling, and any comment,
whichever comes first. A text that begins with its ending (news often does) is told with gaps instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from caselib.casebase import Cases
from caselib.clean import clean
from caselib.errors import InputError
from caselib.lang.clauses import clauses, sentences
from caselib.lang.fold import fold
from caselib.model import Case, CleanText, Field, Mention, Span

Range = tuple[int, int]
COMMENT = frozenset({"analysis", "comment", "advice", "lesson"})
ANSWER = frozenset({"handling", "outcome", "reply"})
# Steps that find out or put off; every other step done is an answer, and students are to find it themselves.
OPEN_STEPS = frozenset({"refuse", "deflect", "stall", "register", "hand_over", "investigate", "inspect", "listen", "explain"})
SHORTEST = 30  # characters: less than a sentence of who, where and what is no story (FILL IN: no evidence beyond the open corpus yet)
HEADING = 40  # characters: a first line up to this length that ends without a mark is a heading, and headings tell endings
LABEL = 15  # characters: words before a colon up to this length are a label (案例一(技術課):, 点评：)
BROKEN = 24  # characters: printed pages break lines at this length or above, forms and headings stay below it
GAP = "……"
_ENDS = ",.。;:!?、，；：！？”」』）)…"


@dataclass(frozen=True)
class Story:
    """A case cut for class; texts are readable source text, line breaks kept.

    ``told`` is for students; ``rest`` is what followed (for the epilogue), ``comment`` what the source says about the case;
    ``secrets`` are the sentences and words that tell an outcome and that no student file may hold. ``shown`` are source spans.
    """

    told: str
    rest: str
    comment: str
    secrets: tuple[str, ...]
    shown: tuple[Span, ...]
    gaps: bool = False

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(squeezed(secret) for secret in self.secrets)

    def open(self, field: Field | None) -> str | int | float | None:
        """The field's value if students may know it: told outside the text or in its open part, and part of no outcome."""
        if field is None:
            return None
        span = field.span
        if span is not None and not any(shown.contains(span) for shown in self.shown):
            return None
        return None if self.gives_away(str(field.value)) else field.value

    def quotable(self, mention: Mention) -> bool:
        """Whether a mention's words can be shown to students."""
        return mention.role != "outcome" and not self.gives_away(mention.quote)

    def gives_away(self, text: str) -> bool:
        """Whether a text holds, or is a good part of, what tells an outcome."""
        words = squeezed(text)
        return len(words) > 3 and any(words in secret or (len(secret) > 3 and secret in words) for secret in self._folded)


def squeezed(text: str) -> str:
    """Folded letters, digits and Han characters only: what two copies of a sentence have in common.

    Examples
    --------
    >>> squeezed("退款， 已「到賬」。")
    '退款已到账'
    """
    return "".join(char for char in fold(text) if char.isalnum())


class Shelf:
    """Cases with their texts, cleaned once a document."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self._clean: dict[str, CleanText] = {}
        self._stories: dict[str, Story] = {}

    def clean(self, case: Case) -> CleanText:
        """The readable text of the case's document.

        Raises
        ------
        InputError
            If the document's text was not kept with the cases.
        """
        return self._cleaned(case.doc)

    def _cleaned(self, doc: str) -> CleanText:
        if doc not in self._clean:
            if doc not in self.cases.texts:
                raise InputError(f"the text of {doc} is not kept with the cases; give the case base that holds it")
            self._clean[doc] = clean(self.cases.texts[doc])
        return self._clean[doc]

    def readable(self, doc: str, span: Span) -> str:
        """A stretch of a document, cleaned."""
        cleaned = self._cleaned(doc)
        return joined(cleaned.text[slice(*cleaned.range(span))].strip())

    def story(self, case: Case) -> Story:
        """The case cut for class."""
        if case.id not in self._stories:
            self._stories[case.id] = cut(case, self.clean(case))
        return self._stories[case.id]

    def full(self, case: Case) -> str:
        """The whole case, readable."""
        return self.readable(case.doc, case.span)

    def around(self, case: Case, span: Span) -> tuple[str, str, str]:
        """The sentence that holds a span, as text before it, the span itself, and text behind it."""
        cleaned = self.clean(case)
        start, end = cleaned.range(case.span)
        a, b = cleaned.range(span)
        held = [(start + x, start + y) for x, y in sentences(cleaned.folded[start:end]) if start + x < b and start + y > a]
        left, right = (min(x for x, _ in held), max(y for _, y in held)) if held else (a, b)
        return cleaned.text[left:a], cleaned.text[a:b], cleaned.text[b:right]


def cut(case: Case, cleaned: CleanText) -> Story:
    """Cut one case for class.

    Notes
    -----
    Mentions below the threshold count as outcomes too: better one clause too few than the ending given away.
    """
    start, end = cleaned.range(case.span)
    endings = [cleaned.range(m.span) for m in (*case.mentions, *case.suggestions) if m.role == "outcome"]
    endings += [cleaned.range(case.final.span)] if case.final and case.final.span else []
    comments = _parts(case, cleaned, COMMENT) + [cleaned.range(m.span) for m in case.mentions if m.status == "advised"]
    causes = [cleaned.range(m.span) for m in case.mentions if m.role == "cause"]
    first = min((a for a, _ in causes), default=start)
    answers = _parts(case, cleaned, ANSWER) + [cleaned.range(m.span) for m in _answers(case)]
    answers = [spot for spot in answers if spot[0] >= first]
    hidden = endings + comments + answers
    inside = [(start + a, start + b) for a, b in clauses(cleaned.folded[start:end])]
    at = min((_clause_start(cleaned, inside, spot[0]) for spot in hidden if spot[0] < spot[1]), default=end)
    secrets = _secrets(cleaned, (start, end), endings)
    head = _behind_heading(case, cleaned, start, at)
    kept, gaps = [(head, at)], False
    if at - head < SHORTEST or at <= first:
        kept, gaps = _with_gaps(cleaned, (_behind_heading(case, cleaned, start, end), end), hidden, causes), True
    kept = [spot for spot in kept if not _holds(cleaned.text[slice(*spot)], secrets)]
    told = (GAP if gaps else "").join(cleaned.text[slice(*spot)].strip() for spot in kept).rstrip(" 　\n,，、;；:：")
    comment = [spot for spot in _merged(_parts(case, cleaned, COMMENT)) if spot[0] >= at]
    return Story(
        joined(told + GAP if told and at < end else told),
        joined(_without(cleaned.text, (at if not gaps else start, end), comment).strip()),
        joined("\n".join(cleaned.text[slice(*spot)].strip() for spot in comment)),
        secrets,
        tuple(cleaned.span(a, b) for a, b in kept if a < b),
        gaps,
    )


def joined(text: str) -> str:
    """Lines that a page broke in the middle of a sentence put together again: long, and without a mark at their end.

    Examples
    --------
    >>> joined("她按了警铃以后等在那里，中控室的人在对讲机里说马\\n上来。\\n第二天")
    '她按了警铃以后等在那里，中控室的人在对讲机里说马上来。\\n第二天'
    """
    made = ""
    for line in text.split("\n"):
        last = made.rsplit("\n", 1)[-1].rstrip()
        broken = len(last) >= BROKEN and not last.endswith(tuple(_ENDS))
        made = made.rstrip() + line.lstrip() if broken else f"{made}\n{line}" if made else line
    return made


def _answers(case: Case) -> list[Mention]:
    """Steps done in the last round that settle the matter (or could)."""
    done = {m.id: m for m in case.mentions if m.status == "done" and m.code not in OPEN_STEPS}
    rounds = [[done[i] for i in episode.actions if i in done] for episode in case.episodes]
    told = [actions for actions in rounds if actions]
    return told[-1] if told else list(done.values())


def _parts(case: Case, cleaned: CleanText, names: frozenset[str]) -> list[Range]:
    return [cleaned.range(span) for name, span in case.parts if name in names]


def _clause_start(cleaned: CleanText, inside: list[Range], at: int) -> int:
    """Where the clause of ``at`` begins; a label before it (点评：, 坐席：) belongs to it."""
    starts = [(a, b) for a, b in inside if a <= at]
    start = starts[-1][0] if starts else at
    if len(starts) > 1:
        a, b = starts[-2]
        if b - a <= LABEL and cleaned.folded[b:start].strip() == ":":
            return a
    return start


def _secrets(cleaned: CleanText, whole: Range, endings: list[Range]) -> tuple[str, ...]:
    start, end = whole
    said = [(start + a, start + b) for a, b in sentences(cleaned.folded[start:end])]
    spots = endings + [(a, b) for a, b in said if any(a < y and x < b for x, y in endings)]
    return tuple(dict.fromkeys(cleaned.text[a:b] for a, b in sorted(spots) if a < b))


def _behind_heading(case: Case, cleaned: CleanText, start: int, end: int) -> int:
    """Where the story begins behind its title and headings: at most three short lines that end without a mark."""
    at = start
    if case.title and case.title.span:
        a, b = cleaned.range(case.title.span)
        at = b if start <= a < start + HEADING and b < end else at
    for _ in range(3):
        line, found, rest = cleaned.text[at:end].partition("\n")
        words = line.strip()
        heading = len(words) <= HEADING and (not words.endswith(tuple(_ENDS)) or (len(words) <= LABEL and words.endswith((":", "："))))
        if not found or not heading or len(rest.strip()) < SHORTEST:
            break
        at += len(line) + 1
    return at


def _with_gaps(cleaned: CleanText, whole: Range, hidden: list[Range], causes: list[Range]) -> list[Range]:
    """Whole sentences up to the last cause that hold nothing hidden."""
    start, end = whole
    last = max((b for _, b in causes), default=start)
    said = [(start + a, start + b) for a, b in sentences(cleaned.folded[start:end])]
    return [(a, b) for a, b in said if a < last and not any(a < y and x < b for x, y in hidden)]


def _holds(text: str, secrets: tuple[str, ...]) -> bool:
    words = squeezed(text)
    return any(len(secret) > 3 and secret in words for secret in map(squeezed, secrets))


def _merged(spots: list[Range]) -> list[Range]:
    found: list[Range] = []
    for a, b in sorted(spots):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        elif a < b:
            found.append((a, b))
    return found


def _without(text: str, whole: Range, left_out: list[Range]) -> str:
    pieces, at = [], whole[0]
    for a, b in left_out:
        pieces.append(text[at : max(at, a)])
        at = max(at, b)
    return "".join([*pieces, text[at : whole[1]]])
