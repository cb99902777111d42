"""Clusters of many texts: by bands, whatever the division and order."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.dedupe import banded, bands, clusters
from tests.dedupe.test_clusters import OTHER, SAME, STORY, TICKETS
from tests.pipeline.make import story


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banded, "ONE_PIECE", 2)


@pytest.mark.parametrize(("kind", "text"), SAME, ids=[kind for kind, _ in SAME])
def test_one_story(kind: str, text: str, monkeypatch: pytest.MonkeyPatch):
    rng = random.Random(3)
    monkeypatch.setattr(banded, "ONE_PIECE", 40)
    found = clusters([OTHER, STORY, *TICKETS, *(story(rng) for _ in range(60)), text])
    assert found[-1] == 1
    assert found[2:5] == [2, 3, 4]


def test_empty_texts_are_alone():
    assert clusters(["", "。", "", STORY, OTHER, TICKETS[0]]) == [0, 1, 2, 3, 4, 5]


texts = st.lists(st.text("投诉空调不制冷退款三天0123", max_size=40), min_size=1, max_size=25)


def rows(part):
    found = zip(part.own.tolist(), part.contents, part.key.tolist(), part.order.tolist(), strict=True)
    return {value: row for value, *row in found}


@settings(max_examples=30)
@given(texts, st.integers(1, 6))
def test_outlines_of_parts_are_the_outline_of_the_whole(told, size):
    whole = banded.outline(told)
    cut = [banded.outline(told[at : at + size]) for at in range(0, len(told), size)]
    assert np.concatenate([part.digests for part in cut]).tolist() == whole.digests.tolist()
    assert {value: row for part in cut for value, row in rows(part).items()} == rows(whole)
    low, lowest = banded.lowest([(whole.own, whole.contents)]), banded.lowest([banded.lowest([(part.own, part.contents)]) for part in cut])
    assert (low[0].tolist(), low[1]) == (lowest[0].tolist(), lowest[1])


@settings(max_examples=30)
@given(texts, st.randoms(use_true_random=False))
def test_pairs_do_not_hang_on_order_or_repeats(told, rng):
    whole = banded.outline(told)
    key, order, text = whole.key.ravel(), whole.order.ravel(), np.repeat(whole.own, bands.KEYS)
    found = bands.pairs(key, order, text)
    shuffled = list(range(len(key)))
    rng.shuffle(shuffled)
    at = np.array([*shuffled, *shuffled[: len(shuffled) // 3]], dtype=np.int64)
    assert bands.pairs(key[at], order[at], text[at]).tolist() == found.tolist()
    low = key < np.uint64(2**63)
    halves = np.concatenate([bands.pairs(key[which], order[which], text[which]) for which in (low, ~low)])
    assert bands.once(halves).tolist() == found.tolist()
    assert all(one < other for one, other in found.tolist())


def test_batches_are_judged_alike(monkeypatch: pytest.MonkeyPatch):
    rng = random.Random(5)
    told = [story(rng) for _ in range(80)]
    told += [text.replace("了", "").replace("，", ",") for text in told[::4]]
    found = clusters(told)
    assert len(set(found)) <= len(told) - 15
    monkeypatch.setattr(banded, "_PAIRS", 7)
    monkeypatch.setattr(banded, "_TEXTS", 9)
    assert clusters(told) == found
