"""Everything that one run writes besides the cases."""

from __future__ import annotations

from pathlib import Path

from caselib.casebase import Cases, save


def write_all(base: Cases, folder: Path, lang: str | None = None) -> list[Path]:
    """Cases, workbook, graph, figure and reports into ``folder``; each file whole or not at all.

    Returns
    -------
    The paths written, in the order in which a person would open them.
    """
    from caselib.mine import export, mine
    from caselib.report import html, word, workbook
    from caselib.view import plot

    folder.mkdir(parents=True, exist_ok=True)
    graph = mine(base)
    names = ("report.html", "report.docx", "flow.png", "flow.svg", "cases.xlsx", "graph.graphml")
    report, document, picture, drawing, sheets, network = (folder / name for name in names)
    html(base, report, graph=graph, lang=lang)
    word(base, document, graph=graph, lang=lang)
    figure = plot.flow(graph, lang=lang)
    for path in (picture, drawing):
        plot.save(figure, path)
    workbook(base, sheets, lang=lang)
    export.graphml(graph, network)
    cases = save(base, folder / "cases.jsonl")
    return [report, document, picture, drawing, sheets, network, cases]
