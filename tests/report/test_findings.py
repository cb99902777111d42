"""What a report states: every number is its table's, every quote is the source's, and nothing is said on too little."""

from __future__ import annotations

import re
from string import Formatter

import networkx as nx
import pytest

from caselib.casebase import Cases
from caselib.mine import mine
from caselib.model import Case, Field, Mention, Money, SourceText, Span
from caselib.report import Report, case_base
from caselib.report.parts import Heading, Paragraph, Quotes, Table
from caselib.report.say import sentences
from caselib.report.tally import ALL, LEAST, tally

# Sentences on method, order or the lack of something: there is no passage to show for them.
BARE = ("method.", "unsupported.", "overview.problems", "overview.table", "edges.", "nothing")


def test_every_number_is_the_cell_it_names(report: Report) -> None:
    seen = 0
    for finding in report.findings():
        for number in finding.numbers:
            cell = report.grids[number.table][number.row][number.column]
            assert number.value == cell
            assert number.shown in finding.sentence
            if number.shown == "< 0.001":
                assert cell < 0.001
                continue
            shown = float(number.shown.strip(" %=").replace(",", "")) / (100 if "%" in number.shown else 1)
            assert shown == pytest.approx(cell, abs=0.0051 if "%" in number.shown else 0.006)
            seen += 1
    assert seen > 80


def test_every_quote_stands_at_its_place(report: Report, base: Cases) -> None:
    shown = [each for part in report.parts if isinstance(part, Quotes) for each in part.evidence]
    shown += [each for finding in report.findings() for each in finding.evidence]
    assert len(shown) > 100
    for each in shown:
        assert each.span.of(base.texts[each.doc].text) == each.quote
        assert each.quote.strip()
        if each.case:
            assert base[each.case].span.contains(each.span)


def test_every_statement_has_evidence(report: Report) -> None:
    for finding in report.findings():
        if finding.numbers and not finding.key.startswith(BARE):
            assert finding.evidence, finding.sentence


def test_evidence_of_a_code_is_a_mention_of_it(base: Cases) -> None:
    report = case_base(base, None, lang="zh")
    top = next(finding for finding in report.findings() if finding.key == "cause.top")
    code = next(number.row for number in top.numbers if number.column == "n")
    spans = {(case.doc, m.span) for case in base for m in case.mentions if m.role == "cause" and m.code == code}
    assert {(each.doc, each.span) for each in top.evidence} <= spans
    clusters = [base[each.case].cluster for each in top.evidence]
    assert len(set(clusters)) == len(clusters)


def test_table_cells_equal_the_grids(report: Report) -> None:
    tables = {part.key: part for part in report.parts if isinstance(part, Table)}
    for name in ("industry", "cause", "action", "outcome"):
        counts = sorted((cells["n"] for row, cells in report.grids[name].items() if row != ALL), reverse=True)
        assert [float(row[1]) for row in tables[name].rows] == counts[: len(tables[name].rows)]


def test_nodes_of_the_graph_and_tables_count_alike(base: Cases, graph: nx.DiGraph) -> None:
    grids = tally(base, graph).grids
    for code, data in graph.nodes(data=True):
        assert grids[data["role"]][code]["n"] == data["n_clusters"]


@pytest.mark.parametrize("key", sorted(sentences()))
def test_patterns_fill_the_same_blanks_in_both_languages(key: str) -> None:
    blanks = [{name for _, name, _, _ in Formatter().parse(variant) if name} for texts in sentences()[key].values() for variant in texts]
    assert set(sentences()[key]) == {"zh", "en"}
    assert all(found == blanks[0] for found in blanks)


def test_chinese_patterns_use_chinese_punctuation() -> None:
    for key, texts in sentences().items():
        for variant in texts["zh"]:
            plain = re.sub(r"\{[a-z_0-9]+\}|\[\[[a-z_]+\]\]|q < 0\.05|95%", "", variant)
            assert not re.search(r"[,;:?!()\"']", plain), (key, variant)


def incident(n: int, *codes: tuple[str, str, str], final: str = "positive", **fields: object) -> Case:
    """A case of one line; its mentions all stand on its first two characters."""
    mentions = tuple(Mention(f"m{i}", role, code, status, Span(10 * n, 10 * n + 2), "投诉", "r", 0.9) for i, (role, code, status) in enumerate(codes))
    return Case(f"u{n}", "a.txt", Span(10 * n, 10 * n + 9), "incident", mentions=mentions, final=Field(final, None, "r"), cluster=f"c{n}", **fields)  # type: ignore[arg-type]


def few(n: int) -> Cases:
    text = SourceText("a.txt", "投诉处理结果如下文。\n"[:10] * n)
    cases = tuple(incident(i, ("cause", "delay", ""), ("action", "refund", "done"), ("outcome", "resolved", "")) for i in range(n))
    return Cases(cases, (), {"a.txt": text})


def test_fewer_than_five_give_counts_and_no_percentages() -> None:
    for n in (1, LEAST - 1):
        base = few(n)
        report = case_base(base, mine(base, draws=20), lang="zh")
        said = "".join(finding.sentence for finding in report.findings() if not finding.key.startswith("method."))
        cells = [cell for part in report.parts if isinstance(part, Table) for row in part.rows for cell in row]
        assert "%" not in said
        assert not any("%" in cell for cell in cells)
        assert "不计算比例" in said
    assert any("%" in finding.sentence for finding in case_base(few(LEAST), lang="zh").findings() if finding.key == "cause.top")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_case_base_has_a_report(lang: str) -> None:
    report = case_base(Cases(), nx.DiGraph(), lang=lang)
    assert any(isinstance(part, Heading) for part in report.parts)
    assert not any(finding.evidence for finding in report.findings())


def test_recommendations_name_both_sides() -> None:
    text = SourceText("a.txt", "投诉处理结果如下文。" * 12)
    with_action = [incident(i, ("cause", "delay", ""), ("action", "explain", "done"), final="positive" if i else "negative") for i in range(6)]
    without = [incident(i, ("cause", "delay", ""), ("action", "gift", "done"), final="negative") for i in range(6, 12)]
    report = case_base(Cases((*with_action, *without), (), {"a.txt": text}), lang="zh")
    said = next(finding for finding in report.findings() if finding.key == "advice.goes_well")
    assert said.sentence == "遇到“延误久等”类投诉，优先考虑“解释说明”：做了的 6 簇中有 5 簇收尾圆满，没有做的 6 簇中有 0 簇。"
    assert {number.column: number.value for number in said.numbers} == {"with": 6, "with_good": 5, "without": 6, "without_good": 0}
    chance = next(finding for finding in report.findings() if finding.key == "advice.tested")
    assert chance.numbers[0].value == pytest.approx(7 / 924 + 0, abs=0.01)
    against = [each for part in report.parts if isinstance(part, Quotes) for each in part.evidence if each.against]
    assert [each.case for each in against][:1] == [with_action[0].id]


def test_money_and_days_come_from_their_fields() -> None:
    text = SourceText("a.txt", "投诉处理结果如下文。" * 6)
    cases = tuple(
        incident(
            i, ("cause", "delay", ""),
            money=(Money(1000.0 * (i + 1), "claimed", Span(10 * i, 10 * i + 4), "r"), Money(9.0, "claimed", Span(10 * i, 10 * i + 4), "r", "USD")),
            days_to_resolution=Field(i + 1, Span(10 * i + 4, 10 * i + 6), "r"),
        )
        for i in range(6)
    )  # fmt: skip
    said = {finding.key: finding for finding in case_base(Cases(cases, (), {"a.txt": text}), lang="zh").findings()}
    assert said["money.told"].sentence == "讲到索要金额的有 6 簇，中位数 3,500 元，最低 1,000 元，最高 6,000 元。"
    assert said["days.told"].sentence == "讲到处理用时的有 6 簇，中位数为 3.5 天，最短 1 天，最长 6 天。"
    assert [each.quote for each in said["days.told"].evidence] == ["结果"] * 3


def test_references_name_figures_and_tables_that_exist(report: Report) -> None:
    keys = {part.key for part in report.parts if hasattr(part, "key")}
    marks = {mark for finding in report.findings() for mark in re.findall(r"\[\[([a-z_]+)\]\]", finding.sentence)}
    assert marks <= keys
    assert {"docs", "cause", "matrix", "flow", "gap"} <= marks
    assert isinstance(report.parts[0], Heading)
    assert isinstance(report.parts[1], Paragraph)
