"""Intervals, groups, worst cases and the page of an evaluation."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from caselib.casebase import Cases
from caselib.coding.evaluate import Evaluation, evaluate, figures
from caselib.coding.gold import GoldCase, GoldDocument
from caselib.coding.intervals import by_group, intervals, worst
from caselib.coding.show import confusion, html, table
from caselib.model import Case, Field, SourceText
from tests.coding.make import base

RIGHT = "事由：[m1 cause:delay|晚了]，店方[m2 action:refund/done|退款]，[m3 outcome:satisfied|满意]。"
SWAPPED = RIGHT.replace("action:refund/done", "action:compensate/done")
LESS = "事由：晚了，店方[m2 action:refund/advised|退款]，满意。"


def gold_of(case: Case, number: int, doc: str) -> GoldCase:
    quotes = {m.key: m.span for m in case.mentions}
    return GoldCase(f"g{number}", doc, case.span, "incident", "banking" if number % 2 else "retail", 2020, "positive", None, quotes)


def compared(kinds: str, doc: str = "a.txt") -> tuple[Evaluation, Cases]:
    """Gold that is all RIGHT against findings of the kinds: r(ight), s(wapped), l(ess), m(issed); a last f is a false alarm."""
    texts = {"r": RIGHT, "s": SWAPPED, "l": LESS, "m": RIGHT}
    wanted = base("---".join(RIGHT for kind in kinds if kind != "f") + "---多出的[m9 cause:defect|坏了]", doc)
    found = base("---".join(texts[kind] for kind in kinds if kind != "f") + "---多出的[m9 cause:defect|坏了]", doc)
    cases = [case for case, kind in zip(found, kinds, strict=False) if kind not in "mf"] + ([found.cases[-1]] if "f" in kinds else [])
    gold = [gold_of(case, i, doc) for i, case in enumerate(wanted.cases[: len(kinds.replace("f", ""))])]
    told = [replace(case, industry=Field("retail", None, "test"), final=Field("positive", None, "test")) for case in cases]
    return evaluate(told, [GoldDocument(doc, tuple(gold))]), Cases(tuple(told), (), found.texts)


@pytest.fixture(scope="module")
def mixed() -> tuple[Evaluation, Cases]:
    return compared("rrsslmrrrsf")


def test_the_figures_inside_the_intervals_are_those_of_evaluate(mixed):
    result, _ = mixed
    told, spread = figures(result), intervals(result, 200)
    assert spread
    for name, found in spread.items():
        assert found.value == pytest.approx(told[name], abs=1e-12), name
        assert found.low <= found.value + 1e-12 <= found.high + 2e-12


def test_intervals_are_the_same_for_the_same_seed_and_empty_without_doubt(mixed):
    result, _ = mixed
    assert intervals(result, 100, seed=3) == intervals(result, 100, seed=3) != intervals(result, 100, seed=4)
    sure, _ = compared("rrrr")
    spread = intervals(sure, 50)
    assert [spread[name] for name in ("segmentation_f1", "mentions_f1", "evidence")] == [(1.0, 1.0, 1.0)] * 3
    assert intervals(Evaluation(())) == {}


def test_the_interval_of_a_share_is_the_binomials(mixed):
    """30 of 40 cases right: the bootstrap's 95 % limits are those of the binomial distribution over 40."""
    from scipy.stats import binom

    result, _ = compared("r" * 30 + "s" * 10)
    found = intervals(result, 4000)["mentions_recall"]
    low, high = (binom.ppf(q, 40, 0.75) for q in (0.025, 0.975))
    assert found.low == pytest.approx((low * 3 + (40 - low) * 2) / 120, abs=0.012)
    assert found.high == pytest.approx((high * 3 + (40 - high) * 2) / 120, abs=0.012)


def test_drawing_documents_too_is_wider():
    good, bad = compared("r" * 12, "a.txt")[0], compared("s" * 12, "b.txt")[0]
    both = Evaluation((*good.pairs, *bad.pairs))
    inside, across = intervals(both, 300)["mentions_f1"], intervals(both, 300, by_document=True)["mentions_f1"]
    assert inside.low == inside.high
    assert across.high - across.low > 0.3


def test_groups_add_up_to_the_whole(mixed):
    result, _ = mixed
    whole = result.mentions()
    for group in ("role", "code", "structure", "industry", "doc"):
        rights = sum(counts.right for counts, _ in by_group(result, group, 20).values())
        assert rights == whole.right, group
    assert by_group(result, "status", 20)["done"][0] == result.mentions("action", "done")
    assert by_group(result, "code", 20)["action:refund"][0] == result.mentions("action", code="refund")


def test_worst_cases_come_with_their_words(mixed):
    result, cases = mixed
    found = worst(result, 3, cases.texts)
    assert [(w.gold, len(w.missed), len(w.false)) for w in found] == [("g4", 3, 1), ("g5", 3, 0), ("g2", 1, 1)]
    assert found[2].missed == ((("action", "refund", "done"), "退款"),)
    assert found[2].false == ((("action", "compensate", "done"), "退款"),)
    assert found[2].text == "事由：晚了，店方退款，满意。"
    assert worst(compared("rr")[0]) == []


def test_confusions_by_label(mixed):
    from caselib.codebook import load

    refund, compensate = (load().label(code, "en") for code in ("refund", "compensate"))
    assert confusion(mixed[0], "en") == [(f"{refund} · done", f"{compensate} · done", 3), (f"{refund} · done", f"{refund} · advised", 1)]


def test_the_table_has_intervals_where_there_are_some(mixed):
    result, _ = mixed
    lines = table(result, "zh", intervals(result, 50)).split("\n")
    assert lines[0].split("\t")[-1] == "95% 区间"
    assert re.fullmatch(r"\d\.\d{3}–\d\.\d{3}", lines[2].split("\t")[-1])
    assert table(result, "en").split("\n")[0] == "measure\tprecision\trecall\tF1\tright/false/missed"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_closed_and_escapes_the_corpus(tmp_path: Path, lang: str):
    result, cases = compared("slm")
    nasty = "<script>alert(1)</script>\u202e\x1b[2J"
    texts = {"a.txt": SourceText("a.txt", nasty + cases.texts["a.txt"].text)}
    page = html(result, tmp_path / "e.html", texts, lang).read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not set("\u202e\x1b") & set(page)
    assert not re.search(r"""(?:src|href)\s*=|https?:|url\(""", page)


def test_the_command_writes_the_page(tmp_path: Path):
    import json

    from typer.testing import CliRunner

    from caselib.casebase import save
    from caselib.cli.app import app

    cases = compared("rs")[1]
    save(cases, tmp_path / "cases.jsonl")
    text = cases.texts["a.txt"].text
    mentions = [{"role": "cause", "code": "delay", "quote": "晚了"}]
    case = {
        "id": "g",
        "kind": "incident",
        "start": text[:10],
        "end": text[5:15],
        "industry": "retail",
        "year": None,
        "final": "positive",
        "duplicate_of": None,
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps({"doc": "a.txt", "cases": [{**case, "mentions": mentions}]}), encoding="utf-8")
    ran = CliRunner().invoke(
        app, ["evaluate", str(tmp_path / "gold.jsonl"), str(tmp_path / "cases.jsonl"), "--html", str(tmp_path / "e.html")]
    )
    assert ran.exit_code == 0, ran.output
    assert "95% 区间" in ran.output
    assert "分歧最大的案例" in (tmp_path / "e.html").read_text(encoding="utf-8")


def test_structure_is_how_many_cases_the_document_holds():
    from caselib.coding.intervals import SEVERAL, _structure

    assert [_structure(n) for n in (0, 1, 2, SEVERAL, SEVERAL + 1)] == ["none", "single", "several", "several", "many"]
