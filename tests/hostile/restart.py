"""Runs that are killed: a study in a process of its own, stopped at a random moment, and what it leaves.

The parent loads everything once and forks, so that a point costs what the study costs and not what Python's imports cost.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import re
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]{8,16}")
STORY = "案例{n}：{thing}的投诉\n2021年3月{n}日，王女士投诉{thing}质量差，用了两天就坏了，要求退货。经理上门道歉，经调解商家退款500元，王女士表示满意。\n\n"
THINGS = ("空调", "手机", "冰箱", "皮鞋", "沙发", "电视机")


@dataclass
class Place:
    """Documents, a cache and the folder of results of one run."""

    root: Path

    def __post_init__(self) -> None:
        self.documents, self.out, self.cache = (self.root / name for name in ("in", "out", "cache"))
        self.documents.mkdir(parents=True, exist_ok=True)

    def write(self, files: int) -> None:
        """Documents; one more makes another study."""
        for i in range(files):
            text = "".join(STORY.format(n=n, thing=THINGS[(n + i) % len(THINGS)]) for n in range(1, 5))
            (self.documents / f"{i}.txt").write_text(text, encoding="utf-8")


def study(place: Place) -> None:
    """What ``caselib study`` does."""
    os.environ["CASELIB_CACHE"] = str(place.cache)
    from caselib.cli.study import write_all
    from caselib.pipeline import parse

    write_all(parse(place.documents, progress=False), place.out)


def contents(folder: Path) -> dict[str, str]:
    """Hash of every file that is not hidden."""
    return {path.name: _digest(path) for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")} if folder.is_dir() else {}


def _digest(path: Path) -> str:
    """Of the bytes; of a package (a Word file) of its members without the times in them."""
    if not zipfile.is_zipfile(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    total = hashlib.sha256()
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            total.update(name.encode() + _TIME.sub(b"", package.read(name)))
    return total.hexdigest()[:16]


def forked(work: Callable[[], None], after: float | None = None, how: int = signal.SIGKILL) -> int:
    """Run ``work`` in a child, send it a signal after so many seconds; its exit status (128 + signal where it was killed)."""
    child = os.fork()
    if child == 0:
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
        try:
            work()
        except KeyboardInterrupt:
            os._exit(130)
        except BaseException:
            os._exit(1)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, how)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_at_rename(work: Callable[[], object], number: int) -> int:
    """Run ``work`` in a child that is killed before it renames a file for the ``number``-th time (from 0); its exit status."""
    renames, real = itertools.count(), Path.replace

    def replace(self: Path, target: Path) -> Path:
        if next(renames) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, target)

    def renamed() -> None:
        Path.replace = replace
        work()

    return forked(renamed)


@dataclass
class Outcome:
    """One point: after how many seconds it was stopped, files that were neither old nor new, and whether the next run gave the right ones."""

    after: float
    exit: int
    torn: list[str]
    loads: bool
    same: bool


def points(root: Path, count: int, seed: int = 1, how: int = signal.SIGKILL, told: Callable[[Outcome], None] = lambda one: None) -> list[Outcome]:
    """Kill a study at ``count`` random moments; each time the results of an earlier study lie in the folder."""
    import shutil

    from caselib.casebase import load

    old, new = Place(root / "old"), Place(root / "new")
    old.write(2)
    new.write(3)
    study(old)
    before = contents(old.out)
    started = time.perf_counter()
    forked(lambda: study(new))
    whole = time.perf_counter() - started
    wanted = contents(new.out)
    rng, found = random.Random(seed), []
    for _ in range(count):
        shutil.rmtree(new.out)
        shutil.copytree(old.out, new.out)
        if rng.random() < 0.3:
            shutil.rmtree(new.cache, ignore_errors=True)
        after = rng.uniform(0, whole)
        code = forked(lambda: study(new), after, how)
        now = contents(new.out)
        torn = [name for name in sorted({*before, *now}) if now.get(name) not in (before.get(name), wanted.get(name))]
        loads = load(new.out) is not None
        forked(lambda: study(new))
        found.append(Outcome(after, code, torn, loads, contents(new.out) == wanted))
        told(found[-1])
    return found
