"""``mask_cases``: a case base without personal data, in which every span still resolves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from caselib.casebase import Cases
from caselib.casebase.records import FIELDS
from caselib.clean import clean
from caselib.errors import Address, Problem
from caselib.model import Block, Case, Field, Guide, GuideItem, Mention, SourceText, Span
from caselib.privacy.aliases import Aliases
from caselib.privacy.find import find
from caselib.privacy.finding import Finding
from caselib.privacy.mask import Masked, mask

# What stands before the coder's name in the rule of a mention that a person decided on.
BY = "coder:"


def mask_cases(cases: Cases, kinds: Iterable[str] | None = None, aliases: Aliases | None = None) -> Cases:
    """The case base with every piece of personal data replaced by its alias.

    Texts, quotes, fields, titles, guides, problems and the names of documents are masked; spans are moved, so that
    ``source.text[span] == quote`` holds on the masked texts. uids stay, ids (addresses) follow the new positions.

    Parameters
    ----------
    cases
        As parsed or loaded. A case whose text is missing has its strings masked one by one.
    kinds
        As for :func:`caselib.privacy.find`.
    aliases
        Give your own to save the key afterwards (:meth:`Aliases.save`).

    Notes
    -----
    The hash of a text becomes that of the masked text, since a hash of the original could be used to confirm a guess.
    """
    work = masking(cases, kinds, aliases)
    return Cases(
        tuple(map(work.case, cases.cases)),
        tuple(map(work.guide, cases.guides)),
        {work.docs[doc]: work.text(text) for doc, text in cases.texts.items()},
        tuple(map(work.problem, cases.problems)),
    )


def masking(cases: Cases, kinds: Iterable[str] | None = None, aliases: Aliases | None = None) -> Masking:
    """What masks the strings and moves the spans of a case base, and of what else speaks of it (a log of decisions)."""
    work = Masking(aliases if aliases is not None else Aliases(), None if kinds is None else tuple(kinds))
    for doc, text in cases.texts.items():
        work.sources[doc] = text.text
        work.masked[doc] = mask(text.text, work.kinds, work.aliases, _mended(text, work.kinds))
    for doc in dict.fromkeys([*cases.texts, *(case.doc for case in cases), *(guide.doc for guide in cases.guides)]):
        work.name(doc)
    work.ids.update({case.id: work.id(case.doc, case.span) for case in cases.cases})
    work.ids.update({guide.id: work.id(guide.doc, guide.span) for guide in cases.guides})
    return work


def _mended(text: SourceText, kinds: tuple[str, ...] | None) -> list[Finding]:
    """What shows only once the text is cleaned, as reports show it: a name broken over lines, spaces within a number."""
    cleaned = clean(text)
    if cleaned.origin is None:
        return []
    spans = ((found, cleaned.span(*found.span)) for found in find(cleaned.text, kinds))
    return [Finding(found.kind, span, span.of(text.text), found.confidence, found.rule) for found, span in spans]


@dataclass
class Masking:
    """What masking one case base needs to know: the masked texts, the new names of documents, the new ids. See :func:`masking`."""

    aliases: Aliases
    kinds: tuple[str, ...] | None

    def __post_init__(self) -> None:
        self.masked: dict[str, Masked] = {}
        self.sources: dict[str, str] = {}
        self.docs: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self._words: dict[tuple[str, str], str] = {}
        self._replacements: dict[str, list[tuple[str, str]]] = {}
        self._taken: set[str] = set()

    def name(self, doc: str) -> None:
        """Give the document a name without personal data that no other document has."""
        wanted = name = self.words(doc, doc)
        count = 1
        while name in self._taken:
            count += 1
            name = f"{wanted}~{count}"
        self._taken.add(name)
        self.docs[doc] = name

    def span(self, doc: str, span: Span) -> Span:
        """The span in the masked text."""
        return self.masked[doc].offsets.masked(span) if doc in self.masked else span

    def id(self, doc: str, span: Span) -> str:
        moved = self.span(doc, span)
        return f"{self.docs[doc]}#{moved.start}-{moved.end}"

    def words(self, doc: str, words: str) -> str:
        """A string of a record: what was replaced in its document is replaced in it, then whatever else is found."""
        key = (doc, words)
        if key not in self._words:
            for was, alias in self._replaced(doc):
                words = words.replace(was, alias)
            self._words[key] = mask(words, self.kinds, self.aliases).text
        return self._words[key]

    def _replaced(self, doc: str) -> list[tuple[str, str]]:
        """What was replaced in the document, the longest first. A surname alone (我姓韩) would be replaced inside other words."""
        if doc not in self._replacements:
            replaced = self.masked[doc].replaced if doc in self.masked else {}
            pairs = ((was, alias) for was, alias in replaced.items() if len(was) > 1)
            self._replacements[doc] = sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0]))
        return self._replacements[doc]

    def quote(self, doc: str, span: Span, words: str) -> str:
        """The masked text under the span, where the words are what stood there; else the words masked by themselves."""
        return self.span(doc, span).of(self.masked[doc].text) if doc in self.masked else self.words(doc, words)

    def text(self, text: SourceText) -> SourceText:
        masked = self.masked[text.doc]
        blocks = tuple(Block(masked.offsets.masked(b.span), b.kind, b.level, self.words(text.doc, b.place)) for b in text.blocks)
        digest = hashlib.sha256(masked.text.encode("utf-8", "surrogatepass")).hexdigest()
        return SourceText(self.docs[text.doc], masked.text, blocks, text.kind, digest, text.reader)

    def case(self, case: Case) -> Case:
        fields: dict[str, Any] = {name: self.field(case.doc, getattr(case, name)) for name in FIELDS}
        return replace(
            case,
            doc=self.docs[case.doc],
            span=self.span(case.doc, case.span),
            parts=tuple((name, self.span(case.doc, span)) for name, span in case.parts),
            money=tuple(replace(money, span=self.span(case.doc, money.span)) for money in case.money),
            mentions=tuple(self.mention(case.doc, mention) for mention in case.mentions),
            suggestions=tuple(self.mention(case.doc, mention) for mention in case.suggestions),
            links=tuple(replace(link, cue=link.cue and self.span(case.doc, link.cue)) for link in case.links),
            duplicate_of=None if case.duplicate_of is None else self.ids.get(case.duplicate_of, case.duplicate_of),
            cluster=self.ids.get(case.cluster, case.cluster),
            problems=tuple(map(self.problem, case.problems)),
            **fields,
        )

    def field(self, doc: str, field: Field | None) -> Field | None:
        if field is None:
            return None
        value = self.words(doc, field.value) if isinstance(field.value, str) else field.value
        return replace(field, value=value, span=field.span and self.span(doc, field.span))

    def mention(self, doc: str, mention: Mention) -> Mention:
        rule = BY + self.words(doc, mention.rule.removeprefix(BY)) if mention.rule.startswith(BY) else mention.rule
        return replace(mention, span=self.span(doc, mention.span), quote=self.quote(doc, mention.span, mention.quote), rule=rule)

    def guide(self, guide: Guide) -> Guide:
        return replace(
            guide,
            doc=self.docs[guide.doc],
            title=self.words(guide.doc, guide.title),
            span=self.span(guide.doc, guide.span),
            items=tuple(self.item(guide.doc, item) for item in guide.items),
            duplicate_of=None if guide.duplicate_of is None else self.ids.get(guide.duplicate_of, guide.duplicate_of),
        )

    def item(self, doc: str, item: GuideItem) -> GuideItem:
        figures = tuple(self.words(doc, figure) for figure in item.figures)
        return replace(
            item, label=self.words(doc, item.label), text=self.words(doc, item.text), span=self.span(doc, item.span), figures=figures
        )

    def problem(self, problem: Problem) -> Problem:
        where, details = (
            problem.address,
            {k: self.words(problem.address.file, v) if isinstance(v, str) else v for k, v in problem.details.items()},
        )
        file = self.docs.get(where.file) or self.words(where.file, where.file)
        return Problem(problem.code, Address(file, self.words(where.file, where.place), where.line, where.column), details, problem.level)


def strings(data: object, skip: Iterable[str] = (), key: str = "") -> Iterable[tuple[str, str]]:
    """Every ``(key, string)`` of nested JSON-ready data."""
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            if name not in skip:
                yield from strings(value, skip, str(name))
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from strings(value, skip, key)
