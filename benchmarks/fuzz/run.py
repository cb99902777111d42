"""Coverage-guided fuzzing with atheris (``pip install atheris``; Linux, Python 3.11 to 3.13).

``python benchmarks/fuzz/run.py [--seconds 120] [TARGET ...]`` runs every target (see ``targets.py``) for so long, each in a process
of its own, and prints a table: runs, edges covered, inputs kept, findings. An input that breaks a promise lies in
``out/fuzz/findings/TARGET``; ``run.py --one TARGET FILE`` shows it again. ``--keep`` adds small inputs that reach lines which were not
reached before to ``benchmarks/fuzz/corpus``: the next run starts there, and ``tests/hostile/test_fuzz.py`` replays them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

Trace = Callable[[FrameType, str, Any], Any]
HERE = Path(__file__).resolve().parent
KEPT = HERE / "corpus"
WORK = HERE.parents[1] / "out" / "fuzz"
LONGEST, MOST, LARGEST = 40_000, 40, 2048  # bytes of an input; inputs kept a target, and bytes of one
NAMES = ("clean", "codebook", "codings", "extract", "jsonl", "log", "privacy", "qdpx", "read", "segment")
SLICE = 60  # seconds of one process
_RUNS = re.compile(r"Done (\d+) runs|stat::number_of_executed_units:\s*(\d+)")
_COVERED = re.compile(r"cov: (\d+)")


def one(name: str, arguments: list[str]) -> None:
    """Fuzz one target in this process; never returns."""
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    import atheris

    with atheris.instrument_imports(include=["caselib"]):
        from importlib import import_module

        import targets

        for module in ("plain", "html", "htmltable", "docx", "pptx", "pdf", "xlsx", "csv"):  # else imported too late to be watched
            import_module(f"caselib.read.{module}")
    with targets.loosened():
        for seed in list((WORK / "corpus" / name).iterdir())[:1]:
            targets.TARGETS[name](seed.read_bytes())  # loads dictionaries and the scorer, which is not what is timed
        atheris.Setup([sys.argv[0], *arguments], targets.TARGETS[name])
        atheris.Fuzz()


def fuzz(name: str, seconds: int) -> tuple[str, bool]:
    """One target for ``seconds``: its line of the table, and whether it broke a promise."""
    live, found = WORK / "corpus" / name, WORK / "findings" / name
    for folder in (live, found, KEPT / name):
        folder.mkdir(parents=True, exist_ok=True)
    plant(name, live)
    before = set(found.iterdir())
    started = time.perf_counter()
    runs = covered = 0
    broken = False
    while not broken and (left := seconds - (time.perf_counter() - started)) > 1:
        told, code = slice_of(name, min(SLICE, int(left) + 1), live, found)
        runs += max((int(a or b) for a, b in _RUNS.findall(told)), default=0)
        covered = max([covered, *map(int, _COVERED.findall(told))])
        broken = code != 0
    fresh = set(found.iterdir()) - before
    spent = time.perf_counter() - started
    said = f"{len(fresh)} in {found}" if broken else "none"
    return f"{name:10}{spent:9.0f} s{runs:10,}{covered:8,}{len(list(live.iterdir())):8,}  {said}", broken


def slice_of(name: str, seconds: int, live: Path, found: Path) -> tuple[str, int]:
    """A process of its own for a while: atheris itself grows by some 0.2 MB a run, which would end as a finding of no memory."""
    options = [
        f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=30", "-rss_limit_mb=4000", f"-artifact_prefix={found}/",
        "-print_final_stats=1", "-verbosity=1", f"-dict={HERE / 'words.dict'}",
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, str(live), str(KEPT / name), *options],
        capture_output=True, text=True, errors="replace", env={**os.environ, "OMP_NUM_THREADS": "1", "CASELIB_LANG": "en"},
    )  # fmt: skip
    told = done.stdout + done.stderr
    (WORK / f"{name}.log").write_text(told, encoding="utf-8")
    return told, done.returncode


def plant(name: str, folder: Path) -> None:
    """The seeds of a target, into its folder."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r})\nfrom seeds import seeds\nfor s in seeds({name!r}): print(s.hex())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for line in done.stdout.split():
        data = bytes.fromhex(line)
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def keep(name: str) -> None:
    """Add to the kept corpus of a target the smallest inputs that reach lines which it does not reach; what is kept stays, findings among it."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r})\nfrom run import grow\ngrow({name!r})"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "OMP_NUM_THREADS": "1", "CASELIB_LANG": "en"})


def grow(name: str) -> None:
    """The work of :func:`keep`, in a process of its own. (libFuzzer's own merging starts itself anew, which it cannot do from Python.)"""
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    import targets

    run, kept = targets.TARGETS[name], sorted((KEPT / name).iterdir())
    fresh = sorted((p for p in (WORK / "corpus" / name).iterdir() if p.stat().st_size <= LARGEST), key=lambda p: (p.stat().st_size, p.name))
    with targets.loosened():
        for path in (*kept, *fresh)[:1]:
            run(path.read_bytes())  # loads dictionaries and the scorer
        reached = set().union(*(lines(run, path.read_bytes()) for path in kept))
        count, until = len(kept), time.perf_counter() + SLICE
        for path in fresh:
            if count >= MOST or time.perf_counter() > until:
                return
            if more := lines(run, path.read_bytes()) - reached:
                reached |= more
                count += 1
                shutil.copy(path, KEPT / name / hashlib.sha256(path.read_bytes()).hexdigest()[:16])


def lines(run: Callable[[bytes], None], data: bytes) -> set[tuple[str, int]]:
    """The lines of caselib that an input reaches."""
    seen: set[tuple[str, int]] = set()

    def within(frame: FrameType, event: str, argument: object) -> Trace | None:
        name = frame.f_code.co_filename
        return at if f"{os.sep}caselib{os.sep}" in name and "site-packages" not in name else None

    def at(frame: FrameType, event: str, argument: object) -> Trace:
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
        return at

    sys.settrace(within)
    try:
        run(data)
    finally:
        sys.settrace(None)
    return seen


def main() -> int:
    """Run what was asked for."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", default=NAMES)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    print(f"{'target':10}{'time':>11}{'runs':>10}{'edges':>8}{'inputs':>8}  findings", flush=True)
    broken = False
    for name in given.targets or NAMES:
        line, bad = fuzz(name, given.seconds)
        broken = broken or bad
        print(line, flush=True)
        if given.keep:
            keep(name)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
