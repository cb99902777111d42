"""Questions on paper: a sheet for students and the key apart, as Word documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from caselib.messages import language
from caselib.teach.phrases import phrase
from caselib.teach.quiz.question import Question, dice, letter
from caselib.teach.sheet import Block, Grid, Head, Para, Sheet


def paper(questions: Sequence[Question], path: Path | str, lang: str | None = None) -> tuple[Path, Path]:
    """Write ``path`` (for students) and, beside it, ``NAME_key.docx`` with the answers and the words that they rest on."""
    from caselib.teach.to_word import word

    path, spoken = Path(path), language(lang)
    title = phrase("quiz_title", spoken)
    asked = tuple(block for n, each in enumerate(questions, 1) for block in _asked(n, each))
    answered = tuple(block for n, each in enumerate(questions, 1) for block in _answered(n, each, spoken))
    sheet = Sheet(title, phrase("answer_name", spoken), asked, spoken)
    key = Sheet(f"{title} · {phrase('quiz_key', spoken)}", phrase("for_teacher", spoken), answered, spoken)
    return word(sheet, path), word(key, path.with_name(f"{path.stem}_key{path.suffix}"))


def _asked(n: int, question: Question) -> list[Block]:
    blocks: list[Block] = [Head(f"{n}. {question.title}", 3, plain=True)]
    blocks += [Para(question.passage, "source")] if question.passage else []
    blocks.append(Para(question.stem))
    blocks += [Para(f"{letter(i)}. {option.text}") for i, option in enumerate(question.options)]
    if question.pairs:
        blocks.append(Grid(("", "", ""), tuple(_sides(question)), (0.34, 0.1, 0.56)))
    return blocks


def _sides(question: Question) -> list[tuple[str, str, str]]:
    """Left sides with room for a letter, right sides lettered."""
    return [(left, "（　）", f"{letter(i)}. {right}") for i, ((left, _), right) in enumerate(zip(question.pairs, _order(question), strict=True))]


def _order(question: Question) -> list[str]:
    sides = [right for _, right in question.pairs]
    dice("choices", question.id).shuffle(sides)
    return sides


def _answered(n: int, question: Question, lang: str) -> list[Block]:
    order = _order(question)
    answer = question.answer if question.options else phrase("list_join", lang).join(f"{left} {letter(order.index(right))}" for left, right in question.pairs)
    lines = [phrase("answer_is", lang, answer=answer), *(f"{letter(i)}. {option.feedback}" for i, option in enumerate(question.options)), question.feedback]
    return [Head(f"{n}. {question.title}", 3, plain=True), Para("\n".join(lines), "item")]
