"""What evaluate counts: cases paired by overlap, sets of (role, code, status), and a gold file by its path."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.coding.counts import Counts, overlap
from caselib.coding.evaluate import evaluate, figures
from caselib.coding.match import pairs
from caselib.errors import FormatError, InputError
from caselib.model import Span
from tests.coding.make import base

TEXT = "事由：[m1 cause:delay|晚了]，店方[m2 action:refund/done|退款]，[m3 outcome:satisfied|满意]。"


@pytest.mark.parametrize(
    ("gold", "found", "wanted"),
    [
        ([], [], []),
        ([(0, 10)], [], []),
        ([(0, 10)], [(0, 10)], [(0, 0)]),
        ([(0, 10)], [(0, 5)], [(0, 0)]),
        ([(0, 10)], [(0, 4)], []),
        ([(0, 10)], [(5, 15)], []),
        ([(0, 10), (10, 20)], [(11, 20), (0, 9)], [(0, 1), (1, 0)]),
        ([(0, 10)], [(0, 6), (0, 9)], [(0, 1)]),
        ([(0, 10), (0, 10)], [(0, 10)], [(0, 0)]),
        ([(0, 20)], [(0, 10), (10, 20)], [(0, 0)]),
    ],
)
def test_pairs(gold, found, wanted):
    assert pairs([Span(*span) for span in gold], [Span(*span) for span in found]) == wanted


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda t: Span(t[0], t[0] + t[1])), max_size=6)


@given(spans, spans)
def test_pairs_are_one_to_one_and_of_enough_overlap(gold, found):
    drawn = pairs(gold, found)
    assert len({g for g, _ in drawn}) == len({f for _, f in drawn}) == len(drawn)
    assert all(gold[g].iou(found[f]) >= 0.5 for g, f in drawn)
    free_gold, free_found = set(range(len(gold))) - {g for g, _ in drawn}, set(range(len(found))) - {f for _, f in drawn}
    assert not [(g, f) for g in free_gold for f in free_found if gold[g].iou(found[f]) >= 0.5]


@pytest.mark.parametrize(
    ("counts", "rates"),
    [(Counts(), (0, 0, 0)), (Counts(4, 0, 0), (1, 1, 1)), (Counts(6, 2, 4), (0.75, 0.6, 2 / 3)), (Counts(0, 3, 0), (0, 0, 0)), (Counts(0, 0, 3), (0, 0, 0))],
)
def test_rates(counts, rates):
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(rates)


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_counts_add_up(gold, found):
    counts = overlap(gold, found)
    assert (counts.right + counts.missed, counts.right + counts.false) == (len(gold), len(found))
    assert counts + Counts() == counts


def write(folder: Path, made: Cases, *, quotes: bool = False) -> Path:
    text = next(iter(made.texts.values())).text
    rows = []
    for case in made:
        body = case.span.of(text)
        ends = {"start": body[:6], "end": body[-6:]} if quotes else {"start": case.span.start, "end": case.span.end}
        mentions = [
            {"role": m.role, "code": m.code, "status": m.status or None} | ({"quote": m.quote} if quotes else {"start": m.span.start, "end": m.span.end})
            for m in case.mentions
        ]
        rows.append({"id": case.uid, "kind": case.kind, "industry": "other", "year": None, "final": "positive", "duplicate_of": None, "mentions": mentions} | ends)
    path = folder / "gold.jsonl"
    path.write_text(json.dumps({"doc": "a.txt", "cases": rows}, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("quotes", [False, True])
def test_a_case_base_against_the_path_of_a_gold_file(tmp_path: Path, quotes: bool):
    made = base(TEXT)
    result = evaluate(made, write(tmp_path, made, quotes=quotes))
    assert (result.segmentation, result.mentions(), result.evidence) == (Counts(1), Counts(3), (3, 3))
    assert "mentions_f1         1.000" in repr(result)


def test_misses_false_alarms_and_other_statuses(tmp_path: Path):
    gold = write(tmp_path, base(f"{TEXT}---{TEXT}"))
    made = base(f"{TEXT.replace('refund/done', 'refund/advised')}---{TEXT}")
    result = evaluate(replace(made, cases=made.cases[:1]), gold)
    assert result.segmentation == Counts(1, 0, 1)
    assert result.mentions() == Counts(2, 1, 4)
    assert result.mentions("action") == Counts(0, 1, 2)
    assert result.status == (0, 1)
    assert set(figures(result)) >= {"segmentation_f1", "mentions_f1", "status", "evidence", "episodes", "guides_f1"}


def test_documents_that_the_gold_does_not_name_are_not_looked_at(tmp_path: Path):
    gold = write(tmp_path, base(TEXT))
    other = base(TEXT, "b.txt")
    made = base(TEXT)
    both = Cases((*made, *other), (), {**made.texts, **other.texts})
    assert evaluate(both, gold).segmentation == Counts(1)


def test_a_gold_that_is_not_there_damaged_or_of_another_text_is_named(tmp_path: Path):
    made = base(TEXT)
    with pytest.raises(InputError, match=r"gold\.jsonl is not there"):
        evaluate(made, tmp_path / "gold.jsonl")
    (tmp_path / "gold.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"gold\.jsonl:1 is not JSON"):
        evaluate(made, tmp_path / "gold.jsonl")
    path = write(tmp_path, base("别的[m1 cause:delay|事情]。别的事情。"), quotes=True)
    with pytest.raises(InputError, match=r"the gold quote .* is not in the text"):
        evaluate(made, path)
