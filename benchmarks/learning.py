"""Does a user's own scorer help? Corrections of part of a field that the scorer has never seen, measured on the rest of it.

For each field: a scorer is trained without the field's documents; a reviewer, played by the gold annotation, corrects the first cases
until 100 decisions are taken (right mentions accepted, wrong ones rejected, missing ones marked); ``learn`` makes a new scorer; both
are compared on the other cases, on the borders of the gold.

A field is a set of documents of one kind, or an industry with at least ``LEAST`` cases wherever they stand. The last line adds the fields up.

    python benchmarks/learning.py [FIELD ...]
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.coding.counts import Counts, overlap
from caselib.coding.events import Event, mark
from caselib.extract.case import Tools, extract
from caselib.extract.cues import Cues
from caselib.extract.scorer import Model
from caselib.extract.stored import save_model
from caselib.model import Case, SourceText
from caselib.pipeline import Settings
from caselib.pipeline.learn import learn
from caselib.pipeline.train import Annotation, annotated_cases, train

ROOT = Path(__file__).parent.parent / "corpus"
FIELDS = {
    "property": ("b06_", "d16_", "compilation"),
    "telecom": ("b13_", "d09_", "e11_"),
    "logistics": ("b14_", "d10_", "e15_", "training_slides"),
    "reviews": ("b15_", "e08_"),
}
DECISIONS = 100
# Cases of an industry below which too few are left to measure on once 100 decisions are taken.
LEAST = 18


def main(names: list[str]) -> None:
    """Print one line a field."""
    warnings.filterwarnings("ignore")
    book = load()
    tools = Tools(book, Cues(book), None)  # type: ignore[arg-type]
    annotated = annotated_cases(ROOT / "gold" / "open.jsonl", ROOT / "open", tools.cues)
    print("field\tcases\tcorrected\tdecisions\tleft\tbefore\tafter\tafter, with the corpus\tseconds")
    total = [Counts(), Counts(), Counts()]
    every = fields(annotated)
    for name in names or every:
        field = every[name]
        inside = {a.gold.id for a in field}
        row, counts = measure(field, [a for a in annotated if a.gold.id not in inside], tools)
        total = [one + other for one, other in zip(total, counts, strict=True)]
        print(name, *row, sep="\t", flush=True)
    print("all", "", "", "", "", *(f"{counts.f1:.3f}" for counts in total), sep="\t")


def fields(annotated: list[Annotation]) -> dict[str, list[Annotation]]:
    """The named sets of documents, then every industry with enough cases."""
    found = {name: [a for a in annotated if a.gold.doc.startswith(documents)] for name, documents in FIELDS.items()}
    for industry in sorted({str(a.gold.industry) for a in annotated}):
        cases = [a for a in annotated if a.gold.industry == industry]
        if len(cases) >= LEAST:
            found[f"industry {industry}"] = cases
    return found


def measure(field: list[Annotation], rest: list[Annotation], tools: Tools) -> tuple[list[object], list[Counts]]:
    """What is printed of one field, and its counts before and after."""
    path = Path(tempfile.mkdtemp()) / "before.npz"
    before = train(tools.codebook, tools.cues, rest)
    save_model(before, path)
    settings = Settings(model=path)
    cases = found(field, replace(tools, model=before))
    events: list[Event] = []
    corrected = 0
    for a, case in zip(field, cases, strict=True):
        if len(events) >= DECISIONS:
            break
        events += review(a, case, cases.texts[case.doc])
        corrected += 1
    unseen = field[corrected:]
    counts = [f1(unseen, before, tools)]
    started = time.perf_counter()
    counts += [f1(unseen, learn(cases, events, settings, more).model, tools) for more in ((), rest)]
    row = [len(field), corrected, len(events), len(unseen), *(f"{each.f1:.3f}" for each in counts), round(time.perf_counter() - started)]
    return row, counts


def found(field: Iterable[Annotation], tools: Tools) -> Cases:
    """The cases of a field as a scorer sees them."""
    from caselib.clean import clean
    from caselib.pipeline.redo import drawn
    from caselib.read import read
    from caselib.segment import segment

    texts = {text.doc: text for text in read(ROOT / "open") if isinstance(text, SourceText)}
    made = []
    for a in field:
        cleaned = clean(texts[a.gold.doc])
        frame = Case(a.gold.id, a.gold.doc, a.gold.span, a.gold.kind)
        made.append(replace(extract(cleaned, drawn(frame, segment(cleaned)), tools), uid=a.gold.id))
    return Cases(tuple(made), (), texts)


def review(a: Annotation, case: Case, source: SourceText) -> list[Event]:
    """What a careful reviewer decides on a case."""
    made = [("accept" if m.key in a.gold.quotes else "reject", m.span, m.key) for m in case.mentions]
    made += [("span", span, key) for key, span in a.gold.quotes.items() if key not in {m.key for m in case.mentions}]
    return [
        Event(kind, "gold", f"2024-01-01T00:00:{n % 60:02d}", case.uid, case.doc, mark(source, span, *key))
        for n, (kind, span, key) in enumerate(made)
    ]


def f1(field: list[Annotation], model: Model, tools: Tools) -> Counts:
    """Right, false and missed (role, code, status)."""
    return sum(
        (
            overlap(a.gold.quotes, (m.key for m in c.mentions))
            for a, c in zip(field, found(field, replace(tools, model=model)), strict=True)
        ),
        Counts(),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
