"""The sections on the graph: which causes, actions and outcomes go together, and what the cases cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from caselib.assets import word
from caselib.report.parts import Evidence, Figure, Finding, Heading, Paragraph, Part, Quotes, Table
from caselib.report.say import Speaker
from caselib.report.tally import ALL, LEAST
from caselib.view import plot

BEST = 5  # edges in each of the two lists
SCARCE = ("responsibility", "channel", "year")
Row = dict[str, Any]


def associations(say: Speaker, graph: Any) -> Iterator[Part]:
    """The figure, the five best supported edges and the five whose interval of lift lies farthest above one, with passages."""
    yield Heading(word("report.edges", say.lang))
    rows = [row for _, _, row in graph.edges(data=True)]
    yield Paragraph((say.say("edges.intro"), *_tested(say, rows), say.say("edges.caution")))
    yield Figure("flow", word("report.flow", say.lang), lambda: plot.flow(graph, lang=say.lang, top=44, title=""),
                 word("report.flow_alt", say.lang), word("report.unit", say.lang))  # fmt: skip
    for key, found in (("support", supported(rows)), ("lift", lifted(rows))):
        yield Heading(word(f"report.edges_{key}", say.lang), 2)
        if not found:
            yield Paragraph((say.say("edges.no_lift"),))
        else:
            yield _table(say, key, found)
        for row in found:
            shown = passages(say, row)
            yield Paragraph((_sentence(say, key, row, shown),))
            yield Quotes(tuple(shown))


def supported(rows: Iterable[Row]) -> list[Row]:
    """The edges with most clusters; ties by what linking words say, then by name."""
    return sorted(rows, key=lambda row: (-row["n_clusters"], -row.get("n_explicit", 0), row["source"], row["target"]))[:BEST]


def lifted(rows: Iterable[Row]) -> list[Row]:
    """The edges whose interval of lift lies farthest above one; those with too few clusters have none."""
    known = [row for row in rows if row["n_clusters"] >= LEAST and row.get("lift_lo", float("nan")) > 1]
    return sorted(known, key=lambda row: (-row["lift_lo"], row["source"], row["target"]))[:BEST]


def passages(say: Speaker, row: Row, limit: int = 2) -> list[Evidence]:
    """Both ends of an edge, quoted from its best linked cases: one case a document before a second one."""
    order = {"explicit": 0, "sequence": 1}
    found: list[Evidence] = []
    seen: set[str] = set()
    for each in sorted(row.get("evidence", ()), key=lambda each: order.get(each.basis, 2)):
        case = say.cases[each.case]
        if len(seen) >= limit:
            break
        if (case.cluster or case.id) in seen:
            continue
        seen.add(case.cluster or case.id)
        spans = sorted({say.cases.mention(case, name).span for name in (each.source, each.target)})
        found += [passage for span in spans if (passage := say.of(case, span))]
    return found


def unsupported(say: Speaker, graph: Any = None) -> Iterator[Part]:
    """What the cases do not support."""
    yield Heading(word("report.unsupported", say.lang))
    yield Paragraph((say.say("unsupported.intro"),))
    clusters = say.n("overview", ALL, "clusters")
    for name in SCARCE:
        told = say.tally.grids[name][ALL]["told"]
        if told < max(LEAST, clusters.value / 4):
            key = "unsupported.field" if told else "unsupported.field_none"
            finding = say.say(key, field=word(f"field.{name}", say.lang), told=say.n(name, ALL, "told"), clusters=clusters)
            yield Paragraph((finding,), bullet=True)
    if "unknown" in say.tally.grids["final"]:
        yield Paragraph((say.say("unsupported.final", say.passages("final", "unknown"), unknown=say.n("final", "unknown")),), bullet=True)
    if graph is not None:
        _edge_totals(say, [row for _, _, row in graph.edges(data=True)])
        if say.tally.grids["edge_totals"][ALL]["few"]:
            yield Paragraph((say.say("unsupported.edges", few=say.n("edge_totals", ALL, "few")),), bullet=True)
    yield Paragraph((say.say("unsupported.population"),), bullet=True)


def _tested(say: Speaker, rows: list[Row]) -> Iterator[Finding]:
    _edge_totals(say, rows)
    total = say.n("edge_totals", ALL, "total")
    best = passages(say, supported(rows)[0]) if rows else []
    if say.tally.grids["edge_totals"][ALL]["tested"]:
        yield say.say("edges.tested", best, total=total, tested=say.n("edge_totals", ALL, "tested"))
    else:
        yield say.say("edges.none_tested", best, total=total)
    yield say.say("edges.few", best, few=say.n("edge_totals", ALL, "few"))


def _edge_totals(say: Speaker, rows: list[Row]) -> None:
    say.tally.grids["edge_totals"] = {
        ALL: {
            "total": float(len(rows)),
            "few": float(sum(row["n_clusters"] < LEAST for row in rows)),
            "tested": float(sum(row["n_clusters"] >= LEAST and row.get("q", 1) < 0.05 and row.get("lift_lo", 0) > 1 for row in rows)),
        }
    }


def _sentence(say: Speaker, key: str, row: Row, shown: list[Evidence]) -> Finding:
    at = f"{row['source']}->{row['target']}"
    blanks: Any = {"source": say.label(row["source"]), "target": say.label(row["target"]), "n": say.n("edges", at, "n_clusters")}
    if row["n_clusters"] < LEAST:
        return say.say("edges.support_few", shown, **blanks)
    blanks |= {name: say.ratio("edges", at, column) for name, column in (("lift", "lift"), ("low", "lift_lo"), ("high", "lift_hi"))}
    if key == "support":
        blanks |= {"confidence": say.share("edges", at, "confidence"), "base": say.share("edges", at, "base_rate")}
    return say.say(f"edges.{key}", shown, **blanks)


def _table(say: Speaker, key: str, rows: list[Row]) -> Table:
    columns = ("source", "target", "n", "confidence", "base", "lift", "interval", "q")
    head = tuple(word(f"report.edge_{name}", say.lang) for name in columns)
    lines = []
    for row in rows:
        few = row["n_clusters"] < LEAST
        q = row.get("q", float("nan"))
        measures = ["—"] * 5 if few else [
            f"{100 * row['confidence']:.0f}%", f"{100 * row['base_rate']:.0f}%", f"{row['lift']:.2f}", f"{row['lift_lo']:.2f}–{row['lift_hi']:.2f}",
            f"{q:.3f}" if q == q else "—",
        ]  # fmt: skip
        lines.append((say.label(row["source"]), say.label(row["target"]), str(row["n_clusters"]), *measures))
    widths = (0.18, 0.18, 0.09, 0.13, 0.09, 0.11, 0.14, 0.08)
    return Table(f"edges_{key}", word(f"report.edges_{key}", say.lang), head, tuple(lines), word("report.edge_note", say.lang), (2, 3, 4, 5, 6, 7), widths)
