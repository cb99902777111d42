"""Graphs written and read back; the same graph gives the same bytes."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree as ET

import pytest

from caselib.errors import FormatError, InputError
from caselib.mine import event_log, read_graph, write_graph
from caselib.mine.graph import DATA
from tests.mine.make import cases
from tests.mine.test_graph import THREE, mined

BASE = cases(["delay; refund=; satisfied", "delay; stall; escalated | repeat; refund; satisfied"] * 5, industry=["hotel", 'a<b&"c"'] * 5)


def same(one, other):
    """Whether two attribute dictionaries are equal, NaN equal to NaN."""
    return one.keys() == other.keys() and all(one[k] == other[k] or (one[k] != one[k] and other[k] != other[k]) for k in one)


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
@pytest.mark.parametrize("base", [BASE, THREE, cases([])], ids=["full", "refused", "empty"])
def test_read_back_equals_written(form, base, tmp_path):
    graph = mined(base)
    back = read_graph(write_graph(graph, tmp_path / f"graph.{form}"))
    assert list(back.nodes) == list(graph.nodes)
    assert all(same(dict(back.nodes[node]), dict(graph.nodes[node])) for node in graph)
    assert set(back.edges) == set(graph.edges)
    assert all(same(back.edges[edge], graph.edges[edge]) for edge in graph.edges)
    assert {k: v for k, v in back.graph.items() if k not in ("node_default", "edge_default")} == {
        k: v for k, v in graph.graph.items() if k != DATA
    }


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv"])
def test_same_graph_same_bytes(form, tmp_path):
    one, other = (write_graph(mined(BASE), tmp_path / f"{name}.{form}").read_bytes() for name in "ab")
    assert one == other


def test_gexf_has_what_its_schema_asks_for(tmp_path):
    root = ET.parse(write_graph(mined(BASE), tmp_path / "g.gexf")).getroot()
    space = "{http://gexf.net/1.3}"
    assert (root.tag, root.get("version")) == (f"{space}gexf", "1.3")
    graph = root.find(f"{space}graph")
    declared = {(a.get("class"), e.get("id")): e.get("type") for a in graph.findall(f"{space}attributes") for e in a}
    assert set(declared.values()) <= {"integer", "double", "string", "boolean"}
    nodes = {node.get("id") for node in graph.iter(f"{space}node")}
    for kind in ("node", "edge"):
        for element in graph.iter(f"{space}{kind}"):
            used = [value.get("for") for value in element.iter(f"{space}attvalue")]
            assert len(used) == len(set(used))
            assert all((kind, key) in declared for key in used)
    assert all({edge.get("source"), edge.get("target")} <= nodes for edge in graph.iter(f"{space}edge"))


def test_csv_opens_in_spreadsheets(tmp_path):
    path = write_graph(mined(BASE), tmp_path / "g.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(int(row["n_cases"]) == len({entry.split("|")[0] for entry in row["evidence"].split()}) for row in rows)


def test_json_has_no_nan(tmp_path):
    json.loads(write_graph(mined(THREE), tmp_path / "g.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)


def test_wrong_endings_and_files(tmp_path):
    with pytest.raises(InputError, match=r"\.xyz"):
        write_graph(mined(THREE), tmp_path / "g.xyz")
    for name in ("g.json", "g.gexf", "g.graphml"):
        (tmp_path / name).write_text("no graph", encoding="utf-8")
        with pytest.raises(FormatError):
            read_graph(tmp_path / name)


def test_event_log_follows_rounds():
    log = event_log(cases(["delay; stall; escalated | repeat; refund; satisfied"], date=["2020"]))
    assert log["activity"].tolist() == [
        "cause:delay",
        "action:stall",
        "outcome:escalated",
        "cause:repeat",
        "action:refund",
        "outcome:satisfied",
    ]
    assert log["order"].tolist() == [1, 2, 3, 4, 5, 6]
    assert log["round"].tolist() == [1, 1, 1, 2, 2, 2]
