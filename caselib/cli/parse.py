"""``caselib parse`` and ``caselib study``."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from caselib.casebase import Cases, save
from caselib.cli import options as o
from caselib.cli.speech import say
from caselib.cli.summary import summary

Output = Annotated[Path, typer.Option("-o", "--output", help="案例文件 / file of cases (.jsonl)")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="结果文件夹 / folder for the results")]


def parse(
    paths: o.Paths, output: Output = Path("cases.jsonl"), title: o.Title = None, text: o.Text = None, reply: o.Reply = None,
    time_: o.Time = None, id_: o.Id = None, least: o.Least = None, codebook: o.Codebook = None, model: o.Model = None,
    workers: o.Workers = 0, strict: o.Strict = False, lang: o.Lang = None,
) -> None:  # fmt: skip
    """读取材料，写出案例（JSON Lines）/ read documents, write cases (JSON Lines)."""
    base = _read(paths, (title, text, reply, time_, id_), least, codebook, model, workers)
    where = save(base, output)
    typer.echo("\n".join([*summary(base, str(where.with_suffix("")) + ".problems.jsonl", lang), say("written", lang), f"  {where}"]))
    _leave(base, strict)


def study(
    paths: o.Paths, output: Folder = Path("out"), title: o.Title = None, text: o.Text = None, reply: o.Reply = None,
    time_: o.Time = None, id_: o.Id = None, least: o.Least = None, codebook: o.Codebook = None, model: o.Model = None,
    workers: o.Workers = 0, strict: o.Strict = False, lang: o.Lang = None,
) -> None:  # fmt: skip
    """从材料到案例、图谱、图与报告，一步完成 / from documents to cases, graph, figure and reports in one step."""
    from caselib.cli.study import write_all

    started = time.perf_counter()
    base = _read(paths, (title, text, reply, time_, id_), least, codebook, model, workers)
    written = write_all(base, output, lang)
    lines = summary(base, str(output / "cases.problems.jsonl"), lang)
    lines += [say("written", lang), *(f"  {path}" for path in written)]
    lines += [say("look", lang, report=output / "report.html", table=output / "cases.xlsx"), say("seconds", lang, seconds=round(time.perf_counter() - started, 1))]
    typer.echo("\n".join(lines))
    _leave(base, strict)


def _read(
    paths: list[str], columns: tuple[str | None, ...], least: float | None, codebook: Path | None, model: Path | None, workers: int
) -> Cases:
    from caselib.pipeline import Settings
    from caselib.pipeline import parse as run
    from caselib.read import Columns

    chosen = Columns(*columns) if any(columns) else None
    return run(paths, settings=Settings(codebook, model, least, chosen), workers=workers or os.cpu_count() or 1)


def _leave(base: Cases, strict: bool) -> None:
    if strict and base.problems:
        raise typer.Exit(1)
