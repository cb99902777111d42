"""How fast are similar cases found among 100,000, and are noisy and traditional queries found again? Beside it a search that compares with all.

Run ``python benchmarks/similar.py``; results go to benchmarks/results/similar.json.
"""

from __future__ import annotations

import random
import time
from itertools import pairwise

from duplicates import build, noisy
from kept import keep
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
    kept = {"cases": len(cases), "index_s": time.perf_counter() - began}
    print(f"index of {len(cases):,} cases: {kept['index_s']:.1f} s (< 30)")
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
            kept[f"{name}, {kind}"] = {"ms": spent, "ms of one processor": own, "first": share(found, asked, 1), "among five": share(found, asked, 5)}
    began = time.perf_counter()
    for case in asked:
        similar(cases, case)
    kept["a whole case_ms"] = 1000 * (time.perf_counter() - began) / len(asked)
    print(f"a whole case, words and codes: {kept['a whole case_ms']:.2f} ms a query by the clock (< 5)")
    kept |= rivals(cases, [parts[case.id] for case in asked[:20]])
    keep("similar", "all", kept)


def rivals(cases, queries):
    """The same questions put to every case: pairs of characters as sets, and scikit-learn's vectors multiplied with all."""
    from sklearn.feature_extraction.text import HashingVectorizer

    told = [cases.text(case) for case in cases]
    sets = [set(map("".join, pairwise(text))) for text in told]

    def by_sets(query):
        own = set(map("".join, pairwise(query)))
        return max(range(len(sets)), key=lambda i: len(own & sets[i]) / len(own | sets[i]))

    vectors = HashingVectorizer(analyzer="char", ngram_range=(2, 2))
    table = vectors.transform(told)

    def by_vectors(query):
        return int((table @ vectors.transform([query]).T).toarray().argmax())

    found = {}
    for name, search in (("sets, every case", by_sets), ("scikit-learn, every case", by_vectors)):
        began = time.perf_counter()
        for query in queries:
            search(query)
        found[f"{name}_ms"] = 1000 * (time.perf_counter() - began) / len(queries)
        print(f"brute force, {name}: {found[f'{name}_ms']:.1f} ms a query by the clock")
    return found


def share(found, asked, k):
    """Share of queries whose own case is among the first k."""
    return sum(case.id in ids[:k] for ids, case in zip(found, asked, strict=True)) / len(asked)


if __name__ == "__main__":
    main()
