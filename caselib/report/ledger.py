"""What stands behind each number of a report's tables: one case a cluster, with the words that it is counted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from caselib.model import Case, Span
from caselib.report.parts import Evidence
from caselib.report.say import Speaker
from caselib.report.tally import ALL, DIMENSIONS
from caselib.view.votes import MENTIONS, Vote

Cell = tuple[str, str, str]  # table, row, column of the report's grids


class Entry(NamedTuple):
    """One cluster behind a number; ``quote`` is empty where neither words nor text were kept."""

    case: Case
    place: str
    quote: str


def ledger(say: Speaker, graph: Any = None) -> Iterator[tuple[Cell, list[Entry]]]:
    """Every count of the report's grids with its clusters: as many entries as the number says.

    Numbers that count no clusters (documents, characters, mentions) and measures (shares, lift) have no entries of their own.
    """
    book = _Book(say)
    for name in DIMENSIONS:
        yield from book.dimension(name)
    yield from book.gap()
    yield from book.crossed("matrix", "cause", "industry")
    yield from book.crossed("cause_final", "cause", "final")
    yield from book.told()
    yield from book.versus()
    yield from book.compared()
    if graph is not None:
        yield from book.edges(graph)


class _Book:
    def __init__(self, say: Speaker) -> None:
        self.say, self.grids = say, say.tally.grids
        self._places: dict[tuple[str, int], str] = {}

    def dimension(self, name: str) -> Iterator[tuple[Cell, list[Entry]]]:
        votes = self.say.tally.votes
        for row in self.say.tally.order(name):
            yield (name, row, "n"), self.entries((vote for vote in votes if row in vote.values(name)), name, row)

    def gap(self) -> Iterator[tuple[Cell, list[Entry]]]:
        incidents, advice = self.say.tally.votes, self.say.tally.advice
        for code in self.grids["gap"]:
            wanted = [vote for vote in incidents if code in vote.values("demanded")]
            done = [vote for vote in incidents if code in vote.values("action")]
            met = [vote for vote in wanted if code in vote.values("action")]
            unmet = [vote for vote in wanted if code not in vote.values("action")]
            for column, found, name in (("demanded", wanted, "demanded"), ("met", met, "action"), ("unmet", unmet, "demanded"), ("done", done, "action")):
                yield ("gap", code, column), self.entries(found, name, code)
            yield ("gap", code, "advised"), self.entries((vote for vote in advice if code in vote.values("advised")), "advised", code)

    def crossed(self, table: str, rows: str, columns: str) -> Iterator[tuple[Cell, list[Entry]]]:
        for row, cells in self.grids.get(table, {}).items():
            having = self.say.tally.having(rows, row)
            for column in cells:
                found = having if column == "n" else [vote for vote in having if column in vote.values(columns)]
                yield (table, row, column), self.entries(found, rows, row)

    def told(self) -> Iterator[tuple[Cell, list[Entry]]]:
        """Clusters that tell how long it took, and amounts by role."""
        votes = self.say.tally.votes
        yield ("days", ALL, "told"), self.entries((vote for vote in votes if vote.case.days_to_resolution), "days_to_resolution", "")
        for role in self.grids["money"]:
            spans = [(vote.case, [m.span for m in vote.case.money if m.role == role and m.currency == "CNY"]) for vote in votes]
            yield ("money", role, "told"), [self.at(case, found[0]) for case, found in spans if found]

    def versus(self) -> Iterator[tuple[Cell, list[Entry]]]:
        """The clusters that a recommendation sets against each other, as :func:`caselib.report.tally.versus` counts them."""
        for at in self.grids.get("versus", {}):
            cause, action = at.split("|")
            having = self.say.tally.votes if cause == ALL else self.say.tally.having("cause", cause)
            known = [vote for vote in having if vote.values("action") and vote.values("final") not in ((), ("unknown",))]
            for side, among in (("with", [v for v in known if action in v.values("action")]), ("without", [v for v in known if action not in v.values("action")])):
                yield ("versus", at, side), self.entries(among, "final", "")
                yield ("versus", at, f"{side}_good"), self.entries((v for v in among if v.values("final")[0] == "positive"), "final", "positive")

    def compared(self) -> Iterator[tuple[Cell, list[Entry]]]:
        """The client's side of a comparison; the other side's cases are not in the report."""
        for name in DIMENSIONS:
            for row in self.grids.get(f"{name}_vs", {}):
                if row != ALL:
                    found = [vote for vote in self.say.tally.votes if row in vote.values(name)]
                    yield (f"{name}_vs", row, "client"), self.entries(found, name, row)

    def edges(self, graph: Any) -> Iterator[tuple[Cell, list[Entry]]]:
        """The clusters of each edge, with the words of both its ends."""
        for a, b, row in graph.edges(data=True):
            found: dict[str, Entry] = {}
            for each in row.get("evidence", ()):
                case = self.say.cases[each.case]
                if (cluster := case.cluster or case.id) not in found:
                    ends = [self.say.cases.mention(case, name) for name in (each.source, each.target)]
                    found[cluster] = Entry(case, self.where(case, ends[0].span.start), " … ".join(end.quote for end in ends))
            yield ("edges", f"{a}->{b}", "n_clusters"), list(found.values())

    def entries(self, votes: Iterable[Vote], name: str, value: str) -> list[Entry]:
        return [self.entry(vote, name, value) for vote in votes]

    def entry(self, vote: Vote, name: str, value: str) -> Entry:
        """The cluster's words for a value: a mention's own, else what :meth:`Speaker.passage` finds."""
        if name in MENTIONS:
            for case in vote.members:
                mention = Vote(vote.cluster, (case,)).mention(name, value)
                if mention:
                    return Entry(case, self.where(case, mention.span.start), mention.quote)
        found: Evidence | None = self.say.passage(vote, name, value)
        return Entry(vote.case, found.place, found.quote) if found else Entry(vote.case, "", "")

    def at(self, case: Case, span: Span) -> Entry:
        found = self.say.of(case, span)
        return Entry(case, found.place, found.quote) if found else Entry(case, "", "")

    def where(self, case: Case, at: int) -> str:
        """The place in words; documents are asked once for each."""
        key = (case.doc, at)
        if key not in self._places:
            found = self.say.of(case, Span(at, at + 1))
            self._places[key] = found.place if found else ""
        return self._places[key]
