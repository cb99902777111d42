"""Questions to a graph, answered with rows and with sentences."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from caselib.errors import InputError
from caselib.mine.family import LEAST
from caselib.mine.graph import edges
from caselib.mine.measures import wilson
from caselib.mine.sentences import flags, percent, say, small
from caselib.mine.triples import triples

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


@dataclass(frozen=True)
class Answer:
    """Rows, sentences on the first of them, and a last sentence on what the numbers describe."""

    table: pd.DataFrame
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns="evidence", errors="ignore")
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        return f"<ul>{items}</ul>{shown.to_html(index=False, escape=True)}"


# Sentences that a person reads; the table has all rows.
_READ = 10
ALPHA = 0.05
_SHOWN = [
    "source", "target", "role_pair", "n_clusters", "n_source", "confidence", "confidence_lo", "confidence_hi", "base_rate", "lift", "p", "q", "too_few",
    "strata_flag", "evidence",
]  # fmt: skip


def leads_to(graph: nx.DiGraph, outcome: str, *, cause: str | None = None, lang: str | None = None) -> Answer:
    """What stands before ``outcome``: the causes and actions with it, strongest first; with ``cause``, the actions within that cause.

    Outcome and cause are codes or labels (``"satisfied"``, ``"顾客满意"``; a part of a label will do, if no other has it).
    Every row has its denominators; edges of too few clusters come last and get no percentages. The first ten rows are said in
    sentences.

    Raises
    ------
    InputError
        If the outcome or cause is no node of the graph; the sentence names those there are.
    """
    outcome = _known(graph, outcome)
    cause = None if cause is None else _known(graph, cause)
    table = _edges_to(graph, outcome) if cause is None else _within(graph, cause, outcome)
    label = _labels(graph, lang)
    where = say("within", lang, cause=label[cause]) if cause is not None else ""
    said = [_sentence(row, where, label, lang) for row in table[:_READ].to_dict("records")] or [say("nothing", lang, target=label[outcome])]
    said.append(say("corpus", lang, clusters=graph.graph["n_clusters"], cases=graph.graph["n_cases"]))
    return Answer(table, tuple(said))


def findings(graph: nx.DiGraph, *, top: int = 10, lang: str | None = None) -> Answer:
    """What the graph shows: its edges strongest first (by the cautious end of the shrunk confidence), the first ``top`` in sentences.

    Then what it refuses to say: how many edges have too few clusters for a percentage, or for a test.
    """
    table = edges(graph, full=True)
    table["n_source"] = table["n_clusters"] + table["b"]
    label = _labels(graph, lang)
    able = table[table["confidence"].notna()]
    said = [_sentence(row, "", label, lang) for row in able.head(top).to_dict("records")] or [say("no_edges", lang)]
    untested, shown = int(table["q"].isna().sum()), int((table["q"] < ALPHA).sum())
    said.append(say("refused", lang, few=len(table) - len(able), least=LEAST, untested=untested, edges=len(table), shown=shown))
    said.append(say("corpus", lang, clusters=graph.graph["n_clusters"], cases=graph.graph["n_cases"]))
    return Answer(table[_SHOWN], tuple(said))


def _edges_to(graph: nx.DiGraph, outcome: str) -> pd.DataFrame:
    table = edges(graph, full=True)
    table = table[table["target"] == outcome].reset_index(drop=True)
    table["n_source"] = table["n_clusters"] + table["b"]
    return table[_SHOWN]


def _within(graph: nx.DiGraph, cause: str, outcome: str) -> pd.DataFrame:
    from caselib.mine.paths import paths

    table = triples(graph)
    table = table[(table["cause"] == cause) & (table["outcome"] == outcome)].reset_index(drop=True)
    ways = paths(graph, cause=cause, outcome=outcome)
    evidence = dict(zip(ways["action"], ways["evidence"], strict=True))
    low, high = wilson(table["n_clusters"].to_numpy(float), table["n_action"].to_numpy(float))
    refused = table["confidence"].isna()
    table = table.assign(
        source=table["action"], target=outcome, n_source=table["n_action"], too_few=table["adds"] == "too few", strata_flag="",
        confidence_lo=np.where(refused, np.nan, low), confidence_hi=np.where(refused, np.nan, high),
        evidence=[evidence.get(action, ()) for action in table["action"]],
    )  # fmt: skip
    keep = ["cause", "source", "target", "n_clusters", "n_source", "n_cause", "confidence", "confidence_lo", "confidence_hi", "base_rate", "lift"]
    table = table[[*keep, "p", "q", "p_over_causes", "too_few", "strata_flag", "evidence"]]
    return table.sort_values(
        ["confidence_lo", "n_clusters", "source"], ascending=[False, False, True], na_position="last", ignore_index=True
    )


def _sentence(row: dict[Any, Any], where: str, label: dict[str, str], lang: str | None) -> str:
    names = {"where": where, "source": label[row["source"]], "target": label[row["target"]], "x": row["n_source"], "a": row["n_clusters"]}
    if row["confidence"] != row["confidence"]:
        return say("few", lang, **names)
    verdict = "untested" if row["q"] != row["q"] else "shown" if row["q"] < ALPHA else "not_shown"
    said = say(
        "leads", lang, **names, share=percent(row["confidence"]), lo=percent(row["confidence_lo"]), hi=percent(row["confidence_hi"]),
        base=percent(row["base_rate"]), lift=f"{row['lift']:.2f}", test=say(verdict, lang, q=small(row["q"])),
    )  # fmt: skip
    return said + flags(row["strata_flag"], lang)


def _known(graph: nx.DiGraph, name: str) -> str:
    """The node that is named by its code, by its label, or by a part of one label alone."""
    if name in graph:
        return name
    labels = {str(found.get(key, "")): node for node, found in graph.nodes(data=True) for key in ("label_zh", "label_en")}
    parts = {node for label, node in labels.items() if name and name.casefold() in label.casefold()}
    if name in labels or len(parts) == 1:
        return str(labels[name] if name in labels else parts.pop())
    from difflib import get_close_matches

    near = sorted(parts) or get_close_matches(name, list(graph), n=3, cutoff=0.3) or sorted(graph)[:8]
    raise InputError(f"the graph has no node {name!r}; near ones: {', '.join(near)}")


def _labels(graph: nx.DiGraph, lang: str | None) -> dict[str, str]:
    from caselib.messages import language

    return {name: node.get(f"label_{language(lang)}", name) for name, node in graph.nodes(data=True)}
