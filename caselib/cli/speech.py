"""What the command line says: sentences in both languages, with control characters of the corpus taken out."""

from __future__ import annotations

import re
import sys
from typing import Any

from caselib.messages import language

# Escape sequences and other controls in a file name or a quote could move the cursor or hide text in a terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

SENTENCES: dict[str, dict[str, str]] = {
    "found": {
        "zh": "读了 {files} 份文件：{cases} 个案例（{clusters} 个不重复），{guides} 条处理知识，{mentions} 处编码提及，{suggestions} 处待审，{duplicates} 个重复案例。",
        "en":
            "{files} files read: {cases} cases ({clusters} distinct), {guides} guides, {mentions} coded mentions,"
            " {suggestions} left for review, {duplicates} duplicates."
        ,
    },
    "trouble": {
        "zh": "{errors} 处没有读成，{notices} 条提示：",
        "en": "{errors} things were not read, {notices} notices:",
    },
    "more": {"zh": "  …… 另有 {count} 条，见 {where}", "en": "  … {count} more in {where}"},
    "no_cases": {
        "zh": "没有找到投诉案例：这些文件里没有讲述具体顾客、具体事件的内容。",
        "en": "no complaint cases were found: nothing in these files tells of a particular customer and event.",
    },
    "written": {"zh": "已写入：", "en": "Written:"},
    "writing": {"zh": "写报告", "en": "writing"},
    "key": {
        "zh": "代称对照表：{file}（仅本人可读，请勿与结果一起交付）。",
        "en": "Key of the aliases: {file} (readable by you alone; do not hand it over with the results).",
    },
    "left": {"zh": "复查仍有 {count} 处个人信息，请人工处理：", "en": "a second look still finds {count} pieces of personal data; mend these by hand:"},
    "look": {"zh": "先看 {report}；逐条核对用 {table}。", "en": "Start with {report}; check line by line in {table}."},
    "error": {"zh": "出错：{text}", "en": "error: {text}"},
    "seconds": {"zh": "用时 {seconds} 秒。", "en": "It took {seconds} s."},
    "no_change": {"zh": "{doc}：没有需要修补的地方。", "en": "{doc}: nothing needed mending."},
    "changes": {"zh": "{doc}：{count} 处修补", "en": "{doc}: {count} changes"},
    "segments": {"zh": "分段：{count} 段", "en": "segments: {count}"},
    "learned": {
        "zh": "已从 {decisions} 条修订学习（涉及 {corrected} 个案例），写入 {path}；用 caselib parse … --model {path} 使用。",
        "en": "learned from {decisions} corrections ({corrected} cases), written to {path}; use it with caselib parse … --model {path}.",
    },
    "codebook_next": {
        "zh": "下一步：照注释改写这些文件，再用 caselib codebook check {folder} 检查；{folder}/README.md 讲怎样用它编码。",
        "en": "Next: rewrite these files as their comments say and run caselib codebook check {folder}; {folder}/README.md tells how to code with it.",
    },
    "change_lost": {
        "zh": "{code} 没有了，recoded 也没写它的去向：旧标注将无处可归；请在 codebook.yaml 的 recoded 里补上。",
        "en": "{code} is gone and recoded does not say where to: older annotations lead nowhere; add it to recoded in codebook.yaml.",
    },
    "change_given_up": {"zh": "{code} 已取消。", "en": "{code} was given up."},
    "change_renamed": {"zh": "{code} 现名 {to}。", "en": "{code} is now called {to}."},
    "change_added": {"zh": "{code} 是新增的。", "en": "{code} is new."},
    "change_redefined": {"zh": "{code} 的定义或归属改过：旧标注请抽查。", "en": "{code} is defined otherwise: look at some of its older annotations."},
    "change_none": {"zh": "编码没有变化。", "en": "No code has changed."},
    "llm_estimate": {
        "zh": "将把 {cases} 个案例（遮盖个人信息后，连同编码手册共 {characters} 字，至多约 {tokens} token）发送到 {url}。",
        "en": "{cases} cases ({characters} characters with the codebook, personal data masked, at most about {tokens} tokens) would be sent to {url}.",
    },
    "llm_cost": {"zh": "估计费用至多约 {cost}。", "en": " Estimated cost: at most about {cost}."},
    "llm_confirm": {"zh": "同意发送吗？", "en": "Send them?"},
    "llm_done": {
        "zh": "语言模型：{answered} 个案例有回答，{failed} 个失败；{grounded} 处编码在原文中找到，{refused} 处被拒。",
        "en": "language model: {answered} cases answered, {failed} failed; {grounded} codings found in the text, {refused} refused.",
    },
    "hints": {"zh": "还可以补充：", "en": "What could be added:"},
    "hint_role": {"zh": "  没有 {what} 编码，案例的这一部分会是空的", "en": "  there is no {what} code, so that part of every case stays empty"},
    "hint_example": {"zh": "  这些还是范例，写好自己的编码后删去：{what}", "en": "  these are still the examples; delete them once your own codes stand: {what}"},
    "hint_passages": {"zh": "  例句不足 20 段，打分器学得不稳：{what}", "en": "  fewer than 20 passages, little to learn from: {what}"},
    "hint_counter": {"zh": "  没有反例：{what}", "en": "  no counter-examples: {what}"},
    "hint_cues": {"zh": "  没有线索，只能靠打分器：{what}", "en": "  no cues, the scorer alone must find it: {what}"},
    "hint_label": {"zh": "  缺一种语言的名称：{what}", "en": "  a label is missing in one language: {what}"},
    "trained": {
        "zh": "已用 {passages} 段例句训练打分器：{path}；用 caselib parse … --codebook {folder} --model {path} 使用。",
        "en": "a scorer was trained from {passages} passages: {path}; use it with caselib parse … --codebook {folder} --model {path}.",
    },
    "trained_f1": {
        "zh": "在没有参加训练的例句上 F1 为 {f1}；只用线索为 {alone}（线索多半照着这些例句写成，偏高）。",
        "en": "F1 on passages left out of the training: {f1}; of the cues alone {alone} (flattering: cues are mostly written from these passages).",
    },
    "trained_worse": {
        "zh": "例句还太少，暂时不带 --model、只用线索更好。",
        "en": " There are too few passages yet: without --model, by the cues alone, it codes better.",
    },
    "cues_only": {
        "zh": "没有适合这本编码手册的打分器，只用线索编码；caselib codebook train {folder} 可训练一个。",
        "en": "no scorer fits this codebook, so its cues alone were used; caselib codebook train {folder} trains one.",
    },
    "valid": {
        "zh": "编码手册可用：{codes} 个编码，{cues} 条线索，{passages} 段标注例句。",
        "en": "the codebook is sound: {codes} codes, {cues} cues, {passages} labelled passages.",
    },
}


def say(key: str, lang: str | None = None, **blanks: Any) -> str:
    """The sentence of ``key`` in the language, its blanks filled with safe text."""
    safe = {name: clean_for_terminal(str(value)) for name, value in blanks.items()}
    return SENTENCES[key][language(lang)].format(**safe)


def clean_for_terminal(text: str) -> str:
    """Text without characters that steer a terminal.

    Examples
    --------
    >>> clean_for_terminal("退款\\x1b[31m红")
    '退款[31m红'
    """
    return _CONTROL.sub("", text.replace("\n", " "))


def complain(text: str, lang: str | None = None) -> None:
    """One line on standard error."""
    print(say("error", lang, text=text), file=sys.stderr)
