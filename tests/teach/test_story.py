"""What students may read: cut before the ending, and no trace of it in a file."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.clean import clean
from caselib.errors import CaselibError
from caselib.model import Span
from caselib.teach.leak import LEAST, guard, leaks
from caselib.teach.story import GAP, Shelf, cut, squeezed
from teach.make import marked
from teach.trial import gold_cases

OPENING = "二〇一九年三月，方女士在柜台办理转账，" + "排队排到下午一点还没有轮到她。"
STORIES = [
    # the first deciding step is where the story stops; what it rests on stays
    (OPENING + "⟦cause:delay|窗口只开一个⟧。⟦action:apologise:done|行长出来道歉⟧，⟦outcome:satisfied|她笑着走了⟧。", OPENING + "窗口只开一个。" + GAP),
    # steps that find out or put off are part of the story
    (OPENING + "⟦cause:delay|窗口只开一个⟧。她问大堂，⟦action:deflect:done|大堂让她找柜员⟧。⟦action:compensate:done|后来赔了她车费⟧。",
     OPENING + "窗口只开一个。她问大堂，大堂让她找柜员。" + GAP),
    # an outcome in the middle of a sentence takes its clause and all behind it
    (OPENING + "⟦cause:delay|窗口只开一个⟧，⟦outcome:escalated|她当场打了市长热线⟧，回家等信。", OPENING + "窗口只开一个" + GAP),
    # advice is comment
    (OPENING + "⟦cause:delay|窗口只开一个⟧。点评:⟦action:train:advised|应当加强排班训练⟧。", OPENING + "窗口只开一个。" + GAP),
    # a text that never ends keeps everything
    (OPENING + "⟦cause:delay|窗口只开一个⟧。", OPENING + "窗口只开一个。"),
    # an ending told first: whole sentences without it, up to the last cause
    ("⟦outcome:resolved|方女士拿回了车费⟧。" + OPENING + "⟦cause:delay|窗口只开一个⟧。⟦action:refund:done|银行退了车费⟧。", OPENING + GAP + "窗口只开一个。" + GAP),
    # headings can tell endings, so they go
    ("排队投诉，终获道歉\n" + OPENING + "⟦cause:delay|窗口只开一个⟧。", OPENING + "窗口只开一个。"),
]


@pytest.mark.parametrize(("text", "told"), STORIES)
def test_story(text: str, told: str) -> None:
    case, source = marked(text)
    assert cut(case, clean(source)).told == told


def test_comment_parts_are_kept_apart() -> None:
    text = OPENING + "⟦cause:delay|窗口只开一个⟧。⟦action:apologise:done|行长出来道歉⟧。【点评】忙时应加窗口。"
    case, source = marked(text, parts=(("comment", Span(len(OPENING) + 14, len(OPENING) + 25)),))
    story = cut(case, clean(source))
    assert story.comment == "【点评】忙时应加窗口。"
    assert story.rest == "行长出来道歉。"


def test_every_gold_case_keeps_its_ending_back(corpus: Path) -> None:
    cases = gold_cases(corpus)
    shelf = Shelf(cases)
    told = 0
    for case in cases:
        story = shelf.story(case)
        told += bool(story.told)
        for mention in case.mentions:
            if mention.role == "outcome" and len(squeezed(mention.quote)) >= LEAST:
                assert squeezed(mention.quote) not in squeezed(story.told), case.id
    # Evidence that the cut is no mere refusal: 2026-11, 97 % of the open corpus's cases keep a story.
    assert told >= 0.9 * len(cases)


PIECES = ("甲方来电。", "⟦cause:delay|一直没人理⟧，", "⟦action:refund:done|退还了全款⟧。", "⟦outcome:satisfied|顾客当面表示满意⟧。", "第二天，", "\n", "点评：")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
def test_no_order_of_telling_gives_the_ending_away(pieces: list[str]) -> None:
    case, source = marked("".join(pieces) + "。")
    assert "顾客当面表示满意" not in cut(case, clean(source)).told


SECRET = "商场最后全额退还了货款"
WRITINGS = [
    SECRET,
    " ".join(SECRET),
    SECRET.replace("退", "<b>退</b>"),
    "".join(f"&#x{ord(c):x};" for c in SECRET),
    html.escape("".join(f"&#{ord(c)};" for c in SECRET)),
    json.dumps(SECRET),
    "".join(f"\\u{{{ord(c):x}}}" for c in SECRET),
    quote(SECRET),
    f'<p title="{SECRET}">',
    f"<!-- {SECRET} -->",
    base64.b64encode(f"x{SECRET}".encode()).decode(),
    base64.urlsafe_b64encode(SECRET.encode("utf-16-le")).decode(),
    "商場最後全額退還了貨款",
]


@pytest.mark.parametrize("writing", WRITINGS)
def test_guard_finds_the_ending_in_every_writing(tmp_path: Path, writing: str) -> None:
    page = tmp_path / "a.html"
    page.write_text(f"<html><body>她等了三天。{writing}</body></html>", encoding="utf-8")
    assert leaks(page, [SECRET]) == [SECRET]
    with pytest.raises(CaselibError, match=r"课堂\.html was not written"):
        guard(page, [SECRET], "课堂.html")


def test_guard_lets_other_words_pass(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<p>商场最后没有答复。她要求退还货款。</p>", encoding="utf-8")
    assert leaks(page, [SECRET, "退还"]) == []
    guard(page, [SECRET])
