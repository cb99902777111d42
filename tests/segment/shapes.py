"""Whole documents with the borders of their cases marked ⟪…⟫: layouts and genres, written for measuring.

``python -m tests.segment.shapes`` prints the F1 of both halves of both sets (``shapes`` and the later ``layouts``, divided at random
before anything was run on them; some of those to be worked on came later); those in ``held_out`` are to be counted, not read. Files are read as a user's are.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from caselib.clean import clean
from caselib.coding.counts import Counts
from caselib.coding.match import pairs
from caselib.model import Segment, SourceText, Span
from caselib.read import read
from caselib.segment import segment

FOLDER = Path(__file__).parent / "shapes"
LAYOUTS = Path(__file__).parent / "layouts"


def unmark(marked: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the spans that they enclose."""
    plain, spans, start = "", [], 0
    for run in marked.replace("⟪", "\0⟪").replace("⟫", "\0⟫").split("\0"):
        if run.startswith("⟪"):
            start = len(plain)
        elif run.startswith("⟫"):
            spans.append(Span(start, len(plain)))
        plain += run.lstrip("⟪⟫")
    return plain, spans


def compare(path: Path) -> tuple[Counts, str, list[Span], list[Segment]]:
    """How the cases found in a marked document agree with its marks."""
    source, wanted = taken(path)
    found = [each for each in segment(clean(source)) if each.kind in ("incident", "scenario")]
    paired = len(pairs(wanted, [each.span for each in found]))
    return Counts(paired, len(found) - paired, len(wanted) - paired), source.text, wanted, found


@cache
def taken(path: Path) -> tuple[SourceText, list[Span]]:
    """The document as it is read without its marks, and where they stood: the marks take part in reading a copy."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_text(unmark(path.read_text(encoding="utf-8"))[0], encoding="utf-8")
        (plain,) = (text for text in read(folder) if isinstance(text, SourceText))
    (marked,) = (text for text in read(str(path)) if isinstance(text, SourceText))
    text, wanted = unmark(marked.text)
    assert text == plain.text, path.name
    return plain, wanted


def half(folder: Path) -> dict[Path, Counts]:
    """The counts of every document of a half."""
    return {path: compare(path)[0] for path in sorted(folder.iterdir()) if path.is_file()}


def main(shown: list[str]) -> None:
    """Print the figures; for the names given, what is found."""
    for folder in (FOLDER, FOLDER / "held_out", LAYOUTS, LAYOUTS / "held_out"):
        counts = half(folder)
        if folder.name != "held_out":
            for path, count in counts.items():
                print(f"{path.name:28} {count.right:3} +{count.false} -{count.missed}")
        total = sum(counts.values(), Counts())
        print(f"{folder.relative_to(FOLDER.parent)}: {total.right} +{total.false} -{total.missed} F1 {total.f1:.3f}")
    for name in shown:
        _, text, wanted, found = compare(next(folder / name for folder in (FOLDER, LAYOUTS) if (folder / name).exists()))
        print(f"\n== {name}")
        for span in wanted:
            print("  wanted", *span, repr(span.of(text)[:16]), "…", repr(span.of(text)[-14:]))
        for each in found:
            print("  found ", *each.span, each.rule, repr(each.span.of(text)[:16]), "…", repr(each.span.of(text)[-14:]))


if __name__ == "__main__":
    main(sys.argv[1:])
