"""Many documents: growth, two workers, flat memory, Dask's overhead, and as many synthetic documents as are asked for, end to end.

Run ``python benchmarks/scale.py`` (all, 20,000 documents) or with names of parts (growth workers dask whole cluster) and a number:
``python benchmarks/scale.py whole 1000000``. Every run is a process of its own; memory is the sum over it and its children, sampled as often as
a fiftieth of a core allows (once or twice a second); besides the clock the processor time is given, which a busy machine distorts less.
Results go to benchmarks/results/scale.json.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from kept import RESULTS, keep

HERE = Path(__file__).resolve()
COUNT = 20_000


def measured(work):
    """Seconds by the clock and of the processor (children that ended included), highest memory in MB, and what the work says."""
    import psutil

    me, peak, going = psutil.Process(), [0, 0], [True]

    def watch():
        while going:
            began, held = time.thread_time(), []
            for process in [me, *me.children(recursive=True)]:
                try:
                    # Memory that a fork shares with its parent is counted once.
                    told = process.memory_full_info()
                    held.append(told.pss if hasattr(told, "pss") else told.rss)
                except psutil.Error:
                    continue
            peak[:] = max(peak[0], sum(held)), max(peak[1], *held, 0)
            # To count the pages of three large processes takes 30 ms: ten times a second that would be a third of a core.
            time.sleep(max(0.1, 50 * (time.thread_time() - began)))

    threading.Thread(target=watch, daemon=True).start()
    began, before = time.perf_counter(), used()
    said = work()
    wall, cpu = time.perf_counter() - began, used() - before
    going.clear()
    memory = {"peak_mb": round(peak[0] / 2**20), "largest_process_mb": round(peak[1] / 2**20)}
    return {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), **memory, **said}


def used():
    """Seconds of the processor until now, children that ended included."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in found)


def child(name, *args):
    """Run a function of this file in a fresh process."""
    done = subprocess.run(
        [sys.executable, str(HERE), f"_{name}", *map(str, args)],
        capture_output=True,
        text=True,
        env=os.environ | {"CASELIB_CACHE": "off", "OMP_NUM_THREADS": "1"},
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _parse(source, out, workers="1", warm=""):
    import caselib as cl

    if warm:
        # Codebook, scorer, patterns and libraries are loaded once a process, however much is parsed.
        cl.parse(HERE.parent.parent / "corpus" / "open", out=f"{out}-warm", progress=False)

    def work():
        base = cl.parse(source, out=out, workers=int(workers), progress=False)
        return {"documents": len(base.texts), "cases": len(base), "characters": sum(part.characters for part in base.rows.parts)}

    return measured(work)


def _mine(folder):
    import caselib as cl

    def work():
        graph = cl.mine(cl.Cases.open(folder))
        return {"clusters": graph.graph["n_clusters"], "edges": graph.number_of_edges()}

    return measured(work)


def _on_dask(work, workers, limit):
    """A function of a client, on a cluster of worker processes, each of which may use so much memory."""
    from distributed import Client, LocalCluster

    def timed():
        with (
            LocalCluster(n_workers=int(workers), threads_per_worker=1, processes=True, memory_limit=limit, dashboard_address=":0") as cluster,
            Client(cluster) as client,
        ):
            began = time.perf_counter()
            said = work(client)
            return {"seconds": round(time.perf_counter() - began, 2), "limit": limit, **said}

    return measured(timed)


def _dask(source, out, workers="2", limit="4GB"):
    import caselib as cl

    def work(client):
        base = cl.parse(source, out=out, client=client, progress=False)
        return {"documents": len(base.texts), "cases": len(base), "problems": len(base.problems)}

    return _on_dask(work, workers, limit)


def _dask_mine(folder, workers="2", limit="4GB"):
    import caselib as cl

    def work(client):
        graph = cl.mine(cl.Cases.open(folder), client=client)
        return {"clusters": graph.graph["n_clusters"], "edges": graph.number_of_edges()}

    return _on_dask(work, workers, limit)


def _empty(tasks="1000"):
    """What a scheduler spends on a task that does nothing."""
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster, Client(cluster) as client:
        client.submit(abs, -1, pure=False).result()
        began = time.perf_counter()
        client.gather([client.submit(abs, n, pure=False) for n in range(int(tasks))])
        return {"tasks": int(tasks), "ms_a_task": round(1000 * (time.perf_counter() - began) / int(tasks), 3)}


def logs(folder, count):
    """Synthetic documents, made once a run."""
    import synthetic

    made = folder / f"documents-{count}"
    return made if made.exists() else synthetic.write(made, count)


def growth(folder, count):
    """Processor time per MB and highest memory at more and more documents, in warm processes."""
    found = {}
    for n in sorted({1_000, count // 10, count}):
        found[n] = child("parse", logs(folder, n), folder / f"growth-{n}", 1, "warm")
        found[n]["s_a_mb"] = found[n]["cpu_s"] / found[n]["characters"] * 1e6 / 3  # a Chinese character takes three bytes
        print(f"growth: {n:9,} documents {found[n]['s_a_mb']:.2f} s of processor a MB, {found[n]['peak_mb']} MB", flush=True)
    first, *_, last = found.values()
    print(f"time a MB {last['s_a_mb'] / first['s_a_mb']:.2f} times (<= 1.1)")
    figure({n: row["s_a_mb"] for n, row in found.items()})
    return found


def figure(told):
    """The growth curve."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(5, 3.2), layout="constrained")
    axes = drawn.subplots()
    axes.plot(list(told), list(told.values()), marker="o")
    axes.set_xscale("log")
    axes.set(xlabel="short documents", ylabel="seconds of one processor / MB", ylim=(0, 1.3 * max(told.values())))
    RESULTS.mkdir(exist_ok=True)
    drawn.savefig(RESULTS / "scale.png", dpi=110)


def workers(folder, count):
    """One process against two, median of three each, in turn; enough documents for eight tasks."""
    few = logs(folder, max(count // 5, 8_000))
    rows = [[child("parse", few, folder / f"workers-{n}-{turn}", n) for n in (1, 2)] for turn in range(3)]
    one, two = (statistics.median(row[n]["wall_s"] for row in rows) for n in (0, 1))
    spent = statistics.median(row[1]["cpu_s"] / row[0]["cpu_s"] for row in rows)
    busy = os.getloadavg()[0]
    print(
        f"workers: {one:.1f} s with one, {two:.1f} s with two: {one / two:.2f} times (>= 1.7 on an idle machine; load was {busy:.1f}); processor time {spent:.2f} times"
    )
    return {"one_s": one, "two_s": two, "ratio": one / two, "cpu_ratio": spent, "load": busy, "rows": rows}


def dask(folder, count):
    """The same on a cluster of two worker processes, and what an empty task costs."""
    few = logs(folder, count // 10)
    here, there, empty = child("parse", few, folder / "here", 2), child("dask", few, folder / "there"), child("empty")
    print(f"dask: {there['seconds']} s on two workers, {here['wall_s']} s with two processes; an empty task {empty['ms_a_task']} ms")
    return {"processes": here, "cluster": there, "empty": empty}


def cluster(folder, count):
    """All documents through parse, clusters and mine on a Dask cluster of two workers, with the memory of each watched."""
    out = folder / "cluster"
    parsed = child("dask", logs(folder, count), out)
    print(f"cluster: {count:,} documents: parse {parsed['seconds']} s, {parsed['largest_process_mb']} MB in the largest process", flush=True)
    mined = child("dask_mine", out)
    print(f"mine {mined['seconds']} s, {mined['largest_process_mb']} MB, {mined['clusters']:,} clusters, {mined['edges']:,} edges")
    return {"parse": parsed, "mine": mined}


def whole(folder, count):
    """All documents through parse, clusters and mine, with memory watched."""
    out = folder / "whole"
    parsed = child("parse", logs(folder, count), out, 2)
    # Said at once: a run of an hour may be broken off.
    print(f"whole: {count:,} documents, {parsed['cases']:,} cases: parse {parsed['wall_s']} s, {parsed['peak_mb']} MB", flush=True)
    mined = child("mine", out)
    print(f"mine {mined['wall_s']} s, {mined['peak_mb']} MB, {mined['clusters']:,} clusters, {mined['edges']:,} edges")
    return {"parse": parsed, "mine": mined}


if __name__ == "__main__":
    parts = {f.__name__: f for f in (growth, workers, dask, whole, cluster)}
    hidden = {f.__name__: f for f in (_parse, _mine, _dask, _dask_mine, _empty)}
    if sys.argv[1:2] and sys.argv[1] in hidden:
        print(json.dumps(hidden[sys.argv[1]](*sys.argv[2:])))
        raise SystemExit
    count = next((int(arg) for arg in sys.argv[1:] if arg.isdigit()), COUNT)
    chosen = [arg for arg in sys.argv[1:] if arg in parts] or list(parts)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            keep("scale", name, {"documents": count, "result": parts[name](Path(folder), count)})
