"""``make blind``: score the blind part of the corpus and append figures and commit to ``benchmarks/blind.log``.

The blind part is never looked at while tuning: only these figures are. Its two batches are shown apart: the totals of the first
prompted some work (docs/quality.md), the second was written after that.
"""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

from quality import ROOT, shipped

from caselib.coding.evaluate import figures

BATCHES = {"first": "c", "second": "g"}


def main() -> None:
    """Score, print, log."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    stamp = {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "commit": commit or "unknown"}
    found = {}
    for batch, prefix in BATCHES.items():
        result = shipped(ROOT / "corpus/gold/blind.jsonl", ROOT / "corpus/blind", prefix)
        found[batch] = {name: round(value, 3) for name, value in figures(result).items()}
        with (ROOT / "benchmarks/blind.log").open("a", encoding="utf-8") as log:
            log.write(json.dumps({**stamp, "batch": batch, **found[batch]}) + "\n")
    print("figure".ljust(22), *(batch.rjust(8) for batch in BATCHES))
    for name in found["first"]:
        print(name.ljust(22), *(f"{found[batch].get(name, float('nan')):8.3f}" for batch in BATCHES))


if __name__ == "__main__":
    main()
