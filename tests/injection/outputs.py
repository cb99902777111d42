"""Every file that caselib writes from a case base, into one folder: what the injection suite opens and the privacy suite scans."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from caselib import report, teach
from caselib.casebase import Cases, save
from caselib.coding.events import decide
from caselib.coding.session import Session
from caselib.exchange import write_brat, write_csv, write_label_studio, write_qdpx, write_xlsx
from caselib.mine import mine, write_graph
from caselib.teach.exercise import key_of
from caselib.view import plot


def few(cases: Cases, most: int = 12) -> Cases:
    """The first cases with their texts."""
    return Cases(cases.cases[:most], (), cases.texts)


def _reports(cases: Cases, folder: Path) -> None:
    """The other structures, each in a format of its own."""
    from docx import Document

    one = cases.cases[0]
    report.word(report.single_case(cases, one), folder / "single.docx")
    report.html(report.single_case(cases, one), folder / "single.html")
    report.word(report.eight_d(cases, one), folder / "8d.docx")
    report.html(report.benchmark(few(cases, 6), cases), folder / "benchmark.html")
    source, form = report.single_case(cases, one), Document()
    for name in report.fields(source):
        form.add_paragraph(f"{name}：{{{{{name}}}}}")
    form.save(folder / "form.docx")
    report.fill(folder / "form.docx", source, folder / "filled.docx")
    (folder / "form.docx").unlink()


def _mined(cases: Cases, folder: Path) -> None:
    """What ``caselib mine`` writes."""
    from caselib.cli.mine import write_figures, write_graphs, write_tables

    graph = mine(cases)
    write_graphs(graph, folder)
    write_graph(graph, folder / "graph.json")
    list(write_tables(cases, graph, folder))
    list(write_figures(cases, graph, folder, None))


def _tables(cases: Cases, folder: Path) -> None:
    """What a notebook shows of the tables."""
    frames = [cases.table, cases.mentions, cases.links]
    (folder / "tables.html").write_text(framed("\n".join(pd.DataFrame(frame).to_html() for frame in frames)), encoding="utf-8")


def _quizzes(cases: Cases, folder: Path) -> None:
    asked = teach.quizzes(cases, most=200)
    assert asked
    teach.gift(asked, folder / "quiz.gift.txt")
    teach.moodle_xml(asked, folder / "quiz.moodle.xml")
    teach.quiz_page(asked, folder / "quiz.html")
    teach.paper(asked, folder / "quiz_paper")
    (folder / "cell.html").write_text(framed(teach.cell(asked)._repr_html_()), encoding="utf-8")


def _class(cases: Cases, folder: Path) -> None:
    """Students hand in; their names are what the cases' parties are called."""
    key = key_of(few(cases).cases)
    names = [str(case.organisation.value) for case in cases if case.organisation] or ["甲", "乙"]
    (folder / "in").mkdir()
    for number, student in enumerate(names):
        data = {"format": 1, "exercise": key.name, "student": student, "codings": [list(each) for each in sorted(key.codings)[number % 4 :]]}
        (folder / "in" / f"{number}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    handed, _ = teach.merge(folder / "in", key)
    teach.class_report(teach.score(handed, key), key, folder / "result", anonymous=False)
    for path in (folder / "in").iterdir():  # what students handed in is no output
        path.unlink()
    (folder / "in").rmdir()


def _widgets(cases: Cases, folder: Path) -> None:
    from caselib.view.widgets import explore, show, table
    from caselib.view.widgets.coder import Coder

    plain = Cases(cases.cases, cases.guides, cases.texts)
    views = {"explorer": explore(mine(plain)), "caseview": show(plain), "tables": table(plain, mine(plain)), "coder": Coder(Session(plain, "甲", folder / "甲.jsonl"))}
    for name, view in views.items():
        if name != "coder":  # decisions are written to disk: it has no page of its own
            view.to_html(folder / f"widget_{name}.html")
        (folder / f"snapshot_{name}.html").write_text(framed(view.snapshot()), encoding="utf-8")
        (folder / f"state_{name}.json").write_text(json.dumps(view.state(), ensure_ascii=True, default=str), encoding="utf-8")


def _shown(cases: Cases, folder: Path) -> None:
    """What a notebook shows of records; framed as a notebook without a policy would frame it."""
    pieces = [cases._repr_html_(), *(case._repr_html_() for case in cases)]
    (folder / "shown.html").write_text(framed("\n".join(pieces)), encoding="utf-8")


def framed(piece: str) -> str:
    """A piece of a page as a page without a policy."""
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{piece}</body></html>"


def memos(cases: Cases) -> list[Any]:
    """A log with words of a coder."""
    return [decide("memo", "甲", case, note=f"再看 {case.title.value if case.title else ''}") for case in few(cases)]


def _parts(cases: Cases, folder: Path) -> None:
    from caselib.casebase.folder import Folder
    from caselib.casebase.parts import write_index, write_part

    place = Folder(folder / "parts")
    write_index(place, [write_part(place, "p0", cases)], {})


OUTPUTS: dict[str, Callable[[Cases, Path], Any]] = {
    "html": lambda cases, folder: report.html(cases, folder / "report.html"),
    "word": lambda cases, folder: report.word(cases, folder / "report.docx"),
    "slides": lambda cases, folder: report.slides(cases, folder / "report.pptx"),
    "workbook": lambda cases, folder: report.workbook(cases, folder / "cases.xlsx"),
    "pdf": lambda cases, folder: report.pdf(cases, folder / "report.pdf"),
    "reports": _reports,
    "csv": lambda cases, folder: write_csv(cases, folder / "csv"),
    "xlsx": lambda cases, folder: write_xlsx(cases, folder / "tables.xlsx"),
    "qdpx": lambda cases, folder: write_qdpx(cases, folder / "project.qdpx", memos(cases)),
    "brat": lambda cases, folder: write_brat(cases, folder / "brat", memos(cases)),
    "label_studio": lambda cases, folder: write_label_studio(cases, folder / "tasks.json", memos(cases)),
    "jsonl": lambda cases, folder: save(cases, folder / "base"),
    "parquet": lambda cases, folder: save(cases, folder / "cases.parquet"),
    "parts": _parts,
    "mined": _mined,
    "figure": lambda cases, folder: plot.save(plot.flow(mine(cases)), folder / "flow.pdf"),
    "tables": _tables,
    "quizzes": _quizzes,
    "exercise": lambda cases, folder: teach.exercise(few(cases), folder / "exercise", base=cases),
    "class": _class,
    "pack": lambda cases, folder: teach.pack(cases.cases[0], folder / "pack", base=cases),
    "roleplay": lambda cases, folder: teach.roleplay(cases.cases[0], folder / "roleplay", base=cases),
    "reveal": lambda cases, folder: [teach.reveal(case, folder / f"reveal_{case.uid}.html", base=cases) for case in few(cases)],
    "shown": _shown,
    "widgets": _widgets,
}
