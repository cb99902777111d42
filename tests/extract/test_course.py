"""The course of a case: its rounds and its links, from mentions at known places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from caselib.clean import clean
from caselib.codebook import load
from caselib.extract.cues import Cues
from caselib.extract.episodes import Course, episodes, rounds_features, story_of
from caselib.extract.links import link_features, links, pairs
from caselib.extract.reading import reading
from caselib.extract.stored import load_model
from caselib.model import Episode, Mention, SourceText, Span

ROLES = {"delay": "cause", "attitude": "cause", "dissatisfied": "outcome", "satisfied": "outcome", "resolved": "outcome"}


def told(codes: str) -> list[Mention]:
    """Mentions of these codes, one character after the other; actions are done unless they say otherwise."""
    made = []
    for n, word in enumerate(codes.split()):
        code, _, status = word.partition(":")
        role = ROLES.get(code, "action")
        made.append(Mention(f"m{n}", role, code, status or ("done" if role == "action" else ""), Span(n, n + 1), "", "", 1.0))
    return made


def course(codes: str, turns: dict[int, float] | None = None) -> Course:
    """All of them in the story, each in a clause of its own, with what the network says of these clauses."""
    mentions = told(codes)
    heard = np.full(len(mentions), -8.0, dtype=np.float32)
    for at, value in (turns or {}).items():
        heard[at] = value
    return story_of(mentions, range(len(mentions)), ["handling"] * len(mentions), heard)


def test_what_takes_part():
    mentions = told("delay refund:advised apologise train attitude")
    found = story_of(mentions, [0, 1, 2, 3, 3], ["situation", "advice", "handling", "lesson"], np.asarray([-3, 1, 0, -2], np.float32))
    assert [m.code for m in found.mentions] == ["delay", "apologise", "attitude"]
    # The advice is no mention of the story, yet a turn in its clause is one behind the cause.
    assert found.turns == [-3, 1, -2]
    assert found.heard == 1


SEVERAL, ONE = {"bias": 1.0}, {"bias": -1.0}


@pytest.mark.parametrize(
    ("codes", "turns", "weights", "rounds"),
    [
        ("delay apologise dissatisfied refund satisfied", {}, {}, [3, 2]),
        ("delay apologise dissatisfied refund satisfied", {}, ONE, [5]),
        ("delay dissatisfied refund satisfied", {}, {}, [4]),
        ("delay apologise satisfied", {}, {}, [3]),
        # Several, says the scorer, and no outcome carries on: at the likeliest turn that is no cause.
        ("delay apologise explain refund satisfied", {3: 2.0, 2: 1.0}, SEVERAL, [3, 2]),
        ("delay apologise explain attitude refund", {3: 2.0, 4: 1.0, 1: 0.5}, SEVERAL, [4, 1]),
        # An outcome that carries on is a better sign than a turn elsewhere.
        ("delay apologise dissatisfied refund satisfied", {1: 3.0}, SEVERAL, [3, 2]),
        ("delay", {0: 3.0}, SEVERAL, [1]),
        ("", {}, SEVERAL, [0]),
    ],
)
def test_rounds(codes, turns, weights, rounds):
    found = episodes(course(codes, turns), "店" * 10, weights)
    assert [len(each.causes) + len(each.actions) + len(each.outcomes) for each in found] == rounds


def test_what_is_heard_is_a_feature():
    assert rounds_features(course("delay apologise", {1: 2.5}), "店")["heard"] == 2.5


def plain(*codes: str) -> Course:
    """Mentions in order: ``c`` cause, ``a`` action, ``r`` registered, ``-`` bad outcome, ``+`` good outcome."""
    kinds = {"c": ("cause", "delay", ""), "a": ("action", "refund", "done"), "r": ("action", "register", "done"), "-": ("outcome", "dissatisfied", "")}
    kinds["+"] = ("outcome", "satisfied", "")
    return Course([Mention(f"{kind}{n}", *kinds[kind], Span(n, n + 1), "x", "t", 1.0) for n, kind in enumerate(codes)])


@pytest.mark.parametrize(
    ("kinds", "rounds"),
    [
        ("", 1), ("c", 1), ("ca+", 1), ("ca-", 1), ("ca-a+", 2), ("c-a+", 1), ("cr-a+", 1), ("ca-ca+", 2), ("a+c", 1), ("ca-a-a+", 3), ("ca--a+", 2),
    ],
)  # fmt: skip
def test_rounds_by_the_rule_alone(kinds, rounds):
    mentions = plain(*kinds)
    found = episodes(mentions, "", {})
    assert len(found) == rounds
    assert sorted(i for e in found for i in (*e.causes, *e.actions, *e.outcomes)) == sorted(m.id for m in mentions.mentions)


def test_causes_told_late_belong_to_the_first_round():
    first, second = episodes(plain(*"ca-ca+"), "", {})
    assert (first.causes, second.causes) in {(("c0",), ("c3",)), (("c0", "c3"), ())}


TEXT = "快递晚到,店员骂人。经理因此道歉。后来退款,顾客满意。"
PLACES = {"delay": "快递晚到", "attitude": "店员骂人", "apologise": "经理因此道歉", "refund": "后来退款", "satisfied": "顾客满意"}


@pytest.fixture(scope="module")
def laid():
    return reading(TEXT, (), Cues(load()))


@pytest.fixture(scope="module")
def cleaned():
    return clean(SourceText("a", TEXT))


@pytest.fixture
def mentions():
    made = []
    for code, words in PLACES.items():
        role, at = ROLES.get(code, "action"), TEXT.index(words)
        made.append(Mention(code, role, code, "done" if role == "action" else "", Span(at, at + len(words)), words, "", 1.0))
    return made


EPISODE = Episode(("delay", "attitude"), ("apologise", "refund"), ("satisfied",))


def test_how_a_pair_stands(cleaned, laid, mentions):
    found = {(p.source.mention.code, p.target.mention.code): p for p in pairs(cleaned, laid, mentions, EPISODE)}
    assert set(found) == {(a, b) for a in ("delay", "attitude") for b in ("apologise", "refund")} | {("apologise", "satisfied"), ("refund", "satisfied")}
    far = link_features(found["delay", "refund"])
    told = {name.removeprefix("cause ") for name, value in far.items() if name.startswith("cause ") and value}
    assert told == {"near", "sources", "targets", "source passed", "target passed", "first source", "last target"}
    near = link_features(found["attitude", "apologise"])
    told = {name.removeprefix("cause ") for name, value in near.items() if name.startswith("cause ") and value}
    assert told == {"near", "next sentence", "words say so", "sources", "targets", "last source", "first target"}
    assert TEXT[slice(*found["attitude", "apologise"].cue)] == "因此"
    assert found["refund", "satisfied"].cue is None


def test_weights_decide_and_words_give_the_basis(cleaned, laid, mentions):
    weights = {"cause next sentence": 2.0, "action same sentence": 2.0, "bias": -1.0}
    model = replace(load_model(), meta={**load_model().meta, "links": weights, "link_threshold": 0.5})
    found = links(cleaned, laid, mentions, [EPISODE], model)
    assert [(link.source, link.target, link.basis) for link in found] == [
        ("delay", "apologise", "explicit"),
        ("attitude", "apologise", "explicit"),
        ("refund", "satisfied", "sequence"),
    ]
    assert [link.cue.of(TEXT) if link.cue else None for link in found] == ["因此", "因此", None]


def test_turned_round(cleaned, laid, mentions):
    back = [replace(m, span=Span(len(TEXT) - 1, len(TEXT))) if m.code == "attitude" else m for m in mentions]
    found = {(p.source.mention.code, p.target.mention.code): link_features(p) for p in pairs(cleaned, laid, back, EPISODE)}
    assert found["attitude", "refund"]["cause reversed"] and found["attitude", "refund"]["s cause:attitude reversed"]
    assert not found["delay", "refund"]["cause reversed"]
