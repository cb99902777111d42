"""How entries are laid out: those with the labels or the cells of their siblings are entries of the same kind, however little they tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from caselib.segment.entries import Entry
from caselib.segment.lexicon import HANDLED_LABEL, PROBLEM_LABEL
from caselib.segment.page import Page

# Points for an entry laid out like its siblings: a row with as many cells; for every label in common, up to a limit; for as many labels.
_FORM, _LABELLED, _RECORD, _ALIKE = 1.5, 0.75, 3.0, 1.0
# The same for records of problems with what was done about them.
_REGISTER = 1.5
_NEVER = -6.0  # points from which on down an entry is something else
MOST = _RECORD + _REGISTER  # points that form adds at most


def in_form(desk: Page, entries: list[Entry]) -> list[Entry]:
    """Entries, with more points for those laid out like most of their siblings: by the labels of their lines or the cells of their row."""
    if len(entries) < 3:
        return entries
    labels = [_labels(desk, entry) for entry in entries]
    counted = Counter(label for each in labels for label in each)
    common = {label for label, count in counted.items() if 2 * count >= len(entries)}
    cells = [max(desk.text(entry.first).count("|"), desk.text(entry.first).count("\t")) for entry in entries]
    width, times = Counter(cells).most_common(1)[0]
    cells = [own if own == width >= 2 and 2 * times >= len(entries) else 0 for own in cells]
    number, times = Counter(map(len, labels)).most_common(1)[0]
    alike = [len(own) == number >= 2 and 3 * times >= 2 * len(entries) for own in labels]
    worth = [
        min(_RECORD, _LABELLED * len(own & common)) if len(own & common) >= 2 else _FORM if row else _ALIKE * same
        for own, row, same in zip(labels, cells, alike, strict=True)
    ]
    register = any(PROBLEM_LABEL.search(label) for label in common) and any(HANDLED_LABEL.search(label) for label in common)
    return [
        replace(
            entry, points=entry.points + more + register * (more > 0) * _REGISTER, particular=entry.particular or (register and more > 0)
        )
        if more and entry.points > _NEVER - register * _REGISTER
        else entry
        for entry, more in zip(entries, worth, strict=True)
    ]


def _labels(desk: Page, entry: Entry) -> frozenset[str]:
    """The labels that lines of an entry open with."""
    return frozenset(label for i in range(entry.first, entry.end) if (label := desk.label(i)))
