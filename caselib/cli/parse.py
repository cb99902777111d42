"""``caselib parse`` and ``caselib study``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from caselib.casebase import Cases, save
from caselib.cli import options as o
from caselib.cli.speech import say
from caselib.cli.summary import summary
from caselib.errors import InputError

Output = Annotated[
    str, typer.Option("-o", "--output", help="案例文件（.jsonl）；以 / 结尾则分块写出，可续跑 / file of cases (.jsonl); with / at its end a folder of parts, resumed")
]
Parts = Annotated[str, typer.Option("--parts", help="分块的格式：parquet 或 jsonl / form of the parts: parquet or jsonl")]
Scheduler = Annotated[str, typer.Option("--scheduler", help="Dask 调度器地址 tcp://… / address of a Dask scheduler")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="结果文件夹 / folder for the results")]


def parse(
    paths: o.Paths, output: Output = "cases.jsonl", title: o.Title = None, text: o.Text = None, reply: o.Reply = None,
    time_: o.Time = None, id_: o.Id = None, least: o.Least = None, codebook: o.Codebook = None, model: o.Model = None,
    workers: o.Workers = 0, strict: o.Strict = False, lang: o.Lang = None, parts: Parts = "", scheduler: Scheduler = "",
    limit: o.Limit = None, llm: o.Llm = "", llm_model: o.LlmModel = "default", llm_price: o.LlmPrice = None, yes: o.Yes = False,
) -> None:  # fmt: skip
    """读取材料，写出案例（JSON Lines，或分块的文件夹）/ read documents, write cases (JSON Lines, or a folder in parts)."""
    columns = title, text, reply, time_, id_
    if llm and _in_parts(output, parts):
        raise InputError("--llm asks about every case in turn and writes one file; give -o a name that ends in .jsonl")
    with _client(scheduler) as client:
        if _in_parts(output, parts):
            run = _run(columns, least, codebook, model, limit)
            base = run(paths, workers=workers or os.cpu_count() or 1, out=output, parts=parts or _form(), client=client)
            where, troubles = output, f"{output.rstrip('/')}/problems/"
        else:
            base = _run(columns, least, codebook, model, limit)(paths, workers=workers or os.cpu_count() or 1, client=client)
            if llm:
                from caselib.cli.llm import asked

                base = asked(base, (llm, llm_model, llm_price), codebook, model, yes, lang)
            where = str(save(base, output))
            troubles = f"{Path(where).with_suffix('')}.problems.jsonl"
    typer.echo("\n".join([*summary(base, troubles, lang), *_by_cues(codebook, model, lang), say("written", lang), f"  {where}"]))
    _leave(base, strict)


def _by_cues(codebook: Path | None, model: Path | None, lang: str | None) -> list[str]:
    """That the cues alone coded, where no scorer fits the codebook."""
    from caselib.pipeline import Settings

    alone = codebook is not None and model is None and Settings(codebook).tools().model.meta.get("cues_only")
    return [say("cues_only", lang, folder=codebook)] if alone else []


def _in_parts(output: str, parts: str) -> bool:
    return bool(parts) or output.endswith("/") or "://" in output or (Path(output) / "parts.jsonl").is_file()


def _form() -> str:
    """Parquet where it can be written."""
    return "parquet" if find_spec("pyarrow") else "jsonl"


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    """A client of the scheduler at an address; none where no address is given.

    Raises
    ------
    InputError
        If Dask is not installed, or nobody answers at the address.
    """
    if not scheduler:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError("a scheduler needs Dask; install the extra: pip install 'caselib[scale]'") from error
    try:
        client = Client(scheduler, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {scheduler} ({type(error).__name__}); check the address, or start one with: dask scheduler") from error
    with client:
        yield client


def study(
    paths: o.Paths, output: Folder = Path("out"), title: o.Title = None, text: o.Text = None, reply: o.Reply = None,
    time_: o.Time = None, id_: o.Id = None, least: o.Least = None, codebook: o.Codebook = None, model: o.Model = None,
    workers: o.Workers = 0, strict: o.Strict = False, lang: o.Lang = None, limit: o.Limit = None,
) -> None:  # fmt: skip
    """从材料到案例、图谱、图与报告，一步完成 / from documents to cases, graph, figure and reports in one step."""
    from caselib.cli.study import write_all

    started = time.perf_counter()
    run = _run((title, text, reply, time_, id_), least, codebook, model, limit)
    base = run(paths, workers=workers or os.cpu_count() or 1)
    written = write_all(base, output, lang)
    lines = [*summary(base, str(output / "cases.problems.jsonl"), lang), *_by_cues(codebook, model, lang)]
    lines += [say("written", lang), *(f"  {path}" for path in written)]
    lines += [say("look", lang, report=output / "report.html", table=output / "cases.xlsx"), say("seconds", lang, seconds=round(time.perf_counter() - started, 1))]
    typer.echo("\n".join(lines))
    _leave(base, strict)


def _read(
    paths: list[str], columns: tuple[str | None, ...], least: float | None, codebook: Path | None, model: Path | None, workers: int
) -> Cases:
    return _run(columns, least, codebook, model, None)(paths, workers=workers or os.cpu_count() or 1)


def _run(
    columns: tuple[str | None, ...], least: float | None, codebook: Path | None, model: Path | None, limit: list[str] | None
) -> Callable[..., Cases]:
    from caselib.pipeline import Settings
    from caselib.pipeline import parse as run
    from caselib.read import Columns
    from caselib.read.options import limits_of

    return partial(run, settings=Settings(codebook, model, least, Columns(*columns) if any(columns) else None, limits_of(limit or ())))


def _leave(base: Cases, strict: bool) -> None:
    if strict and base.problems:
        raise typer.Exit(1)
