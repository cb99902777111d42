"""The sections of a case-base report that describe: what was read, who complains of what, how it was handled, what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from caselib.assets import word
from caselib.report.parts import Figure, Finding, Heading, Paragraph, Part, Table
from caselib.report.say import Speaker
from caselib.report.tally import ALL, LEAST
from caselib.view import plot

SHOWN = 12  # rows of a table of codes in the text; the workbook has all
ADVERSE = ("deflect", "stall", "refuse")  # handling that the codebook defines as not answering the complaint
SEVERE = (("legal", "outcome"), ("repeat", "outcome"), ("churn", "outcome"), ("harm", "outcome"), ("injury", "cause"))


def read(say: Speaker) -> Iterator[Part]:
    """What was read."""
    yield Heading(word("report.read", say.lang))
    numbers = say.tally.grids["overview"][ALL]
    openings = [say.opening(vote.case) for vote in say.tally.votes[:1]]

    counts = {name: say.n("overview", ALL, name) for name in ("docs", "cases", "incidents", "scenarios")}
    found = [say.say("overview.read", openings, **counts)]
    if numbers["repeats"]:
        repeated = [say.opening(case) for vote in say.tally.votes if len(vote.members) > 1 for case in vote.members][:4]
        found.append(say.say("overview.repeats", repeated, repeats=say.n("overview", ALL, "repeats"), clusters=say.n("overview", ALL, "clusters")))
    else:
        found.append(say.say("overview.no_repeats", openings, clusters=say.n("overview", ALL, "clusters")))
    first = next((say.of(case, m.span) for case in say.cases for m in case.mentions), None)
    found.append(say.say("overview.mentions", [first], mentions=say.n("overview", ALL, "mentions")))
    if numbers["guides"]:
        shown = [say.within(guide.doc, guide.items[0].span) for guide in say.cases.guides[:3] if guide.items]
        found.append(say.say("overview.guides", shown, guides=say.n("overview", ALL, "guides"), items=say.n("overview", ALL, "items")))
    if numbers["problems"]:
        found.append(say.say("overview.problems", problems=say.n("overview", ALL, "problems")))
    found.append(say.say("overview.table"))
    yield Paragraph(tuple(found))
    yield documents(say)


def documents(say: Speaker) -> Table:
    """The table of documents."""
    head = tuple(word(f"report.{key}", say.lang) for key in ("document", "characters", "incidents", "scenarios", "guides"))
    rows = tuple(
        (doc, *(f"{row[key]:,.0f}" for key in ("characters", "incidents", "scenarios", "guides"))) for doc, row in say.tally.grids["docs"].items()
    )
    return Table("docs", word("report.docs", say.lang), head, rows, numeric=(1, 2, 3, 4), widths=(0.44, 0.14, 0.14, 0.14, 0.14))


def complaints(say: Speaker) -> Iterator[Part]:
    """Who complains of what."""
    yield Heading(word("report.complaints", say.lang))
    yield Heading(word("report.by_industry", say.lang), 2)
    yield Paragraph(tuple(ranking(say, "industry", "industry")))
    yield shares(say, "industry")
    yield Heading(word("report.by_cause", say.lang), 2)
    yield Paragraph((*ranking(say, "cause"), *_rare(say), say.say("cause.several")))
    yield shares(say, "cause")
    yield Heading(word("report.by_both", say.lang), 2)
    yield Paragraph((say.say("cause.industry"), *_cells(say)))
    yield Figure("matrix", word("report.matrix", say.lang), lambda: plot.matrix(say.cases, "industry", "cause", lang=say.lang, title=""),
                 word("report.matrix_alt", say.lang), word("report.unit", say.lang), wide=True)  # fmt: skip


def severity(say: Speaker) -> Iterator[Part]:
    """How severe the complaints are."""
    yield Heading(word("report.severity", say.lang))
    grid = say.tally.grids["outcome"]
    found: list[Finding] = []
    if "escalated" in grid:
        blanks = {"n": say.n("outcome", "escalated"), "told": say.n("outcome", ALL, "told")}
        enough = grid[ALL]["told"] >= LEAST
        shown = say.passages("outcome", "escalated")
        if enough:
            blanks["share"] = say.share("outcome", "escalated")
        found.append(say.say("severity.escalated" if enough else "severity.count_only", shown, **blanks))
    for code, name in SEVERE:
        if code in say.tally.grids[name]:
            found.append(say.say(f"severity.{code}", say.passages(name, code), n=say.n(name, code)))
    yield Paragraph(tuple(found) or (nothing(say),))


def responsibility(say: Speaker) -> Iterator[Part]:
    """Who was responsible, and how long it took."""
    yield Heading(word("report.responsibility", say.lang))
    grid = say.tally.grids["responsibility"]
    if grid[ALL]["told"]:
        rows = say.tally.order("responsibility")
        shown = [each for row in rows for each in say.passages("responsibility", row, limit=1)]
        found = [say.say("responsibility.told", shown, told=say.n("responsibility", ALL, "told"), list=say.listed("responsibility", rows, name="responsibility"))]
        if grid[ALL]["told"] >= LEAST:
            shown = say.passages("responsibility", rows[0])
            found.append(say.say("responsibility.most", shown, label=say.label(rows[0], "responsibility"), share=say.share("responsibility", rows[0])))
    else:
        found = [say.say("responsibility.untold")]
    yield Paragraph(tuple(found))
    yield Paragraph(tuple(_days(say)))


def money(say: Speaker) -> Iterator[Part]:
    """What was claimed, offered and paid."""
    yield Heading(word("report.money", say.lang))
    found = []
    for role, row in say.tally.grids["money"].items():
        name = word(f"money.{role}", say.lang)
        if not row["told"]:
            found.append(say.say("money.untold", role=name))
            continue
        spans = [(vote.case, m.span) for vote in say.tally.votes for m in vote.case.money if m.role == role and m.currency == "CNY"]
        blanks = {key: say.amount("money", role, key) for key in ("median", "least", "most")}
        shown = [say.of(case, span) for case, span in spans[:3]]
        found.append(say.say("money.told", shown, role=name, told=say.n("money", role, "told"), **blanks))
    yield Paragraph(tuple(found))


def handling(say: Speaker) -> Iterator[Part]:
    """What was done, and the gap between what is demanded, advised and done."""
    yield Heading(word("report.handling", say.lang))
    yield Heading(word("report.done", say.lang), 2)
    found = list(ranking(say, "action"))
    adverse = [code for code in ADVERSE if code in say.tally.grids["action"]]
    if adverse:
        shown = [each for code in adverse for each in say.passages("action", code, limit=1)]
        found.append(say.say("action.adverse", shown, list=say.listed("action", adverse)))
    yield Paragraph(tuple(found) or (nothing(say),))
    yield shares(say, "action")
    yield Heading(word("report.gap", say.lang), 2)
    yield from gap(say)


def gap(say: Speaker) -> Iterator[Part]:
    """Demanded, advised, done: side by side."""
    grid = say.tally.grids["gap"]
    wanted = [code for code in grid if grid[code]["demanded"] or grid[code]["advised"]]
    if not wanted:
        yield Paragraph((say.say("gap.none"),))
        return
    found = [say.say("gap.intro")]
    top = max(wanted, key=lambda code: (grid[code]["demanded"], code))
    if grid[top]["demanded"]:
        blanks = {name: say.n("gap", top, name) for name in ("demanded", "met", "unmet")}
        found.append(say.say("gap.demanded", say.passages("demanded", top), label=say.label(top), **blanks))
    top = max(wanted, key=lambda code: (grid[code]["advised"], code))
    if grid[top]["advised"]:
        blanks = {name: say.n("gap", top, name) for name in ("advised", "done")}
        found.append(say.say("gap.advised", say.passages("advised", top, say.tally.advice), label=say.label(top), **blanks))
    yield Paragraph(tuple(found))
    order = sorted(grid, key=lambda code: (-grid[code]["demanded"] - grid[code]["advised"], code))[:SHOWN]
    columns = ("demanded", "met", "unmet", "advised", "done")
    head = (word("role.action", say.lang), *(word(f"report.gap_{name}", say.lang) for name in columns))
    rows = tuple((say.label(code), *(f"{grid[code][name]:.0f}" for name in columns)) for code in order)
    yield Table("gap", word("report.gap_table", say.lang), head, rows, word("report.gap_note", say.lang), tuple(range(1, 6)), (0.25, 0.15, 0.15, 0.15, 0.15, 0.15))


def outcomes(say: Speaker) -> Iterator[Part]:
    """What came of it."""
    yield Heading(word("report.outcomes", say.lang))
    yield Paragraph(tuple(ranking(say, "outcome")) or (nothing(say),))
    yield shares(say, "outcome")
    grid = say.tally.grids["final"]
    if grid[ALL]["told"] >= LEAST and "positive" in grid:
        blanks = {"n": say.n("final", "positive"), "told": say.n("final", ALL, "told"), "share": say.share("final", "positive")}
        found = [say.say("final.good", say.passages("final", "positive"), **blanks)]
        if all(name in grid for name in ("mixed", "negative", "unknown")):
            shown = [each for name in ("mixed", "negative", "unknown") for each in say.passages("final", name, limit=1)]
            found.append(say.say("final.rest", shown, **{name: say.n("final", name) for name in ("mixed", "negative", "unknown")}))
        yield Paragraph((*found, say.say("final.bias")))


def ranking(say: Speaker, name: str, kind: str = "") -> Iterator[Finding]:
    """The most frequent value of a dimension, with its share where that may be said, and the three that follow."""
    rows = say.tally.order(name)
    if not rows:
        return
    grid, top = say.tally.grids[name], rows[0]
    enough = grid[ALL]["told"] >= LEAST
    key = f"{name}.{'top' if enough else 'few'}"
    blanks = {"n": say.n(name, top), "told": say.n(name, ALL, "told")}
    if enough:
        blanks |= {"share": say.share(name, top), "low": say.share(name, top, "low"), "high": say.share(name, top, "high")}
    yield say.say(key, say.passages(name, top), label=say.label(top, kind), **blanks)
    following = [row for row in rows[1:4] if grid[row]["n"] > 1]
    if following:
        shown = [each for row in following for each in say.passages(name, row, limit=1)]
        yield say.say(f"{name}.next", shown, list=say.listed(name, following, name=kind))


def shares(say: Speaker, name: str) -> Table:
    """A dimension as a table: clusters, share and interval; shares only where enough clusters tell of it."""
    grid, order = say.tally.grids[name], say.tally.order(name)
    enough = grid[ALL]["told"] >= LEAST
    columns = ("label", "n", "share", "interval") if enough else ("label", "n")
    head = (word(f"report.{name}_label", say.lang), *(word(f"report.{key}", say.lang) for key in columns[1:]))
    rows = []
    for row in order[:SHOWN]:
        cells = grid[row]
        line = [say.label(row, name), f"{cells['n']:.0f}"]
        if enough:
            line += [f"{100 * cells['share']:.0f}%", f"{100 * cells['low']:.0f}%–{100 * cells['high']:.0f}%"]
        rows.append(tuple(line))
    note = word("report.share_note", say.lang, told=f"{grid[ALL]['told']:.0f}")
    if len(order) > SHOWN:
        note += word("report.more_rows", say.lang, n=len(order) - SHOWN)
    widths = (0.4, 0.2, 0.2, 0.2) if enough else (0.6, 0.4)
    return Table(name, word(f"report.{name}_table", say.lang), head, tuple(rows), note, tuple(range(1, len(head))), widths)


def nothing(say: Speaker) -> Finding:
    """What a section says that has nothing to say."""
    return Finding(word("report.nothing", say.lang), key="nothing")


def _rare(say: Speaker) -> Iterator[Finding]:
    grid = say.tally.grids["cause"]
    rare = [row for row in say.tally.order("cause")[4:] if grid[row]["n"] < LEAST]
    if len(rare) > 2:
        shown = [each for row in rare[:3] for each in say.passages("cause", row, limit=1)]
        yield say.say("cause.rare", shown, list=say.listed("cause", rare[:3]))


def _cells(say: Speaker) -> Iterator[Finding]:
    """The fullest cells of cause by industry."""
    pairs = Counter((c, i) for vote in say.tally.votes for c in vote.values("cause") for i in vote.values("industry"))
    grid = say.tally.grids.setdefault("matrix", {})
    for (cause, industry), n in pairs.items():
        grid.setdefault(cause, {})[industry] = float(n)
    for (cause, industry), n in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:2]:
        if n >= 2:
            among = [vote for vote in say.tally.votes if industry in vote.values("industry")]
            shown = say.passages("cause", cause, among)
            yield say.say("cause.in_industry", shown, industry=say.label(industry), label=say.label(cause), n=say.n("matrix", cause, industry))


def _days(say: Speaker) -> Iterator[Finding]:
    row = say.tally.grids["days"][ALL]
    if not row["told"]:
        yield say.say("days.untold")
        return
    told = [vote for vote in say.tally.votes if vote.case.days_to_resolution]
    shown = [say.passage(vote, "days_to_resolution", "") for vote in told[:3]]
    blanks = {key: say.amount("days", ALL, key) for key in ("told", "median", "least", "most")}
    yield say.say("days.told", shown, **blanks)
    if not row["least"]:
        quick = [vote for vote in told if vote.case.days_to_resolution and not vote.case.days_to_resolution.value]
        shown_quick = [say.passage(vote, "days_to_resolution", "") for vote in quick[:2]]
        yield say.say("days.same_day", shown_quick, least=say.amount("days", ALL, "least"))
    if "q1" in row:
        yield say.say("days.quartiles", shown, q1=say.amount("days", ALL, "q1"), q3=say.amount("days", ALL, "q3"))


Section = Callable[[Speaker], Iterator[Part]]
ORDER: tuple[Section, ...] = (read, complaints, severity, responsibility, money, handling, outcomes)
