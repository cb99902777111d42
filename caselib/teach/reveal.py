"""A case step by step for the classroom: situation, causes, actions, outcome; arrow keys alone.

The students' file has no fourth step: what is not in a file cannot be found in its source.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from caselib.assets import word
from caselib.casebase import Cases
from caselib.codebook import load
from caselib.files import text_written_whole
from caselib.messages import language
from caselib.model import Case, Mention
from caselib.teach import describe
from caselib.teach.leak import guard
from caselib.teach.pack import shelved
from caselib.teach.page import rendered
from caselib.teach.phrases import phrase
from caselib.teach.story import Shelf, Story

PAGE = 420  # characters a step shows at once: what 1280 × 720 holds at a size that the last row can read (tried in chromium)


def reveal(case: Case, path: Path | str, *, base: Cases | None = None, student: bool = False, lang: str | None = None) -> Path:
    """Write the step-by-step view of a case as one file that makes no request.

    Parameters
    ----------
    case, base
        The case, and the case base that holds its text; by default the collection in use that has it.
    path
        Of the ``.html`` file.
    student
        Leaves the ending out, and the words of every action that stand in one sentence with it. The finished file is looked
        through for the ending in every usual writing before it takes its name.

    Raises
    ------
    CaselibError
        If a student file would have told the ending; then none is written.
    """
    path, spoken = Path(path), language(lang)
    shelf, _ = shelved(case, base)
    story = shelf.story(case)
    slides = _slides(shelf, case, story, student, spoken)
    with text_written_whole(path) as file:
        file.write(rendered("reveal", spoken, "reveal.js", title=describe.title(case, spoken), slides=slides))
        file.flush()
        if student:
            guard(file.name, story.secrets, path.name)
    return path


def _slides(shelf: Shelf, case: Case, story: Story, student: bool, lang: str) -> list[dict[str, Any]]:
    causes, actions = describe.of(case, "cause"), describe.of(case, "action", "done")
    slides = [_slide("situation", lang, text=piece) for piece in pages(story.told)] or [_slide("situation", lang)]
    slides.append(_slide("cause", lang, _items(causes, story, student, lang)))
    slides.append(_slide("action", lang, _items(actions, story, student, lang)))
    if student:
        slides.append(_slide("outcome", lang, text=phrase("reveal_withheld", lang)))
    else:
        end = phrase("reveal_end", lang, final=word(f"final.{case.final.value}", lang)) if case.final else ""
        slides.append(_slide("outcome", lang, _items(describe.of(case, "outcome"), story, False, lang), note=end))
        slides += [_slide("outcome", lang, text=piece) for piece in pages(story.rest)]
    for n, slide in enumerate(slides, 1):
        slide["count"] = phrase("reveal_step", lang, n=n, of=len(slides))
    return slides


def _slide(name: str, lang: str, items: list[tuple[str, str]] | None = None, text: str = "", note: str = "") -> dict[str, Any]:
    told = text or ("" if items else phrase("reveal_none", lang))
    head, task = phrase(f"reveal_{name}", lang), phrase(f"reveal_task_{name}", lang)
    return {"name": name, "head": head, "task": task, "items": items or [], "lines": told.split("\n"), "note": note}


def _items(mentions: list[Mention], story: Story, student: bool, lang: str) -> list[tuple[str, str]]:
    """(label, quote); of a students' file the quotes that stand in an outcome's sentence are left out."""
    book = load()
    once = {m.code: m for m in reversed(mentions)}
    found = []
    for m in reversed(once.values()):
        quote = " ".join(m.quote.split())
        found.append((book.label(m.code, lang), "" if student and not story.quotable(m) else quote))
    return found


def pages(text: str, most: int = PAGE) -> list[str]:
    """A text in pieces of at most ``most`` characters, cut behind sentences.

    Examples
    --------
    >>> pages("甲乙丙。丁戊。己", 5)
    ['甲乙丙。', '丁戊。己']
    """
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > most:
        ends = [i + 1 for i, char in enumerate(rest[:most]) if char in "。！？；\n"]
        at = ends[-1] if ends else most
        pieces.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [*pieces, rest] if rest else pieces
