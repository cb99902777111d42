"""Texts cut at the borders of their mentions, and what is made of the pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.lang.printable import printable
from caselib.model import Case, Field, Mention, SourceText, Span
from caselib.view import html, marked
from caselib.view.marks import runs


def mention(start: int, end: int, role: str = "cause", code: str = "delay", status: str = "") -> Mention:
    return Mention(f"m{start}-{end}-{code}", role, code, status, Span(start, end), "", "rule", 0.8)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], ["等了三天才退款"]),
        ([(0, 4)], ["等了三天|1", "才退款"]),
        ([(0, 4), (2, 6)], ["等了|1", "三天|2", "才退|1", "款"]),
        ([(0, 7), (2, 4)], ["等了|1", "三天|2", "才退款|1"]),
        ([(0, 4), (0, 4)], ["等了三天|2", "才退款"]),
    ],
)
def test_runs(spans: list[tuple[int, int]], expected: list[str]) -> None:
    found = runs("等了三天才退款", 0, [mention(*span) for span in spans])
    assert [run.text + (f"|{len(run.mentions)}" if run.mentions else "") for run in found] == expected


@given(st.text(min_size=1, max_size=60), st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=8), st.integers(0, 20))
def test_runs_give_the_text_back(text: str, spans: list[tuple[int, int]], offset: int) -> None:
    mentions = [mention(start, start + length) for start, length in spans]
    found = runs(text, offset, mentions)
    assert "".join(run.text for run in found) == text
    for run in found:
        for m in mentions:
            covers = m.span.start < run.start + len(run.text) and m.span.end > run.start
            assert (m in run.mentions) == covers
    inside = [m for m in mentions if m.span.start < offset + len(text) and m.span.end > offset]
    assert sorted(m.id for run in found for m in run.ends) == sorted(m.id for m in inside)


def test_marked_names_role_code_and_status() -> None:
    text = SourceText("a.txt", "等了三天，要求退款。")
    case = Case("u", "a.txt", Span(0, 10), "incident", mentions=(mention(0, 4), mention(5, 9, "action", "refund", "demanded")))
    assert marked(case, text) == "⟦等了三天｜原因·延误久等⟧，⟦要求退款｜处理·退款退费（要求）⟧。"
    assert "Delay" in marked(case, text, lang="en")


HOSTILE = "<script>alert('1')</script>\"><img src=x onerror=alert(1)>\x1b[2J\u202e反\x00"


def test_hostile_text_stays_text() -> None:
    source = SourceText(HOSTILE, HOSTILE * 2)
    case = Case(
        "u<i>", HOSTILE, Span(0, len(HOSTILE)), "incident", title=Field(HOSTILE, None, "r"), organisation=Field(HOSTILE, None, "r"),
        mentions=(mention(2, 9), Mention("m", "action", HOSTILE, "done", Span(4, 20), "", HOSTILE, 0.5)),
    )  # fmt: skip
    page = html.page(HOSTILE, html.case(case, source))
    assert "<script" not in page
    assert "<img" not in page
    assert not set(page) & {"\x1b", "\u202e", "\x00"}
    assert "\x1b" not in marked(case, source)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


@given(st.text(st.characters(), max_size=80))
def test_printable_keeps_length_and_encodes(text: str) -> None:
    safe = printable(text)
    assert len(safe) == len(text)
    safe.encode("utf-8")
