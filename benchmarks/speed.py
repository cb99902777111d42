"""How fast is parse on one core: every stage and the whole against jieba.cut, rjieba and scikit-learn's vectoriser, in one run.

Run ``python benchmarks/speed.py`` (a few minutes), or with the names of parts: stages growth start. Times are of the processor, which a
busy machine distorts less than the clock; every figure is the median of five. Texts are those of the open corpus; MB are of UTF-8.
Results go to benchmarks/results/speed.json and the growth curve to benchmarks/results/speed.png.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kept import RESULTS, RUNS, keep, machine, timed

# Before numpy is imported, which all parts do where they need it.
os.environ.setdefault("OMP_NUM_THREADS", "1")
CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "open"
# Small documents, and megabytes of a single one.
COUNTS, SIZES = (250, 500, 1_000, 2_000), (0.25, 0.5, 1.0)


def corpus():
    """The documents of the open corpus, as read."""
    from caselib.model import SourceText
    from caselib.read import read

    return [item for item in read(CORPUS) if isinstance(item, SourceText)]


def megabytes(sources):
    """Of UTF-8."""
    return sum(len(source.text.encode("utf-8", "surrogatepass")) for source in sources) / 1e6


def stages():
    """MB/s of every stage, of the whole, and of what it is measured against."""
    from caselib.clean import clean
    from caselib.pipeline import Settings
    from caselib.pipeline.one import Parsed, _records, parse_files, parse_texts
    from caselib.pipeline.plan import listing
    from caselib.segment import segment

    sources = corpus()
    tools = Settings().tools()
    cleaned = [clean(source) for source in sources]
    segments = [segment(text) for text in cleaned]
    parse_texts(sources, tools, Parsed())
    work = {
        "read": corpus,
        "clean": lambda: [clean(source) for source in sources],
        "segment": lambda: [segment(text) for text in cleaned],
        # Many documents together, as parse takes them.
        "extract": lambda: _records(list(zip(cleaned, segments, strict=True)), tools),
        "whole (read to records)": lambda: parse_files(listing(CORPUS, Settings().limits), Settings()),
        **rivals(sources, cleaned),
    }
    size = megabytes(sources)
    speed = {name: size / timed(each) for name, each in work.items()}
    for name, value in speed.items():
        print(f"{name:34} {value:8.3f} MB/s  {value / speed['jieba.cut']:6.2f} × jieba.cut")
    return {"megabytes": size, "documents": len(sources), "MB/s": speed}


def rivals(sources, cleaned):
    """What parse is measured against, as far as it is installed."""
    import jieba

    jieba.setLogLevel("ERROR")
    jieba.initialize()
    found = {"jieba.cut": lambda: [list(jieba.cut(source.text)) for source in sources]}
    try:
        from rjieba import Jieba

        cutter = Jieba()
        found["rjieba"] = lambda: [cutter.cut(source.text) for source in sources]
    except ImportError:
        print("rjieba is not installed")
    try:
        from sklearn.feature_extraction.text import HashingVectorizer

        from caselib.lang.clauses import clauses

        lines = [text.folded[a:b] for text in cleaned for a, b in clauses(text.folded)]
        found["HashingVectorizer (1-3-grams)"] = lambda: HashingVectorizer(analyzer="char", ngram_range=(1, 3)).transform(lines)
    except ImportError:
        print("scikit-learn is not installed")
    return found


def growth():
    """Seconds for a MB, of more and more short documents and of a longer and longer one."""
    from synthetic import documents

    from caselib.model import SourceText
    from caselib.pipeline import Settings
    from caselib.pipeline.one import Parsed, parse_texts

    tools = Settings().tools()
    short = [SourceText(f"{n}.txt", text, kind="record") for n, text in enumerate(documents(max(COUNTS)))]
    parse_texts(short[:100], tools, Parsed())
    many = {}
    for count in COUNTS:
        many[count] = timed(lambda count=count: parse_texts(short[:count], tools, Parsed()), 3) / megabytes(short[:count])
        print(f"{count:7,} short documents  {many[count]:6.2f} s/MB", flush=True)
    one = {}
    for size in SIZES:
        source = [SourceText("long.txt", long(size))]
        one[size] = timed(lambda source=source: parse_texts(source, tools, Parsed()), 3) / megabytes(source)
        print(f"one document of {size:5.2f} MB {one[size]:6.2f} s/MB", flush=True)
    figure(many, one)
    return {"s/MB by number of short documents": many, "s/MB by MB of one document": one}


def long(size):
    """One document of so many MB: those of the corpus in random order, again and again."""
    rng = random.Random(0)
    texts = [source.text for source in corpus() if source.kind == "document"]
    made, held = [], 0
    while held < size * 1e6:
        made.append(rng.choice(texts))
        held += len(made[-1].encode("utf-8", "surrogatepass"))
    return "\n\n".join(made)


def figure(many, one):
    """The growth curve."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(8, 3.2), layout="constrained")
    for axes, told, label in zip(drawn.subplots(1, 2), (many, one), ("short documents", "MB of one document"), strict=True):
        axes.plot(list(told), list(told.values()), marker="o")
        axes.set_xscale("log")
        axes.set_xticks(list(told), list(map(str, told)))
        axes.minorticks_off()
        axes.set(xlabel=label, ylabel="seconds / MB", ylim=(0, 1.3 * max(told.values())))
    RESULTS.mkdir(exist_ok=True)
    drawn.savefig(RESULTS / "speed.png", dpi=110)


def start():
    """Seconds until a page is parsed, and until caselib is imported: by the clock and of the processor."""
    page = sorted((path for path in CORPUS.glob("*.txt") if path.stat().st_size > 2_500), key=lambda path: path.stat().st_size)[0]
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "import caselib": [sys.executable, "-c", "import caselib"],
            f"caselib parse ({page.stat().st_size:,} bytes)": [
                sys.executable, "-c", "from caselib.cli import main; main()", "parse", str(page), "-o", f"{folder}/x.jsonl",
            ],
        }  # fmt: skip
        found = {name: launched(command) for name, command in commands.items()}
    for name, (clock, busy) in found.items():
        print(f"{name:34} {clock:6.2f} s ({busy:.2f} s of the processor)")
    return {name: {"seconds": clock, "processor": busy} for name, (clock, busy) in found.items()}


def launched(command):
    """Median seconds of a process, by the clock and of the processor."""
    import resource

    spent = []
    for _ in range(RUNS):
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"CASELIB_CACHE": "off"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append((time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return tuple(map(statistics.median, zip(*spent, strict=True)))


def main():
    """The parts asked for; results of parts that were not run stay."""
    parts = {"stages": stages, "growth": growth, "start": start}
    for name in sys.argv[1:] or parts:
        keep("speed", name, parts[name]())
    print(machine())


if __name__ == "__main__":
    main()
