"""What is kept of a part while clusters are found is what was made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from caselib.casebase import Cases
from caselib.casebase.folder import Folder
from caselib.model import SourceText, Span
from caselib.pipeline import outlines
from tests.mine.make import case

TEXTS = ("3月5日王女士投诉空调不制冷，商场退款2680元。", "罕字\U00020bb7與半個\ud83d字：店方道歉。", "……", "")


def test_outlines_are_kept_as_they_were_made(tmp_path: Path):
    docs = [f"文件{n}.txt" for n in range(len(TEXTS))]
    cases = [replace(case("delay; refund; satisfied", n), doc=doc, span=Span(0, len(text))) for n, (doc, text) in enumerate(zip(docs, TEXTS, strict=True))]
    base = Cases(tuple(cases), (), {doc: SourceText(doc, text) for doc, text in zip(docs, TEXTS, strict=True)})
    folder, told = Folder(tmp_path), {cases[1].id: cases[0].id}
    outlines.write(folder, "part", base, told)
    made, kept, places = outlines.made(base, told), outlines.read(folder, "part"), outlines.places(folder, "part")
    for name in ("digests", "own", "key", "order"):
        assert getattr(kept, name).tolist() == getattr(made, name).tolist()
    assert (kept.marks.starts.tolist(), kept.marks.values.tolist()) == (made.marks.starts.tolist(), made.marks.values.tolist())
    for name in ("folded", "first"):
        assert getattr(kept, name) == getattr(made, name)
    for name in ("uids", "places", "told"):
        assert getattr(kept, name) == getattr(places, name) == getattr(made, name)
    # Two texts have content; those without are like no other.
    assert [value != 0 for value in kept.digests.tolist()] == [True, True, False, False]
