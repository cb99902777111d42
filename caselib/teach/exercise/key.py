"""The key of a coding exercise: what the case base holds of its cases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caselib.casebase.lines import not_newer
from caselib.codebook import load
from caselib.errors import FormatError, InputError
from caselib.files import text_written_whole
from caselib.lang.fold import short
from caselib.model import Case
from caselib.model.case import ROLES, STATUSES

FORMAT = 1
Coding = tuple[str, str, str, str]  # case, role, code, status (empty but for actions)


@dataclass(frozen=True)
class Key:
    """``name`` is the exercise's id; ``cases`` are their uids in order; ``codings`` is what is right; ``roles`` are asked for."""

    name: str
    cases: tuple[str, ...]
    codings: frozenset[Coding]
    roles: tuple[str, ...]

    def offered(self) -> list[Coding]:
        """Every decision that a student takes: each code of each role asked for, in each case, actions by status."""
        return [(case, role, code, status) for case in self.cases for role in self.roles for code in load().role(role) for status in statuses(role)]


def statuses(role: str) -> tuple[str, ...]:
    """The statuses that a role's codes can have."""
    return STATUSES if role == "action" else ("",)


def key_of(cases: Sequence[Case], roles: Sequence[str] = ROLES) -> Key:
    """The key that the cases' own mentions make.

    Raises
    ------
    InputError
        If there is no case or a role is unknown.
    """
    if not cases:
        raise InputError("there is no case to code; choose some by where(...) or by id")
    if unknown := [role for role in roles if role not in ROLES]:
        raise InputError(f"there is no role {unknown[0]!r}; roles: {', '.join(ROLES)}")
    codings = frozenset((case.uid, m.role, m.code, m.status if m.role == "action" else "") for case in cases for m in case.mentions if m.role in roles)
    uids = tuple(case.uid for case in cases)
    digest = short(hashlib.sha256("\x1f".join([load().digest, *roles, *uids]).encode()).hexdigest())
    return Key(digest, uids, codings, tuple(roles))


def save_key(key: Key, path: Path | str) -> Path:
    """Write a key as JSON; it belongs to the teacher."""
    data = {"format": FORMAT, "exercise": key.name, "cases": key.cases, "roles": key.roles, "codings": sorted(key.codings)}
    with text_written_whole(path) as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
        file.write("\n")
    return Path(path)


def load_key(path: Path | str) -> Key:
    """Read a key that :func:`save_key` wrote.

    Raises
    ------
    InputError
        If it is not there.
    FormatError
        If it is damaged, or of a newer format.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} is not there; `caselib teach exercise CASES -o FOLDER` makes it")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        not_newer(path, data.get("format", FORMAT), FORMAT)
        codings = frozenset((str(a), str(b), str(c), str(d)) for a, b, c, d in data["codings"])
        return Key(str(data["exercise"]), tuple(map(str, data["cases"])), codings, tuple(map(str, data["roles"])))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FormatError(f"{path} is no key of an exercise ({type(error).__name__}); make it anew from the case base") from error
