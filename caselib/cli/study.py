"""Everything that one run writes besides the cases; what stands already, made of the same cases, is left standing."""

from __future__ import annotations

import hashlib
import json
from itertools import chain
from pathlib import Path

import caselib
from caselib.casebase import Cases, records, save
from caselib.casebase.lines import json_line
from caselib.casebase.store import PARTS, beside
from caselib.files import held, text_written_whole

STAMP = ".study.json"


def write_all(base: Cases, folder: Path, lang: str | None = None) -> list[Path]:
    """Cases, workbook, graph, figure and reports into ``folder``; each file whole or not at all.

    A run over the same cases finds its files there, untouched, and leaves them; what somebody has edited is written again.

    Returns
    -------
    The paths written, in the order in which a person would open them.
    """
    with held(folder / ".study", "wait until it is done, or choose another folder with -o", keep=False):
        made_of = _made_of(base, lang)
        if (standing := _standing(folder, made_of)) is not None:
            return standing
        (folder / STAMP).unlink(missing_ok=True)
        written = _write_all(base, folder, lang)
        hashes = {path.name: _hash(path) for path in (*written, *_beside(folder))}
        with text_written_whole(folder / STAMP) as file:
            json.dump({"made_of": made_of, "written": [path.name for path in written], "files": hashes}, file, ensure_ascii=False, indent=1)
        return written


def _made_of(base: Cases, lang: str | None) -> str:
    """A hash of all that the outputs depend on: the records, the language, and caselib itself."""
    total = hashlib.sha256(f"{caselib.__version__} {lang}".encode())
    rows = chain(
        map(records.case_to_dict, base), map(records.text_to_dict, base.texts.values()),
        map(records.guide_to_dict, base.guides), map(records.problem_to_dict, base.problems),
    )  # fmt: skip
    for row in rows:
        total.update(json_line(row).encode())
    root = Path(caselib.__file__).parent
    for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        total.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return total.hexdigest()


def _standing(folder: Path, made_of: str) -> list[Path] | None:
    """The outputs of an earlier run, if they are of the same cases and nobody has changed one since."""
    try:
        told = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        same = told["made_of"] == made_of and all(_hash(folder / name) == digest for name, digest in told["files"].items())
        return [folder / name for name in told["written"]] if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _beside(folder: Path) -> list[Path]:
    return [beside(folder / "cases.jsonl", part) for part in PARTS]


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
