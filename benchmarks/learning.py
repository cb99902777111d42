"""Does a user's own scorer help? Corrections of part of a field that the scorer has never seen, measured on the rest of it.

For each field: a scorer is trained without the field's documents; a reviewer, played by the gold annotation, corrects the first cases
until 100 decisions are taken (right mentions accepted, wrong ones rejected, missing ones marked); ``learn`` makes a new scorer; both
are compared on the other cases, on the borders of the gold.

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
from caselib.extract.scorer import Model, save_model
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


def main(names: list[str]) -> None:
    """Print one line a field."""
    warnings.filterwarnings("ignore")
    book = load()
    tools = Tools(book, Cues(book), None)  # type: ignore[arg-type]
    annotated = annotated_cases(ROOT / "gold" / "open.jsonl", ROOT / "open", tools.cues)
    print("field\tcases\tcorrected\tdecisions\tbefore\tafter\tafter, with the corpus\tseconds")
    for name in names or FIELDS:
        field = [a for a in annotated if a.gold.doc.startswith(FIELDS[name])]
        rest = [a for a in annotated if not a.gold.doc.startswith(FIELDS[name])]
        print(name, *measure(field, rest, tools), sep="\t", flush=True)


def measure(field: list[Annotation], rest: list[Annotation], tools: Tools) -> list[object]:
    """Figures of one field."""
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
    shown: list[object] = [len(field), corrected, len(events), f1(unseen, before, tools)]
    for more in ((), rest):
        started = time.perf_counter()
        shown.append(f1(unseen, learn(cases, events, settings, more).model, tools))
    return [*shown, round(time.perf_counter() - started)]


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


def f1(field: list[Annotation], model: Model, tools: Tools) -> str:
    """Micro F1 over (role, code, status)."""
    total = sum(
        (
            overlap(a.gold.quotes, (m.key for m in c.mentions))
            for a, c in zip(field, found(field, replace(tools, model=model)), strict=True)
        ),
        Counts(),
    )
    return f"{total.f1:.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
