"""The cue notation: literal in, literal out; nothing crashes it and nothing makes it slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.codebook import compile_cue
from caselib.codebook.notation import NotationError

TABLE = [
    ("拒绝|不给", "商家不给退款", "不给"),
    ("拒绝|不给", "商家同意退款", None),
    ("(退|返)还", "已返还押金", "返还"),
    ("退[还]款", "退款和退还款", "退款"),
    ("退[还]款", "应退还款项", "退还款"),
    ("退[还|回]款", "已退回款", "退回款"),
    ("拒绝 … 退款", "拒绝给他退款", "拒绝给他退款"),
    ("拒绝 … 退款", "退款被拒绝", None),
    ("拒绝 … 退款", "拒绝了一二三四五六七八九退款", "拒绝了一二三四五六七八九退款"),
    ("拒绝 … 退款", "拒绝了一二三四五六七八九十退款", None),
    ("拒绝 …2 退款", "拒绝了他退款", "拒绝了他退款"),
    ("拒绝 …2 退款", "拒绝给了他退款", None),
    ("短信 & 退订", "退订了三次短信还来", "退订了三次短信"),
    ("短信 & 退订", "短信又来了", None),
    ("退款 !如果|要是", "如果不满意可以退款", None),
    ("退款 !如果|要是", "第二天退款", "退款"),
    ("退款 !<未|没", "未退款", None),
    ("退款 !<未|没", "没有退款", "退款"),
    ("退款 !>吗|么", "能退款吗", None),
    ("退款 !>吗|么", "能退款", "退款"),
    ("退款 !<未 !>吗", "未退款，后来退款了", "退款"),
    ("(退|还)(了|掉)款", "还掉款", "还掉款"),
    ("退a.b", "退a.b", "退a.b"),
    ("退a.b", "退axb", None),
    ("退（款", "退（款", NotationError),
    ("(退", "退", NotationError),
    ("退)", "退", NotationError),
    ("[退]", "退", NotationError),
    ("退|", "退", NotationError),
    ("", "退", NotationError),
]


@pytest.mark.parametrize(("cue", "clause", "found"), TABLE)
def test_notation(cue, clause, found):
    if found is NotationError:
        with pytest.raises(NotationError, match="cue"):
            compile_cue(cue)
        return
    hit = compile_cue(cue).search(clause, 0, len(clause))
    assert (clause[slice(*hit)] if hit else None) == found


@pytest.mark.parametrize(("cue", "clause", "found"), [row for row in TABLE if isinstance(row[2], str)])
def test_every_need_is_met_in_every_match(cue, clause, found):
    pattern = compile_cue(cue)
    hit = pattern.search(clause, 0, len(clause))
    assert hit
    assert pattern.needs
    assert all(need and all(need) for need in pattern.needs)
    assert all(any(literal in clause for literal in need) for need in pattern.needs)


def test_a_cue_written_in_traditional_script_is_one_in_simplified():
    assert compile_cue("賠償").search("已赔偿", 0, 3) == (1, 3)


def test_the_clause_is_a_border():
    assert compile_cue("拒绝 … 退款").search("拒绝，退款", 0, 2) is None


@given(st.text(alphabet="退还款[]()|…!<>& 1", max_size=14), st.text(alphabet="退还款1 ", max_size=12))
def test_a_cue_compiles_or_says_what_is_wrong(cue, clause):
    try:
        pattern = compile_cue(cue)
    except NotationError:
        return
    hit = pattern.search(clause, 0, len(clause))
    assert hit is None or 0 <= hit[0] <= hit[1] <= len(clause)


@pytest.mark.timeout(60)  # quadratic cost takes far longer; benchmarks/linear.py measures how the time grows
@pytest.mark.parametrize("text", ["拒绝" * 50_000, "拒" * 100_000, "拒绝了退" * 25_000, "短信" * 49_999 + "退订"])
def test_a_long_line_is_searched_to_its_end(text):
    pattern = compile_cue("(拒绝|不给|拒不) … (退|返)[还]款 !如果|要是|万一")
    assert pattern.search(text, 0, len(text)) is None
    found = pattern.search(text + "，拒绝退款", 0, len(text) + 5)
    assert found and found[1] == len(text) + 5
