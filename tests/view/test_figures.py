"""Every figure: on axes given or its own, with its table behind it, in both languages, every glyph in the shipped font."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import caselib as cl
from caselib.casebase import Cases
from caselib.mine import over_strata
from caselib.view import plot
from caselib.view.figure import Panel, inches
from tests.mine.make import cases
from tests.mine.test_playbooks import FOUR

LINES = (
    ["delay; listen refund=; satisfied"] * 12 + ["delay; !refund stall; churn"] * 8 + ["delay; ?apologise refuse; escalated | repeat; refund; resolved"] * 6
    + ["defect; repair; satisfied"] * 7 + ["defect; refund; churn"] * 5
)  # fmt: skip
BASE = cases(
    LINES, final=["positive"] * 12 + ["negative"] * 8 + ["positive"] * 13 + ["negative"] * 5, industry=["hotel", "banking"] * 19,
    doc=[f"{i % 3}.txt" for i in range(38)],
)  # fmt: skip
GRAPH = cl.mine(BASE, draws=0)
HALF = cl.mine(BASE.where(industry="hotel"), draws=0)
DRAWN: dict[str, Any] = {
    "flow": lambda **given: plot.flow(GRAPH, **given),
    "matrix": lambda **given: plot.matrix(BASE, **given),
    "matrix_final": lambda **given: plot.matrix(BASE, "cause", "action", colour="final", **given),
    "forest": lambda **given: plot.forest(GRAPH, "refund", "satisfied", **given),
    "compare": lambda **given: plot.compare(cl.compare(HALF, GRAPH), **given),
    "gap": lambda **given: plot.gap(BASE, "delay", **given),
    "pareto": lambda **given: plot.pareto(BASE, **given),
    "timeline": lambda **given: plot.timeline(BASE[20], **given),
    "fit": lambda **given: plot.fit(FOUR.fit(BASE), FOUR.title, **given),
}
every = pytest.mark.parametrize("name", DRAWN)


def texts(axes: Axes) -> list[str]:
    """All that is written on the axes."""
    legend = axes.get_legend()
    written = [*axes.texts, axes.title, axes.xaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels(), *(legend.get_texts() if legend else ())]
    return [text.get_text() for text in written]


@every
def test_draws_on_the_axes_given_and_returns_them(name: str) -> None:
    axes = Figure().add_subplot()
    assert DRAWN[name](ax=axes) is axes
    assert axes.get_title()


@every
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shows_itself_and_lacks_no_glyph(name: str, lang: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = DRAWN[name](lang=lang)
        assert isinstance(drawn, Panel)
        assert drawn._repr_png_().startswith(b"\x89PNG")


@every
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_written_lies_on_the_figure(name: str, lang: str) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    drawn = DRAWN[name](lang=lang)
    canvas = FigureCanvasAgg(drawn.whole)
    canvas.draw()
    width, height = canvas.get_width_height()
    ticks = drawn.get_yticklabels() if drawn.axison else []
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in [*drawn.texts, drawn.title, *ticks] if text.get_text()]
    out = [box for box in boxes if box.x0 < -2 or box.y0 < -2 or box.x1 > width + 2 or box.y1 > height + 2]
    assert not out


@every
def test_is_legible_in_print(name: str) -> None:
    sizes = {text.get_fontsize() for text in DRAWN[name]().texts if text.get_text()}
    assert min(sizes, default=9) >= 6


@every
def test_a_title_is_replaced_or_left_out(name: str) -> None:
    assert DRAWN[name](title="题目").get_title() == "题目"
    assert DRAWN[name](title="").get_title() == ""


@pytest.mark.parametrize("name", ["matrix", "matrix_final", "gap", "pareto", "fit", "compare", "flow", "timeline"])
def test_nothing_to_draw_is_no_error(name: str) -> None:
    import networkx as nx

    none = Cases()
    drawn = {
        "matrix": lambda: plot.matrix(none), "matrix_final": lambda: plot.matrix(none, colour="final"), "gap": lambda: plot.gap(none, "delay"),
        "pareto": lambda: plot.pareto(none), "fit": lambda: plot.fit(FOUR.fit(none)), "flow": lambda: plot.flow(nx.DiGraph()),
        "compare": lambda: plot.compare(cl.compare(HALF, GRAPH).head(0)), "timeline": lambda: plot.timeline(cases(["; ;"])[0]),
    }[name]()  # fmt: skip
    assert plot.rendered(drawn, "png", 40)


def test_flow_tells_directed_from_undirected_edges_and_gives_intervals() -> None:
    graph = GRAPH.copy()
    pair = max(((a, b) for a, b, row in graph.edges(data=True) if row["role_pair"] == "action->outcome" and row["q"] < 0.05), key=str)
    row = graph.edges[pair]
    row |= {"lift": 2.0, "lift_lo": 1.5, "lift_hi": 2.6, "undirected": False}
    directed = plot.flow(graph)
    assert "2.0 [1.5, 2.6]" in texts(directed)
    row["undirected"] = True
    hollow = plot.flow(graph)
    # The head of the arrow gives way to a white band down the middle.
    whites = [sum(patch.get_facecolor()[:3] == (1, 1, 1) for patch in drawn.patches) for drawn in (directed, hollow)]
    assert whites[1] == whites[0] + 1
    assert len(directed.patches) == len(hollow.patches)


def test_forest_shows_every_row_of_its_table() -> None:
    table = over_strata(GRAPH, "refund", "satisfied", field="industry")
    assert [text for text in texts(plot.forest(GRAPH, "refund", "satisfied", field="industry")) if "/" in text][: len(table)] == [
        f"{row.n_clusters}/{row.n_clusters + row.b}   {row.c}/{row.c + row.d}" for row in table.itertuples()
    ]


def test_pareto_counts_clusters_and_what_is_covered() -> None:
    table = plot.pareto_table(cases(["delay defect; ;", "delay; ;", "attitude; ;", "; refund;"]))
    assert table[["code", "n_clusters", "covered", "n_total"]].values.tolist() == [["delay", 2, 2 / 3, 3], ["attitude", 1, 1.0, 3], ["defect", 1, 1.0, 3]]


def test_endings_of_a_pair_are_counted_and_refused() -> None:
    table = plot.matrix_table(BASE, "cause", "action", colour="final").set_index(["row", "column"])
    assert table.loc[("delay", "refund"), ["n_clusters", "good", "told"]].tolist() == [18, 18, 18]
    assert table.loc[("defect", "refund"), "share"] == 0
    few = plot.matrix_table(cases(["delay; refund; satisfied"] * 4, final=["positive"] * 4), colour="final", columns="action")
    assert few["share"].isna().all()


def test_the_course_of_a_case_in_rounds() -> None:
    table = plot.timeline_table(BASE[20])
    assert table[["round", "code"]].values.tolist() == [[1, "delay"], [1, "refuse"], [1, "escalated"], [2, "repeat"], [2, "refund"], [2, "resolved"]]
    assert plot.timeline_table(BASE[12])[["code", "status"]].values.tolist()[1] == ["refund", "demanded"]


def test_width_of_labels() -> None:
    assert inches(["退款"], 9) == pytest.approx(0.25)
    assert inches(["ab"], 9) < inches(["退款"], 9)
