"""What a case base and a text show of themselves in a notebook."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.casebase import Cases
from caselib.clean import clean
from caselib.model import SourceText
from caselib.view import html, show_clean
from caselib.view.sides import paired

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Balanced(HTMLParser):
    """Fails on a tag that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_case_is_shown_whole(base: Cases) -> None:
    for case in base:
        shown = str(html.case(case, base.texts[case.doc]))
        Balanced().feed(shown)
        source = shown.split('<div class="source" lang="zh">')[1].rsplit("</div>", 2)[0]
        text = unescape(re.sub(r'<span class="tag[^>]*>[^<]*</span>|<[^>]+>', "", source))
        assert text.startswith(base.text(case).rstrip())
        assert shown.count('class="tag ') == len(case.mentions)


def test_a_case_without_its_text_lists_its_passages(base: Cases) -> None:
    shown = str(html.case(base[0], None))
    assert "原文没有随案例保存" in shown
    assert shown.count("<mark") == len(base[0].mentions)


def test_summary_counts(base: Cases) -> None:
    # How many mentions there are changes with every training of the scorer.
    mentions = sum(len(case.mentions) for case in base)
    assert mentions > 400
    assert html.headline(base) == f"54 个案例（52 个重复簇），来自 5 份文件；{mentions} 处标注，0 条知识条目，0 个问题"
    shown = str(html.summary(base))
    assert shown.count("<tr>") == 1 + html.ROWS
    assert "另有 44 个案例" in shown
    assert "没有案例" in str(html.summary(Cases()))


def test_raw_beside_clean_gives_both_texts_back(corpus: Path) -> None:
    for path in sorted((corpus / "open").glob("*.txt")):
        cleaned = clean(SourceText(path.name, path.read_bytes().decode("utf-8-sig", "replace")))
        pairs = list(paired(cleaned))
        assert "".join(piece.text for left, _ in pairs for piece in left) == cleaned.source.text
        right = "\n".join("".join(piece.text for piece in right) for _, right in pairs)
        assert right.replace("\n", "") == cleaned.text.replace("\n", "")


@given(st.text("退款 \n\r\u200b客服a1第2页", max_size=40))
def test_sides_lose_nothing(text: str) -> None:
    cleaned = clean(SourceText("a.txt", text))
    pairs = list(paired(cleaned))
    assert "".join(piece.text for left, _ in pairs for piece in left) == text
    assert "".join(piece.text for _, right in pairs for piece in right).replace("\n", "") == cleaned.text.replace("\n", "")


def test_changes_are_marked_with_their_rule() -> None:
    shown = str(show_clean(clean(SourceText("a.txt", "客服说会退\u200b款。"))))
    assert '<del title="control_characters">' in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_labels_are_in_one_language(base: Cases, lang: str) -> None:
    shown = str(html.case(base[0], None, lang))
    assert ("原因" in shown) == (lang == "zh")
