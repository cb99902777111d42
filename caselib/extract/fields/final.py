"""How the case ends for the customer: learned from annotated cases, over what was found in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from caselib.codebook import Codebook
from caselib.extract.episodes import OUTSIDE_STORY
from caselib.extract.features import OBSTRUCT
from caselib.extract.layout import Floats
from caselib.extract.reading import Reading
from caselib.extract.tools import Tools
from caselib.model import Field, Mention, Span
from caselib.model.case import FINALS

REMEDIES = frozenset({"refund", "replace", "repair", "compensate", "waive", "gift", "fulfil"})


# The clauses that close a story, whose pairs of characters are features; told in four clauses or not at all.
CLOSING = 4
# A pair of characters weighs less than a code: there are many, and each says little.
PAIR = 0.5
# An end of 2 % and one of nothing are told apart by chance only.
_LEAST_LIKELY = -4.0


def final_features(
    mentions: Sequence[Mention], doubts: Sequence[Mention], laid: Reading, extent: Span, end: Floats | None, codebook: Codebook
) -> dict[str, float]:
    """Named features: what stands in the case, what stands last and in which words, whether advice closes it.

    Parameters
    ----------
    mentions, doubts
        What stands, and what was suggested: an ending that is half heard says something too.
    extent
        Where the case stands, in the coordinates of the mentions' spans.
    end
        What the network says of it.
    """
    return _told(mentions, doubts, laid, extent, codebook) | _heard_end(end) | {f"closing {pair}": PAIR for pair in _closing(laid)}


def _told(mentions: Sequence[Mention], doubts: Sequence[Mention], laid: Reading, extent: Span, codebook: Codebook) -> dict[str, float]:
    """The features without the words that close the story."""
    sections = laid.sections
    told = [m for m in mentions if m.status in ("", "done")]
    polarity = _polarity(codebook)
    outcomes = [m for m in told if m.role == "outcome"]
    features = {"bias": 1.0}
    features |= {f"has {m.role}:{m.code}": 1.0 for m in told if m.role != "cause"}
    features |= {f"any {polarity.get(m.code)}": 1.0 for m in outcomes}
    remedies = [m for m in told if m.code in REMEDIES and m.role == "action"]
    if remedies:
        features["remedy"] = 1.0
    if any(m.code in OBSTRUCT for m in told if m.role == "action"):
        features["obstruct"] = 1.0
    if outcomes:
        features[f"last {outcomes[-1].code}"] = 1.0
        features[f"last {polarity.get(outcomes[-1].code)}"] = 1.0
    else:
        features["no outcome"] = 1.0
    if not remedies and not outcomes:
        features["nothing"] = 1.0
    handled = [m for m in told if m.role != "cause"]
    if handled:
        features[f"end {handled[-1].role}:{handled[-1].code}"] = 1.0
    if sections and sections[-1] in ("advice", "analysis", "lesson"):
        features["closes with advice"] = 1.0
    if any(m.status == "advised" for m in mentions):
        features["advice"] = 1.0
    features.update(_heard([*mentions, *doubts], extent))
    return features


def _heard_end(end: Floats | None) -> dict[str, float]:
    """The network's log-probability of every final state; below a limit they are all as unlikely."""
    return {} if end is None else {f"net {name}": max(value, _LEAST_LIKELY) for name, value in zip(FINALS, end.tolist(), strict=True)}


def _heard(mentions: Sequence[Mention], extent: Span) -> dict[str, float]:
    """The confidence of every outcome and handling, and the same weighed by how late it stands."""
    features = {}
    for m in mentions:
        if m.role == "outcome" or (m.status == "done" and (m.code in REMEDIES or m.code in OBSTRUCT)):
            place = (m.span.end - extent.start) / max(extent.end - extent.start, 1)
            features[f"heard {m.code}"] = m.confidence
            features[f"late {m.code}"] = round(m.confidence * place, 4)
    return features


def _closing(laid: Reading) -> dict[str, None]:
    """Pairs of characters in the last clauses of the story, each once."""
    story = [i for i in range(len(laid)) if laid.sections[i] not in OUTSIDE_STORY][-CLOSING:]
    words = "|".join(laid.words(i) for i in story)
    return dict.fromkeys(map("".join, pairwise(words)))


@lru_cache(maxsize=8)
def _polarity(codebook: Codebook) -> dict[str, str]:
    return {code.id: code.polarity for code in codebook.codes.values()}


def final(laid: Reading, mentions: Sequence[Mention], doubts: Sequence[Mention], extent: Span, end: Floats | None, tools: Tools) -> Field:
    """The final state with its probability; its span is that of the last outcome or remedy, where there is one."""
    weights: dict[str, list[float]] = tools.model.meta.get("final", {})
    features = _told(mentions, doubts, laid, extent, tools.codebook) | _heard_end(end)
    known = [(weights[name], value) for name, value in features.items() if name in weights]
    closings = tools.model.closings
    known += [(closings[pair], PAIR) for pair in _closing(laid) if pair in closings]
    totals = [sum([weight[k] * value for weight, value in known]) for k in range(len(FINALS))]
    top = max(totals)
    shares = [math.exp(total - top) for total in totals]
    best = max(range(len(FINALS)), key=lambda k: (shares[k], -k)) if weights else FINALS.index("unknown")
    ends = [m for m in mentions if m.role == "outcome" or (m.code in REMEDIES and m.status == "done")]
    return Field(FINALS[best], ends[-1].span if ends and FINALS[best] != "unknown" else None, "final", round(shares[best] / sum(shares), 3))
