"""Widgets for notebooks (anywidget): :func:`show` reads cases in their text, :func:`table` browses them,
:func:`explore` walks about in their graph.

Each is one ES module without a build step. They need the extra ``notebook``; importing this package does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caselib.casebase import Cases
from caselib.casebase.cases import collection_of
from caselib.errors import InputError
from caselib.model import Case

if TYPE_CHECKING:
    from caselib.view.widgets.caseview import CaseView
    from caselib.view.widgets.explorer import Explorer
    from caselib.view.widgets.tables import TableView


def show(cases: Case | Cases, first: Case | str | None = None, *, lang: str | None = None) -> CaseView:
    """Read cases in their source text: filters, raw against clean, evidence by keys, facts beside it.

    Parameters
    ----------
    cases
        A collection to leaf through, or one case of a collection in use.
    first
        The case to begin with (or its id or uid).
    lang
        ``"zh"`` or ``"en"``; else ``CASELIB_LANG``, else Chinese.

    Returns
    -------
    CaseView
        A widget. ``view.selected`` holds the ids of the mentions selected on the screen, ``view.passage`` the text selected there
        with its place in the source; ``view.to_html(path)`` writes one file that works without a kernel.

    Raises
    ------
    InputError
        If there is no case, or nothing in use holds the case.
    CaselibError
        If anywidget (the extra ``notebook``) is not installed.
    """
    from caselib.view.widgets.caseview import CaseView

    if isinstance(cases, Case):
        base = collection_of(cases)
        if base is None:
            raise InputError(f"the case {cases.id} belongs to no collection in use; show it with its collection: cl.show(cases, case)")
        return CaseView(Cases((cases,), (), base.texts), cases, lang)
    return CaseView(cases, cases[first] if isinstance(first, str) else first, lang)


def table(cases: Cases, graph: Any = None, first: str = "cases", *, lang: str | None = None) -> TableView:
    """Browse cases, mentions, links and edges: sort, filter, search (traditional finds simplified); a row opens its case.

    Parameters
    ----------
    cases
        With their texts.
    graph
        Of :func:`caselib.mine`; its edges become a fourth table, each row of which opens its sentences.
    first
        The table to begin with: ``"cases"``, ``"mentions"``, ``"links"`` or ``"edges"``.
    lang
        ``"zh"`` or ``"en"``; else ``CASELIB_LANG``, else Chinese.

    Returns
    -------
    TableView
        A widget. ``view.kept`` are the cases that the filters leave, ``view.selected`` the mentions of the row opened last.

    Raises
    ------
    CaselibError
        If anywidget (the extra ``notebook``) is not installed.
    """
    from caselib.view.widgets.tables import TableView

    return TableView(cases, graph, first, lang)


def explore(of: Any, *, lang: str | None = None, **start: Any) -> Explorer:
    """Walk about in the graph of a case base: an edge, a code or a cell opens its numbers and sentences, a sentence its case.

    Parameters
    ----------
    of
        A graph made by :func:`caselib.mine`, or cases, which are then mined as ``mine`` does by itself.
    lang
        ``"zh"`` or ``"en"``; else ``CASELIB_LANG``, else Chinese.
    start
        How it stands at first, by any attribute of :class:`~caselib.view.widgets.explorer.Explorer`: ``form="matrix"``,
        ``industry="banking"``, ``least=5``.

    Returns
    -------
    Explorer
        A widget. ``view.selected`` holds what is selected on the screen, ``view.evidence`` the sentences behind it as a table,
        ``view.graph`` the graph under the filters; ``view.to_html(path)`` writes one file that works without a kernel. A page of
        your own takes :func:`caselib.view.widgets.explorer_page.explorer_fragment`, which needs no anywidget.

    Raises
    ------
    InputError
        If there is no case to show, or the graph was read from a file and so carries no evidence.
    CaselibError
        If anywidget (the extra ``notebook``) is not installed.
    """
    from caselib.mine import mine
    from caselib.mine.graph import data
    from caselib.view.widgets.explorer import Explorer

    graph = mine(of) if isinstance(of, Cases) else of
    if not data(graph).coded.cases:
        raise InputError("there is no case to explore; look at cases.table for what was found and at cases.problems for what was not read")
    return Explorer(graph, lang, **start)
