"""``mask``: a text with every finding replaced by its alias, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caselib.lang.fold import fold
from caselib.model import Span
from caselib.privacy.aliases import PEOPLE, Aliases, bare_name, surname_and_title
from caselib.privacy.find import find
from caselib.privacy.finding import Finding
from caselib.privacy.offsets import OffsetMap

# What masking leaves may read anew (the words around a name change); few texts need a second look, none a fourth.
_LOOKS = 4


@dataclass(frozen=True)
class Masked:
    """A masked text.

    Attributes
    ----------
    text
        Without the personal data.
    offsets
        Where each character of the text as it was stands now.
    aliases
        The aliases used, which were given or are new.
    replaced
        What was replaced → its alias.
    """

    text: str
    offsets: OffsetMap
    aliases: Aliases
    replaced: dict[str, str]


def mask(text: str, kinds: Iterable[str] | None = None, aliases: Aliases | None = None) -> Masked:
    """Replace personal data by aliases.

    Parameters
    ----------
    text
        Any text.
    kinds
        As for :func:`caselib.privacy.find`.
    aliases
        Those of the case base, which grow; by default new ones.

    Notes
    -----
    Within one text, 王先生 and 王某 are the 王建国 of the same text where only one full name has the surname and the
    part in the matter (customer or staff) agrees; across texts equal words have equal aliases.

    Examples
    --------
    >>> masked = mask("客户王先生来电13800001234，王先生要求退款")
    >>> masked.text
    '客户甲来电〔手机号·1〕，客户甲要求退款'
    >>> start = masked.text.index("退款")
    >>> masked.offsets.source(Span(start, start + 2)).of("客户王先生来电13800001234，王先生要求退款")
    '退款'
    """
    aliases = aliases if aliases is not None else Aliases()
    wanted = None if kinds is None else tuple(kinds)
    found = _all(text, wanted)
    called = _called(text, found, aliases)
    parts, pieces, at, length = [], [], 0, 0
    for finding in found:
        before = text[at : finding.span.start]
        alias = _shown(called[finding.text, finding.kind], text[: finding.span.start][-2:])
        length += len(before)
        pieces.append((finding.span, Span(length, length + len(alias))))
        parts += [before, alias]
        length += len(alias)
        at = finding.span.end
    replaced = {words: alias for (words, _), alias in called.items()}
    return Masked("".join([*parts, text[at:]]), OffsetMap(tuple(pieces)), aliases, replaced)


def _shown(alias: str, before: str) -> str:
    """客户王先生 becomes 客户甲, not 客户客户甲."""
    return alias[2:] if before in PEOPLE.values() and alias.startswith(before) else alias


def _all(text: str, kinds: tuple[str, ...] | None) -> list[Finding]:
    """Findings, and what shows only once the first are covered."""
    found = find(text, kinds)
    for _ in range(_LOOKS):
        hidden = _covered(text, found)
        more = [f for f in find(hidden, kinds) if _COVER not in f.text]
        if not more:
            break
        found = sorted([*found, *(Finding(f.kind, f.span, f.span.of(text), f.confidence, f.rule) for f in more)], key=lambda f: f.span)
    return found


_COVER = "〓"


def _covered(text: str, found: Sequence[Finding]) -> str:
    """The text with every finding covered by as many marks."""
    parts, at = [], 0
    for finding in found:
        parts += [text[at : finding.span.start], _COVER * (finding.span.end - finding.span.start)]
        at = finding.span.end
    return "".join([*parts, text[at:]])


def _called(text: str, found: Sequence[Finding], aliases: Aliases) -> dict[tuple[str, str], str]:
    """The alias of each finding's words in this text; people who are named in several ways have one."""
    called: dict[tuple[str, str], str] = {}
    full: dict[str, set[str]] = {}
    short: list[Finding] = []
    for finding in found:
        if finding.kind == "name" and _is_short(finding.text):
            short.append(finding)
            continue
        alias = aliases.of(finding.kind, finding.text, text[max(0, finding.span.start - 8) : finding.span.start])
        called[finding.text, finding.kind] = alias
        if finding.kind == "name":
            full.setdefault(fold(finding.text)[:1], set()).add(alias)
    for finding in short:
        key = (finding.text, finding.kind)
        if key not in called:
            called[key] = _known_as(finding, full, aliases, text[max(0, finding.span.start - 8) : finding.span.start])
    return called


def _is_short(name: str) -> bool:
    """Whether a name is a surname with a title, or with 某."""
    return bool(surname_and_title(name)[0]) or (len(bare_name(name)) <= 3 and fold(name)[1:2] == "某")


def _known_as(finding: Finding, full: dict[str, set[str]], aliases: Aliases, before: str) -> str:
    family, sex = surname_and_title(finding.text)
    part = PEOPLE["staff"] if sex == "?" else PEOPLE["customer"]
    same = [alias for alias in full.get(fold(finding.text)[:1], ()) if alias.startswith(part)]
    if len(same) != 1:
        return aliases.of("name", finding.text, before)
    aliases.note(same[0], finding.text)
    return same[0]
