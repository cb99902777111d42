"""Units of a case base in parts: every case once, every cluster whole, and which documents reach over several units."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.casebase import Cases, units
from caselib.casebase.folder import Folder
from caselib.casebase.parts import write_index, write_part
from caselib.errors import FormatError
from caselib.model import Case, SourceText
from tests.mine.make import case

pytest.importorskip("pyarrow")

# Of each part its cases: document, and the bucket of a cluster that reaches over parts (-1: the case is its own cluster).
SCATTERED = ((("a.txt", -1), ("a.txt", 7), ("b\ud800.txt", 7), ("b\ud800.txt", 8)), (("c.txt", 8), ("c.txt", -1)), (("d.txt", 7), ("d.txt", 7), ("e.txt", -1)))


def cases_of(rows, number: int) -> list[Case]:
    """The cases of a part."""
    return [replace(case("delay; refund; satisfied", 10 * number + n), doc=doc) for n, (doc, _) in enumerate(rows)]


def opened(folder: Path, parts) -> Cases:
    """A case base in these parts."""
    where, listed = Folder(folder), []
    for number, rows in enumerate(parts):
        told = [replace(made, cluster=made.id if bucket < 0 else f"k{bucket}") for made, (_, bucket) in zip(cases_of(rows, number), rows, strict=True)]
        base = Cases(tuple(told), (), {doc: SourceText(doc, "四个字符在这儿等着哦" * 6_000) for doc, _ in rows})
        listed.append(write_part(where, f"p{number}", base, spread=[bucket for _, bucket in rows]))
    write_index(where, listed, {"parts": "parquet"})
    return Cases.open(folder)


def told(found) -> list[tuple[list[str], list[str], list[str]]]:
    """Cases, documents with a text, and shared documents of each unit."""
    return [tuple(map(list, map(chain.from_iterable, zip(*map(shown, pieces), strict=True)))) for pieces in map(list, found) if pieces]


def shown(piece: units.Piece) -> tuple[list[str], list[str], list[str]]:
    """The same of a piece."""
    return [each.id for each in piece.cases], sorted(piece.cases.texts), sorted(piece.shared)


def test_units_are_what_is_looked_for_in_every_part(tmp_path: Path):
    held = opened(tmp_path, SCATTERED)
    for most in (1, 2, 3, 100):
        assert told(units.units(held.rows, most)) == told(units.unit(held.rows, each) for each in units.plan(held.rows, most))


def test_a_document_is_shared_where_it_has_cases_in_several_units(tmp_path: Path):
    held = opened(tmp_path, SCATTERED)
    assert [(docs, shared) for _, docs, shared in told(units.units(held.rows, 3))] == [
        (["a.txt"], ["a.txt"]), (["c.txt"], ["c.txt"]), (["e.txt"], []),
        (["b\ud800.txt", "c.txt"], ["b\ud800.txt", "c.txt"]), (["a.txt", "b\ud800.txt", "d.txt"], ["a.txt", "b\ud800.txt"]),
    ]  # fmt: skip
    # In one group nothing of it but what stands in the parts is elsewhere.
    assert [shared for _, _, shared in told(units.units(held.rows, 100))] == [["a.txt"], ["c.txt"], [], ["a.txt", "c.txt"]]


PARTS = st.lists(st.lists(st.tuples(st.sampled_from("uvw"), st.sampled_from((-1, -1, 3, 4, 9))), max_size=6), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(parts=PARTS, most=st.integers(1, 5), waiting=st.sampled_from((0, 10**9)))
def test_any_base(parts, most, waiting):
    # A document stands in one part.
    parts = [[(f"{doc}{number}", bucket) for doc, bucket in rows] for number, rows in enumerate(parts)]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "_WAITING", waiting)
        held = opened(Path(folder), parts)
        found = [list(pieces) for pieces in units.units(held.rows, most)]
    whole = [[each for piece in pieces for each in piece.cases] for pieces in found]
    assert sorted(each.id for unit in whole for each in unit) == sorted(each.id for number, rows in enumerate(parts) for each in cases_of(rows, number))
    homes = [{each.cluster for each in unit} for unit in whole]
    assert sum(map(len, homes)) == len(set().union(*homes))
    docs = [{each.doc for each in unit} for unit in whole]
    for number, pieces in enumerate(found):
        assert set().union(*(piece.shared for piece in pieces)) == docs[number] & set().union(*docs[:number], *docs[number + 1 :])
        assert all(set(piece.cases.texts) == {each.doc for each in piece.cases} for piece in pieces)


def test_a_filter_holds(tmp_path: Path):
    held = opened(tmp_path, SCATTERED)
    assert [docs for _, docs, _ in told(units.units(held.where(doc="c.txt").rows, 1))] == [["c.txt"], ["c.txt"]]


def test_a_damaged_part_is_one_sentence(tmp_path: Path):
    held = opened(tmp_path, SCATTERED)
    (tmp_path / "texts" / "p1.parquet").write_bytes(b"no")
    with pytest.raises(FormatError, match="parse again"):
        list(map(list, units.units(held.rows)))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_damaged_record_is_told_with_its_part(tmp_path: Path, number: int):
    from pyarrow import parquet

    held, path = opened(tmp_path, SCATTERED), tmp_path / "cases" / f"p{number}.parquet"
    table = parquet.read_table(path)
    at = table.column_names.index("record")
    parquet.write_table(table.set_column(at, "record", [["{"] * len(table)]), path)
    for look in (lambda: units.units(held.rows, 3), lambda: (units.unit(held.rows, each) for each in units.plan(held.rows, 3))):
        with pytest.raises(FormatError, match=rf"^part p{number} of .* cannot be read \(JSONDecodeError: .*\); parse again"):
            list(map(list, look()))


def test_what_is_scattered_waits_in_a_folder_that_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    held, work = opened(tmp_path / "base", SCATTERED), tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(work))
    monkeypatch.setattr(units, "_WAITING", 0)
    going = units.units(held.rows, 1)
    next(going), next(going)
    assert list(work.iterdir())
    going.close()
    assert not list(work.iterdir())
