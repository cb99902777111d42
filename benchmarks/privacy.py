"""How much personal data is found, on the open and on the blind part of the gold set, and how quickly.

Run ``python benchmarks/privacy.py`` (both parts and speed) or with the names of parts: open blind speed.
Recall: items that lie wholly under a finding of their kind. Precision: findings that overlap an item of their kind by half.
Intervals: 95 %, bootstrap over texts, since items of one text are alike.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from caselib.privacy import find
from caselib.privacy.gold import Score, load_gold, score

GOLD = Path(__file__).resolve().parent.parent / "tests" / "privacy" / "gold"
AIMS = {"numbered": (0.98, 0.99), "names": (0.92, 0.90), "addresses": (0.92, 0.90)}
DRAWS = 1000


def interval(singles, group, measure):
    """The middle 95 % of a measure over texts drawn anew."""
    rng = random.Random(1)
    values = []
    for _ in range(DRAWS):
        drawn = sum((one.get(group, Score()) for one in rng.choices(singles, k=len(singles))), Score())
        values.append(getattr(drawn, measure))
    values.sort()
    return f"{values[DRAWS // 40]:.3f}-{values[-DRAWS // 40]:.3f}"


def quality(part):
    """The table of one part."""
    texts = list(load_gold(GOLD / f"{part}.jsonl"))
    scores = score(texts, find)
    singles = [score([text], find) for text in texts]
    print(f"\n{part}: {len(texts)} texts, {sum(len(items) for _, _, items in texts)} items")
    print(f"{'':12}{'gold':>6}{'recall':>8}{'':14}{'found':>6}{'precision':>10}{'':14}{'aim':>12}")
    for name in (*AIMS, *sorted(kind for kind in scores if kind not in AIMS)):
        s = scores.get(name, Score())
        recall, precision = interval(singles, name, "recall"), interval(singles, name, "precision")
        aim = "" if name not in AIMS else f"{AIMS[name][0]:.2f} / {AIMS[name][1]:.2f}"
        print(f"{name:12}{s.gold:6}{s.recall:8.3f} {recall:13}{s.found:6}{s.precision:10.3f} {precision:13}{aim:>12}")


def speed():
    """Characters a second over the open part."""
    text = "\n".join(text for _, text, _ in load_gold(GOLD / "open.jsonl"))
    find(text[:1000])
    started = time.perf_counter()
    find(text * 5)
    print(f"\nspeed: {len(text) * 5 / (time.perf_counter() - started):,.0f} characters a second")


def main():
    """Print what was asked for."""
    wanted = sys.argv[1:] or ["open", "blind", "speed"]
    for part in wanted:
        speed() if part == "speed" else quality(part)


if __name__ == "__main__":
    main()
