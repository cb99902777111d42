"""Quality on text that was not used to build: the open corpus cross-validated by document, and any gold named.

usage: python benchmarks/quality.py [--folds 5] [GOLD=FOLDER ...]

Without arguments: the open corpus, every document scored by a model that was trained without it, on the case
borders that ``segment`` finds. With GOLD=FOLDER the shipped model is scored on that annotation.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from calibration import judged, lost, table

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.codebook.stories import load_stories
from caselib.coding.evaluate import Evaluation, evaluate, figures
from caselib.coding.gold import GoldDocument, load_gold
from caselib.extract.case import Tools
from caselib.extract.cues import Cues
from caselib.extract.training.fit import fold_of
from caselib.model import SourceText
from caselib.pipeline.one import Parsed, parse_text
from caselib.pipeline.settings import Settings
from caselib.pipeline.train import annotated_cases, story_cases, train
from caselib.read import read

ROOT = Path(__file__).resolve().parent.parent
OPEN = (ROOT / "corpus/gold/open.jsonl", ROOT / "corpus/open")


def score(gold: list[GoldDocument], texts: list[SourceText], tools: Tools) -> Evaluation:
    """Parse the texts with ``tools`` and compare."""
    parsed = Parsed()
    for text in texts:
        parse_text(text, tools, parsed)
    return evaluate(Cases(tuple(parsed.cases)), gold, parsed.guides)


def read_texts(folder: Path) -> list[SourceText]:
    """The folder's texts; problems are not the matter here."""
    return [text for text in read(folder) if isinstance(text, SourceText)]


def shipped(gold: Path, folder: Path, prefix: str = "") -> Evaluation:
    """The shipped model on an annotation, or on its documents whose names begin so."""
    texts = [text for text in read_texts(folder) if text.doc.startswith(prefix)]
    return score([document for document in load_gold(gold, read_texts(folder)) if document.doc.startswith(prefix)], texts, Settings().tools())


def crossed(folds: int) -> tuple[Evaluation, str]:
    """The open corpus, by models that have not seen the document: its figures, and the table of its confidences and of what the filter loses."""
    book = load()
    cues = Cues(book)
    annotated = annotated_cases(*OPEN, cues)
    stories = [*story_cases(load_stories(book), book, cues)]
    texts = read_texts(OPEN[1])
    gold = load_gold(OPEN[0], texts)
    parts = []
    everything: list[tuple[float, bool]] = []
    gone = whole = 0
    for fold in range(folds):
        model = train(book, cues, [*stories, *(a for a in annotated if fold_of(a.sample.group, folds) != fold)])
        mine = [text for text in texts if fold_of(text.doc.split("!")[0], folds) == fold]
        docs = {text.doc for text in mine}
        tools = Tools(book, cues, model)
        parts.append(score([g for g in gold if g.doc in docs], mine, tools))
        unseen = [a for a in annotated if fold_of(a.sample.group, folds) == fold]
        everything += judged(unseen, {text.doc: text for text in mine}, tools)
        gone, whole = (one + other for one, other in zip((gone, whole), lost(unseen, tools), strict=True))
    total = parts[0]
    for part in parts[1:]:
        total = replace(
            total, pairs=total.pairs + part.pairs, guides=total.guides + part.guides, guide_items=total.guide_items + part.guide_items,
            guide_codes=total.guide_codes + part.guide_codes,
            guide_kinds=(total.guide_kinds[0] + part.guide_kinds[0], total.guide_kinds[1] + part.guide_kinds[1]),
        )  # fmt: skip
    return total, table(everything, gone, whole)


def main() -> None:
    """Print one table; for the open corpus also how far confidences can be trusted, and what the candidate filter loses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", metavar="GOLD=FOLDER")
    parser.add_argument("--folds", type=int, default=5)
    chosen = parser.parse_args()
    results = {name: shipped(*map(Path, name.split("="))) for name in chosen.gold}
    below = ""
    if not results:
        results["open (crossed)"], below = crossed(chosen.folds)
    names = list(figures(next(iter(results.values()))))
    print("figure".ljust(22), *(name[-24:].rjust(24) for name in results))
    for name in names:
        print(name.ljust(22), *(f"{figures(result)[name]:24.3f}" for result in results.values()))
    if below:
        print(f"\n{below}")


if __name__ == "__main__":
    main()
