"""Graphs and event logs as files that other programs read."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from caselib.casebase.cases import Cases, value
from caselib.casebase.cells import bare
from caselib.errors import FormatError, InputError
from caselib.files import text_written_whole, written_whole
from caselib.lang.printable import printable
from caselib.mine.coded import Choice, Evidence, in_episodes
from caselib.mine.graph import DATA, edges
from caselib.mine.sheets import json_text, write_csv, write_workbook

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

NODES = ["code", "role", "layer", "label_zh", "label_en", "n_clusters", "n_cases"]
_TEXTS = frozenset({"source", "target", "role_pair", "strata_flag", "order_basis", "evidence"})
_WHOLE = frozenset({
    "n_clusters", "n_docs", "n_cases", "n_explicit", "n_sequence", "n_order", "b", "c", "d", "n", "n_apart", "n_silent", "n_forward", "n_ordered",
})  # fmt: skip
GEXF = "http://gexf.net/1.3"
EVERYTHING_DONE = Choice()
_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}


def write_graph(graph: nx.DiGraph, path: Path | str) -> Path:
    """Write a graph in the form that the file's ending names: ``.graphml``, ``.gexf``, ``.json`` (node-link), ``.csv`` or ``.xlsx``.

    Numbers that are refused or undefined are left out of the XML forms, are null in JSON and empty in tables. Evidence goes along as
    JSON text. CSV is the edge table, UTF-8 with a byte-order mark so that spreadsheets read it; ``.nodes.csv`` and ``.stamp.csv`` stand
    beside it. The workbook has edges, nodes, what the columns mean, and the stamp; it is for people, and not read back.

    Raises
    ------
    InputError
        If the ending is not one of these.
    """
    path = Path(path)
    writers = {".graphml": _graphml, ".gexf": _gexf, ".json": _json}
    if path.suffix == ".csv":
        return _csv(graph, path)
    if path.suffix == ".xlsx":
        return write_workbook({"edges": _labelled(graph), "nodes": _nodes(graph)}, portable(graph).graph, path)
    if path.suffix not in writers:
        raise InputError(f"graphs are written as {', '.join((*writers, '.csv', '.xlsx'))}, not as {path.suffix!r}")
    with written_whole(path) as temporary:
        writers[path.suffix](graph, temporary)
    return path


def read_graph(path: Path | str) -> nx.DiGraph:
    """A graph that :func:`write_graph` wrote as ``.graphml``, ``.gexf``, ``.json`` or ``.csv``: nodes, edges and stamp, without the cases behind it.

    Raises
    ------
    FormatError
        If the file is not such a graph.
    """
    path = Path(path)
    import networkx as nx

    try:
        if path.suffix == ".json":
            plain = nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")
        elif path.suffix == ".gexf":
            plain = _read_gexf(path)
        elif path.suffix == ".csv":
            plain = _read_csv(path)
        else:
            plain = nx.read_graphml(path)
    except (ValueError, KeyError, ET.ParseError, nx.NetworkXError, OSError) as error:
        raise FormatError(f"{path} is no graph that caselib wrote ({error})") from error
    return _restored(plain)


def portable(graph: nx.DiGraph, missing: bool = False) -> nx.DiGraph:
    """The graph with plain values only: evidence as JSON text, NaN left out (or ``None``, if ``missing``), the counted data dropped."""
    import networkx as nx

    made = nx.DiGraph(**{name: found for name, found in sorted(graph.graph.items()) if name != DATA})
    made.graph["columns"] = ",".join(sorted({name for _, _, found in graph.edges(data=True) for name in found}))
    for node, attributes in graph.nodes(data=True):
        made.add_node(node, **_plain(attributes, missing))
    for source, target, attributes in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        made.add_edge(source, target, **_plain(attributes, missing))
    return made


def event_log(cases: Cases, choice: Choice = EVERYTHING_DONE) -> pd.DataFrame:
    """One row an event, for process mining: case, activity (``role:code``), order (from 1), round, time, status, mention, doc, cluster.

    Events stand in order of the rounds, then of the text. ``time`` is the case's date where one is told, else empty:
    the record has no dates of single events.
    """
    import pandas as pd

    rows = []
    for case in cases:
        if choice.kind(case):
            told = [
                (n, mention)
                for n, mentions in enumerate(in_episodes(case, choice), 1)
                for mention in sorted(mentions, key=lambda m: m.span)
            ]
            for order, (number, mention) in enumerate(told, 1):
                activity = f"{mention.role}:{mention.code}"
                row = (case.id, activity, order, number, value(case, "date"), mention.status, mention.id, case.doc, case.cluster or case.id)
                rows.append([printable(each) if isinstance(each, str) else each for each in row])
    return pd.DataFrame(rows, columns=["case", "activity", "order", "round", "time", "status", "mention", "doc", "cluster"])


def _plain(attributes: dict[str, Any], missing: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, found in attributes.items():
        if isinstance(found, float) and not math.isfinite(found):
            made |= {name: None} if missing else {}
        else:
            made[name] = json_text([list(row) for row in found]) if name == "evidence" else found
    return made


def _restored(plain: nx.DiGraph) -> nx.DiGraph:
    """Evidence as tuples again, and the columns that were left out as NaN."""
    names = plain.graph.pop("columns", "").split(",")
    for source, target, found in plain.edges(data=True):
        found.pop("id", None)
        # Node-link JSON keeps both ends outside the attributes.
        found |= {"source": source, "target": target}
        found |= {name: float("nan") for name in names if name and found.get(name) is None}
        if isinstance(found.get("evidence"), str):
            found["evidence"] = tuple(Evidence(*row) for row in json.loads(found["evidence"]))
    return plain


def _graphml(graph: nx.DiGraph, path: Path) -> None:
    import networkx as nx

    # The plain writer: the lxml one, taken where lxml is installed, orders its keys otherwise.
    nx.write_graphml_xml(_for_xml(graph), path, named_key_ids=False)


def _for_xml(graph: nx.DiGraph) -> nx.DiGraph:
    """The portable graph with every character replaced that XML cannot carry: codes and labels come from codebooks, quotes from documents."""
    import networkx as nx

    plain = portable(graph)

    def told(found: dict[str, Any]) -> dict[str, Any]:
        return {name: printable(each) if isinstance(each, str) else each for name, each in found.items()}

    made = nx.DiGraph(**told(plain.graph))
    made.add_nodes_from((printable(node), told(found)) for node, found in plain.nodes(data=True))
    made.add_edges_from((printable(a), printable(b), told(found)) for a, b, found in plain.edges(data=True))
    return made


def _json(graph: nx.DiGraph, path: Path) -> None:
    import networkx as nx

    data = nx.node_link_data(portable(graph, missing=True), edges="edges")
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        text = json.dumps(data, indent=1, allow_nan=False)  # half of a surrogate pair is no UTF-8
    with text_written_whole(path) as file:
        file.write(text)


def _nodes(graph: nx.DiGraph) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([found for _, found in graph.nodes(data=True)], columns=NODES)


def _labelled(graph: nx.DiGraph) -> pd.DataFrame:
    """The edge table with the codes' labels behind the codes."""
    from caselib.messages import language

    table, label = edges(graph, full=True), dict(graph.nodes(data=f"label_{language()}"))
    for at, name in ((2, "source"), (3, "target")):
        table.insert(at, f"{name}_label", [label[code] for code in table[name]])
    return table


def _csv(graph: nx.DiGraph, path: Path) -> Path:
    import pandas as pd

    stamp = [(name, json.dumps(value, ensure_ascii=False)) for name, value in portable(graph).graph.items()]
    write_csv(_nodes(graph), path.with_suffix(".nodes.csv"))
    write_csv(pd.DataFrame(stamp, columns=["name", "value"]), path.with_suffix(".stamp.csv"))
    return write_csv(edges(graph, full=True), path)


def _read_csv(path: Path) -> nx.DiGraph:
    import networkx as nx

    rows, nodes, stamp = (_rows(each) for each in (path, path.with_suffix(".nodes.csv"), path.with_suffix(".stamp.csv")))
    made = nx.DiGraph(**{row["name"]: json.loads(row["value"]) for row in stamp})
    for row in nodes:
        made.add_node(row["code"], **{name: int(text) if name in ("layer", "n_clusters", "n_cases") else text for name, text in row.items()})
    for row in rows:
        made.add_edge(row["source"], row["target"], **{name: _value(name, text) for name, text in row.items()})
    return made


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: bare(cell or "") for name, cell in row.items() if name} for row in csv.DictReader(file)]


def _value(name: str, text: str) -> Any:
    if name in ("too_few", "undirected"):
        return text == "True"
    if name in _TEXTS:
        return text
    return int(text) if name in _WHOLE else float(text or "nan")


def _gexf(graph: nx.DiGraph, path: Path) -> None:
    """GEXF 1.3 as its schema has it; networkx's writer puts today's date in, and the same graph must give the same bytes."""
    plain = _for_xml(graph)
    root = ET.Element("gexf", {"xmlns": GEXF, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "caselib"
    ET.SubElement(meta, "description").text = json.dumps(plain.graph, ensure_ascii=False, sort_keys=True)
    body = ET.SubElement(root, "graph", {"defaultedgetype": "directed"})
    nodes = [(node, found) for node, found in plain.nodes(data=True)]
    links = [((source, target), found) for source, target, found in plain.edges(data=True)]
    keys = [_declare(body, kind, [found for _, found in rows]) for kind, rows in (("node", nodes), ("edge", links))]
    parent = ET.SubElement(body, "nodes")
    for node, found in nodes:
        _values(ET.SubElement(parent, "node", {"id": node, "label": str(found.get("label_zh", node))}), found, keys[0])
    parent = ET.SubElement(body, "edges")
    for number, ((source, target), found) in enumerate(links):
        _values(ET.SubElement(parent, "edge", {"id": str(number), "source": source, "target": target}), found, keys[1])
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _declare(body: ET.Element, kind: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    types: dict[str, type] = {}
    for row in rows:
        types |= {name: type(found) for name, found in row.items()}
    parent = ET.SubElement(body, "attributes", {"class": kind})
    names = {name: str(i) for i, name in enumerate(sorted(types))}
    for name, key in names.items():
        ET.SubElement(parent, "attribute", {"id": key, "title": name, "type": _TYPES[types[name]]})
    return names


def _values(element: ET.Element, found: dict[str, Any], keys: dict[str, str]) -> None:
    values = ET.SubElement(element, "attvalues")
    for name, each in sorted(found.items()):
        text = str(each).lower() if isinstance(each, bool) else str(each)
        ET.SubElement(values, "attvalue", {"for": keys[name], "value": text})


def _read_gexf(path: Path) -> nx.DiGraph:
    import networkx as nx

    space = {"g": GEXF}
    root = ET.parse(path).getroot()
    made = nx.DiGraph(**json.loads(root.findtext("g:meta/g:description", "{}", space)))
    reads: dict[str, Callable[[str], Any]] = {"boolean": lambda text: text == "true", "integer": int, "double": float, "string": str}
    keys = {
        parent.get("class"): {a.get("id"): (a.get("title"), reads[a.get("type", "string")]) for a in parent.findall("g:attribute", space)}
        for parent in root.findall("g:graph/g:attributes", space)
    }

    def values(element: ET.Element, kind: str) -> dict[str, Any]:
        pairs = ((keys[kind][v.get("for")], v.get("value", "")) for v in element.findall("g:attvalues/g:attvalue", space))
        return {str(title): read(text) for (title, read), text in pairs}

    for node in root.findall("g:graph/g:nodes/g:node", space):
        made.add_node(node.get("id"), **values(node, "node"))
    for edge in root.findall("g:graph/g:edges/g:edge", space):
        made.add_edge(edge.get("source"), edge.get("target"), **values(edge, "edge"))
    return made
