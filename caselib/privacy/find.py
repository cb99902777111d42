"""``find``: all rules over one text, overlaps settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from caselib.lang.fold import fold
from caselib.model import Span
from caselib.privacy import addresses, columns, firms, labelled, numbers, people, phones, roles
from caselib.privacy.finding import DEFAULT, KINDS, Finding, Hit

Rule = Callable[[str], Iterator[Hit]]
NUMBERS: tuple[Rule, ...] = (
    numbers.emails, numbers.identities, numbers.credit_codes, numbers.bank_cards, numbers.passports, numbers.plates,
    phones.mobiles, phones.landlines, labelled.messengers, labelled.staff_numbers, labelled.order_numbers,
)  # fmt: skip
PEOPLE: tuple[Rule, ...] = (
    people.titled,
    people.hidden,
    people.surnamed,
    people.familiar,
    roles.labelled,
    roles.roles,
    roles.called,
    roles.speakers,
    roles.bare,
)


def find(text: str, kinds: Iterable[str] | None = None) -> list[Finding]:
    """Personal data in a text, in order, without overlaps.

    Parameters
    ----------
    text
        Any text, in either script; raw or clean.
    kinds
        Keys of :data:`caselib.privacy.KINDS`; by default all but ``firm``.

    Raises
    ------
    ValueError
        If a kind is unknown.

    Notes
    -----
    Numbers are told by checksum, by label or by shape; names by titles, roles, labels and frequent characters. What is
    not found: given names alone, nicknames without a role, a name said only by its sound. Public service numbers, court
    docket numbers and serial numbers of things are left alone.

    Examples
    --------
    >>> [(found.kind, found.text) for found in find("客户王先生，电话13800001234，订单号301137774487")]
    [('name', '王先生'), ('mobile', '13800001234'), ('order_no', '301137774487')]
    """
    wanted = frozenset(DEFAULT if kinds is None else kinds)
    if unknown := wanted - KINDS.keys():
        raise ValueError(f"unknown kinds {', '.join(sorted(unknown))}; known: {', '.join(KINDS)}")
    folded = _folded(text)
    # Everything is looked for even where little is wanted: an order number must be known so as not to be taken for a card.
    chosen = settled(_hits(folded, "firm" in wanted))
    return [
        Finding(hit.kind, Span(hit.start, hit.end), text[hit.start : hit.end], hit.confidence, hit.rule)
        for hit in chosen
        if hit.kind in wanted
    ]


def _folded(text: str) -> str:
    """The folded text with its tabs: folding makes them spaces, but 电话 in one cell does not name the number in the next."""
    folded = fold(text)
    if "\t" not in text:
        return folded
    return "".join("\t" if was == "\t" else now for was, now in zip(text, folded, strict=True))


def _hits(folded: str, with_firms: bool) -> list[Hit]:
    hits = [hit for rule in NUMBERS for hit in rule(folded)]
    numbered = settled(hits)
    names = [hit for rule in PEOPLE for hit in rule(folded)]
    names += roles.beside(folded, numbered)
    names += people.repeated(folded, names)
    hits += names
    hits += addresses.addresses(folded)
    hits += columns.columns(folded)
    if with_firms:
        hits += firms.firms(folded)
    return hits


def settled(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap the surest stays, then the longest; in order of the text."""
    taken: list[Hit] = []
    covered: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (-hit.confidence, hit.start - hit.end, hit.start)):
        if covered.isdisjoint(range(hit.start, hit.end)):
            covered.update(range(hit.start, hit.end))
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.start)
