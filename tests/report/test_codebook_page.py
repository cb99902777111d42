"""A codebook as a page: everything that it says stands there, marked, escaped, and without a network."""

from __future__ import annotations

import re
import shutil
import zipfile
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from caselib.codebook import Mark, Passage, load
from caselib.codebook.notation import GAP, NotationError
from caselib.codebook.readable import Piece, spelled
from caselib.errors import InputError
from caselib.report import codebook_page
from caselib.report.codebook_content import groups, runs
from caselib.report.codebook_page import rendered
from caselib.report.word_order import misplaced

HOSPITAL = Path(__file__).parent.parent / "codebook" / "hospital"


@pytest.mark.parametrize(
    ("cue", "pieces"),
    [
        ("拒绝|不给", [Piece("words", ("拒绝", "不给"))]),
        ("(退|返)还", [Piece("words", ("退", "返")), Piece("words", ("还",))]),
        ("(退(还|回)|返还)", [Piece("words", ("退还", "退回", "返还"))]),
        ("退[还]款", [Piece("words", ("退",)), Piece("optional", ("还",)), Piece("words", ("款",))]),
        ("拒绝 … 退款", [Piece("words", ("拒绝",)), Piece("gap", most=GAP), Piece("words", ("退款",))]),
        ("拒绝 …20 退款", [Piece("words", ("拒绝",)), Piece("gap", most=20), Piece("words", ("退款",))]),
        ("短信 & 退订", [Piece("words", ("短信",)), Piece("and"), Piece("words", ("退订",))]),
        (
            "退款 !如果|要是 !<未|没 !>吗",
            [Piece("words", ("退款",)), Piece("absent", ("如果", "要是")), Piece("before", ("未", "没")), Piece("behind", ("吗",))],
        ),
    ],
)
def test_a_cue_is_spelled_out(cue, pieces):
    assert list(spelled(cue)) == pieces


def test_a_cue_that_cannot_be_read_is_refused():
    with pytest.raises(NotationError):
        spelled("(退款")


def test_every_cue_of_the_shipped_codebook_can_be_spelled_out():
    for code in load().codes.values():
        for cue in code.cues:
            assert sum(len(word) for piece in spelled(cue.text) for word in piece.words) > 1


@given(st.text(st.sampled_from("退款了，a⟦"), max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3))
def test_runs_joined_are_the_passage(text, places):
    marks = []
    at = 0
    for start, length in sorted(places):
        start, end = max(at, start), max(at, start) + length
        if start < end <= len(text):
            marks.append(Mark(start, end, "refund", "done"))
            at = end
    passage = Passage(text, tuple(marks), "report")
    found = runs(passage, load(), "zh")
    assert "".join(run.text for run in found) == text
    assert sum(bool(run.role) for run in found) == len(marks)


@pytest.fixture(scope="module", params=["zh", "en"])
def page(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param, rendered(load(), request.param)


def test_the_page_has_every_code_with_all_that_it_says(page):
    lang, text = page
    shown = unescape(re.sub(r"<[^>]+>", "", text))
    for code in load().codes.values():
        assert f'<article id="code-{code.id}">' in text
        assert f'href="#code-{code.id}"' in text
        assert all(part in shown for part in (code.label[lang], *code.definition.values()))
    code = load().codes["refund"]
    for words in (*code.belongs, *code.excludes, *code.neighbours.values(), *(cue.yes for cue in code.cues), *(cue.no for cue in code.cues)):
        assert words in shown
    assert ("结果公平" if lang == "zh" else "what was received") in shown
    for key in ("distributive", "cpc12315", "iso10002"):
        assert f">{key}" not in text


def test_the_page_asks_for_nothing(page):
    _, text = page
    assert "default-src 'none'" in text
    assert "script-src" not in text
    assert not re.search(r"<(script|img|iframe|link|object)\b", text)
    assert not re.search(r"(?:src|href)=[\"'](?!#)", text)


def test_links_lead_somewhere(page):
    _, text = page
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text))


def test_hostile_words_stay_words(tmp_path):
    folder = Path(shutil.copytree(HOSPITAL, tmp_path / "book"))
    path = folder / "causes" / "fall.yaml"
    text = path.read_text(encoding="utf-8").replace("病人跌倒、滑倒、坠床", "'<script>alert(1)</script>\\u202e'")
    path.write_text(text.replace("老人起夜时滑倒", "'老人起夜时滑倒<img src=x onerror=alert(1)>'", 1), encoding="utf-8")
    made = rendered(load(folder), "zh")
    assert "<script>" not in made
    assert "<img" not in made
    assert "&lt;script&gt;" in made
    codebook_page(load(folder), tmp_path / "x.docx")
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        assert b"<script>" not in archive.read("word/document.xml")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_is_whole_set_in_chinese_and_shaded(tmp_path, lang):
    book = load(HOSPITAL)
    document = Document(str(codebook_page(book, tmp_path / "a.docx", lang=lang)))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert len(headings) == len(book.codes) + len(groups(book, lang))
    assert all(any(code.label[lang] in head for head in headings) for code in book.codes.values())
    assert sum(p.style.name.startswith("toc") for p in document.paragraphs) == len(headings)
    shades = [each.get(qn("w:fill")) for each in document.element.iter(qn("w:shd"))]
    marks = sum(len({(m.start, m.end) for m in p.marks}) for c in book.codes.values() for p in c.passages)
    assert len(shades) == marks
    assert len(set(shades)) == 3
    assert document.styles["Normal"].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "宋体"
    assert misplaced(document.element) == []


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"\.html or \.docx"):
        codebook_page(load(HOSPITAL), tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_families_have_the_codebooks_own_names(tmp_path):
    folder = Path(shutil.copytree(HOSPITAL, tmp_path / "book"))
    path = folder / "codebook.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "families:\n  accident: {zh: 病区意外, en: Ward accidents}\n", encoding="utf-8")
    assert "病区意外" in rendered(load(folder), "zh")
    assert "Ward accidents" in rendered(load(folder), "en")
