"""What the screen is told of a case: positions in code points, mends that replay, duplicates."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.clean import clean
from caselib.model import Case, SourceText, Span
from caselib.view.widgets.payload import case_payload, changes
from tests.coding.make import base


def replayed(text: str, mends: list[list]) -> str:
    told, at = [], 0
    for start, end, now, _ in mends:
        told += [text[at:start], now]
        at = end
    return "".join([*told, text[at:]])


def test_positions_count_from_the_case() -> None:
    cases = base("前面的案例。---事由😀：[m1 cause:delay|晚了三天]，[s2 action:refund/demanded|要求退款]。")
    told = case_payload(cases, cases[1])
    (mention, suggestion) = told["mentions"]
    assert told["text"][mention["start"] : mention["end"]] == "晚了三天" == mention["quote"]
    assert (mention["key"], mention["suggested"], suggestion["suggested"]) == ("u2/m1", False, True)
    assert suggestion["status"] == "demanded"


def test_a_case_without_text_keeps_its_quotes() -> None:
    cases = base("事由：[m1 cause:delay|晚了三天]。")
    told = case_payload(Cases(cases.cases), cases[0])
    assert told["text"] == ""
    assert told["mentions"][0]["quote"] == "晚了三天"
    assert told["changes"] == []


def test_members_of_the_cluster_are_told() -> None:
    cases = base("事由：[m1 cause:delay|晚了]。---事由：[m1 cause:delay|晚了]。")
    twins = Cases(tuple(replace(case, cluster="k") for case in cases), (), cases.texts)
    assert [each["uid"] for each in case_payload(twins, twins[0])["duplicates"]] == ["u2"]
    assert case_payload(cases, cases[0])["duplicates"] == []


def test_the_mends_of_every_corpus_text_replay(corpus) -> None:
    """Put in place, the mends turn the raw text into the clean one, to the character."""
    for path in sorted((corpus / "open").glob("*.txt")):
        source = SourceText(path.name, path.read_bytes().decode("utf-8-sig", "replace"))
        whole = Case("u", source.doc, Span(0, len(source.text)), "incident")
        assert replayed(source.text, changes(whole, source)) == clean(source).text


@given(st.text(alphabet="客户投诉怎么写愙户 \r\n\u200b。，\u3000退款😀", max_size=120).filter(bool))
def test_mends_replay(text: str) -> None:
    source = SourceText("a.txt", text)
    assert replayed(text, changes(Case("u", "a.txt", Span(0, len(text)), "incident"), source)) == clean(source).text
