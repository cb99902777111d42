"""``mask``: a text with every finding replaced by its alias, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from caselib.lang.fold import fold
from caselib.model import Span
from caselib.privacy.aliases import PEOPLE, Aliases, bare_name, identity, surname_and_title
from caselib.privacy.find import find
from caselib.privacy.finding import Finding
from caselib.privacy.offsets import OffsetMap

# What masking leaves may read anew, since the words around a name change: it is looked at again, and again once more was replaced.
_LOOKS = 4
# Kinds that tell where they end; an address or an order number would take the next line's first word with it.
_ONE_PIECE = frozenset({"name", "id_card", "bank_card", "mobile", "landline", "email", "plate", "uscc", "passport"})
# A line that ends in the midst of a sentence, and one that goes on.
_BREAK = re.compile(r"(?<=\w)[ \t]{0,8}\r?\n[ \t]{0,8}(?=\w)")
# Characters before a name in which staff is looked for: the longest such word with a number (工号A10024的).
_BEFORE = 16


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


def mask(text: str, kinds: Iterable[str] | None = None, aliases: Aliases | None = None, known: Sequence[Finding] = ()) -> Masked:
    """Replace personal data by aliases.

    Parameters
    ----------
    text
        Any text.
    kinds
        As for :func:`caselib.privacy.find`.
    aliases
        Those of the case base, which grow; by default new ones.
    known
        Findings made elsewhere (in the cleaned text, say), in places of ``text``.

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
    found = _joined(find(text, wanted), [*known, *_over_lines(text, wanted)], text)
    masked = _replaced(text, found, aliases)
    for _ in range(_LOOKS):
        left = find(masked.text, wanted)
        wider = _with(found, left, masked.offsets, text)
        if not left or wider == found:
            break
        found, masked = wider, _replaced(text, wider, aliases)
    return masked


def _over_lines(text: str, kinds: tuple[str, ...] | None) -> list[Finding]:
    """What a line break cuts in two: a web page or a mended text shows it in one piece."""
    origin: list[int] = []
    at = 0
    for match in _BREAK.finditer(text):
        origin += range(at, match.start())
        at = match.end()
    if not at:
        return []
    origin += range(at, len(text))
    found = find("".join(text[i] for i in origin), kinds)
    spans = [Span(origin[f.span.start], origin[f.span.end - 1] + 1) for f in found]
    return [replace(f, span=span) for f, span in zip(found, spans, strict=True) if f.kind in _ONE_PIECE and "\n" in span.of(text)]


def _joined(found: Sequence[Finding], known: Sequence[Finding], text: str) -> list[Finding]:
    """Both, without overlaps: what reaches farther stays, for it hides more."""
    taken: list[Finding] = []
    covered: set[int] = set()
    for finding in sorted([*found, *known], key=lambda f: (f.span.start - f.span.end, f.span)):
        if covered.isdisjoint(range(*finding.span)):
            covered.update(range(*finding.span))
            taken.append(Finding(finding.kind, finding.span, finding.span.of(text), finding.confidence, finding.rule))
    return sorted(taken, key=lambda f: f.span)


def _replaced(text: str, found: Sequence[Finding], aliases: Aliases) -> Masked:
    called = _called(text, found, aliases)
    parts: list[str] = []
    pieces: list[tuple[Span, Span]] = []
    at = length = 0
    for finding in found:
        before = text[at : finding.span.start]
        alias = _shown(called[finding.text, finding.kind], text[max(0, finding.span.start - 2) : finding.span.start])
        pieces.append((finding.span, Span(length + len(before), length + len(before) + len(alias))))
        parts += [before, alias]
        length += len(before) + len(alias)
        at = finding.span.end
    return Masked("".join([*parts, text[at:]]), OffsetMap(tuple(pieces)), aliases, {words: alias for (words, _), alias in called.items()})


def _with(found: list[Finding], left: list[Finding], offsets: OffsetMap, text: str) -> list[Finding]:
    """The findings with what only showed once the others were replaced; where one grew over others it takes their place."""
    spans = [offsets.source(finding.span) for finding in left]
    return _joined(found, [replace(f, span=span) for f, span in zip(left, spans, strict=True)], text)


def _shown(alias: str, before: str) -> str:
    """客户王先生 becomes 客户甲, not 客户客户甲."""
    return alias[2:] if before in PEOPLE.values() and alias.startswith(before) else alias


def _called(text: str, found: Sequence[Finding], aliases: Aliases) -> dict[tuple[str, str], str]:
    """The alias of each finding's words in this text; people who are named in several ways have one."""
    full: dict[str, dict[str, Finding]] = {}
    for finding in found:
        if finding.kind == "name" and not _is_short(finding.text):
            full.setdefault(fold(finding.text)[:1], {}).setdefault(identity("name", finding.text), finding)
    called: dict[tuple[str, str], str] = {}
    for finding in found:
        key = (finding.text, finding.kind)
        if key not in called:
            others = full.get(fold(finding.text)[:1], {}) if finding.kind == "name" and _is_short(finding.text) else {}
            called[key] = _alias(text, finding, list(others.values()), aliases)
    return called


def _is_short(name: str) -> bool:
    """Whether a name is a surname with a title, or with 某."""
    return bool(surname_and_title(name)[0]) or (len(bare_name(name)) <= 3 and fold(name)[1:2] == "某")


def _alias(text: str, finding: Finding, others: Sequence[Finding], aliases: Aliases) -> str:
    """The finding's alias, or that of the only full name with its surname whose part in the matter is the same."""

    def before(one: Finding) -> str:
        return text[max(0, one.span.start - _BEFORE) : one.span.start]

    part = aliases.part(finding.text, before(finding))
    same = [other for other in others if aliases.part(other.text, before(other)) == part]
    if len(same) != 1:
        return aliases.of(finding.kind, finding.text, before(finding))
    alias = aliases.of("name", same[0].text, before(same[0]))
    aliases.note(alias, finding.text)
    return alias
