"""REFI-QDA codebooks (.qdc), back: another program's code tree as a codebook of caselib."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lxml import etree

from caselib.assets import word
from caselib.codebook import Code, Codebook, load
from caselib.errors import Address, FormatError, InputError, Problem
from caselib.exchange.codetree import REFI, Resolver, guid
from caselib.exchange.package import parse_xml
from caselib.exchange.qde import CODEBOOK, PROJECT
from caselib.messages import LANGUAGES, language
from caselib.model.case import ROLES

_ID = re.compile(r"（[^（）]{1,200}）$")


def read_qdc(
    path: Path | str, *, roles: Mapping[str, str] | None = None, codebook: Codebook | None = None, lang: str | None = None
) -> tuple[Codebook, list[Problem]]:
    """Read a codebook that caselib or another program wrote.

    Parameters
    ----------
    path
        A ``.qdc`` file.
    roles
        Names of codes at the top of the tree → ``cause``, ``action`` or ``outcome``, for trees that are not caselib's.
    codebook
        Where the cues and passages of known codes come from; the complaint codebook by default.
    lang
        The language of the names in the file.

    Returns
    -------
    tuple of Codebook and list of Problem
        The codes of the file: known ones (by GUID, or the id at the end of their name) with the file's names, definitions and
        families, new ones with name and definition and no cues; their GUIDs are kept and written again by
        :func:`caselib.exchange.write_qdc`. Codes under no role are listed as problems.

    Raises
    ------
    InputError
        If there is no such file.
    FormatError
        If it is no codebook.
    """
    path, book, tongue = Path(path), codebook or load(), language(lang)
    if not path.is_file():
        raise InputError(f"{path} is not there; check the path")
    root = parse_xml(path.read_bytes(), path.name)
    space = next((space for space in (CODEBOOK, PROJECT) if root.tag == f"{{{space}}}CodeBook"), None)
    if space is None:
        raise FormatError(f"{path.name} is no REFI-QDA codebook; export it again as .qdc")
    given = dict(roles or {}) | {word(f"role.{role}", each): role for role in ROLES for each in LANGUAGES}
    by_guid = {guid("role", role): role for role in ROLES}
    resolver = Resolver(book, {})
    codes: dict[str, Code] = {}
    problems: list[Problem] = []
    for top in root.iterfind(f"{{{space}}}Codes/{{{space}}}Code"):
        role = by_guid.get(top.get("guid", "")) or given.get(top.get("name", ""))
        if role is None:
            if top.get("guid") != guid("cases"):
                count = sum(1 for _ in top.iter(f"{{{space}}}Code"))
                problems.append(Problem("unknown_code", Address(path.name), {"code": top.get("name", ""), "count": count}, "notice"))
            continue
        for node, family in _below(top, space, ""):
            made = _code(node, role, family, space, resolver, book, tongue, set(codes))
            if made:
                codes[made.id] = made
    return Codebook(path.stem, book.version, dict.fromkeys(LANGUAGES, path.stem), codes, book.industries), problems


def _below(top: etree._Element, space: str, family: str) -> Iterator[tuple[etree._Element, str]]:
    """The codes under one, with the name of the group that they stand in."""
    for node in top.iterfind(f"{{{space}}}Code"):
        if node.get("isCodable", "true") != "false":
            yield node, family
            yield from _below(node, space, family)
        else:
            yield from _below(node, space, node.get("name", ""))


def _code(
    node: etree._Element, role: str, family: str, space: str, resolver: Resolver, book: Codebook, lang: str, taken: set[str]
) -> Code | None:
    name = _ID.sub("", node.get("name", "")).strip()
    about = node.findtext(f"{{{space}}}Description") or ""
    key = resolver.guids.get(node.get("guid", "")) or resolver.by_id(node.get("name", ""))
    if key and key[2]:
        return None  # the three statuses of an action, which caselib makes itself
    if key and key[1] in book.codes:
        was = book.codes[key[1]]
        definition = {**was.definition, lang: about} if about else was.definition
        return replace(was, label={**was.label, lang: name}, definition=definition, family=family or was.family)
    made = _new_id(name, node.get("guid", ""), taken)
    return Code(made, role, family, dict.fromkeys(LANGUAGES, name), dict.fromkeys(LANGUAGES, about), schemes={REFI: node.get("guid", "")})


def _new_id(name: str, made: str, taken: set[str]) -> str:
    """Latin letters of the name, else the beginning of the GUID."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    found = plain if plain and plain[0].isalpha() else f"code_{made.replace('-', '')[:8].lower()}"
    return found if found not in taken else f"{found}_{made[:4].lower()}"
