"""Results of the benchmarks as files: figures, when they were measured, on which machine and with which versions."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
RUNS = 5
PACKAGES = ("caselib", "numpy", "pandas", "scipy", "jieba", "rjieba", "scikit-learn", "ahocorasick-rs", "pyarrow", "dask")


def keep(name, part, figures):
    """Put the figures of one part into results/NAME.json; those of other parts stay."""
    path = RESULTS / f"{name}.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    told[part] = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "machine": machine(), **figures}
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine():
    """What it ran on, and how busy that was."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").is_file() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return {
        "python": platform.python_version(),
        "processor": model,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def timed(work, runs=RUNS, clock=time.process_time):
    """Median seconds, of the processor unless another clock is given."""
    spent = []
    for _ in range(runs):
        began = clock()
        work()
        spent.append(clock() - began)
    return statistics.median(spent)
