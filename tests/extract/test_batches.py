"""Laying out and scoring texts together says of each what it would say of it alone; the quick sums are those of the written-out features."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.codebook import load
from caselib.extract.actor import ACTORS, actor, named
from caselib.extract.cues import Cues
from caselib.extract.decide import SUGGEST, case_features, decide, strongest
from caselib.extract.features import cue_matrix, triples, turned, weigh
from caselib.extract.fields.industry import UNTAUGHT, industries, industry_features
from caselib.extract.hashing import BUCKETS, ngrams, text_features
from caselib.extract.reading import reading, readings
from caselib.extract.scorer import (
    UNTOLD,
    affine,
    gist_scores,
    hear,
    probabilities,
    score,
    scores,
    sigmoid,
    status_shares,
    trade_scores,
    wholes,
    word_scores,
)
from caselib.extract.stored import load_model
from caselib.lang.clauses import clauses
from caselib.lang.fold import code_points, fold
from caselib.lang.modality import MARKERS, NAMES, before, marks, modality, moods, names

TEXTS = [
    "张女士投诉快递晚到三天,客服不肯退款。后来经理道歉,把运费退给了她。",
    "应当先倾听,再致歉!如果客户要求退货,要及时办理。",
    "",
    "。。。",
    "业主要求物业赔偿,物业说会修,一个月没人来?",
    "退款",
]


@pytest.fixture(scope="module")
def tools():
    return Cues(load()), load_model()


def _told(laid):
    """A reading as plain values."""
    arrays = laid.spans, laid.section_numbers, laid.sentences, laid.moods, laid.firsts, *laid.marks, *laid.cued, *laid.hinted
    return laid.folded, laid.base, [array.tolist() for array in arrays]


def test_readings_are_those_of_each_text_alone(tools):
    cues, _ = tools
    together = readings([(text, [("advice", 0, 5)], 7) for text in TEXTS], cues).each
    for each, text in zip(together, TEXTS, strict=True):
        alone = reading(text, [("advice", 0, 5)], cues, 7)
        assert _told(each) == _told(alone)
        assert each.clauses == clauses(text)
        assert each.sections == ["advice" if start < 5 else "situation" for start, _ in each.clauses]
        assert [each.sentences[i] <= i for i in range(len(each))] == [True] * len(each)
    assert any(each.hits[i] for each in together for i in range(len(each)))
    assert any(each.hints[i] for each in together for i in range(len(each)))


def test_scores_are_those_of_each_text_alone(tools):
    cues, model = tools
    laid = readings([(text, (), 0) for text in TEXTS], cues)
    for own, found in zip(laid.each, scores(model, laid, hear(model, laid.whole)), strict=True):
        if not len(own):
            assert not len(found.codes)
            continue
        alone = score(model, own, hear(model, own))
        assert found.clauses.tolist() == alone.clauses.tolist()
        assert found.codes.tolist() == alone.codes.tolist()
        assert found.statuses.tolist() == alone.statuses.tolist()
        assert np.allclose(found.probability, alone.probability, atol=1e-5)


def test_weighing_block_by_block_is_weighing_the_table(tools):
    cues, model = tools
    laid = readings([(text, (), 0) for text in TEXTS], cues).whole
    words, status_words = word_scores(model, laid)
    cued = cue_matrix(laid, model.layout, model.cue_weights)
    given = words, status_shares(model.status, laid, status_words), cued, hear(model, laid)
    table = triples(laid, model.layout, *given)
    clauses, codes, statuses, total = weigh(model.pair[:, 0], laid, model.layout, *given)
    assert (clauses.tolist(), codes.tolist(), statuses.tolist()) == (table.clauses.tolist(), table.codes.tolist(), table.statuses.tolist())
    assert len(total) > 50
    assert np.allclose(sigmoid(total), probabilities(model.pair, table), atol=1e-5)


def test_the_case_layer_weighs_as_its_written_out_features(tools):
    cues, model = tools
    laid = readings([(text, (), 0) for text in TEXTS], cues)
    heard = hear(model, laid.whole)
    found = scores(model, laid, heard)
    said = gist_scores(model, wholes(model, laid))
    assert (said != UNTOLD).any()
    decided = decide(model, found, list(map(len, laid.each)), said, least=SUGGEST)
    assert sum(map(len, decided)) > 5
    for own, each, made, whole in zip(laid.each, found, decided, said, strict=True):
        candidates = strongest(each)
        table = case_features(candidates, model.layout, model.together, len(own), whole)
        plain = sigmoid(affine(table, model.case)[:, 0]) if candidates else np.zeros(0)
        told = {(c.code, c.status): (c.clause, p) for c, p in zip(candidates, plain.tolist(), strict=True)}
        assert {(each.code, each.status) for each in made} == {key for key, (_, p) in told.items() if p >= SUGGEST}
        for each in made:
            clause, p = told[each.code, each.status]
            assert each.clause == clause
            assert each.confidence == pytest.approx(p, abs=1e-3)


WORDS = sorted({word for words in MARKERS.values() for word in words.split("|")})


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*WORDS[::5], "退款", "客户", ",", "?", "。"]), max_size=14).map("".join))
def test_markers_in_one_pass_are_those_of_each_clause(text):
    spans = [(a, b) for a, b in ((i, min(i + 7, len(text))) for i in range(0, len(text), 7)) if a < b]
    table = np.asarray(spans, dtype=np.int32).reshape(-1, 2)
    found = marks(text, table)
    heard = moods(found, text, table).tolist()
    for clause, (start, end) in enumerate(spans):
        plain = {name for name in NAMES if any(word in text[start:end] for word in MARKERS[name].split("|"))}
        plain |= {"asked"} if text[end : end + 1] == "?" else set()
        assert names(heard[clause]) == plain == modality(text, start, end)
        front = {name for name in NAMES if any(word in text[start : end - 2] for word in MARKERS[name].split("|"))}
        assert names(int(before(found, np.asarray([clause]), np.asarray([end - 2]))[0])) == front


@pytest.mark.parametrize(
    ("text", "at", "who"),
    [
        ("向客户道歉后经理说,给", 11, "staff"),
        ("公司不肯,消委会上门调解", 8, "mediator"),
        ("经理向客户道歉", 5, "staff"),
        ("客户投诉后公司退款", 7, "firm"),
        ("当天退款", 2, "unknown"),
        ("消费者协会出面", 3, "customer"),  # what is cut off by the place of the mention does not count: 消费者
    ],
)
def test_the_last_actor_before_the_place_acts(tools, text, at, who):
    laid = reading(text, (), tools[0])
    assert actor(laid, 0, at, named(laid)) == who


def test_every_actor_word_is_found_as_its_own_kind(tools):
    for name, words in ACTORS.items():
        assert name in named(reading("。".join(words.split("|")), (), tools[0])).whos


def test_industries_of_many_cases_are_the_weighed_features_of_each(tools):
    cues, model = tools
    book = load()
    texts = [*TEXTS, "酒店客房漏水,酒店给换了房。酒店赔礼。酒店经理。", "航班延误,机票难退"]
    documents = [TEXTS[4] if text == TEXTS[0] else text for text in texts]
    laid = readings([(text, (), 0) for text in texts], cues)
    weights = model.meta["industry"]
    said = trade_scores(model, wholes(model, laid))
    for n, (trade, text, document) in enumerate(zip(industries(laid, documents, book, model, wholes(model, laid)), texts, documents, strict=True)):
        rows = industry_features(text, document, book)
        told = dict(zip(model.meta["trades"], said[n].tolist(), strict=True))
        totals = {name: sum(weights.get(key, 0.0) * v for key, v in row.items()) + told.get(name, UNTAUGHT) for name, row in rows.items()}
        assert (trade is None) == (not rows)
        if trade is None:
            continue
        assert trade.name == max(totals, key=totals.__getitem__)
        assert trade.confidence == pytest.approx(1 / sum(np.exp(total - totals[trade.name]) for total in totals.values()), abs=0.006)
        assert trade.start == -1 or text[trade.start : trade.end] in book.industries[trade.name].words
    assert any(industries(laid, documents, book, model, wholes(model, laid)))


def test_a_codebook_without_industries_names_none(tools):
    cues, model = tools
    laid = readings([(text, (), 0) for text in TEXTS], cues)
    assert industries(laid, TEXTS, replace(load(), industries={}), model, wholes(model, laid)) == [None] * len(TEXTS)


@given(st.lists(st.text(alphabet="退款了,。", max_size=9), min_size=1, max_size=5))
def test_the_ngrams_of_texts_are_those_of_each_alone(texts):
    idf = np.linspace(1, 3, BUCKETS, dtype=np.float32)
    buckets, weights, starts = text_features(texts, idf)
    for text, a, b in zip(texts, starts[:-1], starts[1:], strict=True):
        counts = Counter(part for gram in ngrams(code_points(text)) for part in gram.tolist())
        plain = {bucket: (1 + np.log(n)) * idf[bucket] for bucket, n in counts.items()}
        length = sum(value**2 for value in plain.values()) ** 0.5
        assert dict(zip(buckets[a:b].tolist(), weights[a:b].tolist(), strict=True)) == pytest.approx({k: v / length for k, v in plain.items()}, rel=1e-4)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("店方未解释收费的依据。", "explain", True),
        ("店方没能上门检测。", "inspect", True),
        ("店方解释了收费的依据。", "explain", False),
        ("店方没有推托,解释了收费的依据。", "explain", False),
        ("店方不肯当面解释收费的依据。", "explain", False),  # not right before it: left to the scorer
    ],
)
def test_a_negation_right_before_a_cue_denies_it(tools, words, code, told):
    cues, model = tools
    laid = reading(fold(words), (), cues)
    assert any(hit.rule.code == code for hits in laid.hits for hit in hits)
    assert turned(laid, model.layout).denied[:, model.layout.codes.index(code)].any() == told


@pytest.mark.parametrize(
    ("words", "code", "where"),
    [
        ("店方解释了收费的依据。", "explain", []),
        ("若客户还有疑问,店方会解释收费的依据。", "explain", [0, 1]),  # supposed to the end of the sentence, cue or no cue
        ("若客户还有疑问,店方会解释。店方解释了收费的依据。", "explain", [0, 1]),  # and not beyond it
        ("店方一直没有说明。", "refund", [0]),  # denied, and no cue stands for the code
        ("店方没有推托,把钱退还给了客户。", "refund", [0]),
        ("店方没有退还货款。", "refuse", []),  # told with a negation
        ("店方没有退还货款。", "overcharge", []),  # no action
    ],
)
def test_where_an_action_is_in_doubt(tools, words, code, where):
    cues, model = tools
    laid = reading(fold(words), (), cues)
    assert np.flatnonzero(turned(laid, model.layout).doubtful[:, model.layout.codes.index(code)]).tolist() == where
