"""``scan``: what personal data is left in files, also where a reader of documents does not look (metadata, comments, attributes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caselib.casebase import Cases, records
from caselib.errors import Address
from caselib.privacy.contents import contents
from caselib.privacy.find import find
from caselib.privacy.finding import Finding
from caselib.privacy.records import strings

# Names of rules and hashes are caselib's own and never a person's.
_OWN = frozenset({"uid", "sha256", "reader", "rule", "cluster", "format", "id", "source", "target", "code", "role", "status", "basis"})


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding and where it was seen."""

    address: Address
    finding: Finding

    def __str__(self) -> str:
        return f"{self.address}  {self.finding.kind}  {self.finding.text}"


def scan(what: Cases | Path | str | Iterable[Path | str], kinds: Iterable[str] | None = None) -> list[Sighting]:
    """Personal data in a case base, or in files and folders.

    Parameters
    ----------
    what
        A case base, or one or several paths. Looked through: text in any encoding, docx, xlsx and pptx with comments,
        properties and picture texts, html with attributes and scripts, pdf with its metadata, text in png, and zip members.
    kinds
        As for :func:`caselib.privacy.find`.

    Raises
    ------
    InputError
        If a path is not there, or a file cannot be looked through: what was not seen is not clean.
    """
    wanted = None if kinds is None else tuple(kinds)
    if isinstance(what, Cases):
        return [sighting for place, text in _of_cases(what) for sighting in _seen(place, "", text, wanted)]
    paths = [what] if isinstance(what, (str, Path)) else list(what)
    return [sighting for file, place, text in contents(paths) for sighting in _seen(file, place, text, wanted)]


def _seen(file: str, place: str, text: str, kinds: tuple[str, ...] | None) -> Iterator[Sighting]:
    for found in find(text, kinds):
        before = text[: found.span.start]
        yield Sighting(Address(file, place, before.count("\n") + 1, found.span.start - (before.rfind("\n") + 1) + 1), found)


def _of_cases(cases: Cases) -> Iterator[tuple[str, str]]:
    for text in cases.texts.values():
        yield text.doc, text.doc
        yield text.doc, text.text
        yield from ((text.doc, block.place) for block in text.blocks if block.place)
    for case in cases:
        yield from ((case.id, value) for _, value in strings(records.case_to_dict(case), _OWN))
    for guide in cases.guides:
        yield from ((guide.id, value) for _, value in strings(records.guide_to_dict(guide), _OWN))
    for problem in cases.problems:
        yield from ((problem.address.file, value) for _, value in strings(records.problem_to_dict(problem), _OWN))
