"""Questions in Moodle's GIFT format.

The format's description (Moodle documentation, "GIFT format"): a blank line ends a question, ``\\\\n`` stands for a line break,
``~ = # { } :`` and the backslash are escaped by a backslash; ``#`` begins the feedback to an answer, ``####`` the general one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from caselib.files import text_written_whole
from caselib.lang.printable import printable
from caselib.teach.phrases import phrase
from caselib.teach.quiz.question import Question

_SPECIAL = str.maketrans({char: "\\" + char for char in "\\~=#{}:"})
_WEIGHT = re.compile(r"^%(?=-?\d)")


def gift(questions: Iterable[Question], path: Path | str, lang: str | None = None) -> Path:
    """Write the questions as a GIFT file (UTF-8 without byte-order mark)."""
    path = Path(path)
    with text_written_whole(path) as file:
        file.write(f"$CATEGORY: {escaped(phrase('quiz_category', lang))}\n\n")
        for question in questions:
            file.write(written(question) + "\n\n")
    return path


def written(question: Question) -> str:
    """One question."""
    stem = "\n".join(part for part in (question.passage, question.stem) if part)
    lines = [f"::{escaped(question.title)} ({question.id})::[plain]{escaped(stem)} {{"]
    for option in question.options:
        lines.append(f"\t{'=' if option.right else '~'}{_answer(option.text)}#{_answer(option.feedback)}")
    for left, right in question.pairs:
        lines.append(f"\t={_answer(left)} -> {_answer(right)}")
    if question.feedback:
        lines.append(f"\t####{escaped(question.feedback)}")
    return "\n".join([*lines, "}"])


def escaped(text: str) -> str:
    r"""Text that GIFT gives back as it was; line breaks as ``\n``, a leading ``%`` (which would be read as a weight) in full width.

    Examples
    --------
    >>> print(escaped("比例=3:1 {甲~乙} #1：全角"))
    比例\=3\:1 \{甲\~乙\} \#1：全角
    """
    lines = [line.strip() for line in printable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\\n".join(_WEIGHT.sub("％", line).translate(_SPECIAL) for line in lines if line)


def _answer(text: str) -> str:
    """Text among the answers, where ``->`` is the format's own mark of a match and has no escape: it becomes an arrow."""
    return escaped(text.replace("->", "→"))
