"""A log of decisions without personal data, for the case base that was masked with the same aliases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from caselib.casebase import Cases
from caselib.casebase.lines import json_line
from caselib.coding.events import CONTEXT, Event, Mark, event_to_dict
from caselib.coding.log import read_log
from caselib.errors import FormatError
from caselib.files import text_written_whole
from caselib.privacy import Aliases
from caselib.privacy.records import Masking, masking


def mask_events(events: Iterable[Event], cases: Cases, kinds: Iterable[str] | None = None, aliases: Aliases | None = None) -> list[Event]:
    """The decisions on ``cases`` (as they were) as decisions on the masked ones: places, quotes, memos, coders' names.

    Parameters
    ----------
    events
        In the order of the log.
    cases
        The case base before it was masked.
    kinds, aliases
        Those that :func:`caselib.privacy.mask_cases` was given: the log can then be replayed on what it gave.
    """
    work, ids = masking(cases, kinds, aliases), dict[str, str]()
    made = []
    for event in events:
        masked = _event(work, event, ids)
        ids[event.id] = masked.id
        made.append(masked)
    return made


def mask_log(path: Path, cases: Cases, out: Path, kinds: Iterable[str] | None = None, aliases: Aliases | None = None) -> Path:
    """Write the log at ``path`` masked to ``out``, whole or not at all.

    Raises
    ------
    FormatError
        If a line of it cannot be read: what was not seen cannot be masked, and is not left out without a word.
    """
    events, problems = read_log(path)
    if wrong := next((problem for problem in problems if problem.level == "error"), None):
        raise FormatError(f"{wrong}; mend or take out that line, then mask again")
    with text_written_whole(out) as file:
        file.writelines(json_line(event_to_dict(event)) for event in mask_events(events, cases, kinds, aliases))
    return out


def _event(work: Masking, event: Event, ids: Mapping[str, str]) -> Event:
    """One decision; ``ids`` are the new ids of the decisions before it."""
    at, to = (place and _place(work, event.doc, place) for place in (event.at, event.to))
    note, coder = work.words(event.doc, event.note), work.words(event.doc, event.coder)
    return replace(event, coder=coder, doc=work.docs.get(event.doc, event.doc), at=at, to=to, note=note, of=ids.get(event.of, event.of))


def _place(work: Masking, doc: str, place: Mark) -> Mark:
    """A place with its words and those around it; the quote is what stands there now, if it was so before."""
    span = work.span(doc, place.span)
    if doc in work.masked and place.span.of(work.sources[doc]) == place.quote:
        text = work.masked[doc].text
        before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
        return replace(place, span=span, quote=span.of(text), before=before, after=after)
    before, quote, after = (work.words(doc, words) for words in (place.before, place.quote, place.after))
    return replace(place, span=span, before=before, quote=quote, after=after)
