"""Read a codebook from its folder of YAML files, and find every fault in it before the first use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from caselib.codebook import compiled
from caselib.codebook.codebook import Code, Codebook, Cue, Industry
from caselib.codebook.examples import Passage, unmark
from caselib.codebook.notation import NotationError
from caselib.codebook.shape import CODE, HEAD, INDUSTRY, spoken, unshown
from caselib.codebook.shape import faults as misshapen
from caselib.errors import CodebookError

COMPLAINT = Path(__file__).parent / "complaint"
ROLES = ("cause", "action", "outcome")
FOLDERS = {"causes": "cause", "actions": "action", "outcomes": "outcome"}
# The shipped codebook's largest file has 60 KB; aliases of aliases (one line of YAML stands for a billion) are never needed.
MOST_BYTES, MOST_ALIASES = 4_000_000, 100
_ANCHOR = re.compile(r"&\w")


def load(folder: Path | str | None = None) -> Codebook:
    """The codebook in ``folder`` (the complaint codebook that ships with caselib, if none is given).

    A folder holds ``codebook.yaml`` (name, version, title, families, industries) and one YAML file a code under
    ``causes/``, ``actions/`` and ``outcomes/``.

    Raises
    ------
    CodebookError
        With every fault found and its address, if the codebook cannot be used.
    """
    return read_yaml(Path(folder).resolve()) if folder else _shipped()


@cache
def _shipped() -> Codebook:
    return compiled.read(digest()) or read_yaml(COMPLAINT.resolve())


def digest(folder: Path | str | None = None) -> str:
    """A hash of the codebook's files: what a cache or a model is stamped with. Reads bytes, parses nothing."""
    total = hashlib.sha256()
    for path in _files(Path(folder or COMPLAINT)):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


@cache
def read_yaml(folder: Path) -> Codebook:
    """The codebook from its YAML files, as :func:`load` gives it where there is no compiled form of them."""
    head = folder / "codebook.yaml"
    if not head.is_file():
        raise CodebookError(f"{folder} holds no codebook.yaml; `caselib codebook new {folder}` starts one")
    faults: list[str] = []
    settings = _mapping(head, faults)
    industries = _industries(settings, faults)
    codes: dict[str, Code] = {}
    for path in _files(folder):
        if path == head:
            continue
        code = _code(path, _mapping(path, faults), faults)
        if code and code.id in codes:
            faults.append(f"{path.name}: the code {code.id} is defined twice")
        elif code:
            codes[code.id] = code
    recoded = _recoded(settings, codes, faults)
    if faults:
        raise CodebookError(f"{len(faults)} faults in the codebook {folder.name}:\n" + "\n".join(f"  {fault}" for fault in faults))
    title = _texts(settings.get("title")) or {"zh": folder.name, "en": folder.name}
    families = {str(name): _texts(entry) for name, entry in (settings.get("families") or {}).items()}
    return Codebook(str(settings.get("name") or folder.name), str(settings.get("version", "1")), title, codes, industries, digest(folder), families, recoded)


def _industries(settings: dict[str, Any], faults: list[str]) -> dict[str, Industry]:
    faults += misshapen("codebook.yaml", settings, HEAD)
    entries = settings.get("industries")
    found = {}
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        where = f"codebook.yaml: industry {name}"
        if not isinstance(entry, dict) or not entry.get("zh") or not entry.get("en"):
            faults.append(f"{where}: a mapping with zh and en was expected")
        elif wrong := list(misshapen(where, entry, INDUSTRY)):
            faults += wrong
        else:
            found[str(name)] = Industry(str(name), {"zh": str(entry["zh"]), "en": str(entry["en"])}, _words(entry.get("words") or {}))
    return found


def _recoded(settings: dict[str, Any], codes: dict[str, Code], faults: list[str]) -> dict[str, str]:
    """Old ids and what they are called now; every chain must end at a code of the codebook or at nothing."""
    entries = settings.get("recoded")
    found = {str(old): "" if new is None else str(new) for old, new in entries.items()} if isinstance(entries, dict) else {}
    for old, new in found.items():
        if old in codes:
            faults.append(f"codebook.yaml: recoded: {old} is a code of this version; take it out of recoded or rename the code")
        seen = {old}
        while new in found and new not in codes and new not in seen:
            seen.add(new)
            new = found[new]
        if new and new not in codes:
            faults.append(f"codebook.yaml: recoded: {old} leads to {new}, which is no code of this version")
    return found


def _files(folder: Path) -> list[Path]:
    return [folder / "codebook.yaml", *(path for part in FOLDERS for path in sorted((folder / part).glob("*.yaml")))]


def _mapping(path: Path, faults: list[str]) -> dict[str, Any]:
    import yaml  # not at the start: the shipped codebook comes compiled, and then no YAML is read

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise yaml.YAMLError(f"more than {MOST_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
        # Without an anchor (&name) there is no alias; only then is the text gone through twice.
        if _ANCHOR.search(text) and sum(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text, Loader=loader)) > MOST_ALIASES:
            raise yaml.YAMLError(f"more than {MOST_ALIASES} aliases")
        content = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, OverflowError, TypeError, RecursionError, OSError) as error:  # "2023-99-99" is a ValueError of a date
        faults.append(f"{path.name}: {' '.join(str(error).split())}")
        return {}
    if not isinstance(content, dict):
        faults.append(f"{path.name}: a mapping was expected, not {type(content).__name__}")
        return {}
    faults += unshown(path.name, content)
    return content


def _code(path: Path, entry: dict[str, Any], faults: list[str]) -> Code | None:
    if found := list(misshapen(path.name, entry, CODE)):
        faults += found
        return None
    missing = [key for key in ("id", "role", "label", "definition") if not entry.get(key)]
    if missing:
        faults.append(f"{path.name}: {', '.join(missing)} missing")
        return None
    if entry["role"] not in ROLES or FOLDERS.get(path.parent.name) != entry["role"]:
        faults.append(f"{path.name}: role {entry['role']!r} does not fit the folder {path.parent.name}")
        return None
    code = Code(
        id=str(entry["id"]),
        role=entry["role"],
        family=str(entry.get("family", "")),
        label=_texts(entry["label"]),
        definition=_texts(entry["definition"]) if isinstance(entry["definition"], dict) else {"zh": str(entry["definition"])},
        belongs=tuple(map(str, entry.get("belongs") or ())),
        excludes=tuple(map(str, entry.get("excludes") or ())),
        neighbours=_texts(entry.get("neighbours")),
        schemes=_texts(entry.get("schemes")),
        polarity=str(entry.get("polarity", "")),
        cues=tuple(Cue(str(cue["cue"]), str(cue.get("yes", "")), str(cue.get("no", ""))) for cue in map(spoken, entry.get("cues") or ())),
        hints=tuple(map(str, entry.get("hints") or ())),
        passages=tuple(_passages(path, entry, faults)),
    )
    try:
        _ = code.patterns, code.hint_patterns
    except NotationError as error:
        faults.append(f"{path.name}: {error}")
    return code


def _passages(path: Path, entry: dict[str, Any], faults: list[str]) -> Iterator[Passage]:
    groups = [(register, texts, False) for register, texts in (entry.get("examples") or {}).items()]
    groups.append(("counter", entry.get("counter") or [], True))
    for register, texts, counter in groups:
        for number, marked in enumerate(texts or (), 1):
            try:
                text, marks = unmark(str(marked))
            except ValueError as error:
                faults.append(f"{path.name}: {register} {number}: {error}")
                continue
            yield Passage(text, marks, register, counter)


def _texts(entry: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in (entry or {}).items() if value is not None}


def _words(entry: Any) -> dict[str, float]:
    if isinstance(entry, dict):
        return {str(word): float(weight) for word, weight in entry.items()}
    return dict.fromkeys(str(entry).split(), 1.0)
