"""Recommendations, each with the cases that speak for it and against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from caselib.assets import word
from caselib.report.parts import Evidence, Finding, Heading, Number, Paragraph, Part, Quotes
from caselib.report.say import Speaker
from caselib.report.sections import ADVERSE
from caselib.report.tally import LEAST, versus
from caselib.view.votes import Vote

MOST = 6  # recommendations: more than a management meeting takes up is a list, not advice
GAIN = 0.15  # the difference in the share of good endings from which a recommendation is made: about one case in seven


class Advice(NamedTuple):
    """One recommendation: what it comes to, its sentences, and passages for and against."""

    heading: str
    findings: tuple[Finding, ...]
    supporting: tuple[Evidence, ...]
    contradicting: tuple[Evidence, ...]


def recommendations(say: Speaker) -> Iterator[Part]:
    """The section: strongest grounds first."""
    yield Heading(word("report.advice", say.lang))
    found = [*_goes_well(say), *_avoid(say), *_unmet(say), *_advised(say)][:MOST]
    if not found:
        yield Paragraph((say.say("advice.none"),))
        return
    yield Paragraph((say.say("advice.intro"),))
    for each in found:
        yield Heading(each.heading, 2)
        yield Paragraph(each.findings)
        if each.supporting:
            yield Paragraph((say.say("advice.for", each.supporting),))
            yield Quotes(each.supporting)
        if each.contradicting:
            yield Paragraph((say.say("advice.against", each.contradicting),))
            yield Quotes(each.contradicting)
        else:
            yield Paragraph((say.say("advice.no_against"),))


def _goes_well(say: Speaker) -> Iterator[Advice]:
    """For each of the commonest causes, the action whose cases end well most often beyond those without it."""
    grid = say.tally.grids.setdefault("versus", {})
    for cause in say.tally.order("cause")[:4]:
        having = say.tally.having("cause", cause)
        rows = {action: versus(having, action) for action in say.tally.order("action") if action not in ADVERSE}
        rows = {action: row for action, row in rows.items() if min(row["with"], row["without"]) >= LEAST}
        best = min(rows, key=lambda action: (_p(rows[action]), action), default=None)
        if best is not None and _gain(rows[best]) >= GAIN:
            action, row = best, rows[best]
            at = f"{cause}|{action}"
            # The best of several was picked: its p is multiplied by how many there were (Bonferroni).
            grid[at] = row | {"compared": float(len(rows)), "p": min(1.0, _p(row) * len(rows))}
            supporting, contradicting = _sides(say, having, action, good_with=True)
            blanks = {name: say.n("versus", at, name) for name in row}
            said = say.say("advice.goes_well", supporting, cause=say.label(cause), label=say.label(action), **blanks)
            heading = word("advice.goes_well", say.lang, cause=say.label(cause), label=say.label(action))
            yield Advice(heading, (said, _chance(say, at, supporting)), supporting, contradicting)


def _avoid(say: Speaker) -> Iterator[Advice]:
    grid = say.tally.grids.setdefault("versus", {})
    for action in ADVERSE:
        row = versus(say.tally.votes, action)
        if min(row["with"], row["without"]) >= LEAST and -_gain(row) >= GAIN:
            grid[f"*|{action}"] = row | {"compared": float(len(ADVERSE)), "p": min(1.0, _p(row) * len(ADVERSE))}
            supporting, contradicting = _sides(say, say.tally.votes, action, good_with=False)
            blanks = {name: say.n("versus", f"*|{action}", name) for name in row}
            key = "advice.avoid" if row["with_good"] else "advice.avoid_none"
            said = say.say(key, supporting, label=say.label(action), **blanks)
            heading = word("advice.avoid", say.lang, label=say.label(action))
            yield Advice(heading, (said, _chance(say, f"*|{action}", supporting)), supporting, contradicting)


def _unmet(say: Speaker) -> Iterator[Advice]:
    grid = say.tally.grids["gap"]
    often = [code for code in grid if grid[code]["demanded"] >= LEAST and grid[code]["unmet"] > grid[code]["met"]]
    for code in sorted(often, key=lambda code: (-grid[code]["unmet"], code))[:1]:
        wanting = [vote for vote in say.tally.votes if code in vote.values("demanded")]
        supporting = say.passages("demanded", code, [vote for vote in wanting if code not in vote.values("action")])
        contradicting = say.passages("action", code, wanting, against=True)
        blanks = {name: say.n("gap", code, name) for name in ("demanded", "unmet")}
        said = say.say("advice.gap", supporting, label=say.label(code), **blanks)
        yield Advice(word("advice.gap", say.lang, label=say.label(code)), (said,), tuple(supporting), tuple(contradicting))


def _advised(say: Speaker) -> Iterator[Advice]:
    grid = say.tally.grids["gap"]
    often = [code for code in grid if grid[code]["advised"] >= LEAST and grid[code]["advised"] > grid[code]["done"]]
    for code in sorted(often, key=lambda code: (grid[code]["done"] - grid[code]["advised"], code))[:2]:
        supporting = say.passages("advised", code, say.tally.advice)
        failed = [vote for vote in say.tally.votes if "negative" in vote.values("final")]
        contradicting = say.passages("action", code, failed, against=True)
        blanks = {name: say.n("gap", code, name) for name in ("advised", "done")}
        said = say.say("advice.advised", supporting, label=say.label(code), **blanks)
        yield Advice(word("advice.advised", say.lang, label=say.label(code)), (said,), tuple(supporting), tuple(contradicting))


def _gain(row: dict[str, float]) -> float:
    """How much larger the share of good endings is with the action than without."""
    return row["with_good"] / row["with"] - row["without_good"] / row["without"]


def _p(row: dict[str, float]) -> float:
    """Fisher's one-sided test in the direction that is seen."""
    import numpy as np

    from caselib.mine.measures import fisher

    a, b = row["with_good"], row["with"] - row["with_good"]
    c, d = row["without_good"], row["without"] - row["without_good"]
    if _gain(row) < 0:
        a, b, c, d = b, a, d, c
    return float(fisher(*(np.array([each]) for each in (a, b, c, d)))[0])


def _chance(say: Speaker, at: str, shown: tuple[Evidence, ...]) -> Finding:
    """Whether the difference may be chance."""
    value = say.tally.grids["versus"][at]["p"]
    p = Number("< 0.001" if value < 0.001 else f"= {value:.3f}", value, "versus", at, "p")
    return say.say("advice.tested" if value < 0.05 else "advice.chance", shown, p=p, compared=say.n("versus", at, "compared"))


def _sides(say: Speaker, having: list[Vote], action: str, *, good_with: bool) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Passages of the action in clusters that ended as expected, and in those that did not."""
    told = [vote for vote in having if vote.values("final") not in ((), ("unknown",))]
    good = [vote for vote in told if "positive" in vote.values("final")]
    bad = [vote for vote in told if "positive" not in vote.values("final")]
    expected, other = (good, bad) if good_with else (bad, good)
    return tuple(say.passages("action", action, expected)), tuple(say.passages("action", action, other, against=True))
