"""A cue taken apart for reading: alternatives as lists, gaps in characters, what must not stand near."""

from __future__ import annotations

from dataclasses import dataclass

from caselib.codebook.notation import _GAP, _NOT, GAP, _Choice, _parse

# Alternatives that are spelled out; of more than this the brackets are quicker to read than the list.
MOST_SPELLED = 120
_NEAR = {"!": "absent", "!<": "before", "!>": "behind"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a cue.

    ``kind`` is ``words`` (one of ``words`` stands here), ``optional`` (one of them may), ``gap`` (at most ``most`` characters),
    ``and`` (what follows stands in the same clause, in any order), or ``absent``, ``before``, ``behind`` (none of ``words`` in the clause,
    directly before, directly behind).
    """

    kind: str
    words: tuple[str, ...] = ()
    most: int = 0


def spelled(cue: str) -> tuple[Piece, ...]:
    """The pieces of a cue in order.

    Raises
    ------
    NotationError
        If the cue cannot be read.

    Examples
    --------
    >>> for piece in spelled("(退还|返还) …6 押[金] !<未"):
    ...     print(piece.kind, *piece.words or [piece.most])
    words 退还 返还
    gap 6
    words 押
    optional 金
    before 未
    """
    body, *rest = _NOT.split(cue.strip())
    found: list[Piece] = []
    for number, conjunct in enumerate(body.split(" & ")):
        found += [Piece("and")] if number else []
        terms = _GAP.split(conjunct.strip())
        found += _term(terms[0], cue)
        for bound, term in zip(terms[1::2], terms[2::2], strict=True):
            found += [Piece("gap", most=int(bound or GAP)), *_term(term, cue)]
    near = zip(rest[::2], rest[1::2], strict=True)
    return (*found, *(Piece(_NEAR[kind], _words(_parse(words, cue))) for kind, words in near))


def _term(term: str, cue: str) -> list[Piece]:
    choice = _parse(term, cue)
    if len(choice.options) > 1:
        return [Piece("words", _words(choice))]
    made = []
    for node in choice.options[0]:
        if isinstance(node, str):
            made.append(Piece("words", (node,)))
        else:
            made.append(Piece("optional" if node.optional else "words", _words(_Choice(node.options))))
    return made


def _words(choice: _Choice) -> tuple[str, ...]:
    """The readings, or the alternatives as written where they are too many."""
    return tuple(choice.literals()) if choice.count() <= MOST_SPELLED else tuple("".join(map(_written, option)) for option in choice.options)


def _written(node: str | _Choice) -> str:
    if isinstance(node, str):
        return node
    inner = "|".join("".join(map(_written, option)) for option in node.options)
    return f"[{inner}]" if node.optional else f"({inner})"
