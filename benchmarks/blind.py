"""``make blind``: score the blind part of the corpus and append figures and commit to ``benchmarks/blind.log``.

The blind part is never looked at while tuning: only these figures are.
"""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

from quality import ROOT, shipped

from caselib.coding.evaluate import figures


def main() -> None:
    """Score, print, log."""
    result = shipped(ROOT / "corpus/gold/blind.jsonl", ROOT / "corpus/blind")
    found = {name: round(value, 3) for name, value in figures(result).items()}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    line = {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "commit": commit or "unknown", **found}
    with (ROOT / "benchmarks/blind.log").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
    for name, value in found.items():
        print(f"{name:22} {value:.3f}")


if __name__ == "__main__":
    main()
