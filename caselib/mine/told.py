"""Where words stand among the mentions: a search in what was coded, answered with rows and sentences."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from caselib.casebase.cases import Cases, value
from caselib.lang.fold import fold
from caselib.mine.ask import Answer
from caselib.mine.coded import Choice, in_episodes
from caselib.mine.sentences import say
from caselib.model import Case, Mention

COLUMNS = ["case", "cluster", "title", "role", "code", "status", "round", "quote", "before", "after", "evidence"]


class Place(NamedTuple):
    """Evidence of one row: the case and the mention."""

    case: str
    source: str


def told(cases: Cases, words: str, *, lang: str | None = None) -> Answer:
    """Where ``words`` stand among the coded mentions, whatever their script and width: free text over mentions.

    One row a mention: case, cluster, title, role, code, status, round (0 outside all rounds), quote, and the codes that stand before
    and after it in its round (causes before actions before outcomes), evidence. The sentences say how often, as what, and how those cases ended.
    """
    import pandas as pd

    sought = fold(words).strip()
    rows = [_row(case, m) for case in cases for m in case.mentions if sought and sought in fold(m.quote)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    if not rows:
        return Answer(table, (say("told_none", lang, words=words),))
    clusters = {row[1] for row in rows}
    said = [say("told", lang, words=words, mentions=len(rows), cases=len({row[0] for row in rows}), clusters=len(clusters))]
    for (role, code, status), n in sorted(Counter((row[3], row[4], row[5]) for row in rows).items(), key=lambda item: (-item[1], item[0])):
        own = {row[1] for row in rows if (row[3], row[4], row[5]) == (role, code, status)}
        ends = Counter(str(value(case, "final") or "unknown") for case in cases if (case.cluster or case.id) in own and case.duplicate_of is None)
        name = _labels(str(code), str(status), lang)
        said.append(say("told_as", lang, label=name, n=n, good=ends["positive"], bad=ends["negative"], other=ends["mixed"] + ends["unknown"]))
    return Answer(table, tuple(said))


def _labels(code: str, status: str, lang: str | None) -> str:
    from caselib.assets import word
    from caselib.codebook import load
    from caselib.messages import language

    label = load().label(code, language(lang))
    return f"{label}·{word(f'status.{status}', lang)}" if status else label


def _row(case: Case, mention: Mention) -> tuple[object, ...]:
    rounds = in_episodes(case, Choice())
    number = next((n for n, mentions in enumerate(rounds, 1) if mention in mentions), 0)
    layers = ("cause", "action", "outcome")
    inside = rounds[number - 1] if number else []
    sides = [
        "、".join(dict.fromkeys(m.code for m in inside if (layers.index(m.role) - layers.index(mention.role)) * sign > 0)) for sign in (-1, 1)
    ]
    return (
        case.id, case.cluster or case.id, value(case, "title") or "", mention.role, mention.code, mention.status, number, mention.quote, *sides,
        (Place(case.id, mention.id),),
    )  # fmt: skip
