"""Every fault of a codebook that loading alone does not find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from caselib.codebook.codebook import Code, Codebook
from caselib.codebook.load import load
from caselib.codebook.stories import load_stories
from caselib.errors import CodebookError
from caselib.lang.clauses import clauses
from caselib.lang.fold import fold

# A code with fewer labelled passages than this cannot be learned; the annotation guide asks for 20 to 60.
FEW_PASSAGES = 10


def check(folder: Path | str | None = None) -> list[str]:
    """The faults of the codebook in ``folder``, each with its address; an empty list if it is sound.

    Besides what :func:`load` refuses: a cue without a clause that it must match and one that it must not,
    a cue that fails its own clauses, a label, status or neighbour that does not exist, the same clause labelled
    in two ways, codes with too few passages to learn from, and the faults of stories.
    """
    try:
        book = load(folder)
    except CodebookError as error:
        return str(error).splitlines()[1:] or [str(error)]
    faults = [fault for code in book.codes.values() for fault in (*_cues(code), *_marks(code, book), *_size(code))]
    faults += [f"{code.id}: neighbour {other!r} is not a code" for code in book.codes.values() for other in code.neighbours if other not in book.codes]
    try:
        load_stories(book, folder)
    except CodebookError as error:
        faults += str(error).splitlines()[1:]
    return faults + list(_rivals(book))


def _cues(code: Code) -> Iterator[str]:
    for number, (cue, pattern) in enumerate(zip(code.cues, code.patterns, strict=True), 1):
        where = f"{code.id}: cue {number} ({cue.text})"
        for words, wanted in ((cue.yes, True), (cue.no, False)):
            if not words:
                yield f"{where} has no clause that it must {'match' if wanted else 'not match'}"
                continue
            folded = fold(words)
            if any(pattern.search(folded, *clause) for clause in clauses(folded)) != wanted:
                yield f"{where} {'does not match its own' if wanted else 'matches the'} clause {words!r}"


def _marks(code: Code, book: Codebook) -> Iterator[str]:
    for passage in code.passages:
        for mark in passage.marks:
            known = book.codes.get(mark.code)
            where = f"{code.id}: {passage.register}: {passage.text[:24]}…"
            if known is None:
                yield f"{where} carries the unknown code {mark.code!r}"
            elif (known.role == "action") != bool(mark.status):
                yield f"{where} gives {mark.code} the status {mark.status!r}; actions have done, advised or demanded, others none"


def _size(code: Code) -> Iterator[str]:
    own = sum(any(mark.code == code.id for mark in passage.marks) for passage in code.passages)
    if own < FEW_PASSAGES:
        yield f"{code.id}: {own} passages carry the code; write at least {FEW_PASSAGES}"


def _rivals(book: Codebook) -> Iterator[str]:
    """The same words labelled with different codes of one role in different places: two codes claim one clause."""
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    where: dict[tuple[str, str], set[frozenset[str]]] = defaultdict(set)
    for code in book.codes.values():
        for passage in code.passages:
            spans: dict[str, set[str]] = defaultdict(set)
            for mark in passage.marks:
                spans[passage.text[mark.start : mark.end]].add(mark.code)
            for words, codes in spans.items():
                for role in {book.codes[c].role for c in codes if c in book.codes}:
                    mine = frozenset(c for c in codes if c in book.codes and book.codes[c].role == role)
                    claims[words, role] |= mine
                    where[words, role].add(mine)
    for (words, role), codes in claims.items():
        if len(where[words, role]) > 1 and len(codes) > 1 and len(words) >= 6:
            yield f"{' and '.join(sorted(codes))} both claim the {role} {words!r}"
