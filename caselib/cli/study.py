"""Everything that one run writes besides the cases."""

from __future__ import annotations

from pathlib import Path

from caselib.casebase import Cases, save
from caselib.files import held


def write_all(base: Cases, folder: Path, lang: str | None = None) -> list[Path]:
    """Cases, workbook, graph, figure and reports into ``folder``; each file whole or not at all.

    Returns
    -------
    The paths written, in the order in which a person would open them.
    """
    with held(folder / ".study", "wait until it is done, or choose another folder with -o", keep=False):
        return _write_all(base, folder, lang)


def _write_all(base: Cases, folder: Path, lang: str | None) -> list[Path]:
    from caselib.mine import mine, write_graph
    from caselib.report import case_base, html, word, workbook
    from caselib.view import plot

    graph = mine(base)
    figure = plot.flow(graph, lang=lang)
    report = case_base(base, graph, lang=lang)
    return [
        html(report, folder / "report.html", graph, lang=lang),
        word(report, folder / "report.docx", graph, lang=lang),
        plot.save(figure, folder / "flow.png"),
        plot.save(figure, folder / "flow.svg"),
        workbook(report, folder / "cases.xlsx"),
        write_graph(graph, folder / "graph.graphml"),
        save(base, folder / "cases.jsonl"),
    ]
