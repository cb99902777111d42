"""The Explorer in a notebook; see :func:`caselib.explore`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from caselib.errors import InputError
from caselib.mine.graph import data
from caselib.model.case import ROLES, STATUSES
from caselib.view.widgets import explorer_page as without_kernel
from caselib.view.widgets.base import View
from caselib.view.widgets.explorer_data import Study, carriers
from caselib.view.widgets.page import plain

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

LINKED, WITHIN = "->", "@"


class Explorer(View):
    """The graph of a case base to walk about in; made by :func:`caselib.explore`.

    Attributes
    ----------
    selected
        What is selected, here and on the screen: ``["delay->refund"]`` (an edge), ``["delay"]`` (a code) or ``["delay@banking"]`` (a cell
        of a table by industry); when a sentence is open, the ids of its mentions follow: ``["delay->refund", "1af7596dd10a/m3", "1af7596dd10a/m5"]``.
        Set it to select.
    status, industry
        The filters. Numbers are those of the graph mined for them, see :attr:`graph`.
    form
        ``graph``, ``flow`` or ``matrix``; ``way`` (``cao``, ``co``) names the columns of the first two, ``table`` (``ca``, ``ao``, ``co``, ``ci``, ``ai``,
        ``oi``: cause, action, outcome, industry) rows and columns of the last.
    least, most_q, least_lift
        The thresholds: clusters (0: chosen for a readable picture), q and lift. They hide; they do not change any number.
    positions
        Where boxes were dragged to, by form and code.
    """

    scripts: ClassVar[tuple[str, ...]] = ("text.js", "casepanel.js", *without_kernel.SCRIPTS)
    sheets: ClassVar[tuple[str, ...]] = ("caseview.css", *without_kernel.SHEETS)
    groups: ClassVar[tuple[str, ...]] = (*without_kernel.GROUPS, "caseview", "why", "rule")
    title: ClassVar[str] = "explorer.view"

    pool = t.Dict().tag(sync=True)
    parts = t.Dict().tag(sync=True)
    font = t.Unicode().tag(sync=True)
    status = t.Enum(STATUSES, default_value="done").tag(sync=True)
    industry = t.Unicode().tag(sync=True)
    form = t.Enum(("graph", "flow", "matrix"), default_value="graph").tag(sync=True)
    way = t.Unicode("cao").tag(sync=True)
    table = t.Unicode("ca").tag(sync=True)
    least = t.Int(0, min=0).tag(sync=True)
    most_q = t.Float(1.0, min=0.0, max=1.0).tag(sync=True)
    least_lift = t.Float(0.0, min=0.0).tag(sync=True)
    positions = t.Dict().tag(sync=True)

    def __init__(self, graph: nx.DiGraph, lang: str | None = None, **start: Any) -> None:
        self.study = study = Study(graph)
        own = study.coded.choice.status
        if unknown := set(start) - set(without_kernel.START):
            raise InputError(f"the explorer has no {', '.join(sorted(unknown))}; it can start with {', '.join(without_kernel.START)}")
        first = {"status": own, "way": without_kernel.ways(study)[0], "table": without_kernel.tables(study)[0]} | start
        try:
            super().__init__(study.base, lang, pool=plain(study.pool), parts={f"{own}|": plain(study.part(own))}, **first)
        except t.TraitError as error:
            raise InputError(str(error)) from error

    @t.validate("industry")
    def _known(self, proposal: Any) -> str:
        name = str(proposal["value"])
        if name and name not in self.study.industries:
            raise t.TraitError(f"no case has the industry {name!r}; industries: {', '.join(self.study.industries)}")
        return name

    @property
    def graph(self) -> nx.DiGraph:
        """The graph that is shown: mined anew for the status and industry chosen."""
        return self.study.graph(self.status, self.industry)

    @property
    def evidence(self) -> pd.DataFrame:
        """The sentences behind what is selected, one row a place: as many different clusters as the number on the screen.

        Columns are those of :meth:`caselib.casebase.Cases.evidence`, then ``mentions`` (their ids), ``basis`` and ``cluster``. While one
        sentence is open, its row alone.
        """
        return evidence(self.study, self.status, self.industry, list(self.selected))

    def answer(self, request: dict[str, Any]) -> None:
        """Count a filter's graph when it is first asked for; open cases; make the font of pictures."""
        kind, status = request.get("kind"), str(request.get("status", ""))
        if kind == "part":
            self._count([(status, str(request.get("industry", "")))])
        elif kind == "parts":
            self._count([(status, industry) for industry in self.study.industries])
        elif kind == "font":
            self.font = without_kernel.label_font(self.study)
        else:
            super().answer(request)

    def _count(self, choices: list[tuple[str, str]]) -> None:
        missing = {f"{s}|{i}": plain(self.study.part(s, i)) for s, i in choices if s in STATUSES and f"{s}|{i}" not in self.parts}
        if missing:
            self.parts = {**self.parts, **missing}

    def snapshot(self) -> str:
        """A table of the best supported edges, for readers without a kernel."""
        return without_kernel.snapshot(self.study, self.lang)

    def page(self, title: str) -> str:
        """The stand-alone page, as it stands on the screen: filters, thresholds, selection and dragged boxes are kept."""
        names = ("status", "industry", "form", "way", "table", "least", "most_q", "least_lift", "positions", "selected")
        return without_kernel.explorer_page(self.study, self.lang, title, **{name: getattr(self, name) for name in names})


def evidence(study: Study, status: str, industry: str, selected: list[str]) -> pd.DataFrame:
    """The rows behind a selection; see :attr:`Explorer.evidence`."""
    import pandas as pd

    from caselib.casebase.tables import EVIDENCE

    rows = []
    for case, names, basis in _places(study, status, industry, selected[0] if selected else ""):
        mentions = [study.base.mention(case, name) for name in names]
        quotes = {m.role: m.quote for m in mentions}
        keys = [f"{case.uid}/{name}" for name in names]
        if selected[1:] in ([], keys):
            source = study.base.texts.get(case.doc)
            title = case.title.value if case.title else None
            place = source.place(mentions[0].span.start) if source else ""
            words = (quotes.get(role, "") for role in ROLES)
            rows.append((case.id, title, *words, place, case.doc, " ".join(keys), basis, case.cluster or case.id))
    return pd.DataFrame(rows, columns=[*EVIDENCE, "mentions", "basis", "cluster"])


def _places(study: Study, status: str, industry: str, name: str) -> list[tuple[Any, tuple[str, ...], str]]:
    """(case, ids of mentions, basis) of an edge, a code or a cell."""
    if LINKED in name:
        graph = study.graph(status, industry)
        ends = tuple(name.split(LINKED, 1))
        found = graph.edges[ends]["evidence"] if graph.has_edge(*ends) else ()
        return [(study.base[each.case], (each.source, each.target), each.basis) for each in found]
    code, _, within = name.partition(WITHIN)
    numbers = study.numbers
    said = {each: row[1] for each, row in carriers(data(study.graph(status, within or industry)), numbers)}
    keys = list(numbers.mention)
    return [(study.base[keys[n][0]], (keys[n][1],), "") for n in said.get(code, [])]
