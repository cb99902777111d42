"""A client against the corpus: where the client's complaints differ, tested, and where there is too little to say so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import caselib
from caselib.assets import word
from caselib.casebase import Cases
from caselib.messages import language
from caselib.mine import measures
from caselib.report.associations import unsupported
from caselib.report.parts import Card, Finding, Heading, Paragraph, Part, Report, Table
from caselib.report.say import Speaker
from caselib.report.tally import ALL, LEAST, tally

COMPARED = ("cause", "action", "outcome", "final")
ROWS = 15


def benchmark(client: Cases, corpus: Cases, *, lang: str | None = None, title: str | None = None, cards: bool = True) -> Report:
    """Shares of causes, actions, outcomes and endings, the client's beside the corpus's.

    Differences are tested by Fisher's test (two-sided, doubled) and corrected by Benjamini and Hochberg within each table; a side with fewer
    than five clusters gets no percentage and no test. Clusters that are in both count for the client only.

    Parameters
    ----------
    client, corpus
        Two case bases.
    lang, title, cards
        As for :func:`caselib.report.case_base`.
    """
    lang = language(lang)
    own = {case.cluster or case.id for case in client}
    rest = corpus.keep(lambda case: (case.cluster or case.id) not in own)
    say, other = Speaker(tally(client), lang), Speaker(tally(rest), lang)
    parts: list[Part] = [Heading(word("report.benchmark_sizes", lang)), Paragraph((_sizes(say, other),))]
    for name in COMPARED:
        _compare(say, other, name)
        parts += [Heading(word(f"report.{name}_table" if name != "final" else "report.final_table", lang)), *_section(say, name)]
    parts += unsupported(say)
    parts += [Heading(word("report.cards", lang), plain=True), *map(Card, client)] if cards else []
    facts = ((word("report.cover_client", lang), str(len(client))), (word("report.cover_corpus", lang), str(len(rest))))
    stamp = f"caselib {caselib.__version__} · {say.book.name} {say.book.version}"
    return Report(title or word("report.benchmark", lang), word("report.benchmark_sub", lang), facts, tuple(parts), client, None, lang, stamp, say.tally.grids)


def _sizes(say: Speaker, other: Speaker) -> Finding:
    say.tally.grids["sizes"] = {ALL: {"client": float(len(say.tally.votes)), "corpus": float(len(other.tally.votes))}}
    shown = [say.opening(vote.case) for vote in say.tally.votes[:1]]
    return say.say("benchmark.sizes", shown, client=say.n("sizes", ALL, "client"), corpus=say.n("sizes", ALL, "corpus"))


def _compare(say: Speaker, other: Speaker, name: str) -> None:
    """Put the comparison of a dimension among the client's grids, as ``NAME_vs``."""
    one, two = say.tally.grids[name], other.tally.grids[name]
    rows = sorted({*one, *two} - {ALL})
    a = np.array([one.get(row, {}).get("n", 0.0) for row in rows])
    b = np.array([two.get(row, {}).get("n", 0.0) for row in rows])
    x, y = one[ALL]["told"], two[ALL]["told"]
    p = np.minimum(1, 2 * np.minimum(measures.fisher(a, x - a, b, y - b), measures.fisher(x - a, a, y - b, b))) if rows else np.array([])
    q = measures.false_discovery(p) if rows and min(x, y) >= LEAST else np.full(len(rows), np.nan)
    say.tally.grids[f"{name}_vs"] = {ALL: {"client": x, "corpus": y}} | {
        row: {"client": a[i], "corpus": b[i], "client_share": a[i] / x if x else np.nan, "corpus_share": b[i] / y if y else np.nan, "p": p[i], "q": q[i]}
        for i, row in enumerate(rows)
    }


def _section(say: Speaker, name: str) -> Iterator[Part]:
    key = f"{name}_vs"
    grid = say.tally.grids[key]
    rows = sorted((row for row in grid if row != ALL), key=lambda row: (-grid[row]["client"], -grid[row]["corpus"], row))
    enough = min(grid[ALL]["client"], grid[ALL]["corpus"]) >= LEAST
    found = [row for row in rows if grid[row]["q"] < 0.05]
    said = [_differs(say, name, row) for row in found]
    if not said:
        lacking = "benchmark.same" if enough else "benchmark.few"
        said = [say.say(lacking, client=say.n(key, ALL, "client"), corpus=say.n(key, ALL, "corpus"))]
    yield Paragraph(tuple(said))
    head = tuple(word(f"report.{column}", say.lang) for column in ("value", "vs_client", "vs_corpus", "vs_client_share", "vs_corpus_share", "edge_q"))
    lines = []
    for row in rows[:ROWS]:
        cells = grid[row]
        shares = [f"{100 * cells[side]:.0f}%" for side in ("client_share", "corpus_share")] if enough else ["—", "—"]
        q = f"{cells['q']:.3f}" if cells["q"] == cells["q"] else "—"
        lines.append((say.label(row, name), f"{cells['client']:.0f}", f"{cells['corpus']:.0f}", *shares, q))
    yield Table(key, word(f"report.{name}_vs", say.lang), head, tuple(lines), word("report.vs_note", say.lang), (1, 2, 3, 4, 5), (0.3, 0.14, 0.14, 0.14, 0.14, 0.14))


def _differs(say: Speaker, name: str, row: str) -> Finding:
    key = f"{name}_vs"
    cells = say.tally.grids[key][row]
    pattern = "benchmark.more" if cells["client_share"] > cells["corpus_share"] else "benchmark.less"
    blanks = {side: say.share(key, row, side) for side in ("client_share", "corpus_share")}
    return say.say(pattern, say.passages(name, row), label=say.label(row, name), n=say.n(key, row, "client"), **blanks)
