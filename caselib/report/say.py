"""Findings composed from sentence patterns: numbers from the grids, labels from the codebook, passages from the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from string import Formatter
from typing import NamedTuple

from caselib.assets import FOLDER, labels
from caselib.casebase import Cases
from caselib.codebook import Codebook, load
from caselib.model import Case, Mention, Span
from caselib.report.parts import Evidence, Finding, Number
from caselib.report.tally import Tally
from caselib.view import record
from caselib.view.votes import Vote

PASSAGES = 3  # passages behind one sentence: enough to check it, few enough to read in a comment
OPENING = 40  # characters quoted where a whole case is the evidence


class Listed(NamedTuple):
    """Several labels with their numbers, as one blank of a sentence."""

    text: str
    numbers: tuple[Number, ...]


class Speaker:
    """Says what a tally holds, in one language; variants of a pattern are used in turn."""

    def __init__(self, tally: Tally, lang: str, book: Codebook | None = None) -> None:
        self.tally = tally
        self.cases: Cases = tally.cases
        self.lang = lang
        self.book = book or load()
        self._said: Counter[str] = Counter()

    def say(self, key: str, evidence: Iterable[Evidence | None] = (), **blanks: Number | Listed | str) -> Finding:
        """The next variant of the pattern ``key`` with its blanks filled."""
        variants = sentences()[key][self.lang]
        pattern = variants[self._said[key] % len(variants)]
        self._said[key] += 1
        shown = {name: _shown(value) for name, value in blanks.items()}
        used = {name for _, name, _, _ in Formatter().parse(pattern) if name}
        numbers = [number for name, value in blanks.items() if name in used for number in _numbers(value)]
        return Finding(pattern.format(**shown), tuple(numbers), tuple(each for each in evidence if each), key)

    def n(self, table: str, row: str, column: str = "n") -> Number:
        """A count."""
        value = self.tally.grids[table][row][column]
        return Number(f"{value:,.0f}", value, table, row, column)

    def share(self, table: str, row: str, column: str = "share") -> Number:
        """A percentage."""
        value = self.tally.grids[table][row][column]
        return Number(f"{100 * value:.0f}%" if self.lang == "zh" else f"{100 * value:.0f} %", value, table, row, column)

    def ratio(self, table: str, row: str, column: str) -> Number:
        """A ratio with two decimals."""
        value = self.tally.grids[table][row][column]
        return Number(f"{value:.2f}", value, table, row, column)

    def amount(self, table: str, row: str, column: str) -> Number:
        """An amount of money or time: up to two decimals, none where there are none."""
        value = self.tally.grids[table][row][column]
        return Number(f"{value:,.2f}".rstrip("0").rstrip("."), value, table, row, column)

    def label(self, code: str, name: str = "") -> str:
        """What a code or a field's value is called."""
        key = f"{name}.{code}"
        return labels()[key][self.lang] if key in labels() else self.book.label(code, self.lang)

    def listed(self, table: str, rows: Sequence[str], column: str = "n", name: str = "") -> Listed:
        """``“延误久等”（8 簇）、“收费争议”（7 簇）``."""
        numbers = tuple(self.n(table, row, column) for row in rows)
        unit = " 簇" if self.lang == "zh" else ""
        quoted = "{0}（{1}{2}）" if name else "“{0}”（{1}{2}）"
        if self.lang == "en":
            quoted = quoted.replace("（", " (").replace("）", ")")
        parts = [quoted.format(self.label(row, name), number.shown, unit) for row, number in zip(rows, numbers, strict=True)]
        return Listed(("、" if self.lang == "zh" else ", ").join(parts), numbers)

    def passages(self, name: str, code: str, among: Iterable[Vote] | None = None, limit: int = PASSAGES, against: bool = False) -> list[Evidence]:
        """Passages behind a code or a field's value: one a cluster, the surest first, documents in turn."""
        source = self.tally.votes if among is None else among
        found = [each for vote in source if code in vote.values(name) and (each := self.passage(vote, name, code, against))]
        return _spread(found)[:limit]

    def passage(self, vote: Vote, name: str, code: str, against: bool = False) -> Evidence | None:
        """The place where a cluster carries a value: its mention, the field's own words, else the case's opening."""
        if name in ("cause", "action", "advised", "demanded", "outcome"):
            for case in vote.members:
                mention = Vote(vote.cluster, (case,)).mention(name, code)
                if mention:
                    return self.of(case, mention.span, against)
            return None
        told = getattr(vote.case, name, None)
        if told is not None and told.span is not None:
            return self.of(vote.case, told.span, against)
        return self.ending(vote.case, against) if name == "final" else self.opening(vote.case, against)

    def of(self, case: Case, span: Span, against: bool = False) -> Evidence | None:
        """The passage under a span, or nothing where the document's text was not kept."""
        return self.within(case.doc, span, case.id, against)

    def within(self, doc: str, span: Span, case: str = "", against: bool = False) -> Evidence | None:
        """The passage under a span of a document, also where it belongs to no case."""
        source = self.cases.texts.get(doc)
        if source is None:
            return None
        return Evidence(case, doc, record.where(source, span.start, self.lang), span, span.of(source.text), against)

    def opening(self, case: Case, against: bool = False) -> Evidence | None:
        """The first words of a case."""
        source = self.cases.texts.get(case.doc)
        if source is None:
            return None
        text = case.span.of(source.text)
        start = case.span.start + len(text) - len(text.lstrip())
        line = source.text[start : case.span.end].split("\n", 1)[0].rstrip()[:OPENING]
        return self.of(case, Span(start, start + max(1, len(line))), against)

    def ending(self, case: Case, against: bool = False) -> Evidence | None:
        """The last outcome that a case tells, else its opening."""
        outcomes = [m for m in case.mentions if m.role == "outcome"]
        return self.of(case, max(outcomes, key=_place).span, against) if outcomes else self.opening(case, against)


@cache
def sentences() -> dict[str, dict[str, list[str]]]:
    """The patterns: key → language → variants."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, dict[str, list[str]]] = yaml.load((FOLDER / "sentences.yaml").read_text(encoding="utf-8"), Loader=loader)
    return content


def _place(mention: Mention) -> Span:
    return mention.span


def _spread(found: list[Evidence]) -> list[Evidence]:
    """The same passages with documents in turn, so that the first few come from different ones."""
    turn: Counter[str] = Counter()
    order = []
    for i, each in enumerate(found):
        order.append((turn[each.doc], i))
        turn[each.doc] += 1
    return [found[i] for _, i in sorted(order)]


def _shown(value: Number | Listed | str) -> str:
    if isinstance(value, Number):
        return value.shown
    return value.text if isinstance(value, Listed) else value


def _numbers(value: Number | Listed | str) -> tuple[Number, ...]:
    if isinstance(value, Number):
        return (value,)
    return value.numbers if isinstance(value, Listed) else ()
