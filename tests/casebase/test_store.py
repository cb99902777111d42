"""Records, tables, filters; what is saved is what is loaded; the exchange file's keys are a promise."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases, case_from_dict, case_to_dict, load, save, tables
from caselib.errors import Address, FormatError, InputError, Problem
from caselib.lang.printable import printable
from caselib.model import Block, Case, Episode, Field, Guide, GuideItem, Link, Mention, Money, SourceText, Span
from tests.coding.make import base

TEXT = "事由：[m1 cause:delay|晚了]，店方[m2 action:refund/done|退款]，要求[m3 action:compensate/demanded|赔偿]，[m4 outcome:satisfied|满意]。"
OTHER = "事由：[m1 cause:defect|空调坏了]，[m2 action:repair/done|修好]。"

words = st.text(st.characters(exclude_categories=()), max_size=6)  # lone surrogates and controls too: corpora hold them
spans = st.integers(0, 5).flatmap(lambda a: st.integers(a + 1, 9).map(lambda b: Span(a, b)))
fields = st.none() | st.builds(Field, words | st.integers(-9, 9999) | st.floats(0, 1e6), st.none() | spans, words, st.floats(0, 1))
roles, statuses = st.sampled_from(("cause", "action", "outcome")), st.sampled_from(("", "done", "advised"))
codes = words.map(printable)  # a code must be one that can be shown
mentions = st.builds(Mention, words, roles, codes, statuses, spans, words, words, st.floats(0, 1))
problems = st.builds(Problem, st.just("unreadable"), st.builds(Address, words, words, st.integers(0, 9), st.integers(0, 9)), st.just({"reason": "x"}))
cases = st.builds(
    Case, words, words, spans, st.sampled_from(("incident", "scenario")), words, title=fields, parts=st.lists(st.tuples(words, spans), max_size=2).map(tuple),
    year=fields, place=fields, responsibility=fields, final=fields, money=st.lists(st.builds(Money, st.floats(0, 1e9), words, spans, words), max_size=2).map(tuple),
    mentions=st.lists(mentions, max_size=3).map(tuple), suggestions=st.lists(mentions, max_size=1).map(tuple),
    episodes=st.lists(st.builds(Episode, *[st.lists(words, max_size=2).map(tuple)] * 3), max_size=2).map(tuple),
    links=st.lists(st.builds(Link, words, words, words, st.none() | spans, st.integers(0, 3)), max_size=2).map(tuple),
    duplicate_of=st.none() | words, cluster=words, problems=st.lists(problems, max_size=1).map(tuple),
)  # fmt: skip
guides = st.builds(
    Guide, words, words, words, spans,
    st.lists(st.builds(GuideItem, words, words, spans, st.lists(words, max_size=2).map(tuple), st.just(("4%",)), st.none() | st.floats(0, 99)), max_size=2).map(tuple),
    words, st.none() | words,
)  # fmt: skip
texts = st.builds(SourceText, words, words, st.lists(st.builds(Block, spans, words, st.integers(0, 3), words), max_size=2).map(tuple))


@given(st.lists(cases, max_size=3), st.lists(guides, max_size=2), st.lists(texts, max_size=2), st.lists(problems, max_size=2))
def test_what_is_saved_is_loaded(tmp_path_factory, told, known, read, wrong):
    # Their spans lead into no text: those that do are checked on loading.
    told, known = ([replace(one, doc=f"other/{one.doc}") for one in some] for some in (told, known))
    whole = Cases(tuple(told), tuple(known), {text.doc: text for text in read}, tuple(wrong))
    again = load(save(whole, tmp_path_factory.mktemp("x")))
    assert (again.cases, again.guides, dict(again.texts), again.problems) == (whole.cases, whole.guides, whole.texts, whole.problems)


@given(cases)
def test_a_record_is_json_and_comes_back(case):
    assert case_from_dict(json.loads(json.dumps(case_to_dict(case)))) == case


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"quote": "退款"', '"quote": "换货"'),
        ('"start": 0', '"start": -1'),
        ('"start": 0', '"start": "0"'),
        ('"start": 0', '"start": 99999'),
        ('"role": "action"', '"role": "dance"'),
        ('"confidence": 0.8', '"confidence": NaN'),
        ('"uid": "u1"', '"uid": null'),
    ],
)
def test_a_record_that_leads_nowhere_is_refused(tmp_path: Path, was: str, now: str):
    path = save(base(TEXT), tmp_path / "x.jsonl")
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=r"x\.jsonl:1 cannot be read \(ValueError: .*\); restore the file or parse again"):
        load(path)


def test_the_keys_of_the_exchange_file():
    told = case_to_dict(replace(base(TEXT, links={"u1": [("m1", "m2")]})[0], year=Field(2020, Span(0, 2), "date"), money=(Money(5.0, "paid", Span(0, 2), "m"),)))
    assert list(told) == [
        "format", "uid", "id", "doc", "start", "end", "kind", "title", "industry", "year", "final", "duplicate_of", "cluster", "mentions", "episodes", "links",
        "suggestions", "fields", "money", "parts", "rule", "problems",
    ]  # fmt: skip
    assert list(told["mentions"][0]) == ["id", "role", "code", "status", "start", "end", "quote", "rule", "confidence", "realised", "actor"]
    assert (told["mentions"][0]["status"], told["mentions"][1]["status"]) == (None, "done")
    assert list(told["episodes"][0]) == ["causes", "actions", "outcomes"]
    assert list(told["links"][0]) == ["source", "target", "basis", "cue_start", "cue_end", "episode"]
    assert list(told["money"][0]) == ["amount", "role", "start", "end", "rule", "currency"]
    assert told["fields"]["year"] == {"value": 2020, "start": 0, "end": 2, "rule": "date", "confidence": 1.0}
    assert (told["id"], told["title"], told["year"], told["industry"]) == ("a.txt#0-19", "案例1", 2020, None)


def test_the_files_stand_beside_each_other_as_readable_lines(tmp_path: Path):
    assert save(base(TEXT), tmp_path / "out") == tmp_path / "out" / "cases.jsonl"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "cases.guides.jsonl", "cases.jsonl", "cases.problems.jsonl", "cases.texts.jsonl",
    ]  # fmt: skip
    assert "晚了" in (tmp_path / "out" / "cases.jsonl").read_text(encoding="utf-8")


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path):
    path = save(base(TEXT), tmp_path / "x.jsonl")
    before = path.read_bytes()
    broken = replace(base(TEXT)[0], mentions=(None,))
    with pytest.raises(AttributeError):
        save(Cases((broken,)), path)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == sorted(tmp_path.glob("x.*jsonl"))


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "x.jsonl:1 cannot be read"), ("[]", "x.jsonl:1 cannot be read"), ('{"uid": "u"}', "KeyError"), ('{"format": 99}', "is of format 99; this release reads 1")],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str, said: str):
    (tmp_path / "x.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        load(tmp_path / "x.jsonl")


def test_a_file_that_is_not_there_gets_the_next_step(tmp_path: Path):
    with pytest.raises(InputError, match="caselib parse FOLDER -o"):
        load(tmp_path / "x.jsonl")


@pytest.fixture
def two() -> Cases:
    made = base(f"{TEXT}---{OTHER}")
    first, second = made
    told = (replace(first, industry=Field("hotel", None, "t"), year=Field(2020, None, "t")), replace(second, industry=Field("retail", None, "t")))
    return replace(made, cases=told)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["u1", "u2"]),
        ({"industry": "hotel"}, ["u1"]),
        ({"industry": ["hotel", "retail"]}, ["u1", "u2"]),
        ({"year": 2020}, ["u1"]),
        ({"year": None}, ["u2"]),
        ({"cause": "delay"}, ["u1"]),
        ({"cause": "delay", "action": "refund", "outcome": "satisfied"}, ["u1"]),
        ({"cause": ["delay", "defect"]}, []),
        ({"action": "compensate"}, []),
        ({"action": "compensate", "status": "demanded"}, ["u1"]),
        ({"doc": "a.txt", "action": "repair"}, ["u2"]),
    ],
)
def test_where(two: Cases, asked: dict, found: list[str]):
    assert [case.uid for case in two.where(**asked)] == found


def test_where_names_the_fields_there_are(two: Cases):
    with pytest.raises(InputError, match="a case has no field 'branche'; fields: uid, doc, span, kind"):
        two.where(branche="hotel")


@pytest.mark.parametrize(("asked", "found"), [("空调", ["u2"]), ("空調", ["u2"]), ("，", ["u1", "u2"]), (",", ["u1", "u2"]), ("没有的词", [])])
def test_find_in_any_script_and_width(two: Cases, asked: str, found: list[str]):
    assert [case.uid for case in two.find(asked)] == found


def test_index_by_number_id_and_uid(two: Cases):
    assert two[0] is two["u1"] is two[two[0].id]
    assert two[-1].uid == "u2"
    with pytest.raises(InputError, match=r"no case has the id 'a.txt#0-9'; near ones: a.txt#0-19"):
        two["a.txt#0-9"]
    with pytest.raises(IndexError):
        two[2]


def test_tables_have_their_declared_columns_and_no_index(two: Cases):
    assert [*two.table.columns] == [*tables.CASES]
    assert [*two.mentions.columns] == [*tables.MENTIONS]
    assert [*two.links.columns] == [*tables.LINKS]
    assert [*Cases().table.columns] == [*tables.CASES]
    assert two.table["actions"].tolist() == ["refund", "repair"]
    assert two.table["demanded"].tolist() == ["compensate", ""]
    assert set(tables.meanings("en")["column"]) >= {*tables.CASES}


def test_evidence_shows_the_sentences_of_a_number():
    from caselib.mine import mine

    made = base("---".join([TEXT] * 2))
    edge = mine(made, draws=0).edges["delay", "refund"]
    rows = made.evidence(edge["evidence"])
    assert len(rows) == edge["n_cases"] == 2
    assert rows[["cause", "action", "outcome"]].values.tolist() == [["晚了", "退款", ""]] * 2
