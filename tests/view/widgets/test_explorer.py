"""What the Explorer shows is what mine counted: for every filter, and row for row of evidence."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import caselib as cl
from caselib.casebase import Cases
from caselib.errors import InputError
from caselib.mine import read_graph, write_graph
from caselib.mine.coded import GRADES
from caselib.model import Field, SourceText
from caselib.model.case import STATUSES
from caselib.view.widgets import explorer_data
from caselib.view.widgets.explorer_data import EDGE, Study
from caselib.view.widgets.explorer_page import explorer_fragment, explorer_page, explorer_pieces
from tests.coding.make import base as marked
from tests.view.trial import gold_cases

TOLD = "😀事由：[m1 cause:delay|晚了三天]，店方[m2 action:refund/done|<b>退款</b>]，[m3 outcome:satisfied|满意]。"


@cache
def study() -> Study:
    return Study(cl.mine(gold_cases(Path(__file__).parents[3] / "corpus"), draws=0))


def told(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(EDGE, row, strict=True)) for row in part["edges"]]


def places(pool: dict[str, Any]) -> list[tuple[int, int, int]]:
    flat = pool["places"]
    return list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))


def cluster_of(pool: dict[str, Any], mention: int) -> int:
    return int(pool["cases"][pool["mentions"][mention][0]][4])


CHOICES = [(status, industry) for status in STATUSES for industry in ("", *study().industries)]


@pytest.mark.parametrize(("status", "industry"), CHOICES)
def test_a_filter_shows_what_mine_gives_for_it(status: str, industry: str) -> None:
    here = study()
    pool, part = here.pool, here.part(status, industry)
    graph = cl.mine(here.base.where(industry=industry) if industry else here.base, status=status, draws=0)
    names = [node[0] for node in pool["nodes"]]
    found = {(names[edge["source"]], names[edge["target"]]): edge for edge in told(part)}
    assert set(found) == set(graph.edges)
    for ends, row in graph.edges.items():
        edge = found[ends]
        assert (edge["n"], edge["n_cases"], edge["n_docs"]) == (row["n_clusters"], row["n_cases"], row["n_docs"])
        assert (edge["with_source"], edge["with_target"], edge["told"]) == (row["n_clusters"] + row["b"], row["n_clusters"] + row["c"], row["n"])
        assert bool(edge["rich"]) == (row["n_clusters"] >= 5)
    assert {names[n]: count for n, count, _ in part["nodes"]} == {name: node["n_clusters"] for name, node in graph.nodes.items() if node["n_clusters"]}


@pytest.mark.parametrize(("status", "industry"), CHOICES)
def test_every_number_is_the_number_of_its_rows(status: str, industry: str) -> None:
    pool, part = study().pool, study().part(status, industry)
    where = places(pool)
    for edge in told(part):
        rows = [where[n] for n in edge["evidence"]]
        assert len({cluster_of(pool, source) for source, _, _ in rows}) == edge["n"]
        assert len({pool["mentions"][source][0] for source, _, _ in rows}) == edge["n_cases"]
        assert {(pool["mentions"][a][1], pool["mentions"][b][1]) for a, b, _ in rows} == {(edge["source"], edge["target"])}
    for node, count, mentions in part["nodes"]:
        assert len({cluster_of(pool, n) for n in mentions}) == count
        assert {pool["mentions"][n][1] for n in mentions} == {node}


def test_the_words_of_a_mention_are_its_quote() -> None:
    pool, base = study().pool, study().base
    for case, _, _, start, end, _, name in pool["mentions"]:
        (piece,) = pool["cases"][case][9]
        assert piece[1][start - piece[0] : end - piece[0]] == base.mention(base[pool["cases"][case][0]], name).quote


def test_clipped_texts_keep_the_mentions_and_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer_data, "WHOLE", 0)
    monkeypatch.setattr(explorer_data, "AROUND", 3)
    cases = marked("😀" * 50 + TOLD + "乙" * 50)
    pool = Study(cl.mine(cases, draws=0)).pool
    pieces = pool["cases"][0][9]
    assert sum(len(text) for _, text in pieces) < 60
    for _, _, _, start, end, _, name in pool["mentions"]:
        at, text = next(piece for piece in pieces if piece[0] <= start < piece[0] + len(piece[1]))
        assert text[start - at : end - at] == cases.mention(cases[0], name).quote


def test_a_filter_counts_its_own_votes() -> None:
    """A cluster of which one member of three says something does not say it; among that member's industry it does."""
    cases = marked("---".join([TOLD, "事由：[m1 cause:defect|坏了]。", "事由：[m1 cause:defect|坏了]。"]))
    trades = ("banking", "hotel", "hotel")
    base = Cases(tuple(replace(case, cluster="one", industry=Field(trade, None, "t")) for case, trade in zip(cases, trades, strict=True)), (), cases.texts)
    here = Study(cl.mine(base, draws=0))
    assert [edge["n"] for edge in told(here.part("done"))] == []
    own = told(here.part("done", "banking"))
    assert [edge["n"] for edge in own] == [1, 1, 1]
    assert all(len(edge["evidence"]) == 1 for edge in own)


CODES = {"cause": ("delay", "defect"), "action": ("refund", "repair"), "outcome": ("satisfied", "resolved")}


@st.composite
def bases(draw: Any) -> Cases:
    """Cases of a few codes in a few clusters and industries."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        mentions = [
            f"[m{n} {role}:{draw(st.sampled_from(CODES[role]))}{'/' + draw(st.sampled_from(STATUSES)) if role == 'action' else ''}|字{n}]"
            for n, role in enumerate(draw(st.lists(st.sampled_from(list(CODES)), max_size=5)), 1)
        ]
        parts.append("，".join(["事由", *mentions]) + "。")
    cases = marked("---".join(parts))
    return Cases(
        tuple(
            replace(case, cluster=draw(st.sampled_from(["", "a", "b"])), industry=draw(st.sampled_from([None, Field("banking", None, "t"), Field("hotel", None, "t")])))
            for case in cases
        ),
        (),
        cases.texts,
    )


@settings(max_examples=25)
@given(bases())
def test_rows_and_numbers_agree_on_any_cases(cases: Cases) -> None:
    here = Study(cl.mine(cases, draws=0))
    pool = here.pool
    where = places(pool)
    for status in STATUSES:
        for industry in ("", *here.industries):
            part = here.part(status, industry)
            assert all(len({cluster_of(pool, where[n][0]) for n in edge["evidence"]}) == edge["n"] for edge in told(part))
            assert all(len({cluster_of(pool, n) for n in mentions}) == count for _, count, mentions in part["nodes"])
            assert len({cluster for clusters in part["ends"].values() for cluster in clusters}) == sum(map(len, part["ends"].values()))


def test_bases_and_order_of_a_place_can_be_read_back() -> None:
    here = study()
    edge = max(told(here.part("done")), key=lambda row: row["n"])
    names = [node[0] for node in here.pool["nodes"]]
    row = here.graph("done").edges[names[edge["source"]], names[edge["target"]]]
    said = [(GRADES[code // 3], code % 3 - 1) for code in (places(here.pool)[n][2] for n in edge["evidence"])]
    assert said == [(each.basis, each.first) for each in row["evidence"]]


def test_a_graph_without_evidence_is_refused(tmp_path: Path) -> None:
    path = write_graph(study().graph("done"), tmp_path / "g.json")
    with pytest.raises(InputError, match="mine the cases again"):
        Study(read_graph(path))


def test_two_roles_have_their_own_columns() -> None:
    graph = cl.mine(study().base, roles=("cause", "outcome"), draws=0)
    assert '"way":"co"' in explorer_fragment(graph, "zh", filters=False)


# --- pages --------------------------------------------------------------------------------------------------------------------------


def test_a_fragment_needs_no_anywidget() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None; sys.modules['ipywidgets'] = None; sys.modules['traitlets'] = None\n"
        "import caselib as cl\nfrom tests.coding.make import base\nfrom caselib.view.widgets.explorer_page import explorer_fragment\n"
        f"print(len(explorer_fragment(cl.mine(base({TOLD!r}), draws=0), 'en')) > 10000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[3], timeout=120)
    assert done.stdout.strip() == "True", done.stderr


def test_words_of_documents_cannot_leave_the_data() -> None:
    hostile = TOLD.replace("<b>退款</b>", "</script><script>alert(1)</script>&\u2028")
    pieces = explorer_pieces(cl.mine(marked(hostile), draws=0), "zh")
    assert "</script><script>alert" not in pieces.html
    data = pieces.html.split(">", 3)[3].rsplit("</script>", 1)[0]
    assert "alert(1)</script>&\u2028" in json.loads(data)["pool"]["cases"][0][9][0][1]


def test_the_script_of_a_fragment_does_not_depend_on_its_data() -> None:
    one, other = (explorer_pieces(graph, "zh", filters=False) for graph in (study().graph("done"), cl.mine(marked(TOLD), draws=0)))
    assert (one.script_hash, one.style_hash) == (other.script_hash, other.style_hash)


def test_lone_surrogates_are_no_trouble() -> None:
    cases = marked(TOLD.replace("满意", "满\ud83d意"))
    assert explorer_page(Study(cl.mine(cases, draws=0)), "zh").encode("utf-8")


def test_the_page_names_everything_by_hash_and_allows_nothing_else() -> None:
    page = html.unescape(explorer_page(Study(cl.mine(marked(TOLD), draws=0)), "en"))
    assert "default-src 'none'" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert "https://" not in page


# --- in the kernel ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def view() -> Any:
    pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")
    return cl.explore(study().graph("done"), lang="zh")


def test_evidence_has_a_row_a_place_and_a_cluster_a_vote(view: Any) -> None:
    for source, target, row in view.graph.edges(data=True):
        view.selected = [f"{source}->{target}"]
        assert len(view.evidence) == len(row["evidence"])
        assert view.evidence["cluster"].nunique() == row["n_clusters"]


def test_evidence_of_a_code_and_of_a_cell(view: Any) -> None:
    view.selected = ["refund"]
    assert view.evidence["cluster"].nunique() == view.graph.nodes["refund"]["n_clusters"]
    industry = view.study.industries[0]
    code = max(view.study.graph("done", industry).nodes.items(), key=lambda item: item[1]["n_clusters"])
    view.selected = [f"{code[0]}@{industry}"]
    assert view.evidence["cluster"].nunique() == code[1]["n_clusters"]


def test_one_open_sentence_is_one_row(view: Any) -> None:
    view.selected = ["refund->satisfied"]
    row = view.evidence.iloc[-1]
    view.selected = ["refund->satisfied", *row["mentions"].split(" ")]
    assert len(view.evidence) == 1
    assert view.evidence.iloc[0]["outcome"] == row["outcome"] != ""
    assert row["outcome"] in view.study.base.texts[row["doc"]].text


def test_nothing_selected_is_an_empty_table(view: Any) -> None:
    assert view.evidence.empty
    view.selected = ["no_such_code->refund"]
    assert view.evidence.empty


def test_filters_are_counted_when_they_are_asked_for(view: Any) -> None:
    industry = view.study.industries[0]
    assert list(view.parts) == ["done|"]
    view.answer({"kind": "part", "status": "advised", "industry": industry})
    assert list(view.parts) == ["done|", f"advised|{industry}"]
    view.answer({"kind": "parts", "status": "done"})
    assert set(view.parts) == {"done|", f"advised|{industry}", *(f"done|{each}" for each in view.study.industries)}
    view.status, view.industry = "advised", industry
    assert view.graph.graph["status"] == "advised"


def test_a_page_keeps_what_was_moved_and_filtered(view: Any) -> None:
    view.positions = {"graph": {"refund": [0.25, 77]}}
    view.form, view.most_q = "matrix", 0.05
    page = view.page("标题")
    state = json.loads(page.split('id="state">', 1)[1].split("</script>", 1)[0])
    assert (state["positions"], state["form"], state["most_q"]) == ({"graph": {"refund": [0.25, 77]}}, "matrix", 0.05)


def test_the_snapshot_is_a_table_of_true_numbers_without_markup_of_documents() -> None:
    pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")
    made = cl.explore(cl.mine(marked(TOLD), draws=0), lang="en").snapshot()
    assert "<b>退款" not in made
    assert "&lt;b&gt;退款" in made
    assert made.count("<tr>") == 4


def test_no_cases_are_refused_in_a_sentence() -> None:
    pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")
    with pytest.raises(InputError, match="no case to explore"):
        cl.explore(Cases((), (), {"a.txt": SourceText("a.txt", "")}))


@pytest.mark.parametrize("start", [{"forms": "matrix"}, {"form": "tree"}, {"industry": "no_such"}])
def test_a_wrong_start_is_answered_with_the_right_ones(start: dict[str, str]) -> None:
    pytest.importorskip("anywidget", reason="anywidget is missing: pip install 'caselib[notebook]'")
    with pytest.raises(InputError):
        cl.explore(study().graph("done"), **start)


def test_what_does_not_fit_a_page_goes_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    from caselib.view.widgets import explorer_page as module

    monkeypatch.setattr(module, "woff2", lambda text: "w" * 50_000 if len(text) > 12_000 else "l")
    here = study()
    full = module.explorer_page(here, "zh")
    assert "|banking" in full or any(f"done|{each}" in full for each in here.industries)
    monkeypatch.setattr(module, "PAGE_BYTES", len(full.encode()) - 1000)
    smaller = module.explorer_page(here, "zh")
    assert "base64,l)" in smaller
    assert any(f'"done|{each}"' in smaller for each in here.industries)
    monkeypatch.setattr(module, "PAGE_BYTES", 10)
    smallest = module.explorer_page(here, "zh")
    assert '"done|"' in smallest
    assert not any(f'"done|{each}"' in smallest for each in here.industries)
