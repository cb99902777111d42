"""A case base that stays on disk answers as one in memory does, and reads no more than it must."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases, load
from caselib.casebase import rows as module
from caselib.casebase.folder import Folder
from caselib.casebase.parts import Part, read_index, write_index, write_part
from caselib.errors import FormatError, InputError
from caselib.model import Field, SourceText, Span
from tests.mine.make import case

pytest.importorskip("pyarrow")

LINES = ("delay; refund; satisfied", "defect delay; repair; unresolved", "delay; apologise refund; satisfied", "attitude; ?retrain; ", "defect; !refund; ")
INDUSTRIES = ("hotel", "retail", None, "banking\ud800")


def base(count: int = 40) -> Cases:
    """Cases of several documents; every fourth belongs to a cluster that reaches over all."""
    told, texts = [], {}
    for n in range(count):
        doc, industry = f"d{n // 3}.txt", INDUSTRIES[n % 4]
        made = case(LINES[n % 5], n, year=2000 + n % 7, **({"industry": industry} if industry else {}))
        made = replace(made, doc=doc, kind="scenario" if n % 9 == 8 else "incident", title=Field(f"题{n}", None, "t"))
        told.append(replace(made, cluster=told[0].id if n % 4 == 0 and n else made.id))
        texts[doc] = SourceText(doc, "四个字符在这儿等着哦" * 100 * count)
    return Cases(tuple(told), (), texts)


def written(folder: Path, whole: Cases, size: int) -> Path:
    """The case base in parts of so many documents."""
    where, docs = Folder(folder), list(whole.texts)
    parts: list[Part] = []
    of = {doc: n // size for n, doc in enumerate(docs)}
    homes: dict[str, set[int]] = {}
    for each in whole:
        homes.setdefault(each.cluster, set()).add(of[each.doc])
    for number in range(-(-len(docs) // size)):
        told = tuple(each for each in whole if of[each.doc] == number)
        own = Cases(told, (), {doc: whole.texts[doc] for doc in docs if of[doc] == number})
        parts.append(write_part(where, f"p{number}", own, spread=[5 if len(homes[each.cluster]) > 1 else -1 for each in told]))
    write_index(where, parts, {"parts": "parquet"})
    return folder


@pytest.fixture(scope="module")
def whole() -> Cases:
    return base()


@pytest.fixture(scope="module")
def held(whole: Cases, tmp_path_factory: pytest.TempPathFactory):
    return Cases.open(written(tmp_path_factory.mktemp("base"), whole, 4))


def test_it_is_the_same_collection(whole: Cases, held):
    assert held.rows[2:5] == whole.cases[2:5]
    assert (len(held), list(held), dict(held.texts), held[7], held[-1]) == (len(whole), list(whole), dict(whole.texts), whole[7], whole[-1])
    assert (held[whole[9].id], held[whole[11].uid]) == (whole[9], whole[11])
    assert held.load().cases == whole.cases
    assert held.text(held[3]) == whole.text(whole[3])
    assert "d3.txt" in held.texts
    assert held.table.equals(whole.table)
    assert "40 cases" in repr(held)
    with pytest.raises(InputError, match="no case has the id"):
        held["x#0-1"]
    with pytest.raises(IndexError):
        held[40]


ASKED = [
    {}, {"cause": "delay"}, {"cause": ["delay", "defect"]}, {"action": "refund"}, {"action": "refund", "status": "demanded"},
    {"outcome": "satisfied", "industry": "hotel"}, {"industry": None}, {"industry": ["hotel", None]}, {"industry": "banking\ud800"},
    {"industry": "banking\ufffd"}, {"year": 2003}, {"year": "2003"},
    {"kind": "scenario"}, {"doc": "d2.txt", "cause": "delay"}, {"final": "positive"}, {"title": "题7"}, {"days_to_resolution": None}, {"cause": "nothing"},
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_filter_finds_what_it_finds_in_memory(whole: Cases, held, asked):
    found, expected = held.where(**asked), whole.where(**asked)
    assert list(found) == list(expected)
    assert len(found) == len(expected)
    assert found.where(industry="hotel").load().cases == expected.where(industry="hotel").cases


@settings(max_examples=25)
@given(st.sampled_from(ASKED), st.sampled_from(ASKED))
def test_filters_add_up(whole: Cases, held, one, other):
    assert list(held.where(**one).where(**other)) == list(whole.where(**one).where(**other))


def test_records_that_cannot_pass_are_not_read(held, monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    kept = module.case_from_dict
    monkeypatch.setattr(module, "case_from_dict", lambda row: (read.append(row["id"]), kept(row))[1])
    assert len(held.where(industry="hotel", cause="delay").load()) == len(read) > 0


@pytest.mark.parametrize("names", [("industry",), ("industry", "year"), ("kind", "final"), ("days_to_resolution",), ()])
def test_counts_of_parts_add_up(whole: Cases, held, names):
    table = held.tally(*names)
    rows = [(tuple(getattr(getattr(each, n), "value", getattr(each, n)) for n in names), each.cluster) for each in whole]
    rows = [(tuple(v.replace("\ud800", "\ufffd") if isinstance(v, str) else v for v in values), cluster) for values, cluster in rows]
    expected = {values: (len({c for v, c in rows if v == values}), sum(v == values for v, _ in rows)) for values, _ in rows}
    assert {tuple(None if v != v else v for v in row[:-2]): row[-2:] for row in table.astype(object).itertuples(index=False, name=None)} == expected


def test_units_hold_every_case_once_and_every_cluster_whole(whole: Cases, held, monkeypatch: pytest.MonkeyPatch):
    units = list(held.units())
    assert sorted(each.id for unit in units for each in unit) == sorted(each.id for each in whole)
    homes = [{each.cluster for each in unit} for unit in units]
    assert sum(map(len, homes)) == len(set().union(*homes))
    assert len(units) == len(held.rows.parts) + 1
    assert [table.shape[1] for table in held.tables("mentions")]


def test_an_unfinished_or_damaged_folder_is_one_sentence(tmp_path: Path, whole: Cases):
    with pytest.raises(InputError, match="holds no finished case base"):
        Cases.open(tmp_path)
    folder = written(tmp_path / "x", whole, 20)
    (folder / "cases" / "p0.parquet").write_bytes(b"no")
    with pytest.raises(FormatError, match="parse again"):
        list(Cases.open(folder))
    (folder / "parts.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(FormatError, match="index"):
        Cases.open(folder)
    (folder / "casebase.yaml").write_text("format: 99\n", encoding="utf-8")
    with pytest.raises(FormatError, match="update caselib"):
        read_index(Folder(folder))


def test_a_record_that_leads_outside_its_text_is_refused(tmp_path: Path):
    wrong = replace(case(LINES[0]), span=Span(0, 99))
    write_index(Folder(tmp_path), [write_part(Folder(tmp_path), "p", Cases((wrong,), (), {"a.txt": SourceText("a.txt", "短")}))], {})
    with pytest.raises(FormatError):
        load(tmp_path)
    with pytest.raises(FormatError):
        Cases.open(tmp_path).load()
