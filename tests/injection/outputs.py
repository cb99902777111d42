"""Every file that caselib writes from a case base, into one folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from caselib import report, teach
from caselib.casebase import Cases, save
from caselib.exchange import write_csv, write_qdpx
from caselib.mine import mine, write_graph
from caselib.view import plot


def _quizzes(cases: Cases, folder: Path) -> None:
    asked = teach.quizzes(cases, most=200)
    assert asked
    teach.gift(asked, folder / "quiz.gift.txt")
    teach.moodle_xml(asked, folder / "quiz.moodle.xml")
    teach.quiz_page(asked, folder / "quiz.html")
    teach.paper(asked, folder / "quiz_paper")


def _graphs(cases: Cases, folder: Path) -> None:
    graph = mine(cases)
    for suffix in ("graphml", "gexf", "json"):
        write_graph(graph, folder / f"graph.{suffix}")
    write_graph(graph, folder / "graph.csv")
    plot.save(plot.flow(graph), folder / "flow.svg")


def _widgets(cases: Cases, folder: Path) -> None:
    from caselib.view.widgets import explore, show, table

    few = Cases(cases.cases, cases.guides, cases.texts)
    for name, view in (("explorer", explore(mine(few))), ("caseview", show(few)), ("tables", table(few))):
        view.to_html(folder / f"widget_{name}.html")
        (folder / f"snapshot_{name}.html").write_text(_framed(view.snapshot()), encoding="utf-8")


def _shown(cases: Cases, folder: Path) -> None:
    """What a notebook shows of records; framed as a notebook without a policy would frame it."""
    pieces = [cases._repr_html_(), *(case._repr_html_() for case in cases)]
    (folder / "shown.html").write_text(_framed("\n".join(pieces)), encoding="utf-8")


def _framed(piece: str) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{piece}</body></html>"


OUTPUTS: dict[str, Callable[[Cases, Path], Any]] = {
    "html": lambda cases, folder: report.html(cases, folder / "report.html"),
    "word": lambda cases, folder: report.word(cases, folder / "report.docx"),
    "slides": lambda cases, folder: report.slides(cases, folder / "report.pptx"),
    "workbook": lambda cases, folder: report.workbook(cases, folder / "cases.xlsx"),
    "pdf": lambda cases, folder: report.pdf(cases, folder / "report.pdf"),
    "csv": lambda cases, folder: write_csv(cases, folder / "csv"),
    "qdpx": lambda cases, folder: write_qdpx(cases, folder / "project.qdpx"),
    "jsonl": lambda cases, folder: save(cases, folder / "base"),
    "graphs": _graphs,
    "quizzes": _quizzes,
    "exercise": lambda cases, folder: teach.exercise(Cases(cases.cases[:12], (), cases.texts), folder / "exercise", base=cases),
    "reveal": lambda cases, folder: [teach.reveal(case, folder / f"reveal_{case.uid}.html", base=cases) for case in cases.cases[:12]],
    "shown": _shown,
    "widgets": _widgets,
}
