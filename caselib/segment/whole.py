"""Documents that are one case from beginning to end: a long report, a letter, a customer's own story, a case for teaching."""

from __future__ import annotations

from caselib.segment.lexicon import HANDLED_LABEL, PROBLEM_LABEL, SOMEBODY
from caselib.segment.page import Found, Page
from caselib.segment.signs import complains, concerns, kinds, times

# Rules whose cases may be pieces of a longer one.
_LOOSE = ("told_in_prose", "told_under_heading", "dialogue", "thread", "part_headings", "divided")
# Characters that such a document has; different words of what happened that it has; characters to a word of advice, and to a general one.
_LEAST, _MOST, _HAPPENED, _ADVICE, _GENERAL = 120, 12_000, 7, 250, 70
_LABELS = 5  # lines of a form at least
_COVERED = 0.6  # share of the text that the cases found may hold for the whole to be weighed in their place


def whole(desk: Page, found: list[Found]) -> list[Found]:
    """The document as one case where it is one, else the cases found."""
    if not desk.pieces or len(found) > 1 or any(case.rule not in _LOOSE for case in found):
        return found
    if not found and (filled := _form(desk)):
        return [filled]
    end = next((i for i in range(len(desk.pieces)) if i in desk.closing and i > 0), len(desk.pieces))
    first = _first(desk, end)
    start, stop = desk.pieces[first].start, desk.pieces[end - 1].end
    held = sum(case.end - case.start for case in found)
    if not _LEAST <= stop - start <= _MOST or held >= _COVERED * (stop - start) or not _tells(desk.folded, start, stop):
        return found
    if found and not start <= found[0].start < found[0].end <= stop:
        return found
    return [Found(start, stop, "incident", "whole_document", first)]


def _form(desk: Page) -> Found | None:
    """A form filled in for one complaint: lines of labels, none twice, that name the problem and what was done about it."""
    labelled = [(i, label) for i in range(len(desk.pieces)) if (label := desk.label(i))]
    labels = [label for _, label in labelled]
    if len(labels) < _LABELS or len(set(labels)) < len(labels) or 2 * len(labels) < len(desk.pieces):
        return None
    if not any(PROBLEM_LABEL.search(label) for label in labels) or not any(HANDLED_LABEL.search(label) for label in labels):
        return None
    start, stop = desk.pieces[labelled[0][0]].start, desk.pieces[labelled[-1][0]].end
    return Found(start, stop, "incident", "whole_document", labelled[0][0]) if complains(desk.folded, start, stop) else None


def _first(desk: Page, end: int) -> int:
    """The title over the first paragraph, menus before it left out."""
    long = next((i for i in range(end) if len(desk.pieces[i]) >= 40), 0)
    titles = [i for i in range(long) if i in desk.heads and desk.heads[i].key in ("title", "h1")]
    return titles[0] if titles and long - titles[0] <= 5 else max(0, long - 1)


def _tells(folded: str, start: int, stop: int) -> bool:
    """Whether the whole stretch tells one matter: somebody, what happened, a firm, and little advice."""
    happened = kinds(folded, "event", start, stop) + kinds(folded, "past", start, stop) + min(4, times(folded, "perfect", start, stop) // 2)
    somebody = kinds(folded, "customer", start, stop) or kinds(folded, "first", start, stop) or SOMEBODY.search(folded, start, stop)
    size = stop - start
    return bool(
        somebody
        and kinds(folded, "time", start, stop)
        and kinds(folded, "past", start, stop) >= 3
        and happened >= _HAPPENED
        and times(folded, "advice", start, stop) * _ADVICE <= size
        and times(folded, "generic", start, stop) * _GENERAL <= size
        and complains(folded, start, stop)
        and concerns(folded, start, stop) >= 3
    )
