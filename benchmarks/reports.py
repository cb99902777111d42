"""How long a report of N cases takes, and how large its files are, each printed as a row.

``python benchmarks/reports.py [N] [--corpus FOLDER]``: the cases of the corpus, retold until there are N distinct ones. A report of 500 cases
is to take less than 60 s in every format together.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import caselib as cl
from caselib.casebase import Cases

ROOT = Path(__file__).resolve().parent.parent


def enlarged(cases: Cases, n: int) -> Cases:
    """The first ``n`` of the cases told again and again, every time in documents and clusters of their own."""
    found, texts = [], {}
    for turn in range(-(-n // len(cases))):
        texts |= {f"{turn}/{doc}": replace(text, doc=f"{turn}/{doc}") for doc, text in cases.texts.items()}
        for case in cases:
            found.append(replace(case, doc=f"{turn}/{case.doc}", uid=f"{case.uid}-{turn}", cluster=f"{turn}/{case.cluster or case.id}", duplicate_of=None))
    return Cases(tuple(sorted(found[:n], key=lambda case: (case.doc, case.span))), cases.guides, texts)


def steps(cases: Cases, folder: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What a person waits for, in order; a later step uses what an earlier one made."""
    made: dict[str, Any] = {}
    yield "mine", lambda: made.update(graph=cl.mine(cases))
    yield "compose", lambda: made.update(report=cl.report.case_base(cases, made["graph"]))
    writers = {"docx": cl.report.word, "pdf": cl.report.pdf, "html": cl.report.html, "xlsx": cl.report.workbook, "pptx": cl.report.slides}
    for suffix, write in writers.items():
        yield suffix, lambda write=write, suffix=suffix: write(made["report"], folder / f"r.{suffix}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", nargs="?", type=int, default=500)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "open")
    given = parser.parse_args()
    cases = enlarged(cl.parse(given.corpus, progress=False), given.n)
    print(f"{len(cases)} cases, {sum(len(case.mentions) for case in cases)} mentions, {len(cases.texts)} documents")
    print("| step | s | CPU s | MB |\n|---|---:|---:|---:|")
    total = cpu = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, step in steps(cases, Path(folder)):
            started, worked = time.perf_counter(), time.process_time()
            step()
            took, used = time.perf_counter() - started, time.process_time() - worked
            total, cpu = total + took, cpu + used
            path = Path(folder) / f"r.{name}"
            print(f"| {name} | {took:.1f} | {used:.1f} | {path.stat().st_size / 1e6:.2f} |" if path.is_file() else f"| {name} | {took:.1f} | {used:.1f} | |", flush=True)
    print(f"| total | {total:.1f} | {cpu:.1f} | |")


if __name__ == "__main__":
    main()
