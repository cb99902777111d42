"""Cases as cards of a page, written with few characters: a report holds thousands of marks, and has to fit a mail."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from caselib.assets import word
from caselib.codebook import load
from caselib.lang.printable import printable
from caselib.model import Case, Mention, SourceText
from caselib.view import html as view
from caselib.view import record
from caselib.view.marks import Run, case_runs, label

_ROLES = ("cause", "action", "outcome")


class Cards:
    """The cards of one page. What a mark says beside its words is named once, in :meth:`css`, and shown by the style sheet."""

    def __init__(self, lang: str) -> None:
        self.lang, self.book = lang, load()
        self._names: dict[tuple[str, str], str] = {}

    def card(self, case: Case, source: SourceText | None) -> dict[str, Any]:
        """What the template fills in. The text of ``runs`` is the case's own, character by character."""
        found = case_runs(case, source) if source else [Run(m.quote + "\n", m.span.start, (m,), (m,)) for m in case.mentions]
        return {
            "anchor": view.anchor(case),
            "title": printable(record.title(case, self.lang, source)),
            "place": printable(record.place(case, source, self.lang)),
            "facts": [(name, printable(told)) for name, told in record.facts(case, self.book, self.lang)],
            "rounds": record.rounds(case, self.book, self.lang),
            "runs": Markup("").join(self._run(run) for run in found),
            "note": "" if source else word("case.no_text", self.lang),
        }

    def css(self) -> str:
        """The rules that write each label behind its mark."""
        return "".join(f'.card .{name}::after{{content:"{_quoted(said)}";color:var(--{role})}}\n' for (role, said), name in self._names.items())

    def _run(self, run: Run) -> Markup:
        words = escape(printable(run.text))
        if not run.mentions:
            return words
        roles = sorted({m.role for m in run.mentions}, key=_ROLES.index)
        wish = ["w"] if all(m.status in {"advised", "demanded"} for m in run.mentions) else []
        classes = " ".join([*(role[0] for role in roles), *wish])
        tags = Markup("").join(Markup("<i class={}></i>").format(self._name(m)) for m in run.ends)
        return Markup('<mark class="{}">{}</mark>{}').format(classes, words, tags)

    def _name(self, mention: Mention) -> str:
        said = (mention.role, printable(label(mention, self.book, self.lang)))
        return self._names.setdefault(said, f"k{len(self._names)}")


def _quoted(text: str) -> str:
    """Text inside a string of a style sheet: everything but letters and digits as its code, so that nothing can end the string or the sheet."""
    return "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in text)
