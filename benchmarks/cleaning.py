"""What cleaning finds in the seed documents, and how fast it is.

    python benchmarks/cleaning.py [--list] [--truth TEXT TRUTH.json]

The folder of the seeds comes from CASELIB_SEEDS. ``--list`` prints every mend of characters and of
stuffing with its context, for reading; ``--truth`` compares with a list of [offset, was, meant].
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

from caselib.clean import clean
from caselib.clean.lookalikes import common_sets
from caselib.model import CleanText, SourceText

WORDS = ("rare_lookalikes", "lookalikes_in_context", "stuffing")
STUFFED = "客户投诉怎么写"
"""The phrase that seed 002 is stuffed with, as the issue names it."""


def load(path: Path) -> SourceText:
    return SourceText(path.name, path.read_bytes().decode("utf-8-sig"))


def outside(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" and char not in common_sets()


def counts(cleaned: CleanText) -> dict[str, str]:
    text = cleaned.source.text
    odd = {i for i, char in enumerate(text) if outside(char)}
    mended = {change.span.start for change in cleaned.changes if change.rule in WORDS[:2]}
    ordinary = [change for change in cleaned.changes if change.rule == "lookalikes_in_context" and not outside(change.was)]
    forms = sum(len(change.was) == 1 and change.was.encode("gb2312", "ignore") == b"" for change in ordinary)
    kept = set(range(len(text))) if cleaned.origin is None else set(cleaned.origin)
    starts = [i for i in range(len(text)) if text.startswith(STUFFED, i)]
    gone = sum(any(i not in kept for i in range(start, start + len(STUFFED))) for start in starts)
    inside = sum(start + 4 + 2 < len(text) and start + 4 in kept for start in starts)
    return {
        "look-alikes outside the common sets, mended": f"{len(odd & mended)} of {len(odd)}",
        "swaps to ordinary characters, mended": f"{len(ordinary)} ({forms} of them traditional forms)",
        "stuffed phrases mended": f"{gone} of {len(starts)} ({len(starts) - gone} stand, {inside} still show their addition)",
        "mends of phrases in all": str(sum(change.rule == "stuffing" for change in cleaned.changes)),
    }


def listing(cleaned: CleanText) -> None:
    text = cleaned.source.text
    for change in cleaned.changes:
        if change.rule in WORDS:
            before, after = text[max(change.span.start - 10, 0) : change.span.start], text[change.span.end : change.span.end + 10]
            print(f"  {change.rule:22} {before!r} [{change.was} → {change.now}] {after!r}")


def speed(text: str) -> float:
    source = SourceText("speed", text)
    best = min(_seconds(source) for _ in range(3))
    return len(text.encode()) / 1e6 / best


def _seconds(source: SourceText) -> float:
    begun = time.process_time()
    clean(source)
    return time.process_time() - begun


def compare(text: Path, truth: Path) -> None:
    """Precision and recall of the mends against a list of what was tampered with."""
    cleaned = clean(load(text))
    meant = {offset: (was, now) for offset, was, now in json.loads(truth.read_text(encoding="utf-8"))}
    made = {change.span.start: (change.was, change.now) for change in cleaned.changes if change.rule in WORDS}
    for name, wanted in (("swapped characters", 1), ("stuffed phrases", 4)):
        here = {at: pair for at, pair in meant.items() if (len(pair[0]) >= 4) == (wanted == 4)}
        right = sum(made.get(at) == pair for at, pair in here.items())
        tried = sum((len(pair[0]) >= 4) == (wanted == 4) for pair in made.values())
        print(f"{name}: recall {right}/{len(here)}, precision {right}/{tried}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="print every mend with its context")
    parser.add_argument("--truth", nargs=2, type=Path, metavar=("TEXT", "JSON"), help="compare with a list of what was tampered with")
    options = parser.parse_args()
    if options.truth:
        compare(*options.truth)
        return
    for path in sorted(Path(os.environ["CASELIB_SEEDS"]).glob("*.txt")):
        cleaned = clean(load(path))
        print(path.name[:3], dict(Counter(change.rule for change in cleaned.changes)))
        if path.name.startswith("002"):
            for name, value in counts(cleaned).items():
                print(f"  {name}: {value}")
        if options.list:
            listing(cleaned)
        big = cleaned.source.text * max(1, 300_000 // len(cleaned.source.text))
        print(f"  as it is {speed(big):.1f} MB/s, cleaned before {speed(clean(SourceText('big', big)).text):.1f} MB/s")


if __name__ == "__main__":
    main()
