"""Ctrl-C in a notebook: a real kernel, interrupted in the midst of a run; earlier outputs stand, the kernel lives, the next cell goes on."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caselib.casebase import load

from .restart import Place, contents

pytest.importorskip("ipykernel")
manager = pytest.importorskip("jupyter_client.manager")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="kernels are interrupted by signals")]

SETUP = """
from pathlib import Path
import caselib as cl
from caselib.cli.study import write_all
from caselib.pipeline import Settings
Settings().tools()  # dictionaries and scorer, which are not what is interrupted
"""
# In parts, and a study of what was parsed.
CELLS = {
    "parse": "cl.parse({documents!r}, out={out!r}, parts='jsonl', progress=False)",
    "study": "write_all(cl.parse({documents!r}, progress=False), Path({out!r}))",
}
POINTS = 4


class Kernel:
    """A kernel that cells are run in."""

    def __init__(self) -> None:
        self.manager, self.client = manager.start_new_kernel(kernel_name="python3")

    def run(self, code: str, interrupt: float | None = None) -> str:
        """The name of the error that a cell ended with, or an empty string; after ``interrupt`` seconds Ctrl-C is pressed."""
        asked = self.client.execute(code)
        if interrupt is not None:
            time.sleep(interrupt)
            self.manager.interrupt_kernel()
        while True:
            reply: dict[str, Any] = self.client.get_shell_msg(timeout=120)
            if reply["parent_header"].get("msg_id") == asked:
                return str(reply["content"].get("ename", ""))

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    made = Kernel()
    cache = tmp_path_factory.mktemp("cache")
    assert made.run(f"import os; os.environ['CASELIB_CACHE'] = {str(cache)!r}; os.chdir({str(cache)!r})" + SETUP) == ""
    yield made
    made.stop()


@pytest.mark.parametrize("what", CELLS)
def test_an_interrupted_cell_leaves_the_old_or_the_new_and_the_next_goes_on(kernel: Kernel, tmp_path: Path, what: str):
    old, new = Place(tmp_path / "old"), Place(tmp_path / "new")
    old.write(2)
    new.write(12)
    assert kernel.run(CELLS[what].format(documents=str(old.documents), out=str(old.out))) == ""
    cell = CELLS[what].format(documents=str(new.documents), out=str(new.out))
    started = time.perf_counter()
    assert kernel.run("%env CASELIB_CACHE=off") == kernel.run(cell) == ""
    whole = time.perf_counter() - started
    wanted, before = load(new.out), load(old.out)
    given, rng, ended = contents(new.out), random.Random(3), []
    for _ in range(POINTS):
        shutil.rmtree(new.out)
        shutil.copytree(old.out, new.out)
        ended.append(kernel.run(cell, rng.uniform(0.05, 0.9) * whole))
        assert ended[-1] in ("", "KeyboardInterrupt")
        left = load(new.out)
        assert (left.cases, left.texts) in ((before.cases, before.texts), (wanted.cases, wanted.texts))
        if what == "study":
            now = contents(new.out)
            assert not [name for name in now if now[name] not in (given.get(name), contents(old.out).get(name))]
        assert kernel.run(cell) == ""  # the same kernel, the same cell
        assert (load(new.out).cases, load(new.out).texts) == (wanted.cases, wanted.texts)
        assert what == "parse" or contents(new.out) == given
        assert not list(new.out.rglob("*.lock"))
    assert "KeyboardInterrupt" in ended
