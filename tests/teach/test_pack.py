"""Packs: headings, marks for the teacher, minutes that add up, no ending for students, Word in Chinese fonts."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.model import Field, Span
from caselib.report.word_order import misplaced
from caselib.teach.handout import ABSTRACT
from caselib.teach.leak import leaks
from caselib.teach.pack import pack
from caselib.teach.phrases import theory
from caselib.teach.plan import SHORTEST, minutes, plan
from caselib.teach.story import Shelf, squeezed
from teach.make import base_of
from teach.trial import gold_cases

BODY = ["摘要", "引言", "背景", "事情的经过", "尚待决定"]
NOTE = ["教学目的与用途", "启发思考题", "分析思路", "理论依据与分析", "背景信息", "关键要点", "建议课堂计划", "板书计划", "案例的后续进展", "其他教学支持"]


@pytest.fixture(scope="module")
def cases(corpus: Path) -> Cases:
    return gold_cases(corpus)


@pytest.fixture(scope="module")
def written(cases: Cases, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    case = next(case for case in cases if case.final and case.final.value == "positive" and not Shelf(cases).story(case).gaps)
    return pack(case, tmp_path_factory.mktemp("pack"), base=cases)


def _headings(path: Path) -> list[str]:
    return [p.text for p in Document(str(path)).paragraphs if p.style.name.startswith("Heading 1")]


def test_files_and_headings(written: list[Path]) -> None:
    assert [path.name for path in written] == [
        "案例正文.docx", "案例正文.html", "案例使用说明.docx", "案例使用说明.html", "case.docx", "case.html", "teaching_note.docx", "teaching_note.html",
    ]  # fmt: skip
    assert _headings(written[0]) == BODY
    assert _headings(written[2]) == NOTE
    assert len(_headings(written[4])) == len(BODY)
    assert len(_headings(written[6])) == len(NOTE)


def test_abstract_is_short_and_questions_are_few(written: list[Path]) -> None:
    paragraphs = [p.text for p in Document(str(written[0])).paragraphs]
    assert 80 <= len(paragraphs[paragraphs.index("摘要") + 1]) <= ABSTRACT
    note = [p.text for p in Document(str(written[2])).paragraphs]
    asked = note[note.index("启发思考题") + 1 : note.index("分析思路")]
    assert 2 <= len(asked) <= 5
    assert all(re.match(r"\d\. .+？$", line) for line in asked)


def test_students_files_hold_no_ending(cases: Cases, written: list[Path]) -> None:
    case = next(case for case in cases if case.final and case.final.value == "positive" and not Shelf(cases).story(case).gaps)
    secrets = Shelf(cases).story(case).secrets
    assert secrets
    for path in (written[0], written[1], written[4], written[5]):
        assert leaks(path, secrets) == []
    # The same search finds the ending in the teacher's files: it is not blind.
    assert leaks(written[2], secrets)
    assert leaks(written[3], secrets)


def test_what_the_text_does_not_give_is_asked_for(tmp_path: Path) -> None:
    base = base_of("某日，顾客来电反映存折打错了名字，办了三次都没有改过来。⟦cause:work_error|柜员录错了一个字⟧。")
    paths = pack(base.cases[0], tmp_path, base=base, lang="zh")
    note = "\n".join(p.text for p in Document(str(paths[2])).paragraphs)
    for asked in ("被投诉单位", "投诉人", "地点", "学员的专业、年级或岗位", "原文没有讲到结局"):
        assert re.search(rf"【待教师补充：[^】]*{asked}", note), asked
    assert "实际处理" not in note


def test_story_stands_in_the_pack_in_the_sources_own_words(cases: Cases, written: list[Path]) -> None:
    case = next(case for case in cases if case.final and case.final.value == "positive" and not Shelf(cases).story(case).gaps)
    story = Shelf(cases).story(case)
    text = squeezed("".join(p.text for p in Document(str(written[0])).paragraphs))
    assert squeezed(story.told) in text
    assert squeezed(story.told) in squeezed(Shelf(cases).full(case))


def test_word_carries_chinese_fonts_and_language(written: list[Path]) -> None:
    with zipfile.ZipFile(written[0]) as packed:
        styles = packed.read("word/styles.xml").decode()
        assert "updateFields" not in packed.read("word/settings.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="zh-CN"' in styles
    assert "eastAsiaTheme" not in styles


def test_page_makes_no_request(written: list[Path]) -> None:
    page = written[1].read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//|url\(|@import|<script", page)


@given(st.integers(SHORTEST, 400))
def test_minutes_add_up(total: int) -> None:
    shares = minutes(total)
    assert sum(shares) == total
    assert min(shares) > 0
    rows = plan(total, "zh").rows
    assert sum(int(row[1]) for row in rows[:-1]) == int(rows[-1][1]) == total
    assert rows[-2][0].endswith(f"–{total}")


def test_theme_takes_each_cluster_once_and_refuses_too_many(cases: Cases, tmp_path: Path) -> None:
    some = Cases(cases.cases[:3] + cases.cases[:1], cases.guides, cases.texts)
    paths = pack(some, tmp_path, theme="门店投诉", lang="zh")
    assert sum(head.startswith("案例") for head in _headings(paths[0])) == len({case.cluster for case in some})
    assert Document(str(paths[0])).paragraphs[0].text.startswith("门店投诉")
    with pytest.raises(InputError, match="too many"):
        pack(cases, tmp_path)
    with pytest.raises(InputError, match="no case"):
        pack(Cases(), tmp_path)


def test_hostile_text_is_escaped(tmp_path: Path) -> None:
    base = base_of("<script>alert(1)</script>顾客\x00在柜台前等了一个上午也没有人理会她。⟦cause:delay|窗口 & \"柜台\" <都>关着⟧。")
    paths = pack(base.cases[0], tmp_path, base=base, lang="zh")
    page = paths[1].read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert all("\x00" not in p.text for p in Document(str(paths[0])).paragraphs)


def test_both_languages_have_every_phrase() -> None:
    from caselib.teach.phrases import _file

    for key, texts in _file("phrases.yaml").items():
        blanks = [sorted(re.findall(r"\{(\w*)\}", texts[lang])) for lang in ("zh", "en")]
        assert blanks[0] == blanks[1], key
    placed = [code for codes in theory()["dimensions"].values() for code in codes]
    assert len(placed) == len(set(placed))


def test_word_opens_without_repair(written: list[Path]) -> None:
    for path in written:
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    if name.startswith("word/") and name.endswith(".xml"):
                        assert misplaced(etree.fromstring(packed.read(name))) == [], name


def test_a_case_alone_finds_the_collection_that_holds_its_text(tmp_path: Path) -> None:
    base = base_of("四月在柜台办理转账，排到下午一点还没有轮到。⟦cause:delay|窗口只开一个⟧。⟦action:refund:done|收到了退款⟧。")
    alone, given = pack(base[0], tmp_path / "alone"), pack(base[0], tmp_path / "given", base=base)
    assert [path.read_bytes() for path in alone if path.suffix == ".html"] == [path.read_bytes() for path in given if path.suffix == ".html"]
    lost = replace(base[0], doc="nowhere.txt")
    with pytest.raises(InputError, match="pass base=cases"):
        pack(lost, tmp_path / "lost")


def test_the_year_of_the_title_stands_in_the_background(tmp_path: Path) -> None:
    base = base_of("四月在柜台办理转账，排到下午一点还没有轮到。⟦cause:delay|窗口只开一个⟧。⟦action:refund:done|2021年收到了退款⟧。")
    text = base.text(base[0])
    dated = Cases((replace(base[0], year=Field(2021, Span(text.index("2021"), text.index("2021") + 4), "r")),), (), base.texts)
    words = "".join(paragraph.text for paragraph in Document(str(pack(dated[0], tmp_path, base=dated, lang="zh")[0])).paragraphs)
    assert "（2021）" in words
    assert "年份：2021" in words
