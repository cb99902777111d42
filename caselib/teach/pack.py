"""A teaching pack: the case for students and the note for the teacher, as Word and HTML, in both languages."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from caselib.casebase import Cases
from caselib.casebase.cases import collection_of
from caselib.errors import InputError
from caselib.messages import LANGUAGES, language
from caselib.model import Case
from caselib.teach.handout import handout
from caselib.teach.leak import guard
from caselib.teach.note import note
from caselib.teach.page import page
from caselib.teach.phrases import phrase
from caselib.teach.sheet import Sheet
from caselib.teach.story import Shelf

MOST = 8  # cases in a theme: what a class can compare


def pack(
    chosen: Case | Cases, folder: Path | str, *, base: Cases | None = None, theme: str = "", lang: str | None = None, minutes: int = 90
) -> list[Path]:
    """Write a teaching pack.

    Parameters
    ----------
    chosen
        One case, or a part of a case base (``cases.where(cause="delay")``) for a theme; of cases told twice the first is taken.
    folder
        Gets 案例正文 and 案例使用说明 as ``.docx`` and ``.html``; the twin in the other language stands in a folder below if ``lang`` is not given.
    base
        The case base that holds the text of a single case; by default the collection in use that has it.
    theme
        A title of your own; it is printed as it is.
    lang
        ``"zh"`` or ``"en"`` for one language; else both. The source's own words stay Chinese.
    minutes
        Length of the class.

    Returns
    -------
    list of pathlib.Path
        In the order: students' text, teaching note; Word, HTML; the twin's last.

    Raises
    ------
    InputError
        If there is no case, or too many for a class, or the text of one is not there.
    """
    spoken = language(lang)
    shelf, cases = shelved(chosen, base)
    if len(cases) > MOST:
        raise InputError(f"{len(cases)} cases are too many for one class; choose at most {MOST}, by where(...) or by id")
    others = [each for each in LANGUAGES if each != spoken] if lang is None else []
    written: list[Path] = []
    for each in (spoken, *others):
        target = Path(folder) if each == spoken else Path(folder) / each
        students = handout(shelf, cases, theme, each)
        secrets = tuple(secret for case in cases for secret in shelf.story(case).secrets)
        written += _write(students, target / phrase("file_body", each), secrets)
        written += _write(note(shelf, cases, theme, each, minutes), target / phrase("file_note", each), ())
    return written


def shelved(chosen: Case | Cases, base: Cases | None) -> tuple[Shelf, list[Case]]:
    """The cases to teach, each cluster once, with their texts."""
    if isinstance(chosen, Case):
        return Shelf(home(chosen, base)), [chosen]
    if not len(chosen):
        raise InputError("there is no case to teach; choose some by where(...) or by id")
    return Shelf(chosen if base is None else base), firsts(chosen)


def home(case: Case, base: Cases | None = None) -> Cases:
    """The case base given, else the collection in use that holds the case's text.

    Raises
    ------
    InputError
        If there is none.
    """
    found = base if base is not None else collection_of(case)
    if found is None:
        raise InputError("a case alone does not hold its text, and no collection in use has it; pass base=cases as well")
    return found


def firsts(cases: Cases) -> list[Case]:
    """Of every cluster the case that stands first."""
    found: dict[str, Case] = {}
    for case in cases:
        found.setdefault(case.cluster or case.id, case)
    return list(found.values())


def _write(sheet: Sheet, stem: Path, secrets: tuple[str, ...]) -> list[Path]:
    """Word and HTML of a handout; a students' file is looked through before it takes its name."""
    from caselib.teach.to_word import word

    paths = [stem.with_name(stem.name + ".docx"), stem.with_name(stem.name + ".html")]
    stem.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=stem.parent) as draft:
        for path, write in zip(paths, (word, page), strict=True):
            made = write(sheet, Path(draft) / path.name)
            guard(made, secrets)
        for path in paths:
            (Path(draft) / path.name).replace(path)
    return paths
