"""The network: what it reads, that the way forward is that of the training, and that a case is told the same in any company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from caselib.codebook import load
from caselib.extract.cues import Cues
from caselib.extract.features import STATUSES
from caselib.extract.net import KNOWN, NO_PAIR, OUTSIDE, SILENT, UNSEEN, Net, columns, listen, tokens
from caselib.extract.reading import reading, readings
from caselib.extract.scorer import ends_of, hear
from caselib.extract.stored import load_model, save_model
from caselib.extract.training.samples import Sample
from caselib.model.case import FINALS

TEXTS = ["王女士投诉快递晚到三天,客服不肯退款。后来经理道歉。", "", "退款。", "。。。", "业主要求物业赔偿,物业说会修,一个月没人来?"]


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def cues():
    return Cues(load())


def test_tokens_of_clauses():
    letters = np.asarray(sorted(map(ord, "退款了")), np.uint32)
    row = {letter: n + KNOWN for n, letter in enumerate(map(chr, letters.tolist()))}
    chars, pairs, starts = tokens("退款,好了", np.asarray([[0, 2], [3, 5]], np.int32), letters)
    assert chars.tolist() == [OUTSIDE, row["退"], row["款"], OUTSIDE, UNSEEN, row["了"], OUTSIDE]
    assert starts.tolist() == [1, 4]
    # A pair stands with its first letter, and none reaches over the end of a clause.
    assert (pairs != NO_PAIR).tolist() == [False, True, False, False, True, False, False]


def test_columns_are_the_statuses_that_a_code_can_have(model):
    codes, statuses = columns(model.layout)
    both = {(model.layout.codes[code], STATUSES[status]) for code, status in zip(codes, statuses, strict=True)}
    assert ("refund", "demanded") in both and ("delay", "") in both
    assert ("refund", "") not in both and ("delay", "done") not in both
    assert len(both) == len(codes)


def test_a_case_is_told_the_same_in_any_company(model, cues):
    laid = readings([(text, (), 0) for text in TEXTS], cues)
    heard = hear(model, laid.whole)
    for text, own, end, bounds in zip(TEXTS, laid.each, ends_of(laid, heard), np.stack([laid.bounds[:-1], laid.bounds[1:]], 1), strict=True):
        if not len(own):
            assert end is None
            continue
        alone = hear(model, reading(text, (), cues))
        assert np.allclose(alone.clauses, heard.clauses[slice(*bounds)], atol=1e-4)
        assert np.allclose(alone.ends[0], end, atol=1e-4)
        assert np.allclose(alone.turns, heard.turns[slice(*bounds)], atol=1e-4)
        assert np.exp(end).sum() == pytest.approx(1, abs=1e-5)
        assert (alone.cases[0] == np.where((alone.cases[0] == SILENT), SILENT, alone.clauses.max(axis=0))).all()


def test_without_a_network_there_is_silence(model, cues):
    heard = hear(replace(model, net=None), reading(TEXTS[0], (), cues))
    assert (heard.clauses == SILENT).all() and (heard.cases == SILENT).all() and heard.ends is None
    assert heard.turns.tolist() == [SILENT] * len(heard.clauses)


def test_it_comes_back_from_its_file(model, cues, tmp_path):
    save_model(model, tmp_path / "a.npz")
    again = load_model(tmp_path / "a.npz")
    assert isinstance(again.net, Net)
    laid = reading(TEXTS[4], (), cues)
    assert np.allclose(hear(again, laid).clauses, hear(model, laid).clauses, atol=0.02)
    save_model(replace(model, net=None), tmp_path / "b.npz")
    assert load_model(tmp_path / "b.npz").net is None


def test_the_way_forward_is_that_of_the_training(model, cues, monkeypatch):
    jax = pytest.importorskip("jax", reason="jax is missing: pip install 'caselib[train]'")
    pytest.importorskip("optax", reason="optax is missing: pip install 'caselib[train]'")
    from caselib.extract.training import net as training

    for name, share in (("LETTERS_OUT", 0.0), ("PAIRS_OUT", 0.0), ("OUT", (0.0,) * 4)):
        monkeypatch.setattr(training, name, share)
    samples = [Sample(reading(text, (), cues), [], frozenset(), "a") for text in TEXTS if len(reading(text, (), cues))]
    samples = [replace(sample, labels=[set()] * len(sample.reading)) for sample in samples]
    batch = training._batch([training._item(sample, model.layout, model.net.letters) for sample in samples])
    params = {name: jax.numpy.asarray(getattr(model.net, name)) for name in Net._fields[1:]}
    out, ends = (np.asarray(part) for part in training._forward(params, batch, jax.random.PRNGKey(0)))
    at = 0
    for n, sample in enumerate(samples):
        heard, size = listen(model.net, model.layout, sample.reading), len(sample.reading)
        told = np.hstack([heard.clauses[:, *columns(model.layout)], heard.turns[:, None]])
        assert np.allclose(told, np.clip(out[at : at + size], -8, 8), atol=1e-3)
        assert np.allclose(heard.ends[0], np.asarray(jax.nn.log_softmax(ends[n])), atol=1e-3)
        at += size


TAUGHT = [("店方退款了。", "refund", "positive"), ("店方道歉了。", "apologise", "negative")] * 3


@pytest.fixture
def taught(cues):
    return [
        Sample(reading(text, (), cues), [{(code, "done")}], frozenset((code,)), f"{n}", frozenset({("action", code, "done")}), final=final)
        for n, (text, code, final) in enumerate(TAUGHT)
    ]


def test_it_learns_what_it_is_taught(model, taught, monkeypatch):
    pytest.importorskip("jax", reason="jax is missing: pip install 'caselib[train]'")
    pytest.importorskip("optax", reason="optax is missing: pip install 'caselib[train]'")
    from caselib.extract.training import net as training

    for name, value in (("PATTERNS", 16), ("TOLD", 8), ("PASSES", 40), ("RATE", 0.02), ("CLAUSES", 16), ("LETTERS", 64), ("CASES", 8)):
        monkeypatch.setattr(training, name, value)
    net = training.fit_net(taught, model.layout)
    for sample, (_, code, final) in zip(taught, TAUGHT, strict=True):
        heard = listen(net, model.layout, sample.reading)
        best = np.unravel_index(heard.clauses[0].argmax(), heard.clauses[0].shape)
        assert (model.layout.codes[best[0]], STATUSES[best[1]]) == (code, "done")
        assert FINALS[heard.ends[0].argmax()] == final


def test_each_sample_is_heard_by_a_network_that_has_not_seen_its_fold(model, taught, monkeypatch):
    from caselib.extract.training import net as training

    monkeypatch.setattr(training, "LEAST_CASES", 4)
    monkeypatch.setattr(training, "fit_net", lambda samples, layout: {sample.group for sample in samples})
    monkeypatch.setattr(training, "listen", lambda net, layout, laid: net)
    net, honest = training.cross_fit(taught, model.layout, [0, 0, 1, 1, 2, 2])
    assert net == set("012345")
    assert honest == [set("2345")] * 2 + [set("0145")] * 2 + [set("0123")] * 2


def test_few_cases_teach_no_network(model, cues):
    from caselib.extract.training import net as training

    sample = Sample(reading(TEXTS[0], (), cues), [set()] * 4, frozenset(), "a")
    net, [heard] = training.cross_fit([sample], model.layout, [0])
    assert net is None and (heard.clauses == SILENT).all()


def test_it_learns_where_another_episode_begins(model, cues, monkeypatch):
    pytest.importorskip("jax", reason="jax is missing: pip install 'caselib[train]'")
    pytest.importorskip("optax", reason="optax is missing: pip install 'caselib[train]'")
    from caselib.extract.training import net as training

    for name, value in (("PATTERNS", 16), ("TOLD", 8), ("PASSES", 60), ("RATE", 0.02), ("CLAUSES", 64), ("LETTERS", 512), ("CASES", 16)):
        monkeypatch.setattr(training, name, value)
    told = [("店方退款了。谁知又坏了。再次道歉。", (1,)), ("店方退款了。钱到了。再见。", ()), ("道歉了。谁知又坏了。退款了。", (1,)), ("坏了。换了。退款了。", None)]
    keys = frozenset({("action", "refund", "done")})
    samples = [Sample(reading(text, (), cues), [set()] * 3, frozenset(("refund",)), text, keys, turns=turns) for text, turns in told]
    net = training.fit_net(samples * 4, model.layout)
    heard = [listen(net, model.layout, sample.reading).turns for sample in samples]
    assert [bool(turns.max() > 0) for turns in heard[:3]] == [True, False, True]
    assert [int(heard[n].argmax()) for n in (0, 2)] == [1, 1]


def test_clauses_beside_a_turn_and_unannotated_cases_are_not_known(cues):
    from caselib.extract.training.net import _turns

    laid = reading("甲一。乙二。丙三。丁四。戊五。", (), cues)
    sample = Sample(laid, [set()] * 5, frozenset(), "a")
    several, begins, known = _turns(replace(sample, turns=(1,)))
    assert (several, begins.tolist(), known.tolist()) == (1.0, [0, 1, 0, 0, 0], [0, 1, 0, 1, 1])
    assert [part.tolist() for part in _turns(replace(sample, turns=()))[1:]] == [[0] * 5, [1] * 5]
    several, begins, known = _turns(sample)
    assert np.isnan(several) and not begins.any() and not known.any()
