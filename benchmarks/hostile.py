"""Hostile and broken inputs: what a person reads, how long it takes, how much memory.

``make bench-hostile`` (or ``python benchmarks/hostile.py [NAME ...] [--lang en] [--keep]``; ``--keep`` also writes the table to
``results/hostile.txt``) runs each input of ``tests/hostile/make.py`` in a
process of its own through the whole pipeline, beside a good file whose case must be found, and prints a table. Seconds are
processor time, memory is the peak of the process (dictionaries and scorer are 110 MB of it). Exits with 1 where a good file suffered, a
problem is missing, something was written beside the inputs, or a bound (120 s, 2.5 GB) was passed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the inputs are made by the tests
SECONDS, MEGABYTES = 120.0, 2500.0
NOBODY = 65534


def child(name: str, folder: str, lang: str) -> None:
    """Run one input here and print what came of it as JSON."""
    os.environ["CASELIB_CACHE"] = "off"
    from caselib.pipeline import Settings
    from caselib.pipeline.one import Parsed, parse_text
    from tests.hostile.make import GOOD, SUITE
    from tests.hostile.run import limits, outcome, prepare, told

    case = next(case for case in SUITE if case.name == name)
    tools = Settings(limits=limits(case)).tools()
    paths = prepare(case, Path(folder))
    if name == "no_permission.txt" and os.geteuid() == 0:
        Path(folder).chmod(0o777)
        os.seteuid(NOBODY)  # root may read everything
    before = sorted(path.name for path in Path(folder).iterdir())
    base, started = memory(), time.process_time()
    texts, problems = outcome(case, paths)
    if os.geteuid() == NOBODY:
        os.seteuid(0)
    parsed = Parsed()
    for text in texts:
        parse_text(text, tools, parsed)
    seconds = time.process_time() - started
    problems += parsed.problems
    after = sorted(path.name for path in Path(folder).iterdir())
    own = [text for text in texts if not text.doc.endswith(GOOD)]
    good = [found for found in parsed.cases if found.doc.endswith(GOOD)]
    json.dump(
        {
            "seconds": seconds, "peak": memory(), "grown": memory() - base, "codes": told(problems), "said": [str(p.address) + "  " + p.message(lang) for p in problems],
            "sound": bool(good) and told(problems) == list(case.codes) and bool(own) == case.read and (before == after or case.vanish), "texts": len(own),
        },
        sys.stdout,
    )  # fmt: skip


def memory() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def one(name: str, lang: str) -> dict[str, object]:
    """One input in a process of its own."""
    folder = tempfile.mkdtemp(prefix="caselib-hostile-")
    done = subprocess.run([sys.executable, __file__, "--child", name, folder, lang], capture_output=True, text=True, timeout=600)
    subprocess.run(["rm", "-rf", folder], check=False)  # Python's own way down a thousand folders ends in a RecursionError
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        return {"seconds": 0.0, "peak": 0.0, "said": [last], "sound": False, "texts": 0}
    return json.loads(done.stdout)


def main() -> int:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
        return 0
    from tests.hostile.make import SUITE

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--lang", default="zh", choices=("zh", "en"))
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    table: list[str] = []

    def tell(line: str) -> None:
        table.append(line)
        print(line, flush=True)

    chosen = [case for case in SUITE if not given.names or case.name in given.names]
    tell(f"{'input':34}{'s':>6}{'MB':>6}  what the user reads")
    wrong = 0
    for case in chosen:
        found = one(case.name, given.lang)
        bad = not found["sound"] or found["seconds"] > SECONDS or found["peak"] > MEGABYTES
        wrong += bad
        said = found["said"] or [f"({found['texts']} read, no problem)"]
        shown = case.name.encode("unicode_escape").decode() if not case.name.isprintable() or not case.name.isascii() else case.name
        tell(f"{shown[:32]:34}{found['seconds']:6.1f}{found['peak']:6.0f}  {'✗ ' if bad else ''}{said[0]}")
        for line in said[1:3]:
            tell(f"{'':46}  {line}")
    tell(f"\n{len(chosen)} inputs, {wrong} not handled")
    if given.keep:
        (ROOT / "benchmarks" / "results" / "hostile.txt").write_text("\n".join(line.rstrip() for line in table) + "\n", encoding="utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
