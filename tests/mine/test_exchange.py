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


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv"])
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


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv", "xlsx"])
def test_same_graph_same_bytes(form, tmp_path):
    one, other = (write_graph(mined(BASE), tmp_path / f"{name}.{form}").read_bytes() for name in "ab")
    assert one == other


# What the schema of GEXF 1.3 says of the elements used: attributes (those with ! are required), and elements inside with how often.
SCHEMA = {
    "gexf": ({"version!"}, {"meta": "?", "graph": "1"}),
    "meta": ({"lastmodifieddate"}, {"creator": "*", "keywords": "*", "description": "*"}),
    "creator": (set(), {}),
    "keywords": (set(), {}),
    "description": (set(), {}),
    "graph": ({"defaultedgetype", "mode", "idtype"}, {"attributes": "*", "nodes": "*", "edges": "*"}),
    "attributes": ({"class!"}, {"attribute": "*"}),
    "attribute": ({"id!", "title!", "type!"}, {"default": "*", "options": "*"}),
    "nodes": ({"count"}, {"node": "*"}),
    "node": ({"id!", "label"}, {"attvalues": "?"}),
    "edges": ({"count"}, {"edge": "*"}),
    "edge": ({"id!", "source!", "target!", "type", "label", "weight"}, {"attvalues": "?"}),
    "attvalues": (set(), {"attvalue": "*"}),
    "attvalue": ({"for", "value!"}, {}),
}
VALUES = {"version": {"1.3"}, "defaultedgetype": {"directed"}, "class": {"node", "edge"}, "type": {"integer", "double", "string", "boolean"}}
SPACE = "{http://gexf.net/1.3}"


def breaches(element, where=""):
    """What the schema forbids in an element and in those inside it."""
    name = element.tag.removeprefix(SPACE)
    if name == element.tag or name not in SCHEMA:
        return [f"{where}/{element.tag}: not known"]
    attributes, inside = SCHEMA[name]
    found = [f"{where}/{name}: attribute {each}" for each in element.attrib if not {each, f"{each}!"} & attributes]
    found += [f"{where}/{name}: no {each}" for each in attributes if each[-1] == "!" and each[:-1] not in element.attrib]
    found += [f"{where}/{name}: {key}={value}" for key, value in element.items() if value not in VALUES.get(key, {value})]
    tags = [child.tag.removeprefix(SPACE) for child in element]
    found += [f"{where}/{name}: {tag} is not allowed" for tag in tags if tag not in inside]
    found += [f"{where}/{name}: {tags.count(tag)} {tag}" for tag, often in inside.items() if tags.count(tag) > 1 and often in "?1"]
    found += [f"{where}/{name}: no {tag}" for tag, often in inside.items() if often == "1" and tag not in tags]
    return found + [each for child in element for each in breaches(child, f"{where}/{name}")]


@pytest.mark.parametrize("base", [BASE, THREE, cases([])], ids=["full", "refused", "empty"])
def test_gexf_is_valid(base, tmp_path):
    root = ET.parse(write_graph(mined(base), tmp_path / "g.gexf")).getroot()
    assert breaches(root) == []
    graph = root.find(f"{SPACE}graph")
    declared = {(a.get("class"), e.get("id")): e.get("type") for a in graph.findall(f"{SPACE}attributes") for e in a}
    nodes = {node.get("id") for node in graph.iter(f"{SPACE}node")}
    reads = {"integer": int, "double": float, "string": str, "boolean": {"true": True, "false": False}.__getitem__}
    for kind in ("node", "edge"):
        ids = [element.get("id") for element in graph.iter(f"{SPACE}{kind}")]
        assert len(ids) == len(set(ids))
        for element in graph.iter(f"{SPACE}{kind}"):
            used = [value.get("for") for value in element.iter(f"{SPACE}attvalue")]
            assert len(used) == len(set(used))
            for value in element.iter(f"{SPACE}attvalue"):
                reads[declared[kind, value.get("for")]](value.get("value"))
    assert all({edge.get("source"), edge.get("target")} <= nodes for edge in graph.iter(f"{SPACE}edge"))


@pytest.mark.parametrize(
    ("was", "now"),
    [('version="1.3"', 'version="1.2"'), ("<meta>", "<meta/><meta>"), (' source="', ' from="'), ("attvalues", "values"), ('class="node"', 'class="dot"')],
)
def test_what_the_schema_forbids_is_seen(was, now, tmp_path):
    text = write_graph(mined(BASE), tmp_path / "g.gexf").read_text(encoding="utf-8")
    assert was in text
    assert breaches(ET.fromstring(text.replace(was, now)))


def test_csv_opens_in_spreadsheets(tmp_path):
    path = write_graph(mined(BASE), tmp_path / "g.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(int(row["n_cases"]) == len({entry[0] for entry in json.loads(row["evidence"])}) for row in rows)


def test_json_has_no_nan(tmp_path):
    json.loads(write_graph(mined(THREE), tmp_path / "g.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)


def test_wrong_endings_and_files(tmp_path):
    with pytest.raises(InputError, match=r"\.xyz"):
        write_graph(mined(THREE), tmp_path / "g.xyz")
    for name in ("g.json", "g.gexf", "g.graphml", "g.csv"):
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
