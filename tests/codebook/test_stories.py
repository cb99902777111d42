"""Stories: whole marked cases; every fault has its address, and the shipped ones are sound."""

import pytest

from caselib.codebook import Mark, check, load
from caselib.codebook.stories import load_stories, stories_digest
from caselib.errors import CodebookError
from caselib.extract.stored import load_model

STORY = "- {industry: retail, final: positive, register: news, text: 店方⟦refund:done|退还押金⟧，⟦satisfied|顾客道谢⟧。}"


def test_a_story_loads_with_its_marks(tmp_path):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.yaml").write_text(STORY, encoding="utf-8")
    (story,) = load_stories(load(), tmp_path)
    assert story.text == "店方退还押金，顾客道谢。"
    assert story.marks == (Mark(2, 6, "refund", "done"), Mark(7, 11, "satisfied", ""))
    assert (story.id, story.kind, story.industry, story.final) == ("a.yaml 1", "incident", "retail", "positive")


ROUNDS = """- industry: retail
  final: positive
  register: news
  episodes: 2
  links: {explicit: [delay > refund], sequence: [refund > satisfied]}
  text: ⟦delay|拖了十天⟧，店方⟦apologise:done|道歉⟧，顾客⟦dissatisfied|不满意⟧。‖后来⟦refund:done|退款⟧，⟦refund:demanded|他本来就要退⟧，⟦satisfied|道谢⟧。
"""


def test_a_story_may_tell_its_episodes_and_links(tmp_path):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.yaml").write_text(ROUNDS, encoding="utf-8")
    book = load()
    (story,) = load_stories(book, tmp_path)
    assert story.text == "拖了十天，店方道歉，顾客不满意。后来退款，他本来就要退，道谢。"
    assert story.rounds == (16,)
    assert [story.text[mark.start : mark.end] for mark in story.marks] == ["拖了十天", "道歉", "不满意", "退款", "他本来就要退", "道谢"]
    assert story.episodes(book) == (
        {"causes": ["delay"], "actions": ["apologise"], "outcomes": ["dissatisfied"]},
        {"causes": [], "actions": ["refund"], "outcomes": ["satisfied"]},
    )
    assert story.links == (("cause:delay", "action:refund", "explicit"), ("action:refund", "outcome:satisfied", "sequence"))


def test_a_story_of_which_nobody_told_the_episodes_has_none(tmp_path):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.yaml").write_text(STORY, encoding="utf-8")
    (story,) = load_stories(load(), tmp_path)
    assert (story.rounds, story.links, story.episodes(load())) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (STORY.replace("refund:done", "refund"), "a.yaml 1: refund: status ''"),
        (STORY.replace("satisfied|", "satisfied:done|"), "a.yaml 1: satisfied: status 'done'"),
        (STORY.replace("satisfied", "happy"), "a.yaml 1: 'happy' is not a code"),
        (STORY.replace("satisfied", "refund:done"), "a.yaml 1: refund:done is marked twice"),
        (STORY.replace("industry: retail", "industry: moon"), "industry 'moon'"),
        (STORY.replace("final: positive", "final: good"), "final 'good'"),
        (STORY.replace("⟦satisfied|", "⟦satisfied "), "a mark is not of the form"),
        (STORY.replace("register: news, ", ""), "a mapping with final, industry, register, text was expected"),
        ("- [", "a.yaml: "),
        (ROUNDS.replace("episodes: 2", "episodes: 3"), "a.yaml 1: episodes: 3, but ‖ stands 1 times"),
        (ROUNDS.replace("  episodes: 2\n", ""), "a.yaml 1: episodes: None, but ‖ stands 1 times"),
        (ROUNDS.replace("⟦apologise:done|道歉⟧", "⟦apologise:done|道‖歉⟧"), "a mark is not of the form"),
        (ROUNDS.replace("explicit", "plain"), "lists under explicit and sequence"),
        (ROUNDS.replace("delay > refund", "refund > delay"), "'refund > delay' is not of the form"),
        (ROUNDS.replace("delay > refund", "delay refund"), "'delay refund' is not of the form"),
        (ROUNDS.replace("delay > refund", "third_party > refund"), "both have to be marked"),
    ],
)
def test_every_fault_has_its_address(tmp_path, wrong, fault):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CodebookError, match=r"1 faults in the stories") as error:
        load_stories(load(), tmp_path)
    assert fault in str(error.value)


def test_a_codebook_may_have_no_stories(tmp_path):
    assert load_stories(load(), tmp_path) == ()


def test_the_shipped_stories_are_sound_and_trained_on():
    stories = load_stories(load())
    assert len({story.text for story in stories}) == len(stories) >= 150
    assert {story.industry for story in stories} == set(load().industries)
    assert load_model().meta["stories"] == stories_digest(), "after any change of the stories, `make model`"


def test_check_names_the_faults_of_stories(tmp_path):
    import shutil

    from caselib.codebook.load import COMPLAINT

    shutil.copytree(COMPLAINT, tmp_path / "book")
    (tmp_path / "book" / "stories" / "zz.yaml").write_text(STORY.replace("satisfied", "happy"), encoding="utf-8")
    assert [fault for fault in check(tmp_path / "book") if "zz.yaml 1" in fault]
