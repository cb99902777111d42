"""``caselib mine`` as a person runs it."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from caselib.casebase import save
from caselib.cli.app import app
from caselib.errors import InputError
from caselib.mine import edges, mine, read_graph
from tests.mine.make import cases

LINES = ["delay; refund=; satisfied"] * 9 + ["delay; stall; churn"] * 8 + ["defect; refund; satisfied"] * 6 + ["defect; !refund ?apologise inspect;"]
NAMES = {
    "graph.csv", "graph.nodes.csv", "graph.stamp.csv", "graph.xlsx", "graph.graphml", "graph.gexf", "graph.json", "gap.csv", "paths.csv", "events.csv",
    "flow.png", "flow.svg", "pareto.png", "gap.png", "matrix.png",
}  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return save(cases(LINES, final=["positive"] * 9 + ["negative"] * 8 + ["positive"] * 6 + ["unknown"]), tmp_path / "base")


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["mine", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("whole", [True, False], ids=["folder", "file"])
def test_writes_every_form_and_says_edges_and_refusals(whole: bool, base: Path, tmp_path: Path):
    said = run(base.parent if whole else base, "-o", tmp_path / "out", "--draws", 50, "--lang", "zh")
    assert {path.name for path in (tmp_path / "out").iterdir()} == NAMES
    assert said.startswith("出现“")
    assert "不足 5 个案例簇" in said
    assert "24 个案例簇" in said


def test_every_form_holds_the_same_graph(base: Path, tmp_path: Path):
    run(base, "-o", tmp_path / "out", "--draws", 0, "--min-clusters", 2)
    graphs = [read_graph(tmp_path / "out" / f"graph.{form}") for form in ("csv", "graphml", "gexf", "json")]
    assert all(set(graph.edges) == set(graphs[0].edges) and set(graph) == set(graphs[0]) for graph in graphs)
    assert min(n for _, _, n in graphs[0].edges(data="n_clusters")) >= 2
    sheet = openpyxl.load_workbook(tmp_path / "out" / "graph.xlsx", read_only=True)
    assert sheet.sheetnames == ["edges", "nodes", "columns", "stamp"]
    assert len(list(sheet["edges"].rows)) == graphs[0].number_of_edges() + 1


def test_options_reach_the_statistics(base: Path, tmp_path: Path):
    said = run(base, "-o", tmp_path / "out", "--roles", "cause,action", "--status", "advised", "--by", "year", "--draws", 0, "--seed", 7, "--lang", "en")
    with (tmp_path / "out" / "graph.stamp.csv").open(encoding="utf-8-sig", newline="") as file:
        stamp = {row["name"]: row["value"] for row in csv.DictReader(file)}
    assert (stamp["roles"], stamp["status"], stamp["by"], stamp["seed"]) == ('"cause,action"', '"advised"', '"year"', "7")
    assert "association, not causal effect" in said
    assert not (tmp_path / "out" / "paths.csv").exists()


def test_same_input_same_bytes(base: Path, tmp_path: Path):
    for name in "ab":
        run(base, "-o", tmp_path / name, "--draws", 20)
    assert all((tmp_path / "a" / path.name).read_bytes() == path.read_bytes() for path in (tmp_path / "b").iterdir())


def test_documents_are_parsed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CASELIB_CACHE", str(tmp_path / "cache"))
    text = "案例一：早餐券\n4月1日，住客黄女士投诉前台多收早餐费68元。值班经理核对订单后退还68元并道歉，黄女士表示满意。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert "1 个案例簇" in run(tmp_path / "a.txt", "-o", tmp_path / "out", "--workers", 1, "--draws", 0, "--lang", "zh")


def test_a_case_base_stands_alone(base: Path, tmp_path: Path):
    with pytest.raises(InputError, match="name it alone"):
        run(base, tmp_path, "-o", tmp_path / "out")


def test_the_table_is_the_graphs(base: Path, tmp_path: Path):
    run(base, "-o", tmp_path / "out", "--draws", 0)
    from caselib.casebase import load

    with (tmp_path / "out" / "graph.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["source"], row["target"], int(row["n_clusters"])) for row in csv.DictReader(file)]
    assert rows == [tuple(row) for row in edges(mine(load(base), draws=0))[["source", "target", "n_clusters"]].itertuples(index=False)]
