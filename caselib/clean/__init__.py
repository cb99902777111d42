"""clean: SourceText → CleanText, with the way back.

:data:`FIXES` is the policy: what is done, and in which order. Each fix is a plain function that looks at a
draft and returns the edits that it wants; :func:`clean` carries them out and keeps the source offset of
every character. What a fix does, why, and what it leaves alone is said in its docstring.

Full and half width and traditional → simplified are done by folding alone: ``CleanText.text`` keeps the
document's script and punctuation, ``CleanText.folded`` is what is searched.
"""

from __future__ import annotations

from caselib.clean.characters import control_characters, line_ends
from caselib.clean.draft import Draft, Fix, apply, start
from caselib.clean.explain import Explanation, explain
from caselib.clean.lookalikes import lookalikes_in_context, rare_lookalikes
from caselib.clean.pages import block_furniture, page_furniture
from caselib.clean.site import site_furniture
from caselib.clean.spaces import stray_spaces
from caselib.clean.stuffing import stuffing
from caselib.clean.wraps import wrapped_lines
from caselib.model import Change, CleanText, SourceText

__all__ = ["FIXES", "Explanation", "clean", "explain"]

FIXES: tuple[Fix, ...] = (
    line_ends,
    control_characters,
    block_furniture,
    page_furniture,
    site_furniture,
    wrapped_lines,
    stray_spaces,
    rare_lookalikes,
    lookalikes_in_context,
    stuffing,
)
RECORD_FIXES: tuple[Fix, ...] = (line_ends, control_characters, stray_spaces)
"""For a row of a table: it has no pages and no site around it, and what customers type is quoted as typed."""
_ROUNDS = 20
"""One mend can bare another (a page number between two halves of a word); real texts took two or three rounds, torn ones six."""


def clean(source: SourceText) -> CleanText:
    """Readable text with broken lines, stray spaces, look-alikes and stuffing mended and furniture left out.

    The source is never altered and stays what is quoted: ``cleaned.span(start, end)`` leads back. Repeats stay;
    they are found later, by segment and dedupe. Cleaning a clean text changes nothing.

    Examples
    --------
    >>> cleaned = clean(SourceText("a.txt", "客服说会退\\u200b款，\\r\\n第 2 页 共 9 页\\r\\n后来没有退。"))
    >>> cleaned.text
    '客服说会退款，后来没有退。'
    >>> cleaned.span(3, 6).of(cleaned.source.text)
    '会退\\u200b款'
    """
    draft = start(source)
    changes: list[Change] = []
    done: dict[Fix, Draft] = {}
    for _ in range(_ROUNDS):
        draft, made = _round(draft, RECORD_FIXES if source.kind == "record" else FIXES, done)
        changes += made
        if not made:
            break
    changes.sort(key=lambda change: change.span)
    return CleanText(source, draft.text, draft.folded, draft.origin if changes else None, tuple(changes))


def _round(draft: Draft, fixes: tuple[Fix, ...], done: dict[Fix, Draft]) -> tuple[Draft, list[Change]]:
    """One round; ``done`` are the drafts in which a fix found nothing, and need not look again."""
    changes: list[Change] = []
    for fix in fixes:
        if done.get(fix) is draft:
            continue
        edits = fix(draft)
        if edits:
            draft, made = apply(draft, edits, fix.__name__)
            changes += made
        else:
            done[fix] = draft
    return draft, changes
