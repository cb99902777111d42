"""The same runs on a real ``distributed`` cluster: a scheduler and worker processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from caselib.dedupe import banded
from caselib.mine import mine, parts
from caselib.mine.coded import Choice
from caselib.pipeline import Settings, parse, plan
from tests.mine.same import same
from tests.pipeline.make import everything, files, folder

distributed = pytest.importorskip("distributed")
pytest.importorskip("pyarrow")
pytestmark = pytest.mark.slow


class Poison(distributed.WorkerPlugin):
    """Documents that end the process that reads them."""

    def setup(self, worker: object) -> None:
        from caselib.pipeline import one, parts

        self.kept = [(module, module.parse_texts) for module in (one, parts)]
        for module, kept in self.kept:
            module.parse_texts = lambda texts, *rest, kept=kept: os._exit(9) if any("poison" in text.doc for text in texts) else kept(texts, *rest)

    def teardown(self, worker: object) -> None:
        for module, kept in self.kept:
            module.parse_texts = kept


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory):
    import dask

    quick = {"distributed.comm.timeouts.connect": "60s", "distributed.admin.tick.limit": "60s"}
    with (
        dask.config.set({**quick, "temporary-directory": str(tmp_path_factory.mktemp("dask"))}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIB_CACHE", "off")
    monkeypatch.setattr(plan, "MOST_FILES", 3)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("source") / "in", 30)


def test_workers_are_processes(client):
    pids = client.run(os.getpid)
    assert len({*pids.values(), os.getpid()}) == 3


def test_in_memory_it_is_the_serial_run(client, source: Path):
    assert everything(parse(source, client=client, progress=False)) == everything(parse(source, progress=False))


@pytest.mark.parametrize("most", [banded.ONE_PIECE, 3], ids=["in one piece", "shuffled by bands"])
def test_in_parts_it_is_the_serial_run_byte_by_byte(client, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int):
    monkeypatch.setattr(banded, "ONE_PIECE", most)
    alone = parse(source, out=tmp_path / "alone", progress=False)
    parse(source, out=tmp_path / "dask", client=client, progress=False)
    assert files(tmp_path / "dask") == files(tmp_path / "alone")
    assert len({case.cluster for case in alone}) < len(alone)


def test_edges_are_counted_up_a_tree(client, source: Path, tmp_path: Path):
    made = parse(source, out=tmp_path / "out", client=client, progress=False)
    assert sum(part.spread for part in made.rows.parts), "no cluster reaches into another part: the test says nothing"
    whole = mine(made.load(), draws=64)
    same(mine(made, draws=64, client=client), whole)
    same(mine(made, draws=64), whole)
    wide = parts.reduced(client, len, ["ab", "c", "def"] * 7, sum)
    assert wide == 42
    assert parts.of_parts(made, Choice(), 0, 8, client).cases == len([case for case in made if case.kind == "incident"])


def test_a_worker_that_is_killed_loses_nothing(client, source: Path, tmp_path: Path):
    alone = parse(source, out=tmp_path / "alone", progress=False)
    victim = next(iter(client.run(os.getpid).values()))
    killed = []

    def kill() -> None:
        while not list((tmp_path / "dask").rglob("state/*.json")):
            time.sleep(0.02)
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    made = parse(source, out=tmp_path / "dask", client=client, progress=False)
    thread.join(60)
    assert killed
    assert everything(made) == everything(alone)
    assert files(tmp_path / "dask") == files(tmp_path / "alone")


def test_own_codebook_and_scorer_travel_to_the_workers(client, source: Path, tmp_path: Path):
    import shutil

    import caselib.codebook
    from caselib.extract.stored import DEFAULT as MODEL

    book = Path(caselib.codebook.__file__).parent / "complaint"
    own = Settings(codebook=shutil.copytree(book, tmp_path / "book"), model=Path(shutil.copy(MODEL, tmp_path / "own.npz")), least=0.9)
    alone = everything(parse(source, settings=own, progress=False))
    assert everything(parse(source, settings=own, client=client, progress=False)) == alone
    assert alone != everything(parse(source, progress=False))


def test_documents_that_end_workers_become_problems(client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan, "MOST_FILES", 50)
    # One death is blamed on the task here: several deaths would only take longer.
    client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
    poisoned = folder(tmp_path / "in", 6)
    (poisoned / "poison.txt").write_text("王女士投诉空调坏了，商场退款。", encoding="utf-8")
    client.register_plugin(Poison(), name="poison")
    try:
        made = parse(poisoned, out=tmp_path / "out", client=client, progress=False)
        held = parse(poisoned, client=client, progress=False)
    finally:
        client.unregister_worker_plugin("poison")
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 3))
    for base in (made, held):
        assert [(p.address.file, p.details) for p in base.problems if p.code == "failed_stage"] == [("poison.txt", {"stage": "read", "reason": "killed"})]
    (poisoned / "poison.txt").unlink()
    left = parse(poisoned, progress=False)
    assert [case.id for case in made] == [case.id for case in held] == [case.id for case in left]


def test_progress_and_results_with_a_worker_that_joined_late(client, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Workers that joined after the codebook was sent have it too. It is started by hand: a cluster forgets one that was lost while it began."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", client.scheduler.address, "--name", "late", "--nthreads", "1", "--no-dashboard"]
    late = subprocess.Popen([*command, "--local-directory", str(tmp_path / "late")], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 300
        while "late" not in {each["name"] for each in client.scheduler_info(n_workers=-1)["workers"].values()}:
            assert late.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        made = parse(source, out=tmp_path / "out", client=client, progress=True)
        assert "B/s" in capsys.readouterr().err
        assert everything(made) == everything(parse(source, progress=False))
    finally:
        late.terminate()
        late.wait(60)
