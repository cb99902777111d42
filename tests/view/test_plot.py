"""Figures: legible Chinese on every machine, the same bytes every time, nothing that the data does not say."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.errors import InputError
from caselib.model import Case, Field, Mention, Span
from caselib.view import plot
from caselib.view.flow import strength
from caselib.view.layout import columns
from caselib.view.matrix import counts
from caselib.view.votes import votes

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import warnings; warnings.simplefilter("error")
from matplotlib import font_manager
assert not any("CJK" in font.name for font in font_manager.fontManager.ttflist), "the test wants a machine without Chinese fonts"
import hashlib, sys
from pathlib import Path
from caselib.view import plot
from tests.view.trial import counted_graph, gold_cases
base = gold_cases(Path("corpus"))
graph = counted_graph(base)
for figure in (plot.flow(graph), plot.flow(graph, lang="en"), plot.matrix(base), plot.matrix(base, "outcome", "year")):
    for kind in ("svg", "png"):
        print(hashlib.sha256(plot.rendered(figure, kind, 60)).hexdigest())
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_label_of_the_codebook_has_its_glyphs(lang: str) -> None:
    book = load()
    graph = nx.DiGraph()
    for code in book.codes.values():
        graph.add_node(code.id, role=code.role, label_zh=code.label["zh"], label_en=code.label["en"], n_clusters=3)
    for cause, action in zip(book.role("cause"), book.role("action"), strict=False):
        graph.add_edge(cause, action, n_clusters=7, q=0.2, lift_lo=0.9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert plot.rendered(plot.flow(graph, lang=lang), "png", 50)


def test_without_chinese_fonts_and_the_same_bytes(tmp_path: Path) -> None:
    """Two processes with other hash seeds, on a machine that has no font but matplotlib's own."""
    hidden = tmp_path / "fonts.conf"
    hidden.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    hide = "import matplotlib.font_manager as f; f.findSystemFonts = lambda *a, **k: []; f.fontManager = f.FontManager()\n"
    outputs = []
    for seed in ("1", "2"):
        env = os.environ | {"FONTCONFIG_FILE": str(hidden), "MPLCONFIGDIR": str(tmp_path / seed), "PYTHONHASHSEED": seed, "MPLBACKEND": "Agg"}
        done = subprocess.run([sys.executable, "-c", hide + PROGRAM], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        outputs.append(done.stdout)
    assert len(outputs[0].split()) == 8
    assert outputs[0] == outputs[1]


def test_saved_whole_by_ending(tmp_path: Path, graph: nx.DiGraph) -> None:
    for ending, magic in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        path = plot.save(plot.flow(graph), tmp_path / f"flow.{ending}", dpi=40)
        assert path.read_bytes().startswith(magic)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flow.pdf", "flow.png", "flow.svg"]


def test_layout_attaches_edges_inside_their_nodes(graph: nx.DiGraph) -> None:
    layout = columns(graph, top=40)
    place = {node.key: node for node in layout.nodes}
    assert len(layout.edges) == 40
    assert layout.hidden == sum(1 for a, b in graph.edges) - 40
    for edge in layout.edges:
        for at, node in ((edge.start, place[edge.source]), (edge.end, place[edge.target])):
            assert node.top - 1e-9 <= at - edge.width / 2
            assert at + edge.width / 2 <= node.bottom + 1e-9
    for column in range(3):
        boxes = sorted((node.top, node.bottom) for node in layout.nodes if node.column == column)
        assert all(above[1] < below[0] for above, below in pairwise(boxes))


def test_an_empty_graph_says_so() -> None:
    texts = [text.get_text() for text in plot.flow(nx.DiGraph()).texts]
    assert "没有可画的关联" in texts


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"n_clusters": 4, "q": 0.001, "lift_lo": 3.0}, "few"),
        ({"n_clusters": 9, "q": float("nan"), "lift_lo": 3.0}, "few"),
        ({"n_clusters": 9, "q": 0.001, "lift_lo": 3.0, "too_few": True}, "few"),
        ({"n_clusters": 9, "q": 0.2, "lift_lo": 3.0}, "plain"),
        ({"n_clusters": 9, "q": 0.001, "lift_lo": 0.9}, "plain"),
        ({"n_clusters": 9, "q": 0.001, "lift_lo": 1.1}, "tested"),
    ],
)
def test_strength(row: dict[str, object], expected: str) -> None:
    assert strength(row) == expected


def case(uid: str, industry: str, causes: str, cluster: str = "", kind: str = "incident") -> Case:
    mentions = tuple(Mention(f"m{i}", "cause", code, "", Span(0, 1), "x", "r", 1.0) for i, code in enumerate(causes.split()))
    start = int(uid)
    return Case(uid, "a.txt", Span(start, start + 1), kind, industry=Field(industry, None, "r"), mentions=mentions, cluster=cluster)


def test_a_cluster_has_one_vote_and_carries_what_half_its_members_carry() -> None:
    cases = [case("1", "hotel", "delay defect", "c"), case("2", "hotel", "delay", "c"), case("3", "hotel", "delay attitude", "c"), case("4", "hotel", "delay")]
    found = votes(cases)
    assert [vote.values("cause") for vote in found] == [("delay",), ("delay",)]
    table = counts(Cases((*cases, case("5", "banking", "delay", kind="scenario"))))
    assert table.to_dict() == {"hotel": {"delay": 2}}


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(InputError, match="colour"):
        plot.matrix(Cases((case("1", "hotel", "delay"),)), "colour")
