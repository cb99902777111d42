"""``caselib mine``: from a case base, or from documents, to a tested graph and its tables and figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caselib.cli import options as o
from caselib.cli.speech import clean_for_terminal, say
from caselib.errors import InputError

if TYPE_CHECKING:
    from caselib.casebase import Cases

Source = Annotated[list[str], typer.Argument(help="案例库（cases.jsonl、.parquet 或其文件夹），或者材料 / a case base, or documents")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="结果文件夹 / folder for the results")]
Roles = Annotated[str, typer.Option("--roles", help="两种或三种角色，逗号分隔 / two or three roles, separated by commas")]
Status = Annotated[str, typer.Option("--status", help="done 做了的，advised 建议的，demanded 要求的 / which actions count")]
Realised = Annotated[str, typer.Option("--realised", help="只计这样落实的：carried_out,agreed,offered,unknown / only actions so realised")]
By = Annotated[str, typer.Option("--by", help="按这些字段分层，逗号分隔 / fields that divide the strata")]
Least = Annotated[int, typer.Option("--min-clusters", min=1, help="少于这么多案例簇的边不列出 / edges of fewer clusters are not shown")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 / seed of the bootstrap")]
Draws = Annotated[int, typer.Option("--draws", min=0, help="自助抽样次数，0 用近似公式 / bootstrap draws; 0: the delta method")]
Top = Annotated[int, typer.Option("--top", min=1, help="说出最强的几条边 / how many edges to say")]

FORMS = ("csv", "xlsx", "graphml", "gexf", "json")


def mine(
    source: Source, output: Folder = Path("graph"), roles: Roles = "cause,action,outcome", status: Status = "done", realised: Realised = "",
    by: By = "industry,source", min_clusters: Least = 1, seed: Seed = 0, draws: Draws = 1000, top: Top = 10, workers: o.Workers = 0,
    lang: o.Lang = None,
) -> None:  # fmt: skip
    """统计原因、处理、结果的关联，检验，写出图谱、表和图 / count and test associations; write graph, tables and figures."""
    from caselib.mine import findings
    from caselib.mine import mine as run

    base = read_base(source, workers)
    graph = run(
        base, roles=_words(roles), status=status, realised=_words(realised), by=_words(by), min_clusters=min_clusters, seed=seed, draws=draws
    )
    answer = findings(graph, top=top, lang=lang)
    written = [*write_graphs(graph, output), *write_tables(base, graph, output), *write_figures(base, graph, output, lang)]
    lines = [clean_for_terminal(sentence) for sentence in answer.sentences]
    typer.echo("\n".join([*lines, say("written", lang), *(f"  {path}" for path in written)]))


def read_base(source: list[str], workers: int = 0) -> Cases:
    """The case base that the one path names; else the documents, parsed.

    Raises
    ------
    InputError
        If a path is not there, or a case base and documents are named together.
    """
    stored = [path for path in map(Path, source) if _is_base(path)]
    if not stored:
        from caselib.cli.parse import _read

        return _read(source, (None,) * 5, None, None, None, workers)
    if len(source) > 1:
        raise InputError(f"{stored[0]} is a case base; name it alone, or documents only")
    from caselib.casebase import load

    return load(stored[0])


def _is_base(path: Path) -> bool:
    if path.is_dir():
        return (path / "cases.jsonl").is_file()
    return path.suffix == ".parquet" or (path.suffix == ".jsonl" and path.with_name(f"{path.stem}.texts.jsonl").is_file())


def write_graphs(graph: Any, folder: Path) -> list[Path]:
    """The graph in every form that other programs read."""
    from caselib.mine import write_graph

    return [write_graph(graph, folder / f"graph.{form}") for form in FORMS]


def write_tables(base: Cases, graph: Any, folder: Path) -> Iterator[Path]:
    """Gap, paths and event log as CSV."""
    from caselib.mine import event_log, gap, paths
    from caselib.mine.graph import data
    from caselib.mine.sheets import write_csv

    choice = data(graph).coded.choice
    yield write_csv(gap(base), folder / "gap.csv")
    if len(choice.roles) == 3:
        yield write_csv(paths(graph), folder / "paths.csv")
    yield write_csv(event_log(base, choice), folder / "events.csv")


def write_figures(base: Cases, graph: Any, folder: Path, lang: str | None) -> Iterator[Path]:
    """Flow (for print and for the screen), causes, endings, gap."""
    from caselib.view import plot

    flow = plot.flow(graph, lang=lang)
    drawn = {
        "flow.png": flow, "flow.svg": flow, "pareto.png": plot.pareto(base, lang=lang), "gap.png": plot.gap(base, lang=lang),
        "matrix.png": plot.matrix(base, "cause", "action", colour="final", top=(20, 20), lang=lang),
    }  # fmt: skip
    for name, each in drawn.items():
        yield plot.save(each, folder / name)


def _words(given: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in given.split(",") if word.strip())
