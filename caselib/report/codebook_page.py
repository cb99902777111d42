"""A codebook as one page to read: its families, and of every code the rules, the cues and the marked examples."""

from __future__ import annotations

from pathlib import Path

from caselib.assets import word
from caselib.codebook import Codebook
from caselib.errors import InputError
from caselib.files import text_written_whole
from caselib.lang.printable import printable
from caselib.messages import language
from caselib.model.case import ROLES
from caselib.report import codebook_content as content
from caselib.report.to_html import FONT, MOST
from caselib.view import html as view
from caselib.view.webfont import woff2

FORMATS = (".html", ".docx")
_WORDS = (
    "version", "contents", "legend", "about", "belongs", "excludes", "neighbours", "schemes", "cues", "examples", "counter", "match", "refuse", "and",
    "absent", "before", "behind",
)  # fmt: skip


def codebook_page(book: Codebook, path: Path | str, *, lang: str | None = None) -> Path:
    """Write a codebook as a page to read.

    Parameters
    ----------
    book
        As :func:`caselib.codebook.load` gives it.
    path
        Of the ``.html`` file (one file, no scripts, no requests) or of the ``.docx`` file.
    lang
        Of labels and of the codes' names; definitions are shown in every language that the codebook has.

    Raises
    ------
    InputError
        If the path ends in neither.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path.name}: a codebook is shown as {' or '.join(FORMATS)}; end the name in one of them")
    tongue = language(lang)
    if path.suffix.lower() == ".docx":
        from caselib.report.codebook_word import write

        return write(book, path, tongue)
    with text_written_whole(path) as file:
        file.write(rendered(book, tongue))
    return path


def rendered(book: Codebook, lang: str) -> str:
    """The HTML page."""
    page = view.environment().get_template("codebook.html.j2").render(
        title=printable(title(book, lang)),
        version=printable(book.version),
        counts=content.counts(book, lang),
        groups=content.groups(book, lang),
        roles=[(role, word(f"role.{role}", lang)) for role in ROLES],
        lang=lang,
        words={key: word(f"codebook.{key}", lang) for key in _WORDS},
        gap=lambda n: word("codebook.gap", lang, n=n),
        hints=lambda n: word("codebook.hints", lang, n=n),
        colon="：" if lang == "zh" else ": ",
        css=view.css("codebook.css"),
    )  # fmt: skip
    font = woff2(page)
    face = f"@font-face{{font-family:{FONT};src:url(data:font/woff2;base64,{font}) format('woff2')}}" if font else ""
    whole = page.replace("</style>", face + "</style>", 1)
    return whole if len(whole.encode("utf-8")) <= MOST else page


def title(book: Codebook, lang: str) -> str:
    """The codebook's title in the language, or in the one that it has."""
    return book.title.get(lang) or next(iter(book.title.values()), book.name)


__all__ = ["codebook_page", "rendered", "title"]
