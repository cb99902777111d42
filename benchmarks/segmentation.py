"""How well documents are divided: F1 of cases and of guides, document by document.

    python benchmarks/segmentation.py                                   # the open corpus
    python benchmarks/segmentation.py GOLD.jsonl=FOLDER [GOLD=FOLDER …]

Cases and guides are paired with the gold by overlap (intersection over union of at least one half), scenarios and repeats
included. Of paired guides: share of items found, and of kinds that agree.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path

from caselib.clean import clean
from caselib.coding.counts import Counts
from caselib.coding.gold import GoldDocument, load_gold
from caselib.coding.match import pairs
from caselib.model import Segment, SourceText
from caselib.read import read
from caselib.segment import segment

ROOT = Path(__file__).resolve().parent.parent


def compare(document: GoldDocument, found: list[Segment]) -> tuple[Counts, Counts, Counts, int]:
    """Counts of cases, guides, guide items, and how many paired guides agree in kind."""
    cases = [each.span for each in found if each.kind in ("incident", "scenario")]
    paired = pairs([case.span for case in document.cases], cases)
    counts = Counts(len(paired), len(cases) - len(paired), len(document.cases) - len(paired))
    if document.guides is None:
        return counts, Counts(), Counts(), 0
    guides = [each for each in found if each.kind == "guide"]
    both = pairs([guide.span for guide in document.guides], [guide.span for guide in guides])
    items = Counts()
    for g, f in both:
        gold = document.guides[g].items
        right = sum(any(item.overlaps(span) for item in guides[f].items) for span, _ in gold)
        items += Counts(right, max(0, len(guides[f].items) - right), len(gold) - right)
    kinds = sum(document.guides[g].kind == guides[f].guide for g, f in both)
    return counts, Counts(len(both), len(guides) - len(both), len(document.guides) - len(both)), items, kinds


def main(arguments: list[str]) -> None:
    """Print one table a gold file."""
    for argument in arguments or [f"{ROOT / 'corpus/gold/open.jsonl'}={ROOT / 'corpus/open'}"]:
        gold, _, folder = argument.partition("=")
        texts = {text.doc: text for text in read(folder) if isinstance(text, SourceText)}
        rows: dict[str, list[Counts]] = defaultdict(lambda: [Counts(), Counts(), Counts()])
        kinds, seconds, characters = 0, 0.0, 0
        for document in load_gold(gold, texts):
            if document.doc not in texts:
                continue
            cleaned = clean(texts[document.doc])
            began = time.perf_counter()
            found = segment(cleaned)
            seconds += time.perf_counter() - began
            characters += len(cleaned.text)
            *counts, same = compare(document, found)
            kinds += same
            row = rows[document.doc.partition("!")[0]]
            row[:] = [old + new for old, new in zip(row, counts, strict=True)]
        print(f"\n{gold}\n{'document':40} {'cases':>14} {'F1':>5}   {'guides':>10} {'F1':>5}")
        total = [sum((row[k] for row in rows.values()), Counts()) for k in range(3)]
        for name, row in [*sorted(rows.items()), ("all", total)]:
            print(f"{name[:40]:40} {_shown(row[0])}   {_shown(row[1])}")
        print(f"guide items F1 {total[2].f1:.3f}, kinds {kinds}/{total[1].right}; {characters / max(seconds, 1e-9):,.0f} characters/s")


def _shown(counts: Counts) -> str:
    return f"{counts.right:4} +{counts.false:<3} -{counts.missed:<3} {counts.f1:5.2f}"


if __name__ == "__main__":
    main(sys.argv[1:])
