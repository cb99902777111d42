"""Questions in Moodle XML."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import escape

from caselib.files import written_whole
from caselib.lang.printable import printable
from caselib.teach.phrases import phrase
from caselib.teach.quiz.question import Question


def moodle_xml(questions: Iterable[Question], path: Path | str, lang: str | None = None) -> Path:
    """Write the questions as a Moodle XML file; texts are HTML, escaped."""
    path = Path(path)
    quiz = ElementTree.Element("quiz")
    category = ElementTree.SubElement(quiz, "question", type="category")
    _text(category, "category", f"$course$/{phrase('quiz_category', lang)}")
    for question in questions:
        quiz.append(_question(question, lang))
    ElementTree.indent(quiz)
    with written_whole(path) as temporary:
        ElementTree.ElementTree(quiz).write(temporary, encoding="utf-8", xml_declaration=True)
    return path


def _question(question: Question, lang: str | None) -> ElementTree.Element:
    made = ElementTree.Element("question", type="multichoice" if question.options else "matching")
    _text(made, "name", f"{question.title} ({question.id})")
    _html(made, "questiontext", "\n".join(part for part in (question.passage, question.stem) if part))
    _html(made, "generalfeedback", question.feedback)
    ElementTree.SubElement(made, "defaultgrade").text = "1"
    ElementTree.SubElement(made, "penalty").text = "0.3333333"
    ElementTree.SubElement(made, "shuffleanswers").text = "true"
    for name, key in (("correctfeedback", "right"), ("incorrectfeedback", "wrong")):
        _html(made, name, phrase(key, lang))
    if question.options:
        ElementTree.SubElement(made, "single").text = "true"
        ElementTree.SubElement(made, "answernumbering").text = "ABCD"
    for option in question.options:
        answer = _html(made, "answer", option.text)
        answer.set("fraction", "100" if option.right else "0")
        _html(answer, "feedback", option.feedback)
    for left, right in question.pairs:
        _text(_html(made, "subquestion", left), "answer", right)
    return made


def _html(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    lines = [str(escape(line.strip())) for line in printable(text).split("\n") if line.strip()]
    made = ElementTree.SubElement(parent, tag, format="html")
    ElementTree.SubElement(made, "text").text = "<br>".join(lines)
    return made


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    made = ElementTree.SubElement(parent, tag)
    ElementTree.SubElement(made, "text").text = printable(text)
