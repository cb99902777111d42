"""Questions that answer by themselves, in a notebook's cell or as a page: style sheets do it, no script runs.

What is right stands in the page: this is for practice, not for marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from caselib.files import text_written_whole
from caselib.messages import language
from caselib.teach.page import FOLDER, environment, rendered
from caselib.teach.phrases import phrase
from caselib.teach.quiz.question import Question, dice, name
from caselib.view.html import Html


def cell(questions: Sequence[Question], lang: str | None = None) -> Html:
    """The questions as a form that shows itself in a notebook; needs neither widgets nor a running kernel."""
    spoken = language(lang)
    css = Markup((FOLDER / "quiz.css").read_text(encoding="utf-8"))
    template = environment().get_template("quiz_form.html.j2")
    mark = name("form", *(question.id for question in questions))
    return Html(template.render(questions=questions, lang=spoken, css=css, mark=mark, choices=_choices(questions)))


def quiz_page(questions: Sequence[Question], path: Path | str, lang: str | None = None) -> Path:
    """The same form as a page of its own that makes no request."""
    path, spoken = Path(path), language(lang)
    with text_written_whole(path) as file:
        file.write(rendered("quiz_page", spoken, title=phrase("quiz_title", spoken), form=Markup(cell(questions, spoken).html)))
    return path


def _choices(questions: Sequence[Question]) -> dict[str, list[str]]:
    """For every question to match, the right sides in an order of chance."""
    found = {}
    for question in questions:
        sides = [right for _, right in question.pairs]
        dice("choices", question.id).shuffle(sides)
        found[question.id] = sides
    return found
