"""What changed from one version of a codebook to another, and what that means for older annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caselib.codebook.codebook import Code, Codebook

KINDS = ("lost", "given_up", "renamed", "added", "redefined")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One code's change; ``to`` is its present id where it was renamed. A ``lost`` code's older annotations lead nowhere."""

    kind: str
    code: str
    to: str = ""


def changes(old: Codebook, new: Codebook) -> list[Change]:
    """Codes that are gone, renamed, new or defined otherwise; by :data:`KINDS`, then in the codebook's order.

    A code that is gone is ``renamed`` or ``given_up`` where the new codebook's ``recoded`` says so, else ``lost``.
    """
    return sorted(_changes(old, new), key=lambda change: KINDS.index(change.kind))


def _changes(old: Codebook, new: Codebook) -> Iterator[Change]:
    for code in old.codes.values():
        now = new.codes.get(code.id)
        if now is None:
            to = new.current(code.id)
            yield Change("renamed" if to in new.codes else "lost" if to else "given_up", code.id, to if to in new.codes else "")
        elif _said(now) != _said(code):
            yield Change("redefined", code.id)
    yield from (Change("added", code) for code in new.codes if code not in old.codes)


def _said(code: Code) -> tuple[object, ...]:
    return code.role, code.definition, code.belongs, code.excludes
