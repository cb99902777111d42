"""What a codebook's YAML files must look like: every key with the shape of its value, checked before anything is built from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# key → shape. "word": text or a number; "words": a list of them; "by name": a mapping of words; "number by name": words or a mapping of weights.
HEAD = {"name": "word", "version": "word", "title": "by name", "families": "names by name", "industries": "mapping", "recoded": "by name"}
INDUSTRY = {"zh": "word", "en": "word", "words": "weights"}
CODE = {
    "id": "word", "role": "word", "family": "word", "label": "by name", "definition": "word or by name", "belongs": "words", "excludes": "words",
    "neighbours": "by name", "schemes": "by name", "polarity": "word", "cues": "cues", "hints": "words", "examples": "words by name", "counter": "words",
}  # fmt: skip
_SAID = {
    "word": "a text", "words": "a list of texts", "by name": "a mapping of texts", "mapping": "a mapping", "weights": "words, or a mapping of words to numbers",
    "word or by name": "a text or a mapping of texts", "words by name": "a mapping of lists of texts", "names by name": "a mapping of mappings of texts",
    "cues": "a list of mappings with the key cue",
}  # fmt: skip
# Control characters but for line ends and tabs, marks that turn the direction of writing, lone surrogates.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def faults(name: str, entry: Mapping[Any, Any], shape: Mapping[str, str]) -> Iterator[str]:
    """A sentence for every key whose value has not its shape; a key that is left empty has any shape.

    Examples
    --------
    >>> list(faults("delay.yaml", {"id": "delay", "label": "延误"}, CODE))
    ['delay.yaml: label must be a mapping of texts, not str']
    """
    for key, kind in shape.items():
        value = entry.get(key)
        if value is not None and not _fits(value, kind):
            yield f"{name}: {key} must be {_SAID[kind]}, not {type(value).__name__}"


def unshown(name: str, value: Any) -> Iterator[str]:
    """A sentence for every text that holds characters that a page, a figure or a terminal cannot show (YAML lets them in by escapes).

    Examples
    --------
    >>> [said.rpartition(" holds ")[2] for said in unshown("delay.yaml", {"label": {"zh": "延误" + chr(27)}})]
    ['characters that cannot be shown']
    """
    todo, seen = [value], set[int]()
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            if _UNSHOWN.search(each):
                yield f"{name}: {each[:40]!r} holds characters that cannot be shown"
        elif isinstance(each, dict | list) and id(each) not in seen:  # aliases of aliases: each is looked at once
            seen.add(id(each))
            todo += [*each, *each.values()] if isinstance(each, dict) else each


def spoken(cue: Mapping[Any, Any]) -> dict[Any, Any]:
    """The mapping with the keys ``yes`` and ``no`` as they were written: YAML 1.1 takes both for truth values where they are not quoted."""
    return {{True: "yes", False: "no"}.get(name, name) if isinstance(name, bool) else name: value for name, value in cue.items()}


def _fits(value: Any, kind: str) -> bool:
    if kind == "word":
        return isinstance(value, str | int | float)
    if kind == "words":
        return isinstance(value, list) and all(isinstance(item, str | int | float) for item in value)
    if kind == "cues":
        return isinstance(value, list) and all(isinstance(item, dict) and _fits(item.get("cue"), "word") and _named(spoken(item), "word") for item in value)
    if kind == "weights":
        return isinstance(value, str) or (isinstance(value, dict) and all(_number(weight) for weight in value.values()))
    if kind == "word or by name":
        return isinstance(value, str) or _fits(value, "by name")
    if kind == "names by name":
        return isinstance(value, dict) and all(_named(entry, "word") for entry in value.values())
    if kind == "mapping":
        return isinstance(value, dict)
    return _named(value, "word" if kind == "by name" else "words")


def _named(value: Any, kind: str) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) and (item is None or _fits(item, kind)) for name, item in value.items())


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
