"""Codebooks of other programs: names, definitions, hierarchy and GUIDs come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from caselib.codebook import load
from caselib.coding.apply import apply
from caselib.errors import FormatError, InputError
from caselib.exchange import read_qdc, read_qdpx, write_qdc, write_qdpx
from tests.coding.make import at, base, event


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_codebook_comes_back(tmp_path: Path, lang: str):
    book, problems = read_qdc(write_qdc(tmp_path / "c.qdc", lang=lang), lang=lang)
    was = load()
    assert problems == []
    assert set(book.codes) == set(was.codes)
    for code in was.codes.values():
        found = book.codes[code.id]
        assert (found.role, found.family, found.label, found.definition, found.cues) == (code.role, code.family, code.label, code.definition, code.cues)


def test_the_same_bytes_after_a_round_trip(tmp_path: Path):
    first = write_qdc(tmp_path / "1.qdc")
    book, _ = read_qdc(first)
    assert write_qdc(tmp_path / "2.qdc", book).read_bytes() == first.read_bytes()


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes>
 <Code guid="11111111-0000-0000-0000-000000000001" name="Ursachen" isCodable="false">
  <Code guid="11111111-0000-0000-0000-000000000002" name="Logistik" isCodable="false">
   <Code guid="11111111-0000-0000-0000-000000000003" name="Slow parcel" isCodable="true" color="#112233"><Description>too late</Description></Code>
   <Code guid="11111111-0000-0000-0000-000000000004" name="慢" isCodable="true"/>
  </Code></Code>
 <Code guid="11111111-0000-0000-0000-000000000005" name="Sonstiges" isCodable="true"/>
</Codes></CodeBook>"""


def test_a_foreign_tree_keeps_its_guids_in_every_export(tmp_path: Path):
    (tmp_path / "f.qdc").write_text(FOREIGN, encoding="utf-8")
    book, problems = read_qdc(tmp_path / "f.qdc", roles={"Ursachen": "cause"})
    assert [(c.id, c.role, c.family, c.label["zh"], c.definition["en"]) for c in book.codes.values()] == [
        ("slow_parcel", "cause", "Logistik", "Slow parcel", "too late"), ("code_11111111", "cause", "Logistik", "慢", ""),
    ]  # fmt: skip
    assert [p.details for p in problems] == [{"code": "Sonstiges", "count": 1}]
    guids = re.findall(r'guid="(11111111[^"]*)"', write_qdc(tmp_path / "g.qdc", book).read_text(encoding="utf-8"))
    assert guids == ["11111111-0000-0000-0000-000000000003", "11111111-0000-0000-0000-000000000004"]
    cases = base("甲的包裹晚了。")
    cases = apply(cases, [event("span", at(cases, "晚了", "cause:slow_parcel:"))])
    found = read_qdpx(write_qdpx(cases, tmp_path / "p.qdpx", codebook=book), codebook=book)
    assert [(m.code, m.quote) for m in found.cases[0].mentions] == [("slow_parcel", "晚了")]
    again, _ = read_qdc(tmp_path / "g.qdc", codebook=book)
    assert list(again.codes) == list(book.codes)


def test_names_changed_in_the_other_program_are_taken_over(tmp_path: Path):
    path = write_qdc(tmp_path / "c.qdc")
    label = load().codes["delay"].label["zh"]
    path.write_text(path.read_text(encoding="utf-8").replace(f"{label}（delay）", "慢吞吞（delay）"), encoding="utf-8")
    book, _ = read_qdc(path)
    assert book.codes["delay"].label["zh"] == "慢吞吞"
    assert book.codes["delay"].cues == load().codes["delay"].cues


def test_what_is_no_codebook(tmp_path: Path):
    with pytest.raises(InputError, match="is not there"):
        read_qdc(tmp_path / "none.qdc")
    for content in ("", "<a/>", "<CodeBook/>", '<!DOCTYPE x [<!ENTITY a "b">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'):
        (tmp_path / "x.qdc").write_text(content, encoding="utf-8")
        with pytest.raises(FormatError):
            read_qdc(tmp_path / "x.qdc")
