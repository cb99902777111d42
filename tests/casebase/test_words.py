"""Corpus work on a few made sentences, with answers by hand."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from caselib.casebase import Cases
from caselib.casebase.words import concordance, cooccurrence, keyness, new_words, words
from caselib.model import Case, SourceText, Span


def base(*texts: str, clusters: tuple[str, ...] = ()) -> Cases:
    """One case a text; clusters by place."""
    cases = tuple(
        Case(f"u{i}", f"{i}.txt", Span(0, len(text)), "incident", cluster=clusters[i] if clusters else "") for i, text in enumerate(texts)
    )
    return Cases(cases, (), {f"{i}.txt": SourceText(f"{i}.txt", text) for i, text in enumerate(texts)})


def test_concordance_counts_characters_and_keeps_the_source():
    rows = concordance(base("顧客要求賠償，店方拒絕\n賠償。"), "赔偿", width=4)
    assert rows[["left", "keyword", "right", "start"]].values.tolist() == [["顧客要求", "賠償", "，店方拒", 4], ["方拒絕 ", "賠償", "。", 12]]


def test_words_count_clusters_and_reprints_once():
    table = words(base("酒店退款，酒店道歉。", "酒店退款，酒店道歉。", "酒店换房。", clusters=("a", "a", "b"))).set_index("word")
    assert table.loc["酒店", ["count", "n_clusters"]].tolist() == [3, 2]
    assert words(base()).empty


def test_keyness_is_the_likelihood_ratio_of_the_counts():
    table = keyness(base("快递丢失。" * 6 + "客户投诉。" * 4), base("银行收费。" * 8 + "客户投诉。" * 4)).set_index("word")
    # Two words a sentence: 20 here, 24 there.
    assert table.loc["快递", ["count", "reference_count", "per_10000"]].tolist() == [6, 0, 3000]
    assert table.loc["快递", "g2"] == pytest.approx(2 * 6 * np.log(6 / (20 * 6 / 44)))
    assert table.loc["快递", "log_ratio"] == pytest.approx(np.log2((6.5 / 20) / (0.5 / 24)))
    assert "银行" not in table.index


def test_cooccurrence_looks_inside_sentences():
    texts = ["顾客要求赔偿，损失很大。天气很好。"] * 6 + ["天气很好。大家去公园。"] * 6
    table = cooccurrence(base(*texts), "赔偿").set_index("word")
    assert table.loc["损失", ["together", "n_word", "n_keyword"]].tolist() == [6, 6, 6]
    assert table.loc["损失", "log_dice"] == pytest.approx(14)
    assert not {"天气", "赔偿"} & set(table.index)
    assert cooccurrence(base("今天天气很好。"), "赔偿").empty


# Other words, so that what stands together stands there more often than chance.
FILLER = "秋天来临，树叶逐渐变黄。河边许多孩童放风筝，远处农民收割稻谷，空气里飘着桂花香。" * 8


def test_new_words_hold_together_and_stand_freely():
    names = "张王李赵刘陈杨黄周吴"
    texts = [f"{name}女士找到喵喵淘反映情况，喵喵淘{verb}。" for name, verb in zip(names, ["答应", "拒绝", "道歉", "解释", "退款"] * 2, strict=True)]
    found = new_words(base(*texts, FILLER)).set_index("word")
    assert found.loc["喵喵淘", ["count", "n_clusters"]].tolist() == [20, 10]
    assert "喵喵" not in found.index
    assert "喵淘" not in found.index
    assert np.all(found["freedom"] >= 1.2)


PROGRAM = """
from caselib import add_word, concordance, cooccurrence, keyness, new_words, words
from tests.casebase.test_words import FILLER, base
texts = base(*["%s找到喵喵淘申诉，喵喵淘%s退款。" % (n, v) for n, v in zip("张王李赵刘陈杨黄", ["答应", "拒绝", "同意", "答复"] * 2)], FILLER)
other = base("银行收费。" * 9)
def seen():
    return ["喵喵淘" in set(table["word"]) for table in (words(texts), keyness(texts, other), cooccurrence(texts, "申诉"), new_words(texts))]
print(seen())
add_word("喵喵淘")
print(seen(), len(concordance(texts, "喵喵淘")))
"""


@pytest.mark.parametrize("cutter", ["jieba", "rjieba"])
def test_an_added_word_is_one_word_at_once_everywhere(cutter: str):
    """In a process of its own: a word, once added, stays."""
    pytest.importorskip(cutter)
    hidden = "import sys; sys.modules['rjieba'] = None\n" if cutter == "jieba" else ""
    done = subprocess.run([sys.executable, "-c", hidden + PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[False, False, False, True]", "[True, True, True, False] 16"]
