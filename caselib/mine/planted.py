"""Case bases with a known truth, for learning what the checks are for: a reversal made by the strata, and associations made by reprints.

Every case has a text of one sentence, so that its numbers lead to words as in any other case base.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from caselib.casebase.cases import Cases
from caselib.model import Case, Episode, Field, Mention, SourceText, Span

_WORDS = {
    "delay": "到货晚了三天", "defect": "机器不转", "attitude": "店员冷言冷语", "overcharge": "多收了钱", "misinformation": "说明没讲清",
    "refund": "店方退款", "explain": "店方解释", "apologise": "店方道歉", "repair": "店方修理", "gift": "店方送券",
    "satisfied": "顾客满意", "dissatisfied": "顾客不满", "resolved": "事情解决", "escalated": "顾客找到媒体",
}  # fmt: skip
_CODES = (("delay", "defect", "attitude", "overcharge", "misinformation"), ("refund", "explain", "apologise", "repair", "gift"),
          ("satisfied", "dissatisfied", "resolved", "escalated"))  # fmt: skip
_GOOD = {"satisfied": "positive", "resolved": "positive", "dissatisfied": "negative", "escalated": "negative"}
_MOST = 60  # copies of one story at most


def confounded(size: int = 600, seed: int = 0) -> Cases:
    """Refunds do harm in both industries, and look as if they helped: they are given where complaints are mild.

    Hotels have mild complaints, of which four in five are refunded and most end well; hospitals grave ones, of which one in five
    is. In each, a refund takes 15 points off the chance of a satisfied customer.
    """
    rng = np.random.default_rng(seed)
    mild = rng.random(size) < 0.5
    refunded = rng.random(size) < np.where(mild, 0.8, 0.2)
    good = rng.random(size) < np.where(mild, 0.85, 0.30) - 0.15 * refunded
    rows = [("delay", "refund" if a else "explain", "satisfied" if g else "dissatisfied") for a, g in zip(refunded.tolist(), good.tolist(), strict=True)]
    return _cases(rows, ["hotel" if each else "healthcare" for each in mild.tolist()], [f"p{i}" for i in range(size)])


def reprinted(stories: int = 300, seed: int = 0, *, known: bool = True) -> Cases:
    """Nothing has to do with anything, but some stories are printed many times (Pareto with exponent 1.2, at most 60 copies).

    With ``known`` the copies of a story are one cluster; without, every copy is a cluster of its own, as if nobody had looked for reprints.
    """
    rng = np.random.default_rng(seed)
    told = np.stack([rng.choice(len(codes), stories, p=rng.dirichlet(np.full(len(codes), 2.0))) for codes in _CODES], axis=1)
    copies = np.repeat(np.arange(stories), np.minimum(np.floor(rng.pareto(1.2, stories) + 1), _MOST).astype(int)).tolist()
    rows = [tuple(codes[i] for codes, i in zip(_CODES, told[story].tolist(), strict=True)) for story in copies]
    return _cases(rows, ["retail"] * len(rows), [f"s{story}" for story in copies] if known else [f"c{i}" for i in range(len(rows))])


def _cases(rows: Sequence[tuple[str, ...]], industries: Sequence[str], clusters: Sequence[str]) -> Cases:
    cases, parts, at = [], [], 0
    for number, (codes, industry, cluster) in enumerate(zip(rows, industries, clusters, strict=True)):
        sentence = "，".join(_WORDS[code] for code in codes) + "。"
        cases.append(_case(number, codes, at, industry, cluster))
        parts.append(sentence)
        at += len(sentence)
    return Cases(tuple(cases), (), {"planted.txt": SourceText("planted.txt", "".join(parts))})


def _case(number: int, codes: tuple[str, ...], at: int, industry: str, cluster: str) -> Case:
    mentions, place = [], at
    for n, (role, code) in enumerate(zip(("cause", "action", "outcome"), codes, strict=True), 1):
        words = _WORDS[code]
        status = "done" if role == "action" else ""
        mentions.append(Mention(f"m{n}", role, code, status, Span(place, place + len(words)), words, "planted", 1.0, "carried_out" if status else ""))
        place += len(words) + 1
    return Case(
        uid=f"planted{number}", doc="planted.txt", span=Span(at, place), kind="incident", rule="planted", industry=Field(industry, None, "planted"),
        mentions=tuple(mentions), episodes=(Episode(("m1",), ("m2",), ("m3",)),), final=Field(_GOOD[codes[2]], None, "planted"), cluster=cluster,
    )  # fmt: skip
