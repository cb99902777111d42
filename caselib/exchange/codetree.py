"""The codebook as a tree of REFI-QDA codes: role → family → code (→ status), and back from guid or name to the code."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from caselib.assets import word
from caselib.codebook import Codebook
from caselib.model.case import ROLES, STATUSES

# What all GUIDs are derived from (version 5, RFC 9562): the same content has the same GUID in every export, on every machine.
_SPACE = uuid.UUID("6f1d3c1e-5a0b-5d7e-9c55-0c4f9b7a2e11")
# Cases are codings too, so that tools without a notion of a case inside a text show where they lie.
KINDS = ("incident", "scenario")
# Where a code keeps the GUID that another program gave it.
REFI = "refi-qda"
_COLOURS = {"cause": "#D55E00", "action": "#0072B2", "outcome": "#009E73", "case": "#7F7F7F"}
_ID = re.compile(r"（([^（）]{1,200})）$")

Key = tuple[str, str, str]


def guid(*parts: object) -> str:
    """The GUID of something named by its parts.

    Examples
    --------
    >>> guid("user", "甲") == guid("user", "甲") != guid("user", "乙")
    True
    """
    return str(uuid.uuid5(_SPACE, "\x1f".join(str(part).encode("utf-8", "backslashreplace").decode() for part in parts)))


def key_guid(key: Key, book: Codebook | None = None) -> str:
    """The GUID of a code: the one that it came with, else of its name; an action's carries its status."""
    known = book.codes.get(key[1]) if book and not key[2] else None
    return (known.schemes.get(REFI) if known else "") or guid("code", *key)


def kind_guid(kind: str) -> str:
    """The GUID of the code that marks cases of a kind."""
    return guid("case kind", kind)


@dataclass(frozen=True)
class Node:
    """A code of the tree; ``codable`` is false for what only groups."""

    guid: str
    name: str
    codable: bool
    colour: str
    description: str = ""
    children: list[Node] = field(default_factory=list)


def tree(book: Codebook, lang: str, used: Iterable[Key] = ()) -> list[Node]:
    """The whole codebook as nodes, and the two kinds of cases.

    Names end in the id, by which another tool's copy is known again. Codes in ``used`` that the codebook does not know
    (an older annotation's) stand under their role.
    """
    roots = [Node(guid("role", role), word(f"role.{role}", lang), False, _COLOURS[role], "", _families(book, role, lang)) for role in ROLES]
    for role, code, status in sorted({key for key in used if key[1] not in book.codes}):
        name = f"{code}（{code}·{status}）" if status else f"{code}（{code}）"
        roots[ROLES.index(role)].children.append(Node(key_guid((role, code, status)), name, True, _COLOURS[role]))
    kinds = [Node(kind_guid(kind), f"{word(f'kind.{kind}', lang)}（{kind}）", True, _COLOURS["case"]) for kind in KINDS]
    return [*roots, Node(guid("cases"), "案例边界" if lang == "zh" else "Case borders", False, _COLOURS["case"], "", kinds)]


def _families(book: Codebook, role: str, lang: str) -> list[Node]:
    families: dict[str, Node] = {}
    direct: list[Node] = []
    for code in book.codes.values():
        if code.role != role:
            continue
        label, description = code.label.get(lang, code.id), code.definition.get(lang, "")
        statuses = [
            Node(key_guid((role, code.id, s)), f"{label}：{word(f'status.{s}', lang)}（{code.id}·{s}）", True, _COLOURS[role])
            for s in STATUSES
        ]
        node = Node(
            key_guid((role, code.id, ""), book), f"{label}（{code.id}）", True, _COLOURS[role], description, statuses if role == "action" else []
        )
        if code.family:
            families.setdefault(code.family, Node(guid("family", role, code.family), code.family, False, _COLOURS[role])).children.append(
                node
            )
        else:
            direct.append(node)
    return [*families.values(), *direct]


class Resolver:
    """From another project's codes to the codebook's: by guid, by the id in the name, by label, or as the user says.

    ``given`` maps names of codes to ``role:code`` or ``action:code:status``.
    """

    def __init__(self, book: Codebook, given: Mapping[str, str]) -> None:
        self.book = book
        self.guids: dict[str, Key] = {}
        self.names: dict[str, Key] = {}
        for code in book.codes.values():
            for key in _keys(code.role, code.id):
                self.guids[key_guid(key, book)] = key
            plain = (code.role, code.id, "done" if code.role == "action" else "")
            for name in (code.id, *code.label.values()):
                self.names.setdefault(name, plain)
        for old in book.recoded:
            if now := book.codes.get(book.current(old)):
                for key in _keys(now.role, old):
                    self.guids[key_guid(key)] = (key[0], now.id, key[2])
                self.names.setdefault(old, (now.role, now.id, "done" if now.role == "action" else ""))
        for name, target in given.items():
            role, code_id, status = (*target.split(":"), "", "")[:3]
            self.names[name] = (role, code_id, status or ("done" if role == "action" else ""))
        self.kinds = {kind_guid(kind): kind for kind in KINDS} | {kind: kind for kind in KINDS}
        self.known = {code.id: code.role for code in book.codes.values()}

    def key(self, code: str, name: str) -> Key | None:
        """The codebook's code for a code of the project, an action without status as done; ``None`` if there is none."""
        key = self.guids.get(code) or self.names.get(name) or self.by_id(name)
        return (key[0], key[1], key[2] or "done") if key and key[0] == "action" else key

    def kind(self, code: str, name: str) -> str | None:
        """The kind of case that a code marks the borders of, or ``None``."""
        found = _ID.search(name)
        return self.kinds.get(code) or self.kinds.get(found[1] if found else "")

    def by_id(self, name: str) -> Key | None:
        """By the id in brackets that caselib puts behind a name."""
        found = _ID.search(name)
        code, _, status = found[1].partition("·") if found else ("", "", "")
        code = self.book.current(code)
        return (self.known[code], code, status) if code in self.known and status in ("", *STATUSES) else None


def _keys(role: str, code: str) -> Iterator[Key]:
    yield role, code, ""
    if role == "action":
        yield from ((role, code, status) for status in STATUSES)
