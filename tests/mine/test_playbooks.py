"""Guides laid over cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.mine import playbook
from caselib.mine.playbooks import out_of_order
from caselib.model import Case, Episode, Field, Guide, GuideItem, Mention, SourceText, Span
from tests.mine.make import cases


def guide(*steps, kind="steps"):
    """A guide of (label, codes, hours)."""
    items = tuple(GuideItem(label, label, Span(i, i + 1), tuple(codes.split()), (), hours) for i, (label, codes, hours) in enumerate(steps))
    return Guide("g.txt", kind, "四步", Span(0, 9), items)


STEPS = (
    ("倾听", "listen", None),
    ("致歉", "apologise", None),
    ("核实", "investigate", 24.0),
    ("解决", "refund repair", 72.0),
    ("关怀", "", None),
)
FOUR = playbook(guide(*STEPS))


def test_items_without_codes_cannot_be_seen():
    assert [step.label for step in FOUR.steps] == ["倾听", "致歉", "核实", "解决"]
    assert FOUR.unseen == ("关怀",)
    with pytest.raises(InputError, match="no item"):
        playbook(guide(("关怀", "", None)))


@pytest.mark.parametrize(
    ("actions", "shown", "late", "fitness"),
    [
        ("listen apologise investigate refund", "倾听、致歉、核实、解决", "", 1.0),
        ("refund listen apologise", "倾听、致歉、解决", "解决", 0.5),
        ("apologise repair", "致歉、解决", "", 0.5),
        ("stall", "", "", 0.0),
    ],
)
def test_a_case_against_the_steps(actions, shown, late, fitness):
    row = FOUR.fit(cases([f"delay; {actions}; satisfied"])).cases.iloc[0]
    assert (row["shown"], row["out_of_order"], row["fitness"]) == (shown, late, fitness)


def test_a_checklist_has_no_order():
    row = playbook(guide(*STEPS, kind="checklist")).fit(cases(["delay; refund listen; satisfied"])).cases.iloc[0]
    assert (row["out_of_order"], row["fitness"]) == ("", 0.5)


def test_what_skipping_goes_with():
    lines = ["delay; listen refund; satisfied"] * 12 + ["delay; refund; churn"] * 12
    steps = FOUR.fit(cases(lines, final=["positive"] * 12 + ["negative"] * 12)).steps.set_index("step")
    assert steps.loc["倾听", ["shown", "skipped", "good_with", "n_with", "good_without", "n_without"]].tolist() == [12, 12, 12, 12, 0, 12]
    assert steps.loc["倾听", "p_good"] < 0.001
    assert steps.loc["解决", "too_few"]


def test_one_mention_shows_one_step():
    book = playbook(guide(("登记", "register", None), ("回访", "follow_up register", None)))
    assert [book.fit(cases([f"delay; {actions}; satisfied"])).cases["shown"][0] for actions in ("register", "register follow_up", "follow_up")] == [
        "登记",
        "登记、回访",
        "回访",
    ]


def test_items_that_ask_for_the_same_are_one_step():
    book = playbook(guide(("上报", "hand_over", 2.0), ("转交", "hand_over", 6.0), ("回访", "follow_up", None)))
    assert [(step.label, step.deadline_hours) for step in book.steps] == [("上报 / 转交", 6.0), ("回访", None)]


def test_a_guide_in_parts_is_one_playbook():
    one, other = guide(("登记", "register", None)), guide(("回访", "follow_up", None), ("关怀", "", None))
    book = playbook(one, other)
    assert ([step.label for step in book.steps], book.unseen, book.title) == (["登记", "回访"], ("关怀",), "四步")


def test_fit_says_which_skipped_step_goes_with_bad_endings():
    lines = ["delay; listen apologise; satisfied"] * 12 + ["delay; apologise; churn"] * 12 + ["delay; refund; satisfied"]
    said = FOUR.fit(cases(lines, final=["positive"] * 12 + ["negative"] * 12 + ["positive"])).sentences("en")
    assert said[0].startswith("'倾听': 12 of 12 clusters with it ended well (100%), 1 of 13 without it (8%)")
    assert "a difference is shown (q < 0.001)" in said[0]
    assert any("too few to tell" in sentence for sentence in said[1:-1])
    assert "%" not in said[-2]
    assert "25 cases" in said[-1]


def test_reprints_vote_once():
    base = cases(["delay; listen; satisfied"] * 5, cluster=["one"] * 5, final=["positive"] * 5)
    assert FOUR.fit(base).steps["n_clusters"].tolist() == [1] * 4


def dated(complaint, check, days=None):
    """A case whose complaint and check are dated."""
    text = f"{complaint}顾客投诉。{check}店方派人核实。"
    at = text.index("派人核实")
    mentions = (
        Mention("m1", "cause", "delay", "", Span(len(complaint), len(complaint) + 4), "顾客投诉", "made", 0.9),
        Mention("m2", "action", "investigate", "done", Span(at, at + 4), "派人核实", "made", 0.9),
    )
    made = Case(
        uid="u", doc="a.txt", span=Span(0, len(text)), kind="incident", mentions=mentions, episodes=(Episode(("m1",), ("m2",), ()),),
        days_to_resolution=Field(days, None, "made") if days is not None else None,
    )  # fmt: skip
    return Cases((made,), (), {"a.txt": SourceText("a.txt", text)})


@pytest.mark.parametrize(
    ("base", "kept", "missed"),
    [
        (dated("2020年3月1日", "2020年3月1日"), "核实", ""),
        (dated("2020年3月1日", "2020年3月2日"), "", ""),  # between 0 and 48 hours: nobody can tell
        (dated("2020年3月1日", "2020年3月3日"), "", "核实"),
        (dated("2020年2月28日", "2020年3月1日"), "", "核实"),
        (dated("", ""), "", ""),
        (dated("", "", days=1), "核实", ""),
        (dated("", "", days=30), "", ""),
        (dated("2020年2月31日", "2020年3月9日"), "", ""),
    ],
)
def test_deadlines_are_kept_or_missed_only_where_dates_leave_no_doubt(base, kept, missed):
    row = FOUR.fit(base).cases.iloc[0]
    assert (row["kept"], row["missed"]) == (kept, missed)


@given(st.lists(st.integers(0, 5), max_size=7))
def test_out_of_order_is_the_fewest(places):
    from itertools import combinations

    given_ = dict(enumerate(places))
    left = [places[i] for i in given_ if i not in out_of_order(given_)]
    assert left == sorted(left)
    longest = max(len(c) for n in range(len(places) + 1) for c in combinations(places, n) if list(c) == sorted(c))
    assert len(left) == longest


def test_no_cases():
    assert FOUR.fit(Cases()).cases.empty
