"""CaseView: cases in their text, with every span, fact and mend in reach of mouse and keyboard."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets as t

from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.messages import LANGUAGES
from caselib.model import Case
from caselib.view import html, record
from caselib.view.widgets.base import View
from caselib.view.widgets.page import plain


class CaseView(View):
    """One case after another in its source text; see :func:`caselib.show`.

    Attributes
    ----------
    selected
        The selected mentions, ``"<uid of the case>/<id of the mention>"``.
    passage
        The text selected last: ``{"case", "doc", "start", "end", "quote"}`` in code points of the source, also where the clean text is shown.
    """

    scripts: ClassVar[tuple[str, ...]] = ("text.js", "casepanel.js", "caseview.js")
    sheets: ClassVar[tuple[str, ...]] = ("caseview.css",)
    groups: ClassVar[tuple[str, ...]] = ("caseview", "case", "why", "rule")
    title: ClassVar[str] = "caseview.title"

    toc: t.List[Any] = t.List().tag(sync=True)
    passage = t.Dict().tag(sync=True)

    def __init__(self, cases: Cases, first: Case | None = None, lang: str | None = None) -> None:
        if not cases.cases:
            raise InputError("there is no case to show; look at cases.problems for what was not read")
        super().__init__(cases, lang, toc=plain(contents(cases)) if len(cases) > 1 else [])
        self.turn_to((first or cases[0]).uid)

    def snapshot(self) -> str:
        """The card of the case that is shown."""
        case = self.cases[self.opened["uid"]]
        return str(html.case(case, self.cases.texts.get(case.doc), self.lang))


def contents(cases: Cases) -> list[dict[str, Any]]:
    """One entry a case; ``of`` names the case that stands for a duplicate, ``same`` counts those folded under it."""
    heads: dict[str, dict[str, Any]] = {}
    entries = []
    for case in cases:
        entry: dict[str, Any] = {"uid": case.uid, "doc": case.doc, "title": {lang: record.title(case, lang) for lang in LANGUAGES}, "of": "", "same": 0}
        head = heads.setdefault(case.cluster or case.uid, entry)
        if head is not entry:
            entry["of"] = head["uid"]
            head["same"] += 1
        entries.append(entry)
    return entries
