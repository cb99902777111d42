"""Cases and texts as HTML: fragments for notebooks, and pages that stand alone.

Everything that comes from a document is escaped (Jinja2 with autoescape); pages carry a content security
policy that forbids scripts and every request.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from caselib.assets import TEMPLATES, word
from caselib.casebase.cases import source_of
from caselib.codebook import Codebook, load
from caselib.lang.printable import printable
from caselib.messages import language
from caselib.model import Case, CleanText, Mention, SourceText
from caselib.view import record
from caselib.view.marks import Run, case_runs, label
from caselib.view.sides import Piece, paired

if TYPE_CHECKING:
    from caselib.casebase import Cases

ROWS = 10  # cases that a summary lists: what fits a notebook's screen with the cell above it


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML that shows itself in a notebook; ``str()`` gives its text."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


@cache
def environment() -> Environment:
    """The templates, with everything escaped that they do not write themselves."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def css(name: str) -> Markup:
    """A style sheet of the package, as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def case(shown: Case, source: SourceText | None, lang: str | None = None) -> Html:
    """One case with its facts and its text, every mention marked by role; hovering tells code, confidence and rule."""
    return _fragment("one", card(shown, source, language(lang)), css("case.css"))


def display(shown: Case) -> str:
    """What a case shows of itself in a notebook: its card, with its text where a collection in use has it."""
    return case(shown, source_of(shown)).html


def summary(cases: Cases, lang: str | None = None, rows: int = ROWS) -> Html:
    """What a collection of cases shows of itself: one sentence, and its first cases as a table."""
    lang = language(lang)
    shown = cases.cases[:rows]
    more = word("summary.more", lang, n=len(cases) - rows) if len(cases) > rows else ""
    columns = [word(key, lang) for key in ("field.title", "field.industry", "field.year", "role.cause", "role.action", "role.outcome", "field.final", "field.doc")]
    lines = [[printable(cell) for cell in _row(one, lang)] for one in shown]
    return _fragment("table", headline(cases, lang), columns, lines, more, css("case.css"))


def headline(cases: Cases, lang: str | None = None) -> str:
    """One sentence on a collection of cases: how many cases, clusters, documents, mentions, guides and problems."""
    if not cases.cases:
        return word("summary.none", lang)
    return word(
        "summary.head",
        lang,
        cases=len(cases),
        clusters=len({one.cluster or one.id for one in cases}),
        docs=len({one.doc for one in cases}),
        mentions=sum(len(one.mentions) for one in cases),
        guides=len(cases.guides),
        problems=len(cases.problems),
    )


def show_clean(cleaned: CleanText, lang: str | None = None) -> Html:
    """The raw text beside the cleaned one, line by line; what was changed is marked, with its rule on hovering."""
    lang = language(lang)
    pairs = [([_safe(piece) for piece in left], [_safe(piece) for piece in right]) for left, right in paired(cleaned)]
    note = word("case.changes", lang, n=len(cleaned.changes))
    return _fragment("sides", (word("case.raw", lang), word("case.clean", lang)), pairs, note, css("case.css"))


def page(title: str, body: Html, lang: str | None = None) -> str:
    """A whole page around a fragment: no script, no request, light or dark as the reader's system is."""
    style = Markup("body{font-family:'Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif;margin:2rem auto;padding:0 1rem;max-width:70rem}")
    return _fragment("page", printable(title), Markup(body.html), style, language(lang)).html


def card(shown: Case, source: SourceText | None, lang: str) -> dict[str, Any]:
    """What the template of a case fills in."""
    book = load()
    facts = [*record.facts(shown, book, lang), (word("field.doc", lang), record.place(shown, source, lang))]
    pieces = case_runs(shown, source) if source else [Run(m.quote, m.span.start, (m,), (m,)) for m in shown.mentions]
    notes = [] if source else [word("case.no_text", lang)]
    if shown.suggestions:
        notes.append(word("case.suggestions", lang, n=len(shown.suggestions)))
    return {
        "anchor": anchor(shown),
        "title": printable(record.title(shown, lang, source)),
        "facts": [(name, printable(told)) for name, told in facts],
        "rounds": record.rounds(shown, book, lang),
        "runs": [_run(piece, book, lang) for piece in pieces],
        "note": "；".join(notes),
    }


def anchor(shown: Case) -> str:
    """The name of the case's card inside a page: letters and digits only."""
    return "case-" + "".join(char if char.isascii() and char.isalnum() else "-" for char in shown.uid)


def _run(run: Run, book: Codebook, lang: str) -> dict[str, Any]:
    roles = dict.fromkeys(m.role for m in sorted(run.mentions, key=lambda m: ("cause", "action", "outcome").index(m.role)))
    wish = ["wish"] if run.mentions and all(m.status in {"advised", "demanded"} for m in run.mentions) else []
    return {
        "text": printable(run.text),
        "classes": " ".join([*roles, *wish]),
        "hint": "\n".join(_hint(m, book, lang) for m in run.mentions),
        "tags": [{"role": m.role, "label": label(m, book, lang)} for m in run.ends],
    }


def _hint(mention: Mention, book: Codebook, lang: str) -> str:
    realised = word(f"realised.{mention.realised}", lang) if mention.realised and mention.realised != "unknown" else ""
    said = [label(mention, book, lang), realised, f"{mention.confidence:.2f}", printable(mention.rule)]
    return " · ".join(part for part in said if part)


def _row(shown: Case, lang: str) -> list[str]:
    book = load()

    def told(role: str) -> str:
        return record.names([m for m in shown.mentions if m.role == role and m.status in {"", "done"}], book, lang)

    facts = {name: getattr(shown, name) for name in ("industry", "year", "final")}
    said = {name: record.spoken(name, field.value, book, lang) if field else "" for name, field in facts.items()}
    return [record.title(shown, lang), said["industry"], said["year"], told("cause"), told("action"), told("outcome"), said["final"], shown.doc]


def _fragment(macro: str, *values: object) -> Html:
    # str(): joined to other text, Jinja2's Markup would escape that text.
    return Html(str(getattr(environment().get_template("fragments.html.j2").module, macro)(*values)))


def _safe(piece: Piece) -> Piece:
    return Piece(piece.changed, printable(piece.text), printable(piece.hint))
