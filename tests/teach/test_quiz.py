"""Quizzes: right and wrong answers from the cases, and files that other programs read n of n."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.teach.quiz import KINDS, Option, Question, cell, gift, moodle_xml, paper, quiz_page, quizzes
from caselib.teach.quiz.gift import escaped, written
from caselib.teach.story import squeezed
from teach.gift_reader import read_gift
from teach.trial import gold_cases

NASTY = "退=3:1 {甲~乙} #第1条 \\n 斜杠\\ 全角：＝ 50%~80% a->b //注"


@pytest.fixture(scope="module")
def cases(corpus: Path) -> Cases:
    return gold_cases(corpus)


@pytest.fixture(scope="module")
def made(cases: Cases) -> list[Question]:
    return quizzes(cases)


def _nasty() -> list[Question]:
    options = (Option(NASTY, True, NASTY), Option("%50%" + NASTY, False, NASTY), Option("//丙", False, ""), Option("", False, ""))
    choice = Question("q1", "cause", NASTY, NASTY, f"第一行\n\n{NASTY}\n// 第三行", options[:3], (), NASTY)
    match = Question("q2", "tactic", "配对", NASTY, "", (), (("甲->乙", NASTY), ("= {", "~ }"), ("# :", "\\")), NASTY)
    return [choice, match]


def _line(text: str) -> str:
    """What a reader gives back: lines without white space at their ends, no empty ones, a leading weight in full width."""
    lines = [re.sub(r"^%(?=-?\d)", "％", line.strip()) for line in text.split("\n") if line.strip()]
    return "\n".join(lines)


def _side(text: str) -> str:
    """The same among answers, where the arrow is the format's own."""
    return _line(text.replace("->", "→"))


def test_every_kind_is_made(made: list[Question]) -> None:
    assert {question.kind for question in made} == set(KINDS)
    assert len({question.id for question in made}) == len(made)


def test_wrong_answers_come_from_other_cases(cases: Cases, made: list[Question]) -> None:
    clusters = {case.id: case.cluster for case in cases}
    for question in made:
        if question.options:
            assert sum(option.right for option in question.options) == 1
            assert len({squeezed(option.text) for option in question.options}) == len(question.options) == 4
            for option in question.options:
                assert (clusters[option.case] == clusters[question.case]) == option.right, question.id
        else:
            assert len(question.pairs) >= 3
            assert len({left for left, _ in question.pairs}) == len({right for _, right in question.pairs}) == len(question.pairs)


def test_feedback_quotes_the_source(cases: Cases, made: list[Question]) -> None:
    quoted = 0
    texts = {case.id: squeezed(cases.text(case)) for case in cases}
    for question in made:
        for option in question.options:
            for quote in re.findall(r"原文：“(.+?)”（|另一案：“(.+?)”（", option.feedback):
                assert squeezed("".join(quote)) in texts[option.case], option.feedback
                quoted += 1
    assert quoted > 100


def test_a_passage_does_not_hold_its_answer(made: list[Question]) -> None:
    for question in made:
        if question.kind in ("ending", "step"):
            right = next(option for option in question.options if option.right)
            assert squeezed(right.text) not in squeezed(question.passage), question.id


def test_order_of_decide_follows_its_evidence(made: list[Question]) -> None:
    for question in made:
        if question.kind == "decide":
            shares = [int(a) / int(b) for a, b in re.findall(r"：(\d+)/(\d+) 案结局圆满", question.feedback)]
            assert shares == sorted(shares, reverse=True)
            assert len(set(shares)) == len(shares) == len(question.pairs)
            assert "不能证明" in question.feedback


def test_the_same_questions_every_time(cases: Cases, made: list[Question]) -> None:
    assert quizzes(cases) == made
    assert len(quizzes(cases, ["claim"], most=2)) == 2
    with pytest.raises(InputError, match="no kind of question 'essay'"):
        quizzes(cases, ["essay"])


def test_gift_is_read_n_of_n(made: list[Question], tmp_path: Path) -> None:
    questions = [*made, *_nasty()]
    read = read_gift(gift(questions, tmp_path / "q.gift").read_text(encoding="utf-8"))
    assert len(read) == len(questions)
    for got, put in zip(read, questions, strict=True):
        assert got.title == f"{_line(put.title)} ({put.id})"
        assert got.stem == _line("\n".join(part for part in (put.passage, put.stem) if part))
        assert got.options == [(o.right, _side(o.text), _side(o.feedback)) for o in put.options]
        assert got.pairs == [(_side(a), _side(b)) for a, b in put.pairs]
        assert got.feedback == _line(put.feedback)


@given(st.text(alphabet=st.sampled_from("甲 ~=#{}:\\\n%5->：n"), max_size=40))
def test_escaping_survives_any_text(text: str) -> None:
    words = _line(text) or "空"
    question = Question("q", "cause", "题", "问", "", (Option(f"甲{words}", True, words), Option("乙", False, ""), Option("丙", False, "")), (), words)
    read = read_gift(written(question))
    assert read[0].options[0][1:] == (_side(f"甲{words}"), _side(words))
    assert read[0].feedback == words
    assert "\n" not in escaped(text)


@pytest.mark.parametrize(
    "wrong",
    ["::a::[plain]问 {=甲 ~乙", "::a::[plain]问: {=甲 ~乙}", "::a::[plain]问 {=甲 =乙 ~丙}", "问 {=甲 ~乙}",
     "::a::[plain]问 {=甲 -> 乙 =丙 -> 丁}", "::a::[plain]\\x {=甲 ~乙}"],
)
def test_gift_reader_is_strict(wrong: str) -> None:
    with pytest.raises(ValueError):
        read_gift(wrong)


def test_gift_is_read_by_another_parser(made: list[Question], tmp_path: Path) -> None:
    """The npm package gift-pegjs, where node finds it (NODE_PATH)."""
    node = shutil.which("node")
    probe = node and subprocess.run([node, "-e", "require('gift-pegjs')"], capture_output=True, env=os.environ, check=False).returncode == 0
    if not probe:
        pytest.skip("node does not find gift-pegjs")
    path = gift([*made, *_nasty()], tmp_path / "q.gift")
    code = "const g=require('gift-pegjs'),f=require('fs');console.log(JSON.stringify(g.parse(f.readFileSync(process.argv[1],'utf8')).filter(q=>q.type!=='Category')))"
    done = subprocess.run([str(node), "-e", code, str(path)], capture_output=True, check=True, env=os.environ)
    read = json.loads(done.stdout)
    assert len(read) == len(made) + 2
    for got, put in zip(read, [*made, *_nasty()], strict=True):
        assert got["type"] == ("MC" if put.options else "Matching")
        assert [choice["isCorrect"] for choice in got.get("choices", [])] == [option.right for option in put.options]
        if put in made:
            assert squeezed(got["stem"]["text"]) == squeezed(put.passage + put.stem)
            assert [squeezed(choice["text"]["text"]) for choice in got.get("choices", [])] == [squeezed(option.text) for option in put.options]


def test_moodle_xml_is_read_n_of_n(made: list[Question], tmp_path: Path) -> None:
    questions = [*made, *_nasty()]
    tree = ElementTree.parse(moodle_xml(questions, tmp_path / "q.xml")).getroot()
    assert tree.tag == "quiz"
    category, *read = list(tree)
    assert category.get("type") == "category"
    assert len(read) == len(questions)
    for got, put in zip(read, questions, strict=True):
        assert got.get("type") == ("multichoice" if put.options else "matching")
        stem = got.findtext("questiontext/text") or ""
        assert not re.search(r"<(?!br>)", stem)
        assert squeezed(unescape(stem.replace("<br>", "\n"))) == squeezed(put.passage + put.stem)
        assert [answer.get("fraction") for answer in got.findall("answer")] == ["100" if option.right else "0" for option in put.options]
        pairs = [(unescape(sub.findtext("text") or ""), sub.findtext("answer/text")) for sub in got.findall("subquestion")]
        assert [tuple(map(squeezed, map(str, pair))) for pair in pairs] == [(squeezed(a), squeezed(b)) for a, b in put.pairs]


def test_cell_runs_no_script_and_escapes(made: list[Question], tmp_path: Path) -> None:
    evil = Question("q", "cause", "<b>题</b>", "<script>alert(1)</script>", "", (Option("\"><img src=x>", True, "<i>"), Option("乙", False, "")), (), "")
    html = cell([*made[:3], evil])._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert html.count('type="radio"') == sum(len(question.options) for question in made[:3]) + 2
    assert html.count('class="right"') == 4
    page = quiz_page(made[:3], tmp_path / "q.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<script", page)


def test_paper_keeps_the_key_apart(made: list[Question], tmp_path: Path) -> None:
    chosen = [next(question for question in made if question.kind == kind) for kind in KINDS]
    sheet, key = paper(chosen, tmp_path / "q.docx")
    assert (sheet.name, key.name) == ("q.docx", "q_key.docx")
    asked = "\n".join(p.text for p in Document(str(sheet)).paragraphs)
    answered = "\n".join(p.text for p in Document(str(key)).paragraphs)
    assert "答案：" not in asked
    assert "正确。" not in asked
    assert answered.count("答案：") == len(chosen)
    for question in chosen:
        assert question.stem in asked
        for option in question.options:
            assert option.text in asked
