"""How fast are similar cases found among 100,000, and are noisy and traditional queries found again?

Run ``python benchmarks/similar.py``.
"""

from __future__ import annotations

import random
import time

from duplicates import build, noisy
from opencc import OpenCC

from caselib.casebase import Cases
from caselib.casebase.similar import index, similar
from caselib.model import Case, Field, Mention, SourceText, Span

CODES = {
    "cause": ["delay", "defect", "attitude", "overcharge"],
    "action": ["refund", "repair", "stall", "explain"],
    "outcome": ["satisfied", "escalated", "churn"],
}
ASKED = 200


def made(size):
    """A case base of that many documents of one case, codes at random."""
    rng = random.Random(1)
    texts, _, _ = build(size, 0)
    cases = []
    for i, text in enumerate(texts):
        mentions = tuple(
            Mention(f"m{n}", role, rng.choice(codes), "done" if role == "action" else "", Span(0, 4), text[:4], "made", 0.9)
            for n, (role, codes) in enumerate(CODES.items())
        )
        industry = Field(rng.choice(["hotel", "banking", "retail"]), None, "made")
        cases.append(Case(uid=str(i), doc=f"{i}.txt", span=Span(0, len(text)), kind="incident", mentions=mentions, industry=industry))
    return Cases(tuple(cases), (), {f"{i}.txt": SourceText(f"{i}.txt", text) for i, text in enumerate(texts)})


def main():
    """Build, ask, print."""
    cases = made(100_000)
    began = time.perf_counter()
    index(cases)
    print(f"index of {len(cases):,} cases: {time.perf_counter() - began:.1f} s (< 30)")
    rng = random.Random(2)
    han = sorted({c for case in cases.cases[:500] for c in cases.text(case) if "\u4e00" <= c <= "\u9fff"})
    convert = OpenCC("s2t").convert
    asked = [case for case in rng.sample(cases.cases, 4 * ASKED) if not cases.text(case).startswith("工单")][:ASKED]
    parts = {case.id: cases.text(case)[20:80] for case in asked}
    similar(cases, "预热")
    kinds = {"a part of 60 characters": lambda t: t, "traditional": convert, "one in ten characters changed": lambda t: noisy(rng, t, han)}
    for name, change in kinds.items():
        queries = [change(parts[case.id]) for case in asked]
        for kind, weights in (("words alone", {"wording": 1}), ("coded first", None)):
            began, busy = time.perf_counter(), time.process_time()
            found = [similar(cases, query, weights=weights)["case"].tolist() for query in queries]
            spent, own = (1000 * (now - then) / len(queries) for now, then in ((time.perf_counter(), began), (time.process_time(), busy)))
            shares = f"first {share(found, asked, 1):.3f}, among five {share(found, asked, 5):.3f}"
            print(f"{name}, {kind}: {spent:.2f} ms a query by the clock (< 5), {own:.2f} ms of one processor; {shares}")
    began = time.perf_counter()
    for case in asked:
        similar(cases, case)
    print(f"a whole case, words and codes: {1000 * (time.perf_counter() - began) / len(asked):.2f} ms a query by the clock (< 5)")


def share(found, asked, k):
    """Share of queries whose own case is among the first k."""
    return sum(case.id in ids[:k] for ids, case in zip(found, asked, strict=True)) / len(asked)


if __name__ == "__main__":
    main()
