"""The tables that ``benchmarks/quality.py`` prints below its figures."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.extract.cues import Cues
from caselib.extract.stored import load_model
from caselib.extract.tools import Tools
from caselib.model import SourceText
from caselib.pipeline import Settings
from caselib.pipeline.train import annotated_cases
from caselib.read import read

ROOT = Path(__file__).parents[2]


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibration", ROOT / "benchmarks" / "calibration.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their module up by name.
    sys.modules["calibration"] = module
    spec.loader.exec_module(module)
    return module


CALIBRATION = _loaded()


@pytest.fixture
def calibration() -> ModuleType:
    return CALIBRATION


def test_a_curve_of_known_numbers(calibration):
    curve = calibration.reliability([(0.05, False), (0.15, True), (0.15, False), (0.95, True), (1.0, True)])
    assert [(b.low, b.count, b.right) for b in curve] == [(0.0, 1, 0.0), (0.1, 2, 0.5), (0.9, 2, 1.0)]
    assert calibration.calibration_error(curve) == pytest.approx((0.05 + 2 * 0.35 + 2 * 0.025) / 5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_bins_hold_everything_once(judged):
    curve = CALIBRATION.reliability(judged)
    assert sum(each.count for each in curve) == len(judged)
    assert all(each.low - 1e-9 <= each.confidence <= each.high + 1e-9 for each in curve)
    assert 0 <= CALIBRATION.calibration_error(curve) <= 1


def test_what_the_filter_loses_of_annotated_cases(calibration, corpus):
    tools = Settings().tools()
    annotated = annotated_cases(corpus / "gold" / "open.jsonl", corpus / "open", tools.cues)[:20]
    gone, total = calibration.lost(annotated, tools)
    assert total == sum(len(a.sample.known) for a in annotated)
    assert 0 <= gone < total / 10
    # A scorer that says nothing of the words looks only where a cue or a hint stands, and loses more.
    from caselib.extract.cues_only import cues_only

    alone = Tools(tools.codebook, Cues(tools.codebook), cues_only(tools.codebook, load_model()))
    assert calibration.lost(annotated, alone)[0] >= gone


def test_judged_knows_right_from_wrong(calibration, corpus):
    tools = Settings().tools()
    annotated = annotated_cases(corpus / "gold" / "open.jsonl", corpus / "open", tools.cues)[:6]
    texts = {text.doc: text for text in read(corpus / "open") if isinstance(text, SourceText)}
    judged = calibration.judged(annotated, texts, tools)
    assert sum(right for _, right in judged) <= sum(len(a.gold.quotes) for a in annotated)
    # The scorer was trained on these cases: what it is sure of is right.
    sure = [right for p, right in judged if p > 0.7]
    assert sure
    assert sum(sure) / len(sure) > 0.8
    assert "expected calibration error" in calibration.table(judged, 1, 10)
    assert "1 of 10" in calibration.table(judged, 1, 10)
