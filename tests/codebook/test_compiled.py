"""The compiled codebook is the YAML's, and its index asks every pattern wherever it can match."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.codebook import compile_cue, compiled, digest, load
from caselib.codebook.index import build, gram_counts
from caselib.codebook.load import COMPLAINT, read_yaml
from caselib.lang.clauses import clauses
from caselib.lang.fold import code_points, fold

CUES = ["(拒绝|不给) … (退|返)[还]款", "押金 & 退", "退款 !未|没", "慢", "(老|旧)(机|款)(子|型)", "甲 … 乙 … 丙 … 丁 … 戊", "𠮷 … 退"]


@pytest.fixture(scope="module")
def fresh():
    return read_yaml(COMPLAINT.resolve())


def test_the_compiled_codebook_is_that_of_the_yaml_files(fresh):
    """After any change of the codebook or of the notation: `make model`."""
    shipped = compiled.read(digest())
    assert shipped is not None, "complaint.npz was made from other YAML files: run `make model`"
    assert shipped.codes == fresh.codes
    assert shipped.industries == fresh.industries
    assert (shipped.name, shipped.version, shipped.title, shipped.digest) == (fresh.name, fresh.version, fresh.title, fresh.digest)
    without = [replace(pattern, needs=()) for pattern in fresh.patterns]
    assert shipped.patterns == without
    for field in fields(shipped.index):
        assert np.array_equal(getattr(shipped.index, field.name), getattr(fresh.index, field.name)), field.name


def test_the_same_codebook_gives_the_same_bytes(fresh, tmp_path):
    compiled.write(fresh, tmp_path / "a.npz")
    compiled.write(fresh, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize("content", [b"", b"not an archive", json.dumps({"version": 0}).encode()])
def test_a_damaged_file_is_no_codebook(content, tmp_path):
    (tmp_path / "c.npz").write_bytes(content)
    assert compiled.read(digest(), tmp_path / "c.npz") is None
    assert compiled.read(digest(), tmp_path / "none.npz") is None


def test_a_file_of_another_codebook_is_not_used(fresh, tmp_path):
    compiled.write(fresh, tmp_path / "c.npz")
    assert compiled.read("another", tmp_path / "c.npz") is None


def _asked(index, folded):
    spans = clauses(folded)
    return spans, (set(zip(*index.candidates(code_points(folded), spans), strict=True)) if spans else set())


def test_no_cue_of_the_shipped_codebook_is_missed_on_its_own_examples():
    """The recall of the index is 1: it leaves out no pattern that matches, here on 2,900 labelled passages and every cue's clause."""
    book = load()
    texts = [fold(p.text) for code in book.codes.values() for p in code.passages[::6]] + [fold(c.yes) for code in book.codes.values() for c in code.cues]
    joined = "\n".join(texts)
    spans, asked = _asked(book.index, joined)
    patterns = book.patterns
    sample = range(0, len(patterns), 7)
    missed = [
        patterns[p].text
        for p in sample
        for c, span in enumerate(spans)
        if (c, p) not in asked and patterns[p].search(joined, *span)
    ]
    assert missed == []
    assert len(asked) < len(joined)


PATTERNS = [compile_cue(cue) for cue in CUES]
INDEX = build(PATTERNS, gram_counts(["拒绝退款押金"]))


@settings(max_examples=300)
@given(st.text(alphabet="拒绝不给退返还款押金未没慢老旧机子型甲乙丙丁戊𠮷,。", max_size=60))
def test_what_matches_was_asked(text):
    spans, asked = _asked(INDEX, text)
    for c, span in enumerate(spans):
        for p, pattern in enumerate(PATTERNS):
            assert (c, p) in asked or not pattern.search(text, *span)
