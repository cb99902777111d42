"""List numbers that Word computes: numbering.xml and styles.xml → the label before each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from caselib.read.numerals import numeral

Element = Any  # lxml's element type has no public name

# Bullets in Word's picture fonts, by the code of the glyph (the private area adds F000).
_BULLETS = {
    0xB7: "•",
    0x6C: "●",
    0x6E: "■",
    0x75: "◆",
    0x76: "❖",
    0xA7: "▪",
    0xA8: "□",
    0xD8: "➢",
    0xFC: "✓",
    0x71: "❑",
    0x70: "□",
    0xFE: "☑",
    0x4A: "☺",
}
_PLACEHOLDER = re.compile(r"%([1-9])")


def name(element: Element) -> str:
    """The tag without its namespace, so that the strict variant of the format reads alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, key: str) -> str | None:
    """An attribute by its name without namespace."""
    for found, value in element.attrib.items():
        if found.rpartition("}")[2] == key:
            return str(value)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of tag names."""
    for step in path:
        if element is None:
            return None
        element = next((inner for inner in element if name(inner) == step), None)
    return element


def value(element: Element | None, *path: str) -> str | None:
    """The ``val`` attribute of the descendant along a path."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def whole(text: str | None, default: int) -> int:
    """A short integer out of an attribute."""
    return int(text) if text and len(text) < 8 and text.lstrip("-").isdecimal() else default


def inside(element: Element | None, tag: str) -> Iterator[Element]:
    """Children with a tag name."""
    if element is not None:
        yield from (inner for inner in element if name(inner) == tag)


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, its numbers' format, its pattern (``第%1章``), whether it shows all levels in digits."""

    start: int = 1
    kind: str = "decimal"
    pattern: str = ""
    legal: bool = False


@dataclass(slots=True)
class Style:
    """What a paragraph style says about outline and numbering."""

    label: str = ""
    based: str = ""
    outline: int | None = None
    number: tuple[str | None, int | None] = (None, None)


@dataclass(slots=True)
class Numbering:
    """Lists of a document and how far each has counted.

    Word counts by abstract list, so that two lists made from one go on counting, unless the second
    says where it starts.
    """

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # list id → levels
    abstract: dict[str, str] = field(default_factory=dict)  # list id → abstract id
    restarts: dict[str, set[int]] = field(default_factory=dict)  # list id → levels that start anew with it
    styled: dict[tuple[str, str], int] = field(default_factory=dict)  # (list id, paragraph style) → level
    counters: dict[str, dict[int, int]] = field(default_factory=dict)  # abstract id → level → number

    def label(self, number: str, level: int) -> str:
        """Count one item on, and give its label with the space behind it, or an empty string."""
        levels = self.levels.get(number)
        if not levels or level not in levels:
            return ""
        counted = self.counters.setdefault(self.abstract[number], {})
        if level in self.restarts.get(number, ()):
            self.restarts[number].discard(level)
            counted.pop(level, None)
        counted[level] = counted.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counted if at > level]:
            del counted[deeper]
        return _spaced(self._written(levels, level, counted))

    def _written(self, levels: dict[int, Level], level: int, counted: dict[int, int]) -> str:
        here = levels[level]
        if here.kind == "bullet":
            return "".join(_bullet(sign) for sign in here.pattern)

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, Level())
            return numeral(counted.get(at, other.start), "decimal" if here.legal and at != level else other.kind)

        return _PLACEHOLDER.sub(number, here.pattern)


def _bullet(sign: str) -> str:
    code = ord(sign)
    if 0xF000 <= code <= 0xF0FF:
        return _BULLETS.get(code - 0xF000, "•")
    return {"l": "●", "n": "■", "u": "◆", "Ø": "➢", "ü": "✓", "§": "▪", "o": "○", "v": "❖"}.get(sign, sign)


def _spaced(label: str) -> str:
    """A label that ends in ASCII keeps its distance (``1.`` before ``5天`` is not ``1.5天``); ``一、`` needs none."""
    return f"{label} " if label and label[-1] < "\x80" and not label[-1].isspace() else label


def load_numbering(root: Element | None) -> Numbering:
    """The lists of numbering.xml."""
    found = Numbering()
    abstracts = {attribute(item, "abstractNumId") or "": item for item in inside(root, "abstractNum")}
    linked = {value(item, "styleLink"): item for item in abstracts.values() if value(item, "styleLink")}
    for item in inside(root, "num"):
        number, abstract = attribute(item, "numId") or "", value(item, "abstractNumId") or ""
        definition = abstracts.get(abstract)
        if definition is not None and value(definition, "numStyleLink") in linked:
            definition = linked[value(definition, "numStyleLink")]
        found.levels[number] = {whole(attribute(level, "ilvl"), 0): _level(level) for level in inside(definition, "lvl")}
        found.abstract[number] = abstract
        found.styled |= {(number, value(level, "pStyle") or ""): whole(attribute(level, "ilvl"), 0) for level in inside(definition, "lvl")}
        for override in inside(item, "lvlOverride"):
            at = whole(attribute(override, "ilvl"), 0)
            if (own := child(override, "lvl")) is not None:
                found.levels[number][at] = _level(own)
            if (start := value(override, "startOverride")) is not None:
                here = found.levels[number].setdefault(at, Level())
                found.levels[number][at] = Level(whole(start, 1), here.kind, here.pattern, here.legal)
                found.restarts.setdefault(number, set()).add(at)
    return found


def _level(element: Element) -> Level:
    return Level(
        start=whole(value(element, "start"), 1),
        kind=value(element, "numFmt") or value(element, "AlternateContent", "Fallback", "numFmt") or "decimal",
        pattern=value(element, "lvlText") or "",
        legal=child(element, "isLgl") is not None,
    )


def load_styles(root: Element | None) -> dict[str, Style]:
    """Paragraph styles by id."""
    found = {}
    for item in inside(root, "style"):
        properties = child(item, "pPr")
        outline = value(properties, "outlineLvl")
        found[attribute(item, "styleId") or ""] = Style(
            (value(item, "name") or "").lower(),
            value(item, "basedOn") or "",
            None if outline is None else whole(outline, 9),
            list_of(properties),
        )
    return found


def list_of(properties: Element | None) -> tuple[str | None, int | None]:
    """List id and level that paragraph properties name, each ``None`` where they do not."""
    numbers = child(properties, "numPr")
    level = value(numbers, "ilvl")
    return value(numbers, "numId"), None if level is None else whole(level, 0)


def lineage(styles: dict[str, Style], style: str) -> Iterator[Style]:
    """A style and those that it is based on (at most 20: damaged files have circles)."""
    for _ in range(20):
        if style not in styles:
            return
        yield styles[style]
        style = styles[style].based
