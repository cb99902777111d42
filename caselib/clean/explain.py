"""What was changed, where and why, in words: for ``caselib explain FILE`` and for whoever doubts a mend."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from caselib.errors import Address
from caselib.messages import language
from caselib.model import CleanText

WHY: dict[str, dict[str, str]] = {
    "line_ends": {
        "zh": "统一换行符：不同系统和文字处理软件的换行符不一样。",
        "en": "one kind of line end: systems and word processors differ.",
    },
    "control_characters": {
        "zh": "去掉看不见的控制字符、零宽字符和私用区字符：它们会把词隔断。",
        "en": "invisible control, zero-width and private-use characters cut words in two and are left out.",
    },
    "block_furniture": {
        "zh": "文件自身标明这是页眉、页脚或链接列表，不是正文。",
        "en": "the file itself marks this as page header, page footer or list of links, not as text.",
    },
    "page_furniture": {
        "zh": "页码、页眉页脚、保密或版本标记：分页处留下的，不是正文，前后文接回。",
        "en": "page number, running head, mark of secrecy or version: left by a page break; the text around it is joined.",
    },
    "site_furniture": {
        "zh": "网页上的菜单、按钮、标签、相关链接或版权声明，不是正文。",
        "en": "menu, button, tags, related links or notice of the web page, not text.",
    },
    "wrapped_lines": {
        "zh": "句子在版面边缘被硬换行切断（附近多行等宽且没有句末标点），接回成一行。",
        "en": "the line was cut at the page's edge within a sentence (lines nearby are as wide and end without a mark) and is joined.",
    },
    "stray_spaces": {
        "zh": "多余的空格：缩进、行尾，或把一个词、一句话隔开。",
        "en": "a stray space: an indent, a line end, or one that cuts a word or sentence in two.",
    },
    "rare_lookalikes": {
        "zh": "形近或音近的生僻字，用来防复制；按上下文改回通常的字。",
        "en": "a rare look-alike put in to defeat copying; put back to the character that the words around call for.",
    },
    "lookalikes_in_context": {
        "zh": "本文有被改字的痕迹；此字与前后不成词，换回后成为常用词。",
        "en": "the document shows tampering; the character makes no word with its neighbours, the mend makes a common one.",
    },
    "stuffing": {
        "zh": "为搜索排名塞入的词组，占了其中一个词的位置，改回这个词。",
        "en": "a search phrase pasted in the place of one of its own words; put back to that word.",
    },
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One change with its place in the source (line and column count from 1) and the reason in a sentence."""

    rule: str
    address: Address
    was: str
    now: str
    why: str

    def __str__(self) -> str:
        return f"{self.address}  [{self.rule}] {self.was!r} → {self.now!r}  {self.why}"


def explain(cleaned: CleanText, lang: str | None = None) -> list[Explanation]:
    """Every change of :func:`clean`, in order of the source.

    Examples
    --------
    >>> from caselib.clean import clean
    >>> from caselib.model import SourceText
    >>> [first] = explain(clean(SourceText("a.txt", "客服\\u200b道歉")), lang="en")
    >>> print(first.address, first.rule)
    a.txt:1:3 control_characters
    """
    tongue = language(lang)
    text = cleaned.source.text
    starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
    found = []
    for change in cleaned.changes:
        line = bisect_right(starts, change.span.start)
        address = Address(cleaned.source.doc, cleaned.source.place(change.span.start), line, change.span.start - starts[line - 1] + 1)
        found.append(Explanation(change.rule, address, change.was, change.now, WHY[change.rule][tongue]))
    return found
